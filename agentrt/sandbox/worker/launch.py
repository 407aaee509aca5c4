"""A command from the inside: a process that waits for a job, gives up every right and becomes it.

What happens between the job and its program counts for every command, so the process does all it can beforehand: it
gives up what it will not need, and goes through the same steps once for nothing (`rehearse`), which gives it pages of
its own where a fork shares them.
"""

from __future__ import annotations

import fcntl
import os
import resource
import struct
import termios

from .basics import signal
from .identity import PR_SET_NO_NEW_PRIVS, prctl
from .wire import PROBLEMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NOWHERE = b"/proc/agentrt-no-such-program"


class Program:
    """What a command runs: folder, words, variables. They travel between NUL characters, which none can hold."""

    def __init__(self, cwd: bytes, argv: list[bytes], env: dict[bytes, bytes]) -> None:
        self.cwd, self.argv, self.env = cwd, argv, env

    def packed(self) -> bytes:
        """As it is sent."""
        pairs = [b"%s=%s" % pair for pair in self.env.items()]
        body = b"\0".join([self.cwd, b"%d" % len(self.argv), *self.argv, *pairs])
        return len(body).to_bytes(4, "big") + body

    @classmethod
    def unpacked(cls, body: bytes) -> Program:
        """As it came, without its length."""
        cwd, count, *rest = body.split(b"\0")
        words = int(count)
        return cls(
            cwd, rest[:words], {name: value for name, _, value in (pair.partition(b"=") for pair in rest[words:])}
        )

    def programs(self) -> list[bytes]:
        """Where the program may be: by its path, else in each folder of PATH."""
        name = self.argv[0]
        if b"/" in name:
            return [name]
        return [b"%s/%s" % (folder or b".", name) for folder in self.env.get(b"PATH", b"/bin:/usr/bin").split(b":")]

    def become(self) -> None:
        """Become it; returns, or raises OSError, where it cannot be."""
        missing: OSError = FileNotFoundError(2, "No such file or directory")
        for path in self.programs():
            if os.access(path, os.F_OK):  # an exception costs more than a question
                try:
                    os.execve(path, self.argv, self.env)  # noqa: S606
                except (FileNotFoundError, NotADirectoryError):
                    pass
                except OSError as error:
                    missing = error
        raise missing


def receive_exactly(descriptor: int, size: int) -> bytes:
    """`size` bytes from a blocking descriptor, or fewer where it ends."""
    data = os.read(descriptor, size)
    while data and len(data) < size:
        more = os.read(descriptor, size - len(data))
        if not more:
            break
        data += more
    return data


def become_command(job: int, failure: int, stdio: tuple[int, int, int], settings: dict[str, Any], pty: bool) -> None:
    """In the child: wait for the job, drop every right, run it. Never returns."""
    word = "the sandbox's own preparation"
    uid = settings["uid"]
    try:
        settle(stdio, settings, pty)
        rehearse()
        size = receive_exactly(job, 4)  # until then it is the worker's: no command can signal or trace it
        if len(size) < 4:
            os._exit(0)
        program = Program.unpacked(receive_exactly(job, int.from_bytes(size, "big")))
        if uid is not None:
            os.setresuid(uid, uid, uid)
        word = f"the folder {os.fsdecode(program.cwd)!r}"
        os.chdir(program.cwd)
        word = f"the program {os.fsdecode(program.argv[0])!r}"
        program.become()
    except OSError as error:
        code = PROBLEMS.get(error.errno or 0, "start")
        os.write(failure, f"{code}\0{word}: {error.strerror}".encode("utf-8", "surrogateescape"))
    except BaseException as error:
        os.write(failure, f"start\0{word}: {error}".encode("utf-8", "surrogateescape"))
    os._exit(127)


def settle(stdio: tuple[int, int, int], settings: dict[str, Any], pty: bool) -> None:
    """What does not depend on the job: session, streams, limits, groups."""
    os.setsid()
    if pty:
        fcntl.ioctl(stdio[0], termios.TIOCSCTTY, 0)
    for target, descriptor in enumerate(stdio):
        os.dup2(descriptor, target)
    try:
        with open("/proc/self/oom_score_adj", "wb", buffering=0) as file:
            file.write(b"1000")
    except OSError:  # it may be forbidden; the memory limit holds without it
        pass
    for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_NOFILE, (settings["open_files"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if settings["uid"] is not None:
        os.setgroups([])
        os.setresgid(*(settings["uid"],) * 3)
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def rehearse() -> None:
    """Take the steps from job to program once, with a program that is not there."""
    rehearsal = Program(b"/", [NOWHERE], {b"PATH": b"/bin"})
    program = Program.unpacked(rehearsal.packed()[4:])
    os.fsdecode(program.cwd)
    os.chdir(program.cwd)
    try:
        os.execve(NOWHERE, program.argv, program.env)  # noqa: S606
    except OSError:
        pass


def terminal_size(terminal: int, rows: int, columns: int) -> None:
    """Size of a terminal, in characters."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
