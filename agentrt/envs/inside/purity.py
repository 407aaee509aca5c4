"""What the code of a solution or a verifier may contain, read off its syntax tree. Also imported on the host.

The rules keep it a pure function of what it is given: no imports but of a few modules without effects, no attributes
with double underscores, no names that reach the interpreter, no clock. What gets past them meets an audit hook and a
process that has nothing worth stealing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

MODULES = (
    "collections",
    "datetime",
    "decimal",
    "fractions",
    "functools",
    "itertools",
    "math",
    "operator",
    "re",
    "statistics",
    "string",
)
"""Modules that may be imported."""
FORBIDDEN = frozenset(
    [
        "__builtins__",
        "__import__",
        "breakpoint",
        "compile",
        "delattr",
        "dir",
        "eval",
        "exec",
        "exit",
        "getattr",
        "globals",
        "help",
        "input",
        "locals",
        "memoryview",
        "object",
        "open",
        "print",
        "quit",
        "setattr",
        "super",
        "type",
        "vars",
    ]
)
"""Built-in names that may not be used."""
CLOCKS = frozenset({"now", "utcnow", "fromtimestamp", "utcfromtimestamp"})
REACHING = frozenset({"attrgetter", "methodcaller", "modules", "sys", "os", "builtins"})
"""Attributes by which modules, or attributes that are not written out, are reached."""
FRAMES = frozenset({"f_globals", "f_locals", "f_back", "f_builtins", "gi_frame", "cr_frame", "tb_frame", "gi_code"})


def problems(source: str, function: str, parameters: Iterable[str]) -> list[str]:
    """What is wrong with a module's text, each in words with its line; nothing where all is well.

    Args:
        source: The text.
        function: Name of the function that it must define: "solve" or "verify".
        parameters: Names of that function's parameters, in order.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return [f"it is no Python: {error}"]
    found = [f"line {getattr(node, 'lineno', 0)}: {said}" for node in ast.walk(tree) for said in _said(node)]
    defined = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == function]
    if not defined:
        found.append(f"it defines no function {function!r}")
    elif [one.arg for one in defined[-1].args.args] != list(parameters):
        found.append(f"line {defined[-1].lineno}: {function} must take ({', '.join(parameters)})")
    return found


def _said(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (_import(one.name) for one in node.names if one.name.split(".")[0] not in MODULES)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{one.name!r} may not be imported" for one in node.names if one.name in REACHING)
        if node.level or (node.module or "").split(".")[0] not in (*MODULES, "__future__"):
            yield _import("." * node.level + (node.module or ""))
    elif isinstance(node, ast.Attribute):
        if node.attr.startswith("_") or node.attr in FRAMES or node.attr in REACHING:
            yield f"the attribute {node.attr!r} may not be used"
        elif node.attr in CLOCKS:
            yield f"{node.attr!r} reads a clock"
        elif node.attr in ("format", "format_map") and not _plain_format(node.value):
            yield f"{node.attr!r} may reach attributes; use an f-string"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "today":
        yield "'today()' reads a clock"
    elif isinstance(node, ast.Name) and node.id in FORBIDDEN:
        yield f"the name {node.id!r} may not be used"
    elif isinstance(node, ast.Global):
        yield "'global' keeps state between calls"
    elif isinstance(node, (ast.AsyncFunctionDef, ast.Await)):
        yield "it may not be asynchronous"


def _plain_format(node: ast.expr) -> bool:
    """Whether a text that is formatted is written out, and its fields name no attributes and no items."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and not re.search(r"\{[^}]*[.\[]", node.value)


def _import(name: str) -> str:
    return f"{name!r} may not be imported; these may: {', '.join(MODULES)}"
