"""One supervisor for each command, forked ahead: starts it, watches it to its end, leaves nothing of it behind."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import select
import signal
import socket
import struct
import termios
import time
from typing import Any

from .identity import PR_SET_CHILD_SUBREAPER, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, as_user, prctl
from .trees import reap, sweep
from .wire import CHUNK, PROBLEMS

READY, NEXT = b"ready", b"next"


def receive_exactly(descriptor: int, size: int) -> bytes:
    """`size` bytes from a blocking descriptor, or fewer where it ends."""
    data = b""
    while len(data) < size:
        more = os.read(descriptor, size - len(data))
        if not more:
            break
        data += more
    return data


def become_command(job: int, failure: int, stdio: tuple[int, int, int], settings: dict[str, Any], pty: bool) -> None:
    """In the child: wait for the job, drop every right, run it. Never returns."""
    word = "the sandbox's own preparation"
    try:
        os.setsid()
        if pty:
            fcntl.ioctl(stdio[0], termios.TIOCSCTTY, 0)
        for target, descriptor in enumerate(stdio):
            os.dup2(descriptor, target)
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
        for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_NOFILE, (settings["open_files"],) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        size = receive_exactly(job, 4)  # until then it is the worker's: no command can signal or trace it
        if len(size) < 4:
            os._exit(0)
        request = json.loads(receive_exactly(job, int.from_bytes(size, "big")))
        if settings["uid"] is not None:
            os.setgroups([])
            os.setresgid(*(settings["uid"],) * 3)
            os.setresuid(*(settings["uid"],) * 3)
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        prctl(PR_SET_DUMPABLE, 1)
        word = f"the folder {request['cwd']!r}"
        os.chdir(request["cwd"])
        word = f"the program {request['argv'][0]!r}"
        os.execvpe(request["argv"][0], request["argv"], request["env"])  # noqa: S606
    except OSError as error:
        os.write(failure, json.dumps([PROBLEMS.get(error.errno or 0, "start"), f"{word}: {error.strerror}"]).encode())
    except BaseException as error:
        os.write(failure, json.dumps(["start", f"{word}: {error}"]).encode())
    os._exit(127)


class Supervision:
    """In the supervisor: watches one command to its end, and takes its whole tree down."""

    def __init__(self, control: socket.socket, child: int, failure: int, wake: int) -> None:
        self.control, self.child, self.failure, self.wake = control, child, failure, wake
        self.status: int | None = None
        self.timed_out = False

    def run(self) -> None:
        """Serve until the command and all its descendants are gone, then report."""
        first = self.control.recv(64)
        if not first:  # the worker wants none, or is gone
            sweep()
            os._exit(0)
        began = time.monotonic()
        timeout = json.loads(first)["timeout"]
        problem = receive_exactly(self.failure, CHUNK)
        if not problem:
            self.control.send(b'{"started":true}')
            self.watch(None if timeout is None else began + timeout)
        duration = time.monotonic() - began
        swept = sweep()
        report: dict[str, Any] = {"duration": duration, "swept": swept, "timed_out": self.timed_out}
        if problem:
            report["problem"] = json.loads(problem)
        status = self.status if self.status is not None else signal.SIGKILL
        report["exit_code"] = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        report["signal"] = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
        self.control.send(json.dumps(report).encode())

    def watch(self, deadline: float | None) -> None:
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(self.wake, select.POLLIN)
        while self.status is None:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                self.timed_out = True
                return
            for descriptor, _ in poll.poll(None if left is None else max(1, int(left * 1000) + 1)):
                if descriptor == self.wake:
                    with contextlib.suppress(BlockingIOError):
                        os.read(self.wake, 512)
                    self.collect()
                elif not self.obey():
                    return

    def collect(self) -> None:
        with contextlib.suppress(ChildProcessError):
            for pid, status in reap():
                if pid == self.child:
                    self.status = status

    def obey(self) -> bool:
        """One order of the worker: b"s" and a signal's number, or anything else (the end included): kill."""
        order = self.control.recv(16)
        if order[:1] != b"s":
            return False
        with contextlib.suppress(OSError, ValueError):
            os.killpg(self.child, int(order[1:]))
        return True


def supervise(control: socket.socket, settings: dict[str, Any], terminal: int) -> None:
    """In the supervisor's process: one command after the other, each swept away before the next. Never returns."""
    try:
        close_all_but(control.fileno(), *([terminal] if terminal >= 0 else []))
        prctl(PR_SET_CHILD_SUBREAPER, 1)
        wake_read, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        os.set_blocking(wake_read, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        while True:
            child, failure = prepare(control, settings, terminal)
            Supervision(control, child, failure, wake_read).run()
            os.close(failure)
            while (order := control.recv(16)) != NEXT:  # an order for a command that has ended by itself
                if not order:
                    os._exit(0)
    except BaseException as error:
        with contextlib.suppress(OSError):
            control.send(json.dumps({"problem": ["start", f"supervisor: {error!r}"]}).encode())
    finally:
        os._exit(0)


def prepare(control: socket.socket, settings: dict[str, Any], terminal: int) -> tuple[int, int]:
    """Fork a command-to-be, give the worker its ends of the streams; returns the child and where it tells a failure."""
    job, job_end = os.pipe()
    failure, failure_end = os.pipe()
    stdio, ends = (terminal, terminal, terminal), [job_end]
    if terminal < 0:
        (inside_in, end_in), (end_out, inside_out), (end_err, inside_err) = os.pipe(), os.pipe(), os.pipe()
        stdio, ends = (inside_in, inside_out, inside_err), [job_end, end_in, end_out, end_err]
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)
        close_all_but(job, failure_end, *stdio)
        become_command(job, failure_end, stdio, settings, terminal >= 0)
    for descriptor in {job, failure_end, *stdio}:
        os.close(descriptor)
    socket.send_fds(control, [READY], ends)
    for descriptor in ends:
        os.close(descriptor)
    return child, failure


def close_all_but(*keep: int) -> None:
    """Close every descriptor from 3 on, except these."""
    low = 3
    for descriptor in sorted({*keep, 1 << 20}):
        os.closerange(low, descriptor)
        low = descriptor + 1


class Slot:
    """A supervisor, and its command-to-be, forked ahead and waiting for a job.

    Attributes:
        stdin, stdout, stderr: The worker's ends of the command's streams, once it is ready; with a terminal the first
            two are one.
        control: Orders to the supervisor, its report back.
        pid: The supervisor.
    """

    def __init__(self, settings: dict[str, Any], pty: tuple[int, int] | None = None) -> None:
        self.job = self.stdin = self.stdout = self.stderr = terminal = -1
        self.pty = pty is not None
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            if pty is not None:
                with as_user(settings["uid"]):  # the terminal's owner is who opens it
                    self.stdin, terminal = os.openpty()
                set_size(terminal, *pty)
                self.stdout = os.dup(self.stdin)
            self.pid = os.fork()
            if self.pid == 0:
                supervise(theirs, settings, terminal)
        except OSError:
            self.close()
            raise
        finally:
            theirs.close()
            if terminal >= 0:
                os.close(terminal)

    def take_ready(self) -> bool:
        """Take the streams that the supervisor hands over; False where it could not make a command-to-be."""
        try:
            word, ends, _, _ = socket.recv_fds(self.control, CHUNK, 4)
        except OSError:
            return False
        if word != READY:
            return False
        self.job = ends[0]
        if not self.pty:
            self.stdin, self.stdout, self.stderr = ends[1:]
        for descriptor in (self.stdin, self.stdout, self.stderr):
            if descriptor >= 0:
                os.set_blocking(descriptor, False)
        return True

    def again(self) -> bool:
        """Ask for the next command-to-be; whether the supervisor can still hear it."""
        self.job = self.stdin = self.stdout = self.stderr = -1
        try:
            self.control.send(NEXT)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Close the worker's ends; a supervisor ends by that, and kills what it has."""
        self.control.close()
        for descriptor in (self.job, self.stdin, self.stdout, self.stderr):
            if descriptor >= 0:
                with contextlib.suppress(OSError):
                    os.close(descriptor)


def set_size(terminal: int, rows: int, columns: int) -> None:
    """Size of a terminal, in characters."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
