"""One address of a server: a request out, its reply put together from a stream, and made again where that may help.

What the chat completions, Anthropic Messages and OpenAI Responses protocols have in common: everything but the shape
of the JSON.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol, TypedDict
from urllib.parse import urlsplit

import anyio
from pydantic import JsonValue
from pydantic_core import from_json

from agentrt.errors import ConfigurationError, ModelConnectionError, ModelRequestError, ModelResponseError
from agentrt.models.attempts import Delta, FailedAttempt, attempts
from agentrt.models.base import ModelEvent, Settings, Step
from agentrt.models.families import merged
from agentrt.models.retry import RetryPolicy, may_pass, retry_after
from agentrt.models.sse import END, EventBuffer
from agentrt.models.transport import (
    Answer,
    BrokenConnection,
    Connections,
    Timeouts,
    TransportName,
    check_transport,
    whole_body,
)
from agentrt.models.wire import dumps

_MOST_SAID = 4000
"""Characters of a server's error that are kept."""
_SECONDS_TO_END = 1.0
"""How long a server may take to end a response whose last event it has sent."""


class CallOptions(TypedDict, total=False):
    """How calls are made.

    Attributes:
        timeout: Seconds without a byte from the server after which a call counts as broken; 600 by default, for ever
            where None.
        connect_timeout: Seconds to wait for a connection; 10 by default.
        retry: How failed calls are made again.
        replayable: Whether a reply that broke off in the middle may be sampled anew; it may, by default.
        transport: "httpx2", the default, or "aiohttp" (asyncio alone) for the least processor time per step.
    """

    timeout: float | None
    connect_timeout: float
    retry: RetryPolicy | None
    replayable: bool
    transport: TransportName


class ErrorEvent(Exception):
    """The server put an error into its answer.

    Attributes:
        status: The HTTP status that stands for it.
        said: What the server said.
        body: All of it.
    """

    def __init__(self, status: int, said: str, body: str | None = None) -> None:
        super().__init__(said)
        self.status = status
        self.said = said
        self.body = said if body is None else body


class Reply(Protocol):
    """Puts a reply together. Made anew for each attempt."""

    @property
    def done(self) -> bool:
        """Whether the server said that the reply is whole: nothing more need be read."""
        ...

    def feed(self, data: bytes) -> list[Delta]:
        """Take in an event of the stream, or a whole reply, as JSON; what there is to show of it.

        Raises:
            ErrorEvent: It is an error.
        """
        ...

    def ends(self) -> bool:
        """Whether it is whole although the server did not say so before it ended the stream.

        Raises:
            ModelResponseError: Nothing of a reply came.
        """
        ...

    def step(self) -> Step:
        """The whole reply."""
        ...


@dataclass(eq=False)
class Endpoint:
    """An address that replies are asked of.

    Attributes:
        base_url: The server's address.
        path: The path behind it.
        headers: Headers of each request, the key among them.
        advice: What to do, by the HTTP status of a refusal.
        timeout: See `CallOptions`, as for the fields that follow.

    Raises:
        ConfigurationError: The address or the transport cannot be used.
    """

    base_url: str
    path: str
    headers: Mapping[str, str]
    advice: Mapping[int, str]
    timeout: float | None = 600.0
    connect_timeout: float = 10.0
    retry: RetryPolicy | None = None
    replayable: bool = True
    transport: TransportName = "httpx2"
    _connections: Connections = field(init=False, repr=False)

    def __post_init__(self) -> None:
        address = urlsplit(self.base_url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ConfigurationError(f"base_url={self.base_url!r} is no address like 'http://127.0.0.1:8000/v1'.")
        check_transport(self.transport)
        self.base_url = self.base_url.rstrip("/")
        self.retry = self.retry or RetryPolicy()
        timeouts = Timeouts(self.connect_timeout, self.timeout)
        self._connections = Connections(self.transport, self.base_url, timeouts)

    @property
    def url(self) -> str:
        """The whole address."""
        return self.base_url + self.path

    @property
    def host(self) -> str:
        """The server's name."""
        return urlsplit(self.base_url).hostname or ""

    def spec(self) -> dict[str, JsonValue | None]:
        """What of its options a model's `spec` tells; None where it is the default."""
        return {
            "replayable": None if self.replayable else False,
            "transport": None if self.transport == "httpx2" else self.transport,
        }

    async def ask(
        self, body: bytes, new_reply: Callable[[], Reply], headers: Mapping[str, str] | None = None, about: str = ""
    ) -> AsyncGenerator[ModelEvent, None]:
        """Ask for a reply: its deltas as they come, then its step. The faults are those of `Model.generate`.

        Args:
            body: The request.
            new_reply: Makes what puts the reply together.
            headers: Headers of this request, besides those of all.
            about: What was asked, for error messages.
        """
        sent = self.headers if headers is None else {**self.headers, **headers}
        retry = self.retry or RetryPolicy()
        tries = attempts(lambda: self._attempt(body, new_reply(), sent, about), retry, replayable=self.replayable)
        async with aclosing(tries) as events:
            async for event in events:
                yield event

    async def get(self, path: str) -> Any:
        """JSON at another path of the server; None where there is none, or no server."""
        try:
            async with self._connections.here().send("GET", path, self.headers, b"") as answer:
                said = await whole_body(answer)
                return from_json(said) if answer.status == 200 else {}
        except (BrokenConnection, ValueError):
            return None

    async def aclose(self) -> None:
        """Close this event loop's connections. The endpoint can be used again."""
        await self._connections.aclose()

    async def _attempt(
        self, body: bytes, reply: Reply, headers: Mapping[str, str], about: str
    ) -> AsyncGenerator[Delta | Step, None]:
        try:
            async with self._connections.here().send("POST", self.path, headers, body) as answer:
                if answer.status != 200:
                    said = (await whole_body(answer)).decode("utf-8", "replace")
                    raise self._refused(answer.status, error_text(said), said, about, retry_after(answer.headers))
                async with aclosing(_events(answer)) as batches:
                    async for batch in batches:
                        for data in batch:
                            for delta in self._fed(reply, data):
                                yield delta
                        if reply.done:  # read to the end, so that the connection can be used again; but do not wait
                            with anyio.move_on_after(_SECONDS_TO_END):
                                async for _ in batches:
                                    pass
                            break
        except BrokenConnection as error:
            if not reply.done:
                raise self._broken(error.fault, str(error), about) from error
        except ErrorEvent as error:
            raise self._refused(error.status, error.said, error.body, about, None) from error
        if not reply.done and not reply.ends():
            raise self._broken("connection", "the stream ended before the reply did", about)
        yield reply.step()

    def _fed(self, reply: Reply, data: bytes) -> list[Delta]:
        try:
            return reply.feed(data)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            start = data[:500].decode("utf-8", "replace")
            raise ModelResponseError(
                f"{self.url} sent what is no event of its protocol ({error!r}): {start}"
            ) from error

    def _broken(self, fault: str, reason: str, about: str) -> FailedAttempt:
        error = ModelConnectionError(f"No reply from {self.url}{about}: {reason}.")
        return FailedAttempt(error, fault, reason, passes=True)

    def _refused(self, status: int, said: str, body: str, about: str, after: float | None) -> FailedAttempt:
        told = f"{self.url} answered {status}{about}: {said or 'nothing'}"
        if advice := self.advice.get(status):
            told = f"{told.rstrip('.')}. {advice}"
        error = ModelRequestError(told, status=status, url=self.url, body=body[:_MOST_SAID])
        return FailedAttempt(error, f"http_{status}", f"{status}: {said}", passes=may_pass(status), after=after)


def key_advice(variable: str) -> dict[int, str]:
    """What to do about a key that is refused."""
    return dict.fromkeys((401, 403), f"Give the server's key as api_key=, or in {variable}.")


def json_headers(own: Mapping[str, str], more: Mapping[str, str] | None) -> dict[str, str]:
    """Headers of a request for JSON or a stream of it.

    Args:
        own: The protocol's own, the key among them.
        more: The user's, which win.
    """
    headers = {
        "content-type": "application/json",
        "accept": "text/event-stream, application/json",
        "accept-encoding": "identity",
        "user-agent": "agentrt",
    }
    return headers | dict(own) | {name.lower(): value for name, value in (more or {}).items()}


def read_event(data: bytes) -> dict[str, Any]:
    """An event, or a whole reply, as an object; an empty one for what closes a stream.

    Raises:
        ValueError: It is no JSON object.
    """
    event = {} if data == END else from_json(data)
    if not isinstance(event, dict):
        raise ValueError("no object")
    return event


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


def model_spec(kind: str, settings: Settings, stream: bool, **chosen: JsonValue | None) -> dict[str, JsonValue]:
    """A model's `spec`: its kind, and of what was chosen all that is not None."""
    common: dict[str, JsonValue | None] = {
        "kind": kind,
        "settings": settings.model_dump(mode="json", exclude_defaults=True) or None,
        "stream": None if stream else False,
    }
    return {name: value for name, value in (common | chosen).items() if value is not None}


def spec_options(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a model's constructor that its `spec` tells of."""
    options = {name: value for name, value in spec.items() if name != "kind"}
    if "settings" in options:
        options["settings"] = Settings.model_validate(options["settings"])
    return options


async def _events(answer: Answer) -> AsyncGenerator[list[bytes], None]:
    """The JSON of each event of a stream, in the batches in which they arrive; of a whole reply, that."""
    if not answer.headers.get("content-type", "").startswith("text/event-stream"):
        yield [await whole_body(answer)]
        return
    buffer = EventBuffer()
    async with aclosing(answer.chunks) as chunks:
        async for chunk in chunks:
            if events := buffer.feed(chunk):
                yield events
    if rest := buffer.end():
        yield rest


def error_text(body: str) -> str:
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
