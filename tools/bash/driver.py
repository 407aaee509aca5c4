"""Runs inside the sandbox: keeps one bash alive and runs commands in it, one JSON line each way.

The end of a command is told by a pipe of its own, which no program that it starts has, and with a token that is new
for each command: nothing that is printed can be mistaken for it. (Code that the model has bash itself evaluate could
look the token up on purpose, and would then deceive only its own session.) Standard library only; started as
`python3 -c`, never imported there.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import json
import os
import secrets
import select
import signal
import subprocess
import sys
import time
from typing import Any

KEEP = 1 << 15  # bytes kept of each end of an output
PR_SET_CHILD_SUBREAPER = 36
LOOP = r"""
while IFS= read -r -d '' -u COMMANDS __token && IFS= read -r -d '' -u COMMANDS __command; do
  eval "$__command" COMMANDS<&- ENDS>&-
  printf '%s\0%d\0%s\0' "$__token" "$?" "$PWD" >&ENDS
done
"""


class Output:
    """What a command printed: both ends in memory, all of it in a file once it is longer."""

    def __init__(self) -> None:
        self.head, self.tail, self.total = bytearray(), bytearray(), 0
        self.path: str | None = None

    def add(self, data: bytes) -> None:
        self.total += len(data)
        if self.path is None and self.total > 2 * KEEP:
            self.path = f"/tmp/output-{time.monotonic_ns()}.txt"
            self._save(bytes(self.head + self.tail))
        if self.path is not None:
            self._save(data)
        room = KEEP - len(self.head)
        self.head += data[:room]
        self.tail += data[room:]
        if self.path is not None:
            del self.tail[:-KEEP]

    def _save(self, data: bytes) -> None:
        # A full disk is the command's own affair; the ends are kept in memory all the same.
        with contextlib.suppress(OSError), open(str(self.path), "ab") as file:
            file.write(data)


class Shell:
    """One bash, with a pipe for its output and two to steer it."""

    def __init__(self, directory: str) -> None:
        commands_read, self.commands = os.pipe()
        self.ends, ends_write = os.pipe()
        self.out, out_write = os.pipe()
        loop = LOOP.replace("COMMANDS", str(commands_read)).replace("ENDS", str(ends_write))
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc", "-c", loop],
            stdin=subprocess.DEVNULL,
            stdout=out_write,
            stderr=out_write,
            cwd=directory if os.path.isdir(directory) else "/",
            pass_fds=(commands_read, ends_write),
            start_new_session=True,
        )
        for descriptor in (commands_read, ends_write, out_write):
            os.close(descriptor)
        os.set_blocking(self.out, False)
        self.out_open = True

    def run(self, command: str, seconds: float) -> tuple[Output, int | None, str | None]:
        """The output, exit status and directory after it; without directory it is still running, or bash ended."""
        output, deadline, told = Output(), time.monotonic() + seconds, b""
        token = secrets.token_hex(16).encode()
        self._send(token + b"\0" + command.encode("utf-8", "surrogateescape") + b"\0")
        while told.partition(token)[2].count(b"\0") < 3:
            watched = [self.ends, self.out] if self.out_open else [self.ends]
            ready, _, _ = select.select(watched, [], [], max(0.0, deadline - time.monotonic()))
            if self.out in ready:
                self._drain(output, most=1 << 20)
            if self.ends in ready:
                piece = os.read(self.ends, 4096)
                if not piece:
                    self._drain(output, most=1 << 30)
                    return output, self.process.wait(), None
                told += piece
            elif time.monotonic() >= deadline:
                return output, None, None
        self._drain(output, most=1 << 30)
        status, directory = told.partition(token)[2].split(b"\0")[1:3]
        return output, int(status), os.fsdecode(directory)

    def _send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self.commands, data) :]

    def _drain(self, output: Output, most: int) -> None:
        """What is in the pipe now. What a background job prints later is read with the next command."""
        while most > 0:
            try:
                data = os.read(self.out, 1 << 16)
            except BlockingIOError:
                return
            if not data:
                self.out_open = False  # bash and all its jobs are gone
                return
            output.add(data)
            most -= len(data)

    def end(self) -> None:
        """Kill bash and all that came of it: this process adopts whatever lost its parent."""
        while True:
            children = _children()
            if not children:
                break
            for child in children:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(child, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            time.sleep(0.002)
        for descriptor in (self.commands, self.ends, self.out):
            os.close(descriptor)


def _children() -> list[int]:
    """Processes below this one, at any depth."""
    parents: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as file:
                state, parent = file.read().rpartition(b")")[2].split()[:2]
                if state != b"Z" or int(parent) == os.getpid():
                    parents[int(name)] = int(parent)
    found, ring = [], {os.getpid()}
    while ring:
        ring = {child for child, parent in parents.items() if parent in ring}
        found += sorted(ring)
    return found


def answer(shell: Shell, request: dict[str, Any], directory: str) -> tuple[Shell, dict[str, Any], str]:
    """Run one request; the shell to use from now on, the reply, and the directory."""
    output, status, after = shell.run(request["command"], request["seconds"])
    timed_out = status is None
    if after is None:
        shell.end()
        shell = Shell(directory)
    reply = {
        "head": base64.b64encode(output.head).decode(),
        "tail": base64.b64encode(output.tail).decode(),
        "total": output.total,
        "path": output.path,
        "status": status,
        "timed_out": timed_out,
        "restarted": after is None,
    }
    return shell, reply, after or directory


def main() -> None:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    directory = os.getcwd()
    shell = Shell(directory)
    for line in sys.stdin:
        request = json.loads(line)
        shell, reply, directory = answer(shell, request, directory)
        print(json.dumps({**reply, "number": request["number"]}), flush=True)


if __name__ == "__main__":
    main()
