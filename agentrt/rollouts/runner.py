"""Rollouts: a model tries an environment's tasks, each attempt in a session of its own, and every attempt is scored.

async for r in rollout(load_environment("library"), model, n=8, tasks=20):
    r.reward, r.status, r.run
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import anyio.abc
from anyio.streams.memory import MemoryObjectSendStream

from agentrt.envs import Environment, FunctionServer, Scorer, Task, Verdict
from agentrt.envs.quality import unproven
from agentrt.errors import AgentrtError, ConfigurationError, PackError, SandboxLost
from agentrt.events import Status
from agentrt.limits import Limits
from agentrt.models.base import Model, Settings
from agentrt.rollouts.attempt import Attempted, attempt
from agentrt.rollouts.ledger import Ledger, Row
from agentrt.run import Run

LIMITS = Limits(steps=30, seconds=600)
"""What an attempt may spend, where nothing else is said."""


@dataclass(frozen=True)
class Rollout:
    """One attempt at a task.

    Attributes:
        task: The task.
        index: Which attempt at it, from 0.
        run: What the model did.
        verdict: What the verifier said.
        seconds: Wall-clock time of the attempt.
        state: Digest of the final state.
        resumed: Whether it was read from the journals of an earlier call instead of being run now.
    """

    task: Task
    index: int
    run: Run
    verdict: Verdict
    seconds: float
    state: str
    resumed: bool = False

    @property
    def task_id(self) -> str:
        """Id of the task: "library/001"."""
        return self.task.id

    @property
    def level(self) -> int:
        """Level of the task."""
        return self.task.level

    @property
    def reward(self) -> float:
        """What it earned, from 0.0 to 1.0. No measurement unless `valid`."""
        return self.verdict.reward

    @property
    def status(self) -> Status | None:
        """How the run ended: "completed", "limit", "cancelled", "failed"."""
        return self.run.status

    @property
    def valid(self) -> bool:
        """Whether the reward measures the model: an attempt that the server, the sandbox or the verifier broke
        measures nothing. One that used up its budget, or failed by its own faults, does.
        """
        infrastructure = self.run.status == "cancelled" or self.run.error is not None
        return self.verdict.valid and not infrastructure


Progress = Callable[[Rollout, int, int], None]
"""Told of each rollout, how many are done, and how many there are."""


@dataclass
class _Plan:
    """What all attempts share."""

    environment: Environment
    model: Model
    limits: Limits
    settings: Settings
    language: str
    server: FunctionServer
    scorer: Scorer
    ledger: Ledger | None
    limiter: anyio.CapacityLimiter
    send: MemoryObjectSendStream[Rollout | BaseException]
    done: int = 0
    failure: BaseException | None = field(default=None)


async def rollout(
    environment: Environment,
    model: Model,
    *,
    n: int = 1,
    tasks: int | Sequence[str] | None = None,
    concurrency: int = 8,
    limits: Limits | None = None,
    settings: Settings | None = None,
    language: str = "en",
    journals: str | Path | None = None,
    progress: Progress | None = None,
    allow_unchecked: bool = False,
) -> AsyncGenerator[Rollout, None]:
    """Let a model try tasks, and yield each attempt as it ends. Leaving the loop ends what still runs.

    It runs on asyncio (not on trio: a generator cannot own background work there).

    Args:
        environment: The environment.
        model: What thinks.
        n: Attempts at each task.
        tasks: How many tasks, from the first; or their names; None: all.
        concurrency: Attempts at once.
        limits: What an attempt may spend; by default 30 steps and 600 seconds.
        settings: How replies are sampled. A `seed` is raised by one for each attempt, so that attempts differ.
        language: Of the instructions.
        journals: Folder of the records, `NAME/TASK/INDEX.jsonl`, and of `results.jsonl`. Called again with the same
            folder, finished attempts are read from it and unfinished ones go on, in a session that is brought to where
            it was by making the recorded calls again. Attempts at a task that has changed since are run anew.
        progress: Told of each attempt.
        allow_unchecked: Whether an environment may be used that has not passed `agentrt check` as it is now.

    Raises:
        ConfigurationError: `n` or `concurrency` is no positive number.
        PackError: There is no such task, the environment's code cannot be loaded, or its checks are missing, stale or
            not passed.
        SandboxError: The environment's sandboxes cannot be made.
    """
    if n < 1 or concurrency < 1:
        raise ConfigurationError(f"rollout() needs n >= 1 and concurrency >= 1, not {n} and {concurrency}.")
    chosen = choose_tasks(environment, tasks)
    if not allow_unchecked and (why := unproven(environment, chosen)):
        raise PackError(
            f"The rewards of {environment.name!r} are not proven: {why}. Run `agentrt check {environment.root}` and "
            "mend what fails; to use it all the same, allow_unchecked=True (--allow-unchecked)."
        )
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(FunctionServer(environment))
        scorer = await stack.enter_async_context(Scorer(environment, server.initial))
        send, receive = anyio.create_memory_object_stream[Rollout | BaseException](float("inf"))
        ledger = None if journals is None else Ledger(Path(journals) / environment.name)
        plan = _Plan(
            environment, model, limits or LIMITS, settings or Settings(), language, server, scorer, ledger,
            anyio.CapacityLimiter(concurrency), send,
        )  # fmt: skip
        # A task of its own, since a generator that holds a task group open over a `yield` cannot be left early.
        working = asyncio.create_task(_all(plan, [(task, index) for task in chosen for index in range(n)]))
        stack.push_async_callback(_ended, working)
        stack.enter_context(receive)
        total = len(chosen) * n
        async for one in receive:
            if isinstance(one, BaseException):
                raise one
            plan.done += 1
            if progress is not None:
                progress(one, plan.done, total)
            yield one


def choose_tasks(environment: Environment, tasks: int | Sequence[str] | None) -> list[Task]:
    """The tasks that `tasks` names: all, the first so many, or those of the names given.

    Raises:
        PackError: There is no such task.
    """
    if tasks is None:
        return list(environment.tasks)
    if isinstance(tasks, int):
        return list(environment.tasks[:tasks])
    return [environment.task(name) for name in tasks]


async def _ended(working: asyncio.Task[None]) -> None:
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working


async def _all(plan: _Plan, attempts: Sequence[tuple[Task, int]]) -> None:
    with plan.send:
        try:
            async with anyio.create_task_group() as group:
                for task, index in attempts:
                    await plan.limiter.acquire_on_behalf_of((task.name, index))
                    group.start_soon(_one, plan, task, index)
        except BaseExceptionGroup as errors:
            plan.send.send_nowait(_first(errors))


async def _one(plan: _Plan, task: Task, index: int) -> None:
    try:
        row = plan.ledger.finished(task, index) if plan.ledger else None
        made = await _again(plan, task, row) if row is not None else await _now(plan, task, index)
        plan.send.send_nowait(made)
    finally:
        plan.limiter.release_on_behalf_of((task.name, index))


async def _again(plan: _Plan, task: Task, row: Row) -> Rollout:
    assert plan.ledger is not None
    run = await anyio.to_thread.run_sync(plan.ledger.run, task, row.index)
    return Rollout(task, row.index, run, row.verdict, row.seconds, row.state, resumed=True)


async def _now(plan: _Plan, task: Task, index: int) -> Rollout:
    began = time.monotonic()
    seed = plan.settings.seed
    settings = plan.settings if seed is None else plan.settings.model_copy(update={"seed": seed + index})
    journal = plan.ledger.journal(task, index) if plan.ledger else None
    async with plan.server.session() as session:
        done: Attempted = await attempt(
            session, task, plan.model, limits=plan.limits, settings=settings, language=plan.language, journal=journal
        )
        state = await session.state()
    verdict = await plan.scorer.score(task, done.answer, state)
    made = Rollout(task, index, done.run, verdict, time.monotonic() - began, state.digest)
    if plan.ledger is not None:
        row = Row(
            task=task.name, index=index, reward=made.reward, status=made.status, valid=made.valid, verdict=verdict,
            seconds=made.seconds, state=state.digest, digests=task.digests,
            environment=plan.environment.digests["environment"],
        )  # fmt: skip
        plan.ledger.add(row)
    return made


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """The failure that says most: an error of agentrt's own before another, and not a cancellation."""
    flat: list[BaseException] = []
    for one in errors.exceptions:
        flat += [_first(one)] if isinstance(one, BaseExceptionGroup) else [one]
    known = [one for one in flat if isinstance(one, AgentrtError) and not isinstance(one, SandboxLost)]
    return (known or flat)[0]
