"""A program of `agentrt.envs.inside` running in a sandbox, asked with JSON lines.

What it answers is data from an enemy: size-capped, parsed, and never more than parsed.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.resources import files

import anyio
from pydantic import JsonValue

from agentrt.errors import PackError, SandboxError, SandboxLost
from agentrt.sandbox.base import Process, Sandbox

PLACE = "/workspace/.agentrt"
MOST_BYTES = 128 << 20
"""Longest line that is taken from a sandbox: a state, in base64."""

Reply = dict[str, JsonValue]


class InsideProcess:
    """Asks a program inside, one request at a time; concurrent callers wait for each other."""

    def __init__(self, process: Process, what: str) -> None:
        self._process, self._what = process, what
        self._buffer = bytearray()
        self._lock = anyio.Lock()
        self._asked = 0
        self._broken = False

    async def ask(self, do: str, *, seconds: float = 60.0, **values: object) -> Reply:
        """What the program answers.

        Args:
            do: What is asked for.
            seconds: Time for the answer.
            **values: What belongs to it.

        Raises:
            PackError: The environment's own code is at fault, as the program says.
            SandboxLost: The program died, broke its protocol or went silent; it cannot be asked any more.
        """
        async with self._lock:
            if self._broken:
                raise SandboxLost(f"{self._what} has died.")
            self._broken = True  # until the answer is whole: a cancelled caller leaves a reply that nobody expects
            self._asked += 1
            line = json.dumps({"id": self._asked, "do": do, **values}).encode() + b"\n"
            try:
                with anyio.fail_after(seconds):
                    await self._process.stdin.send(line)
                    reply = self._parsed(await self._line())
            except (anyio.BrokenResourceError, anyio.EndOfStream, anyio.ClosedResourceError):
                raise SandboxLost(f"{self._what} has died.") from None
            except TimeoutError:
                raise SandboxLost(f"{self._what} did not answer in {seconds:g} s.") from None
            self._broken = False
        if "error" in reply:
            raise PackError(f"{self._what}: {str(reply['error'])[:2000]}")
        return reply

    async def _line(self) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > MOST_BYTES:
                raise SandboxLost(f"{self._what} sent more than {MOST_BYTES} bytes at once.")
            self._buffer += await self._process.stdout.receive(1 << 20)
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _parsed(self, line: bytes) -> Reply:
        try:
            reply = json.loads(line)
        except (ValueError, RecursionError):
            raise SandboxLost(f"{self._what} sent what is no JSON.") from None
        if not isinstance(reply, dict) or reply.get("id") != self._asked:
            raise SandboxLost(f"{self._what} answered something that was not asked.")
        return reply


@asynccontextmanager
async def inside(box: Sandbox, program: str, what: str) -> AsyncGenerator[InsideProcess, None]:
    """Start a program of `agentrt.envs.inside` in an open sandbox; it is killed at the end of the block.

    Args:
        box: The sandbox.
        program: File name: "serve.py".
        what: What it is called in errors: "The tools of 'library'".

    Raises:
        SandboxError: The image has no Python.
    """
    folder = f"{PLACE}/{program.removesuffix('.py')}"
    for one in files("agentrt.envs.inside").iterdir():
        if one.name.endswith(".py") and one.name != "__init__.py":
            await box.write(f"{folder}/{one.name}", one.read_bytes())
    command = ["python3", "-I", "-S", "-B", f"{folder}/{program}"]
    try:
        process = await box.start(command, env={"PYTHONHASHSEED": "0", "TZ": "UTC"})
    except SandboxLost:
        raise
    except SandboxError as error:
        raise SandboxError(f"{what}: Python could not be started in the sandbox's image ({error}).") from None
    async with process:
        yield InsideProcess(process, what)
