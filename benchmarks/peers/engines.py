"""The engines that benchmarks/sandbox.py compares, behind one interface."""

from __future__ import annotations

import io
import json
import os
import secrets
import subprocess
import sys
import tarfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

import anyio.to_thread

from agentrt.packs.tools.bash.tools import Shell
from agentrt.sandbox import Sandbox
from agentrt.sandbox.engine import client
from agentrt.sandbox.owner import OWNER, PROJECT, this_process

MEGABYTE = "head -c 1000000 /dev/zero | tr '\\0' x"
PEER_HOME = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "agentrt/benchmarks/swe-rex"
OPS = ("true", "shell", "megabyte", "file")


class Engine(Protocol):
    """Something that runs commands; `call` gives the milliseconds that one of `OPS` took, None where it has none."""

    name: str

    async def open(self) -> None: ...
    async def call(self, op: str) -> float | None: ...
    async def close(self) -> None: ...


async def timed(work: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


class Ours:
    """One of agentrt's engines."""

    def __init__(self, name: str, make: Callable[[], Any]) -> None:
        self.name, self.make = name, make

    async def open(self) -> None:
        self.box: Sandbox = self.make()
        await self.box.__aenter__()
        self.session = Shell(self.box)
        await self.session.run("true", 30)

    async def call(self, op: str) -> float | None:
        return await timed(getattr(self, op))

    async def true(self) -> None:
        assert (await self.box.exec(["true"])).ok

    async def shell(self) -> None:
        assert await self.session.run("true", 30) == "(no output)"

    async def megabyte(self) -> None:
        assert len((await self.box.exec(MEGABYTE)).stdout_bytes) == 1_000_000

    async def file(self) -> None:
        await self.box.write("small", b"x" * 1000)
        assert len(await self.box.read("small")) == 1000

    async def close(self) -> None:
        await self.box.close()


class Container:
    """A plain container that sleeps, for the two ways of `docker exec`."""

    def __init__(self, tag: str) -> None:
        self.tag, self.id = tag, ""

    async def open(self) -> None:
        self.id = await anyio.to_thread.run_sync(lambda: run_container(self.tag))

    async def close(self) -> None:
        await anyio.to_thread.run_sync(lambda: command("docker", "rm", "-f", self.id))

    async def call(self, op: str) -> float | None:
        work = getattr(self, op, None)
        return None if work is None else await timed(lambda: anyio.to_thread.run_sync(work))


class CommandLine(Container):
    """`docker exec` from the command line; a file goes through `cat`."""

    name = "docker exec"

    def true(self) -> None:
        command("docker", "exec", self.id, "true")

    def megabyte(self) -> None:
        assert len(command("docker", "exec", self.id, "sh", "-c", MEGABYTE)) == 1_000_000

    def file(self) -> None:
        command("docker", "exec", "-i", self.id, "sh", "-c", "cat > /tmp/small", given=b"x" * 1000)
        assert len(command("docker", "exec", self.id, "cat", "/tmp/small")) == 1000


class Library(Container):
    """Docker's SDK for Python: `exec_run`, `put_archive`, `get_archive`."""

    name = "docker SDK"

    async def open(self) -> None:
        await super().open()
        self.container = client().containers.get(self.id)

    def true(self) -> None:
        assert self.container.exec_run(["true"]).exit_code == 0

    def megabyte(self) -> None:
        output = self.container.exec_run(["sh", "-c", MEGABYTE]).output
        assert isinstance(output, bytes)
        assert len(output) == 1_000_000

    def file(self) -> None:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            info = tarfile.TarInfo("small")
            info.size = 1000
            archive.addfile(info, io.BytesIO(b"x" * 1000))
        self.container.put_archive("/tmp", buffer.getvalue())
        stream, _ = self.container.get_archive("/tmp/small")
        with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as archive:
            assert archive.getmember("small").size == 1000


class SweRex:
    """SWE-ReX 1.x: its server in the container, its client in a process of its own environment."""

    name = "SWE-ReX"

    def __init__(self, tag: str) -> None:
        self.tag, self.id = tag, ""

    async def open(self) -> None:
        self.id, port, token = await anyio.to_thread.run_sync(lambda: run_swerex(self.tag))
        script = Path(__file__).with_name("swerex_client.py")
        self.client = subprocess.Popen(  # noqa: ASYNC220
            [PEER_HOME / "bin/python", script, str(port), token],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if await self._line() != "ready":
            raise RuntimeError("SWE-ReX's client did not start")

    async def _line(self) -> Any:
        assert self.client.stdout is not None
        line = await anyio.to_thread.run_sync(self.client.stdout.readline)
        return json.loads(line or "null")

    async def ask(self, op: str, count: int = 1, together: bool = False) -> list[float]:
        assert self.client.stdin is not None
        self.client.stdin.write(json.dumps({"op": op, "count": count, "together": together}) + "\n")
        self.client.stdin.flush()
        taken: list[float] = await self._line()
        return taken

    async def call(self, op: str) -> float | None:
        return (await self.ask(op))[0]

    async def close(self) -> None:
        if hasattr(self, "client"):
            self.client.kill()
            self.client.communicate()
        if self.id:
            await anyio.to_thread.run_sync(lambda: command("docker", "rm", "-f", self.id))


def command(*words: str, given: bytes | None = None) -> bytes:
    done = subprocess.run(words, input=given, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.decode()[:500]}")
    return done.stdout


def labels() -> list[str]:
    return ["--label", f"{PROJECT}=agentrt", "--label", f"{OWNER}={this_process().label()}"]


def run_container(tag: str, *words: str) -> str:
    """`docker run -d` of a container that sleeps."""
    sleeper = words or ("sleep", "infinity")
    return command("docker", "run", "-d", "--init", "--network", "none", *labels(), tag, *sleeper).decode().strip()


def run_swerex(tag: str) -> tuple[str, int, str]:
    """A container with SWE-ReX's server, which needs a network and a published port."""
    token, packages = secrets.token_hex(8), next(PEER_HOME.glob("lib/python3*/site-packages"))
    box = command(
        "docker", "run", "-d", "--init", "-p", "127.0.0.1::8000", *labels(),
        "-v", f"{packages}:/opt/swerex:ro", "-e", "PYTHONPATH=/opt/swerex",
        tag, "python3", "-m", "swerex.server", "--auth-token", token,
    ).decode().strip()  # fmt: skip
    port = command("docker", "port", box, "8000/tcp").decode().split()[0].rpartition(":")[2]
    return box, int(port), token


def install_swerex(tag: str) -> str | None:
    """Make SWE-ReX's environment; the reason where that cannot be done."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    version = "import sys; print('%d.%d' % sys.version_info[:2])"
    inside = command("docker", "run", "--rm", *labels(), tag, "python3", "-c", version).decode().strip()
    if inside != here:
        return f"the image has Python {inside}, this is {here}: one set of packages cannot serve both"
    try:
        if not (PEER_HOME / "bin/python").exists():
            command(sys.executable, "-m", "venv", str(PEER_HOME))
        command(str(PEER_HOME / "bin/python"), "-m", "pip", "install", "-q", "swe-rex", "aiohttp", "uvicorn")
    except RuntimeError as error:
        return str(error).splitlines()[-1]
    return None
