"""Commands: from a job of the host's to its report."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
from typing import TYPE_CHECKING, Any

from .job import Job, send_all
from .streams import Collector, Reader, Writer
from .supervisor import set_size
from .wire import CHUNK, CREDIT, DATA, EOF, ERR, ERR_EOF, EXIT, KILL, OUT, OUT_EOF, RESIZE, SIGNAL, STARTED

if TYPE_CHECKING:
    from .loop import Worker


class Command(Job):
    """A command, from its job to its report."""

    def __init__(self, worker: Worker, call_id: int, request: dict[str, Any]) -> None:
        self.pty = request.get("pty")
        self.slot = worker.slot(tuple(self.pty) if self.pty else None)
        super().__init__(worker, call_id)
        self.before = worker.counters()
        self.ended = False
        self.request = request
        worker.commands += 1
        worker.watch(self.slot.control.fileno(), self.heard)
        job = json.dumps(
            {"argv": request["argv"], "cwd": request["cwd"], "env": {**os.environ, **request["env"]}}
        ).encode()
        self.slot.control.send(json.dumps({"timeout": request["timeout"]}).encode())
        with contextlib.suppress(BrokenPipeError):  # it is gone: the supervisor will say so
            send_all(self.slot.job, len(job).to_bytes(4, "big") + job)
        self.terminal = self.slot.stdin if self.pty else -1
        descriptor = self.slot.stdin
        self.stdin = Writer(worker, call_id, descriptor, lambda: self.end_input(descriptor))
        limit = request.get("output")
        self.streams = [self.stream(self.slot.stdout, OUT, OUT_EOF, limit)]
        if self.slot.stderr >= 0:
            self.streams.append(self.stream(self.slot.stderr, ERR, ERR_EOF, limit))

    def stream(self, descriptor: int, kind: int, end: int, limit: int | None) -> Reader:
        if limit is None:
            return Reader(self.worker, self.id, descriptor, kind, end)
        return Collector(self.worker, self.id, descriptor, kind, end, limit)

    def end_input(self, descriptor: int) -> None:
        if self.pty:  # the end of file, typed
            with contextlib.suppress(OSError):
                os.write(descriptor, b"\x04")
        else:
            os.close(descriptor)

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
            set_size(self.terminal, *struct.unpack("!HH", payload))
        elif kind in (SIGNAL, KILL) and not self.ended:
            with contextlib.suppress(OSError):
                self.slot.control.send(b"s%d" % payload[0] if kind == SIGNAL else b"k")
        elif kind == KILL:
            self.drop()

    def heard(self) -> None:
        """A word of the supervisor: it has started, it is over, or (nothing) it is dead."""
        try:
            word = self.slot.control.recv(CHUNK)
        except OSError:
            word = b""
        message = json.loads(word) if word else {"exit_code": None, "signal": int(signal.SIGKILL), "duration": 0.0}
        if "started" in message:
            if "output" not in self.request:
                self.worker.send(STARTED, self.id)
            return
        if not word:
            self.worker.kill_strays()
        self.over(message)
        self.worker.recycle(self.slot, alive=bool(word))

    def over(self, message: dict[str, Any]) -> None:
        self.ended = True  # its supervisor hears no more orders for it: it serves another command soon
        self.worker.commands -= 1
        self.worker.watch(self.slot.control.fileno(), None)
        os.close(self.slot.job)
        self.stdin.close()
        if "problem" in message:
            for reader in self.streams:
                reader.close(tell=False)
            self.worker.problem(self.id, *message["problem"])
            self.drop()
            return
        for reader in self.streams:
            reader.drain()
        after = self.worker.counters()
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
