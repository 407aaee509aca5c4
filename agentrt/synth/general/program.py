"""What a task asks for, as a tree: rows, single things, answers, and steps that change something.

A program says what is wanted, never how it is found. From it are written, each by code of its own: the value on the
host (`evaluate.py`), the solution over the tools (`solution.py`), two verifiers and the wording in two languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal

from agentrt.synth.general.declare import Value

Path = tuple[str, ...]
"""A column of a row, or of a row that it refers to: ("price",), ("book_id", "genre")."""
Sign = Literal["==", "!=", "<=", ">=", "<", ">"]


@dataclass(frozen=True)
class Compare:
    """A column against a constant. None means empty; an empty cell passes no other test."""

    path: Path
    sign: Sign
    value: Value


@dataclass(frozen=True)
class Linked:
    """The row refers to one thing."""

    column: str
    entity: Entity


@dataclass(frozen=True)
class Having:
    """Some row, or none, of another table refers to the row and meets tests."""

    table: str
    column: str
    tests: tuple[Compare, ...]
    some: bool


Test = Compare | Linked | Having


@dataclass(frozen=True)
class Rows:
    """Rows of a table that meet all tests."""

    table: str
    tests: tuple[Test, ...] = ()


@dataclass(frozen=True)
class ById:
    """A thing by its id."""

    table: str
    key: str


@dataclass(frozen=True)
class Titled:
    """A thing by what it is called."""

    table: str
    title: str


@dataclass(frozen=True)
class Follow:
    """What a thing refers to."""

    entity: Entity
    column: str
    table: str


@dataclass(frozen=True)
class Best:
    """The one of some rows with the largest (`most`) or smallest value."""

    rows: Rows
    path: Path
    most: bool

    @property
    def table(self) -> str:
        """Its table."""
        return self.rows.table


Entity = ById | Titled | Follow | Best


@dataclass(frozen=True)
class Attribute:
    """A column of a thing."""

    entity: Entity
    column: str


@dataclass(frozen=True)
class KeyOf:
    """The id of a thing."""

    entity: Entity


@dataclass(frozen=True)
class Count:
    """How many rows."""

    rows: Rows


@dataclass(frozen=True)
class Total:
    """Sum of a column over rows."""

    rows: Rows
    path: Path


@dataclass(frozen=True)
class Mean:
    """Average of a column over rows, to two digits."""

    rows: Rows
    path: Path


@dataclass(frozen=True)
class Gap:
    """By how much one number exceeds another; negative where it is smaller."""

    left: Count | Total | Attribute
    right: Count | Total | Attribute


@dataclass(frozen=True)
class Keys:
    """Ids of rows, in any order."""

    rows: Rows


@dataclass(frozen=True)
class Ranked:
    """Ids of the first few rows by a column, in that order."""

    rows: Rows
    path: Path
    most: bool
    size: int


@dataclass(frozen=True)
class Top:
    """Which value of a column (a word, or what is referred to) has the most or fewest rows, or the largest sum."""

    rows: Rows
    by: str
    most: bool
    total: Path = ()


@dataclass(frozen=True)
class Pick:
    """A set of rows: so many of them, together within a budget, no two alike in a column, with the best sum.

    Attributes:
        rows: The candidates.
        size: How many to choose.
        gain: Column whose sum is to be as large (`most`) or small as can be.
        most: Which of the two.
        cost: Column whose sum is bounded; "" for none.
        budget: The bound, inclusive.
        apart: Column in which no two may agree; "" for none.
    """

    rows: Rows
    size: int
    gain: str
    most: bool
    cost: str = ""
    budget: int = 0
    apart: str = ""


@dataclass(frozen=True)
class Chosen:
    """The id of the row that the last step, a `DoFirst`, took."""

    table: str


Answer = Chosen | Attribute | KeyOf | Count | Total | Mean | Gap | Keys | Ranked | Top | Pick
Argument = Entity | str | int | float


@dataclass(frozen=True)
class Do:
    """One call of an action."""

    action: str
    arguments: tuple[tuple[str, Argument], ...]


@dataclass(frozen=True)
class DoEach:
    """An action for each of some rows; those for which it is refused are left as they are."""

    action: str
    over: str
    rows: Rows
    arguments: tuple[tuple[str, Argument], ...]


@dataclass(frozen=True)
class DoFirst:
    """An action for the first of some rows, in the order of a column, for which it is not refused."""

    action: str
    over: str
    rows: Rows
    path: Path
    most: bool
    arguments: tuple[tuple[str, Argument], ...]


@dataclass(frozen=True)
class Fallback:
    """An action, and where it is refused another one."""

    first: Do
    then: Do


@dataclass(frozen=True)
class When:
    """One action or another, by a number."""

    value: Count | Total | Attribute
    sign: Sign
    bound: int
    then: Do
    otherwise: Do


Step = Do | DoEach | DoFirst | Fallback | When


@dataclass(frozen=True)
class Program:
    """Steps in their order, then an answer from the state that they leave.

    Attributes:
        steps: What to do; empty for questions.
        answer: What to submit; None where the state is all.
    """

    steps: tuple[Step, ...] = ()
    answer: Answer | None = None


def nodes(tree: object) -> Iterator[object]:
    """All parts of a program, from the top."""
    if is_dataclass(tree):
        yield tree
        for one in fields(tree):
            yield from nodes(getattr(tree, one.name))
    elif isinstance(tree, tuple):
        for part in tree:
            yield from nodes(part)


def shape(tree: object) -> str:
    """The program without its names and constants: what kind of task it is. Splits are by it."""
    match tree:
        case Compare(path=path, sign=sign, value=value):
            what = "empty" if value is None else "equal" if sign in ("==", "!=") else "range"
            return what if len(path) == 1 else f"{what}@{len(path) - 1}"
        case Having(some=some, tests=tests):
            return _named("some" if some else "none", [shape(one) for one in tests])
        case Pick(rows=rows, cost=cost, apart=apart):
            return _named(
                "pick",
                [
                    *sorted(shape(one) for one in rows.tests),
                    *(["budget"] if cost else []),
                    *(["apart"] if apart else []),
                ],
            )
        case Rows(tests=tests):
            return "+".join(sorted(shape(one) for one in tests)) or "all"
    if is_dataclass(tree):
        inner = [shape(getattr(tree, one.name)) for one in fields(tree)]
        name = type(tree).__name__.lower()
        return _named(name, [one for one in inner if one])
    if isinstance(tree, tuple):
        return ";".join(one for one in map(shape, tree) if one)
    return ""


def _named(name: str, parts: list[str]) -> str:
    return f"{name}({','.join(parts)})" if parts else name
