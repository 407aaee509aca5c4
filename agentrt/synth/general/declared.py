"""verify_declared.py of a task: brute force in SQL from the program's goal and the declaration.

It sees neither the solution, the tools nor the oracle, and shares no code with verify.py.
"""

from __future__ import annotations

from itertools import combinations

from agentrt.synth.general import program as p
from agentrt.synth.general.answer_kind import kind_of_answer
from agentrt.synth.general.declare import Domain
from agentrt.synth.general.goal_sql import GoalSql
from agentrt.synth.general.layout import laid_out, laid_out_sql, python_text

_MATCH = {
    "text": '''
def matches(answer, wanted):
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()
''',
    "number": '''
def matches(answer, wanted):
    """One whole number, also as digits in a text."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        return Fraction(answer.replace(",", "") if isinstance(answer, str) else answer) == Fraction(str(wanted[0][0]))
    except (ValueError, OverflowError, ZeroDivisionError):
        return False
''',
    "mean": '''
def matches(answer, wanted):
    """One number, to a hundredth."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        given = Fraction(answer.replace(",", "") if isinstance(answer, str) else answer)
    except (ValueError, OverflowError, ZeroDivisionError):
        return False
    return abs(given - Fraction(str(wanted[0][0]))) <= Fraction(11, 1000)
''',
    "set": '''
def matches(answer, wanted):
    """The ids of all rows, in any order."""
    return sorted(ids(answer)) == sorted(str(row[0]).lower() for row in wanted)
''',
    "one set": '''
def matches(answer, wanted):
    """The ids of the one set, in any order."""
    return len(wanted) == 1 and sorted(ids(answer)) == sorted(str(one).lower() for one in wanted[0])
''',
    "list": '''
def matches(answer, wanted):
    """The ids of all rows, in this order."""
    return ids(answer) == [str(row[0]).lower() for row in wanted]
''',
}
_IDS = '''
def ids(answer):
    """The ids that were given, one text with commas included."""
    parts = answer.split(",") if isinstance(answer, str) else answer if isinstance(answer, list) else ()
    return [one.strip().lower() if isinstance(one, str) else "?" for one in parts]
'''
_AFTER = '''
def after_steps(before):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = []
    for name, columns, query in STEPS:
        if columns:
            so_far = f"WITH {', '.join(known)} " if known else ""
            rows = [", ".join(quoted(row[one]) for one in columns) for row in before.all(so_far + query)]
            nothing = f"SELECT {', '.join('NULL' for _ in columns)} WHERE 0"
            query = f"VALUES ({'), ('.join(rows)})" if rows else nothing
            name = f"{name} ({', '.join(columns)})"
        known.append(f"{name} AS ({query})")
    return f"WITH {', '.join(known)} "


def quoted(value):
    """A value in SQL."""
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)
'''
_SAME = '''
def same_tables(before, after):
    """Which tables hold what they should."""
    return {
        table: before.all(f"SELECT * FROM {table} ORDER BY {key}") == after.all(f"SELECT * FROM {table} ORDER BY {key}")
        for table, key in KEYS.items()
    }
'''
_SAME_AFTERWARDS = '''
def same_tables(before, after):
    """Which tables hold what they should."""
    steps = after_steps(before)
    old = {table: before.all(f"SELECT * FROM {table}") for table in KEYS}
    found = {table: after.all(f"SELECT * FROM {table}") for table in KEYS}
    expected = old | {table: before.all(steps + query) for table, query in AFTERWARDS.items()}
    return {table: alike(table, old, expected, found) for table in KEYS}


def alike(table, old, expected, found):
    """Whether a table holds what it should. Ids of new rows are nobody's choice: any will do, everywhere."""
    if expected[table] == found[table]:
        return True
    return odd_rows(table, old, expected, found) == odd_rows(table, old, found, expected)


def odd_rows(table, old, here, there):
    """A table's rows that the other side has not got alike, as text; the id of a new row is "new"."""
    others = {row[KEYS[table]]: row for row in there[table]}
    odd = [row for row in here[table] if others.get(row[KEYS[table]]) != row]
    new = {row[key] for one, key in KEYS.items() if here[one] != old[one] for row in here[one]}
    new -= {row[key] for one, key in KEYS.items() for row in old[one]}
    return sorted(repr([(name, "new" if value in new else value) for name, value in row.items()]) for row in odd)
'''


def verify_declared_py(domain: Domain, program: p.Program, value: object) -> str:
    """The source of verify_declared.py. Of `value`, the right answer, only the type is looked at."""
    goal = GoalSql(domain)
    for step in program.steps:
        goal.step(step)
    touched = goal.touched()
    constants: list[str] = [_steps(goal)] if touched else []
    criteria, lines, helpers = [], [], []
    if program.answer is not None:
        select = laid_out_sql(goal.answer(program.answer), "")
        constants.append(f'WANTED = """\n{goal.sets()}{select}\n"""')
        kind = "one set" if isinstance(program.answer, p.Pick) else kind_of_answer(program.answer, value)
        helpers += [_MATCH[kind], *([_IDS] if kind in ("set", "one set", "list") else [])]
        sql = "after_steps(before) + WANTED" if touched else "WANTED"
        lines.append(f"wanted = [list(row.values()) for row in before.all({sql})]")
        criteria.append('"answer_as_declared": matches(answer, wanted)')
    if touched:
        constants.append(f"AFTERWARDS = {python_text(touched)}")
    helpers += [_SAME_AFTERWARDS, _AFTER] if touched else [_SAME]
    constants.append(f"KEYS = {python_text({one.name: one.key for one in domain.tables})}")
    lines.append("same = same_tables(before, after)")
    criteria += [f'"{table}_as_declared": same["{table}"]' for table in touched]
    others = "all(same.values())" if not touched else "all(same[table] for table in KEYS if table not in AFTERWARDS)"
    criteria.append(f'"{"others_untouched" if touched else "state_untouched"}": {others}')
    lines += ["return {", *(f"    {one}," for one in criteria), "}"]
    body = "def verify(answer, before, after):\n" + "".join(f"    {line}\n" for line in lines)
    fraction = "from fractions import Fraction\n\n" if "Fraction(" in "".join(helpers) else ""
    head = '"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""\n\n'
    text = head + fraction + "\n".join(map(_laid_out, constants)) + "\n\n\n" + body
    return text + "".join(f"\n\n{one.strip()}\n" for one in helpers)


_PARTS = '''
def verify(answer, before, after):
    asked = asked_for(before, after)
    return {name: place in asked for place, name in enumerate(CRITERIA, 1)}


def asked_for(before, after):
    """Numbers of the steps that would leave what is there, if they alone had been asked for; () if none would."""
    return next((some for some in SUBSETS if all(same_tables(before, after, some).values())), ())
'''
_AFTER_SOME = _AFTER.replace("(before):", "(before, some):").replace(
    "known = []", "known = [f\"asked (step) AS (VALUES ({'), ('.join(map(str, some))}))\"]"
)
_SAME_AFTER_SOME = _SAME_AFTERWARDS.replace("same_tables(before, after):", "same_tables(before, after, some):").replace(
    "after_steps(before)", "after_steps(before, some)"
)


def verify_declared_parts_py(domain: Domain, program: p.Program, names: list[str]) -> str:
    """The source of verify_declared.py where each step is a criterion: which steps would leave what is there?

    Args:
        domain: The declaration.
        program: The program; it has steps, and no answer.
        names: What its steps' criteria are called.
    """
    goal = GoalSql(domain, chosen=True)
    for step in program.steps:
        goal.step(step)
    touched = goal.touched()
    numbers = range(1, len(program.steps) + 1)
    subsets = tuple(one for size in reversed(numbers) for one in combinations(numbers, size))
    constants = [
        f"CRITERIA = {python_text(tuple(names))}",
        f"SUBSETS = {python_text(subsets)}",
        _steps(goal),
        f"AFTERWARDS = {python_text(touched)}",
        f"KEYS = {python_text({one.name: one.key for one in domain.tables})}",
    ]
    head = '"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""\n\n'
    text = head + "\n".join(map(_laid_out, constants)) + "\n\n\n" + _PARTS.lstrip()
    return text + "".join(f"\n\n{one.strip()}\n" for one in (_SAME_AFTER_SOME, _AFTER_SOME))


def _steps(goal: GoalSql) -> str:
    """The steps' relations as a constant of the verifier."""
    listed = ""
    for one in goal.parts:
        query = laid_out_sql(one.query, "")
        text = python_text(query) if "\n" not in query and '"' not in query else f'"""\n{query}\n"""'
        listed += f"    ({python_text(one.name)}, {python_text(one.columns)}, {text}),\n"
    return f"STEPS = [\n{listed}]"


def _laid_out(constant: str) -> str:
    return constant if '"""' in constant else laid_out(constant).rstrip("\n")
