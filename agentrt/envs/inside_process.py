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
"""Longest line that is taken from a sandbox."""

Reply = dict[str, JsonValue]


class _Waiter:
    """A caller that waits for its answer."""

    def __init__(self) -> None:
        self.reply: Reply | None = None
        self.woken = anyio.Event()


class InsideProcess:
    """Asks a program inside. Callers may ask at once; each gets the answer to its own request.

    There is no task that reads: of the callers that wait, one reads for all, and hands that on when it is served. So
    a caller that is cancelled, or out of time, harms no other; what comes for it later is thrown away.
    """

    def __init__(self, process: Process, what: str) -> None:
        self._process, self._what = process, what
        self._buffer = bytearray()
        self._sending = anyio.Lock()
        self._waiting: dict[int, _Waiter] = {}
        self._given_up: set[int] = set()
        self._reading = False
        self._asked = 0
        self._lost = ""

    async def ask(self, do: str, *, seconds: float = 60.0, **values: object) -> Reply:
        """What the program answers.

        Args:
            do: What is asked for.
            seconds: Time for the answer.
            **values: What belongs to it.

        Raises:
            PackError: The environment's own code is at fault, as the program says.
            SandboxLost: The program died or broke its protocol, and cannot be asked any more; or it did not answer in
                time, and can.
        """
        self._asked += 1
        number, waiter = self._asked, _Waiter()
        line = json.dumps({"id": number, "do": do, **values}).encode() + b"\n"
        try:
            self._waiting[number] = waiter
            with anyio.fail_after(seconds):
                await self._send(line)
                while waiter.reply is None:
                    await self._wait(waiter)
        except TimeoutError:
            raise SandboxLost(f"{self._what} did not answer in {seconds:g} s.") from None
        finally:
            del self._waiting[number]
            if waiter.reply is None:
                self._given_up.add(number)
            self._hand_on()
        if "error" in waiter.reply:
            raise PackError(f"{self._what}: {str(waiter.reply['error'])[:2000]}")
        return waiter.reply

    async def _send(self, line: bytes) -> None:
        async with self._sending:
            self._check()
            whole = False
            try:
                await self._process.stdin.send(line)
                whole = True
            except (anyio.BrokenResourceError, anyio.ClosedResourceError):
                raise self._lose("has died") from None
            finally:
                if not whole:
                    self._lose("was cut off in the middle of a request")

    async def _wait(self, waiter: _Waiter) -> None:
        """Read until there is an answer; or, where somebody else reads, wait until that has one for us or ends."""
        self._check()
        if self._reading:
            await waiter.woken.wait()
            waiter.woken = anyio.Event()
            return
        self._reading = True
        try:
            while waiter.reply is None:
                self._take(await self._line())
        except (anyio.BrokenResourceError, anyio.EndOfStream, anyio.ClosedResourceError):
            raise self._lose("has died") from None
        finally:
            self._reading = False

    def _hand_on(self) -> None:
        """Wake one who still waits, to read; called by everybody who leaves."""
        waiting = next((one for one in self._waiting.values() if one.reply is None), None)
        if waiting is not None and not self._reading:
            waiting.woken.set()

    def _check(self) -> None:
        if self._lost:
            raise SandboxLost(self._lost)

    def _lose(self, why: str) -> SandboxLost:
        """From here on nobody can ask."""
        self._lost = self._lost or f"{self._what} {why}."
        for waiter in self._waiting.values():
            waiter.woken.set()
        return SandboxLost(self._lost)

    async def _line(self) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > MOST_BYTES:
                raise self._lose(f"sent more than {MOST_BYTES} bytes at once")
            self._buffer += await self._process.stdout.receive(1 << 20)
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _take(self, line: bytes) -> None:
        """Hand an answer to whoever asked."""
        try:
            reply = json.loads(line)
        except (ValueError, RecursionError):
            raise self._lose("sent what is no JSON") from None
        number = reply.get("id") if isinstance(reply, dict) else None
        if number in self._given_up:
            self._given_up.discard(number)
            return
        waiter = self._waiting.get(number) if isinstance(number, int) else None
        if waiter is None or waiter.reply is not None:
            raise self._lose("answered something that was not asked")
        waiter.reply = reply
        waiter.woken.set()


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
