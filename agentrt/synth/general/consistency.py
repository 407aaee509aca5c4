"""Whether a declared domain agrees with itself: names, references, rules and effects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from keyword import iskeyword

from agentrt.synth.general.declare import (
    Action,
    DeclarationError,
    Delete,
    Domain,
    Effect,
    Insert,
    Ref,
    SetAll,
    Table,
    Text,
)
from agentrt.synth.general.expressions import Scope, action_scope, kind_of, may_be_empty, parse

RESERVED = frozenset(
    "add all alter and as autoincrement between case check collate commit constraint create default deferrable delete "
    "distinct drop else escape except exists foreign from group having in index insert intersect into is isnull join "
    "limit not notnull null on or order primary references returning select set table then to transaction union unique "
    "update using values when where with db tools other today page".split()
)
"""Words of SQL and of the tools' own, by which no table, column, action or parameter can be called."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
MIN_RULES = 5
"""Rules that a domain must have: fewer make no policy worth learning."""


def check_domain(domain: Domain) -> None:
    """Find what contradicts itself.

    Raises:
        DeclarationError: Something does; the message names the table, column or action.
    """
    where = f"domain {domain.name}"
    _names([domain.name], where)
    _distinct([one.name for one in domain.tables], f"{where}: tables")
    _distinct([one.prefix for one in domain.tables], f"{where}: prefixes")
    _distinct([one.name for one in domain.actions], f"{where}: actions")
    seen: set[str] = set()
    for table in domain.tables:
        seen.add(table.name)
        _check_table(table, seen, f"{where}: table {table.name}")
    for action in domain.actions:
        _check_action(domain, action, f"{where}: action {action.name}")
    _check_texts(domain, where)
    if sum(len(one.rules) for one in domain.actions) < MIN_RULES:
        raise DeclarationError(f"{where}: there must be at least {MIN_RULES} rules that can refuse a call.")


def _check_table(table: Table, seen: set[str], where: str) -> None:
    names = [table.key, *(one.name for one in table.columns)]
    _names([table.name, *names], where)
    _distinct(names, f"{where}: columns")
    for column in table.columns:
        at = f"{where}: column {column.name}"
        if isinstance(column, Ref) and column.table not in seen:
            raise DeclarationError(f"{at}: refers to {column.table!r}, which is not declared before it.")
        if isinstance(column, Text) and column.make is None:
            raise DeclarationError(f"{at}: a text needs a `make`.")
        if not column.zh and not isinstance(column, Ref):
            raise DeclarationError(f"{at}: has no Chinese noun (`zh`).")


def _check_action(domain: Domain, action: Action, where: str) -> None:
    names = [one.name for one in action.parameters]
    _names([action.name, *names], where)
    _distinct(names, f"{where}: parameters")
    _distinct([one.code for one in action.rules], f"{where}: rules")
    for ask in (action.ask, action.ask_zh):
        asked = set(re.findall(r"\{(\w+)\}", ask))
        if asked != set(names):
            raise DeclarationError(f"{where}: {ask!r} names {sorted(asked)}, the parameters are {sorted(names)}.")
    for one in action.parameters:
        if isinstance(one, Ref) and one.table not in {table.name for table in domain.tables}:
            raise DeclarationError(f"{where}: parameter {one.name} refers to {one.table!r}, which is no table.")
    scope = action_scope(domain, action.parameters)
    for rule in action.rules:
        if parse(rule.test, scope).kind != "truth":
            raise DeclarationError(f"{where}: rule {rule.code}: {rule.test!r} is no test.")
    inserted: dict[str, str] = {}
    for effect in action.effects:
        _check_effect(domain, effect, Scope(domain, scope.rows, scope.scalars, inserted=dict(inserted)), where)
        if isinstance(effect, Insert) and effect.name:
            inserted[effect.name] = effect.table


def row_table(domain: Domain, row: str, scope: Scope) -> Table:
    """The table of the row that an effect changes: "copy", or one reached from it, "loan.copy_id".

    Raises:
        DeclarationError: There is no such row.
    """
    name, *path = row.split(".")
    if name not in scope.rows:
        raise DeclarationError(f"there is no row {name!r}, only {', '.join(scope.rows)}.")
    table = domain.table(scope.rows[name])
    for step in path:
        if step not in table.refs or may_be_empty(domain, table, table.column(step)):
            raise DeclarationError(f"{table.name}.{step} is no reference that is always there.")
        table = domain.table(table.refs[step])
    return table


def _check_effect(domain: Domain, effect: Effect, scope: Scope, where: str) -> None:
    if isinstance(effect, Insert | SetAll):
        if effect.table not in {one.name for one in domain.tables}:
            raise DeclarationError(f"{where}: {effect.table!r} is no table.")
        table = domain.table(effect.table)
    else:
        try:
            table = row_table(domain, effect.row, scope)
        except DeclarationError as error:
            raise DeclarationError(f"{where}: {effect.row!r}: {error}") from None
    if isinstance(effect, Delete):
        return
    inner = (
        Scope(domain, scope.rows, scope.scalars, table.name, scope.inserted) if isinstance(effect, SetAll) else scope
    )
    if isinstance(effect, SetAll) and parse(effect.test, inner).kind != "truth":
        raise DeclarationError(f"{where}: {effect.test!r} is no test.")
    for name, text in effect.values.items():
        if name not in {one.name for one in table.columns}:
            raise DeclarationError(f"{where}: {table.name} has no column {name!r}.")
        column, made = table.column(name), parse(text, inner)
        if made.kind not in (kind_of(column), "none") and (made.kind, kind_of(column)) != ("whole", "number"):
            raise DeclarationError(f"{where}: {table.name}.{name} is a {kind_of(column)}, {text!r} a {made.kind}.")
        if made.nullable and not may_be_empty(domain, table, column):
            raise DeclarationError(f"{where}: {text!r} may be empty, {table.name}.{name} may not (give it a `null`).")


def _check_texts(domain: Domain, where: str) -> None:
    """Every action has a main row to speak of, and no two of the tools' names are one."""
    names = [f"get_{one.one.replace(' ', '_')}" for one in domain.tables] + [one.name for one in domain.actions]
    _distinct(names, f"{where}: tools")


def _names(names: Iterable[str], where: str) -> None:
    for name in names:
        if not _NAME.fullmatch(name):
            raise DeclarationError(f"{where}: {name!r} is no name: lower case letters, digits and underscores.")
        if name in RESERVED or iskeyword(name):
            raise DeclarationError(f"{where}: {name!r} is a word of SQL or Python: choose another name.")


def _distinct(names: list[str], where: str) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise DeclarationError(f"{where}: twice the same: {', '.join(twice)}.")
