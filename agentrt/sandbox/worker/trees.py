"""Process trees: who is below whom, and how to take all of them down."""

from __future__ import annotations

import os

from .basics import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def parents() -> dict[int, int]:
    """Every process visible here, with its parent."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb", buffering=0) as file:
                    fields = file.read(2048).rpartition(b")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
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


def send_signal(pids: Iterable[int], number: int) -> int:
    """A signal to each of these processes; returns how many there still were."""
    sent = 0
    for pid in pids:
        try:
            os.kill(pid, number)
            sent += 1
        except OSError:
            pass
    return sent


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
        send_signal(fresh, signal.SIGSTOP)
        stopped |= fresh


def sweep() -> int:
    """Kill and reap everything below this process; returns how many were killed."""
    killed = 0
    while True:
        try:
            for _ in reap():
                pass
            killed += send_signal(stop_all(os.getpid()), signal.SIGKILL)
            os.waitpid(-1, 0)
        except ChildProcessError:
            return killed
