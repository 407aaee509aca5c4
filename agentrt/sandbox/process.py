"""A running command, over a channel."""

from __future__ import annotations

import struct
from types import TracebackType
from typing import Self

import anyio
from anyio.abc import ByteReceiveStream, ByteSendStream

from agentrt.errors import SandboxLost
from agentrt.sandbox.base import CommandLost, ExecResult
from agentrt.sandbox.channel import Call
from agentrt.sandbox.reports import ended, partial
from agentrt.sandbox.worker import wire


class WorkerProcess:
    """A command that runs in a sandbox; `agentrt.sandbox.base.Process` has the documentation.

    Attributes:
        stdin: See the protocol.
        stdout: See the protocol.
        stderr: See the protocol.
    """

    def __init__(self, call: Call, *, terminal: bool) -> None:
        self._call = call
        self.stdin: ByteSendStream = CallInput(call)
        self.stdout: ByteReceiveStream = CallOutput(call, wire.OUT)
        self.stderr: ByteReceiveStream = CallOutput(call, wire.ERR)
        if terminal:
            call.ended.add(wire.ERR)

    async def signal(self, number: int) -> None:
        """Send a signal to the command's process group."""
        if self._call.end is None:
            self._call.post(wire.SIGNAL, int(number).to_bytes(1, "big"))
            await self._call.channel.drain()

    async def kill(self) -> None:
        """Kill the whole process tree; returns when none is left."""
        if self._call.end is None:
            self._call.post(wire.KILL)
            await self._call.until(lambda: self._call.end)

    async def resize(self, rows: int, columns: int) -> None:
        """Tell a command with a terminal its new size."""
        if self._call.end is None:
            self._call.post(wire.RESIZE, struct.pack("!HH", rows, columns))
            await self._call.channel.drain()

    async def wait(self) -> ExecResult:
        """How it ended."""
        try:
            message = await self._call.result()
        except SandboxLost as error:
            raise CommandLost(str(error), partial=partial(self._call)) from None
        return ended(self._call.channel, message, self._call, 0)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with anyio.CancelScope(shield=True), anyio.move_on_after(5):
                await self.kill()
        except SandboxLost:
            pass  # it is as dead as can be
        finally:
            self._call.close()


class CallInput(ByteSendStream):
    """Bytes to a command or a connection. Sending to one that has ended raises anyio.BrokenResourceError."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._closed = False

    async def send(self, item: bytes) -> None:
        """Send bytes, waiting while the other end takes none."""
        if self._closed:
            raise anyio.ClosedResourceError
        if self._call.end is not None:
            raise anyio.BrokenResourceError
        await self._call.feed(item)

    async def aclose(self) -> None:
        """End of file."""
        if not self._closed and self._call.end is None and self._call.channel.error is None:
            self._call.post(wire.EOF)
            await self._call.channel.drain()
        self._closed = True


class CallOutput(ByteReceiveStream):
    """Bytes from a command or a connection; ends with anyio.EndOfStream."""

    def __init__(self, call: Call, kind: int) -> None:
        self._call, self._kind = call, kind

    async def receive(self, max_bytes: int = 65536) -> bytes:
        """Bytes as they come, at least one."""
        call, kind = self._call, self._kind
        try:
            await call.until(lambda: call.buffers[kind] or kind in call.ended)
        except SandboxLost:
            raise anyio.BrokenResourceError from None
        if not call.buffers[kind]:
            raise anyio.EndOfStream
        return call.take(kind, max_bytes)

    async def aclose(self) -> None:
        """Take no more. What still comes is dropped with the command."""
