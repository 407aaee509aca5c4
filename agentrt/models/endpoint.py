"""One address of a server: a request out, its reply put together from a stream, and made again where that may help.

What `agentrt.models.anthropic` and `agentrt.models.responses` have in common: everything but the shape of the JSON.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import anyio
import anyio.lowlevel
from pydantic_core import from_json

from agentrt.conversation import AssistantMessage
from agentrt.errors import ConfigurationError, ModelConnectionError, ModelError, ModelRequestError, ModelResponseError
from agentrt.events import CallDelta, ReasoningDelta, ReplyRestarted, TextDelta
from agentrt.models.base import ModelEvent, Retrying, Settings, Step
from agentrt.models.families import merged
from agentrt.models.retry import Backoff, RetryPolicy, may_pass, retry_after
from agentrt.models.sse import EventBuffer
from agentrt.models.transport import (
    Answer,
    BrokenConnection,
    Timeouts,
    Transport,
    TransportName,
    check_transport,
    open_transport,
)
from agentrt.models.wire import dumps

Delta = ReasoningDelta | TextDelta | CallDelta
_MOST_SAID = 4000
"""Characters of a server's error that are kept."""
_SECONDS_TO_END = 1.0
"""How long a server may take to end a response whose last event it has sent."""


class ErrorEvent(Exception):
    """The server put an error into its answer.

    Attributes:
        status: The HTTP status that stands for it.
        said: What the server said.
    """

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status
        self.said = said


class Reply(Protocol):
    """Puts a reply together. Made anew for each attempt."""

    @property
    def done(self) -> bool:
        """Whether the reply is whole."""
        ...

    def feed(self, event: dict[str, Any]) -> list[Delta]:
        """Take in an event of the stream, or a whole reply; what there is to show of it.

        Raises:
            ErrorEvent: It is an error.
        """
        ...

    def message(self) -> AssistantMessage:
        """The whole reply."""
        ...


class _Failed(Exception):
    """An attempt failed: with what, and whether and when another may do better."""

    def __init__(self, error: ModelError, fault: str, reason: str, *, passes: bool, after: float | None = None) -> None:
        super().__init__(reason)
        self.error = error
        self.fault = fault
        self.reason = " ".join(reason.split())[:300]
        self.passes = passes
        self.after = after


@dataclass(eq=False)
class Endpoint:
    """An address that replies are asked of.

    Attributes:
        base_url: The server's address.
        path: The path behind it.
        headers: Headers of each request, the key among them.
        key: Where a key is looked for, in words for who lacks one.
        timeout: Seconds without a byte from the server after which a call counts as broken; for ever where None.
        connect_timeout: Seconds to wait for a connection.
        retry: How failed calls are made again.
        replayable: Whether a reply that broke off in the middle may be sampled anew.
        transport: "httpx2", or "aiohttp".

    Raises:
        ConfigurationError: The address or the transport cannot be used.
    """

    base_url: str
    path: str
    headers: Mapping[str, str]
    key: str
    timeout: float | None = 600.0
    connect_timeout: float = 10.0
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    replayable: bool = True
    transport: TransportName = "httpx2"
    _open: WeakKeyDictionary[Any, Transport] = field(default_factory=WeakKeyDictionary, repr=False)

    def __post_init__(self) -> None:
        address = urlsplit(self.base_url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ConfigurationError(f"base_url={self.base_url!r} is no address like 'https://host/v1'.")
        check_transport(self.transport)
        self.base_url = self.base_url.rstrip("/")

    @property
    def url(self) -> str:
        """The whole address."""
        return self.base_url + self.path

    async def ask(
        self, body: Mapping[str, Any], new_reply: Callable[[], Reply], headers: Mapping[str, str]
    ) -> AsyncGenerator[ModelEvent, None]:
        """Ask for a reply: its deltas as they come, then its step. The faults are those of `Model.generate`.

        Args:
            body: The request.
            new_reply: Makes what puts the reply together.
            headers: Headers of this request, besides those of all.
        """
        written = dumps(body)
        backoff: Backoff | None = None
        while True:
            shown = False
            try:
                async with aclosing(self._attempt(written, new_reply(), headers)) as events:
                    async for event in events:
                        shown = True
                        yield event
                return
            except _Failed as failure:
                failed = failure
            wait = None
            if failed.passes and (self.replayable or not shown):
                backoff = backoff or Backoff(self.retry)
                wait = backoff.next(failed.after)
            if wait is None:
                raise failed.error from failed.__cause__
            yield Retrying(failed.fault, failed.reason, wait)
            if shown:
                yield ReplyRestarted(failed.reason)
            await anyio.sleep(wait)

    async def aclose(self) -> None:
        """Close this event loop's connections. The endpoint can be used again."""
        transport = self._open.pop(_event_loop(), None)
        if transport is not None:
            await transport.aclose()

    async def _attempt(
        self, body: bytes, reply: Reply, headers: Mapping[str, str]
    ) -> AsyncGenerator[Delta | Step, None]:
        try:
            async with self._connected().send("POST", self.path, {**self.headers, **headers}, body) as answer:
                if answer.status != 200:
                    said = await _text(answer)
                    raise self._refused(answer.status, _said(said), said, retry_after(answer.headers))
                async with aclosing(_events(answer)) as events:
                    async for event in events:
                        for delta in self._fed(reply, event):
                            yield delta
                        if reply.done:  # read to the end, so that the connection can be used again; but do not wait
                            with anyio.move_on_after(_SECONDS_TO_END):
                                async for _ in events:
                                    pass
                            break
        except BrokenConnection as error:
            if not reply.done:
                raise self._broken(error.fault, str(error)) from error
        except ErrorEvent as error:
            raise self._refused(error.status, error.said, error.said, None) from error
        if not reply.done:
            raise self._broken("connection", "the stream ended before the reply did")
        yield Step(reply.message())

    def _connected(self) -> Transport:
        loop = _event_loop()
        transport = self._open.get(loop)
        if transport is None:
            timeouts = Timeouts(self.connect_timeout, self.timeout)
            transport = self._open[loop] = open_transport(self.transport, self.base_url, timeouts)
        return transport

    def _fed(self, reply: Reply, data: bytes) -> list[Delta]:
        try:
            event = from_json(data)
            if not isinstance(event, dict):
                raise TypeError("no object")
            return reply.feed(event)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            start = data[:500].decode("utf-8", "replace")
            raise ModelResponseError(
                f"{self.url} sent what is no event of its protocol ({error!r}): {start}"
            ) from error

    def _broken(self, fault: str, reason: str) -> _Failed:
        error = ModelConnectionError(f"No reply from {self.url}: {reason}.")
        return _Failed(error, fault, reason, passes=True)

    def _refused(self, status: int, said: str, body: str, after: float | None) -> _Failed:
        told = f"{self.url} answered {status}: {said or 'nothing'}"
        if status in (401, 403):
            told = f"{told.rstrip('.')}. {self.key}"
        error = ModelRequestError(told, status=status, url=self.url, body=body[:_MOST_SAID])
        return _Failed(error, f"http_{status}", f"{status}: {said}", passes=may_pass(status), after=after)


def settings_over(defaults: Settings, asked: Settings) -> Settings:
    """A request's settings over the model's: what the request leaves open is the model's to say."""
    given = {name: getattr(asked, name) for name in asked.model_fields_set}
    changes = {name: value for name, value in given.items() if value not in (None, ())}
    if "extra_body" in changes:
        changes["extra_body"] = merged(defaults.extra_body, asked.extra_body)
    return defaults.model_copy(update=changes)


def refuse_settings(settings: Settings, protocol: str, *names: str) -> None:
    """Refuse settings that a protocol has no field for: dropped in silence, they would be missed.

    Raises:
        ConfigurationError: One of `names` is set.
    """
    if unknown := [name for name in names if getattr(settings, name) not in (None, ())]:
        raise ConfigurationError(f"The {protocol} protocol has no {', '.join(unknown)}; leave it out of the settings.")


def _event_loop() -> Any:
    return anyio.lowlevel.current_token().native_token


async def _events(answer: Answer) -> AsyncGenerator[bytes, None]:
    """The JSON of each event of a stream; of a whole reply, that."""
    if not answer.headers.get("content-type", "").startswith("text/event-stream"):
        yield (await _text(answer)).encode()
        return
    buffer = EventBuffer()
    async with aclosing(answer.chunks) as chunks:
        async for chunk in chunks:
            for event in buffer.feed(chunk):
                if event != b"[DONE]":
                    yield event
    for event in buffer.end():
        if event != b"[DONE]":
            yield event


async def _text(answer: Answer) -> str:
    async with aclosing(answer.chunks) as chunks:
        return b"".join([chunk async for chunk in chunks]).decode("utf-8", "replace")


def _said(body: str) -> str:
    """What an error says, wherever the server puts it."""
    try:
        said = from_json(body)
    except ValueError:
        return body.strip()[:_MOST_SAID]
    while isinstance(said, dict):
        inner = said.get("error") or said.get("message") or said.get("detail")
        if inner is None:
            break
        said = inner
    return (said if isinstance(said, str) else dumps(said).decode())[:_MOST_SAID]
