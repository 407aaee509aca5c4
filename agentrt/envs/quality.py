"""`quality.json` of a pack: what the gates measured, and the digests that it holds for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, JsonValue, ValidationError

from agentrt.envs.environment import Environment
from agentrt.envs.task import Task
from agentrt.errors import PackError
from agentrt.frozen import Frozen

FILE = "quality.json"


class GateResult(Frozen):
    """What a gate found.

    Attributes:
        status: Whether it passed; "not_run" where an earlier failure made it impossible.
        value: The number that its threshold is held against; None where there is none.
        probes: How many things were tried for it.
        evidence: What failed, or why it does not apply.
        details: Further numbers.
    """

    status: Literal["passed", "failed", "not_applicable", "not_run"]
    value: float | None = None
    probes: int = 0
    evidence: tuple[str, ...] = ()
    details: dict[str, JsonValue] = Field(default_factory=dict)


class TaskQuality(Frozen):
    """What was measured of a task.

    Attributes:
        accepted: Whether every gate passed or does not apply.
        digests: See `Task.digests`; what was measured holds for these alone.
        gates: What each gate found.
        labels: Measures to choose by: level, calls, depth, and pass@k by model where it was measured.
    """

    accepted: bool
    digests: dict[str, str]
    gates: dict[str, GateResult]
    labels: dict[str, JsonValue] = Field(default_factory=dict)


class Quality(Frozen):
    """`quality.json`.

    Attributes:
        checks: Version of the gates and panels.
        panels: The panels of adversaries, each with its version.
        name: The environment.
        digests: See `Environment.digests`.
        accepted: Whether the environment, the set and every task passed.
        environment: What the environment's gates found.
        set: What the set's gates found.
        tasks: What was measured of each task.
        figures: Sums over all tasks.
        containers: Tasks that were proved again in fresh Docker containers, with what came of it.
    """

    schema_version: Literal[1] = 1
    checks: int
    panels: tuple[str, ...]
    name: str
    digests: dict[str, str]
    accepted: bool
    environment: dict[str, GateResult]
    set: dict[str, GateResult]
    tasks: dict[str, TaskQuality]
    figures: dict[str, Any] = Field(default_factory=dict)
    containers: dict[str, JsonValue] = Field(default_factory=dict)

    def stale(self, environment: Environment, task: Task | None = None) -> str:
        """Why it does not hold for an environment, or a task of it, any more; "" where it does."""
        for part, digest in environment.digests.items():
            if self.digests.get(part) != digest:
                return f"{part} has changed since it was checked"
        if task is None:
            return ""
        known = self.tasks.get(task.name)
        if known is None:
            return f"task {task.name} was not checked"
        for part, digest in task.digests.items():
            if known.digests.get(part) != digest:
                return f"the {part} of task {task.name} has changed since it was checked"
        return ""

    def with_labels_of(self, earlier: Quality | None) -> Quality:
        """The same with the labels of an earlier check that this one does not measure, such as a model's pass rate.

        They are kept of each task that has not changed since.
        """
        tasks = dict(self.tasks)
        for name, known in (earlier.tasks if earlier else {}).items():
            if name in tasks and tasks[name].digests == known.digests:
                tasks[name] = tasks[name].model_copy(update={"labels": {**known.labels, **tasks[name].labels}})
        return self.model_copy(update={"tasks": tasks})


def unproven(environment: Environment, tasks: Iterable[Task]) -> str:
    """Why rewards on some tasks of an environment are not to be trusted: never checked, changed since, or refused.

    Args:
        environment: The environment.
        tasks: Its tasks that are to be used.

    Returns:
        The reason, in words; "" where everything passed, and nothing has changed since.

    Raises:
        PackError: quality.json is malformed.
    """
    quality = environment.quality
    if quality is None:
        return "it was never checked"
    stale = quality.stale(environment) or next((said for one in tasks if (said := quality.stale(environment, one))), "")
    if stale:
        return stale
    if quality.accepted:
        return ""
    refused = [name for name, one in quality.tasks.items() if not one.accepted]
    failed = [name for name, one in (quality.environment | quality.set).items() if one.status in ("failed", "not_run")]
    if refused:
        failed.append(f"task {refused[0]}" + (f" and {len(refused) - 1} more" if refused[1:] else ""))
    return f"it did not pass: {', '.join(failed)}" if failed else "it did not pass"


def read_quality(root: Path) -> Quality | None:
    """A pack's quality.json; None where there is none.

    Raises:
        PackError: It is malformed.
    """
    path = root / FILE
    if not path.is_file():
        return None
    try:
        return Quality.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        raise PackError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


def write_quality(root: Path, quality: Quality) -> Path:
    """Write a pack's quality.json, for a person to read and a diff to be small."""
    path = root / FILE
    path.write_text(quality.model_dump_json(indent=1, exclude_defaults=True) + "\n", encoding="utf-8")
    return path
