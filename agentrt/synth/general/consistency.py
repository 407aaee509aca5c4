"""Whether a declared domain agrees with itself: names, references, rules and effects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from agentrt.synth.general.declare import Action, DeclarationError, Domain, Ref, Table, Text

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


def _names(names: Iterable[str], where: str) -> None:
    for name in names:
        if not _NAME.fullmatch(name):
            raise DeclarationError(f"{where}: {name!r} is no name: lower case letters, digits and underscores.")


def _distinct(names: list[str], where: str) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise DeclarationError(f"{where}: twice the same: {', '.join(twice)}.")
