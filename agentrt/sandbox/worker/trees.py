"""Process trees: who is below whom, and how to take all of them down."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator


def parents() -> dict[int, int]:
    """Every process visible here, with its parent."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
                if fields[0] not in (b"Z", b"X"):
                    found[int(name)] = int(fields[1])
    return found


def descendants(root: int) -> set[int]:
    """All living processes below `root`, without itself."""
    family, table = {root}, parents()
    grown = True
    while grown:
        grown = False
        for pid, parent in table.items():
            if parent in family and pid not in family:
                family.add(pid)
                grown = True
    return family - {root}


def reap() -> Iterator[tuple[int, int]]:
    """Children that have ended, with their wait status; raises ChildProcessError when there are none at all."""
    while True:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        yield pid, status


def stop_all(root: int) -> set[int]:
    """Stop everything below `root`. Stopped first and killed later, a fork bomb cannot outrun it."""
    stopped: set[int] = set()
    while True:
        fresh = descendants(root) - stopped
        if not fresh:
            return stopped
        for pid in fresh:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGSTOP)
        stopped |= fresh


def sweep() -> int:
    """Kill and reap everything below this process; returns how many were killed."""
    killed = 0
    while True:
        with contextlib.suppress(ChildProcessError):
            for _ in reap():
                pass
            for pid in stop_all(os.getpid()):
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
            os.waitpid(-1, 0)
            continue
        return killed
