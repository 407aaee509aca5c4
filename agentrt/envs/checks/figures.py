"""The figures of a set: shares summed over its tasks, with intervals, and how many tasks each gate refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pydantic import JsonValue

from agentrt.envs.checks.intervals import Difference, Share, difference
from agentrt.envs.checks.records import TaskRecord

NOTHING = Share(hits=0, total=0)


def summed(records: Sequence[TaskRecord]) -> dict[str, Share]:
    """Each count, summed."""
    found: dict[str, Share] = {}
    for record in records:
        for name, share in record.counts.items():
            found[name] = found.get(name, NOTHING) + share
    return found


def figures_of(records: Sequence[TaskRecord]) -> dict[str, JsonValue]:
    """The figures, as JSON."""
    sums = summed(records)
    found: dict[str, JsonValue] = {name: _told(share) for name, share in sums.items()}
    found["J"] = _difference(sums, "right accepted", "wrong accepted")
    if sums.get("labelled right accepted", NOTHING).total and sums.get("labelled wrong accepted", NOTHING).total:
        found["J on labelled probes"] = _difference(sums, "labelled right accepted", "labelled wrong accepted")
    refused = Counter(one.gate for record in records for one in record.failed)
    found["refused by gate"] = dict(sorted(refused.items()))
    found["tasks"] = len(records)
    found["accepted"] = sum(one.accepted for one in records)
    found["seconds a task"] = round(sum(one.seconds for one in records) / len(records), 4) if records else 0.0
    return found


def youden(sums: dict[str, Share], right: str, wrong: str) -> Difference:
    """J of summed counts."""
    return difference(sums.get(right, NOTHING), sums.get(wrong, NOTHING))


def _told(share: Share) -> JsonValue:
    low, high = share.interval
    return {"hits": share.hits, "total": share.total, "share": round(share.value, 5),
            "interval": [round(low, 5), round(high, 5)]}  # fmt: skip


def _difference(sums: dict[str, Share], right: str, wrong: str) -> JsonValue:
    found = youden(sums, right, wrong)
    return {"value": round(found.value, 5), "interval": [round(found.low, 5), round(found.high, 5)]}


def together(figures: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The figures of several packs, summed."""
    sums: dict[str, Share] = {}
    refused: Counter[str] = Counter()
    for one in figures:
        refused.update(one.get("refused by gate", {}))
        for name, value in one.items():
            if isinstance(value, dict) and "hits" in value:
                sums[name] = sums.get(name, NOTHING) + Share(hits=value["hits"], total=value["total"])
    found: dict[str, Any] = {name: _told(share) for name, share in sums.items()}
    found["J"] = _difference(sums, "right accepted", "wrong accepted")
    if sums.get("labelled right accepted", NOTHING).total and sums.get("labelled wrong accepted", NOTHING).total:
        found["J on labelled probes"] = _difference(sums, "labelled right accepted", "labelled wrong accepted")
    found["refused by gate"] = dict(sorted(refused.items()))
    for name in ("tasks", "accepted"):
        found[name] = sum(one.get(name, 0) for one in figures)
    return found
