"""pass@k: how likely at least one of k attempts is right, estimated without bias from n >= k attempts.

The estimator is that of Chen et al., "Evaluating Large Language Models Trained on Code" (arXiv 2107.03374), section
2.1. The interval of a single task's rate is Wilson's; that of a mean over tasks is a bootstrap over tasks, since tasks
differ more than attempts at one task do.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from agentrt.frozen import Frozen

Z95 = 1.959963984540054


class Attempt(Protocol):
    """What a pass rate is counted from; a `Rollout` is one."""

    @property
    def task_id(self) -> str:
        """The task that was tried."""
        ...

    @property
    def level(self) -> int:
        """The task's level."""
        ...

    @property
    def reward(self) -> float:
        """What it earned."""
        ...

    @property
    def valid(self) -> bool:
        """Whether the reward is a measurement."""
        ...


class PassRate(Frozen):
    """How often a model solves something.

    Attributes:
        name: A task's id, or "level 2", or "all".
        tasks: Tasks that were tried.
        attempts: Attempts that were measured; those that failed for another reason than the model are not among them.
        passed: Attempts that earned the full reward.
        lost: Attempts that measured nothing: the server or the sandbox failed.
        pass_at: pass@k by k, for each k that every task has attempts for.
        interval: 95 % interval of pass@1.
    """

    name: str
    tasks: int
    attempts: int
    passed: int
    lost: int = 0
    pass_at: dict[int, float]
    interval: tuple[float, float]


def pass_at_k(n: int, c: int, k: int) -> float:
    """Chance that at least one of `k` attempts passes, where `c` of `n` did; unbiased.

    Raises:
        ValueError: `k` is not from 1 to `n`, or `c` not from 0 to `n`.
    """
    if not (1 <= k <= n and 0 <= c <= n):
        raise ValueError(f"pass@{k} cannot be estimated from {c} of {n} attempts")
    return 1.0 - math.comb(n - c, k) / math.comb(n, k)


def wilson(passed: int, attempts: int) -> tuple[float, float]:
    """95 % interval of a rate, by Wilson's score."""
    if attempts == 0:
        return (0.0, 1.0)
    rate, z2 = passed / attempts, Z95 * Z95
    middle = rate + z2 / (2 * attempts)
    half = Z95 * math.sqrt(rate * (1 - rate) / attempts + z2 / (4 * attempts * attempts))
    below = 1 + z2 / attempts
    return (max(0.0, (middle - half) / below), min(1.0, (middle + half) / below))


def pass_rates(
    attempts: Iterable[Attempt], by: Callable[[Attempt], str] | None = None, ks: Sequence[int] = (1, 2, 4, 8, 16)
) -> list[PassRate]:
    """Pass rates by group, sorted by name: `pass_rates(all, by=lambda r: f"level {r.level}")`.

    Args:
        attempts: Rollouts.
        by: Names the group of an attempt; None: one group for each task.
        ks: For which k, where there are attempts enough.
    """
    groups: dict[str, dict[str, list[Attempt]]] = {}
    for one in attempts:
        groups.setdefault(by(one) if by else one.task_id, {}).setdefault(one.task_id, []).append(one)
    return [_rate(name, groups[name], ks) for name in sorted(groups)]


def _rate(name: str, tasks: Mapping[str, Sequence[Attempt]], ks: Sequence[int]) -> PassRate:
    counts = {task: (len(valid), sum(one.reward >= 1.0 for one in valid)) for task, valid in _measured(tasks).items()}
    n, c = sum(n for n, _ in counts.values()), sum(c for _, c in counts.values())
    fewest = min((n for n, _ in counts.values()), default=0)
    pass_at = {k: _mean([pass_at_k(n, c, k) for n, c in counts.values()]) for k in ks if k <= fewest}
    interval = wilson(c, n) if len(counts) < 2 else _bootstrap([c / n for n, c in counts.values()])
    lost = sum(not one.valid for many in tasks.values() for one in many)
    return PassRate(name=name, tasks=len(tasks), attempts=n, passed=c, lost=lost, pass_at=pass_at, interval=interval)


def _measured(tasks: Mapping[str, Sequence[Attempt]]) -> dict[str, list[Attempt]]:
    valid = {task: [one for one in many if one.valid] for task, many in tasks.items()}
    return {task: many for task, many in valid.items() if many}


def _bootstrap(rates: Sequence[float], times: int = 2000) -> tuple[float, float]:
    """95 % interval of the mean over tasks, tasks drawn with replacement under a fixed seed.

    Where all tasks have the same rate, a bootstrap knows no spread; Wilson's interval over tasks stands in.
    """
    if len(set(rates)) == 1:
        return wilson(round(sum(rates)), len(rates))
    random_ = random.Random(0)
    means = sorted(_mean(random_.choices(rates, k=len(rates))) for _ in range(times))
    return (means[int(0.025 * times)], means[int(0.975 * times) - 1])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
