"""A pack from a domain and a seed: chains of tasks, each harder than the one before, until there are enough.

A chain starts at level 1 and is raised step by step; what is accepted becomes a task that names the one it was raised
from. Where a step needs more calls than its level allows, a tool is grown and the step tried again. For every rule that
no task has met yet, a chain is made in which that rule refuses a call.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from math import ceil
from typing import Literal

from agentrt.envs.checks.duplicates import NearDuplicates, Signature, signature
from agentrt.envs.task import Task
from agentrt.synth.general import program as p
from agentrt.synth.general.declare import Action, Choice, Domain
from agentrt.synth.general.evaluate import Undefined
from agentrt.synth.general.making import Made, Maker, Rejected
from agentrt.synth.general.raising import easiest, easiest_action, raised, with_refusal
from agentrt.synth.general.sampling import NotFound, Sampler
from agentrt.synth.general.toolset import Joined, Tool, Toolset, Totals, core_toolset
from agentrt.synth.general.world import World

LEVELS = 5
TRIES = 8
"""Ways that are tried to raise a task before its chain ends."""
FRUITLESS = 400
"""Chains in a row without a task after which a domain is held exhausted."""
REPEATS = 40
"""Chains in a row after which a level's share may be filled from others."""
SMALL = 60
"""Packs of fewer tasks are made to be read: many short lines of descent in the place of a few long ones."""
CLAUSES = 2
"""Rules that one task of a small pack is made to meet."""


@dataclass(frozen=True)
class Size:
    """How large and how cluttered a world is.

    Attributes:
        rows: Factor on the rows of every table: more of them, more to look through.
        distractors: Tools that no task needs.
    """

    rows: float = 1.0
    distractors: int = 0


@dataclass
class Tally:
    """What became of the tries in one domain.

    Attributes:
        rejected: Programs rejected, by gate.
        levels: Tasks accepted, by level.
        grown: Tools grown, with the template that needed them.
        rules: Rules that refused a call in some task: "ACTION.CODE".
        missed: Rules for which no task was found.
    """

    rejected: Counter[str] = field(default_factory=Counter)
    levels: Counter[int] = field(default_factory=Counter)
    grown: dict[str, str] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)


class Builder:
    """Makes the tasks of one pack.

    Args:
        domain: What it is about.
        seed: Seed of data and tasks.
        size: How large the world is.
        distinct: Whether near-duplicates of kept tasks are rejected.

    Attributes:
        tally: What became of the tries so far.
        toolset: The tools, grown as tasks needed them.
    """

    def __init__(self, domain: Domain, seed: int, size: Size | None = None, *, distinct: bool = True) -> None:
        self.distinct = distinct
        self.size = size or Size()
        self.domain = scaled(domain, self.size.rows)
        self.seed = seed
        self.tally = Tally()
        self.world = World(self.domain, seed)
        self.toolset = core_toolset(self.domain)
        for tool in list(_extras(self.domain))[: self.size.distractors]:
            self.toolset = self.toolset.grown(tool)
        self.world.equip(self.toolset)
        self._small = False
        self._seen: set[p.Program] = set()
        self._words: set[str] = set()
        self._templates: set[str] = set()
        self._answers: set[str] = set()
        self._alike = NearDuplicates()
        rows = (row for table in self.world.tables.values() for row in table)
        self._values = {value for row in rows for value in row.values() if value is not None}
        self._names = 0
        self._source = self.chains()

    def close(self) -> None:
        """Let go of the world."""
        self.world.close()

    def chains(self) -> Iterator[list[Made]]:
        """Chains of tasks without end, first those for the rules; empty where a chain gave nothing."""
        number = 0
        rules = [(action, rule.code) for action in self.domain.actions for rule in action.rules]
        together = CLAUSES if self._small else LEVELS - 1
        for place in range(0, len(rules), together):
            yield self._policy_chain(self._sampler(number), rules[place : place + together])
            number += 1
        for action, code in rules:
            if f"{action.name}.{code}" not in self.tally.rules:
                yield self._policy_chain(self._sampler(number), [(action, code)])
                number += 1
        self.tally.missed = {f"{action.name}.{code}" for action, code in rules} - self.tally.rules
        while True:
            yield self._chain(self._sampler(number))
            number += 1

    def _sampler(self, number: int) -> Sampler:
        return Sampler(self.world, random.Random(f"{self.domain.name} {self.seed} chain {number}"))

    # ------------------------------------------------------------------------------------------------------- chains

    def _chain(self, sampler: Sampler) -> list[Made]:
        kind: Literal["ask", "do"] | None = None
        if self._small:  # two of three ask something, for the tasks that meet the rules all do something
            kind = "do" if sampler.rng.random() < 1 / 3 else "ask"
        start = self._try(lambda: easiest(sampler, kind), 1, sampler)
        if start is None:
            return []
        chain = [start]
        while len(chain) < LEVELS:
            last = chain[-1].program
            harder = self._try_often(partial(raised, sampler, last), len(chain) + 1, sampler)
            if harder is None:
                break
            chain.append(harder)
        return chain

    def _policy_chain(self, sampler: Sampler, rules: list[tuple[Action, str]]) -> list[Made]:
        """A task in which rules refuse calls, one more at each level."""
        chain: list[Made] = []
        for action, code in rules:
            made = self._try_often(partial(self._refusing, sampler, chain, action, code), len(chain) + 2, sampler)
            if made is not None:
                chain.append(made)
        return chain

    def _refusing(self, sampler: Sampler, chain: list[Made], action: Action, code: str) -> p.Program:
        other = sampler.rng.choice(self.domain.actions)
        step = with_refusal(sampler, easiest_action(sampler, other), action, code).steps[0]
        before = chain[-1].program.steps if chain else ()
        return p.Program((*before, step))

    # -------------------------------------------------------------------------------------------------------- tries

    def _try_often(self, draw: Callable[[], p.Program], level: int, sampler: Sampler) -> Made | None:
        for _ in range(TRIES):
            made = self._try(draw, level, sampler)
            if made is not None:
                return made
        return None

    def _try(self, draw: Callable[[], p.Program], level: int, sampler: Sampler) -> Made | None:
        try:
            program = draw()
        except (NotFound, Undefined):
            self.tally.rejected["no draw"] += 1
            return None
        if program in self._seen:
            self.tally.rejected["duplicate"] += 1
            return None
        try:
            made = self._made(program, level, sampler)
        except Rejected as rejection:
            self.tally.rejected[rejection.gate] += 1
            return None
        words = made.task.instruction()
        if words in self._words:
            self.tally.rejected["duplicate"] += 1
            return None
        if self.distinct and self._alike.find(self.signature(made.task)) is not None:
            self.tally.rejected["near-duplicate"] += 1
            return None
        self._seen.add(program)
        self._words.add(words)
        return made

    def signature(self, task: Task) -> Signature:
        """What a task is compared with others by."""
        return signature(task.solution, task.instruction(), self._values)

    def _made(self, program: p.Program, level: int, sampler: Sampler) -> Made:
        """The task; with a tool grown where it would take too many calls.

        Raises:
            Rejected: It did not pass a gate.
        """
        try:
            return Maker(self.world, self.toolset, self.seed).make(program, level, sampler.rng)
        except Rejected as rejection:
            if rejection.gate != "calls":
                raise
            larger = self._larger(program)
            if larger == self.toolset:
                raise
        self.world.equip(larger)
        try:
            made = Maker(self.world, larger, self.seed).make(program, level, sampler.rng)
        except Rejected:
            self.world.equip(self.toolset)
            raise
        new = [one for one in larger.tools if one not in self.toolset.tools]
        self.tally.grown |= {larger.name(one): made.task.template for one in new}
        self.toolset = larger
        return made

    def _larger(self, program: p.Program) -> Toolset:
        """The toolset with what would shorten a program: rows by a word of what they refer to."""
        larger = self.toolset
        for rows in p.nodes(program):
            if not isinstance(rows, p.Rows):
                continue
            for test in rows.tests:
                if isinstance(test, p.Compare) and len(test.path) == 2 and test.sign == "==":
                    other = self.domain.table(self.domain.table(rows.table).refs[test.path[0]])
                    if isinstance(other.column(test.path[1]), Choice):
                        larger = larger.grown(Joined(rows.table, test.path[0], test.path[1]))
        return larger

    # --------------------------------------------------------------------------------------------------- the result

    def tasks(self, wanted: int, progress: Callable[[int], None] | None = None) -> list[Task]:
        """So many tasks, spread over the levels, named 001 and so on; called again, others.

        Args:
            wanted: How many.
            progress: Called with the number of tasks so far.
        """
        share, fruitless = ceil(wanted / LEVELS), 0
        self._small = wanted < SMALL
        kept: list[tuple[Made, Made | None]] = []
        for chain in self._source:
            if len(kept) >= wanted or fruitless >= FRUITLESS:
                break
            loose = fruitless >= REPEATS
            taken = self._taken(chain, share, wanted - len(kept), loose=loose)
            fruitless = 0 if taken else fruitless + 1
            for made, parent in taken:
                self._note(made)
                kept.append((made, parent))
            if progress is not None:
                progress(len(kept))
        return self._named(kept[:wanted])

    def _taken(self, chain: list[Made], share: int, room: int, *, loose: bool) -> list[tuple[Made, Made | None]]:
        """What a pack takes of a chain: a harder task brings those it was raised from, as long as there is room."""
        new_rules = {one for made in chain for one in _rules(made)} - self.tally.rules
        if new_rules and (room < len(chain) or self._small):
            return [(chain[-1], None)]
        if self._small:
            return self._pair(chain)
        needed = [one for one in chain if self.tally.levels[one.level] < share]
        if not needed and not new_rules and not loose:
            return []
        last = chain.index(needed[-1]) if needed else len(chain) - 1
        taken = chain[: last + 1][-room:] if room < last + 1 else chain[: last + 1]
        return [(made, taken[place - 1] if place else None) for place, made in enumerate(taken)]

    def _pair(self, chain: list[Made]) -> list[tuple[Made, Made | None]]:
        """The task of the level that the pack has fewest of, and the one that it was raised from."""
        new = [place for place, one in enumerate(chain) if self._unlike(one)]
        if not new:
            return []
        place = min(new, key=lambda at: (self.tally.levels[at + 1], -at))
        harder, parent = chain[place], chain[place - 1] if place - 1 in new else None
        if parent is not None and parent.played.answer == harder.played.answer is not None:
            parent = None
        return [(harder, None)] if parent is None else [(parent, None), (harder, parent)]

    def _unlike(self, made: Made) -> bool:
        """Whether a small pack has neither its template nor its answer yet."""
        return made.task.template not in self._templates and repr(made.played.answer) not in self._answers

    def _note(self, made: Made) -> None:
        self._templates.add(made.task.template)
        self._answers |= set() if made.played.answer is None else {repr(made.played.answer)}
        self._alike.add("", self.signature(made.task))
        self.tally.levels[made.level] += 1
        self.tally.rules |= _rules(made)

    def _named(self, kept: list[tuple[Made, Made | None]]) -> list[Task]:
        if self._small:
            kept = sorted(kept, key=lambda one: one[0].level)  # from easy to hard; a parent is easier than its child
        names = {id(made): f"{self._names + place + 1:03d}" for place, (made, _) in enumerate(kept)}
        self._names += len(kept)
        return [
            made.task.model_copy(
                update={
                    "name": names[id(made)],
                    "manifest": made.task.manifest.model_copy(update={"parent": names[id(parent)] if parent else ""}),
                }
            )
            for made, parent in kept
        ]


def scaled(domain: Domain, rows: float) -> Domain:
    """The domain with more or fewer rows in every table."""
    if rows == 1.0:
        return domain
    return replace(domain, tables=tuple(replace(one, rows=max(2, round(one.rows * rows))) for one in domain.tables))


def _rules(made: Made) -> set[str]:
    return {f"{name}.{code}" for name, code in made.played.refusals}


def _extras(domain: Domain) -> Iterator[Tool]:
    """Tools that could be grown, in a fixed order."""
    for table in domain.tables:
        for reference, name in table.refs.items():
            for column in domain.table(name).columns:
                if isinstance(column, Choice) and column.asked:
                    yield Joined(table.name, reference, column.name)
    core = core_toolset(domain).tools
    for table in domain.tables:
        for column in table.columns:
            total = Totals(table.name, column.name)
            if type(column).__name__ in ("Whole", "Money") and column.asked and total not in core:
                yield total
