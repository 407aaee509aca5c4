"""A program's goal in SQL: things, rows and answers as queries, and what steps leave behind as relations.

Written from the program's goal and the declaration's rules and effects alone; it shares no code with the solution, the
tools or the host's evaluation. What a step does is said by common table expressions: the calls it asks for, those that
the rules accept, and the content of each table afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from agentrt.synth.general import program as p
from agentrt.synth.general.consistency import row_table
from agentrt.synth.general.declare import Action, Delete, Domain, Effect, Insert, Ref, Set, SetAll, Table
from agentrt.synth.general.expression_sql import SqlNames, literal, sql_of
from agentrt.synth.general.expressions import Scope, action_scope, parse
from agentrt.synth.general.layout import laid_out_sql

_SIGNS = {"==": "=", "!=": "<>"}


@dataclass(frozen=True)
class Relation:
    """One relation of a step.

    Attributes:
        name: Its name.
        columns: Its columns, where it is to be worked out before what comes after it; empty for a table's content.
        query: A SELECT.
    """

    name: str
    columns: tuple[str, ...]
    query: str


_Change = tuple[str, tuple[str, ...], str, str]


@dataclass
class GoalSql:
    """Queries of one program.

    Attributes:
        domain: The declaration.
        parts: The steps' relations so far, in order.
        helpers: Common table expressions that the answer needs.
        relations: What each table is called now.
        chosen: Whether only those steps are done whose numbers are in the relation `asked`.
    """

    domain: Domain
    parts: list[Relation] = field(default_factory=list)
    helpers: list[tuple[str, str]] = field(default_factory=list)
    relations: dict[str, str] = field(default_factory=dict)
    chosen: bool = False
    _aliases: int = 0
    _numbered: int = 0
    _steps: int = 0

    def relation(self, table: str) -> str:
        """The relation that stands for a table after the steps so far."""
        return self.relations.get(table, table)

    def sets(self) -> str:
        """The WITH clause of an answer that needs one; else empty."""
        listed = ",\n".join(f"{name} AS (\n    {laid_out_sql(text)}\n)" for name, text in self.helpers)
        return f"WITH\n{listed}\n" if listed else ""

    # --------------------------------------------------------------------------------------------- things and rows

    def key(self, entity: p.Entity) -> str:
        """A thing's id, as a scalar expression."""
        table = self.domain.table(entity.table)
        relation = self.relation(table.name)
        match entity:
            case p.ById(key=key):
                return literal(key)
            case p.Titled(title=title):
                assert table.title is not None
                return f"(SELECT {table.key} FROM {relation} WHERE {table.title.name} = {literal(title)})"
            case p.Follow(entity=inner, column=column):
                other = self.domain.table(inner.table)
                return f"(SELECT {column} FROM {self.relation(other.name)} WHERE {other.key} = {self.key(inner)})"
            case p.Best(rows=rows, path=path, most=most):
                alias, where = self.source(rows)
                worth = self.at(alias, table, path)
                where = _and(where, f"{worth} IS NOT NULL")
                order = f"ORDER BY {worth}{' DESC' if most else ''} LIMIT 1"
                return f"(SELECT {alias}.{table.key} FROM {relation} AS {alias}{where} {order})"

    def source(self, rows: p.Rows) -> tuple[str, str]:
        """An alias for rows of a table, and the WHERE clause of their tests."""
        self._aliases += 1
        alias, table = f"t{self._aliases}", self.domain.table(rows.table)
        tests = [self.test(alias, table, one) for one in rows.tests]
        return alias, f" WHERE {' AND '.join(tests)}" if tests else ""

    def test(self, alias: str, table: Table, test: p.Test) -> str:
        """One test on a row."""
        match test:
            case p.Compare(path=path, sign=sign, value=value):
                worth = self.at(alias, table, path)
                if value is None:
                    return f"{worth} {'IS NULL' if sign == '==' else 'IS NOT NULL'}"
                return f"{worth} {_SIGNS.get(sign, sign)} {literal(value)}"
            case p.Linked(column=column, entity=entity):
                return f"{alias}.{column} = {self.key(entity)}"
            case p.Having(table=child, column=column, tests=tests, some=some):
                inner, where = self.source(p.Rows(child, tests))
                where = _and(where, f"{inner}.{column} = {alias}.{table.key}")
                exists = f"EXISTS (SELECT 1 FROM {self.relation(child)} AS {inner}{where})"
                return exists if some else f"NOT {exists}"

    def at(self, alias: str, table: Table, path: p.Path) -> str:
        """What is at the end of a path from a row."""
        text = f"{alias}.{path[0]}"
        for column, following in pairwise(path):
            table = self.domain.table(table.refs[column])
            text = f"(SELECT {following} FROM {self.relation(table.name)} WHERE {table.key} = {text})"
        return text

    # ----------------------------------------------------------------------------------------------------- answers

    def answer(self, answer: p.Answer) -> str:
        """A SELECT of the right answer: one row with one column, or a row for each id."""
        match answer:
            case p.Chosen():
                return f"SELECT call_key FROM accepted_{self._steps}"
            case p.KeyOf(entity=entity):
                return f"SELECT {self.key(entity)}"
            case p.Attribute() | p.Count() | p.Total():
                return f"SELECT {self.number(answer)}"
            case p.Gap(left=left, right=right):
                return f"SELECT {self.number(left)} - {self.number(right)}"
            case p.Mean(rows=rows, path=path):
                alias, where = self.source(rows)
                worth = self.at(alias, self.domain.table(rows.table), path)
                return f"SELECT round(avg({worth}), 2) FROM {self.relation(rows.table)} AS {alias}{where}"
            case p.Keys(rows=rows):
                alias, where = self.source(rows)
                key = self.domain.table(rows.table).key
                return f"SELECT {alias}.{key} FROM {self.relation(rows.table)} AS {alias}{where}"
            case p.Ranked():
                return self._ranked(answer)
            case p.Top():
                return self._top(answer)
            case p.Pick():
                return self._pick(answer)

    def number(self, value: p.Attribute | p.Count | p.Total) -> str:
        """A value as a scalar expression."""
        if isinstance(value, p.Attribute):
            table = self.domain.table(value.entity.table)
            source = self.relation(table.name)
            return f"(SELECT {value.column} FROM {source} WHERE {table.key} = {self.key(value.entity)})"
        alias, where = self.source(value.rows)
        source = f"{self.relation(value.rows.table)} AS {alias}{where}"
        if isinstance(value, p.Count):
            return f"(SELECT count(*) FROM {source})"
        worth = self.at(alias, self.domain.table(value.rows.table), value.path)
        return f"(SELECT coalesce(sum({worth}), 0) FROM {source})"

    def _ranked(self, answer: p.Ranked) -> str:
        alias, where = self.source(answer.rows)
        table = self.domain.table(answer.rows.table)
        worth = self.at(alias, table, answer.path)
        order = f"ORDER BY {worth}{' DESC' if answer.most else ''} LIMIT {answer.size}"
        where = _and(where, f"{worth} IS NOT NULL")
        return f"SELECT {alias}.{table.key} FROM {self.relation(table.name)} AS {alias}{where} {order}"

    def _top(self, answer: p.Top) -> str:
        alias, where = self.source(answer.rows)
        table = self.domain.table(answer.rows.table)
        where = _and(where, f"{alias}.{answer.by} IS NOT NULL")
        worth = "count(*)"
        if answer.total:
            inner = self.at(alias, table, answer.total)
            worth, where = f"sum({inner})", _and(where, f"{inner} IS NOT NULL")
        source = f"FROM {self.relation(table.name)} AS {alias}{where} GROUP BY {alias}.{answer.by}"
        groups = f"SELECT {alias}.{answer.by} AS name, {worth} AS size {source}"
        best = "max" if answer.most else "min"
        return f"SELECT name FROM ({groups}) WHERE size = (SELECT {best}(size) FROM ({groups}))"

    def _pick(self, pick: p.Pick) -> str:
        """All sets of the wanted size are joined, and the best of those that meet the constraints are kept."""
        alias, where = self.source(pick.rows)
        table = self.domain.table(pick.rows.table)
        columns = sorted({one for one in (pick.gain, pick.cost, pick.apart) if one})
        listed = ", ".join(f"{alias}.{one}" for one in [table.key, *columns])
        where = _and(where, f"{alias}.{pick.gain} IS NOT NULL")
        candidates = f"SELECT {listed} FROM {self.relation(table.name)} AS {alias}{where}"
        names = [f"c{place + 1}" for place in range(pick.size)]
        tests = [f"{one}.{table.key} < {two}.{table.key}" for one, two in pairwise(names)]
        if pick.cost:
            tests.append(f"{' + '.join(f'{one}.{pick.cost}' for one in names)} <= {pick.budget}")
        if pick.apart:
            tests += [f"{one}.{pick.apart} <> {two}.{pick.apart}" for one, two in combinations(names, 2)]
        gain = " + ".join(f"{one}.{pick.gain}" for one in names)
        keys = ", ".join(f"{one}.{table.key} AS {one}" for one in names)
        joined = ", ".join(f"candidates AS {one}" for one in names)
        self.helpers.append(("candidates", candidates))
        self.helpers.append(("sets", f"SELECT {keys}, {gain} AS gain FROM {joined} WHERE {' AND '.join(tests)}"))
        best = "max" if pick.most else "min"
        return f"SELECT {', '.join(names)} FROM sets WHERE gain = (SELECT {best}(gain) FROM sets)"

    # ------------------------------------------------------------------------------------------------------- steps

    def step(self, step: p.Step) -> None:
        """Add what a step leaves behind."""
        self._numbered += 1
        match step:
            case p.Do():
                self._call(step)
            case p.DoEach(action=action, over=over, rows=rows, arguments=arguments):
                self._calls(action, arguments, (over, rows, "NULL"))
            case p.DoFirst(action=action, over=over, rows=rows, arguments=arguments):
                self._first(step)
            case p.Fallback(first=first, then=then):
                before = dict(self.relations)
                self._call(first)
                refused = f"NOT EXISTS (SELECT 1 FROM accepted_{self._steps})"
                self._call(then, refused, before)
            case p.When(value=value, sign=sign, bound=bound, then=then, otherwise=otherwise):
                test = f"{self.number(value)} {_SIGNS.get(sign, sign)} {bound}"
                before = dict(self.relations)
                self._call(then, test)
                self._call(otherwise, f"NOT ({test})", before)

    def _call(self, do: p.Do, guard: str = "", state: dict[str, str] | None = None) -> None:
        """One call, where a guard holds; its arguments are looked up in an earlier state if one is given."""
        now = self.relations
        self.relations = dict(state) if state is not None else self.relations
        values = ", ".join([*(f"{self._argument(one)} AS {name}" for name, one in do.arguments), "NULL AS call_key"])
        self.relations = now
        where = f" WHERE {guard}" if guard else ""
        self._accept(self.domain.action(do.action), f"SELECT {values}, NULL AS place{where}")

    def _calls(self, action: str, arguments: tuple[tuple[str, p.Argument], ...], over: tuple[str, p.Rows, str]) -> None:
        name, rows, _ = over
        alias, where = self.source(rows)
        key = f"{alias}.{self.domain.table(rows.table).key}"
        values = [f"{key} AS {name}", *(f"{self._argument(one)} AS {given}" for given, one in arguments)]
        source = f"FROM {self.relation(rows.table)} AS {alias}{where}"
        calls = f"SELECT {', '.join(values)}, {key} AS call_key, NULL AS place {source}"
        self._accept(self.domain.action(action), calls)

    def _first(self, step: p.DoFirst) -> None:
        alias, where = self.source(step.rows)
        table = self.domain.table(step.rows.table)
        key, worth = f"{alias}.{table.key}", self.at(alias, table, step.path)
        values = [f"{key} AS {step.over}", *(f"{self._argument(one)} AS {given}" for given, one in step.arguments)]
        source = f"FROM {self.relation(table.name)} AS {alias}{where}"
        calls = f"SELECT {', '.join(values)}, {key} AS call_key, {worth} AS place {source}"
        self._accept(self.domain.action(step.action), calls, first=" DESC" if step.most else " ASC")

    def _argument(self, argument: p.Argument) -> str:
        return literal(argument) if isinstance(argument, str | int | float) else self.key(argument)

    def _accept(self, action: Action, calls: str, *, first: str = "") -> None:
        """The calls that no rule refuses, or the first of them in an order, and what they do."""
        self._steps += 1
        now = self._steps
        scope = action_scope(self.domain, action.parameters)
        names = self._names(action, f"accepted_{now}", {})
        rules = " AND ".join(
            sql_of(parse(one.test, scope), self._names(action, f"calls_{now}", {})) for one in action.rules
        )
        columns = (*(one.name for one in action.parameters), "call_key", "place")
        self.parts.append(Relation(f"calls_{now}", columns, calls))
        order = f" ORDER BY place{first} LIMIT 1" if first else ""
        where = f" WHERE {rules}" if rules else ""
        if self.chosen:
            where = _and(where, f"EXISTS (SELECT 1 FROM asked WHERE step = {self._numbered})")
        source = f"calls_{now}{self._bound(action, f'calls_{now}')}"
        self.parts.append(Relation(f"accepted_{now}", columns, f"SELECT calls_{now}.* FROM {source}{where}{order}"))
        self._effects(action, scope, now, names)

    def _names(self, action: Action, source: str, keys: dict[str, str]) -> SqlNames:
        relations = dict(self.relations)
        parameters = {one.name: f"{source}.{one.name}" for one in action.parameters if not isinstance(one, Ref)}
        today = literal(self.domain.today.isoformat())
        return SqlNames(lambda table: relations.get(table, table), today, parameters, keys)

    def _bound(self, action: Action, source: str) -> str:
        """Joins that bind the rows that references name."""
        joins = ""
        for one in action.parameters:
            if isinstance(one, Ref):
                key, alias = self.domain.table(one.table).key, f"the_{one.bound}"
                joins += f"\n    JOIN {self.relation(one.table)} AS {alias} ON {alias}.{key} = {source}.{one.name}"
        return joins

    def _effects(self, action: Action, scope: Scope, now: int, names: SqlNames) -> None:
        source = f"accepted_{now}{self._bound(action, f'accepted_{now}')}"
        writer = _EffectSql(self.domain, scope, names, source, dict(self.relations))
        for place, effect in enumerate(action.effects):
            change = f"change_{now}_{place + 1}"
            table, columns, made, content = writer.effect(effect, change)
            writer.following[table] = f"{table}_after_{now}_{place + 1}"
            self.parts += [Relation(change, columns, made), Relation(writer.following[table], (), content)]
        self.relations = writer.following

    def touched(self) -> dict[str, str]:
        """Tables that the steps may change, with a SELECT of what each must hold afterwards."""
        return {table: f"SELECT * FROM {relation}" for table, relation in sorted(self.relations.items())}


@dataclass
class _EffectSql:
    """What the effects of one accepted step change: every value is worked out from the state before it.

    Attributes:
        source: The accepted calls, joined with the rows that they name.
        following: What each table is called after the effects so far.
    """

    domain: Domain
    scope: Scope
    names: SqlNames
    source: str
    following: dict[str, str]
    _inserted: dict[str, str] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)

    def effect(self, effect: Effect, change: str) -> _Change:
        """The table that an effect changes, columns and query of the change, and the table's content with it."""
        match effect:
            case Insert():
                return self._insert(effect, change)
            case Set(row=row, values=values):
                table = row_table(self.domain, row, self.scope)
                return self._set(table, change, self._row_key(row, table), self._made(values), self.source)
            case SetAll(table=name, test=test, values=values):
                table = self.domain.table(name)
                matching = sql_of(parse(test, self._inside(name)), self._seen())
                rows = f"{self.source}\n    JOIN {self.names.relation(name)} AS other ON {matching}"
                return self._set(table, change, f"other.{table.key}", self._made(values, name), rows)
            case Delete(row=row):
                table = row_table(self.domain, row, self.scope)
                old = self.following.get(table.name, table.name)
                content = f"SELECT * FROM {old} WHERE {table.key} NOT IN (SELECT row_key FROM {change})"
                made = f"SELECT {self._row_key(row, table)} AS row_key FROM {self.source}"
                return table.name, ("row_key",), made, content

    def _insert(self, effect: Insert, change: str) -> _Change:
        table = self.domain.table(effect.table)
        old = self.following.get(table.name, table.name)
        made = self._made(effect.values)
        listed = [f"{made.get(one.name, 'NULL')} AS {one.name}" for one in table.columns]
        select = f"SELECT {', '.join([f'{_next_key(table, old)} AS {table.key}', *listed])} FROM {self.source}"
        if effect.name:
            self._inserted[effect.name] = table.name
            self._keys[effect.name] = f"(SELECT {table.key} FROM {change})"
        columns = (table.key, *(one.name for one in table.columns))
        return table.name, columns, select, f"SELECT * FROM {old} UNION ALL SELECT * FROM {change}"

    def _set(self, table: Table, change: str, key: str, made: dict[str, str], source: str) -> _Change:
        listed = ", ".join([f"{key} AS row_key", *(f"{text} AS {name}" for name, text in made.items())])
        columns = [f"old.{table.key}"]
        for one in table.columns:
            new = f"iif(new.row_key IS NULL, old.{one.name}, new.{one.name}) AS {one.name}"
            columns.append(new if one.name in made else f"old.{one.name}")
        old = self.following.get(table.name, table.name)
        joined = f"FROM {old} AS old LEFT JOIN {change} AS new ON new.row_key = old.{table.key}"
        return table.name, ("row_key", *made), f"SELECT {listed} FROM {source}", f"SELECT {', '.join(columns)} {joined}"

    def _row_key(self, row: str, table: Table) -> str:
        return sql_of(parse(row if "." in row else f"{row}.{table.key}", self.scope), self._seen())

    def _made(self, values: Mapping[str, str], table: str | None = None) -> dict[str, str]:
        scope, seen = self._inside(table), self._seen()
        return {name: sql_of(parse(text, scope), seen) for name, text in values.items()}

    def _inside(self, table: str | None) -> Scope:
        return replace(self.scope, table=table, inserted=dict(self._inserted))

    def _seen(self) -> SqlNames:
        return replace(self.names, keys=dict(self._keys))


def _next_key(table: Table, relation: str) -> str:
    number = f"CAST(substr({table.key}, {len(table.prefix) + 1}) AS INTEGER)"
    last = f"(SELECT coalesce(max({number}), 0) FROM {relation})"
    return f"printf('{table.prefix}%04d', {last} + row_number() OVER ())"


def _and(where: str, test: str) -> str:
    return f"{where} AND {test}" if where else f" WHERE {test}"
