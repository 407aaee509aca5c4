"""A Harbor task's image, and what its tests pay after a script was run in a container of it."""

from __future__ import annotations

import json
import math
import secrets
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

BUILD_SECONDS = 600
TEST_SECONDS = 180
MEMORY = "2g"


@dataclass(frozen=True)
class Reward:
    """What the tests wrote.

    Attributes:
        value: The reward; None where there is none, which Harbor reports as an error.
        tail: The end of what the tests printed.
    """

    value: float | None
    tail: str = ""

    def __str__(self) -> str:
        return "no reward" if self.value is None else f"{self.value:g}"


class HarborImage:
    """The image of a task directory, removed at the end.

    Args:
        task: The directory.
        bases: What to build on in the place of a base that is not here.

    Attributes:
        problem: Why it could not be built; empty where it was.
    """

    def __init__(self, task: Path, bases: Mapping[str, str]) -> None:
        self._task, self._bases = task, bases
        self._tag = f"agentrt/audit:{secrets.token_hex(6)}"
        self.problem = ""

    def __enter__(self) -> Self:
        recipe = (self._task / "environment" / "Dockerfile").read_text(errors="replace")
        for wanted, have in self._bases.items():
            recipe = recipe.replace(f"FROM {wanted}", f"FROM {have}")
        with tempfile.NamedTemporaryFile("w", suffix=".Dockerfile") as file:
            file.write(recipe)
            file.flush()
            done = _docker(
                "build", "-q", "--force-rm", "--network", "host", "-t", self._tag, "-f", file.name,
                str(self._task / "environment"),
                seconds=BUILD_SECONDS,
            )  # fmt: skip
        if done.returncode:
            self.problem = done.stderr.strip()[-300:] or "it took too long"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _docker("rmi", "-f", self._tag, seconds=60)

    def reward(self, script: str = "", *, solution: bool = False) -> Reward:
        """Run a script in a fresh container as its user would, then the tests as Harbor does.

        Args:
            script: What the agent does.
            solution: Whether `/solution` is there.
        """
        name = f"agentrt-audit-{secrets.token_hex(6)}"
        try:
            _docker(
                "run", "-d", "--network", "none", "--memory", MEMORY, "--cpus", "1", "--pids-limit", "512", "--name",
                name, "--entrypoint", "sh", self._tag, "-c", "sleep 600", seconds=60,
            )  # fmt: skip
            _docker("exec", "-u", "root", name, "mkdir", "-p", "/logs/verifier", "/logs/agent", "/tests", seconds=30)
            if solution:
                _docker("cp", str(self._task / "solution"), f"{name}:/solution", seconds=60)
            if script:
                _docker("exec", name, "sh", "-c", script, seconds=TEST_SECONDS)
            return self._tested(name)
        finally:
            _docker("rm", "-f", name, seconds=60)

    def _tested(self, name: str) -> Reward:
        stale = "rm -f -- /logs/verifier/reward.txt /logs/verifier/reward.json"
        _docker("exec", "-u", "root", name, "sh", "-c", stale, seconds=30)
        _docker("cp", f"{self._task / 'tests'}/.", f"{name}:/tests", seconds=60)
        done = _docker("exec", name, "bash", "/tests/test.sh", seconds=TEST_SECONDS)
        tail = (done.stdout + done.stderr).strip()[-200:]
        for file in ("reward.json", "reward.txt"):
            read = _docker("exec", "-u", "root", name, "cat", f"/logs/verifier/{file}", seconds=30)
            if read.returncode == 0:
                return Reward(parsed(read.stdout), tail)
        return Reward(None, tail)


def parsed(text: str) -> float | None:
    """A reward file's number, as Harbor reads it: None where it is none that is finite."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    if isinstance(value, dict):
        value = value.get("reward", next(iter(value.values()), None))
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _docker(*words: str, seconds: float) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["docker", *words], capture_output=True, timeout=seconds, check=False, text=True, errors="replace"
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(words, 124, "", "it took too long")
