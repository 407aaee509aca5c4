"""What a simple reader makes of a task: the best guess that the words of its instruction name, among what a search saw.

It sees what an agent sees (instruction, tools, form of the answer) and the rows of `exploring.py`; neither the solution
nor the verifier. It does at most one call that writes, and hands in one answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import JsonValue

from agentrt.envs.checks.exploring import KINDS, Call, Explored, Found
from agentrt.envs.checks.near_miss import Cell

_WORD = re.compile(r"[\w.-]+")
_ASKS = re.compile(
    r"(?:what is|find|give|look up|hand in|which|tell|return)\s+(.*?)(?:\bof\b|[.?,]|$)", re.IGNORECASE | re.DOTALL
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
COUNTS = frozenset({"many", "number", "count"})
TOTALS = frozenset({"total", "sum", "altogether"})
MEANS = frozenset({"average", "mean"})
MOST = frozenset({"highest", "most", "largest", "greatest", "latest", "longest", "heaviest", "newest", "maximum"})
LEAST = frozenset({"lowest", "least", "smallest", "fewest", "earliest", "shortest", "lightest", "oldest", "minimum"})


@dataclass(frozen=True)
class Attempt:
    """What the reader does.

    Attributes:
        call: A call that writes; None for none.
        answer: What it hands in; None for nothing.
    """

    call: Call | None = None
    answer: JsonValue = None


@dataclass
class Reader:
    """Reads one instruction.

    Attributes:
        text: The instruction.
        tools: Tools as an agent is told of them.
        explored: What the search saw.
    """

    text: str
    tools: Sequence[dict[str, Any]]
    explored: Explored

    def __post_init__(self) -> None:
        lower = self.text.lower()
        self._tokens = {one.rstrip(".") for one in _WORD.findall(lower)}
        self._words = set(map(_stem, re.findall(r"[a-z]+", lower)))
        self._mentioned: dict[Cell, None] = {}
        for values in self.explored.values.values():
            for value in values:
                told = str(value).lower()
                if (told in self._tokens) if " " not in told else (told in lower):
                    self._mentioned[value] = None

    def attempt(self, schema: dict[str, JsonValue] | None) -> Attempt:
        """The best guess.

        Args:
            schema: Form of the answer; None where there is none to hand in.
        """
        return Attempt(self._write(), None if schema is None else self._answer(schema, self._target(schema)))

    def _answer(self, schema: dict[str, Any], named: set[str]) -> JsonValue:
        kind, rows = schema.get("type"), self._rows
        if kind == "object":
            fields: dict[str, Any] = schema.get("properties", {})
            return {name: self._answer(one, set(map(_stem, name.split("_")))) for name, one in fields.items()}
        if kind == "boolean":
            return bool(rows)
        if kind == "array":
            wanted = _field(rows, self._words, named, _of_kind(schema.get("items", {}).get("type")))
            return list(dict.fromkeys(one.fields.get(wanted) for one in rows))
        wanted = _field(rows, self._words, named, _of_kind(kind))
        if kind in ("integer", "number"):
            return self._number(rows, wanted)
        chosen = self._extreme(rows)
        return str(chosen.fields.get(wanted, "")) if chosen else ""

    def _number(self, rows: list[Found], wanted: str) -> JsonValue:
        if self._words & COUNTS:
            return len(rows)
        numbers = [one for row in rows if isinstance(one := row.fields.get(wanted), (int, float))]
        if not numbers:
            return 0
        if self._words & TOTALS:
            return sum(numbers)
        if self._words & MEANS:
            return round(sum(numbers) / len(numbers), 2)
        if self._words & MOST:
            return max(numbers)
        return min(numbers) if self._words & LEAST else numbers[0]

    def _extreme(self, rows: list[Found]) -> Found | None:
        """The row that a superlative means: by the field that the words name among numbers and days."""
        by = _field(rows, self._words, set(), _measures)
        having = [one for one in rows if one.fields.get(by) is not None]
        if by and having and self._words & (MOST | LEAST):
            choose = max if self._words & MOST else min
            return choose(having, key=lambda one: (str(type(one.fields[by])), one.fields[by]))
        return rows[0] if rows else None

    @cached_property
    def _rows(self) -> list[Found]:
        """The rows that fit the words best: as many mentioned values as any row has, then what the tool is named."""
        scored: dict[tuple[int, int], dict[str, Found]] = {}
        for row in self.explored.rows:
            company = {*row.fields.values(), *row.given}
            hits = sum(one in company for one in self._mentioned)
            nouns = len(self._words & set(map(_stem, row.tool.split("_"))))
            scored.setdefault((hits, nouns), {}).setdefault(repr(row.fields), row)
        return list(scored[max(scored)].values()) if scored else []

    def _target(self, schema: dict[str, Any]) -> set[str]:
        """Words that stand where an instruction says what it wants: after the word that asks, before the first "of"."""
        found = _ASKS.search(self.text)
        return set(map(_stem, re.findall(r"[a-z]+", found[1].lower()))) if found else set()

    def _write(self) -> Call | None:
        """The call that writes and shares most words with the instruction, of those whose arguments are mentioned."""
        best, call = 0.0, None
        for tool in self.tools:
            if not tool["writes"] or (arguments := self._arguments(tool)) is None:
                continue
            said = f"{tool['name'].replace('_', ' ')} {tool['description'].splitlines()[0]}"
            words = set(map(_stem, re.findall(r"[a-z]+", said.lower()))) - _PLAIN
            score = len(words & self._words) / (len(words) + 1)
            if score > best:
                best, call = score, (tool["name"], arguments)
        return call if best >= ENOUGH else None

    def _arguments(self, tool: dict[str, Any]) -> dict[str, JsonValue] | None:
        found: dict[str, JsonValue] = {}
        for name in tool["parameters"]["required"]:
            value = self._argument(name, tool["parameters"]["properties"][name])
            if value is None:
                return None
            found[name] = value
        return found

    def _argument(self, name: str, schema: dict[str, Any]) -> JsonValue:
        if "enum" in schema:
            return next((one for one in schema["enum"] if str(one).lower() in self.text.lower()), None)
        seen = set(self.explored.called(name))
        mentioned = sorted((one for one in self._mentioned if one in seen), key=lambda one: self.text.find(str(one)))
        if mentioned:
            return mentioned[0]
        kind = schema.get("type")
        if kind in ("integer", "number"):
            numbers = re.findall(r"(?<![\w-])\d+(?:\.\d+)?(?![\w-])", self.text)
            return (int if kind == "integer" else float)(float(numbers[0])) if numbers else None
        days = _DAY.findall(self.text) if kind == "string" and "da" in name else []
        return days[0] if days else None


SOME = 20
"""Rows whose fields are looked at."""
ENOUGH = 0.25
"""Least share of a writing tool's words that the instruction must have for the reader to call it."""
_PLAIN = frozenset({"a", "an", "the", "of", "for", "to", "in", "on", "and", "or", "by", "with", "that", "it", "is"})


def _field(rows: Sequence[Found], words: set[str], named: set[str], fits: Callable[[Cell], bool]) -> str:
    """The field whose name shares most with the words, those that name the wanted thing counting twice."""
    best, name = -1.0, ""
    for field in dict.fromkeys(field for row in rows[:SOME] for field in row.fields):
        if any(fits(row.fields.get(field)) for row in rows[:SOME]):
            parts = set(map(_stem, field.split("_")))
            score = 2 * len(parts & named) + len(parts & words) / len(parts)
            if score > best:
                best, name = score, field
    return name


def _of_kind(kind: object) -> Callable[[Cell], bool]:
    return lambda value: isinstance(value, KINDS.get(str(kind), (str, int, float)))


def _measures(value: Cell) -> bool:
    """Whether a value can be the largest: a number or a day."""
    return isinstance(value, (int, float)) or (isinstance(value, str) and _DAY.fullmatch(value) is not None)


def _stem(word: str) -> str:
    """A word without the ending of its plural."""
    return word[:-3] + "y" if word.endswith("ies") else word[:-1] if word.endswith("s") and len(word) > 3 else word
