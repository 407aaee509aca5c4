"""Checks an environment and its tasks: experiments in several sandboxes at once, gates on what came of them.

quality = await check_environment("library")
async with Checker(environment) as checker:              # for whoever makes tasks
    await checker.check(tasks, lambda record: print(record.accepted, record.failed))
"""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import anyio

from agentrt.envs.checks import (  # noqa: F401 - importing a family registers its gates
    adversaries,
    anchors,
    dialogue,
    difficulty,
    discrimination,
    panels,
    sanity,
    sets,
)
from agentrt.envs.checks.contamination import Corpus, shipped
from agentrt.envs.checks.evidence import EnvironmentCase, Played, TaskCase
from agentrt.envs.checks.experiments import examine
from agentrt.envs.checks.exploring import explore
from agentrt.envs.checks.figures import figures_of
from agentrt.envs.checks.gates import Measurement, of_scope
from agentrt.envs.checks.records import TaskRecord, record_of, result_of, task_summary
from agentrt.envs.checks.sets import SetCase
from agentrt.envs.checks.world_experiments import case_of, examine_environment, wander
from agentrt.envs.environment import Environment, load_environment
from agentrt.envs.probes import VARIANTS, ProbeFailed, ProbeRunner
from agentrt.envs.quality import Quality
from agentrt.envs.server import new_sandbox
from agentrt.envs.task import Task
from agentrt.errors import SandboxLost
from agentrt.sandbox.base import Sandbox

CHECKS = 1
"""Version of gates and panels. A record of another version is measured again."""
OTHERS = 8
"""Tasks whose solutions are played first, for the others to be tried with."""
WORKERS = 2

Progress = Callable[[TaskRecord], None]


class Worker:
    """A sandbox with a probe runner, in which one task at a time is examined."""

    def __init__(self, environment: Environment, sandbox: Callable[[], Sandbox]) -> None:
        self.environment, self._sandbox = environment, sandbox
        self._stack = AsyncExitStack()
        self.others: list[tuple[str, Played]] = []

    async def open(self) -> Self:
        """Start the sandbox."""
        self._stack = AsyncExitStack()
        self.box = await self._stack.enter_async_context(self._sandbox())
        answers = {one.id: one.answer for one in panels.FIXED}
        runner = ProbeRunner(self.environment, answers=answers, variants=len(VARIANTS), sandbox=self.box)
        self.runner = await self._stack.enter_async_context(runner)
        self.case = case_of(self.runner, self.environment)
        self.case.explored = await explore(self.runner)
        self.wanderers = await wander(self.runner)
        return self

    async def close(self) -> None:
        """Close the sandbox."""
        await self._stack.aclose()

    async def reopen(self) -> None:
        """Start another sandbox in the place of one that died."""
        with anyio.CancelScope(shield=True):
            await self.close()
        await self.open()
        self.others = []

    async def prime(self, tasks: Iterable[Task]) -> None:
        """Play the solutions of some tasks, to try their answers and states on the others."""
        for task in tasks:
            try:
                told = await self.runner.play("solve", sources=[task.solution], outcomes=False)
            except ProbeFailed:
                continue
            if not told[0].get("error"):
                self.others.append((task.name, Played.of(told[0])))

    async def record(self, task: Task) -> TaskRecord:
        """Examine a task."""
        began = time.perf_counter()
        try:
            case = await examine(self.runner, self.case, task, others=self.others, wanderers=self.wanderers)
        except SandboxLost:
            await self.reopen()
            case = await self._once_more(task)
        return record_of(case, time.perf_counter() - began)

    async def _once_more(self, task: Task) -> TaskCase:
        """Examine a task under which a sandbox died: a task that kills a second one is refused, not examined again."""
        try:
            return await examine(self.runner, self.case, task, wanderers=self.wanderers)
        except SandboxLost as error:
            await self.reopen()
            return TaskCase(self.case, task, stopped=f"the sandbox died twice: {error}")


class Checker:
    """Checks tasks of one environment.

    Args:
        environment: The environment.
        workers: Sandboxes at once.
        sandbox: Makes a sandbox; None: the quickest that this machine has.
    """

    def __init__(
        self, environment: Environment, *, workers: int = WORKERS, sandbox: Callable[[], Sandbox] | None = None
    ) -> None:
        self.environment = environment
        self._count, self._sandbox = workers, sandbox or new_sandbox
        self._workers: list[Worker] = []

    async def __aenter__(self) -> Self:
        self._workers = [Worker(self.environment, self._sandbox) for _ in range(self._count)]
        try:
            async with anyio.create_task_group() as group:
                for one in self._workers:
                    group.start_soon(one.open)
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        with anyio.CancelScope(shield=True):
            for one in self._workers:
                await one.close()

    async def world(self) -> EnvironmentCase:
        """Examine the environment itself."""
        worker = self._workers[0]
        found = await examine_environment(worker.runner, self.environment, worker.box)
        worker.wanderers = await wander(worker.runner)  # their states were let go of
        return found

    async def check(self, tasks: Iterable[Task], told: Progress, others: Sequence[Task] = ()) -> None:
        """Examine some tasks.

        Args:
            tasks: The tasks.
            told: Told of each task's record as it comes. What it raises ends the check, in a group of exceptions.
            others: Tasks whose answers and states are tried on them; some of `tasks` themselves if none are given.
        """
        wanted = list(tasks)
        queue, some = iter(wanted), list(others or wanted)[:OTHERS]

        async def work(worker: Worker) -> None:
            if not worker.others:
                await worker.prime(some)
            for task in queue:
                told(await worker.record(task))

        async with anyio.create_task_group() as group:
            for one in self._workers[: max(1, len(wanted))]:
                group.start_soon(work, one)


async def check_tasks(
    environment: Environment,
    tasks: Sequence[Task],
    *,
    workers: int = WORKERS,
    progress: Progress | None = None,
) -> list[TaskRecord]:
    """Check some tasks of an environment, in their order. The environment's and the set's gates are not measured.

    Args:
        environment: The environment; the tasks need not be in its folder.
        tasks: The tasks.
        workers: Sandboxes at once.
        progress: Told of each record as it comes.
    """
    found: dict[str, TaskRecord] = {}
    async with Checker(environment, workers=workers) as checker:
        await checker.check(tasks, _into(found, progress))
    return [found[one.name] for one in tasks]


def _into(found: dict[str, TaskRecord], progress: Progress | None) -> Progress:
    """Puts each record among those found, and tells of it."""

    def told(record: TaskRecord) -> None:
        found[record.name] = record
        if progress is not None:
            progress(record)

    return told


async def check_environment(
    path: str | Path | Environment,
    *,
    only: Sequence[str] = (),
    workers: int = WORKERS,
    progress: Progress | None = None,
    known: Mapping[str, TaskRecord] | None = None,
    corpus: Corpus | None = None,
) -> Quality:
    """Check an environment, all of its tasks, and the set of them.

    Args:
        path: A shipped environment's name, a path with a slash, or the environment.
        only: Names of tasks; the set's gates then see these alone.
        workers: Sandboxes at once.
        progress: Told of each task's record as it comes.
        known: Records of tasks that need not be examined again.
        corpus: Texts that no task may repeat; None: the benchmarks that come with agentrt.

    Raises:
        PackError: It cannot be loaded.
    """
    environment = path if isinstance(path, Environment) else load_environment(path)
    tasks = [environment.task(name) for name in only] if only else list(environment.tasks)
    records = {name: one for name, one in (known or {}).items() if any(name == task.name for task in tasks)}
    fresh = [one for one in tasks if one.name not in records]
    async with Checker(environment, workers=workers) as checker:
        world = await checker.world()
        await checker.check(fresh, _into(records, progress), others=tasks)
    ordered = [records[one.name] for one in tasks]
    return quality_of(environment, world, ordered, shipped() if corpus is None else corpus)


def quality_of(
    environment: Environment, world: EnvironmentCase, records: Sequence[TaskRecord], corpus: Corpus
) -> Quality:
    """What was measured, as quality.json has it."""
    world.solved = frozenset(str(tool) for one in records for tool in (one.summary or {}).get("worked", ()))
    about_world = [one.measure(world) for one in of_scope("environment")]
    case = set_case(environment, world, records, corpus)
    about_set = [one.measure(case) for one in of_scope("set")] if records else []
    passed = all(one.status in ("passed", "not_applicable") for one in (*about_world, *about_set))
    return Quality(
        checks=CHECKS,
        panels=panels.PANELS,
        name=environment.name,
        digests=environment.digests,
        accepted=passed and bool(records) and all(one.accepted for one in records),
        environment={one.gate: result_of(one) for one in about_world},
        set={one.gate: result_of(one) for one in about_set},
        tasks={one.name: one.quality for one in records},
        figures=figures_of(records),
    )


def set_case(
    environment: Environment, world: EnvironmentCase, records: Sequence[TaskRecord], corpus: Corpus
) -> SetCase:
    """What the set's gates look at."""
    summaries = [one for record in records if (one := task_summary(record)) is not None]
    met = {one["outcome"]["refused"]["code"] for one in world.fuzzed if "refused" in one["outcome"]}
    return SetCase(
        name=environment.name,
        tasks=summaries,
        offered=[one["name"] for one in world.tools],
        corpus=corpus,
        fuzzed=frozenset(met),
        rules=frozenset(rules_of(environment.functions)),
        helpers=pooled(records),
    )


def pooled(records: Sequence[TaskRecord]) -> dict[str, bool]:
    """Mutants in helpers over all tasks: whether any task's probes killed each."""
    found: dict[str, bool] = {}
    for record in records:
        for mutant, killed in record.helpers.items():
            found[mutant] = killed or found.get(mutant, False)
    return found


def rules_of(functions: str) -> set[str]:
    """Codes of the refusals that a functions.py can raise, from its syntax tree."""
    found = set()
    for node in ast.walk(ast.parse(functions)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused" and node.args:
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                found.add(code.value)
    return found


def failures(quality: Quality) -> list[tuple[str, str, Any]]:
    """Every gate that failed or was not run: where, gate, result."""
    wrong = ("failed", "not_run")
    found = [("environment", gate, one) for gate, one in quality.environment.items() if one.status in wrong]
    found += [("set", gate, one) for gate, one in quality.set.items() if one.status in wrong]
    for name, task in quality.tasks.items():
        found += [(name, gate, one) for gate, one in task.gates.items() if one.status in wrong]
    return found


def measured(records: Sequence[TaskRecord], gate: str) -> list[Measurement]:
    """One gate's measurements over tasks."""
    return [one for record in records for one in record.measurements if one.gate == gate]
