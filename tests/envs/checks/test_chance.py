"""How likely a guess is right: the formula against drawing, and what counts against a task."""

import random

import pytest
from pydantic import JsonValue

from agentrt.envs.checks.chance import at_least, chance
from agentrt.envs.checks.guesses import Guesses
from agentrt.envs.checks.near_miss import AnswerForm, same_answer

POOL: list[JsonValue] = ["red", "Green", "blue", 3, 4.0, 7, 11, True]
CASES: list[tuple[JsonValue, AnswerForm]] = [
    ("red", AnswerForm()),
    ("GREEN ", AnswerForm()),
    (True, AnswerForm()),
    (3.6, AnswerForm(tolerance=0.5)),
    (["red", "blue"], AnswerForm()),
    (["red", "blue"], AnswerForm(unordered=True)),
    (["red", "red", "blue"], AnswerForm(unordered=True)),
    ({"colour": "red", "count": 7}, AnswerForm()),
    ("violet", AnswerForm()),
]


@pytest.mark.parametrize(("answer", "form"), CASES, ids=repr)
def test_the_formula_is_what_drawing_comes_to(answer, form):
    guesses = Guesses(None, [], random.Random(5))  # type: ignore[arg-type]
    draws = 20_000
    hits = sum(same_answer(guesses._like(answer, POOL), answer, form) for _ in range(draws))
    likely = chance(answer, POOL, form)
    assert abs(hits / draws - likely) <= 4 * (likely * (1 - likely) / draws) ** 0.5


def test_one_lucky_hit_shows_little_and_two_show_more():
    assert at_least(0, 8) == 0.0
    assert at_least(1, 1) == pytest.approx(0.05)
    assert at_least(1, 8) == pytest.approx(1 - 0.95 ** (1 / 8))  # the closed form of one hit
    assert at_least(1, 6) < 0.02 < at_least(2, 6)
    assert at_least(8, 8) == pytest.approx(0.05 ** (1 / 8))
