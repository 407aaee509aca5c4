"""A pack from a domain and a seed: chains of tasks, each harder than the one before, until there are enough.

A chain starts at level 1 and is raised step by step; what is accepted becomes a task that names the one it was raised
from. Where a step needs more calls than its level allows, a tool is grown and the step tried again. For every rule that
no task has met yet, a chain is made in which that rule refuses a call. A small pack is a mix of kinds (`mix.py`).

What each draw gave is kept in a journal, and not drawn again by a builder that is given the same journal later.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import Literal

from agentrt.envs.checks.duplicates import NearDuplicates, Signature, signature
from agentrt.envs.task import Task
from agentrt.synth.general import program as p
from agentrt.synth.general.declare import Action, Choice, Domain
from agentrt.synth.general.drawn import Draw, Drawn, Grown, program_digest
from agentrt.synth.general.evaluate import Undefined
from agentrt.synth.general.journal import Journal
from agentrt.synth.general.kinds import Kind
from agentrt.synth.general.making import Made, Maker, Rejected
from agentrt.synth.general.mix import LEVELS, PARTIAL, Mix
from agentrt.synth.general.raising import choosing, described, easiest, easiest_action, raised, refusing, swept
from agentrt.synth.general.sampling import NotFound, Sampler
from agentrt.synth.general.tally import Tally
from agentrt.synth.general.toolset import Joined, Tool, Toolset, Totals, core_toolset
from agentrt.synth.general.world import World

TRIES = 8
"""Ways that are tried to raise a task before its chain ends."""
FRUITLESS = 400
"""Chains in a row without a task after which a domain is held exhausted."""
REPEATS = 40
"""Chains in a row after which a level's share may be filled from others."""
SMALL = 60
"""Packs of fewer tasks are made to be read: a mix of kinds, and many short lines of descent for a few long ones."""
CLAUSES = (2, 3)
"""Rules that one task of a small pack is made to meet: as many as this, up to that where there is little room."""
CHOICES = {False: 0.15, True: 0.6}
"""Share of a large pack's chains that begin with a choice, and while it has few: raising other questions gives few."""
RARE = 10
"""A kind with less than one of so many tasks of a large pack is taken whatever its level."""
DEEDS = 5
"""Draws for an action that no task of a small pack gets accepted yet."""
SWEEPS = 3
"""Draws for rules that refuse some of the rows that an action is done for."""


@dataclass(frozen=True)
class Size:
    """How large and how cluttered a world is.

    Attributes:
        rows: Factor on the rows of every table: more of them, more to look through.
        distractors: Tools that no task needs.
    """

    rows: float = 1.0
    distractors: int = 0


class Builder:
    """Makes the tasks of one pack.

    Args:
        domain: What it is about.
        seed: Seed of data and tasks.
        size: How large the world is.
        distinct: Whether near-duplicates of kept tasks are rejected.
        journal: What an earlier builder of the same pack drew, and where draws are kept; None: nowhere.

    Attributes:
        tally: What became of the tries so far.
        toolset: The tools, grown as tasks needed them.
    """

    def __init__(
        self,
        domain: Domain,
        seed: int,
        size: Size | None = None,
        *,
        distinct: bool = True,
        journal: Journal | None = None,
    ) -> None:
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
        self._journal = journal or Journal()
        self._mix: Mix | None = None
        self._seen: set[str] = set()
        self._words: set[str] = set()
        self._alike = NearDuplicates()
        rows = (row for table in self.world.tables.values() for row in table)
        self._values = {value for row in rows for value in row.values() if value is not None}
        self._kept: dict[str, Drawn] = {}
        self._names = 0
        self._draws = 0
        self._for_rules = False
        self._grown: list[Grown] = []
        self._source = self._chains()

    def close(self) -> None:
        """Let go of the world."""
        self.world.close()

    # ------------------------------------------------------------------------------------------------------- draws

    def _draw(self, make: Callable[[Sampler], list[Made]]) -> tuple[Drawn, ...]:
        """The tasks of the next draw: made, or taken from the journal."""
        number, self._draws = self._draws, self._draws + 1
        known = self._journal.draw(number)
        if known is None:
            rejected, grown = Counter(self.tally.rejected), len(self._grown)
            sampler = Sampler(self.world, random.Random(f"{self.domain.name} {self.seed} chain {number}"))
            chain = tuple(Drawn.of(one) for one in make(sampler))
            known = Draw(
                number=number,
                chain=chain,
                rejected=dict(self.tally.rejected - rejected),
                grown=tuple(self._grown[grown:]),
            )
            self._journal.keep(known)
        else:
            self._restore(known)
        return known.chain

    def _restore(self, draw: Draw) -> None:
        """Be as if the draw had just been made."""
        self.tally.rejected.update(draw.rejected)
        for one in draw.grown:
            self._grow(self.toolset.grown(one.tool), one)
        if draw.grown:
            self.world.equip(self.toolset)
        self._seen |= {one.program for one in draw.chain}
        self._words |= {one.task.instruction() for one in draw.chain}

    def _rules(self) -> list[tuple[Action, str]]:
        return [(action, rule.code) for action in self.domain.actions for rule in action.rules]

    def _unmet(self, rules: Iterable[tuple[Action, str]]) -> list[tuple[Action, str]]:
        return [(action, code) for action, code in rules if f"{action.name}.{code}" not in self.tally.rules]

    def _chains(self) -> Iterator[tuple[Drawn, ...]]:
        """Chains of tasks without end, first those for the rules; empty where a chain gave nothing."""
        rules = self._rules()
        for place in range(0, len(rules), LEVELS - 1):
            yield self._draw(partial(self._policy_chain, rules=rules[place : place + LEVELS - 1]))
        for rule in rules:
            if self._unmet([rule]):
                yield self._draw(partial(self._policy_chain, rules=[rule]))
        self._note_missed()
        while True:
            yield self._draw(self._any_chain)

    def _note_missed(self) -> None:
        self.tally.missed = {f"{action.name}.{code}" for action, code in self._unmet(self._rules())}

    # ------------------------------------------------------------------------------------------------------- chains

    def _any_chain(self, sampler: Sampler) -> list[Made]:
        few = self._mix is None and self.tally.kinds["choice"] * RARE < self.tally.levels.total()
        return self._choice(sampler) if sampler.rng.random() < CHOICES[few] else self._chain(sampler)

    def _chain(self, sampler: Sampler) -> list[Made]:
        kind: Literal["ask", "do"] | None = None
        if self._mix is not None:
            kind = "do" if sampler.rng.random() < self._mix.doing() else "ask"
        start = self._try(lambda: easiest(sampler, kind), 1, sampler)
        return [] if start is None else self._raised(sampler, start)

    def _choice(self, sampler: Sampler) -> list[Made]:
        """A choice with constraints, then with more of them."""
        start = self._try_often(partial(choosing, sampler), 2, sampler)
        return [] if start is None else self._raised(sampler, start)

    def _raised(self, sampler: Sampler, start: Made) -> list[Made]:
        chain = [start]
        while chain[-1].level < LEVELS:
            last = chain[-1]
            harder = self._try_often(partial(raised, sampler, last.program), last.level + 1, sampler)
            if harder is None:
                break
            chain.append(harder)
        return chain

    def _policy_chain(self, sampler: Sampler, rules: list[tuple[Action, str]]) -> list[Made]:
        """A task in which rules refuse calls, one more at each level; in a small pack, now and then raised at last."""
        chain: list[Made] = []
        for action, code in rules:
            steps = chain[-1].program.steps if chain else ()
            made = self._try_often(partial(refusing, sampler, steps, action, code), len(chain) + 2, sampler)
            if made is not None:
                chain.append(made)
        if self._mix is not None and chain and sampler.rng.random() < 0.5:
            made = self._try_often(partial(described, sampler, chain[-1].program), len(chain) + 2, sampler)
            chain += [made] if made is not None else []
        return chain

    def _deed(self, sampler: Sampler, action: Action) -> list[Made]:
        """A task that does one thing, which the rules allow."""
        made = self._try_often(lambda: easiest_action(sampler, action), 1, sampler)
        return [] if made is None else self._raised(sampler, made)

    def _sweep(self, sampler: Sampler, action: Action, codes: set[str]) -> list[Made]:
        """An action for some rows, some of which are refused by one of the rules."""
        made = self._try_often(partial(swept, sampler, action, codes), 3, sampler)
        return [] if made is None else [made]

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
        if program_digest(program) in self._seen:
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
        self._seen.add(program_digest(program))
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
        shares = self._shares()
        try:
            return Maker(self.world, self.toolset, self.seed, shares).make(program, level, sampler.rng)
        except Rejected as rejection:
            if rejection.gate != "calls":
                raise
            larger = self._larger(program)
            if larger == self.toolset:
                raise
        self.world.equip(larger)
        try:
            made = Maker(self.world, larger, self.seed, shares).make(program, level, sampler.rng)
        except Rejected:
            self.world.equip(self.toolset)
            raise
        for one in larger.tools:
            if isinstance(one, Joined) and one not in self.toolset.tools:
                grown = Grown(table=one.table, reference=one.reference, column=one.column, template=made.task.template)
                self._grow(self.toolset.grown(one), grown)
        return made

    def _shares(self) -> bool:
        """Whether the next task with steps that can be told apart pays for each: about one task in ten does."""
        if self._mix is None:
            return self.tally.partial * PARTIAL < self.tally.levels.total()
        wanted = self._mix.wanted // PARTIAL - self._for_rules  # not all of them for rules alone
        return self.tally.partial < wanted

    def _grow(self, larger: Toolset, grown: Grown) -> None:
        self.toolset = larger
        self._grown.append(grown)
        self.tally.grown[larger.name(grown.tool)] = grown.template

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
        """So many tasks, spread over levels and kinds, named 001 and so on; called again, others.

        Args:
            wanted: How many; the first call's number decides whether the pack is a small one.
            progress: Called with the number of tasks so far.
        """
        if not self._names and wanted < SMALL:
            self._mix = Mix(wanted)
        taken = self._large if self._mix is None else partial(self._small, mix=self._mix)
        kept: list[tuple[Drawn, Drawn | None]] = []
        for more in taken(wanted):
            for one, _ in more:
                self._note(one)
            kept += more
            if progress is not None:
                progress(len(kept))
        return self._named(kept[:wanted])

    def turned_away(self, names: Iterable[str]) -> None:
        """Some tasks are not kept after all: others may take their place, and the rules that they met are unmet."""
        for name in names:
            del self._kept[name]
        self.tally.levels, self.tally.plain, self.tally.kinds = Counter(), Counter(), Counter()
        self.tally.rules, self.tally.partial = set(), 0
        if self._mix is not None:
            self._mix.recount(())
        for one in self._kept.values():
            self._count(one)

    def _large(self, wanted: int) -> Iterator[list[tuple[Drawn, Drawn | None]]]:
        room, fruitless = wanted, 0
        while room > 0 and fruitless < FRUITLESS:
            # What is for rules alone is of levels 2 to 5: it must not keep other kinds from these.
            share = ceil((wanted - self.tally.exceptions) / LEVELS)
            taken = self._taken(next(self._source), share, room, loose=fruitless >= REPEATS)
            fruitless = 0 if taken else fruitless + 1
            room -= len(taken)
            yield taken

    def _taken(
        self, chain: tuple[Drawn, ...], share: int, room: int, *, loose: bool
    ) -> list[tuple[Drawn, Drawn | None]]:
        """What a pack takes of a chain: a harder task brings those it was raised from, as long as there is room."""
        new_rules = {rule for one in chain for rule in one.refusals} - self.tally.rules
        if new_rules and room < len(chain):
            return [(chain[-1], None)]
        needed = [one for one in chain if self._lacking(one, share)]
        if not needed and not new_rules and not loose:
            return []
        last = chain.index(needed[-1]) if needed else len(chain) - 1
        taken = chain[: last + 1][-room:] if room < last + 1 else chain[: last + 1]
        return [(made, taken[place - 1] if place else None) for place, made in enumerate(taken)]

    def _lacking(self, one: Drawn, share: int) -> bool:
        """Whether a large pack needs a task: of its level there are too few, or of its kind."""
        if one.kind == "exception":
            return False
        rare = self.tally.kinds[one.kind] * RARE < self.tally.levels.total()
        return rare or self.tally.plain[one.task.level] < share

    def _small(self, wanted: int, mix: Mix) -> Iterator[list[tuple[Drawn, Drawn | None]]]:
        """The tasks of a small pack: rules are met where that makes many kinds of task, the others in few tasks."""
        room = wanted
        self._for_rules = True
        for draws in (self._swept_draws(mix), self._rule_draws(mix)):
            for one in draws:
                if room:
                    room -= 1
                    yield [(one, None)]
        self._note_missed()
        self._for_rules = False
        mix.settle()
        for action in self.domain.actions:
            for _ in range(DEEDS):
                if action.name not in mix.done and room:
                    chain = self._draw(partial(self._deed, action=action))
                    done = [one for one in chain if action.name in one.done]
                    taken = mix.best(done, 1, loose=True)
                    room -= len(taken)
                    yield [(one, None) for one in taken]
        fruitless = 0
        while room > 0 and fruitless < FRUITLESS:
            lacking = mix.room("choice") > 0 and fruitless < REPEATS
            taken = mix.best(self._draw(self._choice if lacking else self._chain), room, loose=fruitless >= REPEATS)
            fruitless = 0 if taken else fruitless + 1
            room -= len(taken)
            yield [(one, taken[place - 1] if place else None) for place, one in enumerate(taken)]

    def _swept_draws(self, mix: Mix) -> Iterator[Drawn]:
        """Tasks in which an action is done for each of some rows, or for the first, and rules refuse some of them."""
        for action in self.domain.actions:
            kinds: set[Kind] = set()
            for _ in range(SWEEPS):
                codes = {code for _, code in self._unmet([(action, one.code) for one in action.rules])}
                if not codes or not (mix.room("policy") > 1 or mix.room("steps") > 1):
                    break
                for one in self._draw(partial(self._sweep, action=action, codes=codes)):
                    new = one.kind not in kinds and one.task.template not in mix.templates
                    if new and mix.room(one.kind) > 1:
                        kinds.add(one.kind)
                        yield one

    def _rule_draws(self, mix: Mix) -> Iterator[Drawn]:
        """Tasks that say what to do where the rules forbid something, for the rules that are left."""
        unmet = self._unmet(self._rules())
        least, most = CLAUSES
        size = min(most, max(least, ceil(len(unmet) / (mix.room("exception") or 1))))
        groups = [unmet[place : place + size] for place in range(0, len(unmet), size)]
        for group in [*groups, *([one] for one in unmet)]:
            rules = self._unmet(group)
            if rules and mix.room("exception"):
                yield from self._draw(partial(self._policy_chain, rules=rules))[-1:]

    def _note(self, one: Drawn) -> None:
        self._alike.add("", self.signature(one.task))
        self._count(one)

    def _count(self, one: Drawn) -> None:
        self.tally.levels[one.task.level] += 1
        self.tally.kinds[one.kind] += 1
        self.tally.plain[one.task.level] += one.kind != "exception"
        self.tally.rules |= set(one.refusals)
        self.tally.partial += one.task.reward.kind == "partial"
        if self._mix is not None:
            self._mix.note(one)

    def _named(self, kept: list[tuple[Drawn, Drawn | None]]) -> list[Task]:
        if self._mix is not None:
            kept = sorted(kept, key=lambda one: one[0].task.level)  # a parent is easier than its child
        names = {id(made): f"{self._names + place + 1:03d}" for place, (made, _) in enumerate(kept)}
        self._names += len(kept)
        self._kept |= {names[id(made)]: made for made, _ in kept}
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
