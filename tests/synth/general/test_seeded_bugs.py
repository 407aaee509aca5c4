"""Bugs put into the task compiler on purpose: the disagreement of two verifiers written apart finds each of them.

Each bug changes one thing in the code that writes solutions, tools, verifiers or queries, as a mistake would. A
compiler without the bug makes tasks from the same draws without a single disagreement.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from agentrt.synth.general import (
    declared,
    expression_python,
    expression_sql,
    functions,
    goal_sql,
    making,
    solution,
    toolset,
    verifier,
)
from agentrt.synth.general import program as p
from agentrt.synth.general.domains import load_domain
from agentrt.synth.general.making import Maker, Rejected
from agentrt.synth.general.toolset import core_toolset
from agentrt.synth.general.world import World

CAUGHT = {"disagreement", "oracle", "floor", "refused"}
"""Gates at which the two sides are held against each other."""

LIBRARY = load_domain("library")


def rows(table: str, *tests: p.Test) -> p.Rows:
    return p.Rows(table, tests)


def programs() -> list[p.Program]:
    """One of each kind, over the library's data of seed 1; all of them are sound."""
    genre = p.Compare(("genre",), "==", "novel")
    old = p.Compare(("year",), "<=", 1990)
    of_novels = p.Compare(("book_id", "genre"), "==", "novel")
    worn = p.Compare(("wear",), ">=", 3)
    open_loan = p.Compare(("returned",), "==", None)
    world = World(LIBRARY, 1)
    ours = [key for key, row in world.rows["loans"].items() if row["returned"] is None and row["due"] < "2026-03-01"]
    waiting = [key for key, row in world.rows["holds"].items() if row["status"] == "waiting"]
    world.close()
    back = p.Do("return_copy", (("loan_id", p.ById("loans", str(ours[0]))),))
    cancel = p.Do("cancel_hold", (("hold_id", p.ById("holds", str(waiting[0]))),))
    return [
        p.Program((), p.Count(rows("books", genre, old))),
        p.Program((), p.Count(rows("copies", of_novels, worn))),
        p.Program((), p.Total(rows("books", genre), ("pages",))),
        p.Program((), p.Mean(rows("books", genre, old), ("price",))),
        p.Program((), p.Keys(rows("members", p.Having("loans", "member_id", (open_loan,), some=False)))),
        p.Program((), p.Ranked(rows("books", genre), ("pages",), most=True, size=3)),
        p.Program((), p.Top(rows("loans", open_loan), "member_id", most=True)),
        p.Program((), p.Pick(rows("books", genre), 2, "pages", most=True, cost="price", budget=60)),
        p.Program((back,)),
        p.Program((cancel, back)),
        p.Program((p.DoEach("cancel_hold", "hold_id", rows("holds", p.Compare(("placed",), ">=", "2026-03-01")), ()),)),
    ]


def outcomes() -> list[str | None]:
    """For each program the gate that rejected it, None where it became a task."""
    world = World(LIBRARY, 1)
    tools = core_toolset(LIBRARY)
    world.equip(tools)
    found: list[str | None] = []
    for program in programs():
        try:
            Maker(world, tools, 1).make(program, 5, random.Random(1))
            found.append(None)
        except Rejected as rejection:
            found.append(rejection.gate)
    world.close()
    return found


def changed(text: Callable[..., str], old: str, new: str) -> Callable[..., str]:
    """A writer whose every text has something else in the place of something."""

    def write(*arguments: Any, **named: Any) -> str:
        return text(*arguments, **named).replace(old, new)

    return write


BUGS: dict[str, tuple[Any, str, Any]] = {
    "the solution forgets a page": (making, "solution_py", changed(solution.solution_py, ">= answer", "<= answer")),
    "the solution takes < for <=": (making, "solution_py", changed(solution.solution_py, " <= 1990", " < 1970")),
    "the solution ranks the wrong way": (making, "solution_py", changed(solution.solution_py, ", reverse=True", "")),
    "the solution forgets the negation": (making, "solution_py", changed(solution.solution_py, " not in {", " in {")),
    "the solution averages without the last": (making, "solution_py", changed(solution.solution_py, "/ len(", "/ (1 + len(").__call__),
    "the solution skips a step": (making, "solution_py", changed(solution.solution_py, "    tools.cancel_hold(hold_id=\"", "    str(\"")),
    "a tool forgets an effect": (functions, "python_of", changed(expression_python.python_of, '"available"', '"repair"')),
    "a tool moves days the wrong way": (functions, "python_of", changed(expression_python.python_of, "+ 6) // 7", "+ 13) // 7")),
    "SQL takes or for and": (goal_sql, "sql_of", changed(expression_sql.sql_of, " AND ", " OR ")),
    "SQL orders the wrong way": (making, "verify_declared_py", changed(declared.verify_declared_py, " DESC", "")),
    "SQL loses a test": (making, "verify_declared_py", changed(declared.verify_declared_py, " <= 1990", " <= 2990")),
    "SQL looks for the smallest sum": (making, "verify_declared_py", changed(declared.verify_declared_py, "max(gain)", "min(gain)")),
    "SQL loses the budget": (making, "verify_declared_py", changed(declared.verify_declared_py, "<= 60", "<= 600")),
    "SQL counts what has none": (making, "verify_declared_py", changed(declared.verify_declared_py, "NOT EXISTS (SELECT 1 FROM loans", "EXISTS (SELECT 1 FROM loans")),
    "the predicate accepts anything": (making, "verify_py", changed(verifier.verify_py, "_number(answer) == ANSWER", "True")),
    "the predicate ignores the state": (making, "verify_py", changed(verifier.verify_py, '"nothing_else_changed": not seen', '"nothing_else_changed": bool(seen)')),
    "the predicate wants the exact order": (making, "verify_py", changed(verifier.verify_py, "all(one in given for one in ANSWER)", "given == ANSWER")),
    "the predicate lets a set be short": (making, "verify_py", changed(verifier.verify_py, "all(one in given for one in ANSWER)", "any(one in given for one in ANSWER)")),
}  # fmt: skip


def test_a_sound_compiler_meets_no_disagreement() -> None:
    assert not CAUGHT & {one for one in outcomes() if one}
    assert outcomes().count(None) >= 9


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = outcomes()
    place, name, broken = BUGS[bug]
    monkeypatch.setattr(place, name, broken)
    found = [after for before, after in zip(sound, outcomes(), strict=True) if after != before]
    assert found, "the bug changed nothing"
    assert CAUGHT & {one for one in found if one}, found


def test_page_size_is_smaller_than_the_tables() -> None:
    """Otherwise the bug of the forgotten page could not be seen."""
    assert max(one.rows for one in LIBRARY.tables) > toolset.PAGE
