"""A port inside a sandbox, reached from the host through its worker: no network is needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import anyio
from anyio.abc import ByteReceiveStream, ByteSendStream, SocketAttribute, SocketStream

from agentrt.errors import SandboxError
from agentrt.sandbox.base import Endpoint
from agentrt.sandbox.channel import Channel
from agentrt.sandbox.process import CallInput, CallOutput
from agentrt.sandbox.worker import wire


@asynccontextmanager
async def expose(channel: Channel, port: int) -> AsyncIterator[Endpoint]:
    """A loopback address of the host whose connections end at a port inside, for as long as the context lasts."""
    failure: Exception | None = None
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, partial(carry, channel, port))
        try:
            yield Endpoint(host="127.0.0.1", port=listener.extra(SocketAttribute.local_port))  # noqa: S610
        except Exception as error:  # raised again outside, where the task group does not wrap it
            failure = error
        tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure


async def carry(channel: Channel, port: int, outside: SocketStream) -> None:
    """One connection, there and back, until both directions have ended or one breaks."""
    call = channel.open_json(wire.CONNECT, {"port": port})
    async with outside:
        try:
            await call.until(lambda: call.started or call.end)
            if call.started:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(pump, outside, CallInput(call))
                    await pump(CallOutput(call, wire.OUT), outside)
                    tasks.cancel_scope.cancel()
        except SandboxError:
            pass  # the sandbox is gone: the connection is closed, which says it
        finally:
            call.close()


async def pump(source: ByteReceiveStream, sink: ByteSendStream) -> None:
    """All bytes of one stream into another, then its end."""
    try:
        async for data in source:
            await sink.send(data)
        if isinstance(sink, SocketStream):
            await sink.send_eof()
        else:
            await sink.aclose()
    except (anyio.BrokenResourceError, anyio.ClosedResourceError):
        pass
