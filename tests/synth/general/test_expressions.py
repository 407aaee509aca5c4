"""Expressions of declarations: the same meaning in Python and in SQL, by code that shares nothing."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

import pytest

from agentrt.synth.general.declare import DeclarationError
from agentrt.synth.general.domains import load_domain
from agentrt.synth.general.expression_python import negated, python_of
from agentrt.synth.general.expression_sql import SqlNames, sql_of
from agentrt.synth.general.expressions import Scope, parse
from agentrt.synth.general.toolset import core_toolset
from agentrt.synth.general.world import World, load_functions

LIBRARY = load_domain("library")
SCOPE = Scope(LIBRARY, {"loan": "loans", "member": "members"}, {"amount": "whole"})
TESTS = (
    "loan.returned == None",
    "loan.returned != None and loan.returned < loan.due",
    "not (loan.returned < '2026-01-15')",
    "loan.renewals + 1 <= amount or member.tier in ('patron', 'student')",
    "loan.copy_id.book_id.genre == 'novel'",
    "count(loans, member_id == member.member_id and returned == None) < 3",
    "exists(holds, book_id == loan.copy_id.book_id and status == 'waiting')",
    "sum(loans.renewals, copy_id == loan.copy_id) > amount",
    "days_between(loan.lent, loan.due) == 21 and loan.due + days(14) > today",
    "max(member.fees, amount) - min(member.fees, amount) > 5",
    "(1 if loan.due < today else 0) == amount % 2",
    "max(loans.returned, member_id == member.member_id) != None",
    "count(copies, book_id.genre == loan.copy_id.book_id.genre) > 20",
)


@pytest.mark.parametrize("text", TESTS)
def test_python_and_sql_agree_on_every_row(text: str) -> None:
    world = World(LIBRARY, seed=3)
    world.equip(core_toolset(LIBRARY))
    node = parse(text, SCOPE)
    scope = helpers(LIBRARY)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(world.snapshot())
    outcomes = set()
    for place, loan in enumerate(world.tables["loans"]):
        member = world.rows["members"][loan["member_id"]]
        amount = place % 7
        names = {"loan": loan, "member": member, "amount": amount, "db": world.database}
        in_python = bool(eval(python_of(node, LIBRARY), scope | names))
        assert bool(eval(negated(node, LIBRARY), scope | names)) is not in_python
        today = f"'{LIBRARY.today.isoformat()}'"
        sql = sql_of(node, SqlNames(lambda table: table, today, {"amount": str(amount)}))
        query = (
            f"SELECT coalesce({sql}, 0) FROM loans AS the_loan JOIN members AS the_member USING (member_id)"
            f" WHERE loan_id = '{loan['loan_id']}'"
        )
        assert bool(connection.execute(query).fetchone()[0]) is in_python, loan
        outcomes.add(in_python)
    assert outcomes, "nothing was compared"
    connection.close()
    world.close()


def helpers(domain: object) -> dict[str, Any]:
    """What the tools' own helpers are called, for expressions that follow references."""
    from agentrt.synth.general.functions import _BETWEEN, _LATER, functions_py

    source = functions_py(core_toolset(LIBRARY)) + _LATER + _BETWEEN
    functions = load_functions(source.replace("from datetime import", "from datetime import datetime,", 1))
    return dict(functions) | {"date": date}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("loan.colour == 'red'", "has no column"),
        ("book.title == 'x'", "there is no row"),
        ("loan.due - loan.lent", "arithmetic"),
        ("loan.returned + days(1) > today", "cannot be empty"),
        ("loan.renewals == 'two'", "compared with"),
        ("__import__('os')", "outside the grammar"),
        ("loan.renewals and loan.due < today", "no test"),
        ("count(count(loans)) > 1", "outside the grammar"),
        ("loan.due is None", "write == None"),
    ],
)
def test_what_is_outside_the_grammar_is_named(text: str, said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        parse(text, SCOPE)
