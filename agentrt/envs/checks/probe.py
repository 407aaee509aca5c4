"""One thing that is tried on a verifier, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pydantic import JsonValue

Expected = Literal["floor", "full", "either"]
"""What a sound verifier pays: nothing, everything, or whatever the verifiers agree on."""

INITIAL = "initial"
"""Name of the state before anybody did anything."""
ORACLE = "oracle"
"""Name of the state after the solution."""


@dataclass(frozen=True)
class Probe:
    """An answer and a state.

    Attributes:
        panel: What it belongs to, with a version: "constants/1".
        name: Which one it is in its panel.
        answer: What is submitted; None is nothing.
        state: The state that it is submitted in: `INITIAL`, `ORACLE` or a digest.
        expected: What a sound verifier pays for it.
        what: What it is, in words.
    """

    panel: str
    name: str
    answer: JsonValue
    state: str = INITIAL
    expected: Expected = "floor"
    what: str = ""

    @property
    def id(self) -> str:
        """Panel and name."""
        return f"{self.panel}/{self.name}"


@dataclass(frozen=True)
class Verdict:
    """What one verifier said.

    Attributes:
        reward: From 0 to 1; 0.0 where the verdict is not valid.
        criteria: The named criteria; empty where there are none.
        error: Why the verdict is not valid; empty where it is.
    """

    reward: float
    criteria: dict[str, JsonValue] = field(default_factory=dict)
    error: str = ""

    @property
    def valid(self) -> bool:
        """Whether the verifier gave named criteria as it should."""
        return not self.error


@dataclass(frozen=True)
class Tried:
    """A probe with the verdicts on it.

    Attributes:
        probe: What was tried.
        verdict: Of verify.py.
        declared: Of verify_declared.py, where there is one.
        replayed: Whether answer and changes are those of the replayed solution (or of an alternative), the third opinion.
    """

    probe: Probe
    verdict: Verdict
    declared: Verdict | None
    replayed: bool

    @property
    def truth(self) -> bool:
        """Whether it deserves full reward: by its label, or by what the replayed solution says."""
        return self.replayed if self.probe.expected == "either" else self.probe.expected == "full"

    @property
    def accepted(self) -> bool:
        """Whether verify.py pays in full."""
        return self.verdict.reward >= 1.0
