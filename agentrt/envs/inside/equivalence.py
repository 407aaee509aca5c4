"""Whether a mutant of a verifier computes the same from the data, so that no answer and no final state can tell.

The state before is fixed for a task. What a verifier computes from it alone is a constant; a mutant that changes how
it is computed, and not what, is the same verifier on this task. That is proved by computing both.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from mutation import Mutant

_LEAVES = (ast.Return, ast.Raise)
BUILT_IN = {
    "len", "sum", "min", "max", "abs", "round", "sorted", "set", "list", "dict", "tuple", "any", "all", "str", "int",
    "float", "bool", "range", "zip",
}  # fmt: skip


def same_values(tree: ast.Module, mutant: Mutant, before: Any) -> str:
    """Why a mutant is equivalent, or "" where that is not proved.

    Args:
        tree: The verifier.
        mutant: The mutant, not entered.
        before: The task's state before.
    """
    verify = next((one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "verify"), None)
    if verify is None:
        return ""
    fixed = _fixed(tree, verify)
    place = mutant._old if isinstance(mutant._old, (ast.expr, ast.stmt)) else mutant._parent
    part = _part(tree, verify, place, fixed)
    if part is None:
        return ""
    statements, value = part
    names = _handed_on(verify, fixed) if value is None else []
    first = _computed(_truncated(tree, verify, statements, names, value), before)
    with mutant:
        statements = [mutant._new if one is mutant._old else one for one in statements]
        value = mutant._new if value is mutant._old else value
        second = _computed(_truncated(tree, verify, statements, names, value), before)
    if first is not None and first == second:
        return "it computes the same from the data, which are fixed"
    return ""


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


def _fixed(tree: ast.Module, verify: ast.FunctionDef) -> list[ast.stmt]:
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


def _part(
    tree: ast.Module, verify: ast.FunctionDef, place: ast.AST, fixed: list[ast.stmt]
) -> tuple[list[ast.stmt], ast.expr | None] | None:
    """What to compute to see the mutant's effect: statements, or an expression after them; None: it is not fixed."""
    home = next((one for one in verify.body if any(each is place for each in ast.walk(one))), None)
    if home is not None:
        if home in fixed:
            return fixed, None
        known = {name for one in fixed for name in _stored(one)} | _outer(tree)
        inner = _outermost(home, place, known | {"before"})
        return None if inner is None else (fixed, inner)
    helper = next((one for one in tree.body if any(each is place for each in ast.walk(one))), None)
    names = {helper.name} if isinstance(helper, ast.FunctionDef) else _stored(helper) if helper is not None else set()
    for _ in range(3):  # helpers that use helpers
        for one in tree.body:
            if isinstance(one, ast.FunctionDef) and one is not verify and _names(one) & names:
                names = names | {one.name}
    users = [one for one in verify.body if _names(one) & names]
    if users and all(one in fixed for one in users):
        return fixed, None
    return None


def _outer(tree: ast.Module) -> set[str]:
    """Names of a module, and the builtins that a value may be computed with."""
    made = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    for one in tree.body:
        if isinstance(one, (ast.Import, ast.ImportFrom)):
            made |= {(each.asname or each.name).split(".")[0] for each in one.names}
        elif not isinstance(one, ast.FunctionDef):
            made |= _stored(one)
    return made | BUILT_IN


def _outermost(home: ast.stmt, place: ast.AST, known: set[str]) -> ast.expr | None:
    """The largest expression around a place whose names are all known: it depends on the state before alone."""
    found: ast.expr | None = None
    node: Any = home
    while node is not place:
        node = next((one for one in ast.iter_child_nodes(node) if any(each is place for each in ast.walk(one))), None)
        if node is None:
            break
        free = _names(node) - _stored(node)
        if found is None and isinstance(node, ast.expr) and not isinstance(node, ast.Constant) and free <= known:
            found = node
    return found


def _truncated(
    tree: ast.Module, verify: ast.FunctionDef, statements: list[Any], names: list[str], value: Any
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


def _computed(module: ast.Module, before: Any) -> str | None:
    scope: dict[str, Any] = {"__name__": "verify"}
    try:
        exec(compile(module, "verify.py", "exec"), scope)
        return repr(scope["verify"](None, before, None))
    except Exception:
        return None
