"""Expressions as SQL, for the verifier that is written from the declaration alone.

Rows that an action binds are aliases `the_NAME`; the row of an aggregate is `other`. Which relation stands for a table
is the caller's to say: after the second step of a task, the content of `loans` is a query of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from agentrt.synth.general import expressions as ex

_SIGN = {"==": "=", "!=": "<>", "//": "/"}


@dataclass(frozen=True)
class SqlNames:
    """How names are written.

    Attributes:
        relation: The relation that stands for a table now.
        today: SQL of the domain's day.
        parameters: SQL of each parameter that is no reference.
        keys: SQL of the keys of rows that earlier effects inserted.
    """

    relation: Callable[[str], str]
    today: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


def sql_of(node: ex.Node, names: SqlNames) -> str:
    """The expression as SQL."""
    match node:
        case ex.Literally(value=value):
            return literal(value)
        case ex.Today():
            return names.today
        case ex.Parameter(name=name):
            return names.parameters[name]
        case ex.Cell():
            return _cell(node, names)
        case ex.NewKey(name=name):
            return names.keys[name]
        case ex.Not(of=of):
            return f"NOT {_safe(of, names)}"
        case ex.Logic(word=word, parts=parts):
            return "(" + f" {word.upper()} ".join(_safe(part, names) for part in parts) + ")"
        case ex.Compare(sign=sign, left=left, right=right):
            if sign in ("==", "!=") and (left.nullable or right.nullable):
                return f"({sql_of(left, names)} {'IS' if sign == '==' else 'IS NOT'} {sql_of(right, names)})"
            return f"({sql_of(left, names)} {_SIGN.get(sign, sign)} {sql_of(right, names)})"
        case ex.Within(of=of, values=values):
            return f"({sql_of(of, names)} IN ({', '.join(literal(one) for one in values)}))"
        case ex.Arithmetic(sign=sign, left=left, right=right):
            return f"({sql_of(left, names)} {_SIGN.get(sign, sign)} {sql_of(right, names)})"
        case ex.Shift(day=day, sign=sign, days=days):
            return f"date({sql_of(day, names)}, ({sign}({sql_of(days, names)})) || ' days')"
        case ex.DaysBetween(start=start, end=end):
            return f"CAST(julianday({sql_of(end, names)}) - julianday({sql_of(start, names)}) AS INTEGER)"
        case ex.Extreme(word=word, parts=parts):
            return f"{word}({', '.join(sql_of(one, names) for one in parts)})"
        case ex.Either(test=test, then=then, otherwise=otherwise):
            return f"iif({_safe(test, names)}, {sql_of(then, names)}, {sql_of(otherwise, names)})"
        case ex.Aggregate():
            return _aggregate(node, names)
    raise AssertionError(node)


def literal(value: str | int | float | None) -> str:
    """A constant in SQL."""
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def _safe(node: ex.Node, names: SqlNames) -> str:
    """A test that is never NULL: a comparison with an empty value is false, so that its negation is true."""
    text = sql_of(node, names)
    unsure = (isinstance(node, ex.Compare) and (node.left.nullable or node.right.nullable)) or (
        isinstance(node, ex.Within) and node.of.nullable
    )
    return f"coalesce({text}, 0)" if unsure else text


def _cell(node: ex.Cell, names: SqlNames) -> str:
    base = f"the_{node.row}" if node.row else "other"
    if not node.follows:
        return f"{base}.{node.column}"
    inner = f"{base}.{node.follows[0].column}"
    for step, follow in enumerate(node.follows):
        last = step == len(node.follows) - 1
        wanted = node.column if last else node.follows[step + 1].column
        inner = f"(SELECT {wanted} FROM {names.relation(follow.table)} WHERE {follow.key} = {inner})"
    return inner


def _aggregate(node: ex.Aggregate, names: SqlNames) -> str:
    where = f" WHERE {_safe(node.test, names)}" if node.test is not None else ""
    source = f"FROM {names.relation(node.table)} AS other{where}"
    match node.word:
        case "count":
            return f"(SELECT count(*) {source})"
        case "exists":
            return f"EXISTS (SELECT 1 {source})"
        case "sum":
            return f"(SELECT coalesce(sum(other.{node.column}), 0) {source})"
    return f"(SELECT {node.word}(other.{node.column}) {source})"
