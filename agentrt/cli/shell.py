"""A shell in a sandbox, on this terminal."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

import anyio
from anyio.abc import ByteReceiveStream

from agentrt.cli.choice import progress
from agentrt.sandbox.base import Process
from agentrt.sandbox.docker import DockerSandbox
from agentrt.sandbox.policy import SandboxPolicy

LONGEST = 7 * 86_400.0
"""Seconds that a shell may stay open."""


def open_shell(image: str, workspace: str | None, allow: tuple[str, ...]) -> int:
    """Run bash in a new sandbox until it ends; its exit code.

    Where standard input is no terminal, what it holds is run as a script.

    Args:
        image: As for `DockerSandbox`.
        workspace: A kept workspace to attach; it is kept afterwards too.
        allow: Hosts that may be reached.

    Raises:
        SandboxError: The sandbox cannot be made.
    """
    policy = SandboxPolicy(allow=allow) if allow else None
    return anyio.run(_shell, DockerSandbox(image, policy=policy, workspace=workspace, progress=progress))


async def _shell(sandbox: DockerSandbox) -> int:
    async with sandbox as box:
        terminal = sys.stdin.isatty()
        command = ["bash", "-i"] if terminal else ["bash", "-s"]
        env = {"TERM": os.environ.get("TERM", "xterm"), "HOME": "/workspace"}
        size = _size() if terminal else None
        with _raw() if terminal else nullcontext():
            async with await box.start(command, timeout=LONGEST, env=env, pty=size) as process:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(_type, process)
                    if terminal:
                        tasks.start_soon(_follow_size, process)
                    async with anyio.create_task_group() as printing:
                        printing.start_soon(_print, process.stdout, 1)
                        printing.start_soon(_print, process.stderr, 2)
                    tasks.cancel_scope.cancel()
                result = await process.wait()
        return result.exit_code if result.exit_code is not None else 128 + (result.signal or 0)


async def _type(process: Process) -> None:
    """Hand on what is typed, or piped."""
    with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
        while data := await _read():
            await process.stdin.send(data)
        await process.stdin.aclose()


async def _read() -> bytes:
    with suppress(PermissionError):  # a plain file can always be read
        await anyio.wait_readable(0)
    return os.read(0, 65_536)


async def _print(stream: ByteReceiveStream, descriptor: int) -> None:
    async for data in stream:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]


async def _follow_size(process: Process) -> None:
    with anyio.open_signal_receiver(signal.SIGWINCH) as signals:
        async for _ in signals:
            await process.resize(*_size())


def _size() -> tuple[int, int]:
    size = shutil.get_terminal_size()
    return size.lines, size.columns


@contextmanager
def _raw() -> Iterator[None]:
    """The terminal hands every key on, Ctrl-C too; put back at the end."""
    before = termios.tcgetattr(0)
    try:
        tty.setraw(0, termios.TCSADRAIN)  # what was typed meanwhile is not lost
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
