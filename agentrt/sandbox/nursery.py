"""The host's side of `nursery_process.py`: one such process for each process that uses bubblewrap."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import anyio

from agentrt.errors import SandboxUnavailable
from agentrt.sandbox.seccomp import program
from agentrt.sandbox.worker.archive import archive

_PROCESS = Path(__file__).with_name("nursery_process.py")


@dataclass
class Birth:
    """A worker that is being started, then runs.

    Attributes:
        stream: The host's end of its stream.
        status: A pipe that says "ok", or what went wrong, and ends when the sandbox is gone.
    """

    stream: socket.socket
    status: int

    async def wait_started(self) -> None:
        """Wait until the worker runs.

        Raises:
            SandboxUnavailable: It does not; the message says why.
        """
        await anyio.wait_readable(self.status)
        said = os.read(self.status, 4096)
        if said != b"ok":
            problem = said.decode("utf-8", "replace") or "its keeper was killed, most often for memory"
            raise SandboxUnavailable(f"The sandbox did not start: {problem}")

    async def wait_gone(self) -> None:
        """Wait until nothing of it is left."""
        await anyio.wait_readable(self.status)

    def close(self) -> None:
        """Give the descriptors back."""
        self.stream.close()
        if self.status >= 0:
            os.close(self.status)
            self.status = -1


class Nursery:
    """The running process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._file = tempfile.NamedTemporaryFile(prefix="agentrt-", suffix=".pyz")  # noqa: SIM115 lives as long as it
        self._file.write(archive())
        self._file.flush()
        command = [sys.executable, "-IS", str(_PROCESS), self._file.name, str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._control = ours
        ours.send(program())

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """Let it end; sandboxes that were started by it go on."""
        self._control.close()
        self._file.close()
        self._process.wait()

    def bear(self, request: dict[str, Any]) -> Birth:
        """Have a worker started."""
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        try:
            with self._lock:
                socket.send_fds(self._control, [json.dumps(request).encode()], [theirs.fileno(), write])
        except OSError as error:
            ours.close()
            os.close(read)
            raise SandboxUnavailable(f"The process that starts sandboxes is gone: {error}") from error
        finally:
            theirs.close()
            os.close(write)
        return Birth(ours, read)


_starting = threading.Lock()


def nursery() -> Nursery:
    """The nursery of this process, started where there is none."""
    with _starting:
        found = _nursery(os.getpid())
        if not found.alive():
            found.close()
            _nursery.cache_clear()
            found = _nursery(os.getpid())
        return found


@cache
def _nursery(pid: int) -> Nursery:
    made = Nursery()
    atexit.register(_end, made, pid)
    return made


def _end(nursery: Nursery, pid: int) -> None:
    if os.getpid() == pid:  # a fork has a copy of it, which is not its own to end
        nursery.close()
