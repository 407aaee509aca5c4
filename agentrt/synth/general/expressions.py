"""Expressions of a declaration, read with `ast` and typed: what Python and SQL are then written from, apart.

The grammar is in `declare.py`. Whatever does not fit it is an error that quotes the expression.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from agentrt.synth.general.declare import (
    Column,
    Day,
    DeclarationError,
    Domain,
    Insert,
    Money,
    Number,
    Ref,
    Set,
    SetAll,
    Table,
    Whole,
)

Kind = Literal["text", "whole", "number", "day", "span", "truth", "none"]


@dataclass(frozen=True, kw_only=True)
class Node:
    """Part of an expression, with the kind of its value and whether that may be empty."""

    kind: Kind
    nullable: bool = False


@dataclass(frozen=True, kw_only=True)
class Literally(Node):
    """A constant."""

    value: str | int | float | None


@dataclass(frozen=True, kw_only=True)
class Today(Node):
    """The domain's day."""


@dataclass(frozen=True, kw_only=True)
class Parameter(Node):
    """An argument of the action that is no reference."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Follow:
    """A reference to follow: its column, and the table and key that it leads to."""

    column: str
    table: str
    key: str
    nullable: bool


@dataclass(frozen=True, kw_only=True)
class Cell(Node):
    """A column of a bound row, or (row "") of the row that an aggregate looks at; by way of references."""

    row: str
    follows: tuple[Follow, ...]
    column: str


@dataclass(frozen=True, kw_only=True)
class NewKey(Node):
    """Key of a row that an earlier effect inserts."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Not(Node):
    """Negation."""

    of: Node


@dataclass(frozen=True, kw_only=True)
class Logic(Node):
    """Conjunction or disjunction."""

    word: Literal["and", "or"]
    parts: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Compare(Node):
    """A comparison. Against an empty value only equality is ever true."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True)
class Within(Node):
    """Whether a value is one of some constants."""

    of: Node
    values: tuple[str | int | float, ...]


@dataclass(frozen=True, kw_only=True)
class Arithmetic(Node):
    """`+ - * // %` on numbers. `//` and `%` are for operands that are not negative."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True)
class Shift(Node):
    """A day moved by a number of days."""

    day: Node
    sign: Literal["+", "-"]
    days: Node


@dataclass(frozen=True, kw_only=True)
class DaysBetween(Node):
    """Days from one date to another; negative where the second is earlier."""

    start: Node
    end: Node


@dataclass(frozen=True, kw_only=True)
class Extreme(Node):
    """The smaller or larger of two values."""

    word: Literal["min", "max"]
    parts: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Either(Node):
    """One value or another, by a test."""

    test: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, kw_only=True)
class Aggregate(Node):
    """Something about all rows of a table that meet a test; rows in which the column is empty do not count."""

    word: Literal["count", "exists", "sum", "min", "max"]
    table: str
    column: str = ""
    test: Node | None = None
    gaps: bool = False


@dataclass(frozen=True)
class Scope:
    """What names mean.

    Attributes:
        domain: The domain.
        rows: Table of each bound row.
        scalars: Kind of each parameter that is no reference.
        table: The table whose columns are bare names, inside an aggregate; else None.
        inserted: Tables of rows that earlier effects insert, by name.
    """

    domain: Domain
    rows: Mapping[str, str] = field(default_factory=dict)
    scalars: Mapping[str, Kind] = field(default_factory=dict)
    table: str | None = None
    inserted: Mapping[str, str] = field(default_factory=dict)


def kind_of(column: Column) -> Kind:
    """Kind of the values in a column."""
    match column:
        case Whole() | Money():
            return "whole"
        case Number():
            return "number"
        case Day():
            return "day"
        case _:
            return "text"


def may_be_empty(domain: Domain, table: Table, column: Column) -> bool:
    """Whether a column can hold NULL: declared so, or left out or emptied by some effect."""
    if column.null > 0:
        return True
    for action in domain.actions:
        for effect in action.effects:
            if isinstance(effect, Insert) and effect.table == table.name:
                if effect.values.get(column.name, "None") == "None":
                    return True
            elif isinstance(effect, Set | SetAll) and effect.values.get(column.name) == "None":
                return True
    return False


def parse(text: str, scope: Scope) -> Node:
    """Read an expression.

    Raises:
        DeclarationError: It is outside the grammar, names what is not there, or mixes kinds.
    """
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        raise DeclarationError(f"{text!r} is no expression: {error.msg}.") from None
    try:
        return _Reader(scope).read(tree.body)
    except DeclarationError as error:
        raise DeclarationError(f"{text!r}: {error}") from None


_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Mod: "%"}


@dataclass(frozen=True)
class _Reader:
    scope: Scope

    def read(self, node: ast.expr) -> Node:
        match node:
            case ast.Constant(value=value):
                return self._constant(value)
            case ast.Name(id=name):
                return self._name(name)
            case ast.Attribute():
                return self._cell(node)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(kind="truth", of=self._truth(operand))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return self._constant(-value)
            case ast.BoolOp(op=op, values=values):
                word: Literal["and", "or"] = "and" if isinstance(op, ast.And) else "or"
                return Logic(kind="truth", word=word, parts=tuple(self._truth(one) for one in values))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compare(left, op, right)
            case ast.BinOp(left=left, op=op, right=right):
                return self._arithmetic(self.read(left), op, self.read(right))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                then, otherwise = self.read(body), self.read(orelse)
                kind = then.kind if then.kind != "none" else otherwise.kind
                empty = then.nullable or otherwise.nullable
                return Either(kind=kind, nullable=empty, test=self._truth(test), then=then, otherwise=otherwise)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(name, arguments)
        raise DeclarationError(f"{ast.unparse(node)!r} is outside the grammar.")

    def _constant(self, value: object) -> Node:
        match value:
            case None:
                return Literally(kind="none", nullable=True, value=None)
            case bool():
                raise DeclarationError("True and False are outside the grammar.")
            case str():
                return Literally(kind="text", value=value)
            case int():
                return Literally(kind="whole", value=value)
            case float():
                return Literally(kind="number", value=value)
        raise DeclarationError(f"{value!r} is no constant of the grammar.")

    def _name(self, name: str) -> Node:
        if self.scope.table is not None:
            table = self.scope.domain.table(self.scope.table)
            if name == table.key or name in {one.name for one in table.columns}:
                return self._column("", (), table, name)
        if name == "today":
            return Today(kind="day")
        if name in self.scope.scalars:
            return Parameter(kind=self.scope.scalars[name], name=name)
        known = [*self.scope.rows, *self.scope.scalars, "today"]
        raise DeclarationError(f"there is no {name!r} here, only {', '.join(known)}.")

    def _cell(self, node: ast.Attribute) -> Node:
        path: list[str] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            path.insert(0, inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            raise DeclarationError(f"{ast.unparse(node)!r} is outside the grammar.")
        row = inner.id
        if row in self.scope.inserted:
            if path == [self.scope.domain.table(self.scope.inserted[row]).key]:
                return NewKey(kind="text", name=row)
            raise DeclarationError(f"of the new row {row!r} only its key can be used.")
        if row in self.scope.rows:
            table = self.scope.domain.table(self.scope.rows[row])
        elif self.scope.table is not None and row in self.scope.domain.table(self.scope.table).refs:
            table, path, row = self.scope.domain.table(self.scope.table), [row, *path], ""
        else:
            raise DeclarationError(f"there is no row {row!r} here, only {', '.join(self.scope.rows) or 'none'}.")
        return self._walk(row, table, path)

    def _walk(self, row: str, table: Table, path: list[str]) -> Node:
        follows: list[Follow] = []
        for name in path[:-1]:
            if name not in table.refs:
                raise DeclarationError(f"{table.name}.{name} is no reference.")
            empty = may_be_empty(self.scope.domain, table, table.column(name))
            table = self.scope.domain.table(table.refs[name])
            follows.append(Follow(column=name, table=table.name, key=table.key, nullable=empty))
        return self._column(row, tuple(follows), table, path[-1])

    def _column(self, row: str, follows: tuple[Follow, ...], table: Table, name: str) -> Node:
        empty = any(one.nullable for one in follows)
        if name == table.key:
            return Cell(kind="text", nullable=empty, row=row, follows=follows, column=name)
        try:
            column = table.column(name)
        except KeyError as error:
            raise DeclarationError(str(error.args[0])) from None
        empty = empty or may_be_empty(self.scope.domain, table, column)
        return Cell(kind=kind_of(column), nullable=empty, row=row, follows=follows, column=name)

    def _truth(self, node: ast.expr) -> Node:
        made = self.read(node)
        if made.kind != "truth":
            raise DeclarationError(f"{ast.unparse(node)!r} is no test.")
        return made

    def _compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node:
        one = self.read(left)
        if isinstance(op, ast.In | ast.NotIn):
            values = ast.literal_eval(right)
            found = Within(kind="truth", of=one, values=tuple(values))
            return found if isinstance(op, ast.In) else Not(kind="truth", of=found)
        other = self.read(right)
        kinds = {one.kind, other.kind} - {"none"}
        if len(kinds) > 1 and kinds not in ({"whole", "number"}, {"text", "day"}):
            raise DeclarationError(
                f"{ast.unparse(left)} ({one.kind}) compared with {ast.unparse(right)} ({other.kind})."
            )
        sign = _COMPARE.get(type(op))
        if sign is None:
            raise DeclarationError("`is` is outside the grammar: write == None.")
        return Compare(kind="truth", sign=sign, left=one, right=other)

    def _arithmetic(self, left: Node, op: ast.operator, right: Node) -> Node:
        sign = _ARITHMETIC.get(type(op))
        if sign is None or left.nullable or right.nullable:
            raise DeclarationError("arithmetic is + - * // % on values that cannot be empty.")
        if left.kind == "day" and right.kind == "span" and sign in ("+", "-"):
            return Shift(kind="day", day=left, sign="+" if sign == "+" else "-", days=right)
        if left.kind != "whole" or right.kind != "whole":
            raise DeclarationError(f"arithmetic on {left.kind} and {right.kind}.")
        return Arithmetic(kind="whole", sign=sign, left=left, right=right)

    def _call(self, name: str, arguments: list[ast.expr]) -> Node:
        match name, arguments:
            case "days", [one]:
                made = self.read(one)
                if made.kind != "whole":
                    raise DeclarationError("days() takes a whole number.")
                return replace(made, kind="span")
            case "days_between", [start, end]:
                first, last = self.read(start), self.read(end)
                if (first.kind, last.kind) != ("day", "day") or first.nullable or last.nullable:
                    raise DeclarationError("days_between() takes two dates that cannot be empty.")
                return DaysBetween(kind="whole", start=first, end=last)
            case ("count" | "exists") as word, [ast.Name(id=table), *tests]:
                return self._aggregate(word, table, "", tests)
            case ("sum" | "min" | "max") as word, [ast.Attribute(value=ast.Name(id=table), attr=column), *tests] if (
                table in {one.name for one in self.scope.domain.tables}
            ):
                return self._aggregate(word, table, column, tests)
            case ("min" | "max") as word, [first_part, second_part]:
                parts = (self.read(first_part), self.read(second_part))
                if parts[0].nullable or parts[1].nullable or parts[0].kind != parts[1].kind:
                    raise DeclarationError(f"{word}() takes two values of one kind that cannot be empty.")
                return Extreme(kind=parts[0].kind, word=word, parts=parts)
        raise DeclarationError(f"{name}() with {len(arguments)} arguments is outside the grammar.")

    def _aggregate(
        self,
        word: Literal["count", "exists", "sum", "min", "max"],
        table: str,
        column: str,
        tests: list[ast.expr],
    ) -> Node:
        if self.scope.table is not None:
            raise DeclarationError("an aggregate inside an aggregate is outside the grammar.")
        if table not in {one.name for one in self.scope.domain.tables} or len(tests) > 1:
            raise DeclarationError(
                f"{word}() takes a table and a test; {table!r} is no table, or there are more tests."
            )
        inner = _Reader(replace(self.scope, table=table))
        test = inner._truth(tests[0]) if tests else None
        kind: Kind = {"count": "whole", "exists": "truth"}.get(word, "whole")  # type: ignore[assignment]
        gaps = False
        if column:
            cell = inner._column("", (), self.scope.domain.table(table), column)
            kind, gaps = cell.kind, cell.nullable
        empty = word in ("min", "max")
        return Aggregate(kind=kind, nullable=empty, word=word, table=table, column=column, test=test, gaps=gaps)


def action_scope(domain: Domain, parameters: tuple[Column, ...]) -> Scope:
    """What the rules and effects of an action may name."""
    rows = {one.bound: one.table for one in parameters if isinstance(one, Ref)}
    scalars: dict[str, Kind] = {one.name: kind_of(one) for one in parameters if not isinstance(one, Ref)}
    return Scope(domain, rows, scalars)
