"""An environment's data: a schema in SQL, and the rows of each table as CSV that a person can read."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

from agentrt.errors import PackError

Cell = str | int | float | None
Rows = list[dict[str, Cell]]


def read_tables(folder: Path, schema: str) -> dict[str, Rows]:
    """The rows of every table, as the schema types them.

    Args:
        folder: The pack.
        schema: Text of its `schema.sql`.

    Raises:
        PackError: A file is missing, is there for no table, or holds what does not fit; with file, line and column.
    """
    columns = _columns(folder / "schema.sql", schema)
    present = {path.stem: path for path in sorted((folder / "data").glob("*")) if path.is_file()}
    for name, path in present.items():
        if path.suffix != ".csv" or name not in columns:
            raise PackError(f"{path}: schema.sql has no table {name!r} for it.")
    for name in columns:
        if name not in present:
            raise PackError(f"{folder / 'data' / name}.csv is missing: schema.sql has a table {name!r}.")
    tables = {name: _rows(present[name], kinds) for name, kinds in columns.items()}
    _check_rows(folder, schema, tables)
    return tables


def write_table(rows: Rows, columns: list[str]) -> str:
    """The text of a table's CSV file; an empty field is NULL."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if row[name] is None else row[name] for name in columns] for row in rows)
    return out.getvalue()


def _columns(path: Path, schema: str) -> dict[str, dict[str, str]]:
    """Columns and their types, by table, in the schema's order."""
    db = sqlite3.connect(":memory:")
    try:
        db.set_authorizer(_schema_only)
        db.executescript(schema)
        found = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        columns = {}
        for name, sql in found.fetchall():
            if not sql.rstrip().upper().endswith("STRICT"):
                raise PackError(f"{path}: table {name!r} is not STRICT.")
            info = db.execute("SELECT name, type, pk FROM pragma_table_info(?)", (name,)).fetchall()
            if not any(one[2] for one in info):
                raise PackError(f"{path}: table {name!r} has no PRIMARY KEY.")
            columns[name] = {one[0]: one[1].upper() for one in info}
        return columns
    except sqlite3.Error as error:
        raise PackError(f"{path}: {error}.") from None
    finally:
        db.close()


def _schema_only(action: int, *_: object) -> int:
    forbidden = (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
    return sqlite3.SQLITE_DENY if action in forbidden else sqlite3.SQLITE_OK


def _rows(path: Path, kinds: dict[str, str]) -> Rows:
    text = path.read_text(encoding="utf-8")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if header != list(kinds):
            raise PackError(f"{path}: its header is {','.join(header)}, the table's columns are {','.join(kinds)}.")
        rows: Rows = []
        for fields in reader:
            if len(fields) != len(header):
                raise PackError(f"{path}, line {reader.line_num}: {len(fields)} fields, the header has {len(header)}.")
            cells = zip(header, fields, strict=True)
            rows.append({name: _cell(path, reader.line_num, name, kinds[name], field) for name, field in cells})
    except csv.Error as error:
        raise PackError(f"{path}, line {reader.line_num}: {error}.") from None
    return rows


def _cell(path: Path, line: int, name: str, kind: str, field: str) -> Cell:
    if field == "":
        return None
    try:
        if kind == "INTEGER":
            return int(field)
        return float(field) if kind == "REAL" else field
    except ValueError:
        raise PackError(f"{path}, line {line}, column {name}: {field!r} is no {kind}.") from None


def _check_rows(folder: Path, schema: str, tables: dict[str, Rows]) -> None:
    """Make sure that the rows fit the schema's constraints, references included."""
    from agentrt.envs.inside.environment import build, parse_day

    try:
        build(schema, tables, parse_day("2000-01-01")).close()
    except sqlite3.Error as error:
        raise PackError(f"{folder / 'data'}: {error}.") from None
