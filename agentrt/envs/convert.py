"""A pack from one store into the other, and tasks into folders. No byte of a task's files is lost or changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from agentrt.envs.environment import load_environment
from agentrt.envs.folder_store import task_files
from agentrt.envs.shards import SHARDS, write_shards
from agentrt.envs.task import Task


def to_shards(source: Path, target: Path) -> None:
    """A copy of a pack in folders as a sharded one. Every file of every task keeps its bytes.

    Raises:
        PackError: The source is no pack in folders.
    """
    tasks = load_environment(source).tasks
    _copy_rest(source, target)
    write_shards(target, ((name, dict(tasks.files(name))) for name in tasks.names))


def to_folders(source: Path, target: Path) -> None:
    """A copy of a sharded pack in folders. Every file of every task keeps its bytes.

    Raises:
        PackError: The source is no sharded pack.
    """
    tasks = load_environment(source).tasks
    _copy_rest(source, target)
    for name in tasks.names:
        write_task_folder(target / "tasks" / name, dict(tasks.files(name)))


def write_task_folder(folder: Path, files: dict[str, str]) -> None:
    """Write a task's files, given by their paths in its folder."""
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="")


def write_task(folder: Path, task: Task) -> None:
    """Write a task's folder."""
    write_task_folder(folder, task_files(task))


def _copy_rest(source: Path, target: Path) -> None:
    skip = shutil.ignore_patterns("tasks", "objects", SHARDS, "__pycache__")
    shutil.copytree(source, target, ignore=skip)
