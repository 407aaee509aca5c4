"""The world a domain's tasks are made in: its data in memory, and its own compiled tools called in process.

Only what this package compiled from a declaration runs here; tools of a pack from elsewhere run in a sandbox
(`agentrt.envs`). Meant to behave as the function server does; a test holds the two against each other.
"""

from __future__ import annotations

import sqlite3
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from agentrt.synth.general.data import Tables, make_data
from agentrt.synth.general.declare import Domain, Row, Value
from agentrt.synth.general.functions import functions_py
from agentrt.synth.general.schema import schema_sql
from agentrt.synth.general.toolset import Toolset


class Refused(Exception):
    """A rule said no. Attributes: code, message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Database:
    """What tools see: rows by SQL, and the pinned day."""

    def __init__(self, connection: sqlite3.Connection, today: date) -> None:
        self._connection, self.today = connection, today

    def one(self, sql: str, *params: Value) -> Row | None:
        """The first row, or None."""
        row: Row | None = self._connection.execute(sql, params).fetchone()
        return row

    def all(self, sql: str, *params: Value) -> list[Row]:
        """All rows."""
        return self._connection.execute(sql, params).fetchall()

    def run(self, sql: str, *params: Value) -> int:
        """Change something; how many rows changed."""
        return self._connection.execute(sql, params).rowcount

    def next_id(self, table: str, prefix: str, width: int = 4) -> str:
        """The id after the largest one that there is."""
        key = self._connection.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE pk = 1").fetchone()
        ids = self._connection.execute(f"SELECT {key['name']} AS id FROM {table}").fetchall()
        last = max((int(row["id"].removeprefix(prefix)) for row in ids), default=0)
        return f"{prefix}{last + 1:0{width}d}"


def _as_dict(cursor: sqlite3.Cursor, values: tuple[Value, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}


class World:
    """A domain's data and tools.

    Attributes:
        domain: The domain.
        tables: The rows at the start.
        rows: The same by key, for each table.
    """

    def __init__(self, domain: Domain, seed: int) -> None:
        self.domain = domain
        self.tables: Tables = make_data(domain, seed)
        self.rows = {one.name: {row[one.key]: row for row in self.tables[one.name]} for one in domain.tables}
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.row_factory = _as_dict
        self._connection.executescript("PRAGMA foreign_keys = ON;" + schema_sql(domain))
        for table in domain.tables:
            names = [table.key, *(one.name for one in table.columns)]
            marks = ", ".join("?" for _ in names)
            rows = [tuple(row[name] for name in names) for row in self.tables[table.name]]
            self._connection.executemany(f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})", rows)
        self.database = Database(self._connection, domain.today)
        self._functions: dict[str, Callable[..., Any]] = {}

    def close(self) -> None:
        """Give the memory back."""
        self._connection.close()

    def equip(self, toolset: Toolset) -> None:
        """Compile the tools; call again when the toolset has grown."""
        self._functions = load_functions(functions_py(toolset))

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Whatever is changed inside is undone at the end."""
        self._connection.execute("SAVEPOINT trial")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK TO trial")
            self._connection.execute("RELEASE trial")

    def call(self, name: str, **arguments: Value) -> Any:
        """Call a tool, as one transaction.

        Raises:
            Refused: A rule said no; nothing has changed.
        """
        self._connection.execute("SAVEPOINT call")
        try:
            result = self._functions[name](self.database, **arguments)
        except BaseException:
            self._connection.execute("ROLLBACK TO call")
            self._connection.execute("RELEASE call")
            raise
        self._connection.execute("RELEASE call")
        return result

    def content(self, table: str) -> dict[Value, Row]:
        """All rows of a table now, by key."""
        key = self.domain.table(table).key
        return {row[key]: row for row in self.database.all(f"SELECT * FROM {table}")}


def load_functions(source: str) -> dict[str, Callable[..., Any]]:
    """The functions of a compiled functions.py, by name."""

    def plain(function: Callable[..., Any]) -> Callable[..., Any]:
        return function

    given = {"Database": Database, "Refused": Refused, "reads": plain, "writes": lambda *_: plain}
    lines = [line for line in source.splitlines() if not line.startswith("from environment import")]
    module = types.ModuleType("functions")
    module.__dict__.update(given)
    exec(compile("\n".join(lines), "functions.py", "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    return {name: one for name, one in vars(module).items() if isinstance(one, types.FunctionType)}
