#!/usr/bin/env python3
"""Writes agentrt/prices.json anew: what makers ask for their own services, as the library genai-prices knows it.

    pip install --upgrade genai-prices && python scripts/price_table.py

genai-prices (MIT, by Pydantic) follows the makers' price pages. Taken are language models of the families that agentrt
knows; dollars per million tokens, the price of a long prompt where it is another.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from genai_prices.data import providers  # type: ignore[import-not-found, unused-ignore]

TAKEN = {
    "anthropic": r"claude-(opus|sonnet|haiku|fable)-",
    "deepseek": r"deepseek-(chat|reasoner|flash|v4)",
    "google": r"gemini-[3-9][\d.]*-(pro|flash|flash-lite)(-preview)?$",
    "minimax": r"minimax-m[2-9]",
    "moonshotai": r"kimi-k",
    "openai": r"(gpt-5[\d.]*(-(mini|nano|pro|codex|codex-mini|luna|sol|terra))?|o[34](-mini|-pro)?)$",
    "zai": r"GLM-(4\.[5-9]|[5-9])[\d.]*(-\w+)?$",
}
FIELDS = {
    "prompt": "input_mtok",
    "cached": "cache_read_mtok",
    "written": "cache_write_mtok",
    "completion": "output_mtok",
}


def price_of(prices: Any) -> dict[str, Any] | None:
    """A price in agentrt's terms; None where there is none for text."""
    found = {name: getattr(prices, field, None) for name, field in FIELDS.items()}
    if found["prompt"] is None or found["completion"] is None:
        return None
    tiers = {name: value for name, value in found.items() if hasattr(value, "tiers")}
    base = {name: float(value.base if name in tiers else value) for name, value in found.items() if value is not None}
    starts = {tier.start for value in tiers.values() for tier in value.tiers}
    if not starts:
        return base
    if len(starts) > 1:
        return None  # agentrt knows one step
    long = {name: float(tiers[name].tiers[0].price) if name in tiers else price for name, price in base.items()}
    return {**base, "long_from": starts.pop(), "long": long}


def current(prices: Any) -> Any:
    """The price of today, at its dearest hour."""
    if not isinstance(prices, list):
        return prices
    today = datetime.now(UTC).date()
    dated = [one for one in prices if not hasattr(one.constraint, "start_time")]
    valid = [one for one in dated if one.constraint is None or one.constraint.start_date <= today][-1:]
    hourly = [one for one in prices if hasattr(one.constraint, "start_time")]
    return max((one.prices for one in valid + hourly), key=sampled)


def sampled(price: Any) -> float:
    """The price of sampled tokens."""
    return float(getattr(price.output_mtok, "base", price.output_mtok))


def main() -> None:
    """Write the table."""
    table: dict[str, Any] = {}
    for provider in providers:
        for model in provider.models if provider.id in TAKEN else ():
            if re.match(TAKEN[provider.id], model.id) and (price := price_of(current(model.prices))) is not None:
                table[model.id.lower()] = price
    said = {
        "as_of": datetime.now(UTC).date().isoformat(),
        "source": f"genai-prices {version('genai-prices')}",
        "unit": "US dollars per million tokens",
    }
    rows = ",\n".join(f"    {json.dumps(name)}: {json.dumps(price)}" for name, price in sorted(table.items()))
    heads = "".join(f"  {json.dumps(name)}: {json.dumps(value)},\n" for name, value in said.items())
    target = Path(__file__).parents[1] / "agentrt" / "prices.json"
    target.write_text(f'{{\n{heads}  "prices": {{\n{rows}\n  }}\n}}\n')
    print(f"{len(table)} prices in {target}")


if __name__ == "__main__":
    main()
