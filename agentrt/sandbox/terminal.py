"""A person at a terminal in a sandbox."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from agentrt.sandbox.base import Command, Process, Sandbox


async def shell(box: Sandbox, command: Command = "exec bash -i || exec sh -i") -> int:
    """Join this process's terminal to a command in a sandbox until it ends; returns its exit status (128 + a signal).

    Raises:
        SandboxError: The command could not be started.
    """
    columns, rows = shutil.get_terminal_size()
    term = {"TERM": os.environ.get("TERM", "dumb")}
    async with await box.start(command, env=term, pty=(rows, columns)) as process:
        with raw_terminal():
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(type_into, process)
                tasks.start_soon(follow_size, process)
                async for data in process.stdout:
                    os.write(sys.stdout.fileno(), data)
                tasks.cancel_scope.cancel()
        result = await process.wait()
    return result.exit_code if result.exit_code is not None else 128 + (result.signal or 0)


async def type_into(process: Process) -> None:
    """What is typed here, there."""
    descriptor = sys.stdin.fileno()
    while True:
        await anyio.wait_readable(descriptor)
        data = os.read(descriptor, 4096)
        if not data:
            await process.stdin.aclose()
            return
        await process.stdin.send(data)


async def follow_size(process: Process) -> None:
    """The terminal's size, whenever it changes."""
    with anyio.open_signal_receiver(signal.SIGWINCH) as changes:
        async for _ in changes:
            columns, rows = shutil.get_terminal_size()
            await process.resize(rows, columns)


@contextmanager
def raw_terminal() -> Iterator[None]:
    """Every key goes through as it is, where standard input is a terminal."""
    descriptor = sys.stdin.fileno()
    if not os.isatty(descriptor):
        yield
        return
    before = termios.tcgetattr(descriptor)
    try:
        tty.setraw(descriptor)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
