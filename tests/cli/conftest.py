"""The `agentrt` command as a real process, and servers with a script for it to talk to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from agentrt.conversation import ToolCall
from agentrt.events import Record
from agentrt.journal import read_journal
from agentrt.testing import Reply

Script = list[Reply | str]

PATIENCE = 180.0
"""Seconds that a machine under load may take for what takes two."""


@dataclass
class Command:
    """Runs `agentrt` with its state in a folder of the test's."""

    folder: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *arguments: str, stdin: Any = subprocess.DEVNULL, **env: str) -> subprocess.Popen[str]:
        own = {"XDG_STATE_HOME": str(self.folder / "state"), "NO_COLOR": "1", "COLUMNS": "200"}
        outer = {name: value for name, value in os.environ.items() if not name.startswith("AGENTRT_")}
        kept = {name: os.environ[name] for name in ("AGENTRT_STATE",) if name in os.environ}
        process = subprocess.Popen(
            [sys.executable, "-m", "agentrt.cli", *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**outer, **kept, **own, **env},
        )
        self.started.append(process)
        return process

    def __call__(self, *arguments: str, said: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        """Run it to its end; `said` is its standard input."""
        process = self.start(*arguments, stdin=subprocess.PIPE if said is not None else subprocess.DEVNULL, **env)
        return self.ended(process, said)

    def ended(self, process: subprocess.Popen[str], said: str | None = None) -> subprocess.CompletedProcess[str]:
        out, err = process.communicate(said, timeout=PATIENCE)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.fixture
def agentrt(tmp_path: Path) -> Iterator[Command]:
    command = Command(tmp_path)
    yield command
    for process in command.started:
        if process.poll() is None:
            process.kill()
            process.communicate()


def call(name: str, thought: str = "Hm.", **arguments: Any) -> Reply:
    """A reply that thinks and calls a tool."""
    return Reply(
        reasoning=thought, tool_calls=[ToolCall(id=f"call-{name}", name=name, arguments=json.dumps(arguments))]
    )


def wait_for(journal: Path, found: Callable[[Record], bool], process: subprocess.Popen[str]) -> None:
    """Wait until a run that is under way has recorded something."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if journal.exists() and b"\n" in journal.read_bytes() and any(map(found, read_journal(journal)[0])):
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    raise AssertionError(f"not recorded in {PATIENCE} s: {journal.read_text() if journal.exists() else 'no journal'}")
