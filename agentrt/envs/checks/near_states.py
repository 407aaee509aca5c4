"""Near misses of a final state: the state after the solution, with one thing wrong, as statements of SQL."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agentrt.envs.checks.near_miss import Cell, Row, Tables, other_value

Statement = tuple[str, tuple[Cell, ...]]


@dataclass(frozen=True)
class Change:
    """What happened to one table between two states.

    Attributes:
        inserted: New rows.
        deleted: Rows that are gone, as they were.
        changed: Rows with other values than before: (before, after).
    """

    inserted: tuple[Row, ...] = ()
    deleted: tuple[Row, ...] = ()
    changed: tuple[tuple[Row, Row], ...] = ()


@dataclass(frozen=True)
class NearState:
    """A state with one thing wrong.

    Attributes:
        kind: "stale", "altered", "lost", "doubled", "kept", "collateral", "swapped" or "undone".
        what: What is wrong, in words.
        edits: Statements that make it from the state after the solution.
    """

    kind: str
    what: str
    edits: tuple[Statement, ...]


def wrong_states(
    changes: Mapping[str, Change], tables: Tables, keys: Mapping[str, tuple[str, ...]], rng: random.Random
) -> Iterator[NearState]:
    """States with exactly one thing wrong.

    Args:
        changes: What the solution changed, by table; empty where it only read.
        tables: The state before, by table.
        keys: Primary key of each table.
        rng: Chooses among very many.
    """
    for table, change in changes.items():
        key = keys[table]
        columns = {name: [row[name] for row in tables[table]] for name in _columns(change, tables[table])}
        for before, after in change.changed[:6]:
            yield from _wrong_change(table, key, before, after, columns, rng)
        for row in change.inserted[:4]:
            yield from _wrong_insert(table, key, row, columns, rng)
        for row in change.deleted[:4]:
            yield NearState("kept", f"{table} {_name(row, key)} is still there", (_insert(table, row),))
        yield from _swapped(table, key, change)
    yield from collateral(changes, tables, keys, rng)


def collateral(
    changes: Mapping[str, Change], tables: Tables, keys: Mapping[str, tuple[str, ...]], rng: random.Random
) -> Iterator[NearState]:
    """For each table: a row that nobody asked to change is changed, one is gone, one is new."""
    for table, rows in tables.items():
        key = keys[table]
        touched = changes.get(table, Change())
        used = {_id(row, key) for row in (*touched.deleted, *(one for one, _ in touched.changed))}
        free = [row for row in rows if _id(row, key) not in used]
        if not free:
            continue
        chosen = {rng.randrange(len(free))} | ({0, len(free) - 1} if table in changes else set())
        for row in (free[at] for at in sorted(chosen)):
            yield from _changed_too(table, key, row, rows, rng)
        gone = rng.choice(free)
        yield NearState("collateral", f"{table} {_name(gone, key)} is gone too", (_delete(table, key, gone),))
        yield NearState("collateral", f"{table} has a row too many", (_insert(table, _copy(row, key)),))


def _changed_too(
    table: str, key: tuple[str, ...], row: Row, rows: Sequence[Row], rng: random.Random
) -> Iterator[NearState]:
    rest = [name for name in row if name not in key]
    if rest:
        name = rng.choice(rest)
        value = other_value(row[name], [one[name] for one in rows], rng)
        edit = _update(table, key, row, {name: value})
        yield NearState("collateral", f"{table} {_name(row, key)}: {name} was changed too", (edit,))


def _wrong_change(
    table: str, key: tuple[str, ...], before: Row, after: Row, columns: Mapping[str, list[Cell]], rng: random.Random
) -> Iterator[NearState]:
    name = _name(after, key)
    changed = [one for one in after if after[one] != before[one]]
    yield NearState("undone", f"{table} {name} is as before", (_update(table, key, after, before),))
    for column in changed:
        if len(changed) > 1:
            edit = _update(table, key, after, {column: before[column]})
            yield NearState("stale", f"{table} {name}: {column} is as before", (edit,))
        value = other_value(after[column], columns[column], rng)
        if value not in (after[column], before[column]):
            edit = _update(table, key, after, {column: value})
            yield NearState("altered", f"{table} {name}: {column} is {value!r}", (edit,))
    kept = [one for one in after if one not in changed and one not in key]
    for column in kept[:4]:
        value = other_value(after[column], columns[column], rng)
        edit = _update(table, key, after, {column: value})
        yield NearState("altered", f"{table} {name}: {column} was changed too", (edit,))


def _wrong_insert(
    table: str, key: tuple[str, ...], row: Row, columns: Mapping[str, list[Cell]], rng: random.Random
) -> Iterator[NearState]:
    name = _name(row, key)
    yield NearState("lost", f"{table} {name} is missing", (_delete(table, key, row),))
    yield NearState("doubled", f"{table} {name} is there twice", (_insert(table, _copy(row, key)),))
    for column in row:
        if column in key:
            continue
        value = other_value(row[column], columns[column], rng)
        edit = _update(table, key, row, {column: value})
        yield NearState("altered", f"{table} {name}: {column} is {value!r}", (edit,))
        if row[column] is not None:
            nothing = _update(table, key, row, {column: None})
            yield NearState("altered", f"{table} {name}: {column} is empty", (nothing,))


def _swapped(table: str, key: tuple[str, ...], change: Change) -> Iterator[NearState]:
    """Two rows that changed in the same column have each other's value."""
    pairs = change.changed
    if len(pairs) < 2:
        return
    (before1, after1), (before2, after2) = pairs[:2]
    for column in after1:
        moved = after1[column] != before1[column] and after2[column] != before2[column]
        if moved and after1[column] != after2[column]:
            edits = (
                _update(table, key, after1, {column: after2[column]}),
                _update(table, key, after2, {column: after1[column]}),
            )
            yield NearState("swapped", f"{table}: {column} of two rows is exchanged", edits)


def _columns(change: Change, rows: object) -> list[str]:
    some = [*change.inserted, *change.deleted, *(after for _, after in change.changed)]
    return list(some[0]) if some else []


def _id(row: Row, key: tuple[str, ...]) -> tuple[Cell, ...]:
    return tuple(row[name] for name in key)


def _name(row: Row, key: tuple[str, ...]) -> str:
    return "/".join(str(row[name]) for name in key)


def _copy(row: Row, key: tuple[str, ...]) -> Row:
    """The row under a key that is free."""
    made = dict(row)
    value = made[key[0]]
    made[key[0]] = value + 1_000_003 if isinstance(value, int) else f"{value}-copy"
    return made


def _where(key: tuple[str, ...]) -> str:
    return " AND ".join(f'"{name}" IS ?' for name in key)


def _update(table: str, key: tuple[str, ...], row: Row, values: Row) -> Statement:
    sets = ", ".join(f'"{name}" = ?' for name in values)
    return f'UPDATE "{table}" SET {sets} WHERE {_where(key)}', (*values.values(), *_id(row, key))


def _delete(table: str, key: tuple[str, ...], row: Row) -> Statement:
    return f'DELETE FROM "{table}" WHERE {_where(key)}', _id(row, key)


def _insert(table: str, row: Row) -> Statement:
    names = ", ".join(f'"{name}"' for name in row)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" for _ in row)})', tuple(row.values())
