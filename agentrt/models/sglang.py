"""SGLang's token routes (0.5.23): `/v1/tokenize`, `/generate`, `/separate_reasoning` and `/parse_function_call`.

Written to SGLang's own protocol and tested against a server that answers as it does; it was never run on SGLang itself.
Start SGLang with `--enable-cache-report` for cached token counts.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from agentrt.conversation import ToolCall, WeightSpan
from agentrt.models.families import Engine, Family
from agentrt.models.reply_text import THINK_END, unread_calls
from agentrt.models.token_routes import Http, Read, Rendered, Sampled
from agentrt.models.wire import dumps
from agentrt.usage import Usage

_RENDERED = ("messages", "tools", "chat_template_kwargs", "model")
"""Fields of a chat request that its rendering is told."""
_SAMPLING = {
    "temperature": "temperature",
    "top_p": "top_p",
    "top_k": "top_k",
    "min_p": "min_p",
    "stop": "stop",
    "seed": "sampling_seed",
    "presence_penalty": "presence_penalty",
    "frequency_penalty": "frequency_penalty",
}
"""Fields of a chat request, and what `/generate` calls them."""


class SGLangRoutes:
    """SGLang's token routes.

    Args:
        http: Connections to its root, without `/v1`.
        family: The model's family, whose parsers are asked for by name.
    """

    spells = True

    def __init__(self, http: Http, family: Family) -> None:
        self._http = http
        self._parsers = family.sglang or Engine("", "")

    async def render(self, chat: bytes) -> Rendered:
        """See `TokenRoutes.render`."""
        request = json.loads(chat)
        said = await self._http.post("/v1/tokenize", dumps({k: request[k] for k in _RENDERED if k in request}))
        return Rendered(tuple(said["tokens"]), self.sampling(request))

    def sampling(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """See `SamplingRoutes.sampling`."""
        sampling = {name: request[field] for field, name in _SAMPLING.items() if request.get(field) is not None}
        if schema := _schema(request.get("response_format")):
            sampling["json_schema"] = schema
        return sampling

    async def sample(
        self, prompt: Sequence[int], rendered: Rendered, max_tokens: int | None = None
    ) -> AsyncGenerator[tuple[str, int, Sampled], None]:
        """See `TokenRoutes.sample`."""
        sampling = {**rendered.sampling, "skip_special_tokens": False, "spaces_between_special_tokens": False}
        if max_tokens is not None:
            sampling["max_new_tokens"] = max_tokens
        # No logprob_start_len: from the start of the prompt it would score it, and the prefix cache would not be used.
        body = {"input_ids": prompt, "sampling_params": sampling, "return_logprob": True, "stream": True}
        sampled = Sampled()
        async with aclosing(self._http.stream("/generate", dumps(body))) as events:
            async for event in events:
                text, tokens = _take(event, sampled)
                yield text, tokens, sampled
        if sampled.finish_reason in (None, "abort"):
            raise self._http.broken("/generate", "connection", f"it ended with {sampled.finish_reason}")

    async def read(self, chat: bytes, prompt: Sequence[int], sampled: Sampled) -> Read:
        """See `TokenRoutes.read`."""
        reasoning, text = None, sampled.text
        if self._parsers.reasoning_parser:
            body = {"text": text, "reasoning_parser": self._parsers.reasoning_parser}
            said = await self._http.post("/separate_reasoning", dumps(body))
            reasoning, text = said.get("reasoning_text") or None, said.get("text") or ""
        tools = json.loads(chat).get("tools")
        if not tools:
            return Read(reasoning, text or None)
        body = {"text": text, "tools": tools, "tool_call_parser": self._parsers.tool_call_parser}
        said = await self._http.post("/parse_function_call", dumps(body))
        if calls := tuple(_call(one) for one in said.get("calls") or ()):
            return Read(reasoning, said.get("normal_text") or None, calls)
        content, calls = unread_calls(text.rpartition(THINK_END)[2])
        return Read(reasoning, content or None, calls)

    def bridge(
        self, chat: bytes, prompt: Sequence[int], completion: Sequence[int], new: Sequence[bytes]
    ) -> tuple[int, ...] | None:
        """See `TokenRoutes.bridge`; the server's template is asked instead."""
        return None

    async def tokenize(self, text: str) -> tuple[int, ...]:
        """See `TokenRoutes.tokenize`."""
        said = await self._http.post("/v1/tokenize", dumps({"prompt": text, "add_special_tokens": False}))
        return tuple(said["tokens"])

    async def detokenize(self, ids: Sequence[int]) -> str:
        """See `TokenRoutes.detokenize`."""
        said = await self._http.post("/v1/detokenize", dumps({"tokens": ids, "skip_special_tokens": False}))
        return str(said["text"])

    async def aclose(self) -> None:
        """See `TokenRoutes.aclose`."""
        await self._http.aclose()


def _take(event: Mapping[str, Any], sampled: Sampled) -> tuple[str, int]:
    """Take in an event, which holds all of the reply so far, or (with --incremental-streaming-output) what is new."""
    ids, text, meta = event.get("output_ids") or [], event.get("text") or "", event.get("meta_info") or {}
    logprobs = [float(one[0]) for one in meta.get("output_token_logprobs") or ()]
    if ids[: len(sampled.ids)] == sampled.ids and text.startswith(sampled.text):
        ids, text = ids[len(sampled.ids) :], text[len(sampled.text) :]
    sampled.ids += ids
    sampled.text += text
    sampled.logprobs += logprobs[len(logprobs) - len(ids) :]
    if finish := meta.get("finish_reason"):
        sampled.finish_reason = finish["type"] if isinstance(finish, dict) else str(finish)
    sampled.usage = Usage(
        prompt_tokens=meta.get("prompt_tokens") or 0,
        cached_tokens=meta.get("cached_tokens"),
        completion_tokens=len(sampled.ids),
    )
    if version := meta.get("weight_version"):
        sampled.weights = (WeightSpan(version=str(version), start=0, end=len(sampled.ids)),)
    if (routed := meta.get("routed_experts")) is not None:
        sampled.extra["routed_experts"] = routed
    return text, len(ids)


def _call(said: Mapping[str, Any]) -> ToolCall:
    return ToolCall(
        id=f"call_{secrets.token_hex(8)}", name=said.get("name") or "", arguments=said.get("parameters") or ""
    )


def _schema(response_format: Any) -> str | None:
    if not isinstance(response_format, dict) or response_format.get("type") != "json_schema":
        return None
    return json.dumps(response_format["json_schema"]["schema"])
