"""verify.py of a task: a predicate with named criteria on the answer and the state, from what was found to be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from agentrt.synth.general import program as p
from agentrt.synth.general.answer_kind import AnswerKind, kind_of_answer
from agentrt.synth.general.declare import Domain, Row, Value
from agentrt.synth.general.evaluate import Content, Evaluator
from agentrt.synth.general.layout import laid_out, python_text

Changes = dict[str, Any]
"""What changed: "TABLE_added" (rows), "TABLE_changed" (ids with new values), "TABLE_removed" (ids)."""


@dataclass(frozen=True)
class Truth:
    """What is right, as the oracle left it.

    Attributes:
        answer: The JSON value, None where nothing is asked.
        changes: What the steps changed.
    """

    answer: Any
    changes: Changes


_TEXT = '''
def _text(value):
    """A text without regard to case and space."""
    return " ".join(value.lower().split()) if isinstance(value, str) else None
'''
_NUMBER = '''
def _number(value):
    """A number, also one in a text such as "1,250"; None for anything else."""
    if isinstance(value, str):
        value = value.strip().replace(",", "")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
'''
_LIST = '''
def _listed(value):
    """Texts in a list, or in one text with commas, without regard to case and space."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return []
    return [" ".join(one.upper().split()) for one in value]
'''
_UNCHANGED = '''
def _unchanged(before, after):
    """Whether no table differs."""
    return all(before.all(f"SELECT * FROM {one}") == after.all(f"SELECT * FROM {one}") for one in TABLES)
'''
_DIFFERENCE = '''
def _difference(before, after):
    """What differs, by table: rows added, new values of changed rows, ids of removed ones. New ids are "new TABLE"."""
    tables = [(one, key, f"SELECT * FROM {one}") for one, key in TABLES.items()]
    touched = [(one, key, rows) for one, key, rows in tables if before.all(rows) != after.all(rows)]
    old = {(one, row[key]): row for one, key, rows in touched for row in before.all(rows)}
    new = {(one, row[key]): row for one, key, rows in touched for row in after.all(rows)}
    fresh = {key: f"new {table}" for table, key in new.keys() - old.keys()}
    found = {}
    for (table, key), row in new.items():
        known = old.get((table, key), {})
        if row != known:
            unlike = {name for name, one in row.items() if (name, one) not in known.items()} | {TABLES[table]}
            values = {name: fresh.get(one, one) for name, one in row.items() if name in unlike}
            found.setdefault(f"{table}_changed" if known else f"{table}_added", []).append(values)
    for table, key in old.keys() - new.keys():
        found.setdefault(f"{table}_removed", []).append(key)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
'''


def changes_of(domain: Domain, before: Content, after: Content) -> Changes:
    """What a run changed, in the form that verify.py compares."""
    fresh: dict[Value, str] = {}
    for table in domain.tables:
        fresh |= {key: f"new {table.name}" for key in after[table.name] if key not in before[table.name]}
    found: Changes = {}
    for table in domain.tables:
        old, new = before[table.name], after[table.name]
        added = [_bare(row, {}, table.key, fresh) for key, row in new.items() if key not in old]
        changed = [_bare(row, old[key], table.key, fresh) for key, row in new.items() if key in old and row != old[key]]
        found[f"{table.name}_added"] = sorted(added, key=repr)
        found[f"{table.name}_changed"] = sorted(changed, key=repr)
        found[f"{table.name}_removed"] = sorted((str(key) for key in old if key not in new), key=repr)
    return {name: one for name, one in found.items() if one}


def _bare(row: Row, known: Row, key: str, fresh: Mapping[Value, str]) -> Row:
    """The values of a row that were not known, and its id."""
    new = {name: value for name, value in row.items() if name == key or name not in known or value != known[name]}
    return {name: fresh.get(value, value) for name, value in new.items()}


def verify_py(domain: Domain, program: p.Program, truth: Truth, evaluator: Evaluator) -> str:
    """The source of verify.py."""
    constants, helpers = _constants(domain, program), []
    start: list[str] = []
    criteria: list[str] = []
    if isinstance(program.answer, p.Pick):
        start, criteria = _pick_criteria(domain, program.answer, evaluator)
        helpers.append(_LIST)
        constants += _pick_constants(domain, program.answer, evaluator)
    elif program.answer is not None:
        kind = kind_of_answer(program.answer, truth.answer)
        constants.append(f"ANSWER = {python_text(truth.answer)}")
        start, criteria = _answer_criteria(kind)
        helpers.append({"text": _TEXT, "number": _NUMBER, "mean": _NUMBER, "set": _LIST, "list": _LIST}[kind])
    if program.steps:
        start.append("seen = _difference(before, after)")
        criteria += [f'"{name}": seen.pop("{name}", None) == {name.upper()}' for name in sorted(truth.changes)]
        criteria.append('"nothing_else_changed": not seen')
        constants += [f"{name.upper()} = {python_text(value)}" for name, value in sorted(truth.changes.items())]
        helpers.append(_DIFFERENCE)
    else:
        criteria.append('"state_unchanged": _unchanged(before, after)')
        helpers.append(_UNCHANGED)
    lines = [*start, "return {", *(f"    {one}," for one in criteria), "}"]
    body = "def verify(answer, before, after):\n" + "".join(f"    {line}\n" for line in lines)
    head = '"""Whether the task was done: named criteria on the answer and the state."""\n\n'
    text = head + "\n".join(constants) + "\n\n\n" + body + "".join(f"\n\n{one.strip()}\n" for one in helpers)
    return laid_out(text)


_PARTS = """
def verify(answer, before, after):
    seen = _difference(before, after)
    done = next((steps for steps, changes in OUTCOMES if changes == seen), ())
    return {step: step in done for step in STEPS}
"""


def verify_parts_py(domain: Domain, parts: Mapping[str, Changes]) -> str:
    """The source of verify.py where each step is a criterion: it holds if the step was done, and no harm."""
    head = '"""Which steps were done: a criterion for each, and none holds if anything else changed."""'
    subsets = [one for size in range(len(parts), 0, -1) for one in combinations(parts, size)]
    outcomes = [(one, _together([parts[step] for step in one])) for one in subsets]
    constants = [
        f"TABLES = {python_text({one.name: one.key for one in domain.tables})}",
        f"STEPS = {python_text(tuple(parts))}",
        f"OUTCOMES = {python_text(outcomes)}",
    ]
    return laid_out("\n".join([f"{head}\n", *constants, "", _PARTS, "", _DIFFERENCE.strip(), ""]))


def _together(several: Iterable[Changes]) -> Changes:
    """The changes of several steps that leave different rows behind, as one."""
    found: Changes = {}
    for changes in several:
        for name, rows in changes.items():
            found[name] = sorted([*found.get(name, []), *rows], key=repr)
    return found


def _constants(domain: Domain, program: p.Program) -> list[str]:
    keys = {one.name: one.key for one in domain.tables}
    return [f"TABLES = {python_text(keys if program.steps else tuple(keys))}"]


def _answer_criteria(kind: AnswerKind) -> tuple[list[str], list[str]]:
    match kind:
        case "text":
            return [], ['"right_answer": _text(answer) == _text(ANSWER)']
        case "number":
            return [], ['"right_answer": _number(answer) == ANSWER']
        case "mean":
            start = ["given = _number(answer)"]
            return start, ['"right_answer": given is not None and abs(given - ANSWER) <= 0.011']
        case "list":
            return [], ['"right_order": _listed(answer) == ANSWER']
        case "set":
            start = ["given = _listed(answer)"]
            complete = '"complete": all(one in given for one in ANSWER)'
            return start, [complete, '"nothing_more": len(given) == len(ANSWER)']


def _pick_constants(domain: Domain, pick: p.Pick, evaluator: Evaluator) -> list[str]:
    key = domain.table(pick.rows.table).key
    rows = {str(row[key]): row for row in evaluator.rows(pick.rows)}
    best = evaluator.pick(pick)
    return [
        f"CANDIDATES = {python_text(sorted(rows))}",
        f"BEST = {sum(int(rows[one][pick.gain] or 0) for one in best)}",
    ]


def _pick_criteria(domain: Domain, pick: p.Pick, evaluator: Evaluator) -> tuple[list[str], list[str]]:
    table = domain.table(pick.rows.table)
    start = [
        "given = _listed(answer)",
        f'query = "SELECT * FROM {table.name} WHERE {table.key} = ?"',
        "chosen = [before.one(query, one) for one in given if one in CANDIDATES]",
    ]
    criteria = [
        f'"{_size_name(pick.size)}": len(given) == len(set(given)) == {pick.size}',
        '"only_candidates": len(chosen) == len(given)',
    ]
    if pick.cost:
        criteria.append(f'"within_budget": sum(row["{pick.cost}"] for row in chosen) <= {pick.budget}')
    if pick.apart:
        criteria.append(f'"no_two_alike": len({{row["{pick.apart}"] for row in chosen}}) == len(chosen)')
    name = "largest_sum" if pick.most else "smallest_sum"
    criteria.append(f'"{name}": sum(row["{pick.gain}"] for row in chosen) == BEST')
    return start, criteria


def _size_name(size: int) -> str:
    return {2: "two_chosen", 3: "three_chosen", 4: "four_chosen"}.get(size, f"{size}_chosen")
