"""Parts of programs drawn from a world: tests that tell rows apart, things, and arguments that actions take."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from agentrt.envs.inside.environment import Refused
from agentrt.synth.general import program as p
from agentrt.synth.general.declare import (
    Action,
    Choice,
    Column,
    Day,
    Draw,
    Money,
    Number,
    Ref,
    Row,
    Table,
    Text,
    Value,
    Whole,
)
from agentrt.synth.general.evaluate import Evaluator, Undefined
from agentrt.synth.general.world import World

Arguments = tuple[tuple[str, p.Argument], ...]
TRIES = 60
"""Draws before a part is held not to be found."""


class NotFound(Exception):
    """The draw did not give what was wanted; another may."""


@dataclass(frozen=True)
class Sampler:
    """Draws from one world.

    Attributes:
        world: The data and the actions.
        rng: The one source of chance.
    """

    world: World
    rng: random.Random

    @property
    def evaluator(self) -> Evaluator:
        """Programs over the data at the start."""
        return Evaluator(self.world.domain, self.world.rows)

    def table(self, *, numeric: bool = False) -> Table:
        """A table, larger ones more often."""
        fit = [one for one in self.world.domain.tables if not numeric or self.numbers(one)]
        if not fit:
            raise NotFound
        return self.rng.choices(fit, weights=[one.rows**0.5 for one in fit])[0]

    def numbers(self, table: Table, *, whole: bool = False) -> list[Column]:
        """Columns that can be compared by size (whole: that can also be added up)."""
        kinds = Whole | Money if whole else Whole | Money | Number | Day
        return [one for one in table.columns if isinstance(one, kinds) and one.asked]

    def summable(self, table: Table) -> list[Column]:
        """Columns whose sums mean something: amounts and counts, not years."""
        return [one for one in self.averaged(table) if isinstance(one, Whole | Money) and one.adds]

    def averaged(self, table: Table) -> list[Column]:
        """Columns whose means mean something: all numbers but years."""
        return [one for one in self.numbers(table, whole=True) if not _is_year(one)]

    def row(self, table: Table) -> Row:
        """A row."""
        return self.rng.choice(list(self.world.rows[table.name].values()))

    # ------------------------------------------------------------------------------------------------------- things

    def entity(self, table: Table, row: Row | None = None) -> p.Entity:
        """A row by what it is called, or by its id."""
        chosen = row if row is not None else self.row(table)
        if table.title is not None and self.rng.random() < 0.8:
            return p.Titled(table.name, str(chosen[table.title.name]))
        return p.ById(table.name, str(chosen[table.key]))

    def description(self, table: Table, row: Row) -> p.Entity:
        """The same row, described by what refers to it or by how it stands out."""
        for _ in range(TRIES):
            made = self.rng.choice((self._by_child, self._by_extreme))(table, row)
            try:
                if made is not None and self.evaluator.key(made) == row[table.key]:
                    return made
            except Undefined:
                continue
        raise NotFound

    def _by_child(self, table: Table, row: Row) -> p.Entity | None:
        links = [(one, name) for one in self.world.domain.tables for name, to in one.refs.items() if to == table.name]
        if not links:
            return None
        child, column = self.rng.choice(links)
        rows = [one for one in self.world.rows[child.name].values() if one[column] == row[table.key]]
        if not rows:
            return None
        return p.Follow(self.entity(child, self.rng.choice(rows)), column, table.name)

    def _by_extreme(self, table: Table, row: Row) -> p.Entity | None:
        """The largest or smallest among those that share something with it."""
        columns = self.numbers(table)
        if not columns:
            return None
        column = self.rng.choice(columns)
        tests = [self._true_of(table, row) for _ in range(self.rng.randint(1, 2))]
        if len({_about(one) for one in tests}) < len(tests):
            return None
        rows = p.Rows(table.name, tuple(tests))
        if not 3 <= len(self.evaluator.rows(rows)) <= 25:
            return None
        return p.Best(rows, (column.name,), self.rng.random() < 0.5)

    def _true_of(self, table: Table, row: Row) -> p.Test:
        choices = [one for one in table.columns if isinstance(one, Choice) and one.asked]
        refs = [one for one in table.columns if isinstance(one, Ref) and row[one.name] is not None]
        if refs and (not choices or self.rng.random() < 0.5):
            ref = self.rng.choice(refs)
            other = self.world.domain.table(ref.table)
            return p.Linked(ref.name, self.entity(other, self.world.rows[ref.table][row[ref.name]]))
        if choices:
            choice = self.rng.choice(choices)
            return p.Compare((choice.name,), "==", row[choice.name])
        raise NotFound

    # -------------------------------------------------------------------------------------------------------- tests

    def paths(self, table: Table, depth: int) -> Iterator[tuple[p.Path, Table, Column]]:
        """Columns that can be tested, by way of at most `depth` references."""
        for column in table.columns:
            if isinstance(column, Choice | Whole | Money | Number | Day) and column.asked:
                yield (column.name,), table, column
            elif isinstance(column, Ref) and depth and column.table != table.name:
                for path, end, last in self.paths(self.world.domain.table(column.table), depth - 1):
                    yield (column.name, *path), end, last

    def test(self, table: Table, depth: int = 0, *, far: bool = False) -> p.Test:
        """A test that some rows of the table pass and others do not.

        Args:
            table: Whose rows are tested.
            depth: References that it may follow.
            far: It must need other rows: a reference followed, or what refers to the row.
        """
        kind = self.rng.random()
        if depth and kind < 0.2:
            return self._having(table)
        if (depth or not far) and 0.2 <= kind < 0.35:
            linked = self._linked(table)
            if linked is not None and not far:
                return linked
        found = [one for one in self.paths(table, depth) if not far or len(one[0]) > 1]
        if not found:
            raise NotFound
        path, _, column = self.rng.choice(found)
        return self._compare(table, path, column)

    def _linked(self, table: Table) -> p.Test | None:
        refs = [one for one in table.columns if isinstance(one, Ref)]
        if not refs:
            return None
        ref = self.rng.choice(refs)
        used = sorted({str(row[ref.name]) for row in self.world.rows[table.name].values() if row[ref.name] is not None})
        key = self.rng.choice(used)
        return p.Linked(ref.name, self.entity(self.world.domain.table(ref.table), self.world.rows[ref.table][key]))

    def _having(self, table: Table) -> p.Test:
        links = [(one, name) for one in self.world.domain.tables for name, to in one.refs.items() if to == table.name]
        if not links:
            raise NotFound
        child, column = self.rng.choice(links)
        paths = list(self.paths(child, 0))
        if not paths:
            raise NotFound
        path, _, last = self.rng.choice(paths)
        return p.Having(child.name, column, (self._compare(child, path, last),), self.rng.random() < 0.6)

    def _compare(self, table: Table, path: p.Path, column: Column) -> p.Compare:
        values = [self.evaluator.at(table.name, row, path) for row in self.world.rows[table.name].values()]
        known = sorted((one for one in values if one is not None), key=_order)
        if not known:
            raise NotFound
        if len(known) < len(values) and len(path) == 1 and self.rng.random() < 0.5:
            return p.Compare(path, self.rng.choice(("==", "!=")), None)
        if isinstance(column, Choice):
            return p.Compare(path, "==" if self.rng.random() < 0.85 or column.null else "!=", self.rng.choice(known))
        share = self.rng.uniform(0.25, 0.75)
        sign: p.Sign = self.rng.choice(("<=", ">="))
        bound = known[int(share * (len(known) - 1))]
        if bound == known[0 if sign == "<=" else -1]:  # at most the least there is: nobody would say it so
            raise NotFound
        return p.Compare(path, sign, bound)

    def rows(self, table: Table, tests: int, depth: int = 0, *, least: int = 2, most: int = 60) -> p.Rows:
        """Rows by tests of which each makes a difference."""
        for _ in range(TRIES):
            made = p.Rows(table.name)
            try:
                for _ in range(tests):
                    made = self.tightened(made, depth)
            except NotFound:
                continue
            if least <= len(self.evaluator.rows(made)) <= most:
                return made
        raise NotFound

    def tightened(self, rows: p.Rows, depth: int) -> p.Rows:
        """The rows with one more test, such that no test is idle."""
        table = self.world.domain.table(rows.table)
        for _ in range(TRIES // 3):
            test = self.test(table, depth)
            if any(_about(one) == _about(test) for one in rows.tests):
                continue
            made = p.Rows(rows.table, (*rows.tests, test))
            if self._all_needed(made):
                return made
        raise NotFound

    def _all_needed(self, rows: p.Rows) -> bool:
        size = len(self.evaluator.rows(rows))
        if not size:
            return False
        for place in range(len(rows.tests)):
            fewer = p.Rows(rows.table, (*rows.tests[:place], *rows.tests[place + 1 :]))
            if len(self.evaluator.rows(fewer)) == size:
                return False
        return True

    # ------------------------------------------------------------------------------------------------------ actions

    def arguments(self, action: Action, *, odd: bool = False) -> Arguments:
        """Arguments of an action, by id and constant, that may be accepted or refused.

        Args:
            action: The action.
            odd: Also numbers out of their range, as rules against them want.
        """
        return tuple((one.name, self._argument(one, odd=odd)) for one in action.parameters)

    def _argument(self, column: Column, *, odd: bool) -> p.Argument:
        if odd and isinstance(column, Whole | Money) and self.rng.random() < 0.3:
            return self.rng.choice((0, -column.high, column.high + column.step, 3 * column.high, 10 * column.high))
        draw = Draw(self.rng, {}, self.world.tables, self.world.rows, {}, self.world.domain.today, 0)
        match column:
            case Ref(table=table, pick=pick):
                rows = [row for row in self.world.rows[table].values() if odd or pick is None or pick(row)]
                if not rows:
                    raise NotFound
                return p.ById(table, str(self.rng.choice(rows)[self.world.domain.table(table).key]))
            case _ if column.make is not None:
                value = column.make(draw)
                if value is None:
                    raise NotFound
                return value
            case Choice(values=values):
                return self.rng.choice(list(values))
            case Whole(low=low, high=high, step=step) | Money(low=low, high=high, step=step):
                return self.rng.randrange(low, high + 1, step)
            case Day(low=low, high=high):
                return self.world.domain.today.fromordinal(
                    self.world.domain.today.toordinal() + self.rng.randint(low, high)
                ).isoformat()
            case Number(low=low, high=high, digits=digits):
                return round(self.rng.uniform(low, high), digits)
            case Text():
                raise NotFound
        raise NotFound

    def plain(self, arguments: Arguments) -> dict[str, Value]:
        """Arguments as a tool takes them."""
        return {name: one if isinstance(one, str | int | float) else self.evaluator.key(one) for name, one in arguments}

    def outcome(self, action: Action, arguments: Arguments) -> str | None:
        """Code of the refusal that a call would meet at the start; None where it is accepted."""
        with self.world.trial():
            try:
                self.world.call(action.name, **self.plain(arguments))
            except Refused as refusal:
                return str(refusal.code)
        return None

    def accepted(self, action: Action) -> p.Do:
        """A call that no rule refuses."""
        return self._call(action, None)

    def refused(self, action: Action, code: str) -> p.Do:
        """A call that one rule refuses."""
        return self._call(action, code)

    def near(self, call: p.Do) -> p.Do:
        """A call that no rule refuses, about something that another call is about too; any where there is none."""
        known = [one for _, one in call.arguments if isinstance(one, p.ById)]
        for _ in range(TRIES // 2):
            action = self.rng.choice((self.world.domain.action(call.action), *self.world.domain.actions))
            shared = [
                (column.name, one)
                for column in action.parameters
                for one in known
                if isinstance(column, Ref) and column.table == one.table
            ]
            if not shared:
                continue
            arguments = tuple((dict(self.arguments(action)) | dict([self.rng.choice(shared)])).items())
            if self.outcome(action, arguments) is None:
                return p.Do(action.name, arguments)
        return self.accepted(self.rng.choice(self.world.domain.actions))

    def _call(self, action: Action, wanted: str | None) -> p.Do:
        """A call with an outcome, climbing towards it: rules are tested in order, so a later refusal is nearer.

        Numbers out of their range are drawn only where those in range have led nowhere.
        """
        order = {None: len(action.rules)} | {one.code: place for place, one in enumerate(action.rules)}
        base: dict[str, p.Argument] = {}
        reached = -1
        for attempt in range(TRIES * 8):
            odd = wanted is not None and attempt >= TRIES * 6
            drawn = dict(self.arguments(action, odd=odd))
            if base and self.rng.random() < 0.7:
                changed = self.rng.choice(list(drawn))
                drawn = base | {changed: drawn[changed]}
            outcome = self.outcome(action, tuple(drawn.items()))
            if outcome == wanted:
                return p.Do(action.name, tuple(drawn.items()))
            place = min(order.get(outcome, -1), order[wanted])
            if place >= reached:
                base, reached = drawn, place
        raise NotFound


def _about(test: p.Test) -> object:
    match test:
        case p.Compare(path=path):
            return path
        case p.Linked(column=column):
            return (column,)
        case p.Having(table=table):
            return table


def _order(value: Value) -> tuple[float, str]:
    return (value, "") if isinstance(value, int | float) else (0, str(value))


def _is_year(column: Column) -> bool:
    return isinstance(column, Whole) and column.low >= 1000 and column.high < 2200
