"""Token-exact chains: what was sampled is what the model sees again and what a trainer gets.

    model = TokenModel("http://127.0.0.1:8000/v1", model="Qwen/Qwen3-8B")

The same protocol and the same arguments as `ChatModel`, over a server's token routes: an agent switches between them
by one word. Inside a turn a prompt is the prompt before it, what was sampled, and a new suffix; nothing that was
sampled is ever rendered or tokenised again. Where a prompt cannot continue the one before it (a policy drops thought at
a human message, the history was edited), its trace says so in `branch`. Runs on asyncio and trio.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from agentrt.conversation import AssistantMessage, Message, TokenTrace
from agentrt.errors import ConfigurationError
from agentrt.events import CallDelta, ReasoningDelta, TextDelta
from agentrt.models.attempts import attempts
from agentrt.models.base import ModelEvent, Request, Settings, Step
from agentrt.models.chat import ChatModel
from agentrt.models.codec import Codec
from agentrt.models.endpoint import spec_options
from agentrt.models.families import Family
from agentrt.models.local_renderer import LocalRenderer
from agentrt.models.local_routes import LocalRoutes
from agentrt.models.reply_text import THINK, THINK_END, Splitter, unread_calls
from agentrt.models.retry import RetryPolicy
from agentrt.models.token_chain import Known, digest, last_known, marked
from agentrt.models.token_prompts import MOST_OPENINGS, Draft, Prompt, Prompter, without_prolong
from agentrt.models.token_routes import (
    Http,
    Read,
    Sampled,
    SamplingRoutes,
    TokenRoutes,
    VLLMRoutes,
)
from agentrt.models.transport import Timeouts, TransportName
from agentrt.models.wire import Transcript, Writer, dumps
from agentrt.retention import Policy
from agentrt.usage import Usage

_SHAPES_PROMPT = ("tools", "chat_template_kwargs", "reasoning_effort", "thinking", "chat_template", "documents")
"""Fields of a chat request that change what is rendered, besides the messages."""


@dataclass(frozen=True, slots=True)
class _Carry:
    """What a step leaves for the next one of its run."""

    messages: tuple[Message, ...]
    reply: AssistantMessage
    known: Known
    transcript: Transcript
    frame: bytes


class TokenModel:
    """A model behind a server that takes and returns token ids.

    Args:
        base_url: The server's address, its `/v1` included.
        model: The model's name on the server.
        family: Name of its row in `agentrt.models.families`; found from the model's name where None.
        retention: Another policy than the family's own.
        api_key: Sent as a bearer token; from AGENTRT_API_KEY or OPENAI_API_KEY where None, none at all where "".
        settings: Defaults for what a request leaves open.
        timeout: Seconds without a byte from the server after which a call counts as broken; for ever where None.
        connect_timeout: Seconds to wait for a connection.
        retry: How failed calls are made again.
        headers: More headers. They are not in the journal, as they may hold secrets.
        extra_body: More fields of the chat request that is rendered; they win over the family's.
        server: "vllm" or "sglang".
        codec: Renders and reads the family's format in the server's place; DeepSeek-V3.2 has one, since the servers
            render it otherwise than its maker does.
        tokenizer: Folder or `tokenizer.json` of the model, on this machine. With it, a server that does not render
            (vLLM with --tokens-only) is rendered for here: see `agentrt.models.local_renderer`.
        transport: "httpx2" or "aiohttp", as in `ChatModel`.
        ready: Awaited before a failed call is made again: `VLLMServer` waits there until a crashed server is back.

    Raises:
        ConfigurationError: The address, the family, the server or the transport cannot be used.
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
        timeout: float | None = 600.0,
        connect_timeout: float = 10.0,
        retry: RetryPolicy | None = None,
        headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, JsonValue] | None = None,
        server: str = "vllm",
        codec: Codec | None = None,
        tokenizer: str | Path | None = None,
        transport: TransportName = "httpx2",
        ready: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._chat = ChatModel(
            base_url,
            model=model,
            family=family,
            retention=retention,
            api_key=api_key,
            settings=settings,
            stream=False,
            headers=headers,
            extra_body=extra_body,
            server=server,
            transport=transport,
        )
        self.base_url, self.family, self.policy = self._chat.base_url, self._chat.family, self._chat.policy
        self.settings = self._chat.settings
        self._retry = retry or RetryPolicy()
        self._ready = ready
        self._server = server
        self._codec = codec or (_v32() if self.family.name == "deepseek-v3.2" else None)
        self._opens: dict[bytes, bool] = {}
        self._writer = Writer(self.family, self.policy)
        root = self.base_url.removesuffix("/v1")
        http = Http(root, self._chat.headers, Timeouts(connect_timeout, timeout), transport)
        self._tokenizer = tokenizer
        sampling = _routes(server, http, model, self.family)
        routes = sampling if tokenizer is None else LocalRoutes(sampling, LocalRenderer(tokenizer, model, self.family))
        self._prompter = Prompter(routes, self.family, self.policy, self._codec)

    @property
    def routes(self) -> TokenRoutes:
        """The server's routes."""
        return self._prompter.routes

    @routes.setter
    def routes(self, routes: TokenRoutes) -> None:
        self._prompter.routes = routes

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self._chat.name

    async def generate(self, request: Request) -> AsyncGenerator[ModelEvent, None]:
        """Sample one reply; see `Model.generate`."""
        draft = self._draft(request)
        tries = attempts(lambda: self._attempt(draft), self._retry, ready=self._ready)
        async with aclosing(tries) as events:
            async for event in events:
                yield event

    async def can_prolong(self, message: AssistantMessage) -> bool:
        """Whether the reply can be gone on with: always, since its tokens are known."""
        return message.finish_reason == "length" and message.trace is not None

    def spec(self) -> dict[str, JsonValue]:
        """What `agentrt.models.from_spec` needs; without key and headers."""
        spec = self._chat.spec() | {"kind": "tokens", "server": self._server}
        if self._tokenizer is not None:
            spec["tokenizer"] = str(self._tokenizer)
        return {name: value for name, value in spec.items() if name != "stream"}

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> TokenModel:
        """The model that `spec` tells of; its key comes from the environment."""
        return cls(**spec_options({name: value for name, value in spec.items() if name != "replayable"}))

    async def aclose(self) -> None:
        """Close this event loop's connections. The model can be used again."""
        await self.routes.aclose()

    # ------------------------------------------------------------------------------------------------ the request

    def _draft(self, request: Request) -> Draft:
        request = replace(request, conversation=request.conversation.view)
        messages = request.conversation.messages
        options: dict[str, JsonValue] = self._chat.options(request.tools, request.settings)
        options.setdefault("model", self.name)
        frame = dumps({name: options[name] for name in _SHAPES_PROMPT if name in options})
        carry = request.previous_step.carry if request.previous_step is not None else None
        if not (isinstance(carry, _Carry) and carry.frame == frame and _continues(carry, messages)):
            carry = None
        transcript = self._writer.write(
            messages,
            tools=bool(request.tools),
            thinks=(request.settings.effort or self.settings.effort) != "none",
            before=carry.transcript if carry is not None else None,
        )
        known = carry.known if carry is not None else last_known(frame, messages)
        done = known.index + 1 if isinstance(known, Known) else 0
        history = digest(frame, messages[done:], known.history if isinstance(known, Known) else "")
        return Draft(request, transcript, options, frame, known, history)

    # ------------------------------------------------------------------------------------------------- the answer

    async def _attempt(self, draft: Draft) -> AsyncGenerator[ReasoningDelta | TextDelta | CallDelta | Step, None]:
        """Make the call once.

        Raises:
            FailedAttempt: There was no whole reply.
        """
        prompt, partial = await self._prompter.prompt(draft), draft.request.prolong
        before = partial.trace if partial is not None else None
        ids = prompt.ids if before is None else (*self._prompt_of(draft, prompt, before), *before.completion)
        splitter = Splitter(thinking=await self._opened(draft, prompt, partial))
        sampled: Sampled | None = None
        most = draft.options.get("max_completion_tokens") or draft.options.get("max_tokens")
        most = most if isinstance(most, int) else None
        async with aclosing(self.routes.sample(ids, prompt.rendered, most)) as pieces:
            async for text, tokens, so_far in pieces:
                sampled = so_far
                for delta in splitter.feed(text, tokens):
                    yield delta
        for delta in splitter.end():
            yield delta
        assert sampled is not None
        if partial is not None and before is not None:
            sampled = _whole(partial, before, sampled)
        message = await self._message(draft, prompt, sampled, splitter.reasoning_tokens)
        yield Step(message, self._carry(draft, message))

    async def _opened(self, draft: Draft, prompt: Prompt, partial: AssistantMessage | None) -> bool:
        """Whether the next token belongs to a thought that is open already: many templates open it in the prompt."""
        if partial is not None:
            return THINK_END not in (partial.raw or THINK_END)
        if draft.frame not in self._opens:
            if len(self._opens) >= MOST_OPENINGS:
                self._opens.clear()
            end = await self.routes.detokenize(prompt.ids[-8:])
            self._opens[draft.frame] = end.rfind(THINK) > end.rfind(THINK_END)
        return self._opens[draft.frame]

    def _prompt_of(self, draft: Draft, prompt: Prompt, before: TokenTrace) -> tuple[int, ...]:
        """The prompt that a reply which is to be prolonged was sampled from."""
        if before.parent is None:
            return before.prompt_delta
        if isinstance(draft.known, Known) and draft.known.trace.id == before.parent:
            return (*draft.known.tokens, *before.prompt_delta)
        return prompt.ids

    async def _message(self, draft: Draft, prompt: Prompt, sampled: Sampled, reasoning_tokens: int) -> AssistantMessage:
        read = await self._read(draft, prompt, sampled)
        usage = (sampled.usage or Usage()).model_copy(update={"reasoning_tokens": reasoning_tokens})
        finish = "tool_calls" if read.calls and sampled.finish_reason == "stop" else sampled.finish_reason
        delta, parent, branch = prompt.delta, prompt.parent, prompt.branch
        if draft.request.prolong is not None and (before := draft.request.prolong.trace) is not None:
            delta, parent, branch = before.prompt_delta, before.parent, before.branch
        trace = TokenTrace(
            id=secrets.token_hex(8),
            parent=parent,
            prompt_delta=delta,
            completion=tuple(sampled.ids),
            logprobs=tuple(sampled.logprobs) if len(sampled.logprobs) == len(sampled.ids) else None,
            weights=sampled.weights,
            branch=branch,
            extra=sampled.extra,
        )
        message = AssistantMessage(
            content=read.content,
            reasoning=read.reasoning,
            thought="present" if read.reasoning and read.reasoning.strip() else "none",
            reasoning_fields=("reasoning",) if read.reasoning is not None else (),
            tool_calls=read.calls,
            raw=sampled.text,
            finish_reason=finish,
            usage=usage,
            model=self.name,
        )
        history = digest(draft.frame, [message], draft.history)
        return message.model_copy(update={"trace": marked(trace, draft.frame, history)})

    async def _read(self, draft: Draft, prompt: Prompt, sampled: Sampled) -> Read:
        """The parts of a reply, by the server's parser or the codec; calls that the parser left in the text too."""
        if self._codec is not None:
            said = self._codec.parse(sampled.text, without_prolong(draft.request))
            return Read(said.reasoning, said.text or None, said.tool_calls)
        if not sampled.ids or not sampled.text:
            return Read(None, None)
        read = await self.routes.read(prompt.chat, prompt.ids, sampled)
        if read.calls or not read.content:
            return read
        content, calls = unread_calls(read.content.rpartition(THINK_END)[2])
        return Read(read.reasoning, content or None, calls) if calls else read

    def _carry(self, draft: Draft, message: AssistantMessage) -> _Carry:
        trace = message.trace
        assert trace is not None
        if trace.parent is None:
            prompt = trace.prompt_delta
        else:
            assert isinstance(draft.known, Known)
            prompt = (*draft.known.tokens, *trace.prompt_delta)
        messages = draft.request.conversation.messages
        history = str(trace.extra["history"])
        known = Known(len(messages), trace, (*prompt, *trace.completion), history)
        return _Carry(messages, message, known, draft.transcript, draft.frame)


def _continues(carry: _Carry, messages: tuple[Message, ...]) -> bool:
    """Whether `messages` are those of `carry`, its reply and more."""
    count = len(carry.messages)
    if len(messages) <= count or messages[:count] != carry.messages:  # the same objects: pointers are compared
        return False
    reply = messages[count]
    # The loop adds the price to the usage, and nothing else.
    return isinstance(reply, AssistantMessage) and reply.model_copy(update={"usage": carry.reply.usage}) == carry.reply


def _whole(partial: AssistantMessage, before: TokenTrace, added: Sampled) -> Sampled:
    """A prolonged reply: what there was of it, and what was added."""
    logprobs = [*(before.logprobs or ()), *added.logprobs]
    usage = added.usage if partial.usage is None or added.usage is None else partial.usage + added.usage
    shift = len(before.completion)
    weights = [one.model_copy(update={"start": one.start + shift, "end": one.end + shift}) for one in added.weights]
    return Sampled(
        ids=[*before.completion, *added.ids],
        logprobs=logprobs,
        text=(partial.raw or "") + added.text,
        finish_reason=added.finish_reason,
        usage=usage,
        weights=(*before.weights, *weights),
        extra=added.extra,
    )


def _routes(server: str, http: Http, model: str, family: Family) -> SamplingRoutes:
    if server == "vllm":
        return VLLMRoutes(http, model)
    if server == "sglang":
        from agentrt.models.sglang import SGLangRoutes

        return SGLangRoutes(http, family)
    raise ConfigurationError(f'There are no token routes for server={server!r}; there are "vllm" and "sglang".')


def _v32() -> Codec:
    from agentrt.models.deepseek import V32Codec

    return V32Codec()
