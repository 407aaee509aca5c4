"""The way out of a sandbox: what passes, what does not, and what is written down. Real sockets, real TLS."""

from __future__ import annotations

import random
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import anyio
import httpx2
import pytest
import trio

from agentrt.sandbox.client_hello import NotClientHello, server_name
from agentrt.sandbox.egress import EgressProxy, Visit
from agentrt.web.certificate import throwaway_context

WAIT = 30


class Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer(f"{self.path} for {self.headers['Host']}".encode())

    def do_POST(self) -> None:
        self.answer(b"got " + str(len(self.rfile.read(int(self.headers["Content-Length"])))).encode())

    def answer(self, body: bytes) -> None:
        self.server.seen.append(dict(self.headers))  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int]) -> None:
        self.seen: list[dict[str, str]] = []
        super().__init__(address, Site)

    def handle_error(self, request: object, client_address: object) -> None:
        pass


def serve(address: tuple[str, int], *, tls: bool = False) -> Iterator[QuietServer]:
    server = QuietServer(address)
    if tls:
        server.socket = throwaway_context().wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site() -> Iterator[QuietServer]:
    yield from serve(("127.0.0.1", 0))


def low_port(port: int) -> tuple[str, int]:
    """A loopback address of this test's own, on a port that only root may take."""
    address = f"127.{random.randint(1, 254)}.{random.randint(0, 254)}.{random.randint(2, 254)}"
    try:
        with socket.create_server((address, port)):
            return address, port
    except PermissionError:
        pytest.skip(f"port {port} needs root")


@pytest.fixture
def secure_site() -> Iterator[QuietServer]:
    yield from serve(low_port(443), tls=True)


@asynccontextmanager
async def proxy(*allow: str, **names: str | Sequence[str]) -> AsyncIterator[tuple[EgressProxy, int]]:
    """A proxy on a loopback port, for which a name leads where `names` says (dots written as underscores)."""
    known = {name.replace("_", "."): [value] if isinstance(value, str) else value for name, value in names.items()}
    asked: list[str] = []

    async def resolver(host: str, port: int) -> Sequence[str]:
        assert host not in asked, "a name is resolved once"
        asked.append(host)
        if host not in known:
            raise OSError(f"{host} has no address")
        return known[host]

    listener = socket.create_server(("127.0.0.1", 0))
    egress = EgressProxy(allow, resolver=resolver)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(egress.serve, listener)
        yield egress, listener.getsockname()[1]
        tasks.cancel_scope.cancel()


def through(port: int) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(proxy=f"http://127.0.0.1:{port}", timeout=WAIT)


async def converse(port: int, data: bytes) -> bytes:
    """What the proxy says to `data`, to the end of the connection."""
    answer = b""
    with anyio.fail_after(WAIT):
        async with await anyio.connect_tcp("127.0.0.1", port) as stream:
            await stream.send(data)
            try:
                async for chunk in stream:
                    answer += chunk
            except anyio.BrokenResourceError:
                pass
    return answer


async def handshake(port: int, target: str, sni: str | None) -> None:
    """A CONNECT to `target`, then a TLS handshake that names `sni`."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE

    def run() -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=WAIT) as raw:
            raw.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                piece = raw.recv(1)
                assert piece, head
                head += piece
            assert b" 200 " in head, head
            with context.wrap_socket(raw, server_hostname=sni) as tls:
                tls.sendall(f"GET /inside HTTP/1.1\r\nHost: {target}\r\nConnection: close\r\n\r\n".encode())
                assert tls.recv(100).startswith(b"HTTP/1.1 200")

    await anyio.to_thread.run_sync(run)


def last(egress: EgressProxy) -> Visit:
    return egress.log[-1]


class TestPlainHTTP:
    async def test_an_allowed_host_is_asked_for_the_client(self, site: QuietServer) -> None:
        name = f"site.test:{site.server_port}"
        async with proxy(name, site_test="127.0.0.1") as (egress, port), through(port) as client:
            reply = await client.get(f"http://{name}/a?b=c")
        assert reply.text == f"/a?b=c for {name}"
        assert (last(egress).verdict, last(egress).address, last(egress).received) == (
            "allowed",
            "127.0.0.1",
            len(reply.text),
        )

    async def test_a_body_is_carried_and_counted(self, site: QuietServer) -> None:
        name = f"site.test:{site.server_port}"
        async with proxy(name, site_test="127.0.0.1") as (egress, port), through(port) as client:
            reply = await client.post(f"http://{name}/", content=b"x" * 300_000)
        assert reply.text == "got 300000"
        assert last(egress).sent == 300_000

    async def test_each_request_of_a_connection_is_judged(self, site: QuietServer) -> None:
        name = f"site.test:{site.server_port}"
        async with proxy(name, site_test="127.0.0.1") as (egress, port):
            answer = await converse(
                port,
                f"GET http://{name}/1 HTTP/1.1\r\nHost: {name}\r\n\r\n"
                "GET http://other.test/2 HTTP/1.1\r\nHost: other.test\r\n\r\n".encode(),
            )
        assert answer.count(b"HTTP/1.1 200") == 1
        assert answer.count(b"HTTP/1.1 403") == 1
        assert [visit.verdict for visit in egress.log] == ["allowed", "refused"]

    async def test_the_host_header_cannot_name_another_site(self, site: QuietServer) -> None:
        name = f"site.test:{site.server_port}"
        async with proxy(name, site_test="127.0.0.1") as (_, port):
            answer = await converse(
                port, f"GET http://{name}/ HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n".encode()
            )
        assert f"for {name}".encode() in answer

    async def test_what_is_meant_for_the_proxy_goes_no_further(self, site: QuietServer) -> None:
        name = f"site.test:{site.server_port}"
        async with proxy(name, site_test="127.0.0.1") as (_, port):
            await converse(
                port,
                f"GET http://{name}/ HTTP/1.1\r\nHost: {name}\r\nProxy-Authorization: secret\r\nX-Mine: 1\r\n"
                "Upgrade: websocket\r\nConnection: close, X-Mine\r\n\r\n".encode(),
            )
        assert {key.lower() for key in site.seen[0]} == {"host", "connection"}

    async def test_a_request_with_two_lengths_is_not_passed_on(self, site: QuietServer) -> None:
        name = f"site.test:{site.server_port}"
        head = f"POST http://{name}/ HTTP/1.1\r\nHost: {name}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"
        async with proxy(name, site_test="127.0.0.1") as (_, port):
            await converse(port, head.encode())
        assert site.seen == []

    @pytest.mark.parametrize(
        "line",
        [
            "GET / HTTP/1.1",
            "GET ftp://site.test/ HTTP/1.1",
            "GET http://user@site.test/ HTTP/1.1",
            "GET http:// HTTP/1.1",
        ],
    )
    async def test_what_it_cannot_read_it_refuses(self, line: str) -> None:
        async with proxy("site.test", site_test="127.0.0.1") as (egress, port):
            answer = await converse(port, f"{line}\r\nHost: site.test\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 403")
        assert last(egress).verdict == "refused"

    async def test_nonsense_ends_the_connection_and_nothing_else(self, site: QuietServer) -> None:
        name = f"site.test:{site.server_port}"
        async with proxy(name, site_test="127.0.0.1") as (_, port):
            for junk in (b"\0" * 100, b"\x16\x03\x01\x00\x05hello", b"GET " + b"x" * 100_000, b"\r\n\r\n"):
                async with await anyio.connect_tcp("127.0.0.1", port) as stream:
                    await stream.send(junk)
            answer = await converse(
                port, f"GET http://{name}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
            )
        assert b"HTTP/1.1 200" in answer

    async def test_a_host_that_does_not_answer_is_a_failure_not_a_refusal(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            name = f"site.test:{closed.getsockname()[1]}"
        async with proxy(name, site_test="127.0.0.1") as (egress, port):
            answer = await converse(port, f"GET http://{name}/ HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 502")
        assert last(egress).verdict == "failed"


class TestTunnels:
    async def test_tls_for_the_host_that_was_asked_for_passes(self, secure_site: QuietServer) -> None:
        address = str(secure_site.server_address[0])
        async with proxy("secure.test:443", secure_test=address) as (egress, port):
            await handshake(port, "secure.test:443", "secure.test")
        assert last(egress).verdict == "allowed"
        assert last(egress).received > 100

    @pytest.mark.parametrize("sni", ["evil.test", None])
    async def test_tls_for_another_host_or_none_does_not(self, secure_site: QuietServer, sni: str | None) -> None:
        address = str(secure_site.server_address[0])
        async with proxy("secure.test:443", secure_test=address) as (egress, port):
            with pytest.raises(ssl.SSLError, match=r"(?i)unrecognized[ _]name"):
                await handshake(port, "secure.test:443", sni)
        assert last(egress).verdict == "refused"
        assert "used to ask for" in last(egress).reason
        assert secure_site.seen == []

    async def test_port_443_carries_nothing_but_tls(self, secure_site: QuietServer) -> None:
        address = str(secure_site.server_address[0])
        async with proxy("secure.test:443", secure_test=address) as (egress, port):
            await converse(port, b"CONNECT secure.test:443 HTTP/1.1\r\nHost: x\r\n\r\nSSH-2.0-smuggler\r\n")
        assert (last(egress).verdict, last(egress).sent) == ("refused", 0)

    async def test_a_port_that_is_named_carries_other_protocols_and_the_server_may_speak_first(self) -> None:
        async def greet(stream: anyio.abc.SocketStream) -> None:
            async with stream:
                await stream.send(b"hello, ")
                await stream.send(await stream.receive())

        listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
        name = f"site.test:{listener.extra(anyio.abc.SocketAttribute.local_port)}"
        async with proxy(name, site_test="127.0.0.1") as (_, port), listener, anyio.create_task_group() as tasks:
            tasks.start_soon(listener.serve, greet)
            async with await anyio.connect_tcp("127.0.0.1", port) as stream:
                await stream.send(f"CONNECT {name} HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
                heard = b""
                with anyio.fail_after(WAIT):
                    while b"hello, " not in heard:
                        heard += await stream.receive()
                    await stream.send(b"world")
                    heard = await stream.receive()
            assert heard == b"world"
            tasks.cancel_scope.cancel()

    async def test_tls_in_such_a_tunnel_must_name_the_host_too(self, site: QuietServer) -> None:
        name = f"site.test:{site.server_port}"
        async with proxy(name, site_test="127.0.0.1") as (egress, port):
            with pytest.raises((ssl.SSLError, OSError)):
                await handshake(port, name, "evil.test")
        assert last(egress).verdict == "refused"

    @pytest.mark.parametrize("target", ["evil.test:443", "site.test:22", "site.test", "[::1]:443", "a..site.test:443"])
    async def test_what_is_not_allowed_is_not_even_resolved(self, target: str) -> None:
        async with proxy("site.test") as (egress, port):
            answer = await converse(port, f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 403 Refused by the sandbox policy")
        assert (last(egress).verdict, last(egress).address) == ("refused", None)


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1",
            "10.1.2.3",
            "172.17.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "168.63.129.16",
            "::1",
            "::",
            "fe80::1",
            "fd00:ec2::254",
            "::ffff:127.0.0.1",
            "::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2001:0:53aa:64c:0:0:80ff:fffe",
        ],
    )
    async def test_a_public_name_that_leads_inside_is_refused(self, address: str) -> None:
        async with proxy("*.test", rebind_test=["93.184.215.14", address]) as (egress, port):
            answer = await converse(port, b"CONNECT rebind.test:443 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 403")
        assert f"leads to {address}, which is" in last(egress).reason

    async def test_even_a_host_named_with_its_port_may_not_be_the_metadata_service(self) -> None:
        async with proxy("inside.test:80", inside_test="169.254.169.254") as (egress, port):
            answer = await converse(port, b"GET http://inside.test/ HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 403")
        assert "link-local" in last(egress).reason


class TestNames:
    @pytest.mark.parametrize(
        ("pattern", "target", "passes"),
        [
            ("example.net", "example.net:443", True),
            ("example.net", "EXAMPLE.net.:80", True),
            ("example.net", "example.net:8080", False),
            ("example.net", "sub.example.net:443", False),
            ("*.example.net", "sub.example.net:443", True),
            ("*.example.net", "example.net:443", False),
            ("*.example.net", "evilexample.net:443", False),
            ("*.example.net", "sub.example.net.evil.test:443", False),
            ("localhost:8080", "localhost:8080", True),
            ("localhost:8080", "localhost:80", False),
        ],
    )
    async def test_patterns(self, pattern: str, target: str, passes: bool) -> None:
        async with proxy(pattern) as (egress, port):
            await converse(port, f"CONNECT {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert last(egress).verdict == ("failed" if passes else "refused")  # allowed, and without an address

    def test_clients_are_told_by_environment(self) -> None:
        told = EgressProxy(["files.example.com"]).environment(3128)
        assert told["https_proxy"] == told["HTTP_PROXY"] == "http://127.0.0.1:3128"
        assert told["no_proxy"] == "localhost,127.0.0.1,::1"
        assert EgressProxy(["localhost:8080"]).environment(3128)["no_proxy"] == "127.0.0.1,::1"


class TestClientHello:
    def hello(self, name: str | None) -> bytes:
        outgoing = ssl.MemoryBIO()
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with pytest.raises(ssl.SSLWantReadError):
            context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=name).do_handshake()
        return outgoing.read()

    @pytest.mark.parametrize("name", ["example.org", None])
    def test_the_name_is_known_once_the_last_byte_is_there(self, name: str | None) -> None:
        data = self.hello(name)
        assert [server_name(data[:size])[0] for size in range(len(data))] == [False] * len(data)
        assert server_name(data) == (True, name)

    def test_a_hello_split_over_records_is_read(self) -> None:
        body = self.hello("example.org")[5:]
        split = b"".join(
            b"\x16\x03\x01" + len(part).to_bytes(2, "big") + part for part in (body[:7], body[7:90], body[90:])
        )
        assert server_name(split) == (True, "example.org")

    def test_damaged_ones_are_refused_or_unfinished_never_misread(self) -> None:
        data, chance = self.hello("example.org"), random.Random(1)
        for _ in range(3000):
            damaged = bytearray(data)
            damaged[chance.randrange(len(data))] = chance.randrange(256)
            try:
                whole, name = server_name(bytes(damaged))
            except NotClientHello:
                continue
            assert not whole or name is None or len(name) == len("example.org")

    def test_two_names_are_one_too_many(self) -> None:
        entry = b"\x00\x00\x09" + b"a.example"
        names = len(entry + entry).to_bytes(2, "big") + entry + entry
        extension = b"\x00\x00" + len(names).to_bytes(2, "big") + names
        hello = b"\x03\x03" + bytes(32) + b"\x00" + b"\x00\x02\x13\x01" + b"\x01\x00"
        hello += len(extension).to_bytes(2, "big") + extension
        message = b"\x01" + len(hello).to_bytes(3, "big") + hello
        with pytest.raises(NotClientHello):
            server_name(b"\x16\x03\x01" + len(message).to_bytes(2, "big") + message)


def test_it_runs_on_trio_too(site: QuietServer) -> None:
    async def main() -> bytes:
        name = f"site.test:{site.server_port}"
        async with proxy(name, site_test="127.0.0.1") as (_, port):
            return await converse(port, f"GET http://{name}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    assert b"HTTP/1.1 200" in trio.run(main)
