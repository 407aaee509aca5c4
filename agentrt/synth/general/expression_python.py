"""Expressions as Python, for the tools of a pack (`functions.py`)."""

from __future__ import annotations

from agentrt.synth.general import expressions as ex
from agentrt.synth.general.declare import Domain

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def python_of(node: ex.Node, domain: Domain) -> str:
    """The expression as Python text, in which rows are dictionaries, and `db` the database."""
    match node:
        case ex.Literally(value=value):
            return _quoted(value)
        case ex.Today():
            return "db.today.isoformat()"
        case ex.Parameter(name=name):
            return name
        case ex.Cell():
            return _cell(node, domain)
        case ex.NewKey(name=name):
            return f"new_{name}"
        case ex.Not(of=of):
            return negated(of, domain)
        case ex.Logic(word=word, parts=parts):
            return f" {word} ".join(_bracketed(part, domain, word) for part in parts)
        case ex.Compare():
            return _compare(node, domain)
        case ex.Within(of=of, values=values):
            inside = ", ".join(_quoted(one) for one in values)
            return f"{python_of(of, domain)} in ({inside}{',' if len(values) == 1 else ''})"
        case ex.Arithmetic(sign=sign, left=left, right=right):
            return f"{_operand(left, domain)} {sign} {_operand(right, domain)}"
        case ex.Shift(day=day, sign=sign, days=days):
            moved = python_of(days, domain) if sign == "+" else f"-{_operand(days, domain)}"
            return f"_later({python_of(day, domain)}, {moved})"
        case ex.DaysBetween(start=start, end=end):
            return f"_days_between({python_of(start, domain)}, {python_of(end, domain)})"
        case ex.Extreme(word=word, parts=parts):
            return f"{word}({', '.join(python_of(one, domain) for one in parts)})"
        case ex.Either(test=test, then=then, otherwise=otherwise):
            return f"{_operand(then, domain)} if {python_of(test, domain)} else {_operand(otherwise, domain)}"
        case ex.Aggregate():
            return _aggregate(node, domain)
    raise AssertionError(node)


def negated(node: ex.Node, domain: Domain) -> str:
    """The opposite of a test, as Python a person would write."""
    match node:
        case ex.Not(of=of):
            return python_of(of, domain)
        case ex.Compare(sign=sign, left=left, right=right) if sign in ("==", "!=") or not (
            left.nullable or right.nullable
        ):
            return _compare(ex.Compare(kind="truth", sign=_OPPOSITE[sign], left=left, right=right), domain)
        case ex.Within():
            return python_of(node, domain).replace(" in (", " not in (", 1)
        case ex.Aggregate():
            return f"not {python_of(node, domain)}"
    return f"not ({python_of(node, domain)})"


def _quoted(value: str | int | float | None) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)


def _cell(node: ex.Cell, domain: Domain) -> str:
    row = node.row or "other"
    if not node.follows:
        return f'{row}["{node.column}"]'
    text, guard = row, ""
    for follow in node.follows:
        reference = f'{text}["{follow.column}"]'
        if follow.nullable and not guard:
            guard = f"{reference} is not None"
        text = f"_{domain.table(follow.table).one.replace(' ', '_')}(db, {reference})"
    text = f'{text}["{node.column}"]'
    return f"({text} if {guard} else None)" if guard else text


def _compare(node: ex.Compare, domain: Domain) -> str:
    left, right = _operand(node.left, domain), _operand(node.right, domain)
    if "none" in (node.left.kind, node.right.kind):
        return f"{left} {'is' if node.sign == '==' else 'is not'} {right}"
    plain = f"{left} {node.sign} {right}"
    if node.sign in ("==", "!="):
        return plain
    guards = [f"{text} is not None" for side, text in ((node.left, left), (node.right, right)) if side.nullable]
    return f"({' and '.join([*guards, plain])})" if guards else plain


def _operand(node: ex.Node, domain: Domain) -> str:
    text = python_of(node, domain)
    loose = ex.Arithmetic | ex.Either | ex.Logic | ex.Compare | ex.Within
    return f"({text})" if isinstance(node, loose) else text


def _bracketed(node: ex.Node, domain: Domain, word: str) -> str:
    text = python_of(node, domain)
    loose = isinstance(node, ex.Either) or (isinstance(node, ex.Logic) and node.word != word)
    return f"({text})" if loose else text


def _aggregate(node: ex.Aggregate, domain: Domain) -> str:
    cell = f'other["{node.column}"]'
    tests = [f"{cell} is not None"] if node.gaps else []
    if node.test is not None:
        tests.append(_bracketed(node.test, domain, "and") if tests else python_of(node.test, domain))
    where = f" if {' and '.join(tests)}" if tests else ""
    rows = f'for other in db.all("SELECT * FROM {node.table}"){where}'
    match node.word:
        case "count":
            return f"sum(1 {rows})"
        case "exists":
            return f"any(True {rows})"
        case "sum":
            return f"sum({cell} {rows})"
    return f"{node.word}(({cell} {rows}), default=None)"
