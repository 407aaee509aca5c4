"""What became of the tries in one domain, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """What became of the tries in one domain.

    Attributes:
        rejected: Programs rejected, by gate.
        levels: Tasks accepted, by level.
        kinds: The same by kind.
        plain: By level, without those for rules alone ("...; if the rules forbid that, ...").
        grown: Tools grown, with the template that needed them.
        rules: Rules that refused a call in some task: "ACTION.CODE".
        missed: Rules for which no task was found.
        partial: Tasks that pay for each of their steps.
    """

    rejected: Counter[str] = field(default_factory=Counter)
    levels: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    plain: Counter[int] = field(default_factory=Counter)
    grown: dict[str, str] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)
    partial: int = 0

    @property
    def exceptions(self) -> int:
        """Tasks for rules alone."""
        return self.levels.total() - self.plain.total()
