"""Whether a mutant of a verifier computes the same from the data, so that no answer and no final state can tell.

The state before is fixed for a task. What a verifier computes from it alone is a constant; a mutant that changes how
it is computed, and not what, is the same verifier on this task. That is proved by computing both.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from environment import Database
from mutation import Mutant

_LEAVES = (ast.Return, ast.Raise)
BUILT_IN = {
    "len", "sum", "min", "max", "abs", "round", "sorted", "set", "list", "dict", "tuple", "any", "all", "str", "int",
    "float", "bool", "range", "zip",
}  # fmt: skip


class Constants:
    """What a verifier computes from the state before alone.

    Args:
        tree: The verifier, with no mutant entered.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._verify = next(
            (one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "verify"), None
        )
        self._fixed = [] if self._verify is None else _fixed(self._verify)
        self._outer = _outer(tree)
        self._names: dict[int, set[str]] = {}
        self._above = {id(child): one for one in ast.walk(tree) for child in ast.iter_child_nodes(one)}

    def same(self, mutant: Mutant, before: Database) -> str:
        """Why a mutant is equivalent, or "" where that is not proved.

        Args:
            mutant: The mutant, not entered.
            before: The task's state before.
        """
        verify = self._verify
        if verify is None:
            return ""
        place = mutant._old if isinstance(mutant._old, (ast.expr, ast.stmt)) else mutant._parent
        part = self._part(verify, place)
        if part is None:
            return ""
        statements, value = part
        names = _handed_on(verify, self._fixed) if value is None else []
        first = _computed(_truncated(self._tree, verify, statements, names, value), before)
        with mutant:
            new: Any = mutant._new  # a statement or an expression, as the old one is
            statements = [new if one is mutant._old else one for one in statements]
            value = new if value is mutant._old else value
            second = _computed(_truncated(self._tree, verify, statements, names, value), before)
        if first is not None and first == second:
            return "it computes the same from the data, which are fixed"
        return ""

    def _part(self, verify: ast.FunctionDef, place: ast.AST) -> tuple[list[ast.stmt], ast.expr | None] | None:
        """What to compute to see a mutant's effect: statements, or an expression after them; None: it is not fixed."""
        path = self._path(place)
        if verify in path:
            home = path[path.index(verify) - 1] if path[0] is not verify else verify
            if home in self._fixed:
                return self._fixed, None
            known = {name for one in self._fixed for name in _stored(one)} | self._outer
            inner = _outermost(path[: path.index(verify) - 1], known | {"before"}) if home in verify.body else None
            return None if inner is None else (self._fixed, inner)
        helper = path[-1]
        names = {helper.name} if isinstance(helper, ast.FunctionDef) else _stored(helper)
        for _ in range(3):  # helpers that use helpers
            for one in self._tree.body:
                if isinstance(one, ast.FunctionDef) and one is not verify and self._uses(one) & names:
                    names = names | {one.name}
        users = [one for one in verify.body if self._uses(one) & names]
        return (self._fixed, None) if users and all(one in self._fixed for one in users) else None

    def _uses(self, statement: ast.stmt) -> set[str]:
        """Names that a statement uses or sets."""
        known = self._names.get(id(statement))
        if known is None:
            known = self._names[id(statement)] = _names(statement)
        return known

    def _path(self, place: ast.AST) -> list[ast.AST]:
        """A node, what it is in, and so on, up to the module's statement."""
        path = [place]
        while (above := self._above.get(id(path[-1]))) is not None and above is not self._tree:
            path.append(above)
        return path


def idle(mutant: Mutant) -> str:
    """Why no further probe could tell a mutant that all probes left alive, or "" where one might."""
    if mutant.operator in ("drop-conjunct", "drop-disjunct") and re.search(r"isinstance\(\w+, bool\)", mutant.what):
        return "it differs for True and False alone, and both were tried"
    old, new = mutant._old, mutant._new
    if mutant.operator == "flip-comparison" and isinstance(old, ast.Compare) and isinstance(new, ast.Compare):
        pairs = [{type(one), type(other)} for one, other in zip(old.ops, new.ops) if type(one) is not type(other)]  # noqa: B905
        closed = all(pair in ({ast.Lt, ast.LtE}, {ast.Gt, ast.GtE}) for pair in pairs)
        if closed and any(isinstance(one, ast.Constant) and isinstance(one.value, float) for one in ast.walk(old)):
            return "it differs at the very end of a tolerance alone"
    return ""


def _names(node: ast.AST) -> set[str]:
    """Names that a node uses or sets, but for those that belong to a comprehension in it alone."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} - _inner(node)


def _stored(node: ast.AST) -> set[str]:
    """Names that a node sets."""
    inner = _inner(node)
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)} - inner


def _inner(node: ast.AST) -> set[str]:
    """Names that are set by comprehensions in a node, and by nothing else in it."""
    comprehensions = [one for one in ast.walk(node) if isinstance(one, ast.comprehension)]
    targets = [each for one in comprehensions for each in ast.walk(one.target) if isinstance(each, ast.Name)]
    bound = {id(one) for one in targets}
    others = {
        one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store) and id(one) not in bound
    }
    return {one.id for one in targets} - others


def _fixed(verify: ast.FunctionDef) -> list[ast.stmt]:
    """The statements of `verify` that depend on the state before alone, in order."""
    tainted = {"answer", "after"}
    for _ in range(len(verify.body) + 1):
        for one in verify.body:
            if _names(one) & tainted:
                tainted |= _stored(one)
    fixed = []
    for one in verify.body:
        leaves = any(isinstance(each, _LEAVES) for each in ast.walk(one))
        if not leaves and not _names(one) & tainted:
            fixed.append(one)
    return fixed


def _handed_on(verify: ast.FunctionDef, fixed: list[ast.stmt]) -> list[str]:
    """Names that fixed statements compute and others use: all by which they have an effect."""
    made = {name for one in fixed for name in _stored(one)}
    used = {name for one in verify.body if one not in fixed for name in _names(one)}
    return sorted(made & used)


def _outer(tree: ast.Module) -> set[str]:
    """Names of a module, and the builtins that a value may be computed with."""
    made = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    for one in tree.body:
        if isinstance(one, (ast.Import, ast.ImportFrom)):
            made |= {(each.asname or each.name).split(".")[0] for each in one.names}
        elif not isinstance(one, ast.FunctionDef):
            made |= _stored(one)
    return made | BUILT_IN


def _outermost(path: list[ast.AST], known: set[str]) -> ast.expr | None:
    """The largest expression of a path, from the inside out, whose names are all known."""
    for node in reversed(path):
        free = _names(node) - _stored(node)
        if isinstance(node, ast.expr) and not isinstance(node, ast.Constant) and free <= known:
            return node
    return None


def _truncated(
    tree: ast.Module, verify: ast.FunctionDef, statements: list[ast.stmt], names: list[str], value: ast.expr | None
) -> ast.Module:
    """The module with a `verify` that gives what some statements computed."""
    parts: list[ast.expr] = [ast.Name(id=name, ctx=ast.Load()) for name in names] if value is None else [value]
    end = ast.Return(value=ast.Tuple(elts=parts, ctx=ast.Load()))
    made = ast.FunctionDef(
        name="verify", args=verify.args, body=[*statements, end], decorator_list=[], returns=None, type_comment=None
    )
    if hasattr(verify, "type_params"):
        made.type_params = []  # type: ignore[attr-defined]
    module = ast.Module(body=[made if one is verify else one for one in tree.body], type_ignores=[])
    ast.copy_location(made, verify)
    return ast.fix_missing_locations(module)


def _computed(module: ast.Module, before: Database) -> str | None:
    scope: dict[str, Any] = {"__name__": "verify"}
    try:
        exec(compile(module, "verify.py", "exec"), scope)
        return repr(scope["verify"](None, before, None))
    except Exception:
        return None
