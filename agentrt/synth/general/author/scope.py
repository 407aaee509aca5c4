"""What an author was to change, and what not: a later stage must not quietly undo what an earlier one proved."""

from __future__ import annotations

import ast
from pathlib import Path

from agentrt.envs.environment import Environment


def out_of_scope(before: Path, after: Environment, task: str) -> list[str]:
    """What was changed that the writing of a task must leave alone, in words for the author.

    Data, schema and other tasks stay byte for byte; a tool that is there stays as it is, though new ones may be added.

    Args:
        before: The environment as it was accepted.
        after: The environment as it was handed in.
        task: Name of the task that was to be written.
    """
    said = []
    old, new = _files(before), _files(after.root)
    own = f"tasks/{task}/"
    for name in sorted(old.keys() | new.keys()):
        if name.startswith(own) or name == "functions.py" or old.get(name) == new.get(name):
            continue
        what = "changed" if name in old and name in new else ("taken away" if name in old else "added")
        said.append(f"{name} was {what}; writing task {task} must leave it as it was")
    kept, now = _functions((before / "functions.py").read_text(encoding="utf-8")), _functions(after.functions)
    said += [
        f"functions.py: {name} was changed; add a new tool instead" for name in kept if now.get(name) != kept[name]
    ]
    return said


def _files(root: Path) -> dict[str, bytes]:
    skipped = ("__pycache__", "quality.json")
    paths = [path for path in root.rglob("*") if path.is_file() and not any(one in path.parts for one in skipped)]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def _functions(source: str) -> dict[str, str]:
    """Each function of a module, as its syntax: layout and comments do not count."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return {}
    return {one.name: ast.dump(one) for one in tree.body if isinstance(one, ast.FunctionDef)}
