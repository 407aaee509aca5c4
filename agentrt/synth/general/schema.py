"""schema.sql and data/*.csv of a domain."""

from __future__ import annotations

from agentrt.envs.data import write_table
from agentrt.synth.general.data import Tables
from agentrt.synth.general.declare import Choice, Column, Day, Domain, Number, Ref, Table, Text
from agentrt.synth.general.expression_sql import literal
from agentrt.synth.general.expressions import kind_of, may_be_empty

_TYPES = {"whole": "INTEGER", "number": "REAL"}


def schema_sql(domain: Domain) -> str:
    """The schema, with remarks for a person."""
    head = f"-- {domain.summary}\n-- Dates are ISO texts; money is whole {domain.currency}.\n"
    return head + "".join(f"\n{_create(domain, table)}" for table in domain.tables)


def data_csv(domain: Domain, tables: Tables) -> dict[str, str]:
    """Content of data/TABLE.csv by file name; an empty field is NULL."""
    return {
        f"{one.name}.csv": write_table(tables[one.name], [one.key, *(column.name for column in one.columns)])
        for one in domain.tables
    }


def _create(domain: Domain, table: Table) -> str:
    about = f"-- {table.about}\n" if table.about else ""
    lines = [(f"{table.key} TEXT PRIMARY KEY", "")]
    lines += [(_column(domain, table, column), column.about) for column in table.columns]
    body = []
    for place, (text, remark) in enumerate(lines):
        comma = "," if place < len(lines) - 1 else ""
        body.append(f"    {text}{comma}{f' -- {remark}' if remark else ''}\n")
    return f"{about}CREATE TABLE {table.name} (\n{''.join(body)}) STRICT;\n"


def _column(domain: Domain, table: Table, column: Column) -> str:
    text = f"{column.name} {_TYPES.get(kind_of(column), 'TEXT')}"
    if not may_be_empty(domain, table, column):
        text += " NOT NULL"
    if isinstance(column, Text) and column.unique:
        text += " UNIQUE"
    if isinstance(column, Ref):
        text += f" REFERENCES {column.table} ({domain.table(column.table).key})"
    if isinstance(column, Choice):
        text += f" CHECK ({column.name} IN ({', '.join(literal(one) for one in column.values)}))"
    if isinstance(column, Day):
        text += f" CHECK ({column.name} = date({column.name}))"
    if isinstance(column, Number):
        text += f" CHECK (round({column.name}, {column.digits}) = {column.name})"
    return text
