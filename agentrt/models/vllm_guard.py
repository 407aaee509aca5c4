"""Runs a server as a child that cannot outlive whoever started it; started by `agentrt.models.vllm_server`.

    python -I vllm_guard.py LOG COMMAND...

It ends the server and all that descends from it when its own standard input closes, which also happens when the process
at the other end is killed without warning; and it ends what is left of them when the server itself dies. It exits as
the server did, with 128 and the signal's number where that was a signal. Standard library only, and one thread: a
process of threads must not fork.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

GRACE = 15.0
"""Seconds that a server has to end by itself once it was asked to."""
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def main() -> int:
    """Start the command, and stay until it is over or not wanted any more."""
    log, *command = sys.argv[1:]
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans of the server become children of this process
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # Ctrl-C at the terminal ends the client, which then ends this
    with Path(log).open("ab") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=lambda: _as_child(prctl),  # noqa: PLW1509 - there is one thread here
        )
    with contextlib.suppress(KeyboardInterrupt):
        _wait(server)
    if server.poll() is None:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(GRACE)
    _end_descendants()
    status = server.wait()
    return 128 - status if status < 0 else status


def _as_child(prctl: ctypes._NamedFuncPointer) -> None:
    """In the child before it becomes the server: ended with this process, and deaf to nothing."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _wait(server: subprocess.Popen[bytes]) -> None:
    """Until the server ends, or standard input does."""
    handle = os.pidfd_open(server.pid)
    try:
        while True:
            ready, _, _ = select.select([handle, 0], [], [])
            if handle in ready or not os.read(0, 4096):
                return
    finally:
        os.close(handle)


def _end_descendants() -> None:
    """Kill what descends from this process until nothing does."""
    until = time.monotonic() + GRACE
    while time.monotonic() < until:
        children = _children(os.getpid())
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not children:
            return
        time.sleep(0.05)


def _children(parent: int) -> list[int]:
    """Children of a process; those of one that was just killed turn up here in the next round, as orphans."""
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(one) for one in path.read_text().split()]


if __name__ == "__main__":
    sys.exit(main())
