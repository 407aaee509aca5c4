"""The store that a person reads: a folder for each task."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import overload

from pydantic import ValidationError

from agentrt.envs.manifest import EnvironmentManifest, Language, TaskManifest, read_manifest
from agentrt.envs.task import Probe, Task
from agentrt.errors import PackError

INSTRUCTIONS: Mapping[Language, str] = {"en": "instruction.md", "zh": "instruction.zh.md"}
_FILES = {
    *INSTRUCTIONS.values(),
    "solution.py",
    "verify.py",
    "verify_declared.py",
    "task.toml",
    "probes.jsonl",
    "user.toml",
}


class FolderTasks(Sequence[Task]):
    """The tasks under a pack's `tasks/`, read when they are asked for."""

    def __init__(self, root: Path, manifest: EnvironmentManifest) -> None:
        self._folder, self._manifest = root / "tasks", manifest
        found = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        self.names = tuple(path.name for path in found if path.name != "__pycache__")

    def named(self, name: str) -> Task:
        """A task by its name.

        Raises:
            PackError: There is no such task, or it is malformed.
        """
        if name not in self.names:
            raise PackError(f"{self._manifest.name} has no task {name!r}.")
        return read_task(self._folder / name, self._manifest)

    @overload
    def __getitem__(self, index: int) -> Task: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Task]: ...
    def __getitem__(self, index: int | slice) -> Task | Sequence[Task]:
        if isinstance(index, slice):
            return [self.named(name) for name in self.names[index]]
        return self.named(self.names[index])

    def __iter__(self) -> Iterator[Task]:
        return (self.named(name) for name in self.names)

    def __len__(self) -> int:
        return len(self.names)


def read_task(folder: Path, environment: EnvironmentManifest) -> Task:
    """A task from its folder.

    Raises:
        PackError: A file is missing, unknown or malformed; the message names it.
    """
    if not folder.is_dir():
        raise PackError(f"{folder} is no folder of a task.")
    for path in sorted(folder.iterdir()):
        if (
            path.name not in _FILES
            and path.name != "__pycache__"
            and not (path.name == "alternatives" and path.is_dir())
        ):
            raise PackError(f"{path} does not belong to a task; a misspelt name?")
    manifest = read_manifest(folder / "task.toml", TaskManifest)
    instructions = {
        language: text for language, name in INSTRUCTIONS.items() if (text := _optional(folder / name)) is not None
    }
    for language in environment.languages:
        if not instructions.get(language, "").strip():
            raise PackError(f"{folder / INSTRUCTIONS[language]} is missing or empty.")
    alternatives = sorted((folder / "alternatives").glob("*.py"))
    return Task(
        environment=environment.name,
        name=folder.name,
        instructions=instructions,
        solution=_needed(folder / "solution.py"),
        verify=_needed(folder / "verify.py"),
        verify_declared=_optional(folder / "verify_declared.py"),
        alternatives={path.stem: _needed(path) for path in alternatives},
        probes=read_probes(folder / "probes.jsonl", _optional(folder / "probes.jsonl")),
        user=_optional(folder / "user.toml"),
        manifest=manifest,
    )


def read_probes(path: Path | str, text: str | None) -> tuple[Probe, ...]:
    """Labelled probes from JSON lines.

    Raises:
        PackError: A line is none; the message names it.
    """
    found = []
    for number, line in enumerate((text or "").splitlines(), 1):
        try:
            found.append(Probe.model_validate_json(line))
        except ValidationError as error:
            raise PackError(f"{path}, line {number}: {error.errors()[0]['msg']}.") from None
    return tuple(found)


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


def _needed(path: Path) -> str:
    text = _optional(path)
    if text is None:
        raise PackError(f"{path} is missing.")
    return text


def _optional(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise PackError(f"{path} is no UTF-8: {error}.") from None
