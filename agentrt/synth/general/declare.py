"""The declaration language: a domain as tables, columns, actions, rules and effects.

A domain says what there is, what may be done and what is refused. Everything else is derived from it: the schema, the
data, the tools, the rules in prose, the tasks, their solutions and two verifiers. `docs/synthesis.md` is its manual.

    LIBRARY = Domain(name="library", ..., tables=(Table("books", ...), ...), actions=(Action("lend_copy", ...), ...))

Tests of rules and values of effects are expressions, given as text in a part of Python (`expressions.py`):

    copy.status == 'available'                      a column of a row that a parameter names (`copy_id` binds `copy`)
    copy.book_id.genre != 'reference'               a reference followed to the row that it points to
    count(loans, member_id == member.member_id and returned == None) < member.limit
    sum(payments.amount, order_id == order.order_id), max(...), min(...), exists(table, test)
    today + days(21), days_between(loan.due, today), min(a, b), max(a, b), a if test else b, x in ('a', 'b')

Inside `count`, `sum`, `max`, `min` and `exists` bare names are columns of the table that is counted; names with a dot
are outer rows. Dates are ISO texts, and compare as such. Money is whole units of the domain's currency.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from agentrt.errors import ConfigurationError

Value = str | int | float | None
"""What a cell of a table holds. Dates are ISO texts."""
Row = dict[str, Value]
Shape = Literal["uniform", "normal", "low"]
"""How numbers and days are spread: evenly, around the middle, or crowded at the low end (for days: at the recent)."""


class DeclarationError(ConfigurationError):
    """A declared domain contradicts itself; the message names the table, column or action."""


@dataclass
class Draw:
    """What a column's `make` may look at while the data are made.

    Attributes:
        rng: The one source of chance.
        row: The row so far: the columns that were declared before this one.
        tables: Tables made so far, whole; the rows so far of this one.
        keys: For each table, its rows by key.
        refs: Table that each reference of this row's table points to, by column.
        today: The domain's pinned day.
        index: How many rows this table has already.
    """

    rng: random.Random
    row: Row
    tables: dict[str, list[Row]]
    keys: dict[str, dict[Value, Row]]
    refs: dict[str, str]
    today: date
    index: int

    def parent(self, column: str) -> Row:
        """The row that a reference of this row points to."""
        return self.keys[self.refs[column]][self.row[column]]


Make = Callable[[Draw], Value]
"""Makes a cell. Must draw chance from `Draw.rng` alone."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """What all columns have; use one of the kinds below.

    Attributes:
        name: Name in the schema, lower case.
        label: Noun for it in English; the name with spaces if not given.
        zh: Noun for it in Chinese; must be given, except for references (the other table's noun).
        null: Share of rows in which it is empty; 0 makes the column NOT NULL.
        make: Makes the value instead of the kind's own generator; None from it is an empty cell.
        asked: Whether tasks may ask for it, or filter by it. False for what only actions use.
        about: Remark for schema.sql and the tools' documentation.
    """

    name: str
    label: str = ""
    zh: str = ""
    null: float = 0.0
    make: Make | None = None
    asked: bool = True
    about: str = ""

    @property
    def noun(self) -> str:
        """English noun."""
        return self.label or self.name.removesuffix("_id").replace("_", " ")


@dataclass(frozen=True)
class Text(Column):
    """A text. The first `unique` one of a table is what its rows are called by (needs `make`)."""

    name: str
    unique: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Choice(Column):
    """One of a few words, with weights. `words_zh` gives the Chinese word for each."""

    name: str
    values: Mapping[str, float]
    words_zh: Mapping[str, str] = field(default_factory=dict, kw_only=True)


@dataclass(frozen=True)
class Whole(Column):
    """A whole number from `low` to `high`, both included, in steps of `step`.

    `adds` is False where a sum of several means nothing, as of scores or floors.
    """

    name: str
    low: int
    high: int
    shape: Shape = field(default="uniform", kw_only=True)
    step: int = field(default=1, kw_only=True)
    unit: str = field(default="", kw_only=True)
    unit_zh: str = field(default="", kw_only=True)
    adds: bool = field(default=True, kw_only=True)


@dataclass(frozen=True)
class Money(Column):
    """An amount in whole units of the domain's currency. `adds` as of `Whole`."""

    name: str
    low: int
    high: int
    shape: Shape = field(default="uniform", kw_only=True)
    step: int = field(default=1, kw_only=True)
    adds: bool = field(default=True, kw_only=True)


@dataclass(frozen=True)
class Number(Column):
    """A decimal number with a fixed number of digits; for comparing and for the extremes, never for sums."""

    name: str
    low: float
    high: float
    digits: int = field(default=1, kw_only=True)
    shape: Shape = field(default="uniform", kw_only=True)


@dataclass(frozen=True)
class Day(Column):
    """A date, from `low` to `high` days after the domain's today (negative: before)."""

    name: str
    low: int
    high: int
    shape: Shape = field(default="uniform", kw_only=True)


@dataclass(frozen=True)
class Ref(Column):
    """A reference to a row of another table (or of the same: to an earlier row).

    Attributes:
        table: The table it points to.
        spread: "even", or "skewed" where few rows get most references, as customers and products do.
        pick: Which rows may be pointed to, as a test on the row.
        distinct: No two rows point to the same one.
    """

    name: str
    table: str
    spread: Literal["even", "skewed"] = field(default="even", kw_only=True)
    pick: Callable[[Row], bool] | None = field(default=None, kw_only=True)
    distinct: bool = field(default=False, kw_only=True)

    @property
    def bound(self) -> str:
        """Name by which expressions call the row that it points to."""
        return self.name.removesuffix("_id")


@dataclass(frozen=True, kw_only=True)
class Table:
    """A kind of thing.

    Attributes:
        name: Plural, as in SQL: "books".
        key: Its key column: "book_id".
        prefix: Of its ids: "B-" gives B-0001.
        rows: How many rows are made.
        one: English noun: "book".
        many: Plural of it; "loans" may be "loan records".
        zh: Chinese noun.
        measure: Chinese measure word.
        columns: All but the key.
        about: One sentence for schema.sql.
        noun_of: Where no column names the rows, a phrase for one, such as "loan {loan_id}"; the default is that.
    """

    name: str
    key: str
    prefix: str
    rows: int
    one: str
    many: str = ""
    zh: str
    measure: str = "个"
    columns: tuple[Column, ...]
    about: str = ""

    @property
    def plural(self) -> str:
        """English plural."""
        return self.many or self.name.replace("_", " ")

    @property
    def title(self) -> Text | None:
        """The column that rows are called by, if there is one."""
        return next((one for one in self.columns if isinstance(one, Text) and one.unique), None)

    def column(self, name: str) -> Column:
        """A column by name (not the key).

        Raises:
            KeyError: There is none.
        """
        for one in self.columns:
            if one.name == name:
                return one
        raise KeyError(f"{self.name} has no column {name!r}")

    @property
    def refs(self) -> dict[str, str]:
        """Table that each reference points to, by column."""
        return {one.name: one.table for one in self.columns if isinstance(one, Ref)}


@dataclass(frozen=True)
class Rule:
    """A condition that must hold, or the call is refused.

    Attributes:
        code: Short name of the refusal, unique in its action: "copy_available".
        test: Expression that must be true.
        message: What the caller is told when it is not: "Only an available copy can be lent."
        zh: The same in Chinese.
    """

    code: str
    test: str
    message: str
    zh: str


@dataclass(frozen=True)
class Insert:
    """A new row. Its key is the table's next id; columns that are not named are empty.

    Attributes:
        table: Where.
        values: Expression for each column.
        name: Name by which later effects of the action call the new row.
    """

    table: str
    values: Mapping[str, str]
    name: str = ""


@dataclass(frozen=True)
class Set:
    """New values in one row: the row that a parameter names, or one reached from it ("copy", "loan.copy_id")."""

    row: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class SetAll:
    """New values in all rows of a table for which a test holds; bare names are columns of that table."""

    table: str
    test: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Delete:
    """One row taken out; nothing may refer to it."""

    row: str


Effect = Insert | Set | SetAll | Delete


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something that changes the data, or is refused.

    Attributes:
        name: The tool's name, a verb first: "lend_copy".
        kind: What it does to the main row.
        says: The tool's one-line documentation: "Lend a copy to a member."
        ask: How a task asks for it, parameters in braces: "lend {copy_id} to {member_id}".
        ask_zh: The same in Chinese.
        parameters: Columns without a `null`; a Ref binds the row it names (`copy_id` binds `copy`).
        rules: Tested in this order, all against the state before the effects; the first that fails is the refusal.
        effects: Made in this order; every value is worked out from the state before the call.
        zh: `says` in Chinese.
    """

    name: str
    kind: Literal["create", "update", "cancel"]
    says: str
    zh: str
    ask: str
    ask_zh: str
    parameters: tuple[Column, ...]
    rules: tuple[Rule, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A world to make tasks in.

    Attributes:
        name: Name of the pack: lower case letters, digits, underscores.
        summary: One sentence about it.
        summary_zh: The same in Chinese.
        today: The day it is there, always.
        currency: What `Money` counts, such as "EUR".
        currency_zh: The same in Chinese.
        tables: In an order in which references point backwards (or to the table itself).
        actions: What may be done.
        tidy: Makes the generated data agree with each other, in place, such as the status of copies with open loans.
    """

    name: str
    summary: str
    summary_zh: str
    today: date
    currency: str = "EUR"
    currency_zh: str = "欧元"
    tables: tuple[Table, ...]
    actions: tuple[Action, ...]
    tidy: Callable[[Draw], None] | None = None

    def __post_init__(self) -> None:
        from agentrt.synth.general.consistency import check_domain

        check_domain(self)

    def table(self, name: str) -> Table:
        """A table by name.

        Raises:
            KeyError: There is none.
        """
        for one in self.tables:
            if one.name == name:
                return one
        raise KeyError(f"{self.name} has no table {name!r}")

    def action(self, name: str) -> Action:
        """An action by name.

        Raises:
            KeyError: There is none.
        """
        for one in self.actions:
            if one.name == name:
                return one
        raise KeyError(f"{self.name} has no action {name!r}")
