"""EmbeddedModel: a GGUF model inside this process, for machines with neither a GPU nor an endpoint.

Token-exact: inside a turn the prompt of step k+1 starts with the prompt and the completion of step k, token by token.
Only what is new is tokenised, and the KV cache holds the rest. Where the rendered text no longer starts with what was
there before (a new human message, and with it the earlier thoughts gone; other tools; an edited history), the prompt is
rendered anew and the trace says that it branched.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from agentrt.conversation import AssistantMessage, Message, TokenTrace, ToolCall, WeightSpan
from agentrt.errors import ModelRequestError
from agentrt.events import CallDelta, ReasoningDelta, TextDelta
from agentrt.models import qwen_coder
from agentrt.models.base import ModelEvent, Request, Settings, Step
from agentrt.models.engine import Engine, Sampled
from agentrt.models.offload import offload
from agentrt.models.qwen_coder import END, THINK, Segment
from agentrt.models.weights import DEFAULT, OnProgress, fetch, find
from agentrt.retention import Policy, require_traces, shown_from
from agentrt.usage import Usage

MAX_TOKENS = 1024
"""Most tokens of a reply where the settings name no number."""


@dataclass(frozen=True, slots=True)
class Context:
    """Tokens that a step left in the cache: its prompt and its completion.

    Attributes:
        trace: Id of the trace that they end with.
        ids: The tokens.
        text: Their text, special tokens by name.
    """

    trace: str
    ids: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt ready to be sampled from.

    Attributes:
        ids: All of its tokens.
        delta: Those that the parent does not have.
        parent: Id of the trace that it continues, if it does.
        branch: Why it continues none, where there was one.
        text: Its text.
        reply: What of the reply is in it already: the opened thought, or a reply to be prolonged.
    """

    ids: tuple[int, ...]
    delta: tuple[int, ...]
    parent: str | None
    branch: str | None
    text: str
    reply: str


@dataclass
class EmbeddedModel:
    """A model that runs in this process, on the CPU.

    The weights are fetched when they are first needed, and kept (`agentrt.models.weights`); the engine is loaded then.

    Attributes:
        weights: A name in `agentrt.models.weights.REGISTRY`, a path to a `.gguf` file, or `hf:ORG/REPO/FILE.gguf`.
            The format is Qwen2.5-Coder's; other ChatML models may understand it.
        context: Longest prompt and reply together, in tokens.
        slots: Replies sampled at the same time; each has a `context` of its own.
        threads: CPU threads; the physical cores where None.
        retention: Which earlier thought the model is shown again; "drop" is for comparisons.
        parallel_calls: Whether a reply may hold several blocks of calls. A 1.5B model that may write a second one makes
            up the results of the first, so a reply is cut off behind its first block by default.
        settings: Sampling settings for what a request leaves open. Greedy by default: of what was tried, it is what
            keeps a 1.5B model's calls readable.
        on_progress: Told how far a download of the weights is.

    Raises:
        ConfigurationError: Nothing is known by that name; at the first call, that xllamacpp is not installed.
    """

    weights: str = DEFAULT
    context: int = 8192
    slots: int = 1
    threads: int | None = None
    retention: Policy = "user_boundary"
    parallel_calls: bool = False
    settings: Settings = field(default_factory=lambda: Settings(temperature=0.0))
    on_progress: OnProgress | None = field(default=None, repr=False)
    _engine: Engine | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        find(self.weights)  # a misspelt name is told now, not in the middle of a run

    @property
    def name(self) -> str:
        """The name of the weights; of a file, its own."""
        return Path(self.weights).stem if self.weights.endswith(".gguf") else self.weights

    @property
    def engine(self) -> Engine:
        """The engine below, which blocks; the weights are fetched if they are not there."""
        if self._engine is None:
            path = fetch(self.weights, self.on_progress)
            self._engine = Engine(path, context=self.context, slots=self.slots, threads=self.threads)
        return self._engine

    async def generate(self, request: Request) -> AsyncGenerator[ModelEvent, None]:
        """Sample one reply: deltas as they come, then one `Step`. Cancelling stops the engine before it returns.

        `Settings.tool_choice` knows "none" (calls are then text) and is "auto" otherwise; `effort="none"` opens no
        thought; `extra_body` holds sampling settings by llama.cpp's names.

        Raises:
            ConfigurationError: xllamacpp is not installed.
            LostTraceError: The live chain has a call whose thought nobody knows.
            ModelRequestError: The prompt is longer than `context`, or a setting cannot be used.
            ModelError: The weights could not be fetched or loaded.
        """
        call = _Call(self, request)
        work = offload(call.run, f"agentrt model {self.name}")
        try:
            async for event in work:
                yield event
        finally:
            await work.aclose()

    async def can_prolong(self, message: AssistantMessage) -> bool:
        """Whether a reply can be continued: one that this model sampled, with no call in it."""
        return message.raw is not None and not message.tool_calls

    def spec(self) -> dict[str, JsonValue]:
        """What `agentrt.models.from_spec` needs."""
        return {
            "kind": "embedded",
            "weights": self.weights,
            "context": self.context,
            "slots": self.slots,
            "threads": self.threads,
            "retention": self.retention,
            "parallel_calls": self.parallel_calls,
            "settings": self.settings.model_dump(mode="json", exclude_defaults=True),
        }

    @classmethod
    def from_spec(cls, spec: dict[str, Any]) -> EmbeddedModel:
        """The model that `spec` tells of."""
        options = {name: value for name, value in spec.items() if name != "kind"}
        return cls(**{**options, "settings": Settings.model_validate(options.get("settings", {}))})

    async def aclose(self) -> None:
        """Give back the memory. The model can be used again, and loads again then."""
        if self._engine is not None:
            self._engine.close()


class _Call:
    """One model call, in a thread of its own."""

    def __init__(self, model: EmbeddedModel, request: Request) -> None:
        self.model = model
        self.request = request
        given = request.settings.model_dump(exclude_unset=True)
        self.settings = model.settings.model_copy(update={key: one for key, one in given.items() if one is not None})
        self.think = self.settings.effort != "none"

    def run(self, emit: Callable[[ModelEvent], None], cancelled: Callable[[], bool]) -> None:
        """Render, sample, and hand on the step."""
        prompt = self.prompt()
        deltas = _Deltas(emit, prompt.reply)
        sampled = self.model.engine.sample(
            prompt.ids,
            self.sampling(len(prompt.ids)),
            on_text=deltas.take,
            watch=lambda text: self.cut(prompt.reply, text),
            cancelled=cancelled,
        )
        emit(self.step(prompt, sampled, deltas))

    def prompt(self) -> Prompt:
        """The prompt: what the cache holds of it, and the rest tokenised."""
        request = self.request
        messages = request.conversation.messages
        start = shown_from(self.model.retention, messages, tools=bool(request.tools))
        require_traces("qwen2.5-coder", messages, start)
        segments = qwen_coder.render(
            messages, request.tools, shown_from=start, think=self.think, extra=_schema_note(self.settings)
        )
        reply = THINK if self.think else ""
        if request.prolong is not None:
            reply = request.prolong.raw or ""
            segments[-1] = Segment("<|im_start|>assistant\n", True)
            segments.append(Segment(reply, False))
        text = "".join(one.text for one in segments)
        before = self.before()
        parent, ids, branch = None, [], None
        if before is not None and text.startswith(before.text):
            parent, ids = before.trace, list(before.ids)
            segments = _after(segments, len(before.text))
        elif before is not None:
            dropped = _thought_dropped(messages, self.model.retention, tools=bool(request.tools))
            branch = self.model.retention if dropped else "history_changed"
        delta: list[int] = []
        for one in segments:
            delta += self.model.engine.tokenize(one.text, special=one.special) if one.text else []
        return Prompt((*ids, *delta), tuple(delta), parent, branch, text, reply)

    def before(self) -> Context | None:
        """The tokens of the last sampled reply and of its prompt, from the step before or from the traces."""
        messages = self.request.conversation.messages
        replies = [one for one in messages if isinstance(one, AssistantMessage)]
        last = self.request.prolong or (replies[-1] if replies else None)
        if last is None or last.trace is None:
            return None
        carry = self.request.previous_step.carry if self.request.previous_step else None
        if isinstance(carry, Context) and carry.trace == last.trace.id:
            return carry
        traces = {one.trace.id: one.trace for one in (*replies, last) if one.trace is not None}
        chain: list[TokenTrace] = []
        link: TokenTrace | None = last.trace
        while link is not None:
            chain.append(link)
            if link.parent is not None and link.parent not in traces:
                return None
            link = traces[link.parent] if link.parent is not None else None
        ids = tuple(token for one in reversed(chain) for token in (*one.prompt_delta, *one.completion))
        return Context(last.trace.id, ids, self.model.engine.detokenize(ids))

    def sampling(self, prompt_tokens: int) -> dict[str, Any]:
        """The settings by llama.cpp's names."""
        chosen, room = self.settings, self.model.context - prompt_tokens
        if room < 1:
            raise ModelRequestError(
                f"The prompt has {prompt_tokens} tokens, and the context of {self.model.name!r} {self.model.context}. "
                "Raise EmbeddedModel(context=...), or shorten the conversation.",
                status=400,
                url="embedded",
                body="",
            )
        named = ("temperature", "top_p", "top_k", "min_p", "seed", "presence_penalty", "frequency_penalty")
        values = {name: getattr(chosen, name) for name in named if getattr(chosen, name) is not None}
        return {**values, "max_tokens": min(chosen.max_tokens or MAX_TOKENS, room), **chosen.extra_body}

    def cut(self, reply: str, text: str) -> int | None:
        """Where the sampled text is to be cut off, if it is."""
        whole = reply + text
        thought = whole.rfind("</think>") + 1
        ends = [whole.find(stop, thought) for stop in self.settings.stop]
        found = [
            end
            for end in (*ends, qwen_coder.stop_at(whole, several=self.model.parallel_calls))
            if end is not None and end >= 0
        ]
        return max(0, min(found) - len(reply)) if found else None

    def step(self, prompt: Prompt, sampled: Sampled, deltas: _Deltas) -> Step:
        """The reply as a message, with its tokens."""
        raw = prompt.reply + sampled.text
        read = qwen_coder.parse(raw)
        if self.settings.tool_choice == "none" or not self.request.tools:
            read = qwen_coder.Reply(read.reasoning, raw.rpartition("</think>")[2].strip(), (), None)
        deltas.finish(read)
        number = len(self.request.conversation)
        calls = tuple(
            ToolCall(id=f"call_{number}_{index}", name=one.name, arguments=one.arguments)
            for index, one in enumerate(read.calls)
        )
        trace = self.trace(prompt, sampled)
        message = AssistantMessage(
            content=read.content or None,
            reasoning=read.reasoning,
            thought="present" if read.reasoning else "none",
            tool_calls=calls,
            raw=raw,
            finish_reason="length" if sampled.finish == "length" else "tool_calls" if calls else "stop",
            usage=self.usage(sampled, deltas),
            model=self.model.name,
            trace=trace,
        )
        if trace is None or sampled.ids is None:
            return Step(message)
        ended = END if sampled.finish == "stop" else ""
        return Step(message, Context(trace.id, (*prompt.ids, *sampled.ids), prompt.text + sampled.text + ended))

    def trace(self, prompt: Prompt, sampled: Sampled) -> TokenTrace | None:
        """The exact tokens, where they are known. A prolonged reply keeps its first prompt and adds to its tokens."""
        if sampled.ids is None or sampled.logprobs is None:
            return None
        old = self.request.prolong.trace if self.request.prolong else None
        if old is not None and prompt.parent == old.id and old.logprobs is not None:
            ids, logprobs = (*old.completion, *sampled.ids), (*old.logprobs, *sampled.logprobs)
            parent, delta, branch = old.parent, (*old.prompt_delta,), old.branch
        else:
            ids, logprobs, parent, delta, branch = (
                sampled.ids, sampled.logprobs, prompt.parent, prompt.delta, prompt.branch,
            )  # fmt: skip
        return TokenTrace(
            id=uuid.uuid4().hex,
            parent=parent,
            prompt_delta=delta,
            completion=ids,
            logprobs=logprobs,
            weights=(WeightSpan(version=self.model.name, start=0, end=len(ids)),),
            branch=branch,
        )

    def usage(self, sampled: Sampled, deltas: _Deltas) -> Usage:
        """Tokens of this call, and of the calls before it that it prolongs."""
        used = Usage(
            prompt_tokens=sampled.prompt_tokens,
            cached_tokens=sampled.cached_tokens,
            completion_tokens=sampled.completion_tokens,
            reasoning_tokens=min(deltas.thought_pieces, sampled.completion_tokens),
        )
        earlier = self.request.prolong.usage if self.request.prolong else None
        return used if earlier is None else earlier + used


class _Deltas:
    """Turns pieces of raw text into deltas: the thought, then text until a call begins, then the calls at the end."""

    def __init__(self, emit: Callable[[ModelEvent], None], reply: str) -> None:
        self.emit = emit
        self.thinking = reply.startswith("<think>") and "</think>" not in reply
        self.thought_pieces = 0
        self._held = ""
        self._calling = False

    def take(self, piece: str) -> None:
        self._held += piece
        if self.thinking:
            self.thought_pieces += 1
            self._thought()
        if not self.thinking and not self._calling:
            self._text()

    def finish(self, read: qwen_coder.Reply) -> None:
        """Hand on what was held back: the calls, or text that looked like the start of one."""
        for index, call in enumerate(read.calls):
            self.emit(CallDelta(index, call.name, call.arguments))
        if self.thinking and read.content:
            self.emit(TextDelta(read.content))  # a thought that was never closed turned out to be the answer
        elif self._held.strip() and not read.calls:
            self.emit(TextDelta(self._held))

    def _thought(self) -> None:
        thought, closed, rest = self._held.partition("</think>")
        if closed:
            self.thinking, self._held = False, rest.lstrip("\n")
        else:
            thought, self._held = _split_before(thought, "</think>")
        if thought:
            self.emit(ReasoningDelta(thought))

    def _text(self) -> None:
        marks = [self._held.find(mark) for mark in ("```", "<tool_call>", '{"name"') if mark in self._held]
        if marks:
            self._calling = True
            text, self._held = self._held[: min(marks)], self._held[min(marks) :]
        else:
            text, self._held = self._held, ""
            for mark in ("```", "<tool_call>", '{"name"'):
                text, kept = _split_before(text, mark)
                self._held = kept + self._held
        if text:
            self.emit(TextDelta(text))


def _split_before(text: str, mark: str) -> tuple[str, str]:
    """Text, and the end of it that may be the start of `mark`."""
    for length in range(min(len(mark) - 1, len(text)), 0, -1):
        if text.endswith(mark[:length]):
            return text[:-length], text[-length:]
    return text, ""


def _after(segments: list[Segment], position: int) -> list[Segment]:
    """The segments from a position in their joined text on."""
    kept = []
    for one in segments:
        if position < len(one.text):
            kept.append(Segment(one.text[position:], one.special))
        position = max(0, position - len(one.text))
    return kept


def _thought_dropped(messages: Sequence[Message], policy: Policy, *, tools: bool) -> bool:
    """Whether a thought that was shown, or sampled, with the last reply is no longer shown."""
    last = max((at for at, one in enumerate(messages) if isinstance(one, AssistantMessage)), default=0)
    before, now = (shown_from(policy, part, tools=tools) for part in (messages[:last], messages))
    return any(isinstance(one, AssistantMessage) for one in messages[before:now])


def _schema_note(settings: Settings) -> str:
    """What the model is told of the form of its answer; nothing here forces it."""
    if settings.response_format is None:
        return ""
    schema = json.dumps(settings.response_format, ensure_ascii=False)
    return f"The final answer must be one JSON value that follows this schema, and nothing else:\n{schema}"
