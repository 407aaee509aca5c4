"""Expressions of a declaration mean the same in the Python that tools are made of and in the SQL of the verifier."""

from __future__ import annotations

import sqlite3

import pytest

from agentrt.synth.general import expressions as ex
from agentrt.synth.general.domains import load_domain
from agentrt.synth.general.expression_python import python_of
from agentrt.synth.general.expression_sql import SqlNames, sql_of

FESTIVAL = load_domain("festival")
SCOPE = ex.Scope(FESTIVAL, {"film": "films"}, {"given": "whole"})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("given + (film.fee // 2 if film.age == 6 else film.fee)", 150),
        ("(film.fee // 2 if film.age == 6 else film.fee) + given", 150),
        ("given + (film.fee // 2 if film.age == 12 else film.fee)", 250),
        ("(given + film.fee) * (film.age - 2)", 1000),
        ("given - (film.age - (film.minutes - film.fee))", -56),
        ("film.fee // (film.age - (film.age - 4))", 50),
        ("min(given, film.age) * max(2, film.age - 5)", 12),
    ],
)
def test_brackets_are_kept(text: str, wanted: int) -> None:
    film = {"fee": 200, "age": 6, "minutes": 200 - 100}
    node = ex.parse(text, SCOPE)
    python = python_of(node, FESTIVAL)
    assert eval(python, {}, {"film": film, "given": 50}) == wanted, python
    columns = ", ".join(f"{value} AS {name}" for name, value in film.items())
    sql = sql_of(node, SqlNames(relation=lambda table: table, today="'2026-08-24'", parameters={"given": "50"}))
    found = sqlite3.connect(":memory:").execute(f"SELECT {sql} FROM (SELECT {columns}) AS the_film").fetchone()
    assert found == (wanted,), sql
