"""Mutants of a solution or of a verifier: the same program with one small mistake in it.

A mutant is an edit of one place of a syntax tree, made and taken back in place, so that a hundred mutants cost a
hundred compilations and no copies. The operators are those of mutation testing (DeMillo, Lipton and Sayward 1978),
with some for verifiers: a clause is dropped (also inside SQL text), a criterion always holds, a tolerance is loosened.

Runs in the sandbox: standard library only.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
}
SWAPPED_CALLS = {"all": "any", "any": "all", "min": "max", "max": "min"}
DROPPED_METHODS = frozenset({"strip", "lower", "upper", "casefold"})
DROPPED_CALLS = frozenset({"sorted", "abs", "round", "set", "reversed"})
SQL = re.compile(r"^\s*(select|with)\b", re.IGNORECASE)


class Mutant:
    """One edit of a tree.

    Attributes:
        operator: Name of the operator: "drop-conjunct".
        line: Line of the source, from 1.
        what: The edit in words.
        clause: Whether it drops a constraint, so that its survival says that nothing shows the constraint's need.
    """

    __slots__ = ("_field", "_index", "_new", "_old", "_parent", "clause", "line", "operator", "what")

    def __init__(self, operator: str, place: Place, new: ast.AST, what: str, clause: bool = False) -> None:
        self._parent, self._field, self._index, self._old = place
        self.operator, self._new, self.what, self.clause = operator, new, what, clause
        self.line: int = getattr(self._old, "lineno", getattr(self._parent, "lineno", 0))

    @property
    def id(self) -> str:
        """Name of the mutant among those of its program."""
        return f"{self.operator}@{self.line}:{getattr(self._old, 'col_offset', 0)}"

    def __enter__(self) -> None:
        self._put(ast.copy_location(self._new, self._old))
        ast.fix_missing_locations(self._new)

    def __exit__(self, *_: object) -> None:
        self._put(self._old)

    def _put(self, node: ast.AST) -> None:
        if self._index is None:
            setattr(self._parent, self._field, node)
        else:
            getattr(self._parent, self._field)[self._index] = node


Place = tuple[ast.AST, str, "int | None", ast.AST]
"""Where a node hangs: its parent, the field, the index in it where the field is a list, the node."""


def mutants(tree: ast.Module, *, verifier: bool) -> list[Mutant]:
    """All mutants of a program, in order of their lines.

    Args:
        tree: The program. It is changed while a mutant is entered, and otherwise left as it was.
        verifier: Also the operators that make sense for verifiers alone.
    """
    found: list[Mutant] = []
    for place in _places(tree):
        found.extend(_of(place, verifier))
    seen: set[tuple[str, int, int, str]] = set()
    unique = []
    for one in found:
        key = (one.operator, one.line, getattr(one._old, "col_offset", 0), one.what)
        if key not in seen:
            seen.add(key)
            unique.append(one)
    return unique


def _places(tree: ast.AST) -> Iterator[Place]:
    """Every node that may be mutated: not imports, annotations, decorators, docstrings and messages of errors."""
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns", "decorator_list", "type_comment", "args"):
            if field == "args" and isinstance(tree, ast.Call):
                for index, node in enumerate(tree.args):
                    yield (tree, field, index, node)
                    yield from _places(node)
            continue
        if isinstance(value, ast.AST):
            yield (tree, field, None, value)
            yield from _places(value)
        elif isinstance(value, list):
            for index, node in enumerate(value):
                if not isinstance(node, ast.AST) or _skipped(node):
                    continue
                yield (tree, field, index, node)
                yield from _places(node)


def _skipped(node: ast.AST) -> bool:
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.Raise, ast.Assert)):
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _of(place: Place, verifier: bool) -> Iterator[Mutant]:
    node = place[3]
    if isinstance(node, ast.BoolOp):
        yield from _bool_op(place, node)
    elif isinstance(node, ast.Compare):
        yield from _compare(place, node)
    elif isinstance(node, ast.BinOp):
        swapped = ARITHMETIC.get(type(node.op))
        if swapped is not None and not _is_text(node):
            new = ast.BinOp(left=node.left, op=swapped(), right=node.right)
            yield Mutant("swap-arithmetic", place, new, f"{type(node.op).__name__} becomes {swapped.__name__}")
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield Mutant("drop-not", place, node.operand, "`not` is dropped")
    elif isinstance(node, ast.Call):
        yield from _call(place, node)
    elif isinstance(node, ast.Constant):
        yield from _constant(place, node, verifier)
    elif isinstance(node, (ast.If, ast.IfExp)):
        yield from _branch(place, node)
    elif isinstance(node, (ast.For, ast.While)):
        yield Mutant("skip-loop", place, ast.Pass(), "the loop is skipped")
    elif isinstance(node, ast.comprehension):
        yield from _comprehension(place, node)
    elif isinstance(node, (ast.Expr, ast.AugAssign)):
        yield Mutant("drop-statement", place, ast.Pass(), f"`{_text(node)}` is dropped")
    elif isinstance(node, ast.Dict) and verifier:
        yield from _criteria(node)
    elif isinstance(node, ast.Return) and not verifier and not isinstance(node.value, (ast.Constant, type(None))):
        yield Mutant("return-nothing", place, ast.Return(value=ast.Constant(value=None)), "returns None")


def _bool_op(place: Place, node: ast.BoolOp) -> Iterator[Mutant]:
    both = isinstance(node.op, ast.And)
    for index, value in enumerate(node.values):
        rest = node.values[:index] + node.values[index + 1 :]
        new = rest[0] if len(rest) == 1 else ast.BoolOp(op=node.op, values=rest)
        name = "drop-conjunct" if both else "drop-disjunct"
        yield Mutant(name, place, new, f"`{_text(value)}` is dropped", clause=both)
    other = ast.Or() if both else ast.And()
    yield Mutant("swap-bool", place, ast.BoolOp(op=other, values=node.values), "`and` and `or` are exchanged")


def _compare(place: Place, node: ast.Compare) -> Iterator[Mutant]:
    for index, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
            new = ast.Compare(left=node.left, ops=ops, comparators=node.comparators)
            yield Mutant("flip-comparison", place, new, f"`{_text(node)}` becomes {other.__name__}")


def _call(place: Place, node: ast.Call) -> Iterator[Mutant]:
    if isinstance(node.func, ast.Name):
        name = node.func.id
        if name in SWAPPED_CALLS:
            func = ast.Name(id=SWAPPED_CALLS[name], ctx=ast.Load())
            new = ast.Call(func=func, args=node.args, keywords=node.keywords)
            yield Mutant("swap-call", place, new, f"{name} becomes {SWAPPED_CALLS[name]}")
        elif name in DROPPED_CALLS and node.args:
            yield Mutant("drop-call", place, node.args[0], f"{name}(...) is dropped")
        for index, keyword in enumerate(node.keywords):
            if keyword.arg == "key":
                fewer = node.keywords[:index] + node.keywords[index + 1 :]
                new = ast.Call(func=node.func, args=node.args, keywords=fewer)
                yield Mutant("drop-key", place, new, "key=... is dropped")
            elif keyword.arg == "reverse":
                flipped = ast.keyword(arg="reverse", value=ast.UnaryOp(op=ast.Not(), operand=keyword.value))
                keywords = [*node.keywords[:index], flipped, *node.keywords[index + 1 :]]
                new = ast.Call(func=node.func, args=node.args, keywords=keywords)
                yield Mutant("flip-order", place, new, "the order is reversed")
    elif isinstance(node.func, ast.Attribute) and node.func.attr in DROPPED_METHODS and not node.args:
        yield Mutant("drop-normalising", place, node.func.value, f".{node.func.attr}() is dropped")


def _constant(place: Place, node: ast.Constant, verifier: bool) -> Iterator[Mutant]:
    value = node.value
    if isinstance(place[0], (ast.JoinedStr, ast.FormattedValue)) or (
        isinstance(place[0], ast.Dict) and place[1] == "keys"
    ):
        return
    if isinstance(place[0], ast.Subscript) and isinstance(value, str):
        return  # the name of a column: another one is a fault, and no mistake that a probe must find
    if isinstance(value, bool):
        yield Mutant("flip-constant", place, ast.Constant(value=not value), f"{value} becomes {not value}")
    elif isinstance(value, (int, float)):
        changed = value * 1000 if isinstance(value, float) and 0 < value < 1 else value + 1
        name = "loosen" if changed != value + 1 else "change-constant"
        yield Mutant(name, place, ast.Constant(value=changed), f"{value} becomes {changed}")
    elif isinstance(value, str) and SQL.match(value):
        for text, dropped in sql_without(value):
            yield Mutant("drop-sql-clause", place, ast.Constant(value=text), f"SQL without `{dropped}`", clause=True)
    elif isinstance(value, str) and value and not verifier:
        yield Mutant("change-constant", place, ast.Constant(value=value + "~"), f"{value!r} is changed")


def _branch(place: Place, node: ast.If | ast.IfExp) -> Iterator[Mutant]:
    for value in (True, False):
        new: ast.AST
        if isinstance(node, ast.If):
            new = ast.If(test=ast.Constant(value=value), body=node.body, orelse=node.orelse)
        else:
            new = node.body if value else node.orelse
        yield Mutant("force-branch", place, new, f"`{_text(node.test)}` is taken as {value}")


def _comprehension(place: Place, node: ast.comprehension) -> Iterator[Mutant]:
    for index, test in enumerate(node.ifs):
        rest = node.ifs[:index] + node.ifs[index + 1 :]
        new = ast.comprehension(target=node.target, iter=node.iter, ifs=rest, is_async=0)
        yield _At(test, "drop-filter", place, new, f"the filter `{_text(test)}` is dropped")
    first = ast.Slice(lower=ast.Constant(value=1), upper=None, step=None)
    shorter = ast.Subscript(
        value=ast.Call(func=ast.Name(id="list", ctx=ast.Load()), args=[node.iter], keywords=[]),
        slice=first,
        ctx=ast.Load(),
    )
    new = ast.comprehension(target=node.target, iter=shorter, ifs=node.ifs, is_async=0)
    yield _At(node.iter, "skip-first", place, new, f"the first of `{_text(node.iter)}` is skipped")


def _At(at: ast.AST, operator: str, place: Place, new: ast.AST, what: str) -> Mutant:  # noqa: N802 - makes a Mutant
    """A mutant of a node that has no line of its own."""
    made = Mutant(operator, place, new, what, clause=operator == "drop-filter")
    made.line = getattr(at, "lineno", 0)
    return made


def _criteria(node: ast.Dict) -> Iterator[Mutant]:
    """Each value of a dictionary with text keys, such as a verifier returns, replaced by True."""
    for index, (key, value) in enumerate(zip(node.keys, node.values)):  # noqa: B905 - Python 3.9
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and not isinstance(value, ast.Constant):
            place: Place = (node, "values", index, value)
            yield Mutant("criterion-holds", place, ast.Constant(value=True), f"{key.value!r} always holds", clause=True)


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )


def _text(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else text[:57] + "..."


def sql_without(text: str) -> Iterator[tuple[str, str]]:
    """An SQL text without one of its conditions, for each condition that stands between WHERE, ON, HAVING and AND."""
    for start, end in _conditions(text):
        dropped = text[start:end].strip()
        if dropped and not dropped.isdigit():
            yield f"{text[:start]} 1 {text[end:]}", " ".join(dropped.split())


_TOKEN = re.compile(
    r"'(?:[^']|'')*'|--[^\n]*|[()]|\b(?:where|and|having|order|group|limit|union|or|on|join|left|inner|between)\b", re.I
)
_ENDS = frozenset({"order", "group", "limit", "union", "having", "join", "left", "inner", "where"})


def _conditions(text: str) -> Iterator[tuple[int, int]]:
    """Where each condition begins and ends. One with parameters is left out: their number must stay right."""
    stack: list[list[int | bool]] = [[False, 0, False]]  # inside a condition, where it began, a BETWEEN is open
    found: list[tuple[int, int]] = []

    def close(end: int) -> None:
        if stack[-1][0]:
            found.append((int(stack[-1][1]), end))
        stack[-1][0] = False

    for match in _TOKEN.finditer(text):
        word = match.group().lower()
        if word == "(":
            stack.append([False, 0, False])
        elif word == ")":
            close(match.start())
            if len(stack) > 1:
                stack.pop()
        elif word == "between":
            stack[-1][2] = True
        elif word == "and" and stack[-1][2]:
            stack[-1][2] = False
        elif word in ("where", "having", "on") or (word == "and" and stack[-1][0]):
            close(match.start())
            stack[-1][:] = [True, match.end(), False]
        elif word in _ENDS:
            close(match.start())
    close(len(text.rstrip().rstrip(";")))
    for start, end in found:
        if "?" not in text[start:end] and not text[start:end].lower().strip().startswith("select"):
            yield start, end
