"""What a model call costs: tokens by kind, and money by a price table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

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
        written_tokens: Those of the prompt that were written into the server's cache, where that has a price of its
            own; None where the server does not say.
        completion_tokens: Tokens sampled, reasoning included.
        reasoning_tokens: Those of them that were thought; None where the server does not say.
        cost: US dollars by the price table; None, never 0, where the model has no price in it (a local one). Of many
            calls it is the sum over those that have one.
    """

    prompt_tokens: int = 0
    cached_tokens: int | None = None
    written_tokens: int | None = None
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
            written_tokens=_add(self.written_tokens, other.written_tokens),
            completion_tokens=self.completion_tokens + other.completion_tokens,
            reasoning_tokens=_add(self.reasoning_tokens, other.reasoning_tokens),
            cost=cost,
        )


class Price(Frozen):
    """US dollars per million tokens of one model.

    Attributes:
        prompt: Price of prompt tokens that were not cached.
        cached: Price of cached prompt tokens; the prompt price where None.
        written: Price of prompt tokens that are written into the cache; the prompt price where None.
        completion: Price of sampled tokens, reasoning included.
        long_from: Prompt tokens above which a call costs `long` instead.
        long: That price.
    """

    prompt: float
    completion: float
    cached: float | None = None
    written: float | None = None
    long_from: int | None = None
    long: Price | None = None

    def cost(self, usage: Usage) -> float:
        """US dollars for the `usage` of one call."""
        if self.long is not None and self.long_from is not None and usage.prompt_tokens > self.long_from:
            return self.long.cost(usage)
        cached, written = usage.cached_tokens or 0, usage.written_tokens or 0
        fresh = max(0, usage.prompt_tokens - cached - written)
        millionths = (
            fresh * self.prompt
            + cached * (self.prompt if self.cached is None else self.cached)
            + written * (self.prompt if self.written is None else self.written)
            + usage.completion_tokens * self.completion
        )
        return millionths / 1e6


PriceTable = Mapping[str, Price]
"""Prices by model name, as the server knows it."""
_DATED = re.compile(r"[-@](\d{8}|\d{4}-\d{2}-\d{2})$")
"""What the name of a snapshot of a model ends in."""


@cache
def list_prices() -> PriceTable:
    """What makers ask for their own services: a dated table, `agentrt/prices.json`, written by scripts/price_table.py.

    Where a price depends on the hour, it is the dearest. Prices change; put yours over them:
    `Agent(prices={"gpt-5.5": Price(prompt=..., completion=...)})`.
    """
    from importlib.resources import files

    said = json.loads(files("agentrt").joinpath("prices.json").read_text())
    return {name: Price.model_validate(price) for name, price in said["prices"].items()}


def is_sold(base_url: object) -> bool:
    """Whether what stands at an address may cost what its maker asks: it is on no machine or network of one's own."""
    import ipaddress

    host = urlsplit(base_url).hostname if isinstance(base_url, str) else None
    if not host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".lan", ".home", ".localhost", ".test"))


def priced(usage: Usage, model: str | None, prices: PriceTable) -> Usage:
    """`usage` with its cost filled in, where `prices` knows `model`, or the model that it is a dated snapshot of."""
    if not model:
        return usage
    names = (model, model.lower(), _DATED.sub("", model.lower()))
    price = next((prices[name] for name in names if name in prices), None)
    return usage if price is None else usage.model_copy(update={"cost": price.cost(usage)})
