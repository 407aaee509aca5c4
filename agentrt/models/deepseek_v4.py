"""DeepSeek-V4 and V4.1: prompts rendered and replies read by DeepSeek's own library, `pip install "agentrt[deepseek]"`.

What the library is not asked for is done around it:

- A message that was sampled is put into the prompt as it was sampled; the library would spell its arguments anew, and
  the prompt would not continue the one before it.
- The library drops the thoughts of the running chain in silence where no tools are declared. That is an error here,
  raised before anything is sampled; so would be any other text that goes in and does not come out.
- Arguments that its reader would mend or lose (it never fails) are marked as malformed.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from agentrt.conversation import (
    AssistantMessage,
    Content,
    ImagePart,
    Message,
    SystemMessage,
    ToolCall,
    ToolMessage,
    UserMessage,
    is_human,
    text_of,
)
from agentrt.errors import ConfigurationError, LostTraceError
from agentrt.models.base import Request, Settings
from agentrt.models.codec import RenderedPrompt, schema_of
from agentrt.models.deepseek_history import (
    OrphanResult,
    Unrepresentable,
    arguments_of,
    begun,
    check_results,
    is_as_sampled,
    without_thought,
)
from agentrt.models.deepseek_parse import DSML, EOS, SPECIAL_TOKENS, V4, V41, read_dsml
from agentrt.retention import require_traces, shown_from

if TYPE_CHECKING:
    import deepseek_recipe

Version = Literal["v4", "v4.1"]
_EFFORT: dict[str | None, Literal["low", "high", "max"] | None] = {
    None: None,
    "none": None,
    "low": "low",
    "medium": "high",  # as DeepSeek's own API maps it
    "high": "high",
    "max": "max",
}
_SPECIAL = re.compile("|".join(map(re.escape, SPECIAL_TOKENS)))


@dataclass(frozen=True)
class V4Codec:
    """DeepSeek-V4 or V4.1 as a `Codec`. `Settings.effort="none"` is the mode without thinking.

    Retention is the family's: a request that declares tools shows every thought again, also those of earlier turns; one
    that does not shows none but those behind the last human message or result.

    Attributes:
        version: "v4" or "v4.1".

    Raises:
        ConfigurationError: The library is not installed, or the version is neither.
    """

    version: Version = "v4"

    def __post_init__(self) -> None:
        if self.version not in ("v4", "v4.1"):
            raise ConfigurationError(f'The version of DeepSeek V4 is "v4" or "v4.1", not {self.version!r}.')
        _ = self._library

    @property
    def family(self) -> str:
        """See `Codec.family`."""
        return f"deepseek-{self.version}"

    @property
    def stop(self) -> tuple[str, ...]:
        """See `Codec.stop`."""
        return (EOS,)

    @cached_property
    def _library(self) -> Any:
        try:
            import deepseek_recipe
        except ImportError as error:
            raise ConfigurationError(
                'DeepSeek V4 is rendered by DeepSeek\'s own library: pip install "agentrt[deepseek]".'
            ) from error
        return deepseek_recipe

    def render(self, request: Request) -> RenderedPrompt:
        """See `Codec.render`.

        Raises:
            LostTraceError: A thought of the running chain is missing, or would be dropped: for want of `tools`, or for
                `tool_choice="none"`, with which this family forgets the chain.
            ConfigurationError: `tool_choice` asks for what the format cannot do.
        """
        history, settings = _History(self._library, self.version, request), request.settings
        if history.thinking:
            start = shown_from("keep_all_when_tools", history.messages, tools=bool(request.tools))
            require_traces(self.family, history.messages, start)
        conversation = self._library.Conversation(
            [history.message(index) for index in range(len(history.messages))],
            tools=[self._tool(tool.name, tool.description, tool.parameters) for tool in request.tools],
            thinking_mode=history.thinking,
            tool_choice=_choice(settings, history.thinking),
            reasoning_effort=_EFFORT[settings.effort],
            response_schema=schema_of(settings.response_format),
        )
        encodings = {"v4": self._library.DeepseekV4Encoding, "v4.1": self._library.DeepseekV41Encoding}
        rendered = encodings[self.version]().render_conversation(conversation)
        return history.filled_in(rendered)

    def _tool(self, name: str, description: str, parameters: Mapping[str, Any]) -> Any:
        return self._library.ToolDefinition(name, description, dict(parameters))

    def parse(self, text: str, request: Request) -> AssistantMessage:
        """See `Codec.parse`."""
        whole = text if request.prolong is None else begun(request.prolong) + text
        thinking = _thinks(request)
        ended = whole if whole.endswith(EOS) else whole + EOS
        ours, problem = read_dsml(ended, "thinking" if thinking else "chat", V4 if self.version == "v4" else V41)
        if problem is not None:  # what is malformed is told as such; the library would mend it, or lose a part of it
            return ours.model_copy(update={"raw": whole})
        wire = self._read(whole, request, thinking)
        calls = tuple(
            ToolCall(id=call["id"], name=call["function"]["name"], arguments=call["function"]["arguments"])
            for call in wire.get("tool_calls") or ()
        )
        reasoning = (wire.get("reasoning_content") or "") if thinking else None
        return AssistantMessage(
            content=wire.get("content") or "",
            reasoning=reasoning,
            thought="present" if reasoning else "none",
            tool_calls=calls,
            raw=whole,
        )

    def _read(self, text: str, request: Request, thinking: bool) -> dict[str, Any]:
        """The message in `text`, as the library's own server would return it."""
        recipe = self._library
        versions = {"v4": recipe.ModelVersion.DeepseekV4Pro, "v4.1": recipe.ModelVersion.DeepseekV41Flash}
        conversation = recipe.ConversationRequest(
            recipe.Conversation([], thinking_mode=thinking), versions[self.version]
        )
        stage = recipe.ThinkingInitialStage.ReasoningStart if thinking else None
        processor = recipe.StreamProcessor(
            recipe.ChatCompletionRequest.chunk_generator(conversation, "reply", self.family),
            recipe.ParsingOptions(thinking_initial_stage=stage),
        )
        response = recipe.ChatCompletionResponse("reply", self.family, 0, 0, 0)
        sampled, stopped = recipe.InferenceChunk.text(text), recipe.InferenceFinishReason.Stop
        for chunk in (recipe.InferenceChunk.ready(), sampled, recipe.InferenceChunk.finish(stopped)):
            for part in processor.push(chunk):
                response.accumulate(part)
        for part in processor.finish():
            response.accumulate(part)
        read: dict[str, Any] = json.loads(response.to_json())["choices"][0]["message"]
        return read


def _thinks(request: Request) -> bool:
    return request.settings.effort != "none"


def _choice(settings: Settings, thinking: bool) -> Literal["auto", "none", "required"]:
    choice = settings.tool_choice or "auto"
    if choice not in ("auto", "none", "required"):
        raise ConfigurationError(f"DeepSeek V4 cannot be made to call one tool, {choice!r}; declare that tool alone.")
    if choice == "required" and thinking:
        raise ConfigurationError('DeepSeek V4 cannot be made to call a tool while it thinks: effort="none", or "auto".')
    return choice  # type: ignore[return-value] # one of the three, by the line above


class _History:
    """The messages of a request for the library, with a mark in the place of every text, and back again.

    The marks show what the library kept and where it put it. What the texts hold, tokens spelled in them included, it
    never sees.
    """

    def __init__(self, library: Any, version: Version, request: Request) -> None:
        self.library = library
        self.tags = V4 if version == "v4" else V41
        self.request = request
        view = request.conversation.view
        self.messages: Sequence[Message] = view.messages
        self.last_human = view.last_human
        self.thinking = _thinks(request)
        self.nonce = uuid4().hex

    def message(self, index: int) -> Any:
        """Message `index` for the library, after a look at whether it can be rendered at all."""
        match self.messages[index]:
            case SystemMessage():
                return self.library.SystemMessage(self._mark(index, "content"))
            case UserMessage():
                return self.library.UserMessage(self._mark(index, "content"))
            case ToolMessage() as result:
                if not self._answers_a_call(index):
                    raise OrphanResult(f"Message {index} is the result of a call, and no call comes before it.")
                return self.library.ToolMessage(self._mark(index, "content"), result.call_id)
            case AssistantMessage() as message:
                return self._assistant(index, message)

    def filled_in(self, rendered: deepseek_recipe.RenderedPrompt) -> RenderedPrompt:
        """The prompt with the texts in the places of their marks."""
        prompt, ranges = rendered.prompt, _Ranges(rendered.special_ranges)
        marks = re.finditer(rf"\[(content|reasoning) (\d+) {self.nonce}\]", prompt)
        places = {(found[1], int(found[2])): found.span() for found in marks}
        self._check_all_there(places)
        ends = [end for start, end in ranges.spans if prompt[start:end] == EOS]
        more = "" if self.request.prolong is None else begun(self.request.prolong)
        pieces: list[str] = []
        special: list[tuple[int, int]] = []
        at = length = 0
        for put in (*self._replacements(places, ends), _Put(len(prompt), len(prompt), more, sampled=True)):
            special += ranges.moved(at, put.start, by=length - at)
            length += put.start - at
            if put.sampled:
                special += [(found.start() + length, found.end() + length) for found in _SPECIAL.finditer(put.text)]
            pieces += (prompt[at : put.start], put.text)
            at, length = put.end, length + len(put.text)
        return RenderedPrompt("".join(pieces), tuple(special))

    def _assistant(self, index: int, message: AssistantMessage) -> Any:
        if message.tool_calls:
            results = [one.call_id for one in self._results(index)]
            if results or index + 1 < len(self.messages):
                check_results(index, message.tool_calls, results, ordered=False)
        sampled = is_as_sampled(message, DSML)
        calls = []
        for call in message.tool_calls:
            arguments = {} if sampled else arguments_of(index, call)
            if _is_huge(arguments):
                raise Unrepresentable(
                    f"Call {call.id!r} of message {index} holds a whole number of more than 64 bits, which DeepSeek's "
                    "library would round; write it as a string."
                )
            calls.append(self.library.ToolCall(call.id, call.name, json.dumps(arguments, ensure_ascii=False)))
        # Without thinking no thought is shown at all; the library leaves that to whoever converts the request.
        thought = self.thinking and message.reasoning is not None
        reasoning = self._mark(index, "reasoning") if thought else None
        return self.library.AssistantMessage(self._mark(index, "content"), reasoning, calls or None)

    def _results(self, step: int) -> Iterator[ToolMessage]:
        for index in range(step + 1, len(self.messages)):
            message = self.messages[index]
            if isinstance(message, ToolMessage):
                yield message
            elif isinstance(message, AssistantMessage) or is_human(message):
                return

    def _answers_a_call(self, index: int) -> bool:
        for at in range(index - 1, -1, -1):
            message = self.messages[at]
            if isinstance(message, AssistantMessage):
                return bool(message.tool_calls)
            if is_human(message):
                return False
        return False

    def _mark(self, index: int, what: str) -> str:
        return f"[{what} {index} {self.nonce}]"

    def _check_all_there(self, places: Mapping[tuple[str, int], tuple[int, int]]) -> None:
        for index, message in enumerate(self.messages):
            if ("content", index) not in places:
                raise Unrepresentable(
                    f"Message {index}, of role {message.role!r}, has no place in this format where it stands."
                )
            thought = isinstance(message, AssistantMessage) and message.reasoning and self.thinking
            if thought and index > self.last_human and ("reasoning", index) not in places:
                raise LostTraceError(
                    f"DeepSeek V4 would not be shown the thought of message {index}, a step of the running chain: it "
                    'forgets the chain where no tools are declared, and where tool_choice is "none". Declare the tools '
                    "again with each request; to end a chain, ask for the answer in text, or cap the steps."
                )

    def _replacements(self, places: Mapping[tuple[str, int], tuple[int, int]], ends: Sequence[int]) -> list[_Put]:
        """What goes where, from left to right; `ends` is where the end-of-sentence tokens end."""
        puts: list[_Put] = []
        for index, message in enumerate(self.messages):
            start, end = places["content", index]
            thought = places.get(("reasoning", index))
            if isinstance(message, AssistantMessage) and is_as_sampled(message, DSML):
                whole = thought is not None or message.reasoning is None
                raw = (message.raw or "") if whole else without_thought(message, self.tags.start)
                begin = start if thought is None else thought[0]
                end = ends[bisect_right(ends, end)]
                puts.append(_Put(begin, end, raw if raw.endswith(EOS) else raw + EOS, sampled=True))
                continue
            if isinstance(message, AssistantMessage) and thought is not None:
                puts.append(_Put(*thought, message.reasoning or ""))
            puts.append(_Put(start, end, _text(message.content)))
        return sorted(puts, key=lambda put: put.start)


@dataclass(frozen=True, slots=True)
class _Put:
    """Text for the place from `start` to `end`; special tokens are spelled in it only if it was sampled."""

    start: int
    end: int
    text: str
    sampled: bool = False


def _is_huge(value: Any) -> bool:
    """Whether a whole number in `value` fits neither 64 bits with a sign nor 64 bits without."""
    if isinstance(value, dict):
        return any(map(_is_huge, value.values()))
    if isinstance(value, list):
        return any(map(_is_huge, value))
    return isinstance(value, int) and not -(2**63) <= value < 2**64


def _text(content: Content | None) -> str:
    if isinstance(content, tuple) and any(isinstance(part, ImagePart) for part in content):
        raise Unrepresentable("Images are not rendered here: serve DeepSeek V4.1 through its chat route for them.")
    return text_of(content)


@dataclass(frozen=True, slots=True)
class _Ranges:
    """Where the special tokens stand in the library's prompt, in order."""

    spans: Sequence[tuple[int, int]]

    def moved(self, begin: int, end: int, *, by: int) -> Iterator[tuple[int, int]]:
        """Those between `begin` and `end`, moved to where they come to stand."""
        for index in range(bisect_left(self.spans, (begin, 0)), len(self.spans)):
            start, stop = self.spans[index]
            if stop > end:
                return
            yield start + by, stop + by
