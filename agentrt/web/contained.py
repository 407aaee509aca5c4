"""Chromium inside a sandbox that has no network, and the only way out of it: the proxies of the sessions.

    async with DockerSandbox("browser") as box, Browser(sandbox=box) as browser: ...

Chromium is driven over DevTools through a port of the sandbox that its worker carries to this host's loopback; no
network is needed. Its requests go to `127.0.0.1:PORT` inside, where a relay (`agentrt.web.relay`) waits in the place of
the session's proxy, which listens at that very address here: connections from inside are met by connections that this
side has opened beforehand. So even a Chromium that a page has taken over reaches what the runs' rules let it, no more.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import random
import secrets
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Protocol

import anyio
from anyio.abc import ByteReceiveStream, ByteSendStream

from agentrt.errors import AgentrtError, ConfigurationError, WebError
from agentrt.web import relay
from agentrt.web.launch import AUTOMATION_FLAGS, FLAGS

_START_SECONDS = 60.0
_END_SECONDS = 15.0
_PORTS = range(
    20_000, 32_000
)  # of the relay and of DevTools: below those that a session's proxy is given by the kernel
_NOTHING = "http://127.0.0.1:9"  # where Chromium sends what no session asked for: nothing listens there
_MAX_DOWNLOAD = 1 << 30


class Policy(Protocol):
    """What is asked of a sandbox's policy."""

    @property
    def network(self) -> str: ...


class Process(Protocol):
    """What is asked of a process in a sandbox."""

    @property
    def stdin(self) -> ByteSendStream: ...
    @property
    def stdout(self) -> ByteReceiveStream: ...
    @property
    def stderr(self) -> ByteReceiveStream: ...

    async def __aenter__(self) -> object: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Endpoint(Protocol):
    """A port of a sandbox as this host sees it."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...


class Box(Protocol):
    """What is asked of a sandbox: `agentrt.sandbox.Sandbox`, which this layer does not know, has all of it."""

    @property
    def policy(self) -> Policy: ...

    async def start(self, command: Sequence[str]) -> Process: ...
    async def exec(self, command: Sequence[str]) -> object: ...
    async def download(self, source: str, target: str | PathLike[str], *, limit: int = ...) -> None: ...
    def expose(self, port: int) -> AbstractAsyncContextManager[Endpoint]: ...


class Contained:
    """One Chromium in a sandbox, from `start` to `close`."""

    def __init__(self, box: Box, flags: Sequence[str] = ()) -> None:
        if box.policy.network != "none":
            raise ConfigurationError(
                "the browser's sandbox reaches hosts by itself (its policy's `allow`), past the rules of the runs; "
                "give the browser one without a network"
            )
        self.box = box
        self._flags = flags
        self._token = secrets.token_hex(16)
        self._entrance: Endpoint | None = None  # of the relay
        self._stop = asyncio.Event()
        self._life: asyncio.Task[None] | None = None
        self._ways: dict[int, asyncio.Task[None]] = {}

    async def start(self) -> str:
        """Starts Chromium and the relay; gives the address of Chromium's DevTools on this host.

        Raises:
            WebError: they do not start, or the sandbox is gone.
        """
        ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._life = asyncio.create_task(self._live(ready))
        try:
            await asyncio.wait((ready, self._life), timeout=_START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if ready.done():
                return ready.result()
        except BaseException:
            await self.close()
            raise
        problem = self._life.exception() if self._life.done() else f"it said nothing within {_START_SECONDS:g} s"
        await self.close()
        if isinstance(problem, Exception) and not isinstance(problem, AgentrtError | OSError | anyio.EndOfStream):
            raise problem
        why = str(problem or "") or "it ended at once; the image has to have `python3` and `browser`, as `browser` has"
        raise WebError(f"Chromium does not start in the sandbox: {why[:500]}")

    async def _live(self, ready: asyncio.Future[str]) -> None:
        """Holds what has to be left by the task that entered it, until Chromium ends or is told to."""
        port, devtools = random.sample(_PORTS, 2)
        async with contextlib.AsyncExitStack() as stack:
            inside = await self.box.start(["python3", "-IS", "-c", inspect.getsource(relay), self._token, str(port)])
            await stack.enter_async_context(inside)
            browser = await self.box.start(self._command(devtools))
            await stack.enter_async_context(browser)
            await _line(inside.stdout, b"ready")
            self._entrance = await stack.enter_async_context(self.box.expose(port))
            path = (await _line(browser.stderr, b"DevTools listening on ")).rpartition(b"/")[2].decode("ascii")
            address = await stack.enter_async_context(self.box.expose(devtools))
            ready.set_result(f"ws://{address.host}:{address.port}/devtools/browser/{path}")
            told = asyncio.ensure_future(self._stop.wait())
            ended = asyncio.ensure_future(_drain(browser.stderr))
            try:
                await asyncio.wait((told, ended), return_when=asyncio.FIRST_COMPLETED)
            finally:
                told.cancel()
                ended.cancel()

    def _command(self, port: int) -> list[str]:
        return [
            "browser",
            *AUTOMATION_FLAGS,
            *FLAGS,
            *self._flags,
            f"--proxy-server={_NOTHING}",
            f"--user-data-dir=/tmp/chromium-{port}",
            f"--remote-debugging-port={port}",
            "about:blank",
        ]

    async def lead(self, port: int) -> None:
        """Has `127.0.0.1:port` inside lead to the same address here, until `leave`.

        Raises:
            WebError: the sandbox is gone, or something inside has that port.
        """
        try:
            waiting = await self._wait_for_one(port)
        except OSError as error:
            raise WebError(f"the browser's sandbox does not answer: {error}") from None
        self._ways[port] = asyncio.create_task(self._serve(port, *waiting))

    async def leave(self, port: int) -> None:
        """Ends a way out; the connections on it are cut."""
        way = self._ways.pop(port, None)
        if way is None:
            return
        way.cancel()
        await asyncio.gather(way, return_exceptions=True)
        with contextlib.suppress(OSError):
            _, writer = await self._call(-port)
            writer.close()

    async def _call(self, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        assert self._entrance is not None
        reader, writer = await asyncio.open_connection(self._entrance.host, self._entrance.port)
        writer.write(f"{self._token} {port}\n".encode())
        return reader, writer

    async def _wait_for_one(self, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection that waits inside for one of Chromium's to `port`."""
        reader, writer = await self._call(port)
        answer = await reader.read(1)
        if answer != b"+":
            writer.close()
            raise ConnectionError(f"port {port} is taken inside" if answer else "its relay has ended")
        return reader, writer

    async def _serve(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carries connections to `port`; there is always one more that waits inside."""
        tasks: set[asyncio.Task[None]] = set()
        try:
            while await reader.read(1) == b".":
                task = asyncio.create_task(_carry(reader, writer, port))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
                reader, writer = await self._wait_for_one(port)
        except OSError:
            pass  # the sandbox is gone, and Chromium with it
        finally:
            writer.transport.abort()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def take(self, source: Path, target: Path) -> None:
        """Moves a file that Chromium saved out of the sandbox."""
        await self.box.download(str(source), target, limit=_MAX_DOWNLOAD)
        await self.box.exec(["rm", "-f", str(source)])

    async def close(self) -> None:
        """Ends Chromium and all ways out; never fails."""
        for port in list(self._ways):
            way = self._ways.pop(port)
            way.cancel()
            await asyncio.gather(way, return_exceptions=True)
        if self._life is None:
            return
        self._stop.set()
        await asyncio.wait((self._life,), timeout=_END_SECONDS)
        self._life.cancel()
        await asyncio.gather(self._life, return_exceptions=True)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """One connection of Chromium's, to the proxy that listens here."""
    proxy_writer = None
    try:
        proxy_reader, proxy_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(relay.copy(reader, proxy_writer), relay.copy(proxy_reader, writer))
    except OSError:
        pass  # the session was closed
    finally:
        writer.transport.abort()
        if proxy_writer is not None:
            proxy_writer.transport.abort()


async def _line(stream: ByteReceiveStream, start: bytes) -> bytes:
    """The first line that starts like that.

    Raises:
        WebError: the stream ends without one; the message has its last line.
    """
    text = b""
    try:
        while True:
            text += await stream.receive()
            for line in text.split(b"\n")[:-1]:
                if line.startswith(start):
                    return line.strip()
    except anyio.EndOfStream:
        raise WebError(text.strip().rpartition(b"\n")[2].decode("utf-8", "replace")) from None


async def _drain(stream: ByteReceiveStream) -> None:
    """Reads a stream to its end: a process that nobody listens to would stop."""
    with contextlib.suppress(anyio.EndOfStream, anyio.BrokenResourceError):
        while True:
            await stream.receive()
