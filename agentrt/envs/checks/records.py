"""What is kept of a task that was examined: measurements, counts for the figures, and what the set's gates look at."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pydantic import Field, JsonValue

from agentrt.envs.checks import duplicates
from agentrt.envs.checks.difficulty import static_measures
from agentrt.envs.checks.discrimination import rates
from agentrt.envs.checks.evidence import TaskCase
from agentrt.envs.checks.gates import Measurement, of_scope
from agentrt.envs.checks.intervals import Share
from agentrt.envs.checks.sets import TaskSummary
from agentrt.envs.quality import GateResult, TaskQuality
from agentrt.frozen import Frozen

EARLY = frozenset({
    "static.manifest", "semantic.oracle_max", "runtime.oracle_containment", "sanity.verifier_purity",
})  # fmt: skip
"""Gates that can be measured where the experiments ended early."""


class TaskRecord(Frozen):
    """A task that was examined.

    Attributes:
        name: Its name.
        accepted: Whether every gate passed or does not apply.
        digests: See `Task.digests`.
        measurements: Of every gate on tasks.
        labels: See `TaskQuality`.
        counts: Hits and totals for the figures: near misses killed, mutants killed, right and wrong probes accepted.
        helpers: Mutants in helpers of verify.py, and whether each was killed by this task's probes.
        summary: What the set's gates look at; None where the solution gave nothing.
        seconds: Time of all experiments.
    """

    name: str
    accepted: bool
    digests: dict[str, str]
    measurements: tuple[Measurement, ...]
    labels: dict[str, JsonValue] = Field(default_factory=dict)
    counts: dict[str, Share] = Field(default_factory=dict)
    helpers: dict[str, bool] = Field(default_factory=dict)
    summary: dict[str, Any] | None = None
    seconds: float = 0.0

    @property
    def failed(self) -> tuple[Measurement, ...]:
        """The gates that it fails."""
        return tuple(one for one in self.measurements if one.status == "failed")

    @property
    def quality(self) -> TaskQuality:
        """As it stands in quality.json."""
        gates = {one.gate: result_of(one) for one in self.measurements}
        return TaskQuality(accepted=self.accepted, digests=self.digests, gates=gates, labels=self.labels)


def result_of(one: Measurement) -> GateResult:
    """A measurement as it stands in quality.json."""
    value = None if one.value is None else round(one.value, 6)
    return GateResult(
        status=one.status, value=value, probes=one.probes, evidence=one.evidence, details=one.details
    )  # fmt: skip


def record_of(case: TaskCase, seconds: float) -> TaskRecord:
    """Measure every gate on a task's evidence."""
    measurements = []
    for one in of_scope("task"):
        if case.stopped and one.id not in EARLY:
            measurements.append(one.not_run(case.stopped))
        else:
            measurements.append(one.measure(case))
    whole = not case.stopped
    return TaskRecord(
        name=case.task.name,
        accepted=whole and all(one.status in ("passed", "not_applicable") for one in measurements),
        digests=case.task.digests,
        measurements=tuple(measurements),
        labels=static_measures(case) if whole else {"level": case.task.level},
        counts=counts_of(case) if whole else {},
        helpers=case.verifiers["verify.py"].helpers if whole else {},
        summary=summary_of(case) if whole else None,
        seconds=seconds,
    )


def counts_of(case: TaskCase) -> dict[str, Share]:
    """What the figures are summed from."""
    near = [
        one
        for one in case.panel("near-answer", "near-state", "solution-mutant", "labelled")
        if not one.right and not (one.replayed and one.probe.panel.startswith("near-answer"))
    ]
    positives, negatives = rates(case)
    adversaries = [one for one in case.tried if one.probe.panel.split("/")[0] not in _NO_ADVERSARY and not one.right]
    equivalents = [one for one in case.tried if one.probe.expected == "full"]
    apart = list(case.panel("labelled"))
    counts = {
        "near misses killed": Share(hits=sum(not one.accepted for one in near), total=len(near)),
        "adversaries paid": Share(hits=sum(one.accepted for one in adversaries), total=len(adversaries)),
        "equivalents refused": Share(hits=sum(not one.accepted for one in equivalents), total=len(equivalents)),
        "right accepted": positives,
        "wrong accepted": negatives,
        "labelled right accepted": _share([one.accepted for one in apart if one.right]),
        "labelled wrong accepted": _share([one.accepted for one in apart if not one.right]),
        f"bounded search paid at level {case.task.level}": _share([case.search_pays]),
    }
    for file, report in case.verifiers.items():
        counts[f"mutants of {file} killed"] = Share(hits=report.killed, total=report.counted)
        equal = len(report.survivors) - len(report.alive)
        counts[f"mutants of {file} proved equivalent"] = Share(hits=equal, total=report.made)
    return counts


_NO_ADVERSARY = frozenset({"oracle", "alternative", "right-answer", "near-answer", "near-state", "solution-mutant",
                           "noise", "labelled", "greedy", "one-call"})  # fmt: skip


def _share(hits: list[bool]) -> Share:
    return Share(hits=sum(hits), total=len(hits))


def summary_of(case: TaskCase) -> dict[str, Any]:
    """What the set's gates look at, as JSON."""
    task, oracle = case.task, case.oracle[0]
    language = case.home.environment.manifest.languages[0]
    text = task.instruction(language)
    signature = duplicates.signature(task.solution, text, case.home.pools.places.keys(), oracle.calls)
    met = Counter(outcome["refused"]["code"] for _, _, outcome in oracle.calls if "refused" in outcome)
    return {
        "template": task.template,
        "split": task.split,
        "parent": task.parent,
        "level": task.level,
        "text": text,
        "structure": signature.structure,
        "flow": signature.flow,
        "words": sorted(signature.words),
        "masked": sorted(signature.masked),
        "answer": oracle.answer,
        "answered": case.answered,
        "tools": [name for name, _, _ in oracle.calls],
        "worked": sorted({name for name, _, outcome in oracle.calls if "ok" in outcome}),
        "refusals": sorted(met),
    }


def task_summary(record: TaskRecord) -> TaskSummary | None:
    """What the set's gates look at."""
    told = record.summary
    if told is None:
        return None
    signature = duplicates.Signature(
        told["structure"], told["flow"], frozenset(told["words"]), frozenset(told["masked"])
    )  # fmt: skip
    return TaskSummary(
        name=record.name,
        template=told["template"],
        split=told["split"],
        parent=told["parent"],
        level=told["level"],
        text=told["text"],
        digest=record.digests["task"],
        signature=signature,
        answer=told["answer"],
        answered=told["answered"],
        tools=tuple(told["tools"]),
        refusals=tuple(told["refusals"]),
    )
