"""The easiest programs, and the steps by which they are made harder, each of which keeps what it was made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from itertools import combinations
from typing import Any, Literal

from agentrt.synth.general import program as p
from agentrt.synth.general.declare import Action, Choice, Ref, Table
from agentrt.synth.general.sampling import NotFound, Sampler

Raise = Callable[[Sampler, p.Program], p.Program]


def easiest(sampler: Sampler, kind: Literal["ask", "do"] | None = None) -> p.Program:
    """A program of level 1: one or two calls.

    Args:
        sampler: Draws.
        kind: Whether it asks or does something; None: either.

    Raises:
        NotFound: This draw gave none.
    """
    asks: tuple[Callable[[Sampler], p.Program], ...] = (_attribute, _attribute, _count, _total, _keys)
    kinds = {"ask": asks, "do": (_do,), None: (*asks, _do, _do, _do)}[kind]
    return sampler.rng.choice(kinds)(sampler)


def easiest_action(sampler: Sampler, action: Action) -> p.Program:
    """A program of level 1 that does one thing."""
    return p.Program((sampler.accepted(action),))


def raised(sampler: Sampler, program: p.Program) -> p.Program:
    """A harder program made from another by one step.

    Raises:
        NotFound: This draw gave none.
    """
    return sampler.rng.choice(_STEPS if program.steps else _QUESTIONS)(sampler, program)


def with_refusal(sampler: Sampler, program: p.Program, action: Action, code: str) -> p.Program:
    """The last call of a program becomes what is done when another one is refused by a given rule."""
    last = program.steps[-1]
    if not isinstance(last, p.Do):
        raise NotFound
    first = sampler.refused(action, code)
    return replace(program, steps=(*program.steps[:-1], p.Fallback(first, last)))


def refusing(sampler: Sampler, steps: tuple[p.Step, ...], action: Action, code: str) -> p.Program:
    """After some steps, a call that a given rule refuses, and what is done instead: something near to it if possible.

    Raises:
        NotFound: This draw gave none.
    """
    first = sampler.refused(action, code)
    return p.Program((*steps, p.Fallback(first, sampler.near(first))))


def swept(sampler: Sampler, action: Action, codes: set[str]) -> p.Program:
    """One action for each of some rows, or for the first that the rules allow, where given rules refuse some of them.

    Raises:
        NotFound: This draw gave none.
    """
    program = sampler.rng.choice((_each, _first))(sampler, p.Program((sampler.accepted(action),)))
    (step,) = program.steps
    assert isinstance(step, p.DoEach | p.DoFirst)
    rows = sampler.evaluator.rows(step.rows)
    if isinstance(step, p.DoFirst):
        rows = [row for _, row in sampler.evaluator.ranked(step.rows, step.path, step.most)]
    key = sampler.world.domain.table(step.rows.table).key
    met = []
    for row in rows:
        arguments = (*step.arguments, (step.over, p.ById(step.rows.table, str(row[key]))))
        met.append(sampler.outcome(action, arguments))
        if met[-1] is None and isinstance(step, p.DoFirst):
            break
    if not codes & set(met):
        raise NotFound
    return program


def described(sampler: Sampler, program: p.Program) -> p.Program:
    """A thing in a program is no longer named but described.

    Raises:
        NotFound: This draw gave none.
    """
    return _describe(sampler, program)


def choosing(sampler: Sampler) -> p.Program:
    """A constrained choice, of level 2.

    Raises:
        NotFound: This draw gave none.
    """
    table = sampler.table(numeric=True)
    rows = sampler.rows(table, sampler.rng.choice((1, 1, 2)), sampler.rng.choice((0, 0, 1)), least=6, most=40)
    return p.Program((), pick(sampler, rows))


def replaced(tree: Any, old: object, new: object) -> Any:
    """A program with one part in the place of another."""
    if tree == old and type(tree) is type(old):
        return new
    if is_dataclass(tree) and not isinstance(tree, type):
        return replace(tree, **{one.name: replaced(getattr(tree, one.name), old, new) for one in fields(tree)})
    if isinstance(tree, tuple):
        return tuple(replaced(one, old, new) for one in tree)
    return tree


# ------------------------------------------------------------------------------------------------------------- level 1


def _attribute(sampler: Sampler) -> p.Program:
    table = sampler.table()
    row = sampler.row(table)
    columns = [one for one in table.columns if one.asked and not isinstance(one, Choice) and row[one.name] is not None]
    if not columns:
        raise NotFound
    column = sampler.rng.choice(columns)
    entity = sampler.entity(table, row)
    if table.title is not None and column.name == table.title.name:
        entity = p.ById(table.name, str(row[table.key]))
    return p.Program((), p.Attribute(entity, column.name))


def _filter(sampler: Sampler, table: Table) -> p.Rows:
    choices = [one for one in table.columns if isinstance(one, Choice) and one.asked]
    if not choices:
        raise NotFound
    column = sampler.rng.choice(choices)
    rows = list(sampler.world.rows[table.name].values())
    return p.Rows(table.name, (p.Compare((column.name,), "==", sampler.rng.choice(rows)[column.name]),))


def _count(sampler: Sampler) -> p.Program:
    return p.Program((), p.Count(_filter(sampler, sampler.table())))


def _total(sampler: Sampler) -> p.Program:
    table = sampler.table(numeric=True)
    columns = sampler.summable(table)
    if not columns:
        raise NotFound
    return p.Program((), p.Total(_few(sampler, table), (sampler.rng.choice(columns).name,)))


def _keys(sampler: Sampler) -> p.Program:
    return p.Program((), p.Keys(_few(sampler, sampler.table())))


def _few(sampler: Sampler, table: Table) -> p.Rows:
    """Rows that one call gives."""
    refs = [one for one in table.columns if isinstance(one, Ref)]
    if refs and sampler.rng.random() < 0.7:
        ref = sampler.rng.choice(refs)
        other = sampler.world.domain.table(ref.table)
        rows = p.Rows(table.name, (p.Linked(ref.name, p.ById(other.name, str(sampler.row(other)[other.key]))),))
    else:
        rows = _filter(sampler, table)
    if not 2 <= len(sampler.evaluator.rows(rows)) <= 12:
        raise NotFound
    return rows


def _do(sampler: Sampler) -> p.Program:
    return easiest_action(sampler, sampler.rng.choice(sampler.world.domain.actions))


# ----------------------------------------------------------------------------------------------------- steps for both


def _tighten(sampler: Sampler, program: p.Program) -> p.Program:
    """One more test on some rows."""
    found = [one for one in p.nodes(program) if isinstance(one, p.Rows)]
    if not found:
        raise NotFound
    rows = sampler.rng.choice(found)
    return replaced(program, rows, sampler.tightened(rows, sampler.rng.choice((0, 1, 1, 2))))  # type: ignore[no-any-return]


def _describe(sampler: Sampler, program: p.Program) -> p.Program:
    """A thing is no longer named but described."""
    found = [one for one in p.nodes(program) if isinstance(one, p.ById | p.Titled)]
    if not found:
        raise NotFound
    entity = sampler.rng.choice(found)
    table = sampler.world.domain.table(entity.table)
    row = sampler.evaluator.entity(entity)
    if isinstance(entity, p.ById) and table.title is not None and program.steps and sampler.rng.random() < 0.3:
        return replaced(program, entity, p.Titled(table.name, str(row[table.title.name])))  # type: ignore[no-any-return]
    return replaced(program, entity, sampler.description(table, row))  # type: ignore[no-any-return]


# ---------------------------------------------------------------------------------------------------------- questions


def _change_question(sampler: Sampler, program: p.Program) -> p.Program:
    """Something harder is asked of the same rows or thing."""
    answer = program.answer
    match answer:
        case p.Attribute(entity=entity):
            return p.Program((), _about_relations(sampler, entity))
        case p.Count(rows=rows) | p.Keys(rows=rows) | p.Total(rows=rows):
            return p.Program((), _of_rows(sampler, rows, answer))
    raise NotFound


def _about_relations(sampler: Sampler, entity: p.Entity) -> p.Answer:
    """Of a thing: something about what it refers to, or about what refers to it."""
    table = sampler.world.domain.table(entity.table)
    links = [(one, name) for one in sampler.world.domain.tables for name, to in one.refs.items() if to == table.name]
    if table.refs and (not links or sampler.rng.random() < 0.4):
        column = sampler.rng.choice(list(table.refs))
        other = sampler.world.domain.table(table.refs[column])
        there = p.Follow(entity, column, other.name)
        columns = [one for one in other.columns if one.asked and not isinstance(one, Choice)]
        if not columns:
            raise NotFound
        return p.Attribute(there, sampler.rng.choice(columns).name)
    if not links:
        raise NotFound
    child, column = sampler.rng.choice(links)
    rows = p.Rows(child.name, (p.Linked(column, entity),))
    if sampler.rng.random() < 0.6:
        rows = sampler.tightened(rows, sampler.rng.choice((0, 0, 1)))
    return _measure(sampler, rows)


def _measure(sampler: Sampler, rows: p.Rows) -> p.Answer:
    table = sampler.world.domain.table(rows.table)
    sums = sampler.summable(table)
    makers: list[Callable[[], p.Answer]] = [lambda: p.Count(rows), lambda: p.Keys(rows)]
    means = sampler.averaged(table)
    if sums:
        makers.append(lambda: p.Total(rows, (sampler.rng.choice(sums).name,)))
    if means:
        makers.append(lambda: p.Mean(rows, (sampler.rng.choice(means).name,)))
    if sampler.numbers(table):
        makers += [
            lambda: p.KeyOf(
                p.Best(rows, (sampler.rng.choice(sampler.numbers(table)).name,), sampler.rng.random() < 0.5)
            )
        ]
    return sampler.rng.choice(makers)()


def _of_rows(sampler: Sampler, rows: p.Rows, answer: p.Answer) -> p.Answer:
    table = sampler.world.domain.table(rows.table)
    rng = sampler.rng
    numbers, sums, means = sampler.numbers(table), sampler.summable(table), sampler.averaged(table)
    groups = [one for one in table.columns if isinstance(one, Ref | Choice) and one.asked]
    makers: list[Callable[[], p.Answer]] = []
    if numbers:
        makers.append(lambda: p.Ranked(rows, (rng.choice(numbers).name,), rng.random() < 0.5, rng.choice((2, 3))))
        makers.append(lambda: _best_attribute(sampler, rows))
    if groups:
        makers.append(lambda: p.Top(rows, rng.choice(groups).name, rng.random() < 0.75))
        if sums:
            makers.append(lambda: p.Top(rows, rng.choice(groups).name, rng.random() < 0.75, (rng.choice(sums).name,)))
    if means:
        makers.append(lambda: p.Mean(rows, (rng.choice(means).name,)))
    if sums:
        makers += [lambda: pick(sampler, rows)] * 3
    if isinstance(answer, p.Count | p.Total):
        makers.append(lambda: p.Gap(answer, _other(sampler, answer)))
    if not makers:
        raise NotFound
    return rng.choice(makers)()


def _best_attribute(sampler: Sampler, rows: p.Rows) -> p.Answer:
    table = sampler.world.domain.table(rows.table)
    column = sampler.rng.choice(sampler.numbers(table))
    best = p.Best(rows, (column.name,), sampler.rng.random() < 0.5)
    asked = [one for one in table.columns if one.asked and not isinstance(one, Choice) and one.name != column.name]
    return p.Attribute(best, sampler.rng.choice(asked).name) if asked else p.KeyOf(best)


def _other(sampler: Sampler, answer: p.Count | p.Total) -> p.Count | p.Total:
    """The same number of other rows: the first test is about another value."""
    first = answer.rows.tests[0] if answer.rows.tests else None
    table = sampler.world.domain.table(answer.rows.table)
    if isinstance(first, p.Linked):
        used = [row for row in sampler.world.rows[table.name].values() if row[first.column] is not None]
        other = sampler.world.domain.table(first.entity.table)
        key = sampler.rng.choice(used)[first.column]
        changed: p.Test = p.Linked(first.column, sampler.entity(other, sampler.world.rows[other.name][key]))
    elif isinstance(first, p.Compare) and len(first.path) == 1 and first.value is not None:
        values = [row[first.path[0]] for row in sampler.world.rows[table.name].values()]
        changed = replace(first, value=sampler.rng.choice([one for one in values if one is not None]))
    else:
        raise NotFound
    if changed == first:
        raise NotFound
    return replace(answer, rows=p.Rows(table.name, (changed, *answer.rows.tests[1:])))


def pick(sampler: Sampler, rows: p.Rows) -> p.Pick:
    """A constrained choice from rows; at most fifteen of them, so that all sets can be looked at."""
    table, rng = sampler.world.domain.table(rows.table), sampler.rng
    sums = [one.name for one in sampler.summable(table) if not one.null]
    for _ in range(3):
        if len(sampler.evaluator.rows(rows)) <= 15:
            break
        rows = sampler.tightened(rows, 0)
    found = sampler.evaluator.rows(rows)
    size = rng.choice((2, 3, 3))
    if not sums or not 6 <= len(found) <= 15:
        raise NotFound
    gain = rng.choice(sums)
    made = p.Pick(rows, size, gain, most=rng.random() < 0.6)
    apart = [one.name for one in table.columns if isinstance(one, Ref | Choice) and not one.null]
    if len(sums) > 1:
        made = with_budget(sampler, made)
    if apart and (not made.cost or rng.random() < 0.4):
        made = replace(made, apart=rng.choice(apart))
    if not (made.cost or made.apart):
        raise NotFound  # the best few without a constraint are a ranking
    return made


def with_budget(sampler: Sampler, made: p.Pick) -> p.Pick:
    """A bound on another sum, such that it bites."""
    table = sampler.world.domain.table(made.rows.table)
    costs = [one.name for one in sampler.summable(table) if not one.null and one.name != made.gain]
    if not costs:
        raise NotFound
    cost = sampler.rng.choice(costs)
    values = [int(row[cost] or 0) for row in sampler.evaluator.rows(made.rows)]
    sums = {sum(one) for one in combinations(values, made.size)}
    low, high = min(sums), max(sums)
    reach = range(low + round(0.2 * (high - low)), low + round(0.6 * (high - low)))
    bounds = [one for one in reach if {one, one + 1} <= sums]  # so that one more or less is another bound
    if not bounds:
        raise NotFound
    return replace(made, most=True, cost=cost, budget=sampler.rng.choice(bounds))


def _constrain(sampler: Sampler, program: p.Program) -> p.Program:
    """A choice gets one more constraint, or becomes larger."""
    answer = program.answer
    if not isinstance(answer, p.Pick):
        raise NotFound
    table = sampler.world.domain.table(answer.rows.table)
    apart = [one.name for one in table.columns if isinstance(one, Ref | Choice) and not one.null]
    ways: list[Callable[[], p.Pick]] = [lambda: replace(answer, size=answer.size + 1)] if answer.size < 4 else []
    if not answer.cost:
        ways.append(lambda: with_budget(sampler, answer))
    if not answer.apart and apart:
        ways.append(lambda: replace(answer, apart=sampler.rng.choice(apart)))
    if not ways:
        raise NotFound
    return replace(program, answer=sampler.rng.choice(ways)())


# -------------------------------------------------------------------------------------------------------------- steps


def _last(program: p.Program) -> tuple[tuple[p.Step, ...], p.Do]:
    last = program.steps[-1]
    if not isinstance(last, p.Do):
        raise NotFound
    return program.steps[:-1], last


def _fallback(sampler: Sampler, program: p.Program) -> p.Program:
    """What is done only if something else is refused."""
    action = sampler.rng.choice(sampler.world.domain.actions)
    if not action.rules:
        raise NotFound
    return with_refusal(sampler, program, action, sampler.rng.choice(action.rules).code)


def _when(sampler: Sampler, program: p.Program) -> p.Program:
    """What is done depends on a number."""
    before, do = _last(program)
    table = sampler.table(numeric=True)
    rows = sampler.rows(table, sampler.rng.choice((1, 2)), sampler.rng.choice((0, 1)), least=2)
    value: p.Count | p.Total | p.Attribute = p.Count(rows)
    sums = sampler.summable(table)
    if sums and sampler.rng.random() < 0.5:
        value = p.Total(rows, (sampler.rng.choice(sums).name,))
    number = int(sampler.evaluator.answer(value))
    bound = max(0, round(number * sampler.rng.choice((0.7, 0.85, 1.15, 1.3))))
    other = sampler.accepted(sampler.rng.choice(sampler.world.domain.actions))
    if bound == number or other == do:
        raise NotFound
    pair = (do, other) if number > bound else (other, do)
    return replace(program, steps=(*before, p.When(value, ">", bound, *pair)))


def _first(sampler: Sampler, program: p.Program) -> p.Program:
    """The first of some rows that the rules allow, in place of a named one."""
    before, do = _last(program)
    over, table, rest = _open(sampler, do)
    columns = [one for one in sampler.numbers(table) if not one.null]
    if not columns:
        raise NotFound
    rows = sampler.rows(table, sampler.rng.choice((1, 2)), sampler.rng.choice((0, 0, 1)), least=3, most=20)
    column, most = sampler.rng.choice(columns), sampler.rng.random() < 0.5
    values = [row[column.name] for row in sampler.evaluator.rows(rows)]
    if len(set(values)) < len(values):
        raise NotFound
    made = p.DoFirst(do.action, over, rows, (column.name,), most, rest)
    answer = p.Chosen(table.name) if sampler.rng.random() < 0.5 else None
    return p.Program((*before, made), answer)


def _each(sampler: Sampler, program: p.Program) -> p.Program:
    """All of some rows in place of a named one."""
    before, do = _last(program)
    over, table, rest = _open(sampler, do)
    rows = sampler.rows(table, sampler.rng.choice((1, 2)), sampler.rng.choice((0, 1)), least=2, most=10)
    return p.Program((*before, p.DoEach(do.action, over, rows, rest)), program.answer)


def _open(sampler: Sampler, do: p.Do) -> tuple[str, Table, tuple[tuple[str, p.Argument], ...]]:
    """A reference of a call that rows may take the place of, and the other arguments."""
    refs = [one for one in sampler.world.domain.action(do.action).parameters if isinstance(one, Ref)]
    if not refs:
        raise NotFound
    ref = sampler.rng.choice(refs)
    rest = tuple((name, one) for name, one in do.arguments if name != ref.name)
    return ref.name, sampler.world.domain.table(ref.table), rest


def _another(sampler: Sampler, program: p.Program) -> p.Program:
    """One more thing to do."""
    if len(program.steps) >= 2 or program.answer is not None:
        raise NotFound
    new = sampler.accepted(sampler.rng.choice(sampler.world.domain.actions))
    return p.Program((*program.steps, new))


def _ask_after(sampler: Sampler, program: p.Program) -> p.Program:
    """A question about what the steps leave behind."""
    if program.answer is not None:
        raise NotFound
    table = sampler.world.domain.table(sampler.table().name)
    rows = sampler.rows(table, 1, 0, least=3)
    return replace(program, answer=_measure(sampler, rows))


_QUESTIONS: tuple[Raise, ...] = (_tighten, _tighten, _describe, _change_question, _change_question, _constrain)
_STEPS: tuple[Raise, ...] = (_tighten, _describe, _describe, _fallback, _when, _first, _each, _another, _ask_after)
