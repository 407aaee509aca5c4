"""TCP connections inside, carried to the host and back."""

from __future__ import annotations

import os
import select
import struct

from .basics import socket
from .job import Job
from .streams import Reader, Writer
from .wire import CREDIT, DATA, EOF, KILL, OUT, OUT_EOF, STARTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .loop import Worker


class Tunnel(Job):
    """One TCP connection inside, carried to the host."""

    def __init__(self, worker: Worker, call_id: int, connection: socket.socket) -> None:
        super().__init__(worker, call_id)
        self.connection = connection
        descriptor = connection.fileno()
        # Reading and writing wait for readiness apart, so each has a descriptor of its own.
        self.reader = Reader(worker, call_id, os.dup(descriptor), OUT, OUT_EOF)
        self.writer = Writer(worker, call_id, descriptor, self.half_close)

    def half_close(self) -> None:
        try:
            self.connection.shutdown(socket.SHUT_WR)
        except OSError:  # the other end was faster
            pass

    def frame(self, kind: int, payload: bytes) -> None:
        if kind == DATA:
            self.writer.feed(payload)
        elif kind == EOF:
            self.writer.end()
        elif kind == CREDIT:
            self.reader.grant(struct.unpack("!BI", payload)[1])
        elif kind == KILL:
            self.writer.close()
            self.reader.close(tell=False)
            self.connection.close()
            self.forget()


class Connecting(Job):
    """A connection on its way to a port inside."""

    def __init__(self, worker: Worker, call_id: int, request: dict[str, Any]) -> None:
        super().__init__(worker, call_id)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.setblocking(False)
        self.socket.connect_ex(("127.0.0.1", request["port"]))
        worker.watch(self.socket.fileno(), self.done, select.EPOLLOUT)

    def done(self) -> None:
        self.worker.watch(self.socket.fileno(), None)
        error = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            self.frame(KILL, b"")
            self.worker.problem(self.id, "refused", os.strerror(error))
        else:
            self.worker.send(STARTED, self.id)
            Tunnel(self.worker, self.id, self.socket)

    def frame(self, kind: int, payload: bytes) -> None:
        if kind == KILL:
            self.worker.watch(self.socket.fileno(), None)
            self.socket.close()
            self.forget()
