"""Packs for several domains: made one after the other, put through the gates, resumed where they were left.

A domain's folder appears only when its pack is whole, and holds in `environment.toml` what it was made with; a run with
the same settings into the same folder leaves it as it is, one with other settings makes it anew.
"""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from math import exp, log
from pathlib import Path

import anyio
from pydantic import Field

from agentrt.envs.checks.checker import check_tasks
from agentrt.envs.convert import write_task
from agentrt.envs.environment import load_environment
from agentrt.envs.task import Task
from agentrt.errors import PackError
from agentrt.frozen import Frozen
from agentrt.synth.general.building import SMALL, Builder, Size
from agentrt.synth.general.declare import Domain
from agentrt.synth.general.dialogue import dialogues
from agentrt.synth.general.pack import GENERATOR_VERSION, Store, write_pack

REPORT = "report.json"
ROUNDS = 4
"""Times that tasks are made in the place of those that `agentrt check`'s gates rejected."""
Progress = Callable[[str, int, int], None]
"""Told of a domain's name, its tasks so far, and how many are wanted."""


class Settings(Frozen):
    """What packs are made with; the same settings make the same packs.

    Attributes:
        tasks: Tasks for each domain.
        seed: Seed of data and tasks.
        rows: Factor on the rows of every table.
        distractors: Tools that no task needs.
        check: Whether the gates of `agentrt check` are applied as well, in a sandbox.
        dialogues: Whether domains that have them get tasks with a scripted user too, in addition to `tasks`.
        store: How tasks are kept.
    """

    tasks: int = Field(default=100, ge=1)
    seed: int = 1
    rows: float = Field(default=1.0, gt=0, le=50)
    distractors: int = Field(default=0, ge=0)
    check: bool = True
    dialogues: bool = False
    store: Store = "folders"


class DomainReport(Frozen):
    """What became of one domain.

    Attributes:
        domain: Its name.
        accepted: Tasks in the pack.
        rejected: Programs and tasks rejected, by gate. "no draw" are draws that gave no program at all.
        levels: Tasks by level.
        splits: Tasks by split.
        templates: Different templates among the tasks.
        effective_templates: exp of the entropy of templates: how many there would be if all were as frequent.
        tools: Tools of the pack.
        grown: Tools grown, with the template that needed them.
        rules_met: Rules that refuse a call in some task.
        rules_missed: Rules for which no task was found.
        seconds: Time it took.
    """

    domain: str
    accepted: int
    rejected: dict[str, int]
    levels: dict[int, int]
    splits: dict[str, int]
    templates: int
    effective_templates: float
    tools: int
    grown: dict[str, str]
    rules_met: int
    rules_missed: tuple[str, ...]
    seconds: float


def synthesise(domain: Domain, settings: Settings, out: Path, progress: Progress | None = None) -> DomainReport:
    """Make one domain's pack.

    Args:
        domain: The domain.
        settings: What it is made with.
        out: Folder in which the pack's folder is made.
        progress: Told how far it is.

    Raises:
        PackError: No task passed every gate.
    """
    began = time.monotonic()
    builder = Builder(domain, settings.seed, Size(settings.rows, settings.distractors))
    rejected: Counter[str] = Counter()
    try:
        tasks = _accepted(builder, settings, out, rejected, progress)
        if settings.dialogues:
            spoken = dialogues(builder, len(tasks) + 1)
            if settings.check and spoken:
                spoken = _checked(builder, spoken, out, rejected, lambda done: None)
            tasks += spoken
        if not tasks:
            raise PackError(f"{domain.name}: no task passed every gate ({dict(builder.tally.rejected + rejected)}).")
        origin = settings.model_dump(mode="python") | {"version": GENERATOR_VERSION}
        report = _report(builder, tasks, rejected, time.monotonic() - began)
        write_pack(
            out / domain.name, builder.domain, builder.world.tables, builder.toolset, tasks, origin, settings.store
        )
    finally:
        builder.close()
    (out / f".{domain.name}.{REPORT}").write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return report


def made_already(domain: Domain, settings: Settings, out: Path) -> DomainReport | None:
    """The report of a pack that an earlier run with the same settings finished; None where there is none."""
    place = out / f".{domain.name}.{REPORT}"
    if not (place.is_file() and (out / domain.name / "environment.toml").is_file()):
        return None
    origin = load_environment(out / domain.name).manifest.origin
    wanted = settings.model_dump(mode="python") | {"version": GENERATOR_VERSION}
    if any(origin.get(name) != value for name, value in wanted.items()):
        return None
    return DomainReport.model_validate_json(place.read_text(encoding="utf-8"))


def write_report(reports: Sequence[DomainReport], settings: Settings, out: Path) -> Path:
    """Write report.json for all domains."""
    rows = [one.model_dump(mode="json") for one in reports]
    text = json.dumps({"settings": settings.model_dump(mode="json"), "domains": rows}, indent=1)
    (out / REPORT).write_text(text + "\n", encoding="utf-8")
    return out / REPORT


def _accepted(
    builder: Builder, settings: Settings, out: Path, rejected: Counter[str], progress: Progress | None
) -> list[Task]:
    """Tasks that passed every gate; those that the sandbox's gates reject are replaced, a few times."""
    name, wanted = builder.domain.name, settings.tasks

    def told(done: int) -> None:
        if progress is not None:
            progress(name, min(done, wanted), wanted)

    if not settings.check:
        return builder.tasks(wanted, told)
    kept: list[Task] = []
    for _ in range(ROUNDS):
        before = len(kept)
        fresh = builder.tasks(wanted - before)
        kept += _checked(builder, fresh, out, rejected, lambda more, before=before: told(before + more))  # type: ignore[misc]
        if len(kept) >= wanted or not fresh:
            break
    return _renumbered(kept)


def _checked(
    builder: Builder, tasks: list[Task], out: Path, rejected: Counter[str], progress: Callable[[int], None]
) -> list[Task]:
    """Those of some tasks that pass the gates of `agentrt check`, in their order."""
    folder = out / f".{builder.domain.name}.checking" / builder.domain.name
    shutil.rmtree(folder.parent, ignore_errors=True)
    folder.parent.mkdir(parents=True)
    try:
        write_pack(folder, builder.domain, builder.world.tables, builder.toolset, (), {"seed": builder.seed})
        write_task(folder / "tasks" / tasks[0].name, tasks[0])
        done: list[bool] = []

        async def check() -> list[str]:
            def told(record: object) -> None:
                done.append(bool(record))
                progress(len(done))

            records = await check_tasks(load_environment(folder), tasks, workers=1, progress=told)
            for record in records:
                rejected.update({record.failed[0].gate: 1} if record.failed else {})
            return [one.name for one in records if one.accepted]

        accepted = set(anyio.run(check)) if tasks else set()
    finally:
        shutil.rmtree(folder.parent, ignore_errors=True)
    return [one for one in tasks if one.name in accepted]


def _renumbered(tasks: list[Task]) -> list[Task]:
    """The tasks as 001 and so on, a small pack's from easy to hard; one whose parent was rejected names none."""
    if len(tasks) < SMALL:
        tasks = sorted(tasks, key=lambda one: one.level)
    names = {one.name: f"{place:03d}" for place, one in enumerate(tasks, 1)}
    return [
        one.model_copy(
            update={
                "name": names[one.name],
                "manifest": one.manifest.model_copy(update={"parent": names.get(one.parent, "")}),
            }
        )
        for one in tasks
    ]


def _report(builder: Builder, tasks: list[Task], rejected: Counter[str], seconds: float) -> DomainReport:
    templates = Counter(one.template for one in tasks)
    shares = [times / len(tasks) for times in templates.values()]
    met = {str(rule) for one in tasks for rule in _refusals(one)}
    every = {f"{action.name}.{rule.code}" for action in builder.domain.actions for rule in action.rules}
    return DomainReport(
        domain=builder.domain.name,
        accepted=len(tasks),
        rejected=dict(sorted((builder.tally.rejected + rejected).items())),
        levels=dict(sorted(Counter(one.level for one in tasks).items())),
        splits=dict(sorted(Counter(one.split for one in tasks).items())),
        templates=len(templates),
        effective_templates=round(exp(-sum(share * log(share) for share in shares)), 1),
        tools=len(builder.toolset.names),
        grown=builder.tally.grown,
        rules_met=len(met & every),
        rules_missed=tuple(sorted(every - met)),
        seconds=round(seconds, 1),
    )


def _refusals(task: Task) -> list[str]:
    found = task.manifest.origin.get("refusals", [])
    return [str(one) for one in found] if isinstance(found, list) else []
