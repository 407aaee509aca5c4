"""Who owns a container, a volume or a folder, so that another process can tell whether the owner still lives."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

from agentrt.frozen import Frozen

PROJECT = "agentrt.project"
OWNER = "agentrt.owner"
RUN = "agentrt.run"


class Owner(Frozen):
    """A process, named without doubt: process ids are used again, start times in one boot are not.

    Attributes:
        host: Name of the machine.
        boot: The kernel's id of this boot.
        space: The PID namespace in which `pid` counts.
        pid: Process id.
        started: Start time of the process, clock ticks since boot.
    """

    host: str
    boot: str
    space: str
    pid: int
    started: int

    def label(self) -> str:
        """One line, for a label of Docker's or a file."""
        return self.model_dump_json()

    def dead(self) -> bool:
        """Whether it has certainly ended. What cannot be judged (another machine, another namespace) lives."""
        here = this_process()
        if self.host != here.host:
            return False
        if self.boot != here.boot:
            return True
        return self.space == here.space and start_time(self.pid) != self.started


def start_time(pid: int) -> int | None:
    """Start time of a process in clock ticks since boot; None where there is none, or a dead one not yet reaped."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def this_process() -> Owner:
    """The process that runs this. After a fork the child is another owner."""
    return _owner(os.getpid())


@cache
def _owner(pid: int) -> Owner:
    return Owner(
        host=socket.gethostname(),
        boot=Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
        space=str(Path("/proc/self/ns/pid").readlink()),
        pid=pid,
        started=start_time(pid) or 0,
    )


def parse_owner(label: str | None) -> Owner | None:
    """An owner from its label; None where the label is none of ours."""
    try:
        return Owner.model_validate_json(label or "")
    except ValueError:
        return None
