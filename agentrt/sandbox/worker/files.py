"""Files, read and written as the commands' user."""

from __future__ import annotations

import os
import stat
import struct

from .basics import from_json
from .identity import as_user
from .job import Job, send_all
from .wire import CHUNK, CREDIT, DATA, EOF, KILL, MAX_NAMES, OUT, RESULT, WINDOW, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .loop import Worker


class FileRead(Job):
    """A regular file on its way to the host."""

    def __init__(self, worker: Worker, call_id: int, request: dict[str, Any]) -> None:
        with as_user(worker.uid):
            self.file = open_regular(request["path"])
        self.left, self.credit = request["length"], WINDOW
        os.lseek(self.file, request["offset"], os.SEEK_SET)
        super().__init__(worker, call_id)
        worker.sources.add(self)
        self.update()

    def update(self) -> None:
        """Send while the host has room."""
        while self.credit > 0 and not self.worker.congested and self.id in self.worker.jobs:
            data = os.read(self.file, min(CHUNK, self.left, self.credit)) if self.left else b""
            if not data:
                self.frame(KILL, b"")
                self.worker.send_json(RESULT, self.id, {})
                return
            self.left -= len(data)
            self.credit -= len(data)
            self.worker.send(OUT, self.id, data)

    def frame(self, kind: int, payload: bytes) -> None:
        if kind == CREDIT:
            self.credit += struct.unpack("!BI", payload)[1]
            self.update()
        elif kind == KILL:
            self.worker.sources.discard(self)
            os.close(self.file)
            self.forget()


def open_regular(path: str) -> int:
    """A descriptor of a regular file; a pipe or a device neither blocks nor opens."""
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    mode = os.fstat(file).st_mode
    if not stat.S_ISREG(mode):
        os.close(file)
        raise Refused("is_directory" if stat.S_ISDIR(mode) else "not_a_file", f"{path}: not a regular file")
    return file


class FileWrite(Job):
    """A file on its way from the host: written beside the old one, then put in its place."""

    def __init__(self, worker: Worker, call_id: int, payload: bytes) -> None:
        size = int.from_bytes(payload[:4], "big")
        request = from_json(payload[4 : 4 + size])
        self.mode = request["mode"]
        with as_user(worker.uid):
            self.path = os.path.realpath(request["path"])
            os.makedirs(os.path.dirname(self.path), exist_ok=True)
            self.file, self.beside = self.open_beside()
        super().__init__(worker, call_id)
        self.put(payload[4 + size :])
        if not request["more"]:
            self.frame(EOF, b"")

    def open_beside(self) -> tuple[int, str | None]:
        try:
            old = os.stat(self.path)
        except FileNotFoundError:
            old = None
        if old is not None and not stat.S_ISREG(old.st_mode):
            problem = "is_directory" if stat.S_ISDIR(old.st_mode) else "not_a_file"
            raise Refused(problem, f"{self.path}: not a regular file")
        if self.mode is None:
            self.mode = stat.S_IMODE(old.st_mode) if old is not None else 0o644
        folder, name = os.path.split(self.path)
        beside = os.path.join(folder, f".{name[:200]}.{os.urandom(6).hex()}")
        try:
            return os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), beside
        except PermissionError:
            if old is None:
                raise
            return os.open(self.path, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC), None

    def put(self, data: bytes) -> None:
        try:
            send_all(self.file, data)
        except OSError:
            self.frame(KILL, b"")
            raise

    def frame(self, kind: int, payload: bytes) -> None:
        if kind == DATA:
            self.put(payload)
            self.worker.send(CREDIT, self.id, len(payload).to_bytes(4, "big"))
        elif kind == EOF:
            with as_user(self.worker.uid):
                if self.beside is not None:
                    os.fchmod(self.file, self.mode)
                    os.rename(self.beside, self.path)
                    self.beside = None
            self.frame(KILL, b"")
            self.worker.send_json(RESULT, self.id, {})
        elif kind == KILL:
            os.close(self.file)
            if self.beside is not None:
                try:
                    with as_user(self.worker.uid):
                        os.unlink(self.beside)
                except OSError:  # a command was faster
                    pass
            self.forget()


def entry(path: str, name: str) -> list[Any]:
    """One name of a folder: name, kind, size, mode, time, target."""
    full = os.path.join(path, name)
    status = os.lstat(full)
    kind, target, size = "other", None, 0
    if stat.S_ISLNK(status.st_mode):
        kind, target = "link", os.readlink(full)
    elif stat.S_ISDIR(status.st_mode):
        kind = "directory"
    elif stat.S_ISREG(status.st_mode):
        kind, size = "file", status.st_size
    return [name, kind, size, stat.S_IMODE(status.st_mode), status.st_mtime, target]


def list_folder(path: str) -> list[list[Any]]:
    """Every name in a folder."""
    names = os.listdir(path)
    if len(names) > MAX_NAMES:
        raise Refused("too_large", f"{path}: {len(names)} names; list its folders one by one, or with a command")
    found = []
    for name in sorted(names):
        try:
            found.append(entry(path, name))
        except FileNotFoundError:  # gone since the folder was read
            pass
    return found
