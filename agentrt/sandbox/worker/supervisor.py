"""One supervisor for each command, forked ahead: starts it, watches it to its end, leaves nothing of it behind."""

from __future__ import annotations

import os
import select
import time

from .basics import receive_descriptors, send_descriptors, signal, socket
from .identity import PR_SET_CHILD_SUBREAPER, prctl
from .launch import become_command, receive_exactly, terminal_size
from .trees import reap, sweep
from .wire import CHUNK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

READY, NEXT, STARTED, OVER, PROBLEM = b"ready", b"next", b"started", b"over", b"problem"


class Supervision:
    """In the supervisor: watches one command to its end, and takes its whole tree down."""

    def __init__(self, control: socket.socket, child: int, failure: int, wake: int) -> None:
        self.control, self.child, self.failure, self.wake = control, child, failure, wake
        self.status: int | None = None
        self.timed_out = False

    def run(self) -> None:
        """Serve until the command and all its descendants are gone, then report.

        What a command is to be told of its start costs it a switch of processes in mid-start, so only who asked is.
        """
        first = self.control.recv(64)
        if not first:  # the worker wants none, or is gone
            sweep()
            os._exit(0)
        began = time.monotonic()
        tell, seconds = first.split()
        problem = b""
        if tell == b"1":
            problem = receive_exactly(self.failure, CHUNK)
            if not problem:
                self.control.send(STARTED)
        if not problem:
            self.watch(began + float(seconds))
        duration = time.monotonic() - began
        swept = sweep()
        problem = problem or self.failed()
        if problem:
            self.control.send(PROBLEM + b"\0" + problem)
            return
        status = self.status if self.status is not None else signal.SIGKILL
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else -1
        self.control.send(OVER + b"\0%d\0%d\0%r\0%d\0%d" % (code, number, duration, swept, self.timed_out))

    def failed(self) -> bytes:
        """What the command said of a start that failed; empty where it started."""
        os.set_blocking(self.failure, False)
        try:
            return os.read(self.failure, CHUNK)
        except BlockingIOError:
            return b""

    def watch(self, deadline: float) -> None:
        """Until the command ends, its time is over, or it is to be killed."""
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(self.wake, select.POLLIN)
        while self.status is None:
            left = deadline - time.monotonic()
            if left <= 0:
                self.timed_out = True
                return
            for descriptor, _ in poll.poll(max(1, int(min(left, 1e6) * 1000) + 1)):
                if descriptor == self.wake:
                    try:
                        os.read(self.wake, 512)
                    except BlockingIOError:
                        pass
                    self.collect()
                elif not self.obey():
                    return

    def collect(self) -> None:
        """Reap what has ended."""
        try:
            for pid, status in reap():
                if pid == self.child:
                    self.status = status
        except ChildProcessError:
            pass

    def obey(self) -> bool:
        """One order of the worker: b"s" and a signal's number, or anything else (the end included): kill."""
        order = self.control.recv(16)
        if order[:1] != b"s":
            return False
        try:
            os.killpg(self.child, int(order[1:]))
        except (OSError, ValueError):
            pass
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
        try:
            control.send(PROBLEM + b"\0start\0" + f"supervisor: {error!r}".encode())
        except OSError:
            pass
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
    send_descriptors(control, READY, ends)
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

    Raises OSError where a process cannot be made.
    """

    def __init__(self, settings: dict[str, Any], pty: tuple[int, int] | None = None) -> None:
        self.pty = pty
        self.job = self.stdin = self.stdout = self.stderr = -1
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        terminal = -1
        try:
            if pty is not None:
                self.stdin, terminal = os.openpty()
                terminal_size(terminal, *pty)
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
            word, ends = receive_descriptors(self.control, CHUNK, 4)
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
                try:
                    os.close(descriptor)
                except OSError:
                    pass
