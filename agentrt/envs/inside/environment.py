"""What an environment's `functions.py` and `verify.py` may import: database, refusals, marks of what a tool does.

from environment import Database, Refused, reads, writes
"""

from __future__ import annotations

import datetime
import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing import Self  # not in 3.9's

Function = TypeVar("Function", bound=Callable[..., Any])
Row = dict[str, Any]
"""A row by column. Its values are SQLite's: text, whole numbers, numbers, bytes or None; a query knows which."""
Tables = dict[str, list[Row]]
"""Rows by table."""


class Refused(Exception):
    """A rule said no. The call is taken back whole, and the agent is told code and message.

    Args:
        code: Short name of the rule: "copy_available".
        message: The rule in words, for the agent.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = str(code)
        self.message = str(message)


class Database:
    """A database with rows as dicts, and a clock that stands still.

    Attributes:
        today: The environment's day, a `datetime.date`.
    """

    def __init__(self, connection: sqlite3.Connection, today: datetime.date) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        self._connection = connection
        self.today = today

    @classmethod
    def from_bytes(cls, data: bytes, today: datetime.date, read_only: bool = False) -> Self:
        """The database that is stored in a file's bytes, in memory."""
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.deserialize(data)
        made = cls(connection, today)
        if read_only:
            connection.execute("PRAGMA query_only = ON")
            connection.set_authorizer(_reading)
        return made

    @classmethod
    def at(cls, path: str, today: datetime.date) -> Self:
        """The database in a file. What a process that was killed had not committed is taken back when it is opened."""
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA synchronous = OFF")  # the machine's end is this file's end anyway
        return cls(connection, today)

    def to_bytes(self) -> bytes:
        """The whole database as a file's bytes. Not canonical: `digest` is."""
        return self._connection.serialize()

    def one(self, sql: str, *values: Any) -> Row | None:
        """The first row of a query as a dict, or None."""
        cursor = self._connection.execute(sql, values)
        row = cursor.fetchone()
        return None if row is None else dict(zip(_names(cursor), row))  # noqa: B905 - 3.9 has no `strict`

    def all(self, sql: str, *values: Any) -> list[Row]:
        """All rows of a query, as dicts."""
        cursor = self._connection.execute(sql, values)
        names = _names(cursor)
        return [dict(zip(names, row)) for row in cursor.fetchall()]  # noqa: B905 - as above

    def run(self, sql: str, *values: Any) -> int:
        """Change rows; gives how many were changed."""
        return self._connection.execute(sql, values).rowcount

    def next_id(self, table: str, prefix: str, width: int = 4) -> str:
        """The id for a new row: one more than the largest that begins with `prefix`. The same state, the same id."""
        key = primary_key(self, table)[0]
        start = len(prefix) + 1
        last = self._connection.execute(
            f'SELECT MAX(CAST(SUBSTR("{key}", {start}) AS INTEGER)) FROM "{table}" WHERE "{key}" LIKE ?',
            (prefix + "%",),
        ).fetchone()[0]
        return f"{prefix}{(last or 0) + 1:0{width}d}"

    def allow(self, tables: Iterable[str] | None) -> None:
        """From here on, until `allow(None)`: queries, and changes of these tables alone.

        Args:
            tables: Names of tables; None: everything is allowed again.
        """
        self._connection.set_authorizer(_anything if tables is None else _only(frozenset(tables)))

    def until(self, deadline: float | None) -> None:
        """Queries that go on past `deadline` (`time.process_time` seconds) are interrupted; None: they are not."""
        late = None if deadline is None else lambda: time.process_time() > deadline
        self._connection.set_progress_handler(late, 20_000)

    def begin(self) -> None:
        """Start a transaction."""
        self._connection.execute("BEGIN")

    def commit(self) -> None:
        """Keep what was done since `begin`.

        Raises:
            sqlite3.IntegrityError: A constraint that was put off does not hold.
        """
        self._connection.execute("COMMIT")

    def rollback(self) -> None:
        """Take back what was done since `begin`."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()


def _names(cursor: sqlite3.Cursor) -> list[str]:
    """Names of a query's columns; none for a statement that gives no rows."""
    return [column[0] for column in cursor.description or ()]


_READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
_CHANGES = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
_MAKES = {sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_CREATE_INDEX, sqlite3.SQLITE_REINDEX, sqlite3.SQLITE_READ}
_INSPECTS = {"table_info", "foreign_key_list"}
_NEVER = {
    "random", "randomblob", "load_extension", "current_date", "current_time", "current_timestamp", "sqlite_version",
    "sqlite_source_id", "total_changes", "zeroblob", "fts3_tokenizer",
}  # fmt: skip
"""SQL functions that no query may call: what is random, what reads the clock, what leads out of the tables."""
_IN_SCHEMA = {
    "abs", "between", "char", "coalesce", "date", "datetime", "glob", "ifnull", "iif", "instr", "julianday", "length",
    "like", "lower", "ltrim", "max", "min", "nullif", "round", "rtrim", "sign", "strftime", "substr", "substring",
    "time", "trim", "typeof", "unicode", "upper",
}  # fmt: skip
"""SQL functions that a CHECK or a DEFAULT may call."""


# Authorizers: SQLite asks them when it prepares a statement. Setting one makes it prepare all of them again.


def _anything(*_: object) -> int:
    return sqlite3.SQLITE_OK


def _reading(action: int, first: str | None, second: str | None, *_: object) -> int:
    """What a verifier's query may do: read."""
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if str(second).lower() in _NEVER else sqlite3.SQLITE_OK
    if action in _READS or (action == sqlite3.SQLITE_PRAGMA and first in _INSPECTS and second is not None):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _only(tables: frozenset[str]) -> Callable[..., int]:
    """What a tool's statement may do: read, and change these tables."""

    def decide(action: int, first: str | None, second: str | None, *_: object) -> int:
        if action in _CHANGES and first in tables:
            return sqlite3.SQLITE_OK
        return _reading(action, first, second)

    return decide


def _making(action: int, first: str | None, second: str | None, *_: object) -> int:
    """What a schema may do: make tables and indexes."""
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK if str(second).lower() in _IN_SCHEMA else sqlite3.SQLITE_DENY
    master = action in _CHANGES and first in ("sqlite_master", "sqlite_schema")
    return sqlite3.SQLITE_OK if action in _MAKES or master else sqlite3.SQLITE_DENY


def make_tables(connection: sqlite3.Connection, schema: str) -> None:
    """Make a schema's tables in an empty database.

    Raises:
        sqlite3.Error: It is no SQL, or does anything but make tables and indexes.
    """
    connection.set_authorizer(_making)
    try:
        for statement in _statements(schema):
            connection.execute(statement)
    finally:
        connection.set_authorizer(_anything)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script. `executescript` would begin by ending a transaction, which is not for a schema."""
    begun = ""
    for piece in script.split(";"):
        begun += piece + ";"
        if sqlite3.complete_statement(begun):
            yield begun
            begun = ""
    rest = begun[:-1]  # after the last semicolon: blanks and comments
    if any(line.split("--")[0].strip() for line in rest.splitlines()):
        yield rest


def build(schema: str, tables: Mapping[str, Iterable[Mapping[str, Any]]], today: datetime.date) -> Database:
    """A database from its schema and its rows.

    Args:
        schema: SQL text.
        tables: Rows by table, each a dict; all of them are put in before references are looked at.
        today: The environment's day.

    Raises:
        sqlite3.Error: The schema is no SQL, or a row does not fit it.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None)
    make_tables(connection, schema)
    connection.execute("BEGIN")
    for table, rows in tables.items():
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            places = ", ".join("?" for _ in row)
            connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places})', tuple(row.values()))
    connection.execute("COMMIT")
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise sqlite3.IntegrityError(f"{broken[0]}: row {broken[1]} refers to a row of {broken[2]} that does not exist")
    return Database(connection, today)


def table_names(db: Database) -> list[str]:
    """Names of the tables, sorted."""
    found = db.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    return [row["name"] for row in found]


def primary_key(db: Database, table: str) -> list[str]:
    """Columns of a table's primary key, in order; all columns where it has none."""
    columns = db.all(f'PRAGMA table_info("{table}")')
    key = sorted((one for one in columns if one["pk"]), key=lambda one: one["pk"])
    return [one["name"] for one in key or columns]


def contents(db: Database) -> Tables:
    """All rows by table, sorted by primary key: the same for the same content, however it came about."""
    found = {}
    for table in table_names(db):
        order = ", ".join(f'"{column}"' for column in primary_key(db, table))
        found[table] = db.all(f'SELECT * FROM "{table}" ORDER BY {order}')
    return found


def canonical(tables: object) -> str:
    """The text of a content: the same for the same content."""
    return json.dumps(tables, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(db: Database) -> str:
    """SHA-256 of the content, in hexadecimal."""
    return digest_of({table: canonical(rows) for table, rows in contents(db).items()})


def digest_of(texts: Mapping[str, str]) -> str:
    """The same, from the canonical text of each table's rows."""
    parts = (f"{canonical(table)}:{texts[table]}" for table in sorted(texts))
    return hashlib.sha256(("{" + ",".join(parts) + "}").encode("utf-8", "surrogatepass")).hexdigest()


def reads(function: Function) -> Function:
    """Marks a tool that changes nothing."""
    function.writes = ()  # type: ignore[attr-defined] # a function's own attributes are known to no type
    return function


def writes(*tables: str) -> Callable[[Function], Function]:
    """Marks a tool that may change rows of these tables."""

    def mark(function: Function) -> Function:
        function.writes = tables  # type: ignore[attr-defined]
        return function

    return mark


def parse_day(text: str) -> datetime.date:
    """A date from its ISO text."""
    return datetime.date.fromisoformat(text)
