"""What is said of what an author handed in: the gates' verdicts, in words that help to mend it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from agentrt.envs import Scorer, load_environment
from agentrt.envs.checks.checker import check_environment, check_tasks
from agentrt.envs.checks.gates import GATES
from agentrt.envs.environment import Environment
from agentrt.envs.inside.purity import problems
from agentrt.envs.quality import GateResult
from agentrt.envs.task import Task
from agentrt.errors import PackError
from agentrt.synth.general.author.scope import out_of_scope

MANIFEST = "static.manifest"
SCOPE = "author.scope"
HARDER = "author.harder"
VERIFIER = "author.verifier"
"""What stands in the ledger beside the gates' own ids: files out of place, a task no harder than its parent, a second
verifier that is none."""
DECLARED = "verify_declared.py"
ODD_ANSWERS: tuple[JsonValue, ...] = (None, "", [], {}, 0, "?", [[]], {"answer": None})


@dataclass(frozen=True)
class Judgement:
    """A verdict on what was handed in.

    Attributes:
        accepted: Whether all held.
        failed: Ids of the gates that did not.
        report: For the author: what is wrong, what was seen, and what to do.
    """

    accepted: bool
    failed: tuple[str, ...]
    report: str


async def judge_world(pack: Path) -> Judgement:
    """An environment without tasks: its data and its tools."""
    try:
        environment = load_environment(pack)
        if environment.tasks:
            return _rejected(SCOPE, ["there are tasks already: take them out of tasks/; they are written afterwards"])
        quality = await check_environment(environment)
    except PackError as error:
        return _rejected(MANIFEST, [str(error)])
    return _judgement(quality.environment)


async def judge_task(pack: Path, task: str, before: Path) -> Judgement:
    """One task, newly written, and whatever else the environment's gates say.

    Args:
        pack: The environment with the task.
        task: The task's name.
        before: The environment as it was last accepted.
    """
    try:
        environment = load_environment(pack)
        written = environment.task(task)
        said = out_of_scope(before, environment, task)
        if said:
            return _rejected(SCOPE, said)
        harder = _not_harder(environment, written)
        if harder:
            return _rejected(HARDER, [harder])
        if environment.digests == load_environment(before).digests:  # its own gates passed before
            (record,) = await check_tasks(environment, [written], workers=1)
            return _judgement(record.quality.gates)
        quality = await check_environment(environment, only=[task])
    except PackError as error:
        return _rejected(MANIFEST, [str(error)])
    return _judgement({**quality.environment, **quality.tasks[task].gates})


async def judge_verifier(pack: Path, task: str, proposed: Path) -> Judgement:
    """A second verifier by itself, in words that say nothing of the solution or the first one.

    Args:
        pack: What its author had, with `tasks/TASK/verify_declared.py`.
        task: The task's name.
        proposed: The environment with the task as its own author handed it in.
    """
    path = pack / "tasks" / task / DECLARED
    if not path.is_file():
        return _rejected(VERIFIER, [f"tasks/{task}/{DECLARED} is missing"])
    source = path.read_text(encoding="utf-8", errors="replace")
    wrong = [f"{DECLARED}: {one}" for one in problems(source, "verify", ("answer", "before", "after"))]
    if wrong:
        return _rejected(VERIFIER, wrong)
    environment = load_environment(proposed)
    written = environment.task(task)
    async with Scorer(environment) as scorer:
        for answer in ODD_ANSWERS:
            verdict = await scorer.score_with(source, written, answer)
            if not verdict.valid:
                wrong.append(f"{DECLARED} gives no verdict on the answer {answer!r}: {verdict.reason}")
            elif verdict.reward > 0:
                wrong.append(f"{DECLARED} pays {verdict.reward:g} for the answer {answer!r} where nothing was done")
    return _rejected(VERIFIER, wrong) if wrong else Judgement(True, (), "Accepted.")


@contextmanager
def with_verifier(pack: Path, task: str, proposed: Path) -> Iterator[Path]:
    """The environment that was proposed, with the second verifier of `pack`; removed at the end of the block."""
    with tempfile.TemporaryDirectory(prefix="agentrt-author-") as folder:
        both = Path(folder) / load_environment(proposed).name
        shutil.copytree(proposed, both)
        shutil.copyfile(pack / "tasks" / task / DECLARED, both / "tasks" / task / DECLARED)
        yield both


def _not_harder(environment: Environment, task: Task) -> str:
    """What is wrong with a task as one that was made from another and is harder; nothing for a first one."""
    if task.name == "001":
        return ""
    expected = f"{int(task.name) - 1:03d}"
    if task.parent != expected:
        return f'tasks/{task.name}/task.toml: parent: {task.parent!r} is not "{expected}", the task it is made from'
    parent = environment.task(expected)
    if task.level <= parent.level:
        return f"tasks/{task.name}/task.toml: level: {task.level} is not above its parent's {parent.level}"
    if task.claims.calls <= parent.claims.calls:
        return (
            f"task {task.name} needs {task.claims.calls} tool calls, and its parent {parent.claims.calls}: "
            "a harder task needs more"
        )
    return ""


def _judgement(found: Mapping[str, GateResult]) -> Judgement:
    # What could not be measured follows from what failed, and would only hide it.
    wrong = {gate: one for gate, one in found.items() if one.status == "failed"} or {
        gate: one for gate, one in found.items() if one.status == "not_run"
    }
    if not wrong:
        return Judgement(True, (), "Accepted: every gate passed.")
    lines = [f"Not accepted, because of {len(wrong)} of {len(found)} gates."]
    for gate, one in wrong.items():
        known = GATES.get(gate)
        lines += ["", f"{gate}: {known.name if known else gate}", *(f"  - {said}" for said in one.evidence)]
        if known:
            lines.append(f"  It wants: {known.threshold}. What to do: {known.remedy}")
    return Judgement(False, tuple(wrong), "\n".join(lines))


def _rejected(gate: str, said: list[str]) -> Judgement:
    return Judgement(False, (gate,), "\n".join([f"{gate}:", *(f"  - {one}" for one in said)]))
