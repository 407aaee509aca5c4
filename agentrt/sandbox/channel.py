"""The host's end of the stream to a sandbox's worker: frames out, frames in, each to the call it belongs to.

There is no task of its own: whoever waits for an answer reads for all (`Channel.until`), and hands reading on when it
has its own. So a sandbox can be opened in one task and closed in another, on asyncio and trio alike.

Everything that comes in is data from an enemy. It is cut at fixed sizes, matched to a call that is open, checked
against a schema, and never imported, unpickled or evaluated; at the first breach the stream is closed for good.
"""

from __future__ import annotations

import json
import socket
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NoReturn, get_args

import anyio

from agentrt.errors import SandboxError, SandboxLost
from agentrt.sandbox.base import FileProblem, SandboxFileError
from agentrt.sandbox.worker import wire

MAX_INCOMING = wire.CHUNK + 64
"""Largest payload that a worker may send."""

_FILE_PROBLEMS = frozenset(get_args(FileProblem))


class Call:
    """One open request: what has come for it, and who waits for more.

    Attributes:
        buffers: Bytes that came and were not taken, by kind (`wire.OUT`, `wire.ERR`).
        ended: Kinds whose end has come.
        end: The closing message (exit, result or problem) and its kind, once it has come.
        started: Whether the worker said that it has begun.
    """

    def __init__(self, channel: Channel, call_id: int, *, room: int) -> None:
        self.channel, self.id = channel, call_id
        self.room = room
        self.buffers = {wire.OUT: bytearray(), wire.ERR: bytearray()}
        self.ended: set[int] = set()
        self.end: tuple[int, Mapping[str, Any]] | None = None
        self.started = False
        self.credit = wire.WINDOW
        self.waiters: set[anyio.Event] = set()

    def accept(self, kind: int, payload: bytes) -> None:
        """Take a frame in; a frame that breaks the rules breaks the channel."""
        if kind in self.buffers:
            buffer = self.buffers[kind]
            buffer += payload
            if len(buffer) > self.room or kind in self.ended:
                self.channel.breach("sent more than it was given room for")
        elif kind in (wire.OUT_EOF, wire.ERR_EOF):
            self.ended.add(wire.OUT if kind == wire.OUT_EOF else wire.ERR)
        elif kind == wire.CREDIT and len(payload) == 4:
            self.credit += int.from_bytes(payload, "big")
            if self.credit > wire.WINDOW:
                self.channel.breach("took more than it was sent")
        elif kind == wire.STARTED:
            self.started = True
        elif kind in (wire.EXIT, wire.RESULT, wire.PROBLEM) and self.end is None:
            self.end = (kind, parse_object(self.channel, payload))
        else:
            self.channel.breach(f"sent a frame of kind {kind} out of place")

    async def until(self, ready: Callable[[], object]) -> None:
        """Wait until `ready()`, which is asked again whenever something came for this call."""
        await self.channel.until(self, ready)

    async def result(self) -> Mapping[str, Any]:
        """The closing message of a request that has one.

        Raises:
            SandboxError: The worker said what was wrong.
        """
        await self.until(lambda: self.end)
        assert self.end is not None
        kind, message = self.end
        if kind == wire.PROBLEM:
            raise_problem(self.channel, message)
        return message

    def post(self, kind: int, payload: bytes = b"") -> None:
        """Queue a frame of this call."""
        self.channel.post(kind, self.id, payload)

    def take(self, kind: int, limit: int) -> bytes:
        """Bytes that have come, at most `limit`, making room for as many more."""
        buffer = self.buffers[kind]
        data = bytes(buffer[:limit])
        del buffer[:limit]
        if data and kind not in self.ended and self.end is None:
            self.post(wire.CREDIT, kind.to_bytes(1, "big") + len(data).to_bytes(4, "big"))
        return data

    async def feed(self, data: bytes) -> None:
        """Send bytes to what the call reads from, no faster than it takes them."""
        view = memoryview(data)
        while view:
            await self.until(lambda: self.credit > 0 or self.end is not None)
            if self.end is not None and self.credit <= 0:
                return
            part = view[: min(self.credit, wire.CHUNK)]
            self.credit -= len(part)
            self.post(wire.DATA, bytes(part))
            await self.channel.drain()
            view = view[len(part) :]

    def close(self) -> None:
        """Forget it; where the worker has not closed it, tell it to."""
        if self.channel.forget(self) and self.channel.error is None:
            self.post(wire.KILL)


class Channel:
    """A stream to a worker.

    Attributes:
        error: Why it can be used no longer, or None.
        hello: What the worker said of itself.
    """

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._socket = connection
        self._input = bytearray()
        self._output: deque[memoryview] = deque()
        self._calls: dict[int, Call] = {}
        self._closed: set[int] = set()
        self._waiting: dict[anyio.Event, None] = {}
        self._reading = False
        self._writing = anyio.Lock()
        self._next = 1
        self.error: SandboxLost | None = None
        self.hello: Mapping[str, Any] = {}

    # Calls.

    def open(self, kind: int, payload: bytes, *, room: int = wire.WINDOW) -> Call:
        """Begin a request; `room` bounds the bytes of each stream that may wait here."""
        if self.error is not None:
            raise SandboxLost(str(self.error))
        call = Call(self, self._next, room=room)
        self._next = self._next % 0xFFFFFFFF + 1
        self._calls[call.id] = call
        self.post(kind, call.id, payload)
        return call

    def open_json(self, kind: int, request: Mapping[str, Any], *, room: int = wire.WINDOW) -> Call:
        """Begin a request whose payload is JSON."""
        payload = json.dumps(request).encode()
        if len(payload) > wire.MAX_FRAME:
            raise SandboxError(
                f"The command, its arguments and environment are {len(payload)} bytes; at most 4 MiB go."
            )
        return self.open(kind, payload, room=room)

    async def ask(self, op: str, *, room: int = 64 << 20, **arguments: Any) -> Any:
        """One of the worker's small questions, and its answer (JSON)."""
        call = self.open_json(wire.CALL, {"op": op, **arguments}, room=room)
        try:
            await call.result()
            return parse(self, bytes(call.buffers[wire.OUT]))
        finally:
            call.close()

    def forget(self, call: Call) -> bool:
        """Take a call from the list; whether the worker may still believe it open."""
        if self._calls.pop(call.id, None) is None:
            return False
        if call.end is not None and call.end[0] != wire.EXIT:
            return False
        self._closed.add(call.id)
        if len(self._closed) > 10_000:  # frames of calls so old are long through
            self._closed = set(sorted(self._closed)[5_000:])
        return True

    # Waiting and reading.

    async def until(self, call: Call, ready: Callable[[], object]) -> None:
        """Wait until `ready()`; read from the stream while nobody else does.

        Raises:
            SandboxLost: The stream ended or was broken first.
        """
        while not ready():
            if self.error is not None:
                raise SandboxLost(str(self.error))
            if self._reading:
                await self._wait(call)
                continue
            self._reading = True
            try:
                while not ready() and self.error is None:
                    await self._fill()
            finally:
                self._reading = False
                self._hand_on()

    async def _wait(self, call: Call) -> None:
        event = anyio.Event()
        call.waiters.add(event)
        self._waiting[event] = None
        try:
            await event.wait()
        finally:
            call.waiters.discard(event)
            del self._waiting[event]
            if not self._reading:
                self._hand_on()

    def _hand_on(self) -> None:
        for event in self._waiting:
            if not event.is_set():
                event.set()
                return

    async def _fill(self) -> None:
        try:
            data = self._socket.recv(4 * wire.CHUNK)
        except BlockingIOError:
            with suppress(anyio.ClosedResourceError):  # closed meanwhile; `error` says why
                await anyio.wait_readable(self._socket)
            return
        except OSError as error:
            self.lose(f"The stream to the sandbox broke: {error.strerror}.")
            return
        if not data:
            self.lose("The sandbox has ended: its worker is gone.")
            return
        self._input += data
        self._dispatch()
        if len(data) == 4 * wire.CHUNK:
            await anyio.lowlevel.checkpoint()

    def _dispatch(self) -> None:
        start = 0
        view = self._input
        while self.error is None and len(view) - start >= wire.HEADER.size:
            size, kind, call_id = wire.HEADER.unpack_from(view, start)
            if size > MAX_INCOMING:
                self.breach(f"sent a frame of {size} bytes")
                return
            end = start + wire.HEADER.size + size
            if len(view) < end:
                break
            self._route(kind, call_id, bytes(view[start + wire.HEADER.size : end]))
            start = end
        del self._input[:start]

    def _route(self, kind: int, call_id: int, payload: bytes) -> None:
        call = self._calls.get(call_id)
        if call is not None:
            call.accept(kind, payload)
            for event in call.waiters:
                event.set()
        elif kind == wire.HELLO and not self.hello:
            self.hello = parse_object(self, payload)
        elif call_id not in self._closed:
            self.breach(f"answered call {call_id}, which nobody made")

    async def greet(self) -> None:
        """Wait for the worker's first words."""
        greeting = Call(self, 0, room=0)
        await self.until(greeting, lambda: self.hello)
        if self.hello.get("version") != wire.VERSION:
            self.breach(f"speaks version {str(self.hello.get('version'))[:20]}, not {wire.VERSION}")
            raise SandboxLost(str(self.error))

    # Writing.

    def post(self, kind: int, call_id: int, payload: bytes = b"") -> None:
        """Queue a frame, and send what the stream takes at once."""
        self._output.append(memoryview(wire.HEADER.pack(len(payload), kind, call_id) + payload))
        if len(self._output) == 1:
            self._flush()

    def _flush(self) -> None:
        try:
            while self._output and self.error is None:
                done = self._socket.send(self._output[0])
                if done == len(self._output[0]):
                    self._output.popleft()
                else:
                    self._output[0] = self._output[0][done:]
        except BlockingIOError:
            pass
        except OSError:  # what it wrote last, and why it went, is for the reader to find
            self._output.clear()

    async def drain(self) -> None:
        """Wait until everything queued is sent. Cancelled in between, the rest stays queued whole."""
        if not self._output:
            return
        async with self._writing:
            while self._output and self.error is None:
                with suppress(anyio.ClosedResourceError):
                    await anyio.wait_writable(self._socket)
                self._flush()

    # The end.

    def breach(self, what: str) -> None:
        """The worker broke the protocol: nothing it says counts any more."""
        self.lose(f"The sandbox broke its protocol and was cut off: its worker {what}.")

    def lose(self, why: str) -> None:
        """Close the stream for good, and tell all who wait."""
        if self.error is None:
            self.error = SandboxLost(why)
            anyio.notify_closing(self._socket)
            self._socket.close()
            self._output.clear()
        for event in self._waiting:
            event.set()


def parse(channel: Channel, payload: bytes) -> Any:
    """JSON from a worker; what is none breaks the channel."""
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        channel.breach("sent something that is no JSON")
        raise SandboxLost(str(channel.error)) from None


def parse_object(channel: Channel, payload: bytes) -> Mapping[str, Any]:
    """A JSON object from a worker; anything else breaks the channel and is taken as empty."""
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        return value
    channel.breach("sent something that is no JSON object")
    return {}


def raise_problem(channel: Channel, message: Mapping[str, Any]) -> NoReturn:
    """What the worker could not do, as an exception chosen here by its code."""
    code, text = message.get("code"), message.get("message")
    if not isinstance(code, str) or not isinstance(text, str):
        channel.breach("sent a problem without code and message")
        raise SandboxLost(str(channel.error))
    if code in _FILE_PROBLEMS:
        path, _, reason = text[:2000].rpartition(": ")
        raise SandboxFileError(f"{path}: {reason}" if path else reason, code=code, path=path)  # type: ignore[arg-type]
    raise SandboxError(f"The command could not be started: {text[:2000]}")
