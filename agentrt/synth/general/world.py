"""The world a domain's tasks are made in: its data in memory, and its own compiled tools called in process.

Only what this package compiled from a declaration runs here; tools of a pack from elsewhere run in a sandbox
(`agentrt.envs`). Meant to behave as the function server does; a test holds the two against each other.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from agentrt.envs.inside import environment
from agentrt.envs.inside.environment import Database, build
from agentrt.synth.general.data import Tables, make_data
from agentrt.synth.general.declare import Domain, Row, Value
from agentrt.synth.general.functions import functions_py
from agentrt.synth.general.schema import schema_sql
from agentrt.synth.general.toolset import Toolset


class Reading:
    """A database that does not change, read by our own verifiers, which change no row: each query is made once.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database, self.today = database, database.today
        self._rows: dict[tuple[str, tuple[Value, ...]], list[Row]] = {}

    def all(self, sql: str, *values: Value) -> list[Row]:
        """See `Database`."""
        if (sql, values) not in self._rows:
            self._rows[sql, values] = self._database.all(sql, *values)
        return self._rows[sql, values]

    def one(self, sql: str, *values: Value) -> Row | None:
        """See `Database`."""
        return next(iter(self.all(sql, *values)), None)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


class World:
    """A domain's data and tools.

    Attributes:
        domain: The domain.
        tables: The rows at the start.
        rows: The same by key, for each table.
        start: The data at the start, read only, whatever has been changed since.
        read: The same, read once.
    """

    def __init__(self, domain: Domain, seed: int) -> None:
        self.domain = domain
        self.tables: Tables = make_data(domain, seed)
        self.rows = {one.name: {row[one.key]: row for row in self.tables[one.name]} for one in domain.tables}
        self.database = build(schema_sql(domain), self.tables, domain.today)
        self.start = Database.from_bytes(self.database.to_bytes(), domain.today, read_only=True)
        self.read = Reading(self.start)
        self._functions: dict[str, Callable[..., Any]] = {}

    def close(self) -> None:
        """Give the memory back."""
        self.start.close()
        self.database.close()

    def equip(self, toolset: Toolset) -> None:
        """Compile the tools; call again when the toolset has grown."""
        self._functions = load_functions(functions_py(toolset))

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Whatever is changed inside is undone at the end."""
        self.database.run("SAVEPOINT trial")
        try:
            yield
        finally:
            self.database.run("ROLLBACK TO trial")
            self.database.run("RELEASE trial")

    def call(self, name: str, /, **arguments: Value) -> Any:
        """Call a tool, as one transaction.

        Raises:
            Refused: A rule said no; nothing has changed.
        """
        self.database.run("SAVEPOINT call")
        try:
            result = self._functions[name](self.database, **arguments)
        except BaseException:
            self.database.run("ROLLBACK TO call")
            self.database.run("RELEASE call")
            raise
        self.database.run("RELEASE call")
        return result

    def content(self, table: str) -> dict[Value, Row]:
        """All rows of a table now, by key."""
        key = self.domain.table(table).key
        return {row[key]: row for row in self.database.all(f"SELECT * FROM {table} ORDER BY {key}")}

    def snapshot(self) -> bytes:
        """The data now, as a database's bytes."""
        return self.database.to_bytes()

    def contents(self) -> dict[str, dict[Value, Row]]:
        """All rows of all tables now, by key."""
        return {one.name: self.content(one.name) for one in self.domain.tables}


def load_functions(source: str) -> dict[str, Callable[..., Any]]:
    """The functions of a compiled functions.py, by name."""
    module = types.ModuleType("functions")
    lines = [line for line in source.splitlines() if not line.startswith("from environment import")]
    for name in ("Database", "Refused", "reads", "writes"):
        setattr(module, name, getattr(environment, name))
    exec(compile("\n".join(lines), "functions.py", "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    return {name: one for name, one in vars(module).items() if isinstance(one, types.FunctionType)}
