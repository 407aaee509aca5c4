"""The content of an environment's database at one moment, and what differs between two of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from pydantic import ConfigDict, TypeAdapter, ValidationError

from agentrt.envs.inside.environment import canonical
from agentrt.errors import SandboxLost

MOST_BYTES = 64 << 20
"""Largest state that is taken from a sandbox."""

Cell = str | int | float | None
"""A value of a row."""
Row = dict[str, Cell]
Key = tuple[Cell, ...]

_TABLES: TypeAdapter[dict[str, list[Row]]] = TypeAdapter(dict[str, list[Row]], config=ConfigDict(strict=True))


@dataclass(frozen=True)
class StateDiff:
    """What turns one state into another, by table and primary key.

    Attributes:
        inserted: Rows that are new.
        deleted: Rows that are gone.
        changed: The old and the new row, where a row has other values.
    """

    inserted: dict[str, dict[Key, Row]]
    deleted: dict[str, dict[Key, Row]]
    changed: dict[str, dict[Key, tuple[Row, Row]]]

    @property
    def empty(self) -> bool:
        """Whether the two are the same."""
        return not (self.inserted or self.deleted or self.changed)

    @property
    def rows(self) -> int:
        """How many rows differ."""
        return sum(len(rows) for part in (self.inserted, self.deleted, self.changed) for rows in part.values())


@dataclass(frozen=True)
class State:
    """A database's content. Two states are the same exactly if their digests are.

    Attributes:
        data: The content as canonical JSON: for each table its rows in the order of the primary key, each an object.
            Equal content is equal bytes, however it came about.
        keys: Columns of each table's primary key.
    """

    data: bytes
    keys: Mapping[str, tuple[str, ...]] = field(repr=False, compare=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return sha256(self.data).hexdigest()

    @cached_property
    def _tables(self) -> dict[str, list[Row]]:
        tables: dict[str, list[Row]] = json.loads(self.data)
        return tables

    def tables(self) -> dict[str, list[Row]]:
        """All rows by table, sorted by primary key. Not to be changed."""
        return self._tables

    def rows(self, table: str) -> dict[Key, Row]:
        """The rows of a table by primary key."""
        key = self.keys[table]
        return {tuple(row[column] for column in key): row for row in self._tables[table]}

    def diff(self, later: State) -> StateDiff:
        """What turned this state into a later one of the same environment."""
        inserted: dict[str, dict[Key, Row]] = {}
        deleted: dict[str, dict[Key, Row]] = {}
        changed: dict[str, dict[Key, tuple[Row, Row]]] = {}
        for table, rows in self._tables.items():
            if rows == later._tables[table]:
                continue
            before, after = self.rows(table), later.rows(table)
            inserted[table] = {key: row for key, row in after.items() if key not in before}
            deleted[table] = {key: row for key, row in before.items() if key not in after}
            both = {key: (row, after[key]) for key, row in before.items() if key in after}
            changed[table] = {key: pair for key, pair in both.items() if pair[0] != pair[1]}
        return StateDiff(
            {table: rows for table, rows in inserted.items() if rows},
            {table: rows for table, rows in deleted.items() if rows},
            {table: rows for table, rows in changed.items() if rows},
        )


def read_state(said: object, like: State) -> State:
    """A state that came out of a sandbox, held to the tables and columns that it must have.

    Args:
        said: What the sandbox sent: a state's JSON, as text.
        like: Another state of the same environment.

    Raises:
        SandboxLost: It is no state of this environment.
    """
    if not isinstance(said, str) or len(said) > MOST_BYTES:
        raise SandboxLost(f"The environment's server sent no state, or one of more than {MOST_BYTES >> 20} MiB.")
    try:
        tables = _TABLES.validate_json(said)
    except ValidationError as error:
        raise SandboxLost(f"The environment's server sent no state: {error.errors()[0]['msg']}.") from None
    if tables.keys() != like.keys.keys():
        raise SandboxLost("The environment's server sent a state of other tables.")
    for table, rows in tables.items():
        columns = next((row.keys() for row in (*like.tables()[table], *rows)), None)
        if any(row.keys() != columns for row in rows):
            raise SandboxLost(f"The environment's server sent rows with other columns: {table}.")
    return State(canonical(tables).encode("utf-8", "surrogatepass"), like.keys)
