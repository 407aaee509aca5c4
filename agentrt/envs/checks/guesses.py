"""Scripted policies that do not know the solution: what they try, and what came of it."""

from __future__ import annotations

import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from agentrt.envs.checks.evidence import INITIAL, ORACLE, Played, Probe, TaskCase
from agentrt.envs.checks.near_miss import Cell
from agentrt.envs.checks.reading import Reader

Call = list[Any]
RUNGS = ("random-answer", "random-tools", "greedy", "one-call", "bounded-search")
"""Scripted policies, from the one that knows least; the solution with and without noise stands above them."""
TRIALS = 8
NUMBERS = range(101)
"""What is guessed from where the answer stands in no column."""


@dataclass
class Guesses:
    """What can be guessed for one task.

    Attributes:
        case: The task.
        mentioned: Values of the data that its instruction mentions.
        rng: Chooses.
    """

    case: TaskCase
    mentioned: list[Cell]
    rng: random.Random
    _episodes: list[list[Call]] = field(default_factory=list)

    @classmethod
    def of(cls, case: TaskCase) -> Guesses:
        """For a task whose solution was played."""
        text = case.task.instruction(case.home.environment.manifest.languages[0])
        made = cls(case, mentioned_in(text, case), random.Random(zlib.crc32(case.task.solution.encode())))
        made._episodes = [[call] for call in made._calls()]
        form = case.task.answer.form if case.task.answer else None
        case.attempt = Reader(text, case.home.tools, case.home.explored).attempt(form)
        return made

    def episodes(self) -> list[list[Call]]:
        """One call each, with arguments that the instruction gives away; the last is the reader's, where it has one."""
        return [*self._episodes, [list(self.case.attempt.call)]] if self.case.attempt.call else self._episodes

    def _calls(self) -> list[Call]:
        calls: list[Call] = []
        for tool in self.case.home.tools:
            parameters = tool["parameters"]
            arguments: dict[str, JsonValue] = {}
            for name in parameters["required"]:
                value = self._argument(name)
                if value is None:
                    break
                arguments[name] = value
            else:
                calls.append([tool["name"], arguments])
                calls += [
                    [tool["name"], {**arguments, name: value}]
                    for name in parameters["properties"]
                    if name not in arguments and (value := self._argument(name)) is not None
                ]
        return calls[: 2 * TRIALS]

    def _argument(self, name: str) -> JsonValue:
        pools = self.case.home.pools
        for value in self.mentioned:
            if any(column == name or name.endswith(column) for _, column in pools.places.get(value, ())):
                return value
        return None

    def candidates(self) -> list[JsonValue]:
        """Values that stand where parts of the answer stand."""
        found: list[JsonValue] = []
        for part in scalars(self.case.oracle[0].answer)[:3]:
            found += self.case.home.pools.lookalikes(part, TRIALS, self.rng)
        return list(dict.fromkeys(found))

    def probes(self, looked: list[Played]) -> Iterator[Probe]:
        """What the policies submit, as probes of the panels that bear their names."""
        case = self.case
        if case.attempt.call:
            case.searched, looked = looked[-1], looked[:-1]
        state = case.searched.state if case.searched else INITIAL
        yield Probe("bounded-search/1", "best", case.attempt.answer, state, "either", "the best guess after a search")
        for index, played in enumerate(case.random):
            answer = self._shaped(list(played.seen)) if case.answered else None
            yield Probe(
                "random-tools/1", str(index), answer, played.state, "either", "random calls, then a value that was seen"
            )
        if not case.answered:
            yield from self._doers(looked)
            return
        for index in range(TRIALS):
            answer = self._shaped(self._column_values())
            yield Probe("random-answer/1", str(index), answer, INITIAL, "either", "a value of the right kind")
        for name, answer in self._greedy():
            yield Probe("greedy/1", name, answer, ORACLE, "either", f"the {name} value of the column")
        for index, played in enumerate(looked[:TRIALS]):
            seen: dict[str, JsonValue] = {}
            gather([call[2].get("ok") for call in played.calls], seen)
            answer = self._shaped(list(seen.values()))
            yield Probe("one-call/1", str(index), answer, INITIAL, "either", "a value that one call gives")
        yield from self._doers(looked)

    def _doers(self, looked: list[Played]) -> Iterator[Probe]:
        """One call that changes something, with the right answer: too little, where more calls are claimed."""
        if self.case.task.claims.calls < 2:
            return
        for index, played in enumerate(looked):
            if played.changes:
                answer = self.case.oracle[0].answer
                yield Probe(
                    "one-call-state/1", str(index), answer, played.state, "either", "one call with mentioned values"
                )

    def _column_values(self) -> list[JsonValue]:
        parts = scalars(self.case.oracle[0].answer)
        pools = self.case.home.pools
        places = [place for part in parts for place in pools.places.get(part, ())]
        if places:
            return [*pools.columns[self.rng.choice(places)]]
        return [*NUMBERS]

    def _shaped(self, values: list[JsonValue]) -> JsonValue:
        """A guess of the answer's shape."""
        return self._like(self.case.oracle[0].answer, values)

    def _like(self, shape: JsonValue, values: list[JsonValue]) -> JsonValue:
        if isinstance(shape, list):
            return [self._like(one, values) for one in shape[:20]]
        if isinstance(shape, dict):
            return {name: self._like(one, values) for name, one in shape.items()}
        if isinstance(shape, bool):
            return self.rng.random() < 0.5
        kind = (int, float) if isinstance(shape, (int, float)) else str
        fitting = [one for one in values if isinstance(one, kind) and not isinstance(one, bool)]
        return self.rng.choice(fitting) if fitting else 0 if kind is not str else "none"

    def _greedy(self) -> Iterator[tuple[str, JsonValue]]:
        """The first, last, least, greatest and most frequent value of the column that the answer comes from."""
        answer = self.case.oracle[0].answer
        if isinstance(answer, (list, dict)) or answer is None:
            return
        tables = self.case.home.environment.tables
        for table, column in self.case.home.pools.places.get(answer, ())[:2]:
            values = [row[column] for row in tables[table] if row[column] is not None]
            yield f"first {table}.{column}", values[0]
            yield f"last {table}.{column}", values[-1]
            yield f"least {table}.{column}", min(values)  # type: ignore[type-var]
            yield f"greatest {table}.{column}", max(values)  # type: ignore[type-var]
            yield f"most frequent {table}.{column}", Counter(values).most_common(1)[0][0]
        if isinstance(answer, (int, float)):
            for table, rows in tables.items():
                yield f"number of {table}", len(rows)


def mentioned_in(text: str, case: TaskCase) -> list[Cell]:
    """Values of the data that a text mentions, the longest first."""
    lower = text.lower()
    words = set(re.findall(r"[\w.-]+", lower))
    words |= {word.rstrip(".") for word in words}
    found = []
    for value in case.home.pools.places:
        told = str(value).lower()
        if (told in words) if " " not in told else (told in lower):
            found.append(value)
    return sorted(found, key=lambda value: -len(str(value)))


def scalars(value: JsonValue) -> list[Cell]:
    """All scalars of a value, in order."""
    found: dict[str, JsonValue] = {}
    gather(value, found)
    return list(found.values())  # type: ignore[arg-type]


def gather(value: Any, into: dict[str, JsonValue]) -> None:
    """Put all scalars of a value into a dictionary."""
    if isinstance(value, dict):
        for one in value.values():
            gather(one, into)
    elif isinstance(value, list):
        for one in value:
            gather(one, into)
    elif value is not None:
        into.setdefault(repr(value), value)
