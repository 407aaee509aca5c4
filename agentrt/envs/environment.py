"""An environment as data: its manifest, schema, rows, tools and tasks, from a folder that a person can read."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from hashlib import sha256
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from agentrt.envs.data import read_tables
from agentrt.envs.folder_store import FolderTasks
from agentrt.envs.functions import ToolDescription, read_functions
from agentrt.envs.manifest import EnvironmentManifest, read_manifest
from agentrt.envs.shards import ShardedTasks, is_sharded
from agentrt.envs.task import Task, digest_of
from agentrt.envs.task_files import Tasks
from agentrt.errors import PackError

if TYPE_CHECKING:
    from agentrt.envs.quality import Quality

SHIPPED = "agentrt.packs.environments"
GROUP = "agentrt.environments"
_KNOWN = {
    "environment.toml", "schema.sql", "data", "rules.md", "functions.py", "tasks", "objects", "quality.json",
    "README.md", "__init__.py", "__pycache__",
}  # fmt: skip


class Environment:
    """A pack, loaded: what its tools work on, and its tasks.

    Made by `load_environment`. Everything of the environment itself is read and checked at once, the tasks when they
    are asked for.

    Attributes:
        root: The pack's folder.
        manifest: Its `environment.toml`.
        schema: Text of `schema.sql`.
        tables: The rows of each table, in the order of its file.
        initial: The state that every session begins with.
        functions: Text of `functions.py`. Untrusted: it is run in a sandbox, never here.
        tools: What it defines, read off its syntax tree.
        rules: Text of `rules.md`, for the agent; empty where there is none.
        tasks: Its tasks, in the order of their names; loaded when asked for.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.manifest = read_manifest(root / "environment.toml", EnvironmentManifest)
        if self.manifest.name != root.name:
            raise PackError(f"{root / 'environment.toml'}: name: {self.manifest.name!r} is not the folder's name.")
        _check_files(root)
        self.schema = _text(root / "schema.sql")
        self.functions = _text(root / "functions.py")
        self.rules = _text(root / "rules.md") if (root / "rules.md").exists() else ""
        self.tables, self.initial = read_tables(root, self.schema)
        self.tools = read_functions(self.functions, str(root / "functions.py"))
        _check_writes(root, self.tools, self.tables)
        self.tasks: Tasks = (ShardedTasks if is_sharded(root) else FolderTasks)(root, self.manifest, self.tools)

    @property
    def name(self) -> str:
        """The pack's name."""
        return self.manifest.name

    @property
    def version(self) -> str:
        """Version of data and tools."""
        return self.manifest.version

    @property
    def summary(self) -> str:
        """One line: what it is about."""
        return self.manifest.summary

    @property
    def today(self) -> date:
        """The day it is there, always."""
        return self.manifest.today

    @cached_property
    def quality(self) -> Quality | None:
        """What `agentrt check` measured; None where nothing was. `quality.stale(environment)` says if it still holds.

        Raises:
            PackError: quality.json is malformed.
        """
        from agentrt.envs.quality import read_quality  # it knows environments

        return read_quality(self.root)

    def task(self, name: str) -> Task:
        """A task by its name ("001") or id ("library/001").

        Raises:
            PackError: There is no such task.
        """
        wanted = name.removeprefix(f"{self.name}/")
        return self.tasks.named(wanted)

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of its parts: "data", "functions", and "environment" over all but the tasks."""
        files = [self.root / "schema.sql", *sorted((self.root / "data").glob("*.csv"))]
        data = sha256(b"".join(sha256(path.name.encode() + b"\0" + path.read_bytes()).digest() for path in files))
        functions = sha256(self.functions.encode()).hexdigest()
        manifest = self.manifest.model_dump(mode="json", exclude={"origin"})
        whole = {"manifest": manifest, "rules": self.rules, "data": data.hexdigest(), "functions": functions}
        return {"data": data.hexdigest(), "functions": functions, "environment": digest_of(whole)}


def load_environment(name: str | Path) -> Environment:
    """An environment pack.

    Args:
        name: A shipped pack's name, one by entry point (`agentrt.environments`), or a path with a slash.

    Raises:
        PackError: There is no such pack, or it is malformed; the message names file and key.
    """
    return Environment(find_environment(name))


def find_environment(name: str | Path) -> Path:
    """The folder of a pack.

    Raises:
        PackError: There is none.
    """
    if isinstance(name, Path) or "/" in name:
        folder = Path(name).expanduser().resolve()
        if not (folder / "environment.toml").is_file():
            raise PackError(f"{folder} is no environment: it has no environment.toml.")
        return folder
    for home in importlib.import_module(SHIPPED).__path__:
        if name.isidentifier() and (Path(home) / name / "environment.toml").is_file():
            return (Path(home) / name).resolve()
    for entry in entry_points(group=GROUP, name=name):
        return Path(next(iter(importlib.import_module(entry.value).__path__))).resolve()
    raise PackError(
        f"There is no environment {name!r}. Shipped ones: {', '.join(shipped_environments()) or 'none'}. "
        "One in a folder of yours is named by a path with a slash, such as ./my_environment."
    )


def shipped_environments() -> tuple[str, ...]:
    """Names of the environments that come with agentrt."""
    homes = [Path(one) for one in importlib.import_module(SHIPPED).__path__]
    return tuple(sorted(path.parent.name for home in homes for path in home.glob("*/environment.toml")))


def _check_writes(root: Path, tools: tuple[ToolDescription, ...], tables: Mapping[str, object]) -> None:
    for tool in tools:
        for name in tool.writes:
            if name not in tables:
                raise PackError(f"{root / 'functions.py'}: {tool.name}: @writes({name!r}): there is no such table.")


def _check_files(root: Path) -> None:
    for path in sorted(root.iterdir()):
        if path.is_symlink():
            raise PackError(f"{path} is a link; a pack holds its files itself.")
        if path.name not in _KNOWN and not (path.name.startswith("tasks-") and path.suffix == ".jsonl"):
            raise PackError(f"{path} does not belong to an environment; a misspelt name?")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PackError(f"{path} is missing.") from None
    except UnicodeDecodeError as error:
        raise PackError(f"{path} is no UTF-8: {error}.") from None
