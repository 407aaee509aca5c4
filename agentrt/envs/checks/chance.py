"""How likely a guess is right, computed rather than tried: one lucky hit among eight says nothing of a pool of eight.

A policy that guesses fills the answer's shape with values from a pool. Its chance is, with m(a) of the pool's n(a)
values of a's kind being a,

    p = orders * product over the answer's scalars a of m(a) / n(a)

where yes or no has n = 2, m = 1, and `orders` counts the orders of a list whose order does not matter. Where no pool is
known, `at_least` bounds the chance from below by what was tried.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from math import comb, factorial

from pydantic import JsonValue

from agentrt.envs.checks.evidence import Played, TaskCase
from agentrt.envs.checks.guesses import NUMBERS, scalars
from agentrt.envs.checks.near_miss import AnswerForm, same_answer

GUESS = 0.25
"""Largest chance of a guess: one of four values."""
COIN = 0.5
"""Largest chance of a guess where the answer is yes or no, which `set.label_balance` weighs over a set."""
ACCIDENT = 0.02
"""Largest share of random episodes that come to the right end, where no pool says how likely that is."""


def chance(answer: JsonValue, pool: Sequence[JsonValue], form: AnswerForm) -> float:
    """How likely the answer's shape, filled with values of a pool drawn evenly, is the answer.

    Args:
        answer: The answer.
        pool: What is drawn from.
        form: How answers are compared.
    """
    if isinstance(answer, list):
        orders = _orders(answer) if form.unordered else 1
        product = 1.0
        for one in answer:
            product *= chance(one, pool, form)
        return min(1.0, orders * product)
    if isinstance(answer, dict):
        product = 1.0
        for one in answer.values():
            product *= chance(one, pool, form)
        return product
    if isinstance(answer, bool):
        return 0.5
    kind = (int, float) if isinstance(answer, (int, float)) else str
    fitting = [one for one in pool if isinstance(one, kind) and not isinstance(one, bool)]
    return sum(same_answer(one, answer, form) for one in fitting) / len(fitting) if fitting else 0.0


def _orders(items: list[JsonValue]) -> int:
    """In how many orders a list can stand."""
    orders = factorial(len(items))
    for count in Counter(json.dumps(one, sort_keys=True) for one in items).values():
        orders //= factorial(count)
    return orders


def of_answer(case: TaskCase) -> float:
    """Chance of who knows the answer's shape and the columns that its parts stand in, and does nothing else."""
    oracle, pools = case.oracle[0], case.home.pools
    if not case.answered or not case.replays(oracle.answer, {}):
        return 0.0
    places = [place for part in scalars(oracle.answer) for place in pools.places.get(part, ())]
    columns: list[Sequence[JsonValue]] = [pools.columns[place] for place in places] or [NUMBERS]
    return sum(chance(oracle.answer, column, case.form) for column in columns) / len(columns)


def of_wandering(case: TaskCase) -> float | None:
    """Chance of who has made random calls and hands in a value that they gave, over the episodes.

    None where the task asks for no answer: nobody knows how likely calls come to the right end.
    """
    if not case.answered or not case.random:
        return None
    return sum(_of_episode(case, one) for one in case.random) / len(case.random)


def _of_episode(case: TaskCase, played: Played) -> float:
    answer = case.oracle[0].answer
    return chance(answer, played.seen, case.form) if case.replays(answer, played.changes) else 0.0


def guessed(case: TaskCase, panel: str, likely: float) -> list[str]:
    """What speaks against a task whose answer is guessed by a policy with a known chance; nothing where it is sound.

    A guess that is right by the replayed solution is luck, which the chance accounts for; one that is not right and is
    paid is a leak, however few were tried.
    """
    paid = [one for one in case.panel(panel) if one.accepted and not one.right]
    said = [f"{panel} is paid for a wrong answer: {one.described}" for one in paid]
    if likely > (COIN if isinstance(case.oracle[0].answer, bool) else GUESS):
        said.append(f"{panel} is right with a chance of {likely:.0%}")
    return said


def wandered(case: TaskCase) -> list[str]:
    """What speaks against a task because of the random-tool agent."""
    likely = of_wandering(case)
    if likely is not None:
        return guessed(case, "random-tools", likely)
    said = guessed(case, "random-tools", 0.0)
    tried = list(case.panel("random-tools"))
    passed = [one for one in tried if one.accepted or (one.verdict.reward > 0 and not one.right)]
    if at_least(len(passed), len(tried)) > ACCIDENT:
        said.append(
            f"random-tools passes, or is paid a part, {len(passed)} of {len(tried)} times: {passed[0].described}"
        )
    return said


def at_least(hits: int, total: int, doubt: float = 0.05) -> float:
    """The least chance that `hits` of `total` are likely with: the lower end of a one-sided exact interval.

    C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial,
    Biometrika 26 (1934).

    Args:
        hits: How many passed.
        total: Out of how many.
        doubt: Chance that the true share is smaller.
    """
    low, high = 0.0, hits / total if total else 0.0
    for _ in range(50):
        middle = (low + high) / 2
        tail = sum(comb(total, k) * middle**k * (1 - middle) ** (total - k) for k in range(hits, total + 1))
        low, high = (middle, high) if tail < doubt else (low, middle)
    return low if hits else 0.0
