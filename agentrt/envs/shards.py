"""The store for thousands of tasks: JSON lines in shards, sources by the digest of their content.

    tasks-00000.jsonl      1,000 tasks, one a line
    objects/ab/abcdef.py   the text of a solution or verifier

The same tasks as in folders, and converted both ways without loss of a byte: a task's files are kept as texts.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import overload

from pydantic import ValidationError

from agentrt.envs.folder_store import INSTRUCTIONS, read_probes, task_files
from agentrt.envs.manifest import EnvironmentManifest, TaskManifest, parse_manifest
from agentrt.envs.task import Task
from agentrt.errors import PackError
from agentrt.frozen import Frozen

PER_SHARD = 1_000
SHARDS = "tasks-*.jsonl"


class Row(Frozen):
    """A line of a shard: a task's name, and its files: small ones as text, sources by digest.

    Attributes:
        name: The task's name.
        texts: Text of each small file, by its path in the task's folder.
        sources: SHA-256 of each source, by its path in the task's folder.
    """

    name: str
    texts: dict[str, str]
    sources: dict[str, str]


def is_sharded(root: Path) -> bool:
    """Whether a pack keeps its tasks in shards.

    Raises:
        PackError: It keeps some in folders too.
    """
    sharded = any(root.glob(SHARDS))
    if sharded and (root / "tasks").exists():
        raise PackError(f"{root} has both tasks/ and {SHARDS}; a pack has one store.")
    return sharded


class ShardedTasks(Sequence[Task]):
    """The tasks of a sharded pack; a line is parsed when its task is asked for."""

    def __init__(self, root: Path, manifest: EnvironmentManifest) -> None:
        self._root, self._manifest = root, manifest
        self._places: dict[str, tuple[Path, int]] = {}
        for path in sorted(root.glob(SHARDS)):
            self._index(path)

    def _index(self, path: Path) -> None:
        offset = 0
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                # The name comes first in each line, so that finding it needs no parsing of the whole.
                head = line[:80].decode("utf-8", "replace")
                if not head.startswith('{"name":"'):
                    raise PackError(f"{path}, line {number}: it does not begin with the task's name.")
                name = head[9:].split('"', 1)[0]
                if name in self._places:
                    raise PackError(f"{path}, line {number}: a second task {name!r}.")
                self._places[name] = (path, offset)
                offset += len(line)

    def named(self, name: str) -> Task:
        """A task by its name.

        Raises:
            PackError: There is no such task, or it is malformed.
        """
        if name not in self._places:
            raise PackError(f"{self._manifest.name} has no task {name!r}.")
        path, offset = self._places[name]
        with path.open("rb") as lines:
            lines.seek(offset)
            line = lines.readline()
        try:
            row = Row.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            raise PackError(f"{path}, task {name}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
        return self._task(row, path)

    def _task(self, row: Row, path: Path) -> Task:
        files = row.texts | {name: self._source(digest) for name, digest in row.sources.items()}
        where = f"{path}, task {row.name}"
        missing = {"task.toml", "solution.py", "verify.py", *(INSTRUCTIONS[one] for one in self._manifest.languages)}
        if lost := missing - files.keys():
            raise PackError(f"{where}: {', '.join(sorted(lost))} is missing.")
        try:
            manifest = parse_manifest(tomllib.loads(files["task.toml"]), TaskManifest, f"{where}: task.toml")
        except tomllib.TOMLDecodeError as error:
            raise PackError(f"{where}: task.toml is not TOML: {error}.") from None
        folder = "alternatives/"
        return Task(
            environment=self._manifest.name,
            name=row.name,
            instructions={one: files[name] for one, name in INSTRUCTIONS.items() if name in files},
            solution=files["solution.py"],
            verify=files["verify.py"],
            verify_declared=files.get("verify_declared.py"),
            alternatives={name[len(folder) : -3]: text for name, text in files.items() if name.startswith(folder)},
            probes=read_probes(f"{where}: probes.jsonl", files.get("probes.jsonl")),
            user=files.get("user.toml"),
            manifest=manifest,
        )

    def _source(self, digest: str) -> str:
        path = object_path(self._root, digest)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise PackError(f"{path} is missing.") from None
        if sha256(data).hexdigest() != digest:
            raise PackError(f"{path} is not what its name says: it was changed.")
        return data.decode("utf-8")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tasks, in order."""
        return tuple(self._places)

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
        return len(self._places)


def object_path(root: Path, digest: str) -> Path:
    """Where the text with this digest lies."""
    return root / "objects" / digest[:2] / f"{digest}.py"


def write_shards(root: Path, tasks: Iterable[tuple[str, dict[str, str]]]) -> None:
    """Write tasks, each a name and the text of its files, into a pack that has none."""
    remaining, number = iter(tasks), 0
    while batch := list(islice(remaining, PER_SHARD)):
        lines = [_line(root, name, files) for name, files in batch]
        (root / f"tasks-{number:05d}.jsonl").write_text("".join(lines), encoding="utf-8")
        number += 1


def _line(root: Path, name: str, files: dict[str, str]) -> str:
    sources = {}
    for path, text in sorted(files.items()):
        if path.endswith(".py"):
            data = text.encode("utf-8")
            sources[path] = sha256(data).hexdigest()
            place = object_path(root, sources[path])
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    texts = {path: text for path, text in sorted(files.items()) if path not in sources}
    row = {"name": name, "texts": texts, "sources": sources}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def to_shards(source: Path, target: Path) -> None:
    """A copy of a pack in folders as a sharded one. Every file of every task keeps its bytes."""
    _copy_rest(source, target)
    folders = sorted(path for path in (source / "tasks").iterdir() if path.is_dir())
    write_shards(target, ((folder.name, _files(folder)) for folder in folders))


def to_folders(source: Path, target: Path) -> None:
    """A copy of a sharded pack in folders. Every file of every task keeps its bytes."""
    _copy_rest(source, target)
    for path in sorted(source.glob(SHARDS)):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = Row.model_validate_json(line)
            texts = row.texts | {
                name: object_path(source, digest).read_text(encoding="utf-8") for name, digest in row.sources.items()
            }
            write_task_folder(target / "tasks" / row.name, texts)


def write_task_folder(folder: Path, files: dict[str, str]) -> None:
    """Write a task's files, given by their paths in its folder."""
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="")


def write_task(folder: Path, task: Task) -> None:
    """Write a task's folder."""
    write_task_folder(folder, task_files(task))


def _files(folder: Path) -> dict[str, str]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8") for path in paths}


def _copy_rest(source: Path, target: Path) -> None:
    skip = shutil.ignore_patterns("tasks", "objects", SHARDS, "__pycache__")
    shutil.copytree(source, target, ignore=skip)
