"""Near misses: the solution's answer and its final state with one thing wrong, and its answer written another way."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pydantic import JsonValue

Cell = str | int | float | None
Row = dict[str, Cell]
Tables = Mapping[str, Sequence[Row]]

_NUMBER = re.compile(r"\d+")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
LOOKALIKES = 3
"""How many other values of the same column are tried in the place of one."""


@dataclass(frozen=True)
class AnswerForm:
    """What a task says about its answer.

    Attributes:
        unordered: A list is a set: its order does not matter.
        tolerance: How far a number may be off.
    """

    unordered: bool = False
    tolerance: float = 0.0


@dataclass(frozen=True)
class Pools:
    """Which values stand in which columns of the data, to take lookalikes from.

    Attributes:
        columns: Distinct values by table and column.
        places: Columns in which a value stands.
    """

    columns: dict[tuple[str, str], list[Cell]] = field(default_factory=dict)
    places: dict[Cell, list[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Tables) -> Pools:
        """The pools of a state's tables."""
        made = cls()
        for table, rows in tables.items():
            for name in rows[0] if rows else ():
                values = list(dict.fromkeys(row[name] for row in rows if row[name] is not None))
                made.columns[table, name] = values
                for value in values:
                    made.places.setdefault(value, []).append((table, name))
        return made

    def lookalikes(self, value: Cell, count: int, rng: random.Random) -> list[Cell]:
        """Other values of the columns that this one stands in."""
        found: list[Cell] = []
        for place in self.places.get(value, ())[:3]:
            others = [one for one in self.columns[place] if one != value]
            found += rng.sample(others, min(count, len(others)))
        return list(dict.fromkeys(found))[:count]


def wrong_answers(
    answer: JsonValue, form: AnswerForm, pools: Pools, rng: random.Random
) -> Iterator[tuple[str, JsonValue]]:
    """Answers with exactly one thing wrong, each with what is wrong."""
    seen = {_key(answer, form)}
    for what, value in _wrong(answer, form, pools, rng):
        key = _key(value, form)
        if key not in seen:
            seen.add(key)
            yield what, value


def _wrong(answer: JsonValue, form: AnswerForm, pools: Pools, rng: random.Random) -> Iterator[tuple[str, JsonValue]]:
    if isinstance(answer, bool):
        yield "the opposite", not answer
    elif isinstance(answer, (int, float)):
        yield from _wrong_number(answer, form)
    elif isinstance(answer, str):
        yield from _wrong_text(answer, pools, rng)
    elif isinstance(answer, list):
        yield from _wrong_list(answer, form, pools, rng)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            for what, other in _wrong(value, form, pools, rng):
                yield f"{name}: {what}", {**answer, name: other}
            yield f"without {name}", {key: one for key, one in answer.items() if key != name}
    elif answer is None:
        yield "zero for nothing", 0
        yield "a word for nothing", "none"


def _wrong_number(value: int | float, form: AnswerForm) -> Iterator[tuple[str, JsonValue]]:
    step = max(1, round(form.tolerance * 2) + 1) if form.tolerance >= 1 else 1
    yield "one more", value + step
    yield "one less", value - step
    if value:
        yield "the sign", -value if abs(value) * 2 > form.tolerance else value + 10 * step
        yield "ten times", value * 10
        yield "half", value / 2 if abs(value) / 2 > form.tolerance * 2 else value + 7 * step
    if form.tolerance > 0:
        yield "just past the tolerance", value + form.tolerance * 2.5
        yield "just below the tolerance", value - form.tolerance * 2.5
    elif isinstance(value, float):
        yield "a tenth more", value + 0.1
    yield "another shape", [value]


def _wrong_text(value: str, pools: Pools, rng: random.Random) -> Iterator[tuple[str, JsonValue]]:
    for one in pools.lookalikes(value, LOOKALIKES, rng):
        yield "another value of its column", one
    if _DAY.match(value):
        for what, days in (("a day later", 1), ("a day earlier", -1), ("a week later", 7)):
            yield what, _moved(value, days)
        return
    numbers = list(_NUMBER.finditer(value))
    if numbers:
        last = numbers[-1]
        for step in (1, -1):
            number = str(int(last.group()) + step).zfill(len(last.group()))
            yield "a neighbouring number", value[: last.start()] + number + value[last.end() :]
    if len(value) > 1:
        yield "cut short", value[:-1]
        yield "its first word", value.split(maxsplit=1)[0] if " " in value.strip() else value[1:]
    yield "something behind it", value + " 2"


def _wrong_list(
    value: list[JsonValue], form: AnswerForm, pools: Pools, rng: random.Random
) -> Iterator[tuple[str, JsonValue]]:
    for index in _some(len(value), 4):
        yield f"without item {index}", value[:index] + value[index + 1 :]
    for index in _some(len(value), 3):
        for what, other in list(_wrong(value[index], form, pools, rng))[:4]:
            if other not in value:
                yield f"item {index}: {what}", [*value[:index], other, *value[index + 1 :]]
    if value:
        yield "an item twice", [*value, value[0]]
        extra = [one for what, one in _wrong(value[-1], form, pools, rng) if one not in value]
        if extra:
            yield "one item more", [*value, extra[0]]
        yield "only the first", value[:1] if len(value) > 1 else []
    if not form.unordered and len(value) > 1:
        yield "two exchanged", [value[1], value[0], *value[2:]]
        yield "backwards", value[::-1]


def right_answers(answer: JsonValue, form: AnswerForm) -> Iterator[tuple[str, JsonValue]]:
    """The same answer written in other ways that a person would take for the same."""
    yield "as it is", answer
    for what, change in _TEXTS:
        value = _mapped(answer, change)
        if value != answer:
            yield what, value
    value = _mapped_numbers(answer)
    if repr(value) != repr(answer):
        yield "whole numbers as decimals", value
    if form.tolerance > 0:
        nearer = _shifted(answer, form.tolerance * 0.4)
        if nearer != answer:
            yield "within the tolerance", nearer
            yield "within the tolerance, below", _shifted(answer, -form.tolerance * 0.4)
    if form.unordered:
        for what, value in (("backwards", _reordered(answer, True)), ("rotated", _reordered(answer, False))):
            if value != answer:
                yield f"the list {what}", value
    if isinstance(answer, dict) and len(answer) > 1:
        yield "fields in another order", dict(reversed(answer.items()))


_TEXTS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("blanks around it", lambda text: f"  {text} "),
    ("a line end behind it", lambda text: f"{text}\n"),
    ("lower case", str.lower),
    ("upper case", str.upper),
)


def _mapped(value: JsonValue, change: Callable[[str], str]) -> JsonValue:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(one, change) for one in value]
    if isinstance(value, dict):
        return {name: _mapped(one, change) for name, one in value.items()}
    return value


def _mapped_numbers(value: JsonValue) -> JsonValue:
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return float(value)
    if isinstance(value, list):
        return [_mapped_numbers(one) for one in value]
    if isinstance(value, dict):
        return {name: _mapped_numbers(one) for name, one in value.items()}
    return value


def _shifted(value: JsonValue, by: float) -> JsonValue:
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value + by
    if isinstance(value, list):
        return [_shifted(one, by) for one in value]
    if isinstance(value, dict):
        return {name: _shifted(one, by) for name, one in value.items()}
    return value


def _reordered(value: JsonValue, backwards: bool) -> JsonValue:
    if isinstance(value, list):
        items = [_reordered(one, backwards) for one in value]
        return items[::-1] if backwards else [*items[1:], *items[:1]]
    if isinstance(value, dict):
        return {name: _reordered(one, backwards) for name, one in value.items()}
    return value


def same_answer(one: JsonValue, other: JsonValue, form: AnswerForm) -> bool:
    """Whether two answers are the same but for case, blanks, the order of sets, and numbers within the tolerance."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return one == other or _close(one, other, form.tolerance)
    if isinstance(one, str) and isinstance(other, str):
        return _plain(one) == _plain(other)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and _same_items(one, other, form)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_answer(one[key], other[key], form) for key in one)
    return one is None and other is None


def _close(one: float, other: float, tolerance: float) -> bool:
    try:
        return abs(one - other) <= tolerance * 1.000001
    except OverflowError:  # a whole number that no float can hold
        return False


def lenient(value: JsonValue) -> JsonValue:
    """An answer as a lenient reader takes it: digits as a number, a text with commas as a list."""
    if isinstance(value, str):
        parts = [one.strip() for one in value.split(",")]
        if len(parts) > 1 and not value.replace(",", "").strip().isdigit():
            return [lenient(one) for one in parts]
        try:
            return float(value.replace(",", "")) if len(value) < 400 else value
        except ValueError:
            return value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return lenient(value[0]) if len(value) == 1 else [lenient(one) for one in value]
    if isinstance(value, dict):
        return {name: lenient(one) for name, one in value.items()}
    return value


def _same_items(one: list[JsonValue], other: list[JsonValue], form: AnswerForm) -> bool:
    if not form.unordered:
        return all(same_answer(a, b, form) for a, b in zip(one, other, strict=True))
    if len(one) > 200:
        return _key(one, form) == _key(other, form)
    left = list(other)
    for value in one:
        match = next((index for index, each in enumerate(left) if same_answer(value, each, form)), None)
        if match is None:
            return False
        del left[match]
    return True


def _key(value: JsonValue, form: AnswerForm) -> str:
    """Equal for answers that are the same but for case, blanks and the order of sets."""
    if isinstance(value, str):
        return repr(_plain(value))
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, (int, float)):
        return repr(float(value)) if abs(value) < 2**53 else repr(value)
    if isinstance(value, list):
        items = [_key(one, form) for one in value]
        return f"[{','.join(sorted(items) if form.unordered else items)}]"
    return f"{{{','.join(sorted(f'{name}:{_key(one, form)}' for name, one in value.items()))}}}"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _some(count: int, most: int) -> list[int]:
    """Indices spread over a list."""
    if count <= most:
        return list(range(count))
    return sorted({round(step * (count - 1) / (most - 1)) for step in range(most)})


def _moved(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day + " "


def other_value(value: Cell, column: Sequence[Cell], rng: random.Random) -> Cell:
    """Another value that could stand in the same cell."""
    others = [one for one in column if one != value and one is not None]
    if isinstance(value, str) and _DAY.match(value):
        return _moved(value, 1)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value + 1
    if others:
        return rng.choice(others)
    return "x" if value is None or isinstance(value, str) else 0
