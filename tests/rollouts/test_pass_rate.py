"""pass@k is what it is defined as, and its interval holds what it should."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pytest

from agentrt.rollouts import pass_at_k, pass_rates
from agentrt.rollouts.pass_rate import wilson


@dataclass(frozen=True)
class Tried:
    task_id: str
    reward: float
    level: int = 1
    valid: bool = True


@pytest.mark.parametrize(("n", "c", "k"), [(5, 2, 1), (5, 2, 3), (6, 0, 4), (6, 6, 2), (7, 1, 7)])
def test_pass_at_k_is_the_share_of_all_choices_of_k_attempts_with_one_that_passes(n, c, k):
    passed = [True] * c + [False] * (n - c)
    choices = list(combinations(passed, k))
    assert pass_at_k(n, c, k) == pytest.approx(sum(any(one) for one in choices) / len(choices))


def test_pass_at_k_of_too_few_attempts_is_refused():
    with pytest.raises(ValueError, match="pass@3"):
        pass_at_k(2, 1, 3)


def test_wilson_is_the_published_interval():
    """Newcombe 1998, table I: 81 of 263, and 0 of 20."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_rates_are_means_over_tasks_and_what_measured_nothing_is_left_out():
    tries = [Tried("a/1", 1.0), Tried("a/1", 0.0), Tried("a/2", 0.5, level=2), Tried("a/2", 0.0, level=2)]
    lost = Tried("a/2", 0.0, level=2, valid=False)
    easy, hard = pass_rates([*tries, lost], by=lambda one: f"level {one.level}")
    assert (easy.name, easy.attempts, easy.passed, easy.pass_at) == ("level 1", 2, 1, {1: 0.5, 2: 1.0})
    assert (hard.attempts, hard.passed, hard.lost, hard.pass_at) == (2, 0, 1, {1: 0.0, 2: 0.0})
    (everything,) = pass_rates(tries, by=lambda _: "all")
    assert everything.pass_at == {1: 0.25, 2: 0.5}
    assert everything.interval[0] <= 0.25 <= everything.interval[1]
