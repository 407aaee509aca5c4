"""What a model call costs: tokens by kind, and money by a price table."""

from __future__ import annotations

from collections.abc import Mapping

from agentrt.frozen import Frozen


def _add(left: int | None, right: int | None) -> int | None:
    """Sum of two counts of which either may be unknown; unknown only if both are."""
    if left is None:
        return right
    return left if right is None else left + right


class Usage(Frozen):
    """Tokens of one model call, or of many added up with `+`.

    Attributes:
        prompt_tokens: Tokens of the rendered prompt, cached ones included.
        cached_tokens: Those of them that the server took from its prefix cache; None where it does not say.
        completion_tokens: Tokens sampled, reasoning included.
        reasoning_tokens: Those of them that were thought; None where the server does not say.
        cost: US dollars by the price table; None where the model has no price in it (a local one).
    """

    prompt_tokens: int = 0
    cached_tokens: int | None = None
    completion_tokens: int = 0
    reasoning_tokens: int | None = None
    cost: float | None = None

    @property
    def total_tokens(self) -> int:
        """Prompt and completion tokens together."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: Usage) -> Usage:
        cost = None
        if self.cost is not None or other.cost is not None:
            cost = (self.cost or 0.0) + (other.cost or 0.0)
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            cached_tokens=_add(self.cached_tokens, other.cached_tokens),
            completion_tokens=self.completion_tokens + other.completion_tokens,
            reasoning_tokens=_add(self.reasoning_tokens, other.reasoning_tokens),
            cost=cost,
        )


class Price(Frozen):
    """US dollars per million tokens of one model.

    Attributes:
        prompt: Price of prompt tokens that were not cached.
        cached: Price of cached prompt tokens; the prompt price where None.
        completion: Price of sampled tokens, reasoning included.
    """

    prompt: float
    completion: float
    cached: float | None = None

    def cost(self, usage: Usage) -> float:
        """US dollars for `usage`."""
        cached = usage.cached_tokens or 0
        cached_price = self.prompt if self.cached is None else self.cached
        fresh = max(0, usage.prompt_tokens - cached)
        return (fresh * self.prompt + cached * cached_price + usage.completion_tokens * self.completion) / 1e6


PriceTable = Mapping[str, Price]
"""Prices by model name, as the server knows it. There is no built-in table: prices change, and a wrong one is worse
than none. Pass yours as `Agent(prices={"deepseek-chat": Price(prompt=0.28, cached=0.028, completion=0.42)})`."""


def priced(usage: Usage, model: str | None, prices: PriceTable) -> Usage:
    """`usage` with its cost filled in, where `prices` knows `model`."""
    price = prices.get(model) if model else None
    return usage if price is None else usage.model_copy(update={"cost": price.cost(usage)})
