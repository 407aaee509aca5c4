"""A helper process inside a sandbox that keeps state between calls, spoken to in JSON lines.

A shell or a notebook kernel needs somebody beside it who outlives each call. That somebody is a short Python program
(the driver) which is started in the sandbox under the commands' uid: it reads one request a line and writes one reply
a line. What it says is data of an enemy: bounded in size, checked for its form, and never trusted to be true.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import anyio

from agentrt.errors import SandboxError
from agentrt.sandbox.base import Process, Sandbox

MOST_REPLY = 32 << 20
"""Bytes of the longest reply that is read."""


class SessionLost(SandboxError):
    """The driver died, went silent or broke its protocol; what it kept in memory is gone. The next call starts anew."""


class Session:
    """One driver, started at the first request and again after it was lost. Requests wait for each other.

    Args:
        sandbox: Where it runs.
        source: The driver's program. It must read lines from stdin and answer each with one line.
        name: What it is, in error messages ("the shell").
    """

    def __init__(self, sandbox: Sandbox, source: str, name: str) -> None:
        self._sandbox = sandbox
        self._source = source
        self._name = name
        self._lock: anyio.Lock | None = None
        self._process: Process | None = None
        self._buffer = bytearray()
        self._number = 0

    @property
    def running(self) -> bool:
        """Whether a driver is there that remembers earlier calls."""
        return self._process is not None

    async def ask(
        self, request: dict[str, Any], timeout: float, check: Callable[[dict[str, Any]], None] | None = None
    ) -> dict[str, Any]:
        """Send a request and wait for its reply.

        Args:
            request: What the driver is to do; JSON.
            timeout: Seconds until the driver is given up; longer than what the driver itself waits for.
            check: Raises ValueError, TypeError or KeyError where a reply has not the form it must have.

        Raises:
            SessionLost: There was no sound reply; the driver was killed.
        """
        if self._lock is None:
            self._lock = anyio.Lock()
        async with self._lock:
            sound = False
            try:
                with anyio.fail_after(timeout):
                    reply = await self._exchange(request)
                if check is not None:
                    check(reply)
                sound = True
                return reply
            except TimeoutError:
                raise SessionLost(f"{self._name} did not answer within {timeout:g} s, and was ended.") from None
            except (ValueError, TypeError, KeyError, anyio.EndOfStream, anyio.BrokenResourceError) as error:
                raise SessionLost(f"{self._name} broke off: {type(error).__name__} {error}") from None
            finally:
                if not sound:  # also where the call was cancelled: the reply to come would answer the wrong request
                    with anyio.CancelScope(shield=True), anyio.move_on_after(10):
                        await self.end()

    async def end(self) -> None:
        """Kill the driver and all that it started. The next request starts a new one."""
        process, self._process = self._process, None
        self._buffer.clear()
        if process is not None:
            await process.kill()

    async def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._process is None:
            self._process = await self._sandbox.start(["python3", "-I", "-u", "-c", self._source])
        self._number += 1
        await self._process.stdin.send(json.dumps({**request, "number": self._number}).encode() + b"\n")
        reply = json.loads(await self._line(self._process))
        if not isinstance(reply, dict) or reply.get("number") != self._number:
            raise ValueError("a reply that answers no request")
        return reply

    async def _line(self, process: Process) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > MOST_REPLY:
                raise ValueError(f"a reply of more than {MOST_REPLY} bytes")
            self._buffer += await process.stdout.receive(1 << 16)
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line
