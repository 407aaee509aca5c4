"""A history as DeepSeek-V3.2's format sees it: messages with the tools, the schema and the runtime's notes on them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import JsonValue

from agentrt.conversation import (
    AssistantMessage,
    ContextChange,
    ImagePart,
    Message,
    SystemMessage,
    ToolCall,
    ToolMessage,
    UserMessage,
    text_of,
)
from agentrt.errors import ConfigurationError, ModelError
from agentrt.frozen import Frozen
from agentrt.models.deepseek_parse import EOS, THINK_END, json_text
from agentrt.tool import Tool, ToolSpec


class EncodingError(ModelError):
    """The conversation cannot be written in this format; the message says which message of it, and why."""


class InvalidArguments(EncodingError):
    """A call built by hand has argument text that is not a JSON object."""


class ResultOrder(EncodingError):
    """Results do not stand in the order of their calls. The format has no ids, so they would be swapped in silence."""


class MissingResult(EncodingError):
    """A call has no result."""


class OrphanResult(EncodingError):
    """A result answers no call of the step it stands in."""


class Unrepresentable(EncodingError):
    """A message that this format cannot hold, or that it would read back as something else."""


class DeveloperMessage(Frozen):
    """A human message in the format's `developer` role, which the model card reserves for search agents.

    Attributes:
        content: What the human said; not empty.
        tools: Tools declared with it; those passed to `encode_v32` if they are declared in no other place.
        response_format: A JSON schema that the reply must follow.
    """

    role: Literal["developer"] = "developer"
    content: str
    tools: tuple[ToolSpec, ...] = ()
    response_format: dict[str, JsonValue] | None = None


AnyMessage = Message | DeveloperMessage | Mapping[str, Any]
AnyTool = Tool | ToolSpec | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A message with what the format hangs on it.

    Attributes:
        notes: What the runtime says inside this message's frame.
        told: It is a note that another entry holds; it renders as nothing.
    """

    message: Message | DeveloperMessage
    tools: tuple[Mapping[str, Any], ...] = ()
    response_format: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = ()
    told: bool = False

    @property
    def human(self) -> bool:
        """Whether a turn begins here: by provenance, never by role."""
        said = self.message
        return isinstance(said, DeveloperMessage) or (isinstance(said, UserMessage) and said.origin == "human")

    @property
    def text(self) -> str:
        """The content and the notes, as plain text."""
        content = self.message.content
        if isinstance(content, tuple) and any(isinstance(part, ImagePart) for part in content):
            raise Unrepresentable("DeepSeek-V3.2 takes no images; leave the image out or describe it.")
        return "\n\n".join((text_of(content), *self.notes))


def entries_of(messages: Sequence[AnyMessage]) -> list[Entry]:
    """Messages, and OpenAI-style dicts among them, as entries.

    Raises:
        ConfigurationError: A dict is not a message.
    """
    entries: list[Entry] = []
    waiting: list[str] = []  # ids of calls without a result, for dicts that name none
    for index, message in enumerate(messages):
        entry = _from_dict(index, message, waiting) if isinstance(message, Mapping) else _from_message(message)
        if isinstance(entry.message, AssistantMessage):
            waiting = [call.id for call in entry.message.tool_calls]
        entries.append(entry)
    return entries


def _from_message(message: Message | DeveloperMessage) -> Entry:
    if isinstance(message, ContextChange):
        raise ConfigurationError(
            "Pass what the model is shown, `conversation.view.messages`: it has no context changes."
        )
    if isinstance(message, DeveloperMessage):
        return Entry(message, tuple(map(_function, message.tools)), message.response_format)
    return Entry(message)


def _from_dict(index: int, wire: Mapping[str, Any], waiting: list[str]) -> Entry:
    role, content = wire.get("role"), _text(index, wire.get("content"))
    tools, response_format = tuple(map(_function, wire.get("tools") or ())), wire.get("response_format")
    if role == "system":
        return Entry(SystemMessage(content=content or ""), tools, response_format)
    if role == "assistant":
        return Entry(_assistant(wire, content))
    if content is None:
        raise ConfigurationError(f"Message {index}, of role {role!r}, has no content.")
    if role == "developer":
        return Entry(DeveloperMessage(content=content), tools, response_format)
    if role == "user":
        return Entry(UserMessage(content=content, origin=wire.get("origin", "human")))
    if role == "tool":
        answered = wire.get("tool_call_id") or (waiting.pop(0) if waiting else "")
        return Entry(ToolMessage(call_id=answered, name=wire.get("name") or "", content=content))
    raise ConfigurationError(f"Message {index} has the role {role!r}, which is none of this format's.")


def _assistant(wire: Mapping[str, Any], content: str | None) -> AssistantMessage:
    calls = tuple(_call(number, call) for number, call in enumerate(wire.get("tool_calls") or ()))
    reasoning = wire.get("reasoning_content")
    if reasoning is None:
        reasoning = wire.get("reasoning")
    return AssistantMessage(content=content, reasoning=reasoning, tool_calls=calls)


def _call(number: int, wire: Mapping[str, Any]) -> ToolCall:
    function = wire.get("function", wire)
    arguments = function.get("arguments")
    written = arguments if isinstance(arguments, str) else json_text(arguments)
    return ToolCall(id=wire.get("id") or f"call_{number}", name=function.get("name", ""), arguments=written)


def _text(index: int, content: Any) -> str | None:
    """The text of a dict's content, which may come in parts."""
    if content is None or isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else [content]
    if not all(isinstance(part, Mapping) and part.get("type") == "text" for part in parts):
        raise Unrepresentable(f"Message {index}: DeepSeek-V3.2 takes text alone.")
    return "".join(part["text"] for part in parts)


def declare(entries: list[Entry], tools: Sequence[AnyTool], response_format: Mapping[str, Any] | None) -> int:
    """Hang `tools` and `response_format` on the first message; 1 if one had to be put in front for it, else 0."""
    if not tools and not response_format:
        return 0
    first = entries[0] if entries else None
    added = first is None or not isinstance(first.message, SystemMessage | DeveloperMessage)
    if added:
        first = Entry(SystemMessage(content=""))
        entries.insert(0, first)
    assert first is not None
    if (tools and first.tools) or (response_format and first.response_format):
        raise ConfigurationError("Tools and response format are declared twice: on the first message, and beside it.")
    printed = tuple(_function(tool) for tool in tools) or first.tools
    entries[0] = replace(first, tools=printed, response_format=response_format or first.response_format)
    return int(added)


def _function(tool: AnyTool) -> Mapping[str, Any]:
    """What is printed of a tool."""
    spec = tool.spec if isinstance(tool, Tool) else tool
    if isinstance(spec, ToolSpec):
        return spec.model_dump(mode="json")
    function = spec.get("function")
    if not isinstance(function, Mapping):
        raise ConfigurationError('A tool is a ToolSpec, or {"type": "function", "function": {"name": ...}}.')
    return function


def fold_notes(entries: list[Entry], start: int) -> None:
    """Put what the runtime says into the frame of the message before it, so that it opens no turn of its own.

    The format has no frame for a runtime's note: as a message of the user it would end the turn, and its thoughts with
    it. Behind a result it is told inside the result, behind a human message as its last paragraph. Only behind a reply
    does it get a user frame, which is not taken for a turn either.
    """
    target: int | None = None
    for index, entry in enumerate(entries):
        note = isinstance(entry.message, UserMessage) and not entry.human
        if note and target is not None:
            if target < start <= index:
                raise ConfigurationError(
                    f"Message {index} is a note of the runtime that belongs into the message before it, which is "
                    "context and rendered already: move both to the same side."
                )
            entries[target] = replace(entries[target], notes=(*entries[target].notes, entry.text))
            entries[index] = replace(entry, told=True)
        else:
            target = None if isinstance(entry.message, AssistantMessage | SystemMessage) else index


def check_results(step: int, calls: Sequence[ToolCall], given: Sequence[str], *, ordered: bool = True) -> None:
    """That each call of message `step` has its result.

    V3.2's format has no ids, so results must stand in the order of their calls, or the model takes one for another.

    Raises:
        EncodingError: It has none, or two, or the order is wrong.
    """
    wanted = [call.id for call in calls]
    if wanted == list(given) and len(set(wanted)) == len(wanted):
        return
    if len(set(wanted)) < len(wanted):
        raise Unrepresentable(f"Two calls of message {step} have the same id, so their results cannot be told apart.")
    if stray := [one for one in given if one not in wanted]:
        raise OrphanResult(f"The result {stray[0]!r} answers no call of message {step}, which made {wanted}.")
    if missing := [one for one in wanted if one not in given]:
        raise MissingResult(f"The call {missing[0]!r} of message {step} has no result; answer each call, in order.")
    if ordered or len(given) > len(wanted):
        raise ResultOrder(f"The results of message {step} must stand in the order of its calls, {wanted}, not {given}.")


def is_as_sampled(message: AssistantMessage, mark: str) -> bool:
    """Whether `raw` is this message in a format whose calls bear `mark`: not edited, and not of another family."""
    raw = message.raw
    if raw is None or (message.tool_calls and mark not in raw):
        return False
    return message.text.strip() in raw and raw.lstrip().startswith((message.reasoning or "").strip())


def without_thought(message: AssistantMessage, calls_start: str) -> str:
    """What was sampled, less the thought; of a thought that did not end, its calls stay."""
    raw = message.raw or ""
    if message.reasoning is None:
        return raw
    if THINK_END in raw:
        return raw.partition(THINK_END)[2]
    start = raw.find(calls_start)
    return raw[start:] if start >= 0 else ""


def begun(message: AssistantMessage) -> str:
    """The text of a reply that was cut off, up to where it is to go on.

    Raises:
        Unrepresentable: It was cut off inside a call, and its raw text is not known.
    """
    if message.raw is not None:
        return message.raw.removesuffix(EOS)
    if message.tool_calls:
        raise Unrepresentable("A reply that was cut off inside a call can only be prolonged from its raw text.")
    ended = THINK_END if message.text and message.reasoning is not None else ""
    return f"{message.reasoning or ''}{ended}{message.text}"


def arguments_of(index: int, call: ToolCall) -> dict[str, Any]:
    """The arguments of a call of message `index`; blank text is no arguments, as it is for the tools.

    Raises:
        InvalidArguments: They are not a JSON object, or one key stands twice in it.
    """
    if not call.arguments.strip():
        return {}
    try:
        values = json.loads(call.arguments, object_pairs_hook=_unique, parse_constant=_no_constant)
        if not isinstance(values, dict):
            raise ValueError(f"{type(values).__name__} is no object")
    except (ValueError, RecursionError) as error:
        raise InvalidArguments(
            f"Call {call.id!r} of message {index}: its arguments are not a JSON object ({error})."
        ) from error
    return values


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key stands twice in it")
    return values


def _no_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
