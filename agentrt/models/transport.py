"""HTTP, as thin as chat completions need it: one request, its answer's bytes as they come.

Two libraries behind one small interface. httpx2 is the default and runs on asyncio and trio. aiohttp (asyncio alone,
`pip install aiohttp`) parses HTTP in C and takes half the processor time of a step: choose it where one process drives
hundreds of runs against a server that answers quickly (`benchmarks/loop_overhead.py`).
"""

from __future__ import annotations

import importlib.util
import math
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass
from weakref import WeakKeyDictionary

import anyio.lowlevel

from agentrt.errors import ConfigurationError

TransportName = Literal["httpx2", "aiohttp"]

KEEPALIVE_SECONDS = 4.0
"""How long an idle connection is kept: less than the 5 s after which uvicorn, and so vLLM, closes it."""


class BrokenConnection(Exception):
    """The server could not be reached, went silent, or dropped the connection.

    Attributes:
        fault: "connection" or "timeout".
    """

    def __init__(self, fault: str, reason: str) -> None:
        super().__init__(reason)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answers.

    Attributes:
        status: HTTP status code.
        headers: Its headers; names in lower case, or looked up without regard to case.
        chunks: The body as it comes, to be closed by whoever reads it; iterating raises `BrokenConnection`.
    """

    status: int
    headers: Mapping[str, str]
    chunks: AsyncGenerator[bytes, None]


class Transport(Protocol):
    """Sends requests over pooled connections of one event loop."""

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> AbstractAsyncContextManager[Answer]:
        """One request; `path` follows the base address. Leaving the block gives the connection back.

        Raises:
            BrokenConnection: There is no answer.
        """
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for a connection, and for the next bytes of an answer (None: for ever)."""

    connect: float
    silence: float | None


def open_transport(name: TransportName, base: str, timeouts: Timeouts) -> Transport:
    """Connections to the server at `base`."""
    return _Aiohttp(base, timeouts) if name == "aiohttp" else _Httpx2(base, timeouts)


class Connections:
    """Connections to one server, a pool for each event loop that uses them.

    Args:
        name: The transport.
        base: The server's address.
        timeouts: How long to wait for it.
    """

    def __init__(self, name: TransportName, base: str, timeouts: Timeouts) -> None:
        self._name: TransportName = name
        self._base = base
        self._timeouts = timeouts
        self._open: WeakKeyDictionary[Any, Transport] = WeakKeyDictionary()

    def here(self) -> Transport:
        """Those of the running event loop."""
        loop = _event_loop()
        transport = self._open.get(loop)
        if transport is None:
            transport = self._open[loop] = open_transport(self._name, self._base, self._timeouts)
        return transport

    async def aclose(self) -> None:
        """Close those of the running event loop. They are opened again when they are used again."""
        transport = self._open.pop(_event_loop(), None)
        if transport is not None:
            await transport.aclose()


def _event_loop() -> Any:
    """The running event loop, whichever library it is of."""
    return anyio.lowlevel.current_token().native_token


async def whole_body(answer: Answer) -> bytes:
    """All of an answer's body."""
    async with aclosing(answer.chunks) as chunks:
        return b"".join([chunk async for chunk in chunks])


def check_transport(name: str) -> None:
    """Refuse a transport that is not there.

    Raises:
        ConfigurationError: There is none of that name, or its library is not installed.
    """
    if name not in ("httpx2", "aiohttp"):
        raise ConfigurationError(f'There is no transport {name!r}; there are "httpx2" and "aiohttp".')
    if importlib.util.find_spec(name) is None:
        raise ConfigurationError(f"transport={name!r} needs the package {name}: pip install {name}.")


def _proxy_for(base: str) -> str | None:
    """The proxy that the environment names for a server (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY)."""
    parts, proxies = urlsplit(base), getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return None if proxy is None or proxy_bypass(parts.netloc) else proxy


class _Httpx2:
    """The connections that httpx2 is made of, without its client and pool.

    Cookies, redirects and authentication flows are not needed here, and the pool looks at every idle connection at
    every request, which at 64 of them costs as much as the request. Here the connection that was used last is used
    next, and those that wait too long are closed from the other end.
    """

    def __init__(self, base: str, timeouts: Timeouts) -> None:
        import httpcore2

        self._core = httpcore2
        self._timeouts = (httpcore2.TimeoutException,)
        self._errors = (*self._timeouts, httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ProxyError)
        url = httpcore2.URL(base)
        self._origin, self._port, self._base = url.origin, url.port, url.target.rstrip(b"/")
        port = b"" if url.port is None else b":%d" % url.port
        self._host = (b"host", (b"[%s]" if b":" in url.host else b"%s") % url.host + port)
        silence = timeouts.silence
        self._extensions = {"timeout": {"connect": timeouts.connect, "read": silence, "write": silence, "pool": None}}
        self._open = self._opener(base)
        self._idle: deque[tuple[float, Any]] = deque()
        self._known: tuple[Mapping[str, str], list[tuple[bytes, bytes]]] = ({}, [])

    def _opener(self, base: str) -> Callable[[], Any]:
        """Makes a connection, which connects when it is used."""
        options: dict[str, Any] = {"keepalive_expiry": KEEPALIVE_SECONDS}
        if self._origin.scheme == b"https":
            import httpx2

            options["ssl_context"] = httpx2.create_ssl_context()
        proxy = _proxy_for(base)
        if proxy is None:
            return partial(self._core.AsyncHTTPConnection, self._origin, **options)
        import httpx2

        given = httpx2.Proxy(proxy)
        if given.url.scheme not in ("http", "https"):
            raise ConfigurationError(f"The environment names the proxy {given.url!r}; only HTTP proxies can be used.")
        options |= {"proxy_auth": given.raw_auth, "max_connections": 1}
        return partial(self._core.AsyncHTTPProxy, str(given.url), **options)

    @asynccontextmanager
    async def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> AsyncIterator[Answer]:
        url = self._core.URL(
            scheme=self._origin.scheme,
            host=self._origin.host,
            port=self._port,
            target=self._base + path.encode(),
        )
        sent = [*self._raw(headers), (b"content-length", b"%d" % len(body))]
        request = self._core.Request(method, url, headers=sent, content=body, extensions=self._extensions)
        connection = await self._connection()
        try:
            response = await self._respond(connection, request)
            try:
                said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                yield Answer(response.status, said, self._chunks(response))
            finally:
                await response.aclose()
        finally:
            self._idle.append((time.monotonic(), connection))

    async def _connection(self) -> Any:
        """The connection that was given back last, if the server has not closed it; else a new one."""
        await self._close_idle(time.monotonic() - KEEPALIVE_SECONDS)
        while self._idle:
            connection = self._idle.pop()[1]
            if not isinstance(connection, self._core.AsyncHTTPConnection):
                return connection  # a proxy's, which looks after its own
            if connection.is_available() and not connection.has_expired():
                return connection
            await connection.aclose()
        return self._open()

    def _raw(self, headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
        """Headers as they are sent; a model gives the same ones each time."""
        if self._known[0] is not headers:
            raw = [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in headers.items()]
            self._known = (headers, [self._host, *raw])
        return self._known[1]

    async def _respond(self, connection: Any, request: Any) -> Any:
        try:
            return await connection.handle_async_request(request)
        except self._errors as error:
            raise _broken(error, isinstance(error, self._timeouts)) from error

    async def _chunks(self, response: Any) -> AsyncGenerator[bytes, None]:
        stream = response.stream.__aiter__()
        try:
            async for chunk in stream:
                yield chunk
        except self._errors as error:
            raise _broken(error, isinstance(error, self._timeouts)) from error
        finally:
            await stream.aclose()

    async def _close_idle(self, since: float) -> None:
        """Close the connections that were given back before `since`."""
        while self._idle and self._idle[0][0] < since:
            await self._idle.popleft()[1].aclose()

    async def aclose(self) -> None:
        await self._close_idle(math.inf)


class _Aiohttp:
    def __init__(self, base: str, timeouts: Timeouts) -> None:
        import aiohttp

        self._aiohttp = aiohttp
        self._base = base
        self._proxy = _proxy_for(base)  # not trust_env: with it, aiohttp reads ~/.netrc in a thread at every request
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEPALIVE_SECONDS),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=timeouts.connect, sock_read=timeouts.silence),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    @asynccontextmanager
    async def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> AsyncIterator[Answer]:
        try:
            response = await self._session.request(
                method, self._base + path, headers=headers, data=body, allow_redirects=False, proxy=self._proxy
            )
        except (self._aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _broken(error, isinstance(error, TimeoutError)) from error
        try:
            yield Answer(response.status, response.headers, self._chunks(response))
        finally:
            response.release()

    async def _chunks(self, response: Any) -> AsyncGenerator[bytes, None]:
        try:
            async for chunk in response.content.iter_any():
                yield chunk
        except (self._aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _broken(error, isinstance(error, TimeoutError)) from error

    async def aclose(self) -> None:
        await self._session.close()


def _broken(error: Exception, timed_out: bool) -> BrokenConnection:
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    return BrokenConnection("timeout" if timed_out else "connection", said)
