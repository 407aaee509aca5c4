"""An environment's data: a schema in SQL, and the rows of each table as CSV that a person can read.

Read on the host, strictly, and without running anything of the pack's: the schema's SQL may make tables and indexes,
and is held to that by SQLite's authorizer.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from agentrt.envs.inside.environment import Database, canonical, contents, make_tables, parse_day, primary_key
from agentrt.envs.state import Cell, Row, State
from agentrt.errors import PackError

Rows = list[Row]
Lines = dict[tuple[str, int], int]
"""Where a row begins in its file, by table and SQLite's number for it."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,18})")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_NEVER_USED = "2000-01-01"


def read_tables(folder: Path, schema: str) -> tuple[dict[str, Rows], State]:
    """The rows of every table, as the schema types them; and the state that they make.

    Args:
        folder: The pack.
        schema: Text of its `schema.sql`.

    Raises:
        PackError: A file is missing, is there for no table, or holds what does not fit; with file, line and column.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        columns = _columns(connection, folder / "schema.sql", schema)
        _check_names(folder, columns)
        connection.execute("PRAGMA foreign_keys = OFF")  # a row may refer to one of a later table
        lines: Lines = {}
        tables = {
            name: _filled(connection, folder / "data" / f"{name}.csv", kinds, lines) for name, kinds in columns.items()
        }
        _check_references(connection, folder, lines)
        db = Database(connection, parse_day(_NEVER_USED))
        keys = {name: tuple(primary_key(db, name)) for name in columns}
        return tables, State(canonical(contents(db)).encode(), keys)


def write_table(rows: Rows, columns: list[str]) -> str:
    """The text of a table's CSV file; an empty field is NULL."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if row[name] is None else row[name] for name in columns] for row in rows)
    return out.getvalue()


# The schema.


def _columns(db: sqlite3.Connection, path: Path, schema: str) -> dict[str, dict[str, str]]:
    """Columns and their types, by table, in the schema's order."""
    try:
        make_tables(db, schema)
    except (sqlite3.Error, sqlite3.Warning) as error:
        why = "it may only make tables and indexes" if "not authorized" in str(error) else error
        raise PackError(f"{path}: {why}.") from None
    found = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    strict = {row[1] for row in db.execute("PRAGMA table_list") if row[5]}
    columns = {str(name): _typed(db, path, name, name in strict) for (name,) in found.fetchall()}
    if not columns:
        raise PackError(f"{path}: it makes no table.")
    return columns


def _typed(db: sqlite3.Connection, path: Path, table: str, strict: bool) -> dict[str, str]:
    if not _NAME.fullmatch(table):
        raise PackError(f"{path}: table {table!r}: a name is lower-case letters, digits and _.")
    if not strict:
        raise PackError(f"{path}: table {table!r} is not STRICT: write STRICT after its closing bracket.")
    info = db.execute("SELECT name, type, pk FROM pragma_table_info(?)", (table,)).fetchall()
    if not any(one[2] for one in info):
        raise PackError(f"{path}: table {table!r} has no PRIMARY KEY.")
    for name, kind, _ in info:
        if not _NAME.fullmatch(name):
            raise PackError(f"{path}: table {table!r}, column {name!r}: a name is lower-case letters, digits and _.")
        if kind.upper() not in ("TEXT", "INTEGER", "REAL"):
            raise PackError(f"{path}: table {table!r}, column {name!r}: its type is TEXT, INTEGER or REAL, not {kind}.")
    return {one[0]: one[1].upper() for one in info}


def _check_names(folder: Path, columns: dict[str, dict[str, str]]) -> None:
    present = {path.name for path in (folder / "data").glob("*")} - {"__pycache__"}
    wanted = {f"{name}.csv" for name in columns}
    for name in sorted(present - wanted):
        raise PackError(f"{folder / 'data' / name}: schema.sql has no table for it.")
    for name in sorted(wanted - present):
        raise PackError(f"{folder / 'data' / name} is missing: schema.sql has a table {name.removesuffix('.csv')!r}.")


# The rows.


def _filled(db: sqlite3.Connection, path: Path, kinds: dict[str, str], lines: Lines) -> Rows:
    """The rows of a table's file, put into the table."""
    names = ", ".join(f'"{name}"' for name in kinds)
    insert = f'INSERT INTO "{path.stem}" ({names}) VALUES ({", ".join("?" for _ in kinds)})'  # noqa: S608 - checked names
    rows: Rows = []
    for line, fields in _lines(path, list(kinds)):
        where = f"{path}, line {line}"
        row = {name: _cell(field, kind, name, where) for (name, kind), field in zip(kinds.items(), fields, strict=True)}
        try:
            number = db.execute(insert, tuple(row.values())).lastrowid
        except sqlite3.Error as error:
            raise PackError(f"{where}: {error}.") from None
        rows.append(row)
        lines[path.stem, number or 0] = line
    return rows


def _lines(path: Path, columns: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows of a file, with the number of the line where each begins."""
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise PackError(f"{path} is no UTF-8: {error}.") from None
    if line := _quoted_nothing(text):
        raise PackError(
            f"{path}, line {line}: a text of no length in quotes; an empty field is NULL, and is not quoted."
        )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if header != columns:
            raise PackError(f"{path}, line 1: its header is {','.join(header)}, the columns are {','.join(columns)}.")
        begun = reader.line_num + 1
        for fields in reader:
            if len(fields) != len(header):
                raise PackError(f"{path}, line {begun}: {len(fields)} fields, the header has {len(header)}.")
            yield begun, fields
            begun = reader.line_num + 1
    except csv.Error as error:
        raise PackError(f"{path}, line {reader.line_num}: {error}.") from None


def _quoted_nothing(text: str) -> int:
    """The first line with a field of two quotes and nothing between, from 1; 0 where there is none."""
    for found in _QUOTED.finditer(text):
        start, end = found.span()
        if end - start == 2 and text[start - 1 : start] in ("", ",", "\n", "\r"):
            return text.count("\n", 0, start) + 1
    return 0


def _cell(field: str, kind: str, name: str, where: str) -> Cell:
    if field == "":
        return None
    if kind == "TEXT":
        return field
    if not (_WHOLE if kind == "INTEGER" else _DECIMAL).fullmatch(field):
        raise PackError(f"{where}, column {name}: {field!r} is no {kind}.")
    return int(field) if kind == "INTEGER" else float(field)


def _check_references(db: sqlite3.Connection, folder: Path, lines: Lines) -> None:
    """Hold every reference to a row that is there."""
    try:
        broken = db.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise PackError(f"{folder / 'schema.sql'}: {error}.") from None
    if broken is None:
        return
    table, row, parent, number = broken
    path = folder / "data" / f"{table}.csv"
    if row is None:  # a table WITHOUT ROWID
        raise PackError(f"{path}: a row refers to one of {parent!r} that is not there.")
    columns = [one[3] for one in db.execute(f'PRAGMA foreign_key_list("{table}")') if one[0] == number]
    listed = ", ".join(f'"{one}"' for one in columns)
    values = db.execute(f'SELECT {listed} FROM "{table}" WHERE rowid = ?', (row,)).fetchone()  # noqa: S608 - as above
    said = ", ".join(f"{name} {value!r}" for name, value in zip(columns, values, strict=True))
    raise PackError(f"{path}, line {lines[table, row]}: {said} refers to a row of {parent!r} that is not there.")
