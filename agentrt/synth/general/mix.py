"""What a small pack holds so far, and which task of a chain it lacks most: of all kinds, few for rules alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil

from agentrt.synth.general.drawn import Drawn
from agentrt.synth.general.kinds import DOING, KINDS, Kind

LEVELS = 5
EXCEPTIONS = 3
"""One of so many tasks may be one that says what to do where the rules forbid something."""
PARTIAL = 10
"""About one of so many tasks pays for each of its steps."""


@dataclass
class Mix:
    """The tasks of a small pack, counted.

    Attributes:
        wanted: Tasks that the pack is to have.
        kinds: Tasks by kind.
        levels: Tasks by level.
        templates: Templates of the tasks.
        answers: Their answers.
        done: Actions that some task gets accepted.
        partial: Tasks that pay for each step.
        exceptions: Tasks that may say what to do where the rules forbid something.
    """

    wanted: int
    exceptions: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    levels: Counter[int] = field(default_factory=Counter)
    templates: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    partial: int = 0

    def __post_init__(self) -> None:
        self.exceptions = self.wanted // EXCEPTIONS

    def settle(self) -> None:
        """The rules are met: other kinds fill what is left."""
        self.exceptions = max(self.kinds["exception"], self.wanted // len(KINDS))

    def recount(self, kept: Iterable[Drawn]) -> None:
        """Count anew, from the tasks that are left."""
        self.kinds, self.levels, self.partial = Counter(), Counter(), 0
        self.templates, self.answers, self.done = set(), set(), set()
        self.exceptions = self.wanted // EXCEPTIONS
        for one in kept:
            self.note(one)

    def note(self, one: Drawn) -> None:
        """A task was taken."""
        self.kinds[one.kind] += 1
        self.levels[one.task.level] += 1
        self.templates.add(one.task.template)
        self.answers |= {one.answer_text} - {""}
        self.done |= set(one.done)
        self.partial += one.task.reward.kind == "partial"

    def share(self, kind: Kind) -> int:
        """How many tasks of a kind there are to be, or may be."""
        others = ceil((self.wanted - self.exceptions) / (len(KINDS) - 1))
        return self.exceptions if kind == "exception" else others

    def room(self, kind: Kind) -> int:
        """How many more of a kind there may be."""
        return max(0, self.share(kind) - self.kinds[kind])

    def doing(self) -> float:
        """Which part of what the pack still lacks changes something."""
        lacks = {one: self.room(one) for one in KINDS if one != "exception"}
        return sum(lacks[one] for one in lacks if one in DOING) / (sum(lacks.values()) or 1)

    def best(self, chain: Sequence[Drawn], room: int, *, loose: bool) -> list[Drawn]:
        """The task of a chain that the pack lacks most, after the one that it was raised from if that is lacking too.

        Args:
            chain: Tasks, each raised from the one before.
            room: How many the pack can still take.
            loose: Whether a kind that there is enough of will do as well; never one for rules alone.
        """
        fit = [place for place, one in enumerate(chain) if self._fits(one, loose=loose)]
        if not fit or not room:
            return []
        pairs = [at for at in fit if room > 1 and at - 1 in fit and self._differ(chain[at - 1], chain[at])]
        place = min(fit, key=lambda at: (self._need(chain[at]) - (at in pairs), -at))
        return [chain[place - 1], chain[place]] if place in pairs else [chain[place]]

    def _differ(self, parent: Drawn, made: Drawn) -> bool:
        """Whether there is room for both, and not one answer to both."""
        enough = parent.kind != made.kind or self.room(made.kind) > 1
        return enough and not (parent.answer_text == made.answer_text != "")

    def _fits(self, one: Drawn, *, loose: bool) -> bool:
        if one.task.template in self.templates or one.answer_text in self.answers:
            return False
        if loose:
            return one.kind != "exception"
        return self.room(one.kind) > 0 and self.levels[one.task.level] <= ceil(self.wanted / LEVELS)

    def _need(self, one: Drawn) -> float:
        """How well the pack is provided with its like; the least is taken."""
        level = self.levels[one.task.level] / ceil(self.wanted / LEVELS)
        kind = self.kinds[one.kind] / max(1, self.share(one.kind))
        return 2 * level + kind - (one.task.reward.kind == "partial")
