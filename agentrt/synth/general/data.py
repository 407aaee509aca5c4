"""Rows of a domain from a seed: spread as declared, with references that hold."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import assert_never

from agentrt.synth.general.declare import (
    Choice,
    Column,
    Day,
    DeclarationError,
    Domain,
    Draw,
    Money,
    Number,
    Ref,
    Row,
    Shape,
    Table,
    Text,
    Value,
    Whole,
)
from agentrt.synth.general.expressions import may_be_empty

Tables = dict[str, list[Row]]
"""Rows by table, each with the key first and the columns in the order of the schema."""

TRIES = 2000
"""Draws before a text is held impossible to make unique."""


def make_data(domain: Domain, seed: int) -> Tables:
    """The rows of all tables. The same seed makes the same rows, on every machine.

    Raises:
        DeclarationError: A unique text or a distinct reference ran out of values.
    """
    rng = random.Random(f"{domain.name} {seed}")
    tables: Tables = {}
    keys: dict[str, dict[Value, Row]] = {}
    for table in domain.tables:
        rows: list[Row] = []
        tables[table.name], keys[table.name] = rows, {}
        pickers = {one.name: _picker(one, table, domain, tables, rng) for one in table.columns if isinstance(one, Ref)}
        taken: dict[str, set[Value]] = {one.name: set() for one in table.columns}
        for index in range(table.rows):
            row: Row = {table.key: f"{table.prefix}{index + 1:04d}"}
            draw = Draw(rng, row, tables, keys, table.refs, domain.today, index)
            for column in table.columns:
                row[column.name] = _cell(column, draw, pickers, taken[column.name], table)
            rows.append(row)
            keys[table.name][row[table.key]] = row
    if domain.tidy is not None:
        domain.tidy(Draw(rng, {}, tables, keys, {}, domain.today, 0))
    for table in domain.tables:
        _check_rows(domain, table, tables[table.name])
    return tables


def _check_rows(domain: Domain, table: Table, rows: list[Row]) -> None:
    """Whether the rows are what the columns say, after `make` and `tidy` had their way.

    Raises:
        DeclarationError: One is not.
    """
    for column in table.columns:
        empty = may_be_empty(domain, table, column)
        for row in rows:
            value, where = row[column.name], f"{table.name}.{column.name} of {row[table.key]}"
            if value is None and not empty:
                raise DeclarationError(f"{where} is empty, though the column has no `null`.")
            if isinstance(column, Choice) and value is not None and value not in column.values:
                raise DeclarationError(f"{where} is {value!r}, which is none of {', '.join(column.values)}.")


def _cell(
    column: Column, draw: Draw, pickers: dict[str, Callable[[set[Value]], Value]], taken: set[Value], table: Table
) -> Value:
    if column.null and draw.rng.random() < column.null:
        return None
    where = f"{table.name}.{column.name}"
    if isinstance(column, Text) and column.unique:
        for _ in range(TRIES):
            value = _made(column, draw)
            if value not in taken:
                taken.add(value)
                return value
        raise DeclarationError(f"{where}: no new text in {TRIES} draws for row {draw.index + 1}: widen its `make`.")
    if isinstance(column, Ref) and column.make is None:
        value = pickers[column.name](taken)
        taken.add(value)
        return value
    return _made(column, draw)


def _made(column: Column, draw: Draw) -> Value:
    if column.make is not None:
        return column.make(draw)
    rng = draw.rng
    match column:
        case Choice(values=values):
            return rng.choices(list(values), weights=list(values.values()))[0]
        case Whole(low=low, high=high, step=step, shape=shape) | Money(low=low, high=high, step=step, shape=shape):
            return low + step * round(_spread(rng, shape) * ((high - low) // step))
        case Number(low=low, high=high, digits=digits, shape=shape):
            return round(low + _spread(rng, shape) * (high - low), digits)
        case Day(low=low, high=high, shape=shape):
            share = _spread(rng, shape)
            days = high - round(share * (high - low)) if shape == "low" else low + round(share * (high - low))
            return (draw.today + timedelta(days=days)).isoformat()
    raise DeclarationError(f"column {column.name}: its kind makes no value.")


def _spread(rng: random.Random, shape: Shape) -> float:
    """A share of a range, from 0 to 1."""
    match shape:
        case "uniform":
            return rng.random()
        case "normal":
            return min(1.0, max(0.0, rng.gauss(0.5, 0.18)))
        case "low":
            return float(rng.random() ** 2.5)
    assert_never(shape)


def _picker(
    column: Ref, table: Table, domain: Domain, tables: Tables, rng: random.Random
) -> Callable[[set[Value]], Value]:
    """Draws keys for a reference; the popular rows of a skewed one are the same throughout the table."""
    target = domain.table(column.table)
    fit = [row for row in tables[target.name] if column.pick is None or column.pick(row)]
    order = rng.sample(range(len(fit)), len(fit))
    weights = [1.0 / (place + 2) if column.spread == "skewed" else 1.0 for place in order]
    where = f"{table.name}.{column.name}"

    def pick(taken: set[Value]) -> Value:
        rows, shares = fit, weights
        if table is target:  # to an earlier row of the same table
            rows, shares = tables[table.name], [1.0] * len(tables[table.name])
        if column.distinct:
            left = [(row, share) for row, share in zip(rows, shares, strict=True) if row[target.key] not in taken]
            rows, shares = [row for row, _ in left], [share for _, share in left]
        if not rows:
            if table is target and column.null:
                return None
            raise DeclarationError(f"{where}: no row of {target.name} is left to refer to.")
        return rng.choices(rows, weights=shares)[0][target.key]

    return pick
