"""A task as its files: what a task's folder may hold, and how a task is read from it, whatever the store.

Both stores (`folder_store.py`, `shards.py`) know names and texts; what they mean is said here, once.
"""

from __future__ import annotations

import json
import re
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import overload

from pydantic import ValidationError

from agentrt.envs.functions import ToolDescription
from agentrt.envs.manifest import EnvironmentManifest, Language, TaskManifest, parse_manifest
from agentrt.envs.task import Probe, Task
from agentrt.envs.user import read_user
from agentrt.errors import ConfigurationError, PackError
from agentrt.schema import check_schema

INSTRUCTIONS: Mapping[Language, str] = {"en": "instruction.md", "zh": "instruction.zh.md"}
NEEDED = ("task.toml", "solution.py", "verify.py")
OPTIONAL = ("verify_declared.py", "probes.jsonl", "user.toml")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""A task's name."""
ALTERNATIVE = re.compile(r"alternatives/([A-Za-z0-9_-]+)\.py")

Files = Mapping[str, str]
"""Text of each file of a task, by its path in the task's folder."""


class Tasks(Sequence[Task], ABC):
    """The tasks of an environment, each read when it is asked for.

    Attributes:
        names: Their names, in order.
    """

    def __init__(self, root: Path, manifest: EnvironmentManifest, tools: Sequence[ToolDescription]) -> None:
        self._root, self._manifest = root, manifest
        self._tools = frozenset(one.name for one in tools)
        self.names = tuple(self._found())
        self._known = frozenset(self.names)

    @abstractmethod
    def _found(self) -> Sequence[str]:
        """Names of the tasks that are there, in order."""

    @abstractmethod
    def files(self, name: str) -> Files:
        """The files of a task that is there."""

    @abstractmethod
    def place(self, name: str) -> str:
        """Where a task is, as errors say it, with what stands before the name of a file."""

    def named(self, name: str) -> Task:
        """A task by its name.

        Raises:
            PackError: There is no such task, or it is malformed.
        """
        if name not in self._known:
            some = f"{', '.join(self.names[:5])}{', ...' if len(self.names) > 5 else ''}" or "none"
            raise PackError(f"{self._manifest.name} has no task {name!r}. It has {len(self.names)}: {some}.")
        task = read_task(name, self.files(name), self._manifest, self.place(name))
        self._check(task)
        return task

    def _check(self, task: Task) -> None:
        """Hold a task's claims to what is there."""
        where = f"{self.place(task.name)}task.toml"
        for tool in task.claims.tools:
            if tool not in self._tools:
                raise PackError(f"{where}: claims.tools: functions.py has no tool {tool!r}.")
        parent = task.parent.removeprefix(f"{self._manifest.name}/")
        if parent and parent not in self._known:
            raise PackError(f"{where}: parent: there is no task {task.parent!r}.")

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


def check_names(files: Files, where: str) -> None:
    """Hold a task to the files that it may and must have.

    Raises:
        PackError: One is missing or unknown; the message names it.
    """
    for name in files:
        if name not in (*NEEDED, *OPTIONAL, *INSTRUCTIONS.values()) and not ALTERNATIVE.fullmatch(name):
            raise PackError(f"{where}{name} does not belong to a task; a misspelt name?")
    for name in NEEDED:
        if name not in files:
            raise PackError(f"{where}{name} is missing.")


def read_task(name: str, files: Files, environment: EnvironmentManifest, where: str) -> Task:
    """A task from its files.

    Args:
        name: Its name.
        files: Its files.
        environment: The environment that it is of.
        where: Where it is, for errors.

    Raises:
        PackError: A file is missing, unknown or malformed; the message names file and key.
    """
    check_names(files, where)
    instructions = {language: files[file] for language, file in INSTRUCTIONS.items() if file in files}
    for language in environment.languages:
        if not instructions.get(language, "").strip():
            raise PackError(f"{where}{INSTRUCTIONS[language]} is missing or empty.")
    user = files.get("user.toml")
    if user is not None:
        read_user(user, f"{where}user.toml", environment.languages)
    return Task(
        environment=environment.name,
        name=name,
        instructions=instructions,
        solution=files["solution.py"],
        verify=files["verify.py"],
        verify_declared=files.get("verify_declared.py"),
        alternatives={found[1]: text for file, text in files.items() if (found := ALTERNATIVE.fullmatch(file))},
        probes=read_probes(f"{where}probes.jsonl", files.get("probes.jsonl")),
        user=user,
        manifest=_manifest(files["task.toml"], f"{where}task.toml"),
    )


def _manifest(text: str, where: str) -> TaskManifest:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{where} is not TOML: {error}.") from None
    manifest = parse_manifest(values, TaskManifest, where)
    if manifest.answer is not None:
        try:
            check_schema(manifest.answer.form, f"{where}: answer.schema")
        except ConfigurationError as error:
            raise PackError(str(error)) from None
        if "$ref" in json.dumps(manifest.answer.form):
            raise PackError(f"{where}: answer.schema: write it out without $ref: it becomes a part of another schema.")
    return manifest


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
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, first["loc"])) or "the line"
            raise PackError(f"{path}, line {number}: {place}: {first['msg']}.") from None
    return tuple(found)
