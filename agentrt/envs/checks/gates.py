"""What a gate is, what it measured, and the list of all gates.

A gate reads evidence and gives a measurement. It cannot pass on nothing: a measurement that passed without a single
probe is turned into a failure, and one that does not apply must say why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, JsonValue

from agentrt.frozen import Frozen

Family = Literal["anchors", "adversaries", "discrimination", "sanity", "difficulty", "set"]
Scope = Literal["task", "environment", "set"]
Status = Literal["passed", "failed", "not_applicable", "not_run"]
EVIDENCE = 12
"""Lines of evidence that are kept of one measurement."""


class Measurement(Frozen):
    """What a gate found.

    Attributes:
        gate: Id of the gate.
        status: Whether it passed; "not_run" where an earlier failure made it impossible.
        value: The number that the threshold is held against; None where there is none.
        probes: How many things were tried for it.
        evidence: What was found, in words: for a failure, what failed; else what was left out, and why.
        details: Further numbers.
    """

    gate: str
    status: Status
    value: float | None = None
    probes: int = 0
    evidence: tuple[str, ...] = ()
    details: dict[str, JsonValue] = Field(default_factory=dict)


class Result(Frozen):
    """What a gate's function gives; `Gate.measure` makes a measurement of it.

    Attributes:
        passed: Whether the threshold holds; None: the gate does not apply, and the evidence says why.
        value: See `Measurement`.
        probes: See `Measurement`.
        evidence: See `Measurement`.
        details: See `Measurement`.
    """

    passed: bool | None
    value: float | None = None
    probes: int = 0
    evidence: tuple[str, ...] = ()
    details: dict[str, JsonValue] = Field(default_factory=dict)


def not_applicable(why: str) -> Result:
    """The gate does not apply."""
    return Result(passed=None, evidence=(why,))


@dataclass(frozen=True)
class Gate:
    """A measurement with a threshold.

    Attributes:
        id: OpenEnv's check id where one exists, else "family.name".
        family: What it belongs to.
        scope: What it is measured on: each task, the environment, or the set of all tasks.
        name: What it is called.
        measures: What is measured, in a sentence.
        threshold: When it passes.
        remedy: What to do where it fails.
        function: Measures.
    """

    id: str
    family: Family
    scope: Scope
    name: str
    measures: str
    threshold: str
    remedy: str
    function: Callable[[Any], Result]

    def measure(self, case: Any) -> Measurement:
        """Measure on evidence. Never raises: a gate that breaks has failed."""
        try:
            result = self.function(case)
        except Exception as error:
            result = Result(passed=False, evidence=(f"the gate itself broke: {type(error).__name__}: {error}",))
        if result.passed and result.probes == 0:
            result = Result(passed=False, evidence=("nothing was tried, so nothing was shown",))
        status: Status = "not_applicable" if result.passed is None else "passed" if result.passed else "failed"
        return Measurement(
            gate=self.id,
            status=status,
            value=result.value,
            probes=result.probes,
            evidence=tuple(one[:600] for one in result.evidence[:EVIDENCE]),
            details=result.details,
        )

    def not_run(self, why: str) -> Measurement:
        """The measurement where it could not be made."""
        return Measurement(gate=self.id, status="not_run", evidence=(why,))


GATES: dict[str, Gate] = {}
"""All gates by id, in the order in which they are shown. Filled by the modules of this package."""


def gate(
    id: str,  # noqa: A002 - a gate's id
    *,
    scope: Scope = "task",
    family: Family,
    name: str,
    measures: str,
    threshold: str,
    remedy: str,
) -> Callable[[Callable[[Any], Result]], Callable[[Any], Result]]:
    """Make a function a gate."""

    def register(function: Callable[[Any], Result]) -> Callable[[Any], Result]:
        assert id not in GATES, f"two gates are called {id}"
        GATES[id] = Gate(id, family, scope, name, measures, threshold, remedy, function)
        return function

    return register


def of_scope(scope: Scope) -> list[Gate]:
    """The gates of a scope."""
    return [one for one in GATES.values() if one.scope == scope]
