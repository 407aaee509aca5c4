"""What every engine with a worker shares: commands and files, spoken over a `Channel`.

An engine makes the place, starts the worker in it, and hands the channel to `WorkerSandbox`; see `docker.py`.
"""

from __future__ import annotations

import json
import posixpath
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import anyio

from agentrt.errors import SandboxError, SandboxLost
from agentrt.sandbox import ports, transfer
from agentrt.sandbox.base import (
    WORKSPACE,
    Command,
    CommandLost,
    Endpoint,
    ExecResult,
    FileEntry,
    Process,
    Sandbox,
    SandboxFileError,
    Stats,
)
from agentrt.sandbox.channel import Call, Channel
from agentrt.sandbox.policy import SandboxPolicy
from agentrt.sandbox.process import WorkerProcess
from agentrt.sandbox.reports import ended, entries, partial, usage
from agentrt.sandbox.worker import wire

GRACE = 10.0
"""Seconds after a command's time limit at which the host stops trusting the worker to enforce it."""

READ_LIMIT = 256 << 20
"""Most bytes that one `read` returns."""


class WorkerSandbox(ABC):
    """A sandbox whose commands and files go through a worker; engines say how it comes and goes.

    It implements `agentrt.sandbox.base.Sandbox`, whose documentation holds here.
    """

    engine: str

    def __init__(self, policy: SandboxPolicy) -> None:
        self.id = ""
        self.policy = policy
        self._channel: Channel | None = None
        self._env: dict[str, str] = {}

    # What an engine provides.

    @abstractmethod
    async def open(self) -> Self:
        """Make the place and start its worker. Cancelled or failing, it leaves nothing behind."""

    @abstractmethod
    async def close(self) -> None:
        """Kill everything inside and remove it."""

    @abstractmethod
    async def fork(self, n: int = 1) -> Sequence[Sandbox]:
        """As in the protocol."""

    @abstractmethod
    async def snapshot(self, name: str) -> None:
        """As in the protocol."""

    @abstractmethod
    async def restore(self, name: str) -> None:
        """As in the protocol."""

    @abstractmethod
    async def _destroy(self) -> None:
        """Kill the place at once, because its worker no longer does what it must."""

    # Commands.

    @property
    def channel(self) -> Channel:
        """The stream to the worker.

        Raises:
            SandboxError: It is not open.
        """
        if self._channel is None:
            raise SandboxError("This sandbox is not open. Use it as `async with DockerSandbox(...) as box:`.")
        return self._channel

    async def exec(
        self,
        command: Command,
        *,
        timeout: float | None = None,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
        stdin: bytes | str | None = None,
        output: int | None = None,
    ) -> ExecResult:
        """Run a command to its end; see `Sandbox.exec`."""
        limit = self.policy.output if output is None else output
        seconds = self.policy.timeout if timeout is None else timeout
        request = self._request(command, seconds, cwd, env) | {"output": limit, "eof": not stdin}
        call = self.channel.open_json(wire.START, request, room=limit + wire.CHUNK)
        try:
            with anyio.move_on_after(seconds + GRACE) as overdue:
                await self._feed(call, stdin)
                await call.result()
            if overdue.cancelled_caught:
                await self._destroy()
                self.channel.lose("The sandbox was killed: a command outlived its time limit there.")
            return ended(self.channel, await call.result(), call, limit)
        except SandboxLost as error:
            raise CommandLost(str(error), partial=partial(call)) from None
        finally:
            call.close()

    async def start(
        self,
        command: Command,
        *,
        timeout: float | None = None,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
        pty: tuple[int, int] | None = None,
    ) -> Process:
        """Start a command and talk to it while it runs; see `Sandbox.start`."""
        request = self._request(command, timeout, cwd, env) | {"pty": pty}
        call = self.channel.open_json(wire.START, request, room=2 * wire.WINDOW)
        try:
            await self.channel.drain()
            await call.until(lambda: call.started or call.end)
            if not call.started:
                await call.result()
        except BaseException:
            call.close()
            raise
        return WorkerProcess(call, terminal=pty is not None)

    def _request(
        self, command: Command, timeout: float | None, cwd: str | None, env: Mapping[str, str] | None
    ) -> dict[str, Any]:
        shell = "bash" if self.channel.hello.get("bash") is True else "sh"
        argv = [shell, "-c", command] if isinstance(command, str) else list(command)
        if not argv or any("\0" in word for word in argv):
            raise SandboxError("A command needs at least one word, and no word may hold a NUL character.")
        return {
            "argv": argv,
            "cwd": self.path(cwd or WORKSPACE),
            "env": self._env | dict(env or {}),
            "timeout": timeout,
        }

    async def _feed(self, call: Call, stdin: bytes | str | None) -> None:
        if stdin:
            await call.feed(stdin.encode() if isinstance(stdin, str) else stdin)
            if call.end is None:
                call.post(wire.EOF)
        await self.channel.drain()

    # Files.

    def path(self, path: str) -> str:
        """A path as it is given to the worker; an engine whose workspace lies elsewhere says where."""
        return inside(path)

    async def read(self, path: str, *, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes of a regular file; see `Sandbox.read`."""
        wanted = READ_LIMIT + 1 if length is None else length
        request = {"path": self.path(path), "offset": offset, "length": wanted}
        call = self.channel.open_json(wire.READ, request, room=2 * wire.WINDOW)
        data = bytearray()
        try:
            while call.end is None:
                await call.until(lambda: call.buffers[wire.OUT] or call.end)
                data += call.take(wire.OUT, wire.WINDOW)
                if len(data) > min(wanted, READ_LIMIT):
                    raise too_large(path)
            await call.result()
            data += call.take(wire.OUT, 2 * wire.WINDOW)
        finally:
            call.close()
        if len(data) > min(wanted, READ_LIMIT):
            raise too_large(path)
        return bytes(data)

    async def write(self, path: str, data: bytes | str, *, mode: int | None = None) -> None:
        """Replace a file's content in one step; see `Sandbox.write`."""
        content = data.encode() if isinstance(data, str) else bytes(data)
        more = len(content) > wire.CHUNK
        header = json.dumps({"path": self.path(path), "mode": mode, "more": more}).encode()
        first = len(header).to_bytes(4, "big") + header + content[: wire.CHUNK]
        call = self.channel.open(wire.WRITE, first)
        try:
            if more:
                await call.feed(content[wire.CHUNK :])
                call.post(wire.EOF)
            await self.channel.drain()
            await call.result()
        finally:
            call.close()

    async def list(self, path: str = ".") -> tuple[FileEntry, ...]:
        """What is in a folder; see `Sandbox.list`."""
        return entries(self.channel, await self.channel.ask("list", path=self.path(path)))

    async def upload(self, source: str | PathLike[str], target: str) -> None:
        """Copy a file or a folder into the sandbox; see `Sandbox.upload`."""
        await transfer.upload(self, self.channel, Path(source), self.path(target))

    async def download(self, source: str, target: str | PathLike[str], *, limit: int = 1 << 30) -> None:
        """Copy a file or a folder out of the sandbox; see `Sandbox.download`."""
        await transfer.download(self, self.channel, self.path(source), Path(target), limit)

    # The rest.

    def expose(self, port: int) -> AbstractAsyncContextManager[Endpoint]:
        """Make a TCP port inside reachable from this machine; see `Sandbox.expose`."""
        return ports.expose(self.channel, port)

    async def stats(self) -> Stats:
        """What it uses now."""
        return await usage(self.channel)

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with anyio.CancelScope(shield=True):
            await self.close()


def inside(path: str) -> str:
    """A path of the sandbox, made absolute.

    Raises:
        SandboxFileError: It is empty or holds a NUL character.
    """
    if not path or "\0" in path:
        raise SandboxFileError(f"{path!r} is no path.", code="not_found", path=path)
    return posixpath.join(WORKSPACE, path)


def too_large(path: str) -> SandboxFileError:
    """The error for a file that is too large to be read at once."""
    what = f"{path}: larger than {READ_LIMIT >> 20} MiB; read it in parts, with offset and length."
    return SandboxFileError(what, code="too_large", path=path)
