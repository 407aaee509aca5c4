"""Blocking work in a thread of its own, as an async generator. Works under asyncio and trio."""

from __future__ import annotations

import math
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import TypeVar

import anyio
import anyio.from_thread
import anyio.lowlevel

_Item = TypeVar("_Item")

Work = Callable[[Callable[[_Item], None], Callable[[], bool]], None]
"""Work that hands on items through its first argument, and stops soon after its second says so."""


async def offload(work: Work[_Item], name: str) -> AsyncGenerator[_Item, None]:
    """Run `work` in a daemon thread and yield what it hands on.

    Closing or cancelling the generator asks the work to stop and waits until it has: nothing outlives its caller.

    Args:
        work: Called once, in the thread, with a function that hands on an item and one that says whether to stop.
        name: Name of the thread.

    Raises:
        Exception: Whatever `work` raises.
    """
    token = anyio.lowlevel.current_token()
    send, receive = anyio.create_memory_object_stream[_Item](math.inf)
    stop, done = threading.Event(), anyio.Event()
    failed: list[BaseException] = []

    def in_loop(function: Callable[..., object], *arguments: object) -> None:
        try:
            anyio.from_thread.run_sync(function, *arguments, token=token)
        except (RuntimeError, anyio.RunFinishedError, anyio.BrokenResourceError, anyio.ClosedResourceError):
            stop.set()  # nobody listens any more

    def run() -> None:
        try:
            work(lambda item: in_loop(send.send_nowait, item), stop.is_set)
        except BaseException as error:
            failed.append(error)
        in_loop(send.close)
        in_loop(done.set)

    threading.Thread(target=run, name=name, daemon=True).start()
    try:
        async for item in receive:
            yield item
        if failed:
            raise failed[0]
    finally:
        stop.set()
        with anyio.CancelScope(shield=True), suppress(anyio.ClosedResourceError):
            await done.wait()
            send.close()
            receive.close()
