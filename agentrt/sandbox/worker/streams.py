"""Bytes between the host and what runs here, each way no faster than the other end takes them."""

from __future__ import annotations

import os
import select

from .wire import CHUNK, CREDIT, WINDOW

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .loop import Worker


class Reader:
    """Something the host is sent the bytes of, no faster than it takes them: a pipe, a terminal or a socket."""

    def __init__(self, worker: Worker, call_id: int, descriptor: int, kind: int, end: int) -> None:
        self.worker, self.id, self.descriptor, self.kind, self.end = worker, call_id, descriptor, kind, end
        self.credit = WINDOW
        self.ending = False  # nothing more will come than what is there
        self.open = True
        worker.sources.add(self)
        self.update()

    def update(self) -> None:
        """Read when the host has room, and only then."""
        if self.open:
            self.worker.watch(self.descriptor, self.readable if self.credit > 0 and not self.worker.congested else None)

    def readable(self) -> None:
        try:
            data = os.read(self.descriptor, min(CHUNK, self.credit))
        except BlockingIOError:
            if self.ending:
                self.close()
            return
        except OSError:  # a terminal whose last user has gone says EIO
            data = b""
        if data:
            self.take(data)
        else:
            self.close()

    def take(self, data: bytes) -> None:
        self.credit -= len(data)
        self.worker.send(self.kind, self.id, data)
        if self.credit <= 0:
            self.update()

    def grant(self, amount: int) -> None:
        self.credit += amount
        self.update()
        if self.ending:
            self.drain()

    def drain(self) -> None:
        """What is still in the pipe, now that the command has ended; then the end."""
        self.ending = True
        while self.open and self.credit > 0 and not self.worker.congested:
            self.readable()

    def close(self, tell: bool = True) -> None:
        if self.open:
            self.open = False
            self.worker.sources.discard(self)
            self.worker.watch(self.descriptor, None)
            os.close(self.descriptor)
            if tell:
                self.finish()

    def finish(self) -> None:
        self.worker.send(self.end, self.id)


class Collector(Reader):
    """Keeps the first and the last half of `limit` bytes, and a file with the rest; it never makes a command wait."""

    def __init__(self, worker: Worker, call_id: int, descriptor: int, kind: int, end: int, limit: int) -> None:
        self.head_room, self.tail_room = limit - limit // 2, limit // 2
        self.head, self.tail, self.total = bytearray(), bytearray(), 0
        self.file: Any = None
        self.path, self.path_bytes = "", 0
        super().__init__(worker, call_id, descriptor, kind, end)

    def take(self, data: bytes) -> None:
        self.total += len(data)
        if self.head_room > len(self.head):
            part = data[: self.head_room - len(self.head)]
            self.head += part
            self.worker.send(self.kind, self.id, part)
            data = data[len(part) :]
        if data:
            self.tail += data
            if self.file is not None:
                self.spill(data)
            elif len(self.tail) > self.tail_room:
                self.path, self.file = self.worker.spool.new()
                self.spill(self.head + self.tail)
            if len(self.tail) > 2 * self.tail_room + CHUNK:
                del self.tail[: len(self.tail) - self.tail_room]

    def spill(self, data: bytes | bytearray) -> None:
        if self.file:
            try:
                self.path_bytes += self.file.write(data)
            except OSError:  # the file's room is spent: what is there stays
                return
            if self.path_bytes >= self.worker.spool.limit:
                self.file.close()
                self.file = False

    def finish(self) -> None:
        tail = bytes(self.tail[max(0, len(self.tail) - self.tail_room) :])
        for start in range(0, len(tail), CHUNK):
            self.worker.send(self.kind, self.id, tail[start : start + CHUNK])
        if self.file:
            self.file.close()

    def report(self) -> dict[str, Any]:
        return {"total": self.total, "path": self.path if self.path_bytes else None, "path_bytes": self.path_bytes}


class Spool:
    """The folder of outputs that were too long to send; the oldest go when there is no more room."""

    def __init__(self, folder: str, room: int) -> None:
        self.folder, self.limit, self.count = folder, room // 4, 0
        self.files: list[str] = []

    def new(self) -> tuple[str, Any]:
        """A new file's path, and the file; False in its place where there can be none."""
        self.count += 1
        while len(self.files) >= 4:
            try:
                os.unlink(self.files.pop(0))
            except OSError:  # a command cannot have removed it, but what is gone is gone
                pass
        path = f"{self.folder}/{self.count}"
        try:
            file = open(path, "wb", buffering=0)  # noqa: SIM115
        except OSError:
            return path, False
        self.files.append(path)
        return path, file


def nothing() -> None:
    """What there is to do when all has been done."""


class Writer:
    """Bytes from the host to a command or a connection, in the order they came."""

    def __init__(self, worker: Worker, call_id: int, descriptor: int, finish: Callable[[], None]) -> None:
        self.worker, self.id, self.descriptor, self.finish = worker, call_id, descriptor, finish
        self.queue: list[bytes] = []
        self.ended = False
        self.open = True

    def feed(self, data: bytes) -> None:
        if not self.open:
            self.worker.send(CREDIT, self.id, len(data).to_bytes(4, "big"))
            return
        self.queue.append(data)
        self.writable()

    def end(self) -> None:
        self.ended = True
        self.writable()

    def writable(self) -> None:
        try:
            while self.open and self.queue:
                data = self.queue[0]
                done = os.write(self.descriptor, data)
                if done == len(data):
                    self.queue.pop(0)
                else:
                    self.queue[0] = data[done:]
                self.worker.send(CREDIT, self.id, done.to_bytes(4, "big"))
        except BlockingIOError:
            self.worker.watch(self.descriptor, self.writable, select.EPOLLOUT)
            return
        except OSError:  # nobody reads any more
            lost = sum(map(len, self.queue))
            self.queue.clear()
            self.ended = True
            if lost:
                self.worker.send(CREDIT, self.id, lost.to_bytes(4, "big"))
        if self.ended:
            self.close()
        elif self.open:
            self.worker.watch(self.descriptor, None)

    def close(self) -> None:
        if self.open:
            self.open = False
            self.worker.watch(self.descriptor, None)
            finish, self.finish = self.finish, nothing  # it leads back here: no collector runs to see that
            finish()
