"""Models behind the OpenAI Responses protocol, with their encrypted thought kept through the chain.

    model = ResponsesModel("gpt-5.5", settings=Settings(effort="medium"))

Stateless: nothing is stored on the server, the thought comes back encrypted (`reasoning.encrypted_content`) and is
replayed item by item, unchanged and in order. Chat completions cannot do this. Runs on asyncio and trio.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Unpack

from pydantic import JsonValue

from agentrt.conversation import AssistantMessage
from agentrt.errors import ConfigurationError
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
from agentrt.models.responses_wire import ResponseReply, instructions_of, write
from agentrt.models.wire import dumps
from agentrt.tool import ToolSpec

_EFFORT = {"max": "high"}
"""Efforts that have another name there; "xhigh", which only some models take, goes into `extra_body`."""


class ResponsesModel:
    """A model behind the OpenAI Responses protocol.

    Args:
        model: The model's name.
        base_url: The server's address, its `/v1` included.
        api_key: Sent as a bearer token; from OPENAI_API_KEY where None.
        settings: Defaults for what a request leaves open.
        summary: How the thought is summarised for you ("auto", "concise", "detailed"); not at all where None. The
            model is shown the thought itself, not the summary.
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
        base_url: str = "https://api.openai.com/v1",
        api_key: str | None = None,
        settings: Settings | None = None,
        summary: str | None = None,
        stream: bool = True,
        headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, JsonValue] | None = None,
        **calls: Unpack[CallOptions],
    ) -> None:
        self.settings = settings or Settings()
        self._model = model
        self._summary = summary
        self._stream = stream
        self._extra_body = dict(extra_body or {})
        self._endpoint = Endpoint(
            base_url,
            "/responses",
            _headers(api_key, headers),
            key_advice("OPENAI_API_KEY"),
            **calls,
        )

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self._model

    async def generate(self, request: Request) -> AsyncGenerator[ModelEvent, None]:
        """Sample one reply; see `Model.generate`."""
        body = self._body(request, settings_over(self.settings, request.settings))
        async with aclosing(self._endpoint.ask(dumps(body), lambda: ResponseReply(self._model))) as events:
            async for event in events:
                yield event

    async def can_prolong(self, message: AssistantMessage) -> bool:
        """Never: the protocol has no way to begin a reply."""
        return False

    def spec(self) -> dict[str, JsonValue]:
        """What `agentrt.models.from_spec` needs; without key and headers."""
        return model_spec(
            "responses",
            self.settings,
            self._stream,
            model=self._model,
            base_url=self._endpoint.base_url,
            summary=self._summary,
            extra_body=self._extra_body or None,
            **self._endpoint.spec(),
        )

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> ResponsesModel:
        """The model that `spec` tells of; its key comes from the environment."""
        return cls(**spec_options(spec))

    async def aclose(self) -> None:
        """Close this event loop's connections. The model can be used again."""
        await self._endpoint.aclose()

    def _body(self, request: Request, settings: Settings) -> dict[str, JsonValue]:
        refuse_settings(
            settings, "OpenAI Responses", "top_k", "min_p", "seed", "stop", "presence_penalty", "frequency_penalty"
        )
        if request.prolong is not None:
            raise ConfigurationError("The OpenAI Responses protocol cannot go on with a reply that was cut off.")
        messages = request.conversation.view.messages
        body: dict[str, Any] = {
            "model": self._model,
            "input": write(messages),
            "store": False,
            "include": ["reasoning.encrypted_content"],
            "stream": self._stream,
        }
        if instructions := instructions_of(messages):
            body["instructions"] = instructions
        if request.tools:
            body["tools"] = [_tool(tool) for tool in request.tools]
            if settings.tool_choice is not None:
                body["tool_choice"] = _tool_choice(settings.tool_choice)
        for name, wire in (("temperature", "temperature"), ("top_p", "top_p"), ("max_tokens", "max_output_tokens")):
            if (value := getattr(settings, name)) is not None:
                body[wire] = value
        if settings.effort is not None:
            body["reasoning"] = {"effort": _EFFORT.get(settings.effort, settings.effort)}
        if self._summary is not None:
            body["reasoning"] = {**body.get("reasoning", {}), "summary": self._summary}
        if settings.response_format is not None:
            body["text"] = {"format": _format(settings.response_format)}
        return merged(body, self._extra_body, settings.extra_body)


def _tool(tool: ToolSpec) -> dict[str, JsonValue]:
    return {
        "type": "function",
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
        "strict": False,  # the server's default would rewrite the schema
    }


def _tool_choice(choice: str) -> JsonValue:
    return choice if choice in ("auto", "none", "required") else {"type": "function", "name": choice}


def _format(asked: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    if asked.get("type") in ("json_object", "text"):
        return dict(asked)
    inner = asked.get("json_schema", asked)
    inner = inner if isinstance(inner, dict) else dict(asked)
    named = inner if "schema" in inner else {"schema": dict(inner)}
    return {"name": "reply", **named, "type": "json_schema"}


def _headers(api_key: str | None, more: Mapping[str, str] | None) -> dict[str, str]:
    key = os.environ.get("OPENAI_API_KEY") if api_key is None else api_key
    return json_headers({"authorization": f"Bearer {key}"} if key else {}, more)
