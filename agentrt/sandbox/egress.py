"""The only way out of a sandbox with an allowlist: a filtering forward proxy on the host.

The sandbox has no route. A listening socket made inside its network namespace is handed out and served here, so the
proxy knows whose traffic it carries and needs no password. A request is let through only where its host and port are
on the allowlist; the name is then resolved once, all its addresses are judged, and the connection goes to the address
that was judged. Whatever is not understood is refused.

- Plain HTTP (RFC 9112 absolute-form) is taken apart and written anew, each request of a connection judged by itself.
- `CONNECT` carries TLS whose ClientHello names the host it asked for. Other protocols pass only where the allowlist
  names the port and it is not 443.

What it cannot see: the `Host` header inside TLS. Where an allowed host shares its servers with others (a CDN), those
servers decide whether another site can be asked for through it.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import socket
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import anyio
import h11
from anyio.abc import ByteStream, SocketListener, SocketStream

from agentrt.addresses import resolve
from agentrt.sandbox.allowlist import Allowlist, Refused
from agentrt.sandbox.client_hello import NotClientHello, is_tls, server_name

logger = logging.getLogger(__name__)

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the addresses of a host as text, those to be tried first in front; raises OSError where it has none."""

_DIAL_SECONDS = 30.0
_CONNECT_SECONDS = 10.0
_HELLO_SECONDS = 30.0
_IDLE_SECONDS = 600.0
_HALF_OPEN_SECONDS = 600.0
_LINGER_SECONDS = 1.0
_HELLO_PIECES = 64
_CHUNK = 65_536
_HEAD_BYTES = 65_536
_KEPT_VISITS = 10_000
_AUTHORITY = re.compile(r"(?P<host>[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)\.?(?::(?P<port>\d{1,5}))?")
_UNRECOGNISED_NAME = bytes((21, 3, 3, 0, 2, 2, 112))  # a fatal TLS alert, RFC 6066 section 3
_HOP_BY_HOP = {
    b"connection", b"expect", b"host", b"keep-alive", b"proxy-authenticate", b"proxy-authorization",
    b"proxy-connection", b"te", b"trailer", b"upgrade",
}  # fmt: skip


@dataclass
class Visit:
    """One thing that was asked for.

    Attributes:
        method: "CONNECT", or the method of a plain HTTP request.
        host: The host, as it was asked for.
        port: The port.
        verdict: "failed" is allowed, but the host could not be reached or did not answer well.
        reason: Why it was refused or failed, else empty.
        address: The address that was dialled, else None.
        sent: Bytes that went out, of bodies or through the tunnel.
        received: Bytes that came in.
        at: When, Unix seconds.
    """

    method: str
    host: str
    port: int
    verdict: Literal["allowed", "refused", "failed"] = "allowed"
    reason: str = ""
    address: str | None = None
    sent: int = 0
    received: int = 0
    at: float = field(default_factory=time.time)


class EgressProxy:
    """The way out of one sandbox.

    Attributes:
        log: What was asked for, the latest ten thousand; an entry's bytes grow while its connection is open.
        asked: How much was asked for in all.
    """

    def __init__(self, allow: Iterable[str], *, resolver: Resolver = resolve, connections: int = 256) -> None:
        """Make a proxy; it does nothing until `serve`.

        Args:
            allow: Patterns as in `SandboxPolicy.allow`. One without a port stands for ports 80 and 443.
            resolver: Where addresses come from.
            connections: Connections served at once; further ones wait.
        """
        self.allow = Allowlist.parse(allow)
        self.log: deque[Visit] = deque(maxlen=_KEPT_VISITS)
        self.asked = 0
        self._resolver = resolver
        self._connections = connections

    def environment(self, port: int, *, host: str = "127.0.0.1") -> dict[str, str]:
        """Variables that send the usual clients inside to a listener at `host` and `port`.

        The sandbox's own servers are reached directly, except by a loopback name that the allowlist gives to the host:
        with "localhost:8080" allowed, `localhost` is the host's and `127.0.0.1` the sandbox's own.
        """
        url = f"http://{host}:{port}"
        own = [name for name in ("localhost", "127.0.0.1", "::1") if not self._names(name)]
        names = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), url) | {"no_proxy": ",".join(own)}
        return names | {name.upper(): value for name, value in names.items()}

    def _names(self, host: str) -> bool:
        return any(pattern.host == host for pattern in self.allow.patterns)

    async def serve(self, listener: socket.socket | int) -> None:
        """Serve a listening socket until cancelled, and close it.

        It may be of another network namespace. Everything a connection does wrong ends that connection alone.
        """
        limiter = anyio.Semaphore(self._connections)
        async with await SocketListener.from_socket(listener) as serving, anyio.create_task_group() as tasks:
            while True:
                await limiter.acquire()
                try:
                    stream = await serving.accept()
                except BaseException:
                    limiter.release()
                    raise
                tasks.start_soon(self._serve_one, stream, limiter)

    async def _serve_one(self, stream: SocketStream, limiter: anyio.Semaphore) -> None:
        try:
            await self.handle(stream)
        finally:
            limiter.release()

    async def handle(self, stream: ByteStream) -> None:
        """Serve one connection to its end, and close it."""
        try:
            async with stream:
                await _Client(self, stream).run()
        except (OSError, h11.ProtocolError, anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream):
            pass  # the client hung up, was silent for long, or spoke nonsense: nothing is owed to it
        except Exception:
            logger.exception("a connection of a sandbox was cut: the proxy failed on it")

    def note(self, visit: Visit) -> Visit:
        """Put a visit on record."""
        self.log.append(visit)
        self.asked += 1
        return visit

    async def dial(self, visit: Visit) -> SocketStream:
        """Connect to where a visit leads, by the rules.

        Raises:
            Refused: The rules are against it.
            OSError: It does not resolve, or no address answered.
        """
        self.allow.admit(visit.host, visit.port)
        with anyio.fail_after(_DIAL_SECONDS):
            addresses = await self._resolver(visit.host, visit.port)
            self.allow.judge(visit.host, visit.port, addresses)
            return await _connect(visit, addresses)


async def _connect(visit: Visit, addresses: Sequence[str]) -> SocketStream:
    problem: OSError = OSError(f"{visit.host} has no address")
    for address in addresses:
        try:
            with anyio.fail_after(_CONNECT_SECONDS):
                stream = await anyio.connect_tcp(address, visit.port)
        except OSError as error:  # TimeoutError is one
            problem = error
        else:
            visit.address = address
            return stream
    raise problem


class _Client:
    """One connection from the sandbox."""

    def __init__(self, proxy: EgressProxy, stream: ByteStream) -> None:
        self.proxy = proxy
        self.stream = stream
        self.http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_BYTES)

    async def run(self) -> None:
        while isinstance(request := await self._event(), h11.Request):
            visit = self.proxy.note(_visit(request))
            if not await self._serve(request, visit):
                await self._linger()
                return
            if self.http.our_state is not h11.DONE or self.http.their_state is not h11.DONE:
                return
            self.http.start_next_cycle()

    async def _serve(self, request: h11.Request, visit: Visit) -> bool:
        """Serve one request; whether the connection can go on."""
        try:
            if request.method == b"CONNECT":
                await self._tunnel(visit)
                return False
            await self._forward(request, visit)
        except Refused as error:
            _end(visit, "refused", str(error))
            await self._answer(403, str(error))
        except TimeoutError:
            _end(visit, "failed", "it did not answer in time")
            await self._answer(504, f"{visit.host} did not answer in time")
        except (OSError, ValueError, h11.ProtocolError, anyio.BrokenResourceError) as error:
            _end(visit, "failed", f"{type(error).__name__}: {error}")
            await self._answer(502, f"{visit.host} could not be asked: {error}")
        else:
            return True
        return False

    async def _event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while (event := self.http.next_event()) is h11.NEED_DATA:
            if self.http.they_are_waiting_for_100_continue:
                await self._write(h11.InformationalResponse(status_code=100, headers=[]))
            self.http.receive_data(await _receive(self.stream))
        return event

    async def _write(self, event: h11.Event) -> None:
        if data := self.http.send(event):
            await self.stream.send(data)

    async def _answer(self, status: int, text: str) -> None:
        """Say what was wrong, where the client can still be told."""
        if self.http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return
        body = f"agentrt: {text}\n".encode()
        headers = [("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(body)))]
        reason = {403: b"Refused by the sandbox policy", 504: b"Gateway Timeout"}.get(status, b"Bad Gateway")
        headers.append(("connection", "close"))
        await self._write(h11.Response(status_code=status, headers=headers, reason=reason))
        await self._write(h11.Data(data=body))
        await self._write(h11.EndOfMessage())

    async def _linger(self) -> None:
        """Read a little of what still comes: closing with unread bytes would take the answer away from the client."""
        await self.stream.send_eof()
        with anyio.move_on_after(_LINGER_SECONDS):
            for _ in range(16):
                await self.stream.receive(_CHUNK)

    async def _forward(self, request: h11.Request, visit: Visit) -> None:
        async with await self.proxy.dial(visit) as upstream:
            server = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_BYTES)
            await self._send_request(request, visit, server, upstream)
            await self._send_response(visit, server, upstream)

    async def _send_request(
        self, request: h11.Request, visit: Visit, server: h11.Connection, upstream: SocketStream
    ) -> None:
        host = visit.host if visit.port == 80 else f"{visit.host}:{visit.port}"
        headers = [(b"Host", host.encode()), *_end_to_end(request.headers), (b"Connection", b"close")]
        head = h11.Request(method=request.method, target=_path(request), headers=headers)
        await upstream.send(server.send(head) or b"")
        while isinstance(event := await self._event(), h11.Data):
            visit.sent += len(event.data)
            await upstream.send(server.send(h11.Data(data=event.data)) or b"")
        if end := server.send(h11.EndOfMessage()):
            await upstream.send(end)

    async def _send_response(self, visit: Visit, server: h11.Connection, upstream: SocketStream) -> None:
        while not isinstance(event := server.next_event(), h11.EndOfMessage):
            if event is h11.NEED_DATA:
                server.receive_data(await _receive(upstream))
            elif isinstance(event, h11.Response):
                headers = _end_to_end(event.headers)
                await self._write(h11.Response(status_code=event.status_code, reason=event.reason, headers=headers))
            elif isinstance(event, h11.Data):
                visit.received += len(event.data)
                await self._write(h11.Data(data=event.data))
        await self._write(h11.EndOfMessage())

    async def _tunnel(self, visit: Visit) -> None:
        patterns = self.proxy.allow.admit(visit.host, visit.port)
        any_protocol = any(pattern.port not in (None, 443) for pattern in patterns)
        async with await self.proxy.dial(visit) as upstream:
            await self._event()  # the end of the CONNECT request
            await self._write(h11.Response(status_code=200, headers=[], reason=b"Connection established"))
            start = self.http.trailing_data[0]
            if any_protocol:  # the server may speak first: nothing may wait for the client's first bytes
                await self._relay(upstream, visit, lambda: self._start(visit, start, any_protocol=True))
                return
            try:
                hello = await self._start(visit, start, any_protocol=False)
            except Refused as error:
                _end(visit, "refused", str(error))
                await self.stream.send(_UNRECOGNISED_NAME)
                return
            await self._relay(upstream, visit, lambda: _just(hello))

    async def _start(self, visit: Visit, data: bytes, *, any_protocol: bool) -> bytes:
        """What a tunnel begins with, once it may pass.

        Raises:
            Refused: It is TLS for another host, or no TLS where nothing else may pass.
        """
        for _ in range(_HELLO_PIECES):
            if data and not is_tls(data):
                if any_protocol:
                    return data
                raise Refused(f"what was sent to {visit.host}:{visit.port} is no TLS; name the port to allow it")
            if _speaks_for(visit, data):
                return data
            chunk = await _receive(self.stream, None if any_protocol else _HELLO_SECONDS)
            if not chunk:
                return b""  # it never said what it wanted: nothing passes
            data += chunk
        raise Refused(f"the ClientHello to {visit.host} came in more than {_HELLO_PIECES} pieces")

    async def _relay(self, upstream: SocketStream, visit: Visit, start: Callable[[], Awaitable[bytes]]) -> None:
        async with anyio.create_task_group() as tasks:

            async def outward() -> None:
                try:
                    first = await start()
                except Refused as error:
                    _end(visit, "refused", str(error))
                    tasks.cancel_scope.cancel()
                    return
                visit.sent += len(first)
                await upstream.send(first)
                async for chunk in self.stream:
                    visit.sent += len(chunk)
                    await upstream.send(chunk)
                await upstream.send_eof()

            async def inward() -> None:
                async for chunk in upstream:
                    visit.received += len(chunk)
                    await self.stream.send(chunk)
                await self.stream.send_eof()

            tasks.start_soon(_until_broken, outward, tasks.cancel_scope)
            tasks.start_soon(_until_broken, inward, tasks.cancel_scope)


async def _just(data: bytes) -> bytes:
    return data


async def _until_broken(pump: Callable[[], Awaitable[None]], both: anyio.CancelScope) -> None:
    """Run one direction of a tunnel. Once it has ended the other has a while left; where it broke, none."""
    try:
        await pump()
        both.deadline = min(both.deadline, anyio.current_time() + _HALF_OPEN_SECONDS)
    except (OSError, anyio.BrokenResourceError, anyio.ClosedResourceError):
        both.cancel()


async def _receive(stream: ByteStream, seconds: float | None = _IDLE_SECONDS) -> bytes:
    """Some bytes; none at the end of the stream."""
    with anyio.fail_after(seconds):
        try:
            return await stream.receive(_CHUNK)
        except anyio.EndOfStream:
            return b""


def _end(visit: Visit, verdict: Literal["refused", "failed"], reason: str) -> None:
    visit.verdict, visit.reason = verdict, reason
    logger.info("%s %s:%d: %s: %s", visit.method, visit.host, visit.port, verdict, reason)


def _speaks_for(visit: Visit, hello: bytes) -> bool:
    """Whether a whole ClientHello for the visited host has come.

    Raises:
        Refused: It is none, or for another host. An address has no name (RFC 6066), so for one none may be given.
    """
    try:
        whole, name = server_name(hello)
    except NotClientHello as error:
        raise Refused(f"what was sent to {visit.host} begins like TLS, but is {error}") from None
    wanted = None if _is_address(visit.host) else visit.host
    if whole and name != wanted:
        raise Refused(f"a tunnel to {visit.host} was used to ask for {name or 'no name'}")
    return whole


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _visit(request: h11.Request) -> Visit:
    """Where a request leads. What cannot be read is a visit to port 0, which no allowlist names."""
    method, target = request.method.decode("ascii"), request.target.decode("ascii")
    if method == "CONNECT":
        match, port = _AUTHORITY.fullmatch(target), 0
    else:
        scheme, _, rest = target.partition("://")
        match, port = _AUTHORITY.fullmatch(re.split(r"[/?#]", rest, maxsplit=1)[0]), 80
        if scheme.lower() != "http":
            match = None
    if match is None:
        return Visit(method, target[:200], 0)
    return Visit(method, match["host"].lower(), int(match["port"] or port))


def _path(request: h11.Request) -> bytes:
    rest = request.target.partition(b"://")[2].partition(b"#")[0]
    at = re.search(rb"[/?]", rest)
    path = rest[at.start() :] if at else b""
    return path if path.startswith(b"/") else b"/" + path


def _end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Headers without those that are between two neighbours only (RFC 9110 section 7.6.1)."""
    pairs = [(name.lower(), value) for name, value in headers]
    named = {token.strip().lower() for name, value in pairs if name == b"connection" for token in value.split(b",")}
    if any(name == b"transfer-encoding" for name, _ in pairs):
        named.add(b"content-length")
    return [(name, value) for name, value in pairs if name not in _HOP_BY_HOP and name not in named]
