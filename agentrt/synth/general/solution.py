"""solution.py of a task: the program as calls of tools and plain Python.

Rows are fetched the way that costs the fewest calls by the data at hand: from what is related, by searching, or from
the rows that they refer to; what the tools cannot filter is filtered here.
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field
from math import ceil

from agentrt.synth.general import program as p
from agentrt.synth.general.declare import Domain, Table
from agentrt.synth.general.evaluate import Evaluator
from agentrt.synth.general.expressions import may_be_empty
from agentrt.synth.general.layout import laid_out, python_text
from agentrt.synth.general.toolset import PAGE, Get, Joined, Related, Search, Toolset, Totals, filters

EVERY = '''
def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1
'''


@dataclass(frozen=True)
class _Way:
    """A way to fetch rows: how many calls, which tests are met by then, and what is fetched.

    Attributes:
        calls: Estimated calls, those for the tests that are left included.
        met: Places of the tests that need no further look.
        kind: "related", "search", "joined" or the reference whose rows are fetched first.
    """

    calls: int
    met: frozenset[int]
    kind: str
    column: str = ""


@dataclass
class SolutionWriter:
    """Writes the statements of one solution."""

    toolset: Toolset
    evaluator: Evaluator
    lines: list[str] = field(default_factory=list)
    _used: dict[str, int] = field(default_factory=dict)
    _known: dict[object, str] = field(default_factory=dict)

    @property
    def domain(self) -> Domain:
        """The domain."""
        return self.toolset.domain

    # ------------------------------------------------------------------------------------------------ single things

    def key(self, entity: p.Entity) -> str:
        """Python text of an entity's id."""
        if isinstance(entity, p.ById):
            return python_text(entity.key)
        if isinstance(entity, p.Follow):
            return f'{self.row(entity.entity)}["{entity.column}"]'
        return f'{self.row(entity)}["{self.domain.table(entity.table).key}"]'

    def row(self, entity: p.Entity) -> str:
        """Name of the variable that holds an entity's row."""
        if entity in self._known:
            return self._known[entity]
        table = self.domain.table(entity.table)
        value = ""
        match entity:
            case p.ById() | p.Follow():
                value = f"tools.{self.toolset.name(Get(table.name))}({table.key}={self.key(entity)})"
            case p.Titled(title=title):
                value = self._titled(table, title)
            case p.Best():
                value = self._best(table, entity)
        name = self._fresh(table.one)
        self.lines.append(f"{name} = {value}")
        self._known[entity] = name
        return name

    def _best(self, table: Table, best: p.Best) -> str:
        found = self.rows(best.rows)
        worth = self._value(table, found, best.path)
        self._known_only(table, found, best.path)
        return f"{'max' if best.most else 'min'}({found}, key=lambda one: {worth})"

    def _titled(self, table: Table, title: str) -> str:
        column = table.title
        assert column is not None
        search = f"tools.{self.toolset.name(Search(table.name))}({column.name}={python_text(title)})"
        return f'next(one for one in {search}["items"] if one["{column.name}"] == {python_text(title)})'

    # --------------------------------------------------------------------------------------------------------- rows

    def rows(self, rows: p.Rows) -> str:
        """Name of a variable with a list of the rows."""
        table = self.domain.table(rows.table)
        way = self._way(rows)
        name = self._fresh(table.name)
        self.lines.append(f"{name} = {self._fetched(rows, way)}")
        left = [test for place, test in enumerate(rows.tests) if place not in way.met]
        left.sort(key=_nearness)
        own = [self._condition(table, name, test) for test in left if _nearness(test) == 0]
        if own:
            self.lines.append(f"{name} = [one for one in {name} if {' and '.join(own)}]")
        for test in left:
            if _nearness(test):
                condition = self._condition(table, name, test)
                self.lines.append(f"{name} = [one for one in {name} if {condition}]")
        return name

    def _fetched(self, rows: p.Rows, way: _Way) -> str:
        table = self.domain.table(rows.table)
        if way.kind == "related":
            link = next(one for one in rows.tests if isinstance(one, p.Linked) and one.column == way.column)
            tool = self.toolset.name(Related(table.name, way.column))
            return f"tools.{tool}({way.column}={self.key(link.entity)})"
        if way.kind == "joined":
            test = next(rows.tests[place] for place in way.met)
            assert isinstance(test, p.Compare)
            tool = self.toolset.name(Joined(table.name, test.path[0], test.path[1]))
            return f"tools.{tool}({test.path[1]}={python_text(test.value)})"
        if way.kind == "search":
            given = [rows.tests[place] for place in sorted(way.met)]
            texts = [f"{one.path[0]}={python_text(one.value)}" for one in given if isinstance(one, p.Compare)]
            search = f"tools.{self.toolset.name(Search(table.name))}"
            return f"every({', '.join([search, *texts])})"
        parents = self.rows(_stripped(self.domain, rows, way.kind))
        key = self.domain.table(table.refs[way.kind]).key
        tool = f"tools.{self.toolset.name(Related(table.name, way.kind))}"
        return f'[one for parent in {parents} for one in {tool}({way.kind}=parent["{key}"])]'

    def _way(self, rows: p.Rows) -> _Way:
        """The cheapest way."""
        ways = [self._searching(rows)]
        for place, test in enumerate(rows.tests):
            if isinstance(test, p.Linked):
                met = frozenset({place})
                left = self._left(rows, met)
                ways.append(_Way(1 + left, met, "related", test.column))
            elif isinstance(test, p.Compare) and len(test.path) > 1:
                ways.append(self._from_parents(rows, test.path[0]))
                if test.sign == "==" and self.toolset.has(Joined(rows.table, test.path[0], test.path[1])):
                    met = frozenset({place})
                    ways.append(_Way(1 + self._left(rows, met), met, "joined"))
        return min(ways, key=lambda way: (way.calls, way.kind))

    def cost(self, rows: p.Rows) -> int:
        """Estimated calls to fetch rows."""
        return self._way(rows).calls

    def _searching(self, rows: p.Rows) -> _Way:
        names = {one.name for one in filters(self.domain.table(rows.table))}
        met = frozenset(place for place, test in enumerate(rows.tests) if _is_filter(test, names))
        given = tuple(rows.tests[place] for place in met)
        pages = max(1, ceil(len(self.evaluator.rows(p.Rows(rows.table, given))) / PAGE))
        return _Way(pages + self._left(rows, met), met, "search")

    def _from_parents(self, rows: p.Rows, reference: str) -> _Way:
        parents = _stripped(self.domain, rows, reference)
        met = frozenset(
            place
            for place, test in enumerate(rows.tests)
            if isinstance(test, p.Compare) and len(test.path) > 1 and test.path[0] == reference
        )
        calls = self.cost(parents) + len(self.evaluator.rows(parents))
        return _Way(calls + self._left(rows, met), met, reference)

    def _left(self, rows: p.Rows, met: frozenset[int]) -> int:
        """Calls for the tests that fetching did not meet: the rows that paths lead to, and who refers to the row."""
        calls, seen = 0, set()
        near = tuple(test for place, test in enumerate(rows.tests) if place in met or _nearness(test) == 0)
        found = self.evaluator.rows(p.Rows(rows.table, near))
        for place, test in enumerate(rows.tests):
            if place in met:
                continue
            if isinstance(test, p.Compare):
                for depth in range(1, len(test.path)):
                    step = test.path[:depth]
                    if step not in seen:
                        seen.add(step)
                        calls += len({self.evaluator.at(rows.table, row, step) for row in found})
            elif isinstance(test, p.Having):
                calls += min(len(found), self.cost(p.Rows(test.table, test.tests)))
        return calls

    def _condition(self, table: Table, name: str, test: p.Test) -> str:
        match test:
            case p.Compare(path=path, sign=sign, value=value):
                worth = self._value(table, name, path)
                if value is None:
                    return f"{worth} {'is' if sign == '==' else 'is not'} None"
                guards = self._guards(table, name, path)
                if sign == "==" and len(path) == 1:
                    guards = []
                return " and ".join([*guards, f"{worth} {sign} {python_text(value)}"])
            case p.Linked(column=column, entity=entity):
                return f'one["{column}"] == {self.key(entity)}'
            case p.Having():
                return self._having(table, name, test)

    def _having(self, table: Table, name: str, test: p.Having) -> str:
        children = p.Rows(test.table, test.tests)
        child = self.domain.table(test.table)
        here = self.evaluator.rows(p.Rows(table.name))
        word = "in" if test.some else "not in"
        if self.cost(children) <= len(here):
            found = self.rows(children)
            return f'one["{table.key}"] {word} {{other["{test.column}"] for other in {found}}}'
        tool = f"tools.{self.toolset.name(Related(test.table, test.column))}"
        conditions = [self._condition(child, name, inner).replace("one[", "other[") for inner in test.tests]
        inside = f" if {' and '.join(conditions)}" if conditions else ""
        call = f'{tool}({test.column}=one["{table.key}"])'
        return f"{'' if test.some else 'not '}[other for other in {call}{inside}]"

    def _value(self, table: Table, rows: str, path: p.Path) -> str:
        """Python text of what is at a path of `one`; the rows on the way are fetched first, each once."""
        text, start = "one", table
        for depth, column in enumerate(path[:-1]):
            other = self.domain.table(table.refs[column])
            known = (rows, path[: depth + 1])
            if known not in self._known:
                name = self._fresh(f"{other.one} of")
                guards = self._guards(start, rows, path[: depth + 1])
                some = f" if {' and '.join(guards)}" if guards else ""
                keys = f'sorted({{{text}["{column}"] for one in {rows}{some}}})'
                get = f"tools.{self.toolset.name(Get(other.name))}({other.key}=key)"
                self.lines.append(f"{name} = {{key: {get} for key in {keys}}}")
                self._known[known] = name
            text = f'{self._known[known]}[{text}["{column}"]]'
            table = other
        return f'{text}["{path[-1]}"]'

    def _guards(self, table: Table, rows: str, path: p.Path) -> list[str]:
        """Tests that nothing on a path is empty, first to last."""
        guards, start = [], table
        for depth, column in enumerate(path):
            if column == table.key:
                break
            if may_be_empty(self.domain, table, table.column(column)):
                guards.append(f"{self._value(start, rows, path[: depth + 1])} is not None")
            if depth < len(path) - 1:
                table = self.domain.table(table.refs[column])
        return guards

    def _known_only(self, table: Table, rows: str, path: p.Path) -> None:
        """Rows in which something on the path is empty are left out."""
        guards = self._guards(table, rows, path)
        if guards:
            self.lines.append(f"{rows} = [one for one in {rows} if {' and '.join(guards)}]")

    # ------------------------------------------------------------------------------------------------------ answers

    def answer(self, answer: p.Answer) -> str:
        """Python text of the answer."""
        match answer:
            case p.Attribute(entity=entity, column=column):
                return f'{self.row(entity)}["{column}"]'
            case p.Chosen():
                return "done"
            case p.KeyOf(entity=entity):
                return self.key(entity)
            case p.Count(rows=rows):
                return self._count(rows)
            case p.Total(rows=rows, path=path):
                return self._total(rows, path)
            case p.Mean(rows=rows, path=path):
                numbers = self._fresh("numbers")
                self.lines.append(f"{numbers} = {self._numbers(rows, path)}")
                return f"round(sum({numbers}) / len({numbers}), 2)"
            case p.Gap(left=left, right=right):
                first, second = self.answer(left), self.answer(right)
                return f"{first} - {second}"
            case p.Keys(rows=rows):
                return f'sorted(one["{self.domain.table(rows.table).key}"] for one in {self.rows(rows)})'
            case p.Ranked():
                return self._ranked(answer)
            case p.Top():
                return self._top(answer)
            case p.Pick():
                return self._pick(answer)

    def _is_search(self, rows: p.Rows) -> bool:
        names = {one.name for one in filters(self.domain.table(rows.table))}
        return all(_is_filter(test, names) for test in rows.tests)

    def _given(self, rows: p.Rows) -> str:
        return ", ".join(f"{one.path[0]}={python_text(one.value)}" for one in rows.tests if isinstance(one, p.Compare))

    def _count(self, rows: p.Rows) -> str:
        if self._is_search(rows):
            return f'tools.{self.toolset.name(Search(rows.table))}({self._given(rows)})["total"]'
        return f"len({self.rows(rows)})"

    def _total(self, rows: p.Rows, path: p.Path) -> str:
        tool = Totals(rows.table, path[0])
        if len(path) == 1 and self.toolset.has(tool) and self._is_search(rows):
            return f'tools.{self.toolset.name(tool)}({self._given(rows)})["sum"]'
        return f"sum({self._numbers(rows, path)})".replace("sum([", "sum(").replace("])", ")")

    def _numbers(self, rows: p.Rows, path: p.Path) -> str:
        found, table = self.rows(rows), self.domain.table(rows.table)
        worth = self._value(table, found, path)
        guards = self._guards(table, found, path)
        where = f" if {' and '.join(guards)}" if guards else ""
        return f"[{worth} for one in {found}{where}]"

    def _ranked(self, answer: p.Ranked) -> str:
        found, table = self.rows(answer.rows), self.domain.table(answer.rows.table)
        worth = self._value(table, found, answer.path)
        self._known_only(table, found, answer.path)
        order = f"{found}.sort(key=lambda one: {worth}{', reverse=True' if answer.most else ''})"
        self.lines.append(order)
        return f'[one["{table.key}"] for one in {found}[:{answer.size}]]'

    def _top(self, answer: p.Top) -> str:
        found, table = self.rows(answer.rows), self.domain.table(answer.rows.table)
        worth = self._value(table, found, answer.total) if answer.total else "1"
        guards = (
            [f'one["{answer.by}"] is not None'] if may_be_empty(self.domain, table, table.column(answer.by)) else []
        )
        if answer.total:
            guards += self._guards(table, found, answer.total)
        sums = self._fresh("sums")
        self.lines += [f"{sums} = Counter()", f"for one in {found}:"]
        add = f'{sums}[one["{answer.by}"]] += {worth}'
        if guards:
            self.lines += [f"    if {' and '.join(guards)}:", f"        {add}"]
        else:
            self.lines.append(f"    {add}")
        return f"{'max' if answer.most else 'min'}({sums}, key={sums}.get)"

    def _pick(self, answer: p.Pick) -> str:
        found, table = self.rows(answer.rows), self.domain.table(answer.rows.table)
        self._known_only(table, found, (answer.gain,))
        conditions = []
        if answer.cost:
            conditions.append(f'sum(one["{answer.cost}"] for one in chosen) <= {answer.budget}')
        if answer.apart:
            conditions.append(f'len({{one["{answer.apart}"] for one in chosen}}) == {answer.size}')
        where = f" if {' and '.join(conditions)}" if conditions else ""
        self.lines.append(f"sets = [chosen for chosen in combinations({found}, {answer.size}){where}]")
        gain = f'sum(one["{answer.gain}"] for one in chosen)'
        self.lines.append(f"best = {'max' if answer.most else 'min'}(sets, key=lambda chosen: {gain})")
        return f'sorted(one["{table.key}"] for one in best)'

    # -------------------------------------------------------------------------------------------------------- steps

    def step(self, step: p.Step) -> None:
        """Statements for a step."""
        match step:
            case p.Do():
                self.lines.append(self._call(step))
            case p.DoEach(action=action, over=over, rows=rows, arguments=arguments):
                given = self._arguments(arguments)
                found = self.rows(rows)
                key = self.domain.table(rows.table).key
                target = f'{over}=one["{key}"]'
                call = f"tools.{action}({', '.join([*given, target])})"
                self.lines += [f"for one in {found}:", *_tried(call, "pass")]
            case p.DoFirst():
                self._first(step)
            case p.Fallback(first=first, then=then):
                one, other = self._call(first), self._call(then)
                self.lines += ["try:", f"    {one}", "except tools.Refused:", f"    {other}"]
            case p.When(value=value, sign=sign, bound=bound, then=then, otherwise=otherwise):
                number = self.answer(value)
                self.lines.append(f"number = {number}")
                one, other = self._call(then), self._call(otherwise)
                self.lines += [f"if number {sign} {bound}:", f"    {one}", "else:", f"    {other}"]
        self._known = {}  # what was fetched may have changed

    def _first(self, step: p.DoFirst) -> None:
        given = self._arguments(step.arguments)
        found, table = self.rows(step.rows), self.domain.table(step.rows.table)
        worth = self._value(table, found, step.path)
        self.lines.append(f"{found}.sort(key=lambda one: {worth}{', reverse=True' if step.most else ''})")
        target = f'{step.over}=one["{table.key}"]'
        call = f"tools.{step.action}({', '.join([*given, target])})"
        self.lines += [f"for one in {found}:", *_tried(call, "continue"), f'    done = one["{table.key}"]', "    break"]

    def _call(self, do: p.Do) -> str:
        return f"tools.{do.action}({', '.join(self._arguments(do.arguments))})"

    def _arguments(self, arguments: tuple[tuple[str, p.Argument], ...]) -> list[str]:
        return [f"{name}={self._argument(one)}" for name, one in arguments]

    def _argument(self, argument: p.Argument) -> str:
        return python_text(argument) if isinstance(argument, str | int | float) else self.key(argument)

    def _fresh(self, noun: str) -> str:
        name = noun.replace(" ", "_").replace("-", "_")
        name = f"{name}_found" if hasattr(builtins, name) else name
        self._used[name] = self._used.get(name, 0) + 1
        return name if self._used[name] == 1 else f"{name}_{self._used[name]}"


def solution_py(program: p.Program, toolset: Toolset, evaluator: Evaluator) -> str:
    """The source of solution.py."""
    writer = SolutionWriter(toolset, evaluator)
    for step in program.steps:
        writer.step(step)
    last = writer.answer(program.answer) if program.answer is not None else None
    told = isinstance(program.answer, p.Chosen)  # which one it was that the rules allowed
    lines = [one for one in writer.lines if told or not one.startswith("    done = ")]
    body = [*lines, *([f"return {last}"] if last is not None else [])]
    text = laid_out("def solve(tools):\n" + "".join(f"    {line}\n" for line in body))
    imports = []
    if "Counter()" in text:
        imports.append("from collections import Counter\n")
    if "combinations(" in text:
        imports.append("from itertools import combinations\n")
    parts = ["".join(imports)] if imports else []
    parts += [EVERY.lstrip()] if "every(" in text else []
    return "\n\n".join([*parts, text])


def _tried(call: str, otherwise: str) -> list[str]:
    return ["    try:", f"        {call}", "    except tools.Refused:", f"        {otherwise}"]


def _nearness(test: p.Test) -> int:
    """0: needs nothing but the row; 1: needs a row that it refers to; 2: needs those that refer to it."""
    match test:
        case p.Compare(path=path):
            return 0 if len(path) == 1 else 1
        case p.Linked():
            return 0
        case p.Having():
            return 2


def _is_filter(test: p.Test, names: set[str]) -> bool:
    return (
        isinstance(test, p.Compare)
        and len(test.path) == 1
        and test.sign == "=="
        and test.value is not None
        and test.path[0] in names
    )


def _stripped(domain: Domain, rows: p.Rows, reference: str) -> p.Rows:
    """The rows that a reference may lead to, by the tests that go through it."""
    tests = tuple(
        p.Compare(test.path[1:], test.sign, test.value)
        for test in rows.tests
        if isinstance(test, p.Compare) and len(test.path) > 1 and test.path[0] == reference
    )
    return p.Rows(domain.table(rows.table).refs[reference], tests)
