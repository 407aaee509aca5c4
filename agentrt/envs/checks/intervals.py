"""Shares with their uncertainty: Wilson's interval, and Newcombe's for the difference of two shares."""

from __future__ import annotations

from math import sqrt

from agentrt.frozen import Frozen

Z95 = 1.959963984540054
"""Quantile of the normal distribution for a two-sided interval of 95 %."""


class Share(Frozen):
    """`hits` of `total`.

    Attributes:
        hits: How many.
        total: Out of how many.
    """

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share; 0.0 where there was nothing to count."""
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of 95 %; (0, 1) where there was nothing to count.

        E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
        """
        return wilson(self.hits, self.total)

    def __add__(self, other: Share) -> Share:
        return Share(hits=self.hits + other.hits, total=self.total + other.total)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.hits}/{self.total} = {self.value:.4f} [{low:.4f}, {high:.4f}]"


class Difference(Frozen):
    """The difference of two shares, such as Youden's J = TPR - FPR.

    Attributes:
        value: The difference.
        low: Lower end of its interval of 95 %.
        high: Upper end.
    """

    value: float
    low: float
    high: float


def wilson(hits: int, total: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a share."""
    if total == 0:
        return 0.0, 1.0
    share = hits / total
    centre = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    low = 0.0 if hits == 0 else (centre - spread) / scale
    return low, 1.0 if hits == total else (centre + spread) / scale


def difference(first: Share, second: Share) -> Difference:
    """`first - second`, with Newcombe's hybrid score interval.

    R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17
    (1998), method 10.
    """
    (low1, high1), (low2, high2) = first.interval, second.interval
    value = first.value - second.value
    down = sqrt((first.value - low1) ** 2 + (high2 - second.value) ** 2)
    up = sqrt((high1 - first.value) ** 2 + (second.value - low2) ** 2)
    return Difference(value=value, low=max(-1.0, value - down), high=min(1.0, value + up))
