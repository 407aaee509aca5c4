"""HTTP, as thin as chat completions need it: one request, its answer's bytes as they come.

Two libraries behind one small interface. httpx2 is the default and runs on asyncio and trio; its transport is used
without its client, whose cookies, redirects and authentication flows cost more than the request. aiohttp (asyncio
alone, `pip install aiohttp`) takes about a quarter of the processor time: choose it where one process drives hundreds
of runs against a server that answers quickly.
"""

from __future__ import annotations

import importlib.util
import math
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

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
    parts = urlsplit(base)
    proxies = getproxies()
    if parts.hostname is None or proxy_bypass(parts.netloc):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")


class _Httpx2:
    """Connections of httpx2, each in a transport of its own.

    httpx2's pool looks at every idle connection at every request, which at 64 of them costs as much as the request
    itself. Here the one that was used last is used next, and those that wait too long are closed from the other end.
    """

    def __init__(self, base: str, timeouts: Timeouts) -> None:
        import httpx2

        self._httpx2 = httpx2
        self._base = base
        self._urls: dict[str, Any] = {}
        silence = timeouts.silence
        self._extensions = {"timeout": {"connect": timeouts.connect, "read": silence, "write": silence, "pool": None}}
        limits = httpx2.Limits(max_connections=1, keepalive_expiry=KEEPALIVE_SECONDS)
        verify = httpx2.create_ssl_context() if base.startswith("https:") else False
        self._open = partial(httpx2.AsyncHTTPTransport, verify=verify, limits=limits, proxy=_proxy_for(base))
        self._idle: deque[tuple[float, Any]] = deque()

    @asynccontextmanager
    async def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> AsyncIterator[Answer]:
        url = self._urls.get(path)
        if url is None:
            url = self._urls[path] = self._httpx2.URL(self._base + path)
        request = self._httpx2.Request(method, url, headers=headers, content=body, extensions=self._extensions)
        connection = self._idle.pop()[1] if self._idle else self._open()
        try:
            response = await self._respond(connection, request)
            try:
                yield Answer(response.status_code, response.headers, self._chunks(response))
            finally:
                await response.aclose()
        finally:
            self._idle.append((time.monotonic(), connection))
        await self._close_idle(time.monotonic() - 2 * KEEPALIVE_SECONDS)

    async def _respond(self, connection: Any, request: Any) -> Any:
        try:
            return await connection.handle_async_request(request)
        except self._httpx2.HTTPError as error:
            raise _broken(error, isinstance(error, self._httpx2.TimeoutException)) from error

    async def _chunks(self, response: Any) -> AsyncGenerator[bytes, None]:
        stream = response.stream.__aiter__()
        try:
            async for chunk in stream:
                yield chunk
        except self._httpx2.HTTPError as error:
            raise _broken(error, isinstance(error, self._httpx2.TimeoutException)) from error
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
