"""Bounded search: what breadth-first reading of an environment finds, with a fixed budget and no task in mind.

One search serves all tasks of a pack. It begins with what can be read without knowing anything, and goes on with the
values that it has seen, each as an argument of the name that it was seen under. `reading.py` looks for an answer in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice, product, zip_longest
from typing import Any

from pydantic import JsonValue

from agentrt.envs.checks.near_miss import Cell
from agentrt.envs.probes import ProbeRunner

CALLS = 400
"""Calls of one search."""
DEPTH = 3
"""Calls in a row of which each uses what the one before gave."""
PAGES = (2, 3, 4)
"""What a whole number that may be left out is tried with: pages, mostly."""

KINDS: dict[str, tuple[type[str | int | float], ...]] = {"string": (str,), "integer": (int,), "number": (int, float)}
"""Types of Python by the type that a JSON schema names."""

Call = tuple[str, dict[str, JsonValue]]


@dataclass(frozen=True)
class Found:
    """A row that some call gave.

    Attributes:
        fields: Its scalars by name.
        given: The arguments of the call that gave it.
        tool: That call's tool.
    """

    fields: dict[str, Cell]
    given: tuple[Cell, ...]
    tool: str


@dataclass
class Explored:
    """What a search has seen.

    Attributes:
        calls: How many calls it has made.
        rows: The rows that it saw, each once for each call that gave it other company.
        values: Distinct values by the name of their field, in the order in which they were seen.
    """

    calls: int = 0
    rows: list[Found] = field(default_factory=list)
    values: dict[str, dict[Cell, None]] = field(default_factory=dict)

    def take(self, tool: str, arguments: dict[str, JsonValue], value: JsonValue) -> None:
        """Add what a call gave."""
        given = tuple(one for one in arguments.values() if isinstance(one, (str, int, float)))
        for fields in _rows(value):
            self.rows.append(Found(fields, given, tool))
            for name, cell in fields.items():
                if cell is not None:
                    self.values.setdefault(name, {})[cell] = None

    def called(self, name: str) -> list[Cell]:
        """Values that an argument of that name may take: those seen under it, or under the end of it."""
        if name in self.values:
            return list(self.values[name])
        ends = [one for one in self.values if name.endswith(f"_{one}") or one.endswith(f"_{name}")]
        return [cell for one in ends for cell in self.values[one]]


def _rows(value: JsonValue) -> Iterator[dict[str, Cell]]:
    """All objects in a value, each with its own scalars."""
    if isinstance(value, list):
        for one in value:
            yield from _rows(one)
    elif isinstance(value, dict):
        scalars = {name: one for name, one in value.items() if not isinstance(one, (list, dict))}
        nested = [one for one in value.values() if isinstance(one, (list, dict))]
        if scalars and not nested:
            yield scalars
        for one in nested:
            yield from _rows(one)


async def explore(runner: ProbeRunner) -> Explored:
    """Search an environment.

    Args:
        runner: Where its tools are called.
    """
    explored, reads = Explored(), [one for one in runner.tools if not one["writes"]]
    done: set[str] = set()
    for _ in range(DEPTH):
        fresh = [one for one in _next(reads, explored) if repr(one) not in done]
        fresh = fresh[: CALLS - explored.calls]
        if not fresh:
            break
        done.update(map(repr, fresh))
        explored.calls += len(fresh)
        told = await runner.play("calls", episodes=[[list(one) for one in fresh]])
        for name, arguments, outcome in told[0]["calls"]:
            if "ok" in outcome:
                explored.take(name, arguments, outcome["ok"])
    return explored


def _next(tools: list[dict[str, Any]], explored: Explored) -> Iterator[Call]:
    """Calls that what was seen allows, one of each tool in turn."""
    turns = zip_longest(*(_calls(one, explored) for one in tools))
    return (one for one in chain.from_iterable(turns) if one is not None)


def _calls(tool: dict[str, Any], explored: Explored) -> Iterator[Call]:
    schemas, required = tool["parameters"]["properties"], tool["parameters"]["required"]
    for values in islice(product(*(_values(name, schemas[name], explored) for name in required)), CALLS):
        fixed = dict(zip(required, values, strict=True))
        yield tool["name"], fixed
        for name in schemas:
            if name not in required:
                yield from ((tool["name"], {**fixed, name: one}) for one in _optional(schemas[name]))


def _values(name: str, schema: dict[str, Any], explored: Explored) -> list[JsonValue]:
    if "enum" in schema:
        return list(schema["enum"])
    return [one for one in explored.called(name) if isinstance(one, KINDS.get(str(schema.get("type")), ()))]


def _optional(schema: dict[str, Any]) -> list[JsonValue]:
    """What an argument is tried with that may be left out: its choices, or pages."""
    inner = schema.get("anyOf", [schema])[0]
    return list(inner["enum"]) if "enum" in inner else list(PAGES) if schema.get("type") == "integer" else []
