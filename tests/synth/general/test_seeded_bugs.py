"""Bugs put into the task compiler on purpose: the disagreement of two verifiers written apart finds each of them.

Each bug changes one thing in the code that writes solutions, tools, verifiers or queries, as a mistake would. A
compiler without the bug makes tasks from the same draws without a single disagreement.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from agentrt.synth.general import (
    functions,
    goal_sql,
    making,
    toolset,
)
from agentrt.synth.general import program as p
from agentrt.synth.general.domains import load_domain
from agentrt.synth.general.making import Maker, Rejected
from agentrt.synth.general.sampling import Sampler
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
    before = p.Compare(("placed",), "<=", "2026-03-06")  # the latest of these have been cancelled
    student = p.Compare(("tier",), "==", "student")
    world = World(LIBRARY, 1)
    world.equip(core_toolset(LIBRARY))
    lend = Sampler(world, random.Random(2)).accepted(LIBRARY.action("lend_copy"))
    ours = [
        key for key, row in world.rows["loans"].items() if row["returned"] is None and str(row["due"]) < "2026-03-01"
    ]
    waiting = [key for key, row in world.rows["holds"].items() if row["status"] == "waiting"]
    world.close()
    back = p.Do("return_copy", (("loan_id", p.ById("loans", str(ours[0]))),))
    cancel = p.Do("cancel_hold", (("hold_id", p.ById("holds", str(waiting[0]))),))
    return [
        p.Program((), p.Count(rows("books", genre, old))),
        p.Program((), p.Count(rows("copies", of_novels, worn))),
        p.Program((), p.Total(rows("books", genre), ("pages",))),
        p.Program((), p.Mean(rows("books", genre, old), ("price",))),
        p.Program((), p.Keys(rows("members", student, p.Having("loans", "member_id", (open_loan,), some=False)))),
        p.Program((), p.Ranked(rows("books", genre), ("pages",), most=True, size=3)),
        p.Program((), p.Pick(rows("books", genre), 2, "pages", most=True, cost="price", budget=56)),
        p.Program((back,)),
        p.Program((lend,)),
        p.Program((cancel, back)),
        p.Program(
            (p.DoFirst("cancel_hold", "hold_id", rows("holds", before), ("placed",), True, ()),), p.Chosen("holds")
        ),
        p.Program((p.DoEach("cancel_hold", "hold_id", rows("holds", p.Compare(("placed",), ">=", "2026-03-01")), ()),)),
    ]


@cache
def sound() -> tuple[str | None, ...]:
    """The outcomes of the compiler as it is."""
    return tuple(outcomes())


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


SOLUTION, TOOLS, RULES = (making, "solution_py"), (functions, "python_of"), (goal_sql, "sql_of")
PREDICATE, DECLARED = (making, "verify_py"), (making, "verify_declared_py")
COMPLETE = "all(one in given for one in ANSWER)"
BUGS = {
    "the solution reads one page": (SOLUTION, ">= answer", "<= answer"),
    "the solution takes another year": (SOLUTION, " <= 1990", " < 1970"),
    "the solution ranks the wrong way": (SOLUTION, ", reverse=True", ""),
    "the solution forgets a negation": (SOLUTION, " not in {", " in {"),
    "the solution adds one to a mean": (SOLUTION, "round(sum(", "round(9 + sum("),
    "the solution skips a step": (SOLUTION, "tools.cancel_hold(hold_id=", "str("),
    "a tool puts in another word": (TOOLS, '"available"', '"repair"'),
    "a tool begins weeks too early": (TOOLS, "+ 6) // 7", "+ 13) // 7"),
    "SQL takes or for and": (RULES, " AND ", " OR "),
    "SQL orders the wrong way": (DECLARED, " DESC", ""),
    "SQL takes a date for a number": (DECLARED, "ORDER BY place DESC", "ORDER BY -place"),
    "SQL loses a test": (DECLARED, " <= 1990", " <= 2990"),
    "SQL looks for the smallest sum": (DECLARED, "max(gain)", "min(gain)"),
    "SQL loses the budget": (DECLARED, "<= 56", "<= 450"),
    "SQL counts what it must not": (DECLARED, "NOT EXISTS (SELECT 1 FROM loans", "EXISTS (SELECT 1 FROM loans"),
    "the predicate accepts any number": (PREDICATE, "_number(answer) == ANSWER", "True"),
    "the predicate turns the state around": (PREDICATE, ": not seen", ": bool(seen)"),
    "the predicate wants one order": (PREDICATE, COMPLETE, "given == ANSWER"),
    "the predicate lets a set be short": (PREDICATE, f"{COMPLETE},", "any(one in given for one in ANSWER),"),
}
"""Where the bug is, what it replaces, and by what."""


def test_a_sound_compiler_meets_no_disagreement() -> None:
    assert sound() == (None,) * len(programs())


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sound()
    (place, name), old, new = BUGS[bug]
    monkeypatch.setattr(place, name, changed(getattr(place, name), old, new))
    found = [new_gate for gate, new_gate in zip(before, outcomes(), strict=True) if new_gate != gate]
    assert found, "the bug changed nothing"
    assert CAUGHT & {one for one in found if one}, found


def test_page_size_is_smaller_than_the_tables() -> None:
    """Otherwise the bug of the forgotten page could not be seen."""
    assert max(one.rows for one in LIBRARY.tables) > toolset.PAGE
