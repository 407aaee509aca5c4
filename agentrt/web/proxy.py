"""The forward proxy of one browser context: the place where its guard, and its archive, are enforced.

Each context has a listener of its own on a loopback port, so the proxy knows whose traffic it carries. Plain HTTP is
forwarded request by request; HTTPS and WebSockets are tunnelled to the judged address unopened. With a tape (a
recording or a replay, see `agentrt.web.archive`) HTTPS is opened here with a throw-away certificate, and the real
server's certificate is checked here instead of in the browser.

HTTP/1.1 framing is h11's (RFC 9110, RFC 9112). asyncio only.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

import h11

from agentrt.errors import WebError
from agentrt.web.archive import Exchange, Tape
from agentrt.web.guard import Blocked, Guard

REFUSED = "x-agentrt-refused"
"""Response header that marks an answer as the proxy's own; its value says why."""

_CONNECT_SECONDS = 15.0
_MAX_UPLOAD = 32_000_000
_CHUNK = 65_536
_HEAD_BYTES = 262_144
_HOP_BY_HOP = {b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization", b"te", b"trailer", b"upgrade"}
_CACHING = {b"cache-control", b"expires", b"etag", b"last-modified", b"alt-svc"}
_CONDITIONAL = {b"if-none-match", b"if-modified-since", b"if-range", b"if-match", b"if-unmodified-since"}

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Origin:
    """Where a connection leads."""

    scheme: str
    host: str
    port: int


class Proxy:
    """A listening proxy that admits what `guard` admits.

    Attributes:
        port: Where it listens on loopback; set by `start`.
    """

    def __init__(self, guard: Guard, *, tape: Tape | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.guard = guard
        self.tape = tape
        self.port = 0
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        if self.tape is not None and self._tls is None:
            from agentrt.web.certificate import throwaway_context

            self._tls = throwaway_context()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_HEAD_BYTES)
        self.port = self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        """Its address, to be given to the browser context."""
        return f"http://127.0.0.1:{self.port}"

    async def close(self) -> None:
        """Stops listening and cuts every connection."""
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await _Connection(self, reader, writer).run()
        except (OSError, h11.ProtocolError, asyncio.CancelledError, asyncio.IncompleteReadError, TimeoutError):
            pass  # the browser hung up, spoke nonsense, or its context was closed: nothing is owed to anyone
        finally:
            self._tasks.discard(task)
            writer.transport.abort()


class _Connection:
    """One connection from the browser, and the upstream connection that serves it."""

    def __init__(self, proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.proxy = proxy
        self.guard = proxy.guard
        self.reader = reader
        self.writer = writer
        self.http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_BYTES)
        self.inside: Origin | None = None  # set once a tunnel was opened: requests then name only a path
        self.upstream: _Upstream | None = None

    async def run(self) -> None:
        try:
            while isinstance(request := await self._event(), h11.Request):
                if request.method == b"CONNECT":
                    if not await self._tunnel(request):
                        return
                    continue
                await self._serve(request)
                if self.http.our_state is not h11.DONE or self.http.their_state is not h11.DONE:
                    return
                self.http.start_next_cycle()
        finally:
            if self.upstream is not None:
                self.upstream.close()

    async def _event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while (event := self.http.next_event()) is h11.NEED_DATA:
            self.http.receive_data(await self.reader.read(_CHUNK))
        return event

    async def _body(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        while isinstance(event := await self._event(), h11.Data):
            parts.append(bytes(event.data))
            size += len(event.data)
            if size > _MAX_UPLOAD:
                raise WebError(f"the request carries more than {_MAX_UPLOAD:,} bytes")
        return b"".join(parts)

    async def _serve(self, request: h11.Request) -> None:
        try:
            origin, target = self._target(request)
            body = await self._body()
            if self.proxy.tape is None:
                await self._forward(request, origin, target, body)
            else:
                await self._send(await self._taped(self.proxy.tape, request, origin, target, body))
        except Blocked as error:
            await self._answer(403, str(error))
        except TimeoutError:
            await self._answer(504, "the server did not answer in time")
        except h11.RemoteProtocolError:
            await self._answer(502, "the server's answer is cut off, or not HTTP")
        except (OSError, WebError, ValueError) as error:
            await self._answer(502, _failure(error))

    def _target(self, request: h11.Request) -> tuple[Origin, str]:
        text = request.target.decode("ascii")
        if self.inside is not None:
            return self.inside, text
        parts = urlsplit(text)
        if parts.scheme != "http" or not parts.hostname:
            raise Blocked(f"{text[:200]!r} is not an http address")
        path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        return Origin("http", parts.hostname, parts.port or 80), path if path.startswith("/") else f"/{path}"

    async def _forward(self, request: h11.Request, origin: Origin, target: str, body: bytes) -> None:
        """Passes one exchange on as it streams."""
        upstream, response = await self._ask(request.method, origin, target, _kept(request), body)
        status, reason = response.status_code, response.reason
        await self._write(h11.Response(status_code=status, headers=_kept(response), reason=reason))
        while isinstance(event := await upstream.event(), h11.Data):
            self.guard.spend(origin.host, len(event.data))
            await self._write(h11.Data(data=event.data))
        await self._write(h11.EndOfMessage())
        upstream.finish()

    async def _taped(self, tape: Tape, request: h11.Request, origin: Origin, target: str, body: bytes) -> Exchange:
        """One exchange from the tape, or onto it, whole."""
        method = request.method.decode("ascii")
        default = origin.port == (443 if origin.scheme == "https" else 80)
        host = f"[{origin.host}]" if ":" in origin.host else origin.host
        url = f"{origin.scheme}://{host}{'' if default else f':{origin.port}'}{target}"
        if any(name == b"upgrade" for name, _ in request.headers):
            return tape.refusal(method, url, "WebSockets are off while a tape runs")
        if tape.replays:
            return tape.play(method, url, body)
        headers = [pair for pair in _kept(request) if pair[0].lower() not in _CONDITIONAL]
        async with asyncio.timeout(self.guard.rules.page_seconds):
            upstream, response = await self._ask(request.method, origin, target, headers, body)
            parts: list[bytes] = []
            while isinstance(event := await upstream.event(), h11.Data):
                self.guard.spend(origin.host, len(event.data))
                parts.append(bytes(event.data))
            upstream.finish()
        reply = Exchange(
            method=method,
            url=url,
            request_headers=_text(headers),
            request_body=body,
            status=response.status_code,
            reason=response.reason.decode("latin-1"),
            headers=_text(_kept(response)),
            body=b"".join(parts),
        )
        tape.record(reply)
        return reply

    async def _send(self, reply: Exchange) -> None:
        """Sends a whole exchange, not to be cached: a cache would make a replay ask for less than the recording did."""
        drop = _CACHING | {b"content-length", b"transfer-encoding"}
        assert self.proxy.tape is not None
        pairs = self.proxy.tape.unexpiring(reply.headers)
        headers = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in pairs]
        headers = [pair for pair in headers if pair[0].lower() not in drop]
        headers += [(b"cache-control", b"no-store"), (b"content-length", str(len(reply.body)).encode())]
        reason = reply.reason.encode("latin-1")
        await self._write(h11.Response(status_code=reply.status, headers=headers, reason=reason))
        if reply.method != "HEAD" and reply.status not in (204, 304):
            await self._write(h11.Data(data=reply.body))
        await self._write(h11.EndOfMessage())

    async def _answer(self, status: int, why: str) -> None:
        """The proxy's own answer; if one is already under way, the connection is cut instead."""
        if self.http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            raise ConnectionAbortedError(why)
        text = f"agentrt: {why}\n".encode()
        mark = (REFUSED.encode(), why.encode("ascii", "replace").replace(b"\n", b" ").replace(b"\r", b" "))
        kind = (b"content-type", b"text/plain; charset=utf-8")
        headers = [kind, mark, (b"content-length", str(len(text)).encode()), (b"connection", b"close")]
        await self._write(h11.Response(status_code=status, headers=headers))
        await self._write(h11.Data(data=text))
        await self._write(h11.EndOfMessage())

    async def _write(self, event: h11.Response | h11.Data | h11.EndOfMessage) -> None:
        data = self.http.send(event)
        if data:
            self.writer.write(data)
            await self.writer.drain()

    async def _ask(
        self, method: bytes, origin: Origin, target: str, headers: Headers, body: bytes
    ) -> tuple[_Upstream, h11.Response]:
        """Sends a request upstream, on the kept connection if it still lives, and waits for the response head."""
        request = h11.Request(method=method, target=target, headers=headers)
        if self.upstream is not None and self.upstream.origin == origin and self.upstream.idle:
            with contextlib.suppress(OSError, h11.RemoteProtocolError):  # closed while it was idle: ask once more
                return self.upstream, await self.upstream.ask(request, body)
        if self.upstream is not None:
            self.upstream.close()
        self.upstream = await _Upstream.connect(self.guard, origin)
        return self.upstream, await self.upstream.ask(request, body)

    async def _tunnel(self, request: h11.Request) -> bool:
        """Serves CONNECT. True if requests of the tunnel are to be read here."""
        host, _, port = request.target.decode("ascii").rpartition(":")
        origin = Origin("https", host.strip("[]"), int(port))
        await self._event()  # the end of the CONNECT request
        if self.proxy.tape is not None:
            await self._open_tunnel(origin)
            return True
        try:
            upstream = await _Upstream.connect(self.guard, Origin("tunnel", origin.host, origin.port))
        except Blocked as error:
            await self._answer(403, str(error))
            return False
        except (OSError, TimeoutError) as error:
            await self._answer(502, _failure(error))
            return False
        await self._established()
        try:
            await self._pump(upstream)
        finally:
            upstream.close()
        return False

    async def _established(self) -> None:
        self.writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await self.writer.drain()

    async def _open_tunnel(self, origin: Origin) -> None:
        """Becomes the server of the tunnel. A ws:// tunnel is not TLS: its handshake fails and it ends."""
        assert self.proxy._tls is not None
        await self._established()
        await self.writer.start_tls(self.proxy._tls, ssl_handshake_timeout=_CONNECT_SECONDS)
        self.http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_BYTES)
        self.inside = origin

    async def _pump(self, upstream: _Upstream) -> None:
        """Copies bytes both ways until either side ends."""
        early, _ = self.http.trailing_data
        if early:
            upstream.writer.write(early)

        async def out() -> None:
            while data := await self.reader.read(_CHUNK):
                upstream.writer.write(data)
                await upstream.writer.drain()

        async def back() -> None:
            while data := await upstream.reader.read(_CHUNK):
                self.guard.spend(upstream.origin.host, len(data))
                self.writer.write(data)
                await self.writer.drain()

        tasks = [asyncio.create_task(out()), asyncio.create_task(back())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class _Upstream:
    """A connection to a judged address."""

    def __init__(self, origin: Origin, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.origin = origin
        self.reader = reader
        self.writer = writer
        self.http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_BYTES)

    @classmethod
    async def connect(cls, guard: Guard, origin: Origin) -> _Upstream:
        """Connects to the first judged address that answers.

        Raises:
            Blocked: the guard refuses the host.
            OSError, TimeoutError: nothing answers, or its certificate is not good.
        """
        tls = ssl.create_default_context() if origin.scheme == "https" else None
        async with asyncio.timeout(_CONNECT_SECONDS):
            failure: OSError = ConnectionError(f"{origin.host} has no address")
            for address in await guard.admit(origin.host, origin.port):
                try:
                    reader, writer = await asyncio.open_connection(
                        address, origin.port, ssl=tls, server_hostname=origin.host if tls else None
                    )
                    return cls(origin, reader, writer)
                except OSError as error:
                    failure = error
            raise failure

    @property
    def idle(self) -> bool:
        return self.http.our_state is h11.IDLE and not self.reader.at_eof()

    async def ask(self, request: h11.Request, body: bytes) -> h11.Response:
        """Sends a request and gives the response head, past any interim ones."""
        parts = [self.http.send(request), self.http.send(h11.Data(data=body)), self.http.send(h11.EndOfMessage())]
        self.writer.write(b"".join(part for part in parts if part))
        await self.writer.drain()
        while isinstance(event := await self.event(), h11.InformationalResponse):
            pass
        if not isinstance(event, h11.Response):
            raise ConnectionError(f"{self.origin.host} closed the connection without an answer")
        return event

    async def event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while (event := self.http.next_event()) is h11.NEED_DATA:
            self.http.receive_data(await self.reader.read(_CHUNK))
        return event

    def finish(self) -> None:
        """The exchange is over: the connection is ready for another, or closed."""
        if self.http.our_state is h11.DONE and self.http.their_state is h11.DONE:
            self.http.start_next_cycle()
        else:
            self.close()

    def close(self) -> None:
        self.writer.transport.abort()


def _failure(error: Exception) -> str:
    """Why a server could not be reached, in words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not good: {error.verify_message}"
    if isinstance(error, socket.gaierror):
        return "the host name does not exist"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    return str(error) or type(error).__name__


def _kept(message: h11.Request | h11.Response) -> Headers:
    """The headers of a message that travel on, in their own case."""
    pairs = message.headers.raw_items()
    return [(name, value) for name, value in pairs if name.lower() not in _HOP_BY_HOP]


def _text(headers: Headers) -> list[tuple[str, str]]:
    framing = {b"transfer-encoding", b"content-length"}
    return [(k.decode("latin-1"), v.decode("latin-1")) for k, v in headers if k.lower() not in framing]
