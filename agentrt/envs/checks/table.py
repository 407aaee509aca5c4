"""The gates of a pack as rows: what each measured over all tasks."""

from __future__ import annotations

from dataclasses import dataclass

from agentrt.envs.checks import checker  # noqa: F401 - fills the list of gates
from agentrt.envs.checks.gates import GATES, Gate
from agentrt.envs.quality import GateResult, Quality


@dataclass(frozen=True)
class Row:
    """A gate over a pack.

    Attributes:
        gate: The gate.
        passed: How many passed: tasks, or 1 for the environment and the set.
        failed: How many failed, or could not be measured.
        idle: How many it does not apply to.
        probes: Things tried.
        least: The smallest value.
        mean: The mean value.
    """

    gate: Gate
    passed: int
    failed: int
    idle: int
    probes: int
    least: float | None
    mean: float | None

    @property
    def status(self) -> str:
        """One word."""
        return "failed" if self.failed else "passed" if self.passed else "not applicable"


@dataclass(frozen=True)
class Failure:
    """A gate that failed.

    Attributes:
        where: The task, "environment" or "set".
        gate: The gate.
        result: What was found.
    """

    where: str
    gate: Gate
    result: GateResult


def rows_of(quality: Quality) -> list[Row]:
    """A row for each gate that was measured, in the order of the families."""
    order = ["anchors", "adversaries", "discrimination", "sanity", "difficulty", "set"]
    rows = []
    for gate in sorted(GATES.values(), key=lambda one: order.index(one.family)):
        results = [one for _, one in _results(quality, gate)]
        if results:
            values = [one.value for one in results if one.value is not None]
            rows.append(
                Row(
                    gate=gate,
                    passed=sum(one.status == "passed" for one in results),
                    failed=sum(one.status in ("failed", "not_run") for one in results),
                    idle=sum(one.status == "not_applicable" for one in results),
                    probes=sum(one.probes for one in results),
                    least=min(values, default=None),
                    mean=sum(values) / len(values) if values else None,
                )
            )
    return rows


def failures_of(quality: Quality) -> list[Failure]:
    """Every failure; what was not run because of another is left out."""
    return [
        Failure(where, gate, one)
        for gate in GATES.values()
        for where, one in _results(quality, gate)
        if one.status == "failed"
    ]


def _results(quality: Quality, gate: Gate) -> list[tuple[str, GateResult]]:
    if gate.scope == "task":
        return [(name, one.gates[gate.id]) for name, one in quality.tasks.items() if gate.id in one.gates]
    found = (quality.environment if gate.scope == "environment" else quality.set).get(gate.id)
    return [] if found is None else [(gate.scope, found)]
