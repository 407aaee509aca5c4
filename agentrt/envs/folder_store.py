"""The store that a person reads: a folder for each task."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from agentrt.envs.task import Task
from agentrt.envs.task_files import INSTRUCTIONS, NAME, Files, Tasks
from agentrt.errors import PackError


class FolderTasks(Tasks):
    """The tasks under a pack's `tasks/`."""

    def _found(self) -> Sequence[str]:
        folder = self._root / "tasks"
        entries = sorted(folder.iterdir()) if folder.is_dir() else []
        for path in entries:
            if path.name != "__pycache__" and (not path.is_dir() or path.is_symlink() or not NAME.fullmatch(path.name)):
                raise PackError(f"{path}: tasks/ holds a folder for each task, named by letters, digits, - and _.")
        return [path.name for path in entries if path.name != "__pycache__"]

    def files(self, name: str) -> Files:
        """The files of a task."""
        return read_files(self._root / "tasks" / name)

    def place(self, name: str) -> str:
        """Where a task is."""
        return f"{self._root / 'tasks' / name}/"


def read_files(folder: Path) -> dict[str, str]:
    """The text of each file under a folder, by its path there.

    Raises:
        PackError: One is a link or no UTF-8.
    """
    found = {}
    for path in _walked(folder):
        if path.is_symlink():
            raise PackError(f"{path} is a link; a pack holds its files itself.")
        try:
            found[path.relative_to(folder).as_posix()] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise PackError(f"{path} is no UTF-8: {error}.") from None
    return found


def _walked(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            if path.name != "__pycache__":
                yield from _walked(path)
        else:
            yield path


def task_files(task: Task) -> dict[str, str]:
    """The text of each file of a task's folder, by its path there; reading them gives the same task."""
    files = {INSTRUCTIONS[language]: text for language, text in task.instructions.items()}
    files |= {"solution.py": task.solution, "verify.py": task.verify}
    files["task.toml"] = toml(task.manifest.model_dump(mode="python", by_alias=True, exclude_defaults=True))
    if task.verify_declared is not None:
        files["verify_declared.py"] = task.verify_declared
    if task.user is not None:
        files["user.toml"] = task.user
    if task.probes:
        files["probes.jsonl"] = "".join(one.model_dump_json(exclude_defaults=True) + "\n" for one in task.probes)
    return files | {f"alternatives/{name}.py": text for name, text in task.alternatives.items()}


def toml(values: Mapping[str, object]) -> str:
    """A manifest's values as TOML: scalars first, then a section for each table."""
    lines = [f"{key} = {_value(value)}" for key, value in values.items() if not isinstance(value, Mapping)]
    for key, value in values.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{key}]", *(f"{_key(name)} = {_value(one)}" for name, one in value.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else json.dumps(name)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{_key(str(key))} = {_value(one)}" for key, one in value.items()) + " }"
            if value
            else "{}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if value is None:
        raise PackError("TOML has no null: leave the key out.")
    return str(value)  # a date
