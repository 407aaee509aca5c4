"""The list of checks, and what they share."""

from __future__ import annotations

import os
import random
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import anyio

from agentrt.sandbox.base import Sandbox
from agentrt.sandbox.policy import SandboxPolicy

Make = Callable[[SandboxPolicy], AbstractAsyncContextManager[Sandbox]]
"""Opens a sandbox of the engine under test with the given limits, in an image that has bash and the core utilities."""

Size = Literal["small", "full", "soak"]
Need = Literal["memory", "processes", "disk", "network", "identity", "root"]
"""What an engine must enforce for a check to make sense; one that isolates nothing lacks all of them."""

ALL_NEEDS: frozenset[Need] = frozenset({"memory", "processes", "disk", "network", "identity", "root"})


@dataclass(frozen=True)
class Check:
    """One expectation.

    Attributes:
        name: The function's name without "check_".
        row: Number in the list of attacks and faults (docs), or a word.
        title: What is attacked or goes wrong, and what must hold.
        run: Raises AssertionError where it does not hold.
        size: In which size of the suite it runs.
        needs: What the engine must enforce.
    """

    name: str
    row: str
    title: str
    run: Callable[[Make], Awaitable[None]]
    size: Size
    needs: frozenset[Need]


CHECKS: list[Check] = []


def check(
    row: str, title: str, *, size: Size = "small", needs: tuple[Need, ...] = ()
) -> Callable[[Callable[[Make], Awaitable[None]]], Callable[[Make], Awaitable[None]]]:
    """Put a function on the list."""

    def register(function: Callable[[Make], Awaitable[None]]) -> Callable[[Make], Awaitable[None]]:
        name = function.__name__.removeprefix("check_")
        CHECKS.append(Check(name, row, title, function, size, frozenset(needs)))
        return function

    return register


def marker() -> str:
    """Seconds for `sleep` that no other process on this machine sleeps: how a child is known from outside."""
    return f"{random.randrange(10**8, 10**9)}"


def alive(mark: str) -> list[int]:
    """Processes of the whole machine with that word among their arguments, zombies aside: the view from outside."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if mark.encode() in words:
                found.append(int(folder.name))
    return found


async def until(condition: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
    """Wait for something to become true.

    Raises:
        AssertionError: It did not.
    """
    with anyio.move_on_after(seconds):
        while not condition():  # noqa: ASYNC110 - of another process, which sets no event
            await anyio.sleep(0.02)
        return
    raise AssertionError(f"in {seconds:.0f} s this did not happen: {what}")


async def until_born(mark: str, count: int = 1) -> None:
    """Wait until that many processes with the mark live: a check for survivors must have seen them alive."""
    await until(lambda: len(alive(mark)) >= count, f"{count} processes with {mark} being alive")


async def until_gone(mark: str) -> None:
    """Wait until none with the mark lives."""
    await until(lambda: not alive(mark), f"no process with {mark} surviving", seconds=10)


def memory_of_this_process() -> int:
    """Resident bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
