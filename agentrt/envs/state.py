"""The content of an environment's database at one moment, and what differs between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from agentrt.envs.inside.environment import Database, contents, parse_day, primary_key
from agentrt.errors import SandboxError

MOST_BYTES = 64 << 20
"""Largest state that is taken from a sandbox."""

Key = tuple[object, ...]
Row = dict[str, object]


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
        data: The database as the bytes of an SQLite file, as a sandbox gave it: opened in memory only.
        digest: SHA-256 of the content, in hexadecimal.
    """

    data: bytes
    digest: str

    @cached_property
    def _content(self) -> tuple[dict[str, list[Row]], dict[str, list[str]]]:
        import sqlite3

        try:
            db = Database.from_bytes(self.data, parse_day("2000-01-01"), read_only=True)
            tables = contents(db)
            return tables, {table: primary_key(db, table) for table in tables}
        except sqlite3.Error as error:
            raise SandboxError(f"The environment's server sent no database: {error}.") from None

    def tables(self) -> dict[str, list[Row]]:
        """All rows by table, sorted by primary key.

        Raises:
            SandboxError: The bytes are no database.
        """
        return self._content[0]

    def diff(self, later: State) -> StateDiff:
        """What turned this state into a later one of the same environment."""
        old, new = self._keyed(), later._keyed()
        inserted: dict[str, dict[Key, Row]] = {}
        deleted: dict[str, dict[Key, Row]] = {}
        changed: dict[str, dict[Key, tuple[Row, Row]]] = {}
        for table in sorted({*old, *new}):
            before, after = old.get(table, {}), new.get(table, {})
            _put(inserted, table, {key: row for key, row in after.items() if key not in before})
            _put(deleted, table, {key: row for key, row in before.items() if key not in after})
            both = {key: (row, after[key]) for key, row in before.items() if key in after and after[key] != row}
            if both:
                changed[table] = both
        return StateDiff(inserted, deleted, changed)

    def _keyed(self) -> dict[str, dict[Key, Row]]:
        tables, keys = self._content
        return {
            table: {tuple(row[column] for column in keys[table]): row for row in rows} for table, rows in tables.items()
        }


def _put(part: dict[str, dict[Key, Row]], table: str, rows: dict[Key, Row]) -> None:
    if rows:
        part[table] = rows
