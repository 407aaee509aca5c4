"""DeepSeek-V3.2's prompt format, byte for byte as the model's own reference renders it.

The reference is the script in the `encoding` folder of the model card of DeepSeek-V3.2; there is no template and no
library. Copies of it in inference servers lack seven blank lines of the tool declaration, and put it before the system
prompt. Retention is the paper's rule (arXiv:2512.02556, section 3.2.1): the thoughts after the last human message are
shown again, earlier ones are not; calls and results always are.

Where the reference lets a broken history pass in silence, an error is raised here: a lost thought, results that are
swapped or missing, arguments that are no JSON, text that would be read back as something else. A message that was
sampled is exempt: it is rendered from its raw text, as the model wrote it, malformed calls included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agentrt.conversation import AssistantMessage, ContextChange, SystemMessage, ToolCall, ToolMessage, UserMessage
from agentrt.errors import LostTraceError
from agentrt.models.base import Request
from agentrt.models.codec import RenderedPrompt, schema_of
from agentrt.models.deepseek_history import (
    AnyMessage,
    AnyTool,
    DeveloperMessage,
    EncodingError,
    Entry,
    InvalidArguments,
    MissingResult,
    OrphanResult,
    ResultOrder,
    Unrepresentable,
    arguments_of,
    begun,
    check_results,
    declare,
    entries_of,
    fold_notes,
    is_as_sampled,
    without_thought,
)
from agentrt.models.deepseek_parse import (
    ASSISTANT,
    BOS,
    DSML,
    EOS,
    SPECIAL_TOKENS,
    THINK,
    THINK_END,
    USER,
    V32,
    MalformedOutput,
    ThinkingMode,
    checked_mode,
    json_text,
    parse_v32,
)

__all__ = [
    "AnyMessage",
    "AnyTool",
    "DeveloperMessage",
    "EncodingError",
    "InvalidArguments",
    "MalformedOutput",
    "MissingResult",
    "OrphanResult",
    "ResultOrder",
    "Unrepresentable",
    "V32Codec",
    "encode_v32",
    "parse_v32",
    "render_v32",
]

_TOOLS = f"""## Tools

You have access to a set of tools you can use to answer the user's question.
You can invoke functions by writing a "<{DSML}function_calls>" block like the following as part of your reply to the user:
<{DSML}function_calls>
<{DSML}invoke name="$FUNCTION_NAME">
<{DSML}parameter name="$PARAMETER_NAME" string="true|false">$PARAMETER_VALUE</{DSML}parameter>
...
</{DSML}invoke>
<{DSML}invoke name="$FUNCTION_NAME2">
...
</{DSML}invoke>
</{DSML}function_calls>

String and scalar parameters should be specified as is without any escaping or quotes, while lists and objects should use JSON format. The "string" attribute should be set to "true" for string type parameters and "false" for other types (numbers, booleans, arrays, objects).

If the thinking_mode is enabled, then after function results you should strongly consider outputting a thinking block. Here is an example:

<{DSML}function_calls>
...
</{DSML}function_calls>

<function_results>
...
</function_results>

{THINK}...thinking about results{THINK_END}

Here are the functions available in JSONSchema format:
<functions>
"""  # noqa: E501 - the model was trained on these lines
_RESPONSE_FORMAT = "## Response Format:\n\nYou MUST strictly adhere to the following schema to reply:\n"
_DEVELOPER = "\n\n# The user's message is: "
_SPECIAL = re.compile("|".join(map(re.escape, SPECIAL_TOKENS)))


def encode_v32(
    messages: Sequence[AnyMessage],
    thinking_mode: ThinkingMode = "thinking",
    *,
    tools: Sequence[AnyTool] = (),
    response_format: Mapping[str, Any] | None = None,
    drop_thinking: bool = True,
    context: Sequence[AnyMessage] = (),
    add_bos: bool = True,
) -> str:
    """The prompt for `messages`, ending where the model's reply begins (or with a reply, if that is the last message).

    Args:
        messages: What is rendered. OpenAI-style dicts are taken as well, `developer` messages, and `tools` and
            `response_format` on a system or developer message included.
        thinking_mode: "thinking" opens the reply with `<think>`; "chat" with `</think>`, and shows no thought at all.
        tools: Declared on the first message if that is a system or developer message, else on an empty system message
            in front. A dict is an OpenAI tool; its `function` is printed as it is.
        response_format: JSON schema of the reply, printed behind the tools.
        drop_thinking: The reference's switch, which changes nothing: it shows a thought exactly if no human message
            follows it, whether this is set or not.
        context: Messages that were rendered before; they are looked at, and not rendered again.
        add_bos: Begin with the begin-of-sentence token. Never done behind a context.

    Raises:
        LostTraceError: A step after the last human message has no thought, and it is not known that the model did not
            think. The reference would show it an empty thought.
        EncodingError: One of its kinds, for a message that cannot be rendered.
        ConfigurationError: An argument is not what it must be.
    """
    rendered = render_v32(
        messages,
        thinking_mode,
        tools=tools,
        response_format=response_format,
        drop_thinking=drop_thinking,
        context=context,
        add_bos=add_bos,
    )
    return rendered.text


def render_v32(
    messages: Sequence[AnyMessage],
    thinking_mode: ThinkingMode = "thinking",
    *,
    tools: Sequence[AnyTool] = (),
    response_format: Mapping[str, Any] | None = None,
    drop_thinking: bool = True,
    context: Sequence[AnyMessage] = (),
    add_bos: bool = True,
) -> RenderedPrompt:
    """As `encode_v32`, with the places of the special tokens: what users and tools wrote is never one of them."""
    entries = entries_of((*context, *messages))
    start = len(context) + declare(entries, tools, response_format)
    fold_notes(entries, start if context else 0)
    last_human = max((index for index, entry in enumerate(entries) if entry.human), default=-1)
    frames = _Frames(entries, checked_mode(thinking_mode), last_human)
    pieces = [_Piece(BOS, True)] if add_bos and not context else []
    for index in range(len(entries)):
        rendered = frames.frame(index)  # the context too: its results must be complete, its thoughts there
        if index >= (start if context else 0):
            pieces += rendered
    return _assembled(pieces)


@dataclass(frozen=True, slots=True)
class V32Codec:
    """DeepSeek-V3.2 as a `Codec`. `Settings.effort="none"` is its chat mode; it has no other degrees of effort."""

    family: str = "deepseek-v3.2"
    stop: tuple[str, ...] = (EOS,)

    def render(self, request: Request) -> RenderedPrompt:
        """See `Codec.render`."""
        messages: list[AnyMessage] = list(request.conversation.view.messages)
        rendered = render_v32(
            messages, _mode(request), tools=request.tools, response_format=schema_of(request.settings.response_format)
        )
        if request.prolong is None:
            return rendered
        text = begun(request.prolong)
        return _joined(rendered, RenderedPrompt(text, tuple(_spelled(text))))

    def parse(self, text: str, request: Request) -> AssistantMessage:
        """See `Codec.parse`."""
        before = "" if request.prolong is None else begun(request.prolong)
        return parse_v32(before + text, _mode(request), strict=False)


def _mode(request: Request) -> ThinkingMode:
    return "chat" if request.settings.effort == "none" else "thinking"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text of a prompt; special tokens are spelled in it only if it is `markup`."""

    text: str
    markup: bool = False


@dataclass(frozen=True, slots=True)
class _Frames:
    """Renders each entry in the light of all of them."""

    entries: Sequence[Entry]
    thinking: bool
    last_human: int

    def frame(self, index: int) -> list[_Piece]:
        """What entry `index` adds to the prompt."""
        entry = self.entries[index]
        if entry.told:
            return []
        match entry.message:
            case SystemMessage():
                return self._system(index, entry)
            case DeveloperMessage():
                body = [*_declared(entry), _Piece(_DEVELOPER), _Piece(entry.text)]
                return [_Piece(USER, True), *body, _Piece(ASSISTANT + self._opener(index), True)]
            case UserMessage():
                return [_Piece(USER, True), _Piece(entry.text), _Piece(ASSISTANT + self._opener(index), True)]
            case ToolMessage():
                return self._result(index, entry)
            case AssistantMessage() as message:
                return self._assistant(index, message)
            case ContextChange():
                return []  # `entries_of` lets none through

    def _opener(self, index: int) -> str:
        return THINK if self.thinking and index >= self.last_human else THINK_END

    def _system(self, index: int, entry: Entry) -> list[_Piece]:
        if any(not isinstance(earlier.message, SystemMessage) for earlier in self.entries[:index]):
            raise Unrepresentable(
                f"Message {index} is a system message after others; this format has a place for it only at the start."
            )
        return [_Piece(entry.text), *_declared(entry)]

    def _result(self, index: int, entry: Entry) -> list[_Piece]:
        step = self._step_before(index)
        calls = () if step is None else _assistant_at(self.entries, step).tool_calls
        group = [] if step is None else self._results(step)
        if step is None or not calls:
            raise OrphanResult(f"Message {index} is the result of a call, and no call comes before it.")
        check_results(step, calls, [result.call_id for _, result in group])
        pieces = [_Piece(f"\n<result>{entry.text}</result>")]
        if index == group[0][0]:
            pieces.insert(0, _Piece("\n\n<function_results>"))
        if index == group[-1][0]:
            pieces += [_Piece("\n</function_results>\n\n"), _Piece(self._opener(index), True)]
        return pieces

    def _step_before(self, index: int) -> int | None:
        """The assistant message whose results stand at `index`."""
        for at in range(index - 1, -1, -1):
            message = self.entries[at].message
            if isinstance(message, AssistantMessage):
                return at
            if not (isinstance(message, ToolMessage) or self.entries[at].told):
                return None
        return None

    def _results(self, step: int) -> list[tuple[int, ToolMessage]]:
        found: list[tuple[int, ToolMessage]] = []
        for index in range(step + 1, len(self.entries)):
            message = self.entries[index].message
            if isinstance(message, ToolMessage):
                found.append((index, message))
            elif not self.entries[index].told:
                break
        return found

    def _assistant(self, index: int, message: AssistantMessage) -> list[_Piece]:
        if message.tool_calls and index + 1 < len(self.entries) and not self._results(index):
            raise MissingResult(f"The calls of message {index} have no results; answer each call, in order.")
        live = self.thinking and index > self.last_human
        if live and not self._is_opened(index):
            raise Unrepresentable(f"Message {index} is a reply to nothing: a human message or results must precede it.")
        if is_as_sampled(message, DSML):
            return [_Piece(_sampled(message, live), True)]
        if live and not message.reasoning and message.thought != "none":
            raise LostTraceError(
                f"Message {index} is a step of the running chain, and its thought is missing. DeepSeek-V3.2 must be "
                'shown it again; an empty one in its place makes it worse. If it did not think, say thought="none".'
            )
        return _by_hand(index, message, live)

    def _is_opened(self, index: int) -> bool:
        at = index - 1
        while at >= 0 and self.entries[at].told:
            at -= 1
        return at >= 0 and isinstance(self.entries[at].message, UserMessage | DeveloperMessage | ToolMessage)


def _assistant_at(entries: Sequence[Entry], index: int) -> AssistantMessage:
    message = entries[index].message
    assert isinstance(message, AssistantMessage)
    return message


def _sampled(message: AssistantMessage, live: bool) -> str:
    """A sampled message as it was sampled, less its thought where that is not shown again."""
    raw = message.raw or ""
    if not live:
        shown = without_thought(message, V32.start)
    else:
        shown = raw if message.reasoning is not None else THINK_END + raw
    return shown if shown.endswith(EOS) else shown + EOS


def _by_hand(index: int, message: AssistantMessage, live: bool) -> list[_Piece]:
    """A message that this model did not sample, written as it would have; what it would read otherwise is refused."""
    content, reasoning = Entry(message).text, message.reasoning or ""
    calls = _calls(index, message.tool_calls)
    pieces = [_Piece(content), *calls, _Piece(EOS, True)]
    if live:
        pieces = [_Piece(reasoning), _Piece(THINK_END, True), *pieces]
    written = "".join(piece.text for piece in pieces)
    try:
        read = parse_v32(written, "thinking" if live else "chat")
        written.encode()
    except (MalformedOutput, UnicodeEncodeError) as error:
        raise Unrepresentable(f"Message {index} cannot be written in this format. {error}") from error
    names = [call.name for call in message.tool_calls]
    values = [arguments_of(index, call) for call in message.tool_calls]
    if (read.content, read.reasoning or "") != (content, reasoning if live else "") or (
        [call.name for call in read.tool_calls],
        [json.loads(call.arguments) for call in read.tool_calls],
    ) != (names, values):
        raise Unrepresentable(f"Message {index} would be read back as something else; it spells markup of the format.")
    return pieces


def _calls(index: int, calls: Sequence[ToolCall]) -> list[_Piece]:
    if not calls:
        return []
    pieces = [_Piece(f"{V32.start}>\n", True)]
    for number, call in enumerate(calls):
        pieces += [_Piece("\n" if number else ""), *_invoke(call.name, arguments_of(index, call))]
    return [*pieces, _Piece(f"\n</{DSML}function_calls>", True)]


def _invoke(name: str, values: Mapping[str, Any]) -> Iterator[_Piece]:
    yield _Piece(f"<{DSML}invoke", True)
    yield _Piece(f' name="{name}">\n')
    for number, (key, value) in enumerate(values.items()):
        is_string = isinstance(value, str)
        yield _Piece(("\n" if number else "") + f"<{DSML}parameter", True)
        yield _Piece(f' name="{key}" string="{"true" if is_string else "false"}">')
        yield _Piece(value if is_string else json_text(value))
        yield _Piece(f"</{DSML}parameter>", True)
    yield _Piece(f"\n</{DSML}invoke>", True)


def _declared(entry: Entry) -> Iterator[_Piece]:
    """Tools and response format, as they follow a system prompt."""
    if entry.tools:
        yield _Piece("\n\n" + _TOOLS, True)
        yield _Piece("\n".join(json_text(tool) for tool in entry.tools))
        yield _Piece("\n</functions>\n")
    if entry.response_format:
        yield _Piece(f"\n\n{_RESPONSE_FORMAT}{json_text(entry.response_format)}")


def _assembled(pieces: Sequence[_Piece]) -> RenderedPrompt:
    special: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        if piece.markup:
            special += [(at + start, at + end) for start, end in _spelled(piece.text)]
        at += len(piece.text)
    return RenderedPrompt("".join(piece.text for piece in pieces), tuple(special))


def _spelled(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _SPECIAL.finditer(text))


def _joined(left: RenderedPrompt, right: RenderedPrompt) -> RenderedPrompt:
    by = len(left.text)
    return RenderedPrompt(left.text + right.text, (*left.special, *((s + by, e + by) for s, e in right.special)))
