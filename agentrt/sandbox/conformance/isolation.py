"""What a command can reach: nothing outside, no rights, no other sandbox."""

# ruff: noqa: D103  a check says what it does in its title
from __future__ import annotations

import socket
import threading

import anyio
from pydantic import ValidationError

from agentrt.sandbox.conformance.checks import Make, check
from agentrt.sandbox.policy import SandboxPolicy


@check("20", "no network: metadata service, other machines, host, DNS out of reach", needs=("network",))
async def check_no_network(make: Make) -> None:
    with socket.create_server(("0.0.0.0", 0)) as server:  # noqa: S104 - a port of the host's on every address
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port), 5).close()
        targets = ["169.254.169.254/80", "8.8.8.8/53", f"172.17.0.1/{port}", f"127.0.0.1/{port}", f"10.0.0.1/{port}"]
        async with make(SandboxPolicy()) as box:
            for target in targets:
                result = await box.exec(f"exec 3<>/dev/tcp/{target}", timeout=20)
                assert result.exit_code == 1, target
                assert not result.timed_out, target
            assert (await box.exec("getent hosts example.org", timeout=20)).exit_code != 0
            links = await box.exec("cat /proc/net/dev; cat /proc/net/route")
            assert "eth" not in links.stdout


@check("18", "no Docker socket, no device, no file of the host inside", needs=("root",))
async def check_no_host_inside(make: Make) -> None:
    async with make(SandboxPolicy()) as box:
        sockets = (
            "ls /var/run/docker.sock /run/docker.sock /run/containerd 2>/dev/null; find / -xdev -type s 2>/dev/null"
        )
        assert (await box.exec(sockets, timeout=60)).stdout == ""
        devices = (await box.exec("find /dev -type b; ls /dev/kmsg /dev/mem /dev/kvm /dev/fuse 2>/dev/null")).stdout
        assert devices == ""
        assert (await box.exec("cat /proc/kcore /proc/kmsg", timeout=20)).exit_code != 0
    for field in ("privileged", "mounts", "binds", "docker_socket", "host_network"):
        try:
            SandboxPolicy.model_validate({field: True})
        except ValidationError:
            continue
        raise AssertionError(f"a policy took {field}")


@check("19", "no rights: no capability, no new ones, no mounts, no namespaces, system calls filtered", needs=("root",))
async def check_no_rights(make: Make) -> None:
    async with make(SandboxPolicy()) as box:
        status = (await box.exec("cat /proc/self/status")).stdout
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        assert int(fields["CapEff"], 16) == int(fields["CapPrm"], 16) == int(fields["CapInh"], 16) == 0
        assert fields["NoNewPrivs"].strip() == "1"
        assert fields["Seccomp"].strip() == "2"
        assert "0" not in fields["Uid"].split()
        for attempt in (
            "mount -t tmpfs x /mnt",
            "unshare -Ur true",
            "dmesg",
            "chroot / true",
            "su -c true",
            "mknod /tmp/x b 1 1",
        ):
            assert (await box.exec(attempt, timeout=20)).exit_code != 0, attempt
        assert (await box.exec("touch /usr/bin/x || touch /etc/x || touch /x")).exit_code != 0
        assert (await box.exec("ulimit -c")).stdout == "0\n"


@check("29", "nothing of this process's environment is inside")
async def check_no_secrets(make: Make) -> None:
    import os

    os.environ["AGENTRT_CONFORMANCE_SECRET"] = secret = "0d9f2c6c41b7"
    try:
        async with make(SandboxPolicy()) as box:
            found = await box.exec(
                "env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -v grep"
            )
            assert secret not in found.stdout
    finally:
        del os.environ["AGENTRT_CONFORMANCE_SECRET"]


@check("28", "two sandboxes see nothing of each other's files and processes", needs=("root",))
async def check_apart(make: Make) -> None:
    async with make(SandboxPolicy()) as one, make(SandboxPolicy()) as other:
        for folder in ("/workspace", "/tmp", "/dev/shm"):  # noqa: S108
            await one.exec(f"echo mine > {folder}/mine")
        async with await one.start(["sleep", "31415"]):
            assert (await other.exec("ls /workspace /tmp /dev/shm | grep mine; pgrep -f 31415")).stdout == ""


@check("-", "a port inside, reached from here; the connection ends where either side ends it")
async def check_expose(make: Make) -> None:
    async with make(SandboxPolicy()) as box, await box.start(["bash", "-c", SERVER]) as process:
        if (await process.stdout.receive()).strip() != b"listening":
            raise AssertionError((await process.stderr.receive()).decode())
        async with box.expose(8099) as endpoint:
            for text in (b"one", b"x" * 300_000):
                async with await anyio.connect_tcp(endpoint.host, endpoint.port) as stream:
                    await stream.send(text)
                    await stream.send_eof()
                    answer = b"".join([data async for data in stream])
                assert answer == text


SERVER = """
exec python3 -u -c '
import socketserver
class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.read())
socketserver.ThreadingTCPServer.allow_reuse_address = True
with socketserver.ThreadingTCPServer(("127.0.0.1", 8099), Echo) as server:
    print("listening")
    server.serve_forever()
'
"""


@check("20", "allowlist: a named host is reached through the proxy, every other is refused", needs=("network",))
async def check_allowlist(make: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer_all, args=(server,), daemon=True).start()
        port = server.getsockname()[1]
        async with make(SandboxPolicy(allow=(f"localhost:{port}",))) as box:
            fetch = "curl -sS -m 20 -o - -w '%{http_code}'"
            assert (await box.exec(f"{fetch} http://localhost:{port}/")).stdout == "hello200"
            for url in ("http://169.254.169.254/", "http://example.org/", f"http://127.0.0.2:{port}/"):
                assert (await box.exec(f"{fetch} {url}")).stdout.endswith("403"), url
            direct = await box.exec("exec 3<>/dev/tcp/169.254.169.254/80", timeout=20)
            assert direct.exit_code == 1


def answer_all(server: socket.socket) -> None:
    """Answer every HTTP request with "hello", until the server is closed."""
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
