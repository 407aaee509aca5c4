"""Any OpenAI-compatible endpoint, with the model's thought kept through the chain.

    model = ChatModel("http://127.0.0.1:8000/v1", model="Qwen/Qwen3-8B")

What the server said goes back as it said it; what the family's retention policy leaves out, and nothing else, is left
out (`agentrt.models.wire`). Runs on asyncio and trio.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import anyio
import anyio.lowlevel
from pydantic import BaseModel, JsonValue
from pydantic_core import from_json

from agentrt.conversation import AssistantMessage
from agentrt.errors import (
    ConfigurationError,
    ModelConnectionError,
    ModelError,
    ModelRequestError,
    ModelResponseError,
)
from agentrt.events import CallDelta, ReasoningDelta, ReplyRestarted, TextDelta
from agentrt.models.assembly import END, Assembly, ErrorChunk
from agentrt.models.base import ModelEvent, Request, Retrying, Settings, Step
from agentrt.models.families import family_named, family_of, merged
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
from agentrt.models.wire import Transcript, Writer, dumps
from agentrt.retention import Policy
from agentrt.tool import ToolSpec

_PATH = "/chat/completions"
_MOST_SAID = 4000
"""Characters of a server's error that are kept."""
_SECONDS_TO_END = 1.0
"""How long a server may take to end a response whose last event it has sent."""
_ENGINES_THAT_PROLONG = ("vllm", "sglang")
_PLAIN = ("temperature", "top_p", "top_k", "min_p", "seed", "presence_penalty", "frequency_penalty")
"""Settings whose wire name is their own."""


@dataclass(frozen=True, slots=True)
class _Carry:
    """What a request leaves for the next one of its run."""

    writer: Writer
    transcript: Transcript
    tools: tuple[ToolSpec, ...]
    settings: Settings
    head: bytes
    tail: bytes


@dataclass(frozen=True, slots=True)
class _Draft:
    """A request that is ready to be sent."""

    body: bytes
    carry: _Carry
    prolong: AssistantMessage | None

    @property
    def summary(self) -> str:
        messages, tools = len(self.carry.transcript.messages), len(self.carry.tools)
        return f"{messages} messages, {tools} tools, {len(self.body)} bytes"


class _FailedAttempt(Exception):
    """One attempt failed; `passes` says whether another may do better."""

    def __init__(self, error: ModelError, fault: str, reason: str, *, passes: bool, after: float | None = None) -> None:
        super().__init__(reason)
        self.error = error
        self.fault = fault
        self.reason = " ".join(reason.split())[:300]
        self.passes = passes
        self.after = after


class ChatModel:
    """A model behind an OpenAI-compatible chat completions endpoint.

    Args:
        base_url: The server's address, its `/v1` included.
        model: The model's name on the server.
        family: Name of its row in `agentrt.models.families`; found from the model's name where None.
        retention: Another policy than the family's own; "keep_all" also asks the server to keep everything.
        api_key: Sent as a bearer token; from AGENTRT_API_KEY or OPENAI_API_KEY where None, none at all where "".
        settings: Defaults for what a request leaves open.
        stream: Whether replies are streamed.
        timeout: Seconds without a byte from the server after which a call counts as broken; for ever where None.
        connect_timeout: Seconds to wait for a connection.
        retry: How failed calls are made again.
        replayable: Whether a reply that broke off in the middle may be sampled anew.
        headers: More headers. They are not in the journal, as they may hold secrets.
        extra_body: More fields of the request body; they win over the family's.
        server: What serves it ("vllm", "sglang"); asked of the server where it matters and None is given.
        transport: "httpx2", or "aiohttp" (asyncio alone) for the least processor time per step.

    Attributes:
        family: The family's row.
        policy: The retention policy in force.

    Raises:
        ConfigurationError: The address, the family or the transport cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        *,
        model: str,
        family: str | None = None,
        retention: Policy | None = None,
        api_key: str | None = None,
        settings: Settings | None = None,
        stream: bool = True,
        timeout: float | None = 600.0,
        connect_timeout: float = 10.0,
        retry: RetryPolicy | None = None,
        replayable: bool = True,
        headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, JsonValue] | None = None,
        server: str | None = None,
        transport: TransportName = "httpx2",
    ) -> None:
        address = urlsplit(base_url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ConfigurationError(f"base_url={base_url!r} is no address like 'http://127.0.0.1:8000/v1'.")
        check_transport(transport)
        self.base_url = base_url.rstrip("/")
        self.family = family_of(model) if family is None else family_named(family)
        self.policy: Policy = retention or self.family.policy
        self.settings = settings or Settings()
        self._host = address.hostname
        self._model = model
        self._given_family = family
        self._retention = retention
        self._stream = stream
        self._timeouts = Timeouts(connect_timeout, timeout)
        self._retry = retry or RetryPolicy()
        self._replayable = replayable
        self._extra_body = dict(extra_body or {})
        self._server = server
        self._transport_name: TransportName = transport
        self._writer = Writer(self.family, self.policy)
        self._headers = _headers(api_key, headers or {})
        self._open: WeakKeyDictionary[Any, Transport] = WeakKeyDictionary()

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self._model

    async def generate(self, request: Request) -> AsyncGenerator[ModelEvent, None]:
        """Sample one reply; see `Model.generate`."""
        draft = self._draft(request)
        backoff: Backoff | None = None
        while True:
            shown = False
            try:
                async with aclosing(self._attempt(draft)) as events:
                    async for event in events:
                        shown = True
                        yield event
                return
            except _FailedAttempt as failure:
                failed = failure
            wait = None
            if failed.passes and (self._replayable or not shown):
                backoff = backoff or Backoff(self._retry)
                wait = backoff.next(failed.after)
            if wait is None:
                raise failed.error from failed.__cause__
            yield Retrying(failed.fault, failed.reason, wait)
            if shown:
                yield ReplyRestarted(failed.reason)
            await anyio.sleep(wait)

    async def can_prolong(self, message: AssistantMessage) -> bool:
        """Whether the server goes on with `message`: it knows how, and text was cut, not a call or a bare thought."""
        if message.finish_reason != "length" or message.tool_calls or not isinstance(message.content, str):
            return False
        if not message.content.strip():
            return False
        return self._prefixes or await self._engine() in _ENGINES_THAT_PROLONG

    def spec(self) -> dict[str, JsonValue]:
        """What `agentrt.models.from_spec` needs; without key and headers."""
        spec: dict[str, JsonValue] = {"kind": "chat", "base_url": self.base_url, "model": self._model}
        chosen: dict[str, JsonValue] = {
            "family": self._given_family,
            "retention": self._retention,
            "server": self._server,
            "extra_body": self._extra_body or None,
            "settings": self.settings.model_dump(mode="json", exclude_defaults=True) or None,
            "stream": None if self._stream else False,
            "replayable": None if self._replayable else False,
            "transport": None if self._transport_name == "httpx2" else self._transport_name,
        }
        return spec | {name: value for name, value in chosen.items() if value is not None}

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> ChatModel:
        """The model that `spec` tells of; its key comes from the environment."""
        options = {name: value for name, value in spec.items() if name != "kind"}
        if "settings" in options:
            options["settings"] = Settings.model_validate(options["settings"])
        return cls(options.pop("base_url"), **options)

    async def aclose(self) -> None:
        """Close this event loop's connections. The model can be used again."""
        transport = self._open.pop(_event_loop(), None)
        if transport is not None:
            await transport.aclose()

    def _transport(self) -> Transport:
        loop = _event_loop()
        transport = self._open.get(loop)
        if transport is None:
            transport = self._open[loop] = open_transport(self._transport_name, self.base_url, self._timeouts)
        return transport

    # ------------------------------------------------------------------------------------------------ the request

    def _draft(self, request: Request) -> _Draft:
        carry = request.previous_step.carry if request.previous_step is not None else None
        if not isinstance(carry, _Carry) or carry.writer != self._writer:
            carry = None
        if carry is not None and carry.settings == request.settings and carry.tools == request.tools:
            head, tail = carry.head, carry.tail
        else:
            head, tail = self._frame(request.tools, request.settings)
        effort = request.settings.effort or self.settings.effort
        transcript = self._writer.write(
            request.conversation.view.messages,
            tools=bool(request.tools),
            thinks=effort != "none",
            before=carry.transcript if carry is not None else None,
        )
        fragments = transcript.fragments
        rest = tail
        if request.prolong is not None:
            fragments, rest = self._prolonging(request.prolong, fragments, tail)
        body = b"".join((head, b",".join(fragments), rest))
        return _Draft(
            body, _Carry(self._writer, transcript, request.tools, request.settings, head, tail), request.prolong
        )

    def _frame(self, tools: tuple[ToolSpec, ...], settings: Settings) -> tuple[bytes, bytes]:
        """The body before and behind the messages."""
        options = self._options(tools, settings)
        if "messages" in options:
            raise ConfigurationError("extra_body holds `messages`, which come from the conversation; take them out.")
        head = b'{"model":' + dumps(options.pop("model", self._model)) + b',"messages":['
        return head, b"]," + dumps(options)[1:]

    def _options(self, tools: tuple[ToolSpec, ...], request: Settings) -> dict[str, JsonValue]:
        settings = _over(self.settings, request)
        options: dict[str, JsonValue] = {"stream": self._stream}
        if self._stream:
            options["stream_options"] = {"include_usage": True}
        for name in _PLAIN:
            value = getattr(settings, name)
            if value is not None:
                options[name] = value
        if settings.max_tokens is not None:
            options["max_completion_tokens" if self._host == "api.openai.com" else "max_tokens"] = settings.max_tokens
        if settings.stop:
            options["stop"] = list(settings.stop)
        if tools:
            options["tools"] = [{"type": "function", "function": tool.model_dump(mode="json")} for tool in tools]
            if settings.tool_choice is not None:
                options["tool_choice"] = _tool_choice(settings.tool_choice)
        if settings.response_format is not None:
            options["response_format"] = _wire_format(settings.response_format)
        asked = self.family.body_for(self.policy, settings.effort, self._host)
        return merged(options, asked, self._extra_body, settings.extra_body)

    def _prolonging(
        self, partial: AssistantMessage, fragments: tuple[bytes, ...], tail: bytes
    ) -> tuple[tuple[bytes, ...], bytes]:
        """Fragments and tail of a request to go on with a reply."""
        message = self._writer.partial(partial)
        if self._prefixes:
            return (*fragments, dumps({**message, "prefix": True})), tail
        switches = b',"continue_final_message":true,"add_generation_prompt":false}'
        return (*fragments, dumps(message)), tail[:-1] + switches

    @property
    def _prefixes(self) -> bool:
        """Whether this is the maker's own service, at the address where it takes `prefix` (DeepSeek's beta)."""
        return self.family.prefix and self.family.is_own_service(self._host) and self.base_url.endswith("/beta")

    # ------------------------------------------------------------------------------------------------- the answer

    async def _attempt(self, draft: _Draft) -> AsyncGenerator[ReasoningDelta | TextDelta | CallDelta | Step, None]:
        """Make the call once.

        Raises:
            _FailedAttempt: There was no whole reply.
        """
        assembly = Assembly()
        try:
            async with self._transport().send("POST", _PATH, self._headers, draft.body) as answer:
                if answer.status != 200:
                    raise await self._refused(answer, draft)
                async with aclosing(_events(answer)) as batches:
                    async for batch in batches:
                        for data in batch:
                            for delta in assembly.feed(data):
                                yield delta
        except BrokenConnection as error:
            if not (assembly.done and assembly.finish_reason):
                raise self._broken(error.fault, str(error), draft) from error
        except ErrorChunk as error:
            raise self._failed_inside(error.error, draft) from error
        if not assembly.done and assembly.finish_reason is None:
            if not assembly.begun:
                raise ModelResponseError(f"{self.base_url}{_PATH} answered without a reply: {assembly.seen}")
            raise self._broken("connection", "the stream ended before the reply did", draft)
        yield Step(self._message(assembly, draft), draft.carry)

    def _message(self, assembly: Assembly, draft: _Draft) -> AssistantMessage:
        message = assembly.message()
        if message.model is None:
            message = message.model_copy(update={"model": self._model})
        partial = draft.prolong
        if partial is None:
            return message
        # The thought was over: what a parser takes for thought, since it sees no end of one, is text.
        added = (message.reasoning or "") + message.text
        usage = message.usage if partial.usage is None or message.usage is None else partial.usage + message.usage
        return partial.model_copy(
            update={
                "content": partial.text + added,
                "tool_calls": message.tool_calls,
                "finish_reason": message.finish_reason,
                "usage": usage or partial.usage,
            }
        )

    def _broken(self, fault: str, reason: str, draft: _Draft) -> _FailedAttempt:
        said = f"No reply from {self.base_url}{_PATH} for model {self._model!r} ({draft.summary}): {reason}."
        return _FailedAttempt(ModelConnectionError(said), fault, reason, passes=True)

    async def _refused(self, answer: Answer, draft: _Draft) -> _FailedAttempt:
        body = await _text(answer)
        return self._request_error(answer.status, _said(body), body, draft, retry_after(answer.headers))

    def _failed_inside(self, error: Any, draft: _Draft) -> _FailedAttempt:
        """The server had begun to answer, and then put an error where the reply should go on."""
        code = error.get("code") if isinstance(error, dict) else None
        status = code if isinstance(code, int) and 400 <= code < 600 else 500
        body = dumps(error).decode()
        return self._request_error(status, _said(body), body, draft, None)

    def _request_error(self, status: int, said: str, body: str, draft: _Draft, after: float | None) -> _FailedAttempt:
        url = self.base_url + _PATH
        message = f"{url} answered {status} for model {self._model!r} ({draft.summary}): {said or 'nothing'}"
        if advice := self._advice(status):
            message = f"{message.rstrip('.')}. {advice}"
        error = ModelRequestError(message, status=status, url=url, body=body[:_MOST_SAID])
        return _FailedAttempt(error, f"http_{status}", f"{status}: {said}", passes=may_pass(status), after=after)

    def _advice(self, status: int) -> str:
        if status in (401, 403):
            return "Give the server's key as api_key=, or in AGENTRT_API_KEY."
        if status == 404:
            return f"Check the address (it usually ends in /v1) and the name; GET {self.base_url}/models lists them."
        return ""

    async def _engine(self) -> str | None:
        """What serves the model, by its own word; None where it does not say."""
        if self._server is None:
            try:
                async with self._transport().send("GET", "/models", self._headers, b"") as answer:
                    listed = from_json(await _text(answer)) if answer.status == 200 else {}
                models = listed.get("data") or [] if isinstance(listed, dict) else []
                owner = next((one.get("owned_by") for one in models if isinstance(one, dict)), None)
                self._server = str(owner or "unknown").lower()
            except (BrokenConnection, ValueError):
                return None
        return self._server


def response_format(model: type[BaseModel], *, name: str | None = None, strict: bool = True) -> dict[str, JsonValue]:
    """`Settings.response_format` for replies that must parse as `model`."""
    return {"name": name or model.__name__, "schema": model.model_json_schema(), "strict": strict}


def _headers(api_key: str | None, more: Mapping[str, str]) -> dict[str, str]:
    key = api_key
    if key is None:
        key = os.environ.get("AGENTRT_API_KEY") or os.environ.get("OPENAI_API_KEY")
    headers = {
        "content-type": "application/json",
        "accept": "text/event-stream, application/json",
        "accept-encoding": "identity",
        "user-agent": "agentrt",
    }
    if key:
        headers["authorization"] = f"Bearer {key}"
    return headers | {name.lower(): value for name, value in more.items()}


def _event_loop() -> Any:
    """The running event loop, whichever library it is of."""
    return anyio.lowlevel.current_token().native_token


def _over(defaults: Settings, request: Settings) -> Settings:
    """The model's settings with the request's over them."""
    asked = {name: getattr(request, name) for name in request.model_fields_set}
    changes = {name: value for name, value in asked.items() if value is not None and value != ()}
    if "extra_body" in changes:
        changes["extra_body"] = merged(defaults.extra_body, request.extra_body)
    return defaults.model_copy(update=changes)


def _tool_choice(choice: str) -> JsonValue:
    if choice in ("auto", "none", "required"):
        return choice
    return {"type": "function", "function": {"name": choice}}


def _wire_format(asked: dict[str, JsonValue]) -> JsonValue:
    """A schema with its name as servers want it; what names its own type goes as it is."""
    if asked.get("type") in ("json_schema", "json_object", "text") and "schema" not in asked:
        return asked
    if "schema" not in asked:
        return {"type": "json_schema", "json_schema": {"name": str(asked.get("title") or "reply"), "schema": asked}}
    return {"type": "json_schema", "json_schema": {"name": "reply", **asked}}


async def _events(answer: Answer) -> AsyncGenerator[list[bytes], None]:
    """The JSON of each event of a stream, in the batches in which they arrive; of a whole reply, that."""
    if not answer.headers.get("content-type", "").startswith("text/event-stream"):
        yield [await _bytes(answer)]
        return
    buffer = EventBuffer()
    async with aclosing(answer.chunks) as chunks:
        async for chunk in chunks:
            events = buffer.feed(chunk)
            if events:
                yield events
                if events[-1] == END:  # read to the end, so that the connection can be used again; but do not wait
                    with anyio.move_on_after(_SECONDS_TO_END):
                        async for _ in chunks:
                            pass
                    return
    if rest := buffer.end():
        yield rest


async def _bytes(answer: Answer) -> bytes:
    async with aclosing(answer.chunks) as chunks:
        return b"".join([chunk async for chunk in chunks])


async def _text(answer: Answer) -> str:
    return (await _bytes(answer)).decode("utf-8", "replace")


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
