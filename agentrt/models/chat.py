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

from pydantic import BaseModel, JsonValue

from agentrt.conversation import AssistantMessage
from agentrt.errors import (
    ConfigurationError,
    ModelResponseError,
)
from agentrt.models.assembly import Assembly
from agentrt.models.base import ModelEvent, Request, Settings, Step
from agentrt.models.endpoint import Endpoint, json_headers, key_advice, model_spec, settings_over, spec_options
from agentrt.models.families import family_named, family_of, merged
from agentrt.models.retry import RetryPolicy
from agentrt.models.transport import (
    TransportName,
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
_CHECK_ADDRESS = "Check the address (it usually ends in /v1) and the name; GET {}/models lists them."
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


class _Reply:
    """Puts a reply together (see `agentrt.models.endpoint.Reply`).

    Args:
        draft: What was asked.
        model: The model's name, where the server does not say it.
        url: The address, for error messages.
    """

    def __init__(self, draft: _Draft, model: str, url: str) -> None:
        self._draft = draft
        self._model = model
        self._url = url
        self._assembly = Assembly()
        self.feed = self._assembly.feed

    @property
    def done(self) -> bool:
        return self._assembly.done

    def ends(self) -> bool:
        if self._assembly.finish_reason is None and not self._assembly.begun:
            raise ModelResponseError(f"{self._url} answered without a reply: {self._assembly.seen}")
        return self._assembly.finish_reason is not None

    def step(self) -> Step:
        message = self._assembly.message()
        if message.model is None:
            message = message.model_copy(update={"model": self._model})
        return Step(
            message if self._draft.prolong is None else _prolonged(self._draft.prolong, message), self._draft.carry
        )


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
        self._endpoint = Endpoint(
            base_url,
            _PATH,
            _headers(api_key, headers),
            {**key_advice("AGENTRT_API_KEY"), 404: _CHECK_ADDRESS.format(base_url.rstrip("/"))},
            timeout=timeout,
            connect_timeout=connect_timeout,
            retry=retry,
            replayable=replayable,
            transport=transport,
        )
        self.base_url, self._host = self._endpoint.base_url, self._endpoint.host
        self.family = family_of(model) if family is None else family_named(family)
        self.policy: Policy = retention or self.family.policy
        self.settings = settings or Settings()
        self._model = model
        self._given_family = family
        self._retention = retention
        self._stream = stream
        self._extra_body = dict(extra_body or {})
        self._server = server
        self._writer = Writer(self.family, self.policy)

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self._model

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers of each request, the key among them."""
        return self._endpoint.headers

    async def generate(self, request: Request) -> AsyncGenerator[ModelEvent, None]:
        """Sample one reply; see `Model.generate`."""
        draft = self._draft(request)
        about = f" for model {self._model!r} ({draft.summary})"
        asked = self._endpoint.ask(draft.body, lambda: _Reply(draft, self._model, self._endpoint.url), about=about)
        async with aclosing(asked) as events:
            async for event in events:
                yield event

    async def can_prolong(self, message: AssistantMessage) -> bool:
        """Whether the server goes on with `message`: it knows how, and text was cut, not a call or a bare thought."""
        if message.finish_reason != "length" or message.tool_calls or not isinstance(message.content, str):
            return False
        if not message.content.strip():
            return False
        return self._prefixes or await self._engine() in _ENGINES_THAT_PROLONG

    def spec(self) -> dict[str, JsonValue]:
        """What `agentrt.models.from_spec` needs; without key and headers."""
        return model_spec(
            "chat",
            self.settings,
            self._stream,
            base_url=self.base_url,
            model=self._model,
            family=self._given_family,
            retention=self._retention,
            server=self._server,
            extra_body=self._extra_body or None,
            **self._endpoint.spec(),
        )

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> ChatModel:
        """The model that `spec` tells of; its key comes from the environment."""
        return cls(**spec_options(spec))

    async def aclose(self) -> None:
        """Close this event loop's connections. The model can be used again."""
        await self._endpoint.aclose()

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
        options = self.options(tools, settings)
        if "messages" in options:
            raise ConfigurationError("extra_body holds `messages`, which come from the conversation; take them out.")
        head = b'{"model":' + dumps(options.pop("model", self._model)) + b',"messages":['
        return head, b"]," + dumps(options)[1:]

    def options(self, tools: tuple[ToolSpec, ...], request: Settings) -> dict[str, JsonValue]:
        """The fields of a request besides its messages, and the model where it is this one."""
        settings = settings_over(self.settings, request)
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

    async def _engine(self) -> str | None:
        """What serves the model, by its own word; None where it does not say."""
        if self._server is None and (listed := await self._endpoint.get("/models")) is not None:
            models = listed.get("data") or [] if isinstance(listed, dict) else []
            owner = next((one.get("owned_by") for one in models if isinstance(one, dict)), None)
            self._server = str(owner or "unknown").lower()
        return self._server


def response_format(model: type[BaseModel], *, name: str | None = None, strict: bool = True) -> dict[str, JsonValue]:
    """`Settings.response_format` for replies that must parse as `model`."""
    return {"name": name or model.__name__, "schema": model.model_json_schema(), "strict": strict}


def _headers(api_key: str | None, more: Mapping[str, str] | None) -> dict[str, str]:
    key = api_key
    if key is None:
        key = os.environ.get("AGENTRT_API_KEY") or os.environ.get("OPENAI_API_KEY")
    return json_headers({"authorization": f"Bearer {key}"} if key else {}, more)


def _prolonged(partial: AssistantMessage, added: AssistantMessage) -> AssistantMessage:
    """A reply that was cut off, and what was added to it."""
    # The thought was over: what a parser takes for thought, since it sees no end of one, is text.
    said = (added.reasoning or "") + added.text
    usage = added.usage if partial.usage is None or added.usage is None else partial.usage + added.usage
    return partial.model_copy(
        update={
            "content": partial.text + said,
            "tool_calls": added.tool_calls,
            "finish_reason": added.finish_reason,
            "usage": usage or partial.usage,
        }
    )


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
