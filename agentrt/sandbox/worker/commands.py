"""Commands: from a job of the host's to its report."""

from __future__ import annotations

import os
import struct

from .basics import signal
from .job import Job, send_all
from .launch import Program, terminal_size
from .streams import Collector, Reader, Writer
from .supervisor import OVER, STARTED
from .wire import CHUNK, CREDIT, DATA, EOF, ERR, ERR_EOF, EXIT, KILL, OUT, OUT_EOF, RESIZE, SIGNAL, Refused
from .wire import STARTED as STARTED_FRAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .loop import Worker


def variables(env: Mapping[str, str]) -> dict[bytes, bytes]:
    """Variables as a program gets them.

    Raises:
        Refused: One of them cannot be.
    """
    for name, value in env.items():
        if not name or "=" in name or "\0" in name or "\0" in value:
            raise Refused("start", f"{name!r} cannot be a variable: a name holds no '=', and nothing a NUL character")
    return {os.fsencode(name): os.fsencode(value) for name, value in env.items()}


class Command(Job):
    """A command, from its job to its report."""

    def __init__(self, worker: Worker, call_id: int, request: dict[str, Any]) -> None:
        argv = [os.fsencode(word) for word in request["argv"]]
        program = Program(os.fsencode(request["cwd"]), argv, {**worker.environment, **variables(request["env"])})
        self.pty = request.get("pty")
        self.slot = worker.slot(tuple(self.pty) if self.pty else None)
        super().__init__(worker, call_id)
        self.before = worker.counters()
        self.ended = False
        timeout, limit = request["timeout"], request.get("output")
        self.told = limit is None
        try:
            send_all(self.slot.job, program.packed())
        except BrokenPipeError:  # it is gone: the supervisor will say so
            pass
        self.slot.control.send(b"%d %r" % (self.told, float("inf") if timeout is None else float(timeout)))
        worker.commands += 1
        worker.started += 1
        worker.watch(self.slot.control.fileno(), self.heard)
        self.terminal = self.slot.stdin if self.pty else -1
        descriptor = self.slot.stdin
        self.stdin = Writer(worker, call_id, descriptor, lambda: self.end_input(descriptor))
        if request.get("eof"):
            self.stdin.end()
        self.streams = [self.stream(self.slot.stdout, OUT, OUT_EOF, limit)]
        if self.slot.stderr >= 0:
            self.streams.append(self.stream(self.slot.stderr, ERR, ERR_EOF, limit))

    def stream(self, descriptor: int, kind: int, end: int, limit: int | None) -> Reader:
        if limit is None:
            return Reader(self.worker, self.id, descriptor, kind, end)
        return Collector(self.worker, self.id, descriptor, kind, end, limit)

    def end_input(self, descriptor: int) -> None:
        if not self.pty:
            os.close(descriptor)
            return
        try:
            os.write(descriptor, b"\x04")  # the end of file, typed
        except OSError:  # nobody is there to read it
            pass

    def frame(self, kind: int, payload: bytes) -> None:
        if kind == DATA:
            self.stdin.feed(payload)
        elif kind == EOF:
            self.stdin.end()
        elif kind == CREDIT:
            stream, amount = struct.unpack("!BI", payload)
            for reader in self.streams:
                if reader.kind == stream:
                    reader.grant(amount)
        elif kind == RESIZE and self.terminal >= 0:
            terminal_size(self.terminal, *struct.unpack("!HH", payload))
        elif kind in (SIGNAL, KILL) and not self.ended:
            try:
                self.slot.control.send(b"s%d" % payload[0] if kind == SIGNAL else b"k")
            except OSError:  # it is dead; that will be heard
                pass
        elif kind == KILL:
            self.drop()

    def heard(self) -> None:
        """A word of the supervisor: it has started, it is over, or (nothing) it is dead."""
        try:
            word = self.slot.control.recv(CHUNK)
        except OSError:
            word = b""
        if word == STARTED:
            self.worker.send(STARTED_FRAME, self.id)
            return
        if not word:
            self.worker.kill_strays()
        self.over(word.split(b"\0"))
        self.worker.recycle(self.slot, alive=bool(word))

    def over(self, words: list[bytes]) -> None:
        """Report the end; `words` as `Supervision.run` says them, none where the supervisor was killed."""
        self.ended = True  # its supervisor hears no more orders for it: it serves another command soon
        self.worker.commands -= 1
        self.worker.watch(self.slot.control.fileno(), None)
        os.close(self.slot.job)
        self.stdin.close()
        if len(words) == 3:
            for reader in self.streams:
                reader.close(tell=False)
            self.worker.problem(self.id, words[1].decode(), words[2].decode("utf-8", "surrogateescape"))
            self.drop()
            return
        for reader in self.streams:
            reader.drain()
        after = self.worker.counters()
        message = ended(words)
        message["struck"] = [name for name in after if after[name] > self.before[name]]
        message["streams"] = [reader.report() for reader in self.streams if isinstance(reader, Collector)]
        self.worker.send_json(EXIT, self.id, message)
        if all(not reader.open for reader in self.streams):
            self.drop()

    def drop(self) -> None:
        for reader in self.streams:
            reader.close(tell=False)
        if self.terminal >= 0:
            os.close(self.terminal)
            self.terminal = -1
        self.forget()


def ended(words: list[bytes]) -> dict[str, Any]:
    """How a command ended, as the host wants it told."""
    if words[0] != OVER:
        return {"exit_code": None, "signal": int(signal.SIGKILL), "duration": 0.0}
    code, number, duration, swept, timed_out = words[1:]
    return {
        "exit_code": int(code) if int(code) >= 0 else None,
        "signal": int(number) if int(number) >= 0 else None,
        "duration": float(duration),
        "swept": int(swept),
        "timed_out": timed_out == b"1",
    }
