"""Files and trees between this machine and a sandbox, name by name: no archive is ever unpacked."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Callable, Coroutine, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread

from agentrt.sandbox.base import FileEntry, SandboxFileError
from agentrt.sandbox.channel import Channel
from agentrt.sandbox.reports import entries

if TYPE_CHECKING:
    from agentrt.sandbox.client import WorkerSandbox

AT_ONCE = 16
MAX_ENTRIES = 1_000_000
PART = 4 << 20


def refused(path: str, why: str) -> SandboxFileError:
    """The error for something that is not carried over."""
    return SandboxFileError(f"{path}: {why}", code="unsafe", path=path)


def escapes(root: PurePosixPath, link: PurePosixPath, target: str) -> bool:
    """Whether a link (path relative to its tree) leads out of the tree."""
    if target.startswith("/"):
        return True
    place = posixpath.normpath(posixpath.join(str(root / link.parent), target))
    return place != str(root) and not place.startswith(str(root).rstrip("/") + "/")


# ---------------------------------------------------------------------------------------------------------------- in


def walk(source: Path) -> Iterator[tuple[str, os.stat_result, str | None]]:
    """Everything below a folder of this machine, parents first: relative name, status, target of a link."""
    pending = [""]
    while pending:
        folder = pending.pop()
        for item in sorted(os.scandir(source / folder), key=lambda item: item.name):
            name = f"{folder}/{item.name}" if folder else item.name
            status = item.stat(follow_symlinks=False)
            if stat.S_ISLNK(status.st_mode):
                target = str(Path(item.path).readlink())
                if escapes(PurePosixPath("/tree"), PurePosixPath(name), target):
                    raise refused(item.path, f"a link that leads out of the folder, to {target}")
                yield name, status, target
            elif stat.S_ISDIR(status.st_mode):
                pending.append(name)
                yield name, status, None
            elif stat.S_ISREG(status.st_mode):
                yield name, status, None
            else:
                raise refused(item.path, "neither a file, a folder nor a link")


async def upload(box: WorkerSandbox, channel: Channel, source: Path, target: str) -> None:
    """Copy a file or a folder of this machine into a sandbox."""
    if not await anyio.to_thread.run_sync(source.is_dir):
        status = await anyio.to_thread.run_sync(source.stat)
        if not stat.S_ISREG(status.st_mode):
            raise refused(str(source), "neither a file nor a folder")
        await put(box, source, target, status)
        return
    tree = await anyio.to_thread.run_sync(lambda: list(walk(source)))
    await channel.ask("mkdir", path=target)
    room = anyio.Semaphore(AT_ONCE)

    async def one(name: str, status: os.stat_result, link: str | None) -> None:
        async with room:
            path = posixpath.join(target, name)
            if link is not None:
                await channel.ask("link", path=path, target=link)
            else:
                await put(box, source / name, path, status)

    for name, status, link in tree:
        if link is None and stat.S_ISDIR(status.st_mode):
            await channel.ask("mkdir", path=posixpath.join(target, name), mode=stat.S_IMODE(status.st_mode) | 0o700)
    await together([partial(one, *item) for item in tree if not stat.S_ISDIR(item[1].st_mode)])


async def together(work: Iterable[Callable[[], Coroutine[Any, Any, object]]]) -> None:
    """Do all at once. Where something fails the rest is cancelled, and the first failure is raised as it is."""
    try:
        async with anyio.create_task_group() as tasks:
            for one in work:
                tasks.start_soon(one)
    except ExceptionGroup as group:
        raise group.exceptions[0] from None


async def put(box: WorkerSandbox, source: Path, path: str, status: os.stat_result) -> None:
    """One file into a sandbox, with its permission bits."""
    data = await anyio.to_thread.run_sync(source.read_bytes)
    await box.write(path, data, mode=stat.S_IMODE(status.st_mode) & 0o777)


# --------------------------------------------------------------------------------------------------------------- out


class Budget:
    """What may still come out of a sandbox."""

    def __init__(self, path: str, limit: int) -> None:
        self.path, self.left, self.limit, self.entries = path, limit, limit, MAX_ENTRIES

    def spend(self, size: int) -> None:
        """Count bytes that came.

        Raises:
            SandboxFileError: They are too many.
        """
        self.left -= size
        if self.left < 0:
            what = f"{self.path}: more than {self.limit} bytes; raise `limit`, or download parts of it."
            raise SandboxFileError(what, code="too_large", path=self.path)

    def count(self) -> None:
        """Count one name.

        Raises:
            SandboxFileError: They are too many.
        """
        self.entries -= 1
        if self.entries < 0:
            raise SandboxFileError(f"{self.path}: more than {MAX_ENTRIES} names", code="too_large", path=self.path)


async def download(box: WorkerSandbox, channel: Channel, source: str, target: Path, limit: int) -> None:
    """Copy a file or a folder of a sandbox to this machine."""
    found = entries(channel, [await ask_entry(channel, source)])[0]
    budget = Budget(source, limit)
    if found.kind == "file":
        target.parent.mkdir(parents=True, exist_ok=True)
        await get(box, source, target, found, budget)
    elif found.kind == "directory":
        await get_folder(box, source, target, budget)
    else:
        raise refused(source, "neither a file nor a folder")


async def ask_entry(channel: Channel, path: str) -> Any:
    """What the sandbox says a path is. The root itself is a folder; its name is never used."""
    if posixpath.normpath(path) == "/":
        return ["root", "directory", 0, 0o755, 0.0, None]
    return await channel.ask("entry", path=posixpath.normpath(path))


async def get_folder(box: WorkerSandbox, source: str, target: Path, budget: Budget) -> None:
    """A tree, into a folder made here. Every folder is opened without following links, so none can lead elsewhere."""
    pending: list[tuple[str, PurePosixPath]] = [(source, PurePosixPath())]
    links: list[tuple[PurePosixPath, str]] = []
    await anyio.to_thread.run_sync(lambda: target.mkdir(parents=True, exist_ok=True))
    while pending:
        folder, place = pending.pop()
        for item in await box.list(folder):
            budget.count()
            path, here = posixpath.join(folder, item.name), place / item.name
            if item.kind == "directory":
                make_folder(target / here)
                pending.append((path, here))
            elif item.kind == "file":
                await get(box, path, target / here, item, budget)
            elif item.kind == "link" and item.target and not escapes(PurePosixPath("/tree"), here, item.target):
                links.append((here, item.target))
            else:
                raise refused(path, f"a {item.kind} that may not leave the sandbox")
    for here, where in links:  # last, so that nothing was ever written through one
        replace(target / here)
        (target / here).symlink_to(where)


def make_folder(path: Path) -> None:
    """A folder; something else in its place is refused."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise refused(str(path), "something that is no folder is in its place")
    path.mkdir(exist_ok=True)


def replace(path: Path) -> None:
    """Make room for a file or a link."""
    if path.is_symlink() or path.is_file():
        path.unlink()


async def get(box: WorkerSandbox, source: str, target: Path, found: FileEntry, budget: Budget) -> None:
    """One file out of a sandbox, never through a link that lies in the target's place."""
    replace(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.open(target, flags, 0o600 | (found.mode & 0o100))
    try:
        offset = 0
        while True:
            data = await box.read(source, offset=offset, length=PART)
            budget.spend(len(data))
            await anyio.to_thread.run_sync(os.write, file, data)
            offset += len(data)
            if len(data) < PART:
                return
    finally:
        os.close(file)
