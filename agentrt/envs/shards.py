"""The store for thousands of tasks: JSON lines in shards, sources by the digest of their content.

    tasks-00000.jsonl      1,000 tasks, one a line
    objects/ab/abcdef.py   the text of a solution or verifier

The same tasks as in folders, and converted both ways without loss of a byte: a task's files are kept as texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from agentrt.envs.task_files import NAME, Files, Tasks, check_names
from agentrt.errors import PackError
from agentrt.frozen import Frozen

PER_SHARD = 1_000
SHARDS = "tasks-*.jsonl"
_BEGIN = re.compile(rf'\{{"name":"({NAME.pattern})",'.encode())

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Row(Frozen):
    """A line of a shard: a task's name, and its files: small ones as text, sources by digest.

    Attributes:
        name: The task's name.
        texts: Text of each small file, by its path in the task's folder.
        sources: SHA-256 of each source, by its path in the task's folder.
    """

    name: str
    texts: dict[str, str]
    sources: dict[str, Digest]


def is_sharded(root: Path) -> bool:
    """Whether a pack keeps its tasks in shards.

    Raises:
        PackError: It keeps some in folders too.
    """
    sharded = any(root.glob(SHARDS))
    if sharded and (root / "tasks").exists():
        raise PackError(f"{root} has both tasks/ and {SHARDS}; a pack has one store.")
    return sharded


class ShardedTasks(Tasks):
    """The tasks of a sharded pack; a line is parsed when its task is asked for."""

    def _found(self) -> Sequence[str]:
        self._places: dict[str, tuple[Path, int]] = {}
        for path in sorted(self._root.glob(SHARDS)):
            self._index(path)
        return tuple(self._places)

    def _index(self, path: Path) -> None:
        offset = 0
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                # The name comes first in each line, so that finding it needs no parsing of the whole.
                begin = _BEGIN.match(line)
                if begin is None:
                    raise PackError(f"{path}, line {number}: it does not begin with a task's name.")
                name = begin[1].decode()
                if name in self._places:
                    raise PackError(f"{path}, line {number}: a second task {name!r}.")
                self._places[name] = (path, offset)
                offset += len(line)

    def files(self, name: str) -> Files:
        """The files of a task."""
        path, offset = self._places[name]
        with path.open("rb") as lines:
            lines.seek(offset)
            return files_of(read_row(lines.readline(), f"{path}, task {name}"), self._root)

    def place(self, name: str) -> str:
        """Where a task is."""
        return f"{self._places[name][0]}, task {name}: "


def read_row(line: bytes | str, where: str) -> Row:
    """A line of a shard.

    Raises:
        PackError: It is none; the message names the key.
    """
    try:
        row = Row.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        raise PackError(f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
    check_names(row.texts | row.sources, f"{where}: ")
    return row


def files_of(row: Row, root: Path) -> dict[str, str]:
    """A task's files.

    Raises:
        PackError: A source is missing, or is not what its name says.
    """
    return row.texts | {name: _source(root, digest) for name, digest in row.sources.items()}


def _source(root: Path, digest: str) -> str:
    path = object_path(root, digest)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise PackError(f"{path} is missing.") from None
    if sha256(data).hexdigest() != digest:
        raise PackError(f"{path} is not what its name says: it was changed.")
    return data.decode("utf-8")


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
