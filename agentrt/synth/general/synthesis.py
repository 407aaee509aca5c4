"""Packs for several domains: made one after the other, put through the gates, resumed where they were left.

A domain's folder appears only when its pack is whole, and holds in `environment.toml` what it was made with; a run with
the same settings into the same folder leaves it as it is, one with other settings makes it anew. Until it is whole, a
journal beside it holds every draw and every verdict, and the same run goes on with the next one.
"""

from __future__ import annotations

import itertools
import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from math import exp, log
from pathlib import Path

import anyio
from pydantic import Field

from agentrt.envs.checks.checker import Checker
from agentrt.envs.checks.records import TaskRecord
from agentrt.envs.checks.store import MEASURING, code_digest, key_of
from agentrt.envs.convert import write_task
from agentrt.envs.environment import load_environment
from agentrt.envs.task import Task, digest_of
from agentrt.errors import PackError
from agentrt.frozen import Frozen
from agentrt.synth.general.building import SMALL, Builder, Size
from agentrt.synth.general.declare import Domain
from agentrt.synth.general.dialogue import dialogues
from agentrt.synth.general.journal import Journal
from agentrt.synth.general.kinds import KINDS
from agentrt.synth.general.pack import GENERATOR_VERSION, Store, compile_domain, write_pack

REPORT = "report.json"
MAKING = "agentrt.synth.general"
"""The package whose code decides what is drawn."""
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
        kinds: Tasks by kind (`kinds.py`); dialogues are a kind of their own here.
        partial: Tasks that pay for each of their steps.
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
    kinds: dict[str, int]
    partial: int
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
    journal = Journal(journal_path(domain, out), _about(domain, settings))
    builder = Builder(domain, settings.seed, Size(settings.rows, settings.distractors), journal=journal)
    try:
        with journal:
            gates = _Gates(builder, settings, out, journal, progress)
            tasks = gates.accepted()
            if settings.dialogues:
                tasks += gates.checked(dialogues(builder, len(tasks) + 1), len(tasks))
            if not tasks:
                rejected = dict(builder.tally.rejected + gates.rejected)
                raise PackError(f"{domain.name}: no task passed every gate ({rejected}).")
            report = _report(builder, tasks, gates.rejected, time.monotonic() - began)
            origin = settings.model_dump(mode="python") | {"version": GENERATOR_VERSION}
            write_pack(
                out / domain.name, builder.domain, builder.world.tables, builder.toolset, tasks, origin, settings.store
            )
            (out / f".{domain.name}.{REPORT}").write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
            journal.remove()
    finally:
        builder.close()
    return report


def journal_path(domain: Domain, out: Path) -> Path:
    """Where a pack's draws and verdicts are kept until it is whole."""
    return out / f".{domain.name}.journal.jsonl"


def _about(domain: Domain, settings: Settings) -> dict[str, object]:
    """What a journal must be about to be of use: the same settings, declaration and gates."""
    declared = digest_of(compile_domain(domain, settings.seed))
    about = settings.model_dump(mode="json") | {"version": GENERATOR_VERSION, "declared": declared}
    about |= {"makes": code_digest(MAKING)}
    return about | ({"gates": code_digest(*MEASURING)} if settings.check else {})


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


class _Gates:
    """Tasks of one builder, put through the gates of `agentrt check` in a sandbox.

    Attributes:
        rejected: Tasks rejected, by gate.
    """

    def __init__(
        self, builder: Builder, settings: Settings, out: Path, journal: Journal, progress: Progress | None
    ) -> None:
        self._builder, self._settings, self._journal, self._progress = builder, settings, journal, progress
        self._folder = out / f".{builder.domain.name}.checking" / builder.domain.name
        self.rejected: Counter[str] = Counter()

    def _told(self, done: int) -> None:
        if self._progress is not None:
            wanted = self._settings.tasks
            self._progress(self._builder.domain.name, min(done, wanted), wanted)

    def accepted(self) -> list[Task]:
        """Tasks that passed every gate; those that are rejected are replaced, a few times."""
        wanted = self._settings.tasks
        kept: list[Task] = []
        for _ in range(ROUNDS):
            fresh = self._builder.tasks(wanted - len(kept), None if self._settings.check else self._told)
            passed = self.checked(fresh, len(kept))
            self._builder.turned_away({one.name for one in fresh} - {one.name for one in passed})
            kept += passed
            if len(kept) >= wanted or not fresh:
                break
        return _renumbered(kept)

    def checked(self, tasks: list[Task], before: int = 0) -> list[Task]:
        """Those of some tasks that pass, in their order. What the journal knows is not measured again."""
        if not (self._settings.check and tasks):
            return tasks
        keys = {one.name: key_of(one) for one in tasks}
        unknown = [one for one in tasks if self._journal.verdict(keys[one.name]) is None]
        self._told(before + len(tasks) - len(unknown))
        if unknown:
            self._measure(unknown, tasks, keys, before)
        verdicts = {one.name: self._journal.verdict(keys[one.name]) for one in tasks}
        self.rejected.update(gate for gate in verdicts.values() if gate)
        return [one for one in tasks if not verdicts[one.name]]

    def _measure(self, unknown: list[Task], tasks: list[Task], keys: dict[str, str], before: int) -> None:
        shutil.rmtree(self._folder.parent, ignore_errors=True)
        self._folder.parent.mkdir(parents=True)
        try:
            builder = self._builder
            write_pack(self._folder, builder.domain, builder.world.tables, builder.toolset, (), {"seed": builder.seed})
            write_task(self._folder / "tasks" / tasks[0].name, tasks[0])
            done = before + len(tasks) - len(unknown)

            counted = itertools.count(done + 1)

            def judged(record: TaskRecord) -> None:
                self._journal.judge(keys[record.name], record.failed[0].gate if record.failed else "")
                self._told(next(counted))

            async def check() -> None:
                async with Checker(load_environment(self._folder), workers=1) as checker:
                    await checker.check(unknown, judged, others=tasks)

            anyio.run(check)
        finally:
            shutil.rmtree(self._folder.parent, ignore_errors=True)


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
        kinds=_kinds(tasks),
        partial=sum(one.reward.kind == "partial" for one in tasks),
        splits=dict(sorted(Counter(one.split for one in tasks).items())),
        templates=len(templates),
        effective_templates=round(exp(-sum(share * log(share) for share in shares)), 1),
        tools=len(builder.toolset.names),
        grown=builder.tally.grown,
        rules_met=len(met & every),
        rules_missed=tuple(sorted(every - met)),
        seconds=round(seconds, 1),
    )


def _kinds(tasks: list[Task]) -> dict[str, int]:
    """How many there are of each kind, in the order of the kinds."""
    found = Counter("dialogue" if one.script is not None else str(one.manifest.origin["kind"]) for one in tasks)
    return {one: found[one] for one in (*KINDS, "dialogue") if found[one]}


def _refusals(task: Task) -> list[str]:
    found = task.manifest.origin.get("refusals", [])
    return [str(one) for one in found] if isinstance(found, list) else []
