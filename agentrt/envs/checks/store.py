"""Records of examined tasks, kept in the user's cache, so that a check goes on where it was stopped.

A record is found again by what it depends on: the environment's data and tools, the task's own digests, the tasks it
was tried with, and the code of the gates. Whatever has changed is measured again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from agentrt.envs.checks.records import TaskRecord
from agentrt.envs.environment import Environment
from agentrt.envs.task import Task, digest_of


class RecordStore:
    """The records of one environment.

    Args:
        environment: The environment.
        folder: Where; None: the user's cache.
    """

    def __init__(self, environment: Environment, folder: Path | None = None) -> None:
        home = folder or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "agentrt" / "checks"
        whole = digest_of({"environment": environment.digests, "code": code_digest(*MEASURING)})
        self.path = home / f"{environment.name}-{whole[:16]}.jsonl"

    def known(self, tasks: Sequence[Task]) -> dict[str, TaskRecord]:
        """The records of those tasks that need not be examined again. Half a line, from a crash, is passed over."""
        if not self.path.is_file():
            return {}
        wanted = {key_of(one): one.name for one in tasks}
        found = {}
        for line in self.path.read_text("utf-8", "replace").splitlines():
            try:
                told = json.loads(line)
                if told["key"] in wanted:
                    record = TaskRecord.model_validate(told["record"])
                    found[wanted[told["key"]]] = record
            except (ValueError, KeyError, TypeError, ValidationError):
                continue
        return {name: one for name, one in found.items() if one.name == name}

    def add(self, task: Task, record: TaskRecord) -> None:
        """Keep a record."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"key": key_of(task), "record": record.model_dump(mode="json")})
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def key_of(task: Task) -> str:
    """What a task's record is found by."""
    return digest_of({"name": task.name, **task.digests})


MEASURING = ("agentrt.envs.checks", "agentrt.envs.inside")
"""Packages whose code measures."""


@cache
def code_digest(*packages: str) -> str:
    """Digest of the modules of some packages: what they made is of use as long as they are the same."""
    modules = [one for package in packages for one in sorted(files(package).iterdir(), key=lambda one: one.name)]
    return sha256(b"\0".join(one.read_bytes() for one in modules if one.name.endswith(".py"))).hexdigest()
