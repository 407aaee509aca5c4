"""What an audit of something that agentrt did not make says: the gates that apply, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from agentrt.envs.checks.gates import EVIDENCE, Measurement
from agentrt.frozen import Frozen

NO_TOOLS = "there are no tools: a question, and a score for an answer"
NO_STATE = "there is no state that an agent changes"


class ForeignItem(Frozen):
    """One audited thing: a generator, a task directory, a server.

    Attributes:
        name: What it is called there.
        measurements: Of each gate, those that do not apply with the reason.
    """

    name: str
    measurements: tuple[Measurement, ...]

    @property
    def failed(self) -> tuple[Measurement, ...]:
        """Gates that failed."""
        return tuple(one for one in self.measurements if one.status == "failed")


class ForeignReport(Frozen):
    """An audit.

    Attributes:
        kind: What was audited: "pairs", "harbor", "verifiers", "openenv".
        source: Where it is from: a module, a folder, a URL.
        items: What was looked at.
        notes: What a reader must know: versions, what was put in place of something that is not here.
    """

    kind: str
    source: str
    items: tuple[ForeignItem, ...]
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether no gate failed."""
        return not any(one.failed for one in self.items)

    def counts(self) -> dict[str, Counter[str]]:
        """How many items have each status, by gate, in the order of the gates."""
        found: dict[str, Counter[str]] = {}
        for item in self.items:
            for one in item.measurements:
                found.setdefault(one.gate, Counter())[one.status] += 1
        return found

    def table(self) -> str:
        """The counts as a Markdown table."""
        lines = ["| gate | passed | failed | not applicable | not run |", "|---|---:|---:|---:|---:|"]
        for gate, counts in self.counts().items():
            cells = " | ".join(str(counts[status]) for status in ("passed", "failed", "not_applicable", "not_run"))
            lines.append(f"| {gate} | {cells} |")
        return "\n".join(lines)


def measured(
    gate: str,
    wrong: Iterable[str],
    probes: int,
    value: float | None = None,
    details: Mapping[str, JsonValue] | None = None,
) -> Measurement:
    """A measurement that passed unless something is `wrong`; without a single probe it was not made."""
    found = tuple(one[:600] for one in wrong)
    status = "failed" if found else "passed" if probes else "not_run"
    return Measurement.model_validate(
        {
            "gate": gate,
            "status": status,
            "value": value,
            "probes": probes,
            "evidence": found[:EVIDENCE],
            "details": {**(details or {}), **({"more": len(found) - EVIDENCE} if len(found) > EVIDENCE else {})},
        }
    )


def not_applicable(reasons: Mapping[str, str]) -> tuple[Measurement, ...]:
    """Measurements of gates that do not apply, each with its reason."""
    return tuple(Measurement(gate=gate, status="not_applicable", evidence=(why,)) for gate, why in reasons.items())
