"""The thread that serves sandboxes' only way out: the proxies of all sandboxes of this process.

A proxy must run as long as its sandbox, whichever task opened it; so proxies have an event loop of their own.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from functools import cache
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

    from agentrt.sandbox.egress import Visit

PROXY_PORT = 3128
"""Where the proxy is found inside, on 127.0.0.1."""


class Gateway:
    """A running proxy of one sandbox.

    Attributes:
        env: Variables that send the usual clients inside to it.
    """

    def __init__(self, allow: Sequence[str]) -> None:
        from agentrt.sandbox.egress import EgressProxy

        self._proxy = EgressProxy(allow)
        self._serving: Future[None] | None = None
        self.env = self._proxy.environment(PROXY_PORT)

    @property
    def log(self) -> list[Visit]:
        """What was asked for, the latest last."""
        return list(self._proxy.log)

    def serve(self, listener: socket.socket) -> None:
        """Serve a listener of the sandbox's network namespace until `close`."""
        self._serving = portal(os.getpid()).start_task_soon(self._proxy.serve, listener)

    def close(self) -> None:
        """Take no more connections, and cut those that are open."""
        if self._serving is not None:
            self._serving.cancel()


@cache
def portal(_pid: int) -> BlockingPortal:
    """The entrance of the thread, which ends with the process."""
    from anyio.from_thread import BlockingPortal

    entrance: Future[BlockingPortal] = Future()

    async def serve() -> None:
        async with BlockingPortal() as made:
            entrance.set_result(made)
            await made.sleep_until_stopped()

    threading.Thread(target=anyio.run, args=(serve,), name="agentrt-egress", daemon=True).start()
    return entrance.result()
