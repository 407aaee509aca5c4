"""Claude, and whatever else speaks the Anthropic Messages protocol, with its thought kept through the chain.

    model = AnthropicModel("claude-opus-4-8", settings=Settings(effort="high"))

Thinking blocks go back complete, unmodified and in order, signatures and redacted ones included, as the protocol asks;
a step of the running chain without them is refused before anything is sent. Runs on asyncio and trio.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Literal, Unpack

from pydantic import JsonValue

from agentrt.conversation import AssistantMessage
from agentrt.errors import ConfigurationError
from agentrt.models.anthropic_wire import MessageReply, system_of, write
from agentrt.models.base import ModelEvent, Request, Settings
from agentrt.models.endpoint import (
    CallOptions,
    Endpoint,
    json_headers,
    key_advice,
    model_spec,
    refuse_settings,
    settings_over,
    spec_options,
)
from agentrt.models.families import merged
from agentrt.models.wire import dumps
from agentrt.tool import ToolSpec

Thinking = Literal["adaptive", "budget"]
BUDGETS: Mapping[str, int] = {"low": 2048, "medium": 8192, "high": 16_384, "max": 32_768}
"""Tokens of thought for each effort, where the model takes a budget."""
_LEAST_BUDGET = 1024
_INTERLEAVED = "interleaved-thinking-2025-05-14"
_BUDGETED = re.compile(r"claude-(2|3|instant|(opus|sonnet|haiku)-4(-[0-5])?($|[-@:.]\d{8}|-v\d|-latest|@))")
"""Names of models that do not think adaptively: those before Claude 4.6."""


class AnthropicModel:
    """A model behind the Anthropic Messages protocol.

    `Settings.effort` asks for thought: where it is not set, or "none", none is asked for. With "adaptive" thinking the
    model decides how much it needs, guided by the effort; with "budget" (models before Claude 4.6) it gets `BUDGETS`,
    and may think between calls as well.

    Args:
        model: The model's name.
        base_url: The server's address, its `/v1` included.
        api_key: Sent as `x-api-key`; from ANTHROPIC_API_KEY where None.
        settings: Defaults for what a request leaves open.
        thinking: "adaptive" or "budget"; found from the model's name where None.
        max_tokens: Most tokens of a reply, thought included, where the settings do not say.
        cache: Whether the prompt is marked for the server's prefix cache, up to its end.
        betas: Names for the `anthropic-beta` header.
        stream: Whether replies are streamed.
        headers: More headers. They are not in the journal, as they may hold secrets.
        extra_body: More fields of the request body; they win.
        calls: How calls are made: see `agentrt.models.endpoint.CallOptions`.

    Raises:
        ConfigurationError: The address or the transport cannot be used.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str = "https://api.anthropic.com/v1",
        api_key: str | None = None,
        settings: Settings | None = None,
        thinking: Thinking | None = None,
        max_tokens: int = 32_000,
        cache: bool = True,
        betas: tuple[str, ...] = (),
        stream: bool = True,
        headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, JsonValue] | None = None,
        **calls: Unpack[CallOptions],
    ) -> None:
        self.settings = settings or Settings()
        self.thinking: Thinking = thinking or ("budget" if _BUDGETED.search(model.lower()) else "adaptive")
        self._model = model
        self._max_tokens = max_tokens
        self._cache = cache
        self._betas = tuple(betas)
        self._stream = stream
        self._extra_body = dict(extra_body or {})
        self._endpoint = Endpoint(
            base_url,
            "/messages",
            _headers(api_key, headers),
            key_advice("ANTHROPIC_API_KEY"),
            **calls,
        )

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self._model

    async def generate(self, request: Request) -> AsyncGenerator[ModelEvent, None]:
        """Sample one reply; see `Model.generate`."""
        settings = settings_over(self.settings, request.settings)
        body = self._body(request, settings)
        headers = {"anthropic-beta": ",".join(betas)} if (betas := self._betas_for(request, settings)) else {}
        async with aclosing(self._endpoint.ask(dumps(body), lambda: MessageReply(self._model), headers)) as events:
            async for event in events:
                yield event

    async def can_prolong(self, message: AssistantMessage) -> bool:
        """Never: a reply cannot be begun for a model that thinks."""
        return False

    def spec(self) -> dict[str, JsonValue]:
        """What `agentrt.models.from_spec` needs; without key and headers."""
        return model_spec(
            "anthropic",
            self.settings,
            self._stream,
            model=self._model,
            base_url=self._endpoint.base_url,
            thinking=self.thinking,
            max_tokens=self._max_tokens,
            cache=None if self._cache else False,
            betas=list(self._betas) or None,
            extra_body=self._extra_body or None,
            **self._endpoint.spec(),
        )

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> AnthropicModel:
        """The model that `spec` tells of; its key comes from the environment."""
        return cls(**spec_options(spec))

    async def aclose(self) -> None:
        """Close this event loop's connections. The model can be used again."""
        await self._endpoint.aclose()

    def _body(self, request: Request, settings: Settings) -> dict[str, JsonValue]:
        refuse_settings(settings, "Anthropic Messages", "min_p", "seed", "presence_penalty", "frequency_penalty")
        if request.prolong is not None:
            raise ConfigurationError("The Anthropic Messages protocol cannot go on with a reply that was cut off.")
        messages = request.conversation.view.messages
        thinks = settings.effort not in (None, "none")
        body: dict[str, Any] = {
            "model": self._model,
            "max_tokens": settings.max_tokens or self._max_tokens,
            "messages": write(messages, thinks=thinks),
            "stream": self._stream,
        }
        if system := system_of(messages):
            body["system"] = [{"type": "text", "text": system}]
        if request.tools:
            body["tools"] = [_tool(tool) for tool in request.tools]
            if settings.tool_choice is not None:
                body["tool_choice"] = self._tool_choice(settings.tool_choice, thinks)
        for name in ("temperature", "top_p", "top_k"):
            if (value := getattr(settings, name)) is not None:
                body[name] = value
        if settings.stop:
            body["stop_sequences"] = list(settings.stop)
        if thinks:
            body.update(self._thought(str(settings.effort), body["max_tokens"]))
        if settings.response_format is not None:
            schema = settings.response_format.get("schema", settings.response_format)
            body.setdefault("output_config", {})["format"] = {"type": "json_schema", "schema": schema}
        if self._cache:
            _mark_for_cache(body)
        return merged(body, self._extra_body, settings.extra_body)

    def _thought(self, effort: str, max_tokens: int) -> dict[str, Any]:
        """What asks for thought."""
        if self.thinking == "adaptive":
            return {"thinking": {"type": "adaptive"}, "output_config": {"effort": effort}}
        budget = min(BUDGETS[effort], max(_LEAST_BUDGET, max_tokens // 2))
        if budget >= max_tokens:
            raise ConfigurationError(
                f"max_tokens={max_tokens} leaves no room to think: it must be more than {_LEAST_BUDGET}."
            )
        return {"thinking": {"type": "enabled", "budget_tokens": budget}}

    def _tool_choice(self, choice: str, thinks: bool) -> dict[str, JsonValue]:
        if choice in ("auto", "none"):
            return {"type": choice}
        if thinks and self.thinking == "budget":
            raise ConfigurationError(
                f'tool_choice={choice!r}: a model with a thinking budget takes "auto" and "none" alone; ask with '
                'effort="none".'
            )
        return {"type": "any"} if choice == "required" else {"type": "tool", "name": choice}

    def _betas_for(self, request: Request, settings: Settings) -> tuple[str, ...]:
        thinks = settings.effort not in (None, "none")
        interleaved = thinks and request.tools and self.thinking == "budget" and _INTERLEAVED not in self._betas
        return (*self._betas, _INTERLEAVED) if interleaved else self._betas


def _tool(tool: ToolSpec) -> dict[str, JsonValue]:
    return {"name": tool.name, "description": tool.description, "input_schema": tool.parameters}


def _mark_for_cache(body: dict[str, Any]) -> None:
    """Mark the end of the prompt, so that the next step finds all of it in the cache."""
    last = body["messages"][-1] if body["messages"] else None
    if last is not None and last["role"] == "user":
        last["content"][-1] = {**last["content"][-1], "cache_control": {"type": "ephemeral"}}


def _headers(api_key: str | None, more: Mapping[str, str] | None) -> dict[str, str]:
    key = os.environ.get("ANTHROPIC_API_KEY") if api_key is None else api_key
    own = {"anthropic-version": "2023-06-01", **({"x-api-key": key} if key else {})}
    return json_headers(own, more)
