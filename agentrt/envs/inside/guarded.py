"""What a solution or a verifier may not do: looked for in its source, and watched for while it runs."""

from __future__ import annotations

import ast
import sys
from typing import Any

ALLOWED_IMPORTS = frozenset(
    "__future__ collections datetime decimal fractions functools itertools math operator re statistics string".split()
)
"""Modules that a solution or a verifier may import: none of them leads out of it."""
FORBIDDEN_NAMES = frozenset(
    "open exec eval compile globals locals vars getattr setattr delattr input breakpoint memoryview id hash dir "
    "help exit quit __import__ __builtins__ __loader__ __spec__".split()
)
FORBIDDEN_ATTRIBUTES = frozenset(
    "now utcnow gi_frame gi_code cr_frame ag_frame f_back f_globals f_locals f_builtins tb_frame tb_next format_map "
    "fromtimestamp attrgetter methodcaller sys os".split()
)
"""Attributes by which a clock, a frame or another module is reached."""
IMPURE = frozenset({"today"})
"""Forbidden on `date` and `datetime`; `before.today` is the pinned day."""


class Violation(BaseException):
    """The code reached for something that it may not have. No `except Exception` holds it up."""


def problems(source: str, *, verifier: bool) -> list[str]:
    """What is wrong with a source before it runs, each with its line; empty where nothing is.

    Args:
        source: Of solution.py or verify.py.
        verifier: Whether it is a verifier; else it is a solution.
    """
    entry, parameters = ("verify", ["answer", "before", "after"]) if verifier else ("solve", ["tools"])
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        return [f"it is no Python: {error}"]
    found = [said for node in ast.walk(tree) for said in _of(node)]
    functions = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
    if entry not in functions:
        found.append(f"it has no function {entry}({', '.join(parameters)})")
    elif [one.arg for one in functions[entry].args.args] != parameters:
        found.append(f"{entry} takes other parameters than ({', '.join(parameters)})")
    return found


def _of(node: ast.AST) -> list[str]:
    line = getattr(node, "lineno", 0)
    if isinstance(node, ast.Import):
        wrong = [one.name for one in node.names if one.name not in ALLOWED_IMPORTS]
        return [f"line {line}: it imports {name}" for name in wrong]
    if isinstance(node, ast.ImportFrom):
        if node.level or node.module not in ALLOWED_IMPORTS:
            return [f"line {line}: it imports from {node.module}"]
        names = [one.name for one in node.names if one.name in FORBIDDEN_ATTRIBUTES or one.name.startswith("_")]
        return [f"line {line}: it imports {name}" for name in names]
    if isinstance(node, ast.Attribute):
        return _of_attribute(node, line)
    if isinstance(node, ast.Name) and (node.id in FORBIDDEN_NAMES or _dunder(node.id)):
        return [f"line {line}: it uses {node.id}"]
    if isinstance(node, (ast.Global, ast.Nonlocal)) and isinstance(node, ast.Global):
        return [f"line {line}: it changes a global name"]
    if isinstance(node, (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)):
        return [f"line {line}: it is asynchronous"]
    return []


def _of_attribute(node: ast.Attribute, line: int) -> list[str]:
    if node.attr in FORBIDDEN_ATTRIBUTES or node.attr.startswith("_"):
        return [f"line {line}: it uses .{node.attr}"]
    clock = isinstance(node.value, ast.Name) and node.value.id in ("date", "datetime")
    clock = clock or (isinstance(node.value, ast.Attribute) and node.value.attr in ("date", "datetime"))
    if node.attr in IMPURE and clock:
        return [f"line {line}: it reads the clock"]
    return []


def _dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


DENIED_EVENTS = (
    "open",
    "import",
    "exec",
    "compile",
    "marshal",
    "pickle",
    "code.",
    "ctypes",
    "fcntl",
    "ftplib",
    "gc.",
    "glob",
    "http",
    "mmap",
    "os.",
    "pathlib",
    "pty",
    "resource",
    "shutil",
    "signal",
    "socket.",
    "sqlite3.",
    "subprocess",
    "sys.",
    "tempfile",
    "urllib",
    "builtins.input",
    "builtins.breakpoint",
    "function.__new__",
    "object.__getattr__",
    "object.__setattr__",
    "object.__delattr__",
    "setopencodehook",
    "cpython.",
)


class Watch:
    """An audit hook that stops what code reaches for, while it is on. It can be installed once, and never removed.

    Attributes:
        seen: What was reached for: the events, each once.
    """

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.on = False
        sys.addaudithook(self._hook)

    def __enter__(self) -> Watch:
        self.seen = []
        self.on = True
        return self

    def __exit__(self, *_: object) -> None:
        self.on = False

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on or not event.startswith(DENIED_EVENTS):
            return
        if event == "import" and arguments and arguments[0] in sys.modules:
            return
        said = event if not arguments or event != "open" else f"open {arguments[0]!r}"[:200]
        if said not in self.seen:
            self.seen.append(said)
        raise Violation(said)


BUILTINS = (
    "abs all any ascii bin bool bytes callable chr complex dict divmod enumerate filter float format frozenset hex int "
    "isinstance issubclass iter len list map max min next oct ord pow range repr reversed round set slice sorted str "
    "sum tuple zip print object type property staticmethod classmethod super "
    "ArithmeticError AssertionError AttributeError BaseException Exception IndexError KeyError LookupError NameError "
    "NotImplementedError OverflowError RecursionError RuntimeError StopIteration TypeError UnicodeError ValueError "
    "ZeroDivisionError True False None NotImplemented Ellipsis"
).split()


def builtins_for(module: str) -> dict[str, Any]:
    """The builtins that guarded code sees: those of `BUILTINS`, and an import of allowed modules."""
    import builtins

    real = builtins.__import__

    def guarded_import(name: str, *rest: Any, **more: Any) -> Any:
        if name not in ALLOWED_IMPORTS:
            raise Violation(f"import {name}")
        return real(name, *rest, **more)

    found = {name: getattr(builtins, name) for name in BUILTINS if hasattr(builtins, name)}
    found["__import__"] = guarded_import
    found["__build_class__"] = builtins.__build_class__
    found["__name__"] = module
    return found


def load(code: Any, name: str) -> dict[str, Any]:
    """Run the top of a guarded module; its names."""
    names: dict[str, Any] = {"__builtins__": builtins_for(name), "__name__": name}
    exec(code, names)  # noqa: S102 - this is the sandbox
    return names
