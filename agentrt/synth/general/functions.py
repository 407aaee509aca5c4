"""functions.py of a pack: the tools, as a person would have written them."""

from __future__ import annotations

import re
from textwrap import indent

from agentrt.synth.general.consistency import row_table
from agentrt.synth.general.declare import (
    Action,
    Choice,
    Column,
    Day,
    Delete,
    Domain,
    Effect,
    Insert,
    Money,
    Number,
    Ref,
    Set,
    SetAll,
    Table,
    Whole,
)
from agentrt.synth.general.expression_python import negated, python_of
from agentrt.synth.general.expressions import Scope, action_scope, parse
from agentrt.synth.general.layout import laid_out
from agentrt.synth.general.toolset import PAGE, Get, Joined, Related, Search, Tool, Toolset, Totals, filters

_LATER = """
def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
"""
_BETWEEN = """
def _days_between(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days
"""
_PAGE = f"""
def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * {PAGE}
    return {{"total": len(rows), "page": page, "items": rows[first : first + {PAGE}]}}
"""


def functions_py(toolset: Toolset) -> str:
    """The source of functions.py."""
    domain = toolset.domain
    parts = [_reader(toolset, tool) for tool in toolset.tools] + [_writer(domain, one) for one in domain.actions]
    body = "\n\n".join(parts)
    helpers = [_row_helper(one) for one in domain.tables]
    helpers.append(_PAGE)
    helpers += [text for text in (_LATER, _BETWEEN) if re.search(rf"\b{_name(text)}\(", body)]
    dates = [one for one in ("date", "timedelta") if re.search(rf"\b{one}\b[.(]", "".join(helpers))]
    imports = [f"from datetime import {', '.join(dates)}"] if dates else []
    if "Literal[" in body:
        imports.append("from typing import Literal")
    head = f'"""Tools of the pack {domain.name}. {domain.summary}"""\n\nfrom __future__ import annotations\n\n'
    head += "".join(f"{line}\n" for line in imports) + ("\n" if imports else "")
    head += "from environment import Database, Refused, reads, writes\n\n"
    return head + laid_out("".join(f"\n\n{one.strip(chr(10))}\n" for one in [*helpers, *parts])).removeprefix("\n")


def _name(text: str) -> str:
    found = re.search(r"def (\w+)", text)
    assert found is not None
    return found[1]


def noun(table: Table) -> str:
    """The table's noun as a Python name."""
    return table.one.replace(" ", "_").replace("-", "_")


def _row_helper(table: Table) -> str:
    return (
        f"def _{noun(table)}(db: Database, {table.key}: str) -> dict:\n"
        f'    row = db.one("SELECT * FROM {table.name} WHERE {table.key} = ?", {table.key})\n'
        "    if row is None:\n"
        f'        raise Refused("no_such_{noun(table)}", f"There is no {table.one} {{{table.key}!r}}.")\n'
        "    return row\n"
    )


def _reader(toolset: Toolset, tool: Tool) -> str:
    table, name = toolset.domain.table(tool.table), toolset.name(tool)
    match tool:
        case Get():
            document = _document(f"One {table.one} by its id.", [(table.key, f"Id of the {table.one}.")])
            body = f"return _{noun(table)}(db, {table.key})"
            return _function(name, [f"{table.key}: str"], document, body)
        case Search():
            return _search(table, name)
        case Related(column=column):
            other = toolset.domain.table(table.refs[column])
            described = table.column(column).noun
            document = _document(f"All {table.plural} of one {described}.", [(column, f"Id of the {other.one}.")])
            body = (
                f"_{noun(other)}(db, {column})\n"
                f'return db.all("SELECT * FROM {table.name} WHERE {column} = ? ORDER BY {table.key}", {column})'
            )
            return _function(name, [f"{column}: str"], document, body, returns="list[dict]")
        case Joined(reference=reference, column=column):
            return _joined(toolset.domain, table, name, reference, column)
        case Totals(column=column):
            return _totals(table, name, column)


def _search(table: Table, name: str) -> str:
    signature, described, body = [], [], [f'rows = db.all("SELECT * FROM {table.name} ORDER BY {table.key}")']
    title = table.title
    if title is not None:
        signature.append(f"{title.name}: str | None = None")
        described.append((title.name, f"Part of the {title.noun}; upper and lower case are the same."))
        body += [
            f"if {title.name} is not None:",
            f'    rows = [row for row in rows if {title.name}.lower() in row["{title.name}"].lower()]',
        ]
    choices = filters(table)
    for column in choices:
        signature.append(f"{column.name}: {_literal(column)} | None = None")
        described.append((column.name, f"Only those with this {column.noun}."))
        body += _where(column)
    signature.append("page: int = 1")
    described.append(("page", f"Which {PAGE} of them, from 1."))
    by = [*([title.noun] if title else []), *(one.noun for one in choices)]
    how = f"by {_listed(by)}" if by else "one page after the other"
    document = _document(f"Search {table.plural} {how}; with how many there are in total.", described)
    return _function(name, signature, document, "\n".join([*body, "return _page(rows, page)"]))


def _where(column: Choice) -> list[str]:
    return [
        f"if {column.name} is not None:",
        f'    rows = [row for row in rows if row["{column.name}"] == {column.name}]',
    ]


def _joined(domain: Domain, table: Table, name: str, reference: str, column: str) -> str:
    other = domain.table(table.refs[reference])
    choice = other.column(column)
    assert isinstance(choice, Choice)
    document = _document(
        f"All {table.plural} whose {table.column(reference).noun} has a given {choice.noun}.",
        [(column, f"{choice.noun.capitalize()} of the {other.one}.")],
    )
    inner = f"SELECT {other.key} FROM {other.name} WHERE {column} = ?"
    sql = f"SELECT * FROM {table.name} WHERE {reference} IN ({inner}) ORDER BY {table.key}"
    body = f'return db.all("{sql}", {column})'
    return _function(name, [f"{column}: {_literal(choice)}"], document, body, returns="list[dict]")


def _totals(table: Table, name: str, column: str) -> str:
    choices = filters(table)
    signature = [f"{one.name}: {_literal(one)} | None = None" for one in choices]
    noun_of = table.column(column).noun
    document = _document(
        f"Number of {table.plural}, and sum, smallest and largest {noun_of} of them.",
        [(one.name, f"Only those with this {one.noun}.") for one in choices],
    )
    body = [f'rows = db.all("SELECT * FROM {table.name}")']
    for one in choices:
        body += _where(one)
    body += [
        f'found = [row["{column}"] for row in rows if row["{column}"] is not None]',
        'return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), '
        '"max": max(found, default=None)}',
    ]
    return _function(name, signature, document, "\n".join(body))


def _writer(domain: Domain, action: Action) -> str:
    scope = action_scope(domain, action.parameters)
    body: list[str] = []
    bound = [one for one in action.parameters if isinstance(one, Ref)]
    body += [f"{one.bound} = _{noun(domain.table(one.table))}(db, {one.name})" for one in bound]
    for rule in action.rules:
        body.append(f"if {negated(parse(rule.test, scope), domain)}:")
        body.append(f"    raise Refused({_text(rule.code)}, {_text(rule.message)})")
    body += _effects(domain, action, scope)
    described = [(one.name, _parameter_about(domain, one)) for one in action.parameters]
    document = _document(action.says, described)
    signature = [f"{one.name}: {_type(one)}" for one in action.parameters]
    tables = sorted({_effect_table(domain, effect, scope) for effect in action.effects})
    decorator = f"@writes({', '.join(_text(one) for one in tables)})"
    return _function(action.name, signature, document, "\n".join(body), decorator=decorator)


def _effect_table(domain: Domain, effect: Effect, scope: Scope) -> str:
    return effect.table if isinstance(effect, Insert | SetAll) else row_table(domain, effect.row, scope).name


def _effects(domain: Domain, action: Action, scope: Scope) -> list[str]:
    """Values are worked out first, so that each sees the state before the call; then the changes are made."""
    worked, changes, result = [], [], ""
    inserted: dict[str, str] = {}
    for place, effect in enumerate(action.effects):
        inner = Scope(domain, scope.rows, scope.scalars, inserted=dict(inserted))
        match effect:
            case Insert(table=name, values=values, name=given):
                table, new = domain.table(name), f"new_{given or noun(domain.table(name))}"
                worked.append(f'{new} = db.next_id("{name}", "{table.prefix}", width=4)')
                columns = [table.key, *values]
                made = [new, *(python_of(parse(one, inner), domain) for one in values.values())]
                marks = ", ".join("?" for _ in columns)
                sql = f'"INSERT INTO {name} ({", ".join(columns)}) VALUES ({marks})"'
                changes.append(_run(sql, made))
                result = result or f"return _{noun(table)}(db, {new})"
                if given:
                    inserted[given] = name
            case Set(row=row, values=values):
                table = row_table(domain, row, scope)
                key = python_of(parse(f"{row}.{table.key}" if "." not in row else row, scope), domain)
                marks = ", ".join(f"{one} = ?" for one in values)
                made = []
                for column, text in values.items():
                    value = python_of(parse(text, inner), domain)
                    if len(action.effects) > 1 and place and re.search(r"db\.all|_\w+\(db", value):
                        name = _fresh(f"new_{column}", worked)
                        worked.append(f"{name} = {value}")
                        value = name
                    made.append(value)
                changes.append(_run(f'"UPDATE {table.name} SET {marks} WHERE {table.key} = ?"', [*made, key]))
                result = result or f"return _{noun(table)}(db, {key})"
            case SetAll():
                name = _fresh(f"changed_{effect.table}", worked)
                found, loop = _set_all(domain, effect, inner, name)
                worked.append(found)
                changes += loop
            case Delete(row=row):
                table = row_table(domain, row, scope)
                key = python_of(parse(f"{row}.{table.key}" if "." not in row else row, scope), domain)
                changes.append(_run(f'"DELETE FROM {table.name} WHERE {table.key} = ?"', [key]))
                result = result or f'return {{"deleted": {key}}}'
    return [*worked, *changes, result or 'return {"done": True}']


def _fresh(name: str, lines: list[str]) -> str:
    """The name, with a number where a line sets it already."""
    taken = {line.split(" = ")[0] for line in lines}
    number = 2
    while name in taken:
        name = f"{name.rstrip('0123456789_')}_{number}"
        number += 1
    return name


def _set_all(domain: Domain, effect: SetAll, scope: Scope, name: str) -> tuple[str, list[str]]:
    """A statement that finds the rows, and the loop that changes them."""
    table = domain.table(effect.table)
    inner = Scope(domain, scope.rows, scope.scalars, effect.table, scope.inserted)
    marks = ", ".join(f"{one} = ?" for one in effect.values)
    made = [python_of(parse(one, inner), domain) for one in effect.values.values()]
    update = _run(f'"UPDATE {table.name} SET {marks} WHERE {table.key} = ?"', [*made, f'other["{table.key}"]'])
    test = python_of(parse(effect.test, inner), domain)
    found = f'{name} = [other for other in db.all("SELECT * FROM {table.name} ORDER BY {table.key}") if {test}]'
    return found, [f"for other in {name}:", indent(update, "    ")]


def _run(sql: str, values: list[str]) -> str:
    line = f"db.run({sql}, {', '.join(values)})"
    if len(line) <= 112:
        return line
    if len(sql) > 110:
        sql = sql.replace(" VALUES ", '"\n    " VALUES ').replace(" WHERE ", '"\n    " WHERE ')
    listed = "".join(f"    {one},\n" for one in [sql, *values])
    return f"db.run(\n{listed})"


def _function(
    name: str,
    signature: list[str],
    document: str,
    body: str,
    *,
    decorator: str = "@reads",
    returns: str = "dict",
) -> str:
    head = f"def {name}(db: Database{''.join(f', {one}' for one in signature)}) -> {returns}:"
    if len(head) > 120:
        listed = "".join(f"    {one},\n" for one in ["db: Database", *signature])
        head = f"def {name}(\n{listed}) -> {returns}:"
    return f"{decorator}\n{head}\n{indent(document, '    ')}\n{indent(body, '    ')}\n"


def _document(first: str, described: list[tuple[str, str]]) -> str:
    lines = "".join(f"\n    {name}: {about}" for name, about in described)
    return f'"""{first}\n\nArgs:{lines}\n"""' if described else f'"""{first}"""'


def _parameter_about(domain: Domain, column: Column) -> str:
    if column.about:
        return column.about
    match column:
        case Ref(table=table):
            return f"Id of the {domain.table(table).one}."
        case Day():
            return f"{column.noun.capitalize()}, as YYYY-MM-DD."
        case Money():
            return f"{column.noun.capitalize()} in {domain.currency}."
        case _:
            return f"{column.noun.capitalize()}."


def _type(column: Column) -> str:
    match column:
        case Whole() | Money():
            return "int"
        case Number():
            return "float"
        case Choice():
            return _literal(column)
        case _:
            return "str"


def _literal(column: Choice) -> str:
    return f"Literal[{', '.join(_text(one) for one in column.values)}]"


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
