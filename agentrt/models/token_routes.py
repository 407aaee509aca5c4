"""Servers that take and return token ids: their routes, and what comes back from them.

vLLM (0.32, started with --enable-scale-out): a chat request is rendered to ids, ids are sampled from, and sampled ids
are read by the server's own parsers: `/v1/chat/completions/render`, `/inference/v1/generate`,
`/v1/chat/completions/derender`. SGLang has a module of its own (`agentrt.models.sglang`).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import JsonValue
from pydantic_core import from_json

from agentrt.conversation import ToolCall, WeightSpan
from agentrt.errors import ConfigurationError, ModelConnectionError, ModelRequestError, ModelResponseError
from agentrt.models.attempts import FailedAttempt
from agentrt.models.codec import schema_of
from agentrt.models.retry import may_pass, retry_after
from agentrt.models.sse import END, EventBuffer
from agentrt.models.transport import Answer, BrokenConnection, Connections, Timeouts, TransportName, whole_body
from agentrt.models.wire import dumps
from agentrt.usage import Usage

_MOST_SAID = 4000
"""Characters of a server's error that are kept."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A chat request as tokens.

    Attributes:
        ids: The prompt.
        sampling: How the server would sample for it, in the terms of its own token route.
        extra: What else its token route is to be given.
    """

    ids: tuple[int, ...]
    sampling: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Sampled:
    """A reply as tokens, complete or as far as it has come."""

    ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    text: str = ""
    finish_reason: str | None = None
    usage: Usage | None = None
    weights: tuple[WeightSpan, ...] = ()
    extra: dict[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """A reply, read."""

    reasoning: str | None
    content: str | None
    calls: tuple[ToolCall, ...] = ()


class TokenRoutes(Protocol):
    """A server that takes and returns token ids; `agentrt.models.local_routes` does here what one cannot do."""

    async def render(self, chat: bytes) -> Rendered:
        """The tokens of a chat request (a body for `/chat/completions`)."""
        ...

    def sample(
        self, prompt: Sequence[int], rendered: Rendered, max_tokens: int | None = None
    ) -> AsyncGenerator[tuple[str, int, Sampled], None]:
        """Sample from a prompt: pieces of text, how many tokens each has, and the reply as far as it has come."""
        ...

    async def read(self, chat: bytes, prompt: Sequence[int], sampled: Sampled) -> Read:
        """Thought, text and calls of a sampled reply."""
        ...

    def bridge(
        self, chat: bytes, prompt: Sequence[int], completion: Sequence[int], new: Sequence[bytes]
    ) -> tuple[int, ...] | None:
        """What follows a sampled reply in the next prompt, where it is known without rendering it.

        Args:
            chat: The chat request.
            prompt: What the reply was sampled from.
            completion: The reply.
            new: The messages after it.
        """
        ...

    async def tokenize(self, text: str) -> tuple[int, ...]:
        """The ids of a text, special tokens in it read as such and none added."""
        ...

    async def detokenize(self, ids: Sequence[int]) -> str:
        """The text of some ids."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


class SamplingRoutes(TokenRoutes, Protocol):
    """Routes of a server that may be able to do nothing but sample.

    Attributes:
        spells: Whether text comes with sampled tokens where the server does not render.
    """

    spells: bool

    def sampling(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """How a chat request is to be sampled, in the terms of the server's token route."""
        ...


class Http:
    """JSON over pooled connections, one pool an event loop, with failures told apart by whether they may pass."""

    def __init__(self, root: str, headers: Mapping[str, str], timeouts: Timeouts, transport: TransportName) -> None:
        self.root = root
        self._headers = dict(headers)
        self._connections = Connections(transport, root, timeouts)

    async def post(self, path: str, body: bytes) -> dict[str, Any]:
        """Send JSON, get JSON.

        Raises:
            FailedAttempt: There is no good answer.
        """
        try:
            async with self._connections.here().send("POST", path, self._headers, body) as answer:
                said = await whole_body(answer)
                if answer.status != 200:
                    raise self._refused(path, answer, said)
        except BrokenConnection as error:
            raise self.broken(path, error.fault, str(error)) from error
        return self._parsed(path, said)

    async def get(self, path: str) -> Any:
        """Get JSON; None where the server has nothing there, or is not there."""
        try:
            async with self._connections.here().send("GET", path, self._headers, b"") as answer:
                said = await whole_body(answer)
                return from_json(said) if answer.status == 200 else None
        except (BrokenConnection, ValueError):
            return None

    async def stream(self, path: str, body: bytes) -> AsyncGenerator[dict[str, Any], None]:
        """Send JSON, get a stream of events, each JSON.

        Raises:
            FailedAttempt: It was refused, or broke off.
        """
        ended = False
        try:
            async with self._connections.here().send("POST", path, self._headers, body) as answer:
                if answer.status != 200:
                    raise self._refused(path, answer, await whole_body(answer))
                buffer = EventBuffer()
                async with aclosing(answer.chunks) as chunks:
                    async for chunk in chunks:
                        for event in buffer.feed(chunk):
                            if event == END:
                                ended = True
                            else:
                                yield self._event(path, event)
        except BrokenConnection as error:
            raise self.broken(path, error.fault, str(error)) from error
        if not ended:
            raise self.broken(path, "connection", "the stream ended before the reply did")

    async def aclose(self) -> None:
        """Close this event loop's connections."""
        await self._connections.aclose()

    def broken(self, path: str, fault: str, reason: str) -> FailedAttempt:
        """A failure that may pass."""
        return FailedAttempt(ModelConnectionError(f"No reply from {self.root}{path}: {reason}."), fault, passes=True)

    def _event(self, path: str, event: bytes) -> dict[str, Any]:
        parsed = self._parsed(path, event)
        if error := parsed.get("error"):
            code = error.get("code") if isinstance(error, dict) else None
            raise self._error(path, code if isinstance(code, int) else 500, dumps(error).decode(), None)
        return parsed

    def _parsed(self, path: str, said: bytes) -> dict[str, Any]:
        try:
            parsed = from_json(said)
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            start = said[:300].decode("utf-8", "replace")
            raise FailedAttempt(
                ModelResponseError(f"{self.root}{path} answered with something that is no JSON object: {start}"),
                "bad_answer",
                passes=False,
            )
        return parsed

    def _refused(self, path: str, answer: Answer, said: bytes) -> FailedAttempt:
        text = said.decode("utf-8", "replace")[:_MOST_SAID]
        if answer.status in (403, 404) and ("scale-out" in text or answer.status == 404):
            text = f"{text.rstrip('.')}. Token ids need a vLLM that was started with --enable-scale-out."
        elif answer.status in (401, 403):
            text = f"{text.rstrip('.')}. Give the server's key as api_key=, or in AGENTRT_API_KEY."
        return self._error(path, answer.status, text, retry_after(answer.headers))

    def _error(self, path: str, status: int, said: str, after: float | None) -> FailedAttempt:
        url = self.root + path
        error = ModelRequestError(f"{url} answered {status}: {said}", status=status, url=url, body=said)
        return FailedAttempt(error, f"http_{status}", passes=may_pass(status), after=after)


class VLLMRoutes:
    """vLLM's token routes.

    Args:
        http: Connections to its root, without `/v1`.
        model: The model's name on the server.
    """

    spells = False

    def __init__(self, http: Http, model: str) -> None:
        self._http = http
        self._model = model

    async def render(self, chat: bytes) -> Rendered:
        """See `TokenRoutes.render`."""
        said = await self._http.post("/v1/chat/completions/render", chat)
        if said.get("features"):
            raise ConfigurationError("TokenModel cannot send images yet; use ChatModel for them.")
        sampling = {name: value for name, value in said["sampling_params"].items() if name not in _NOT_SENT}
        extra = {name: said[name] for name in _PASSED_ON if said.get(name) is not None}
        return Rendered(tuple(said["token_ids"]), sampling, extra)

    async def sample(
        self, prompt: Sequence[int], rendered: Rendered, max_tokens: int | None = None
    ) -> AsyncGenerator[tuple[str, int, Sampled], None]:
        """See `TokenRoutes.sample`."""
        sampling = {**rendered.sampling, "skip_special_tokens": False, "spaces_between_special_tokens": False}
        if max_tokens is not None:
            sampling["max_tokens"] = max_tokens
        sampling["logprobs"] = max(0, sampling.get("logprobs") or 0)  # 0: of the sampled token alone
        body = {
            "output_mode": "text",
            **rendered.extra,
            "model": self._model,
            "token_ids": prompt,
            "sampling_params": sampling,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        sampled = Sampled()
        async with aclosing(self._http.stream("/inference/v1/generate", dumps(body))) as events:
            async for event in events:
                if event.get("usage"):
                    sampled.usage = _usage(event["usage"])
                for choice in event.get("choices", ()):
                    text, tokens = _take(choice, sampled)
                    yield text, tokens, sampled
        if sampled.finish_reason in (None, "abort", "error"):
            raise self._http.broken("/inference/v1/generate", "connection", f"it ended with {sampled.finish_reason}")

    def sampling(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """See `SamplingRoutes.sampling`."""
        sampling = {name: request[name] for name in _SAMPLING if request.get(name) is not None}
        if schema := schema_of(request.get("response_format")):
            sampling["structured_outputs"] = {"json": schema}
        return sampling

    async def read(self, chat: bytes, prompt: Sequence[int], sampled: Sampled) -> Read:
        """See `TokenRoutes.read`."""
        choice = {"index": 0, "token_ids": sampled.ids, "finish_reason": sampled.finish_reason}
        response = {"request_id": "reply", "choices": [choice], "prompt_token_ids": prompt}
        body = b"".join(
            (
                dumps({"model": self._model, "generate_response": response, "prompt_token_ids": prompt[-16:]})[:-1],
                b',"chat_request":',
                chat,
                b"}",
            )
        )
        said = await self._http.post("/v1/chat/completions/derender", body)
        message = said["choices"][0]["message"]
        return Read(
            message.get("reasoning"), message.get("content"), tuple(map(_call, message.get("tool_calls") or ()))
        )

    def bridge(
        self, chat: bytes, prompt: Sequence[int], completion: Sequence[int], new: Sequence[bytes]
    ) -> tuple[int, ...] | None:
        """See `TokenRoutes.bridge`; the server's template is asked instead."""
        return None

    async def tokenize(self, text: str) -> tuple[int, ...]:
        """See `TokenRoutes.tokenize`."""
        body = {"model": self._model, "prompt": text, "add_special_tokens": False}
        return tuple((await self._http.post("/tokenize", dumps(body)))["tokens"])

    async def detokenize(self, ids: Sequence[int]) -> str:
        """See `TokenRoutes.detokenize`."""
        said = await self._http.post("/detokenize", dumps({"model": self._model, "tokens": ids}))
        return str(said["prompt"])

    async def aclose(self) -> None:
        """See `TokenRoutes.aclose`."""
        await self._http.aclose()


_SAMPLING = ("temperature", "top_p", "top_k", "min_p", "seed", "stop", "presence_penalty", "frequency_penalty")
"""Fields of a chat request that its sampling parameters have under the same names."""
_NOT_SENT = frozenset({"max_tokens", "output_kind", "skip_clone", "detokenize"})
"""Of the sampling parameters of a rendering: `max_tokens` is for its own prompt, the others are the server's."""
_PASSED_ON = ("reasoning_ended", "reasoning_parser_kwargs", "cache_salt", "priority")
_PER_TOKEN = ("sampling_mask", "routed_experts")


def _take(choice: dict[str, Any], sampled: Sampled) -> tuple[str, int]:
    """Add a piece of a reply to what there is of it; its text, and how many tokens it has."""
    text, ids = choice.get("text") or "", choice.get("token_ids") or []
    sampled.ids += ids
    sampled.text += text
    sampled.logprobs += [float(one["logprob"]) for one in (choice.get("logprobs") or {}).get("content") or ()]
    sampled.finish_reason = choice.get("finish_reason") or sampled.finish_reason
    if spans := choice.get("weight_versions"):
        sampled.weights = tuple(WeightSpan.model_validate(span) for span in spans)
    for name in _PER_TOKEN:
        if (value := choice.get(name)) is not None:
            before = sampled.extra.get(name)
            sampled.extra[name] = [*before, *value] if isinstance(before, list) else value
    return text, len(ids)


def _usage(said: Mapping[str, Any]) -> Usage:
    cached = (said.get("prompt_tokens_details") or {}).get("cached_tokens")
    completion = said.get("completion_tokens") or 0
    return Usage(prompt_tokens=said.get("prompt_tokens") or 0, cached_tokens=cached, completion_tokens=completion)


def _call(said: Mapping[str, Any]) -> ToolCall:
    return ToolCall(id=said["id"], name=said["function"]["name"], arguments=said["function"]["arguments"] or "")
