"""What a program is worth on the host: rows, things and answers by plain loops over the data.

Raises `Undefined` where a program does not mean one thing: a tie where one row is asked for, a mean of nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, TypeVar

from agentrt.synth.general import program as p
from agentrt.synth.general.declare import Domain, Row, Value

Content = Mapping[str, Mapping[Value, Row]]
"""Rows by key, for each table."""
MAX_SETS = 20_000
"""Sets that the search for the best one may look at."""

_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


class Undefined(Exception):
    """The program does not mean one thing on these data; the message says why."""


@dataclass(frozen=True)
class Evaluator:
    """Programs over some content."""

    domain: Domain
    content: Content

    def at(self, table: str, row: Row, path: p.Path) -> Value:
        """The value at the end of a path; None where a reference on the way is empty."""
        for column in path[:-1]:
            key = row[column]
            if key is None:
                return None
            table = self.domain.table(table).refs[column]
            row = self.content[table][key]
        return row[path[-1]]

    def rows(self, rows: p.Rows) -> list[Row]:
        """The rows, in the order of their ids."""
        found = list(self.content[rows.table].values())
        for test in rows.tests:
            found = self._passing(rows.table, found, test)
        return found

    def _passing(self, table: str, rows: list[Row], test: p.Test) -> list[Row]:
        match test:
            case p.Compare():
                return [row for row in rows if self.holds(self.at(table, row, test.path), test)]
            case p.Linked(column=column, entity=entity):
                key = self.key(entity)
                return [row for row in rows if row[column] == key]
            case p.Having(table=child, column=column, tests=tests, some=some):
                have = {row[column] for row in self.rows(p.Rows(child, tests))}
                return [row for row in rows if (row[self.domain.table(table).key] in have) == some]

    @staticmethod
    def holds(value: Value, test: p.Compare) -> bool:
        """Whether a value passes a comparison."""
        if test.value is None:
            return (value is None) == (test.sign == "==")
        return value is not None and _SIGNS[test.sign](value, test.value)

    def entity(self, entity: p.Entity) -> Row:
        """The one row meant.

        Raises:
            Undefined: There is none, or more than one.
        """
        match entity:
            case p.ById(table=table, key=key):
                return self.content[table][key]
            case p.Titled(table=table, title=title):
                column = self.domain.table(table).title
                assert column is not None
                found = [row for row in self.content[table].values() if row[column.name] == title]
                return _only(found, "rows with that title")
            case p.Follow(entity=inner, column=column_name, table=table):
                key_there = self.entity(inner)[column_name]
                if key_there is None:
                    raise Undefined("an empty reference is followed")
                return self.content[table][key_there]
            case p.Best(rows=rows, path=path, most=most):
                ranked = self.ranked(rows, path, most)
                if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
                    raise Undefined("no single best row")
                return ranked[0][1]

    def key(self, entity: p.Entity) -> Value:
        """The id of the one row meant."""
        return self.entity(entity)[self.domain.table(entity.table).key]

    def ranked(self, rows: p.Rows, path: p.Path, most: bool) -> list[tuple[Any, Row]]:
        """Values and rows, best first; rows without a value are left out."""
        found = [(self.at(rows.table, row, path), row) for row in self.rows(rows)]
        return sorted(
            ((value, row) for value, row in found if value is not None), key=lambda pair: pair[0], reverse=most
        )

    def answer(self, answer: p.Answer) -> Any:
        """The JSON value that is right.

        Raises:
            Undefined: There is no single one.
        """
        match answer:
            case p.Attribute(entity=entity, column=column):
                value = self.entity(entity)[column]
                if value is None:
                    raise Undefined("an empty cell is asked for")
                return value
            case p.Chosen():
                raise Undefined("what a step took is known only when it has run")
            case p.KeyOf(entity=entity):
                return self.key(entity)
            case p.Count(rows=rows):
                return len(self.rows(rows))
            case p.Total(rows=rows, path=path):
                return sum(self._numbers(rows, path))
            case p.Mean(rows=rows, path=path):
                numbers = self._numbers(rows, path)
                if len(numbers) < 2:
                    raise Undefined("a mean of fewer than two")
                if sum(numbers) * 1000 % (len(numbers) * 10) == len(numbers) * 5:
                    raise Undefined("a mean halfway between two hundredths: it is rounded in two ways")
                return round(sum(numbers) / len(numbers), 2)
            case p.Gap(left=left, right=right):
                return self.answer(left) - self.answer(right)
            case p.Keys(rows=rows):
                return sorted(str(row[self.domain.table(rows.table).key]) for row in self.rows(rows))
            case p.Ranked(rows=rows, path=path, most=most, size=size):
                return self._first(rows, path, most, size)
            case p.Top():
                return self._top(answer)
            case p.Pick():
                return self.pick(answer)

    def _numbers(self, rows: p.Rows, path: p.Path) -> list[Any]:
        found = [self.at(rows.table, row, path) for row in self.rows(rows)]
        return [one for one in found if one is not None]

    def _first(self, rows: p.Rows, path: p.Path, most: bool, size: int) -> list[Value]:
        ranked = self.ranked(rows, path, most)
        if len(ranked) <= size:
            raise Undefined("fewer rows than are ranked")
        values = [value for value, _ in ranked[: size + 1]]
        if len(set(values)) < len(values):
            raise Undefined("a tie in the ranking")
        return [row[self.domain.table(rows.table).key] for _, row in ranked[:size]]

    def groups(self, top: p.Top) -> dict[Value, int]:
        """The number of each group."""
        sums: dict[Value, int] = {}
        for row in self.rows(top.rows):
            value = self.at(top.rows.table, row, top.total) if top.total else 1
            if row[top.by] is not None and value is not None:
                sums[row[top.by]] = sums.get(row[top.by], 0) + int(value)
        return sums

    def _top(self, top: p.Top) -> Value:
        sums = self.groups(top)
        if len(sums) < 2:
            raise Undefined("fewer than two groups")
        best = (max if top.most else min)(sums.values())
        return _only([key for key, value in sums.items() if value == best], "best groups")

    def pick(self, pick: p.Pick) -> list[str]:
        """The one best set.

        Raises:
            Undefined: There is none, there are several, or too many to look at.
        """
        best = self.best_sets(pick)
        if not best:
            raise Undefined("no set meets the constraints")
        return _only(best, "best sets")

    def best_sets(self, pick: p.Pick) -> list[list[str]]:
        """All sets with the best sum, each sorted by id."""
        key = self.domain.table(pick.rows.table).key
        rows = [row for row in self.rows(pick.rows) if row[pick.gain] is not None]
        found: list[tuple[int, list[str]]] = []
        for place, chosen in enumerate(combinations(rows, pick.size)):
            if place >= MAX_SETS:
                raise Undefined("too many sets")
            if pick.cost and sum(int(row[pick.cost] or 0) for row in chosen) > pick.budget:
                continue
            if pick.apart and len({row[pick.apart] for row in chosen}) < pick.size:
                continue
            gain = sum(int(row[pick.gain] or 0) for row in chosen)
            found.append((gain, sorted(str(row[key]) for row in chosen)))
        if not found:
            return []
        best = (max if pick.most else min)(gain for gain, _ in found)
        return [keys for gain, keys in found if gain == best]


def relaxed(pick: p.Pick) -> Iterable[tuple[str, p.Pick]]:
    """The same choice with one constraint left out, by the constraint's name."""
    if pick.cost:
        yield "within_budget", replace(pick, cost="", budget=0)
    if pick.apart:
        yield "no_two_alike", replace(pick, apart="")
    for place in range(len(pick.rows.tests)):
        left = (*pick.rows.tests[:place], *pick.rows.tests[place + 1 :])
        yield f"test_{place + 1}", replace(pick, rows=replace(pick.rows, tests=left))


_T = TypeVar("_T")


def _only(found: list[_T], what: str) -> _T:
    if len(found) != 1:
        raise Undefined(f"{len(found)} {what}")
    return found[0]
