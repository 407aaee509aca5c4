"""Conversations as the OpenAI Responses protocol has them, and replies as it streams them.

A reply is a list of items: reasoning (encrypted, with a summary, or as plain text on open servers), messages, function
calls. They are kept as they came, in `AssistantMessage.opaque`, and go back unchanged and in order: a reasoning item
must be followed by the item that followed it. Nothing is stored on the server (`store: false`), so what it needs of its
own thought comes back encrypted. Sources: OpenAI's guides "Migrate to Responses", "Reasoning models", "Streaming".
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from agentrt.conversation import (
    AssistantMessage,
    Content,
    ContextChange,
    ImagePart,
    Message,
    SystemMessage,
    ToolCall,
    ToolMessage,
    is_human,
    text_of,
)
from agentrt.errors import LostTraceError
from agentrt.events import CallDelta, ReasoningDelta, TextDelta
from agentrt.models.attempts import Delta
from agentrt.models.base import Step
from agentrt.models.endpoint import ErrorEvent, read_event
from agentrt.usage import Usage

Item = dict[str, Any]
_STATUS = {
    "rate_limit_exceeded": 429,
    "insufficient_quota": 429,
    "invalid_api_key": 401,
    "invalid_prompt": 400,
    "context_length_exceeded": 400,
}
"""HTTP status for the code of an error in the stream; a server's own fault where it is not here."""


def instructions_of(messages: Sequence[Message]) -> str:
    """The system prompt, which stands outside the input."""
    return "\n\n".join(text_of(one.content) for one in messages if isinstance(one, SystemMessage))


def write(messages: Sequence[Message]) -> list[Item]:
    """The input items. A note of the runtime is a developer's message, which is no turn of the user's.

    Raises:
        LostTraceError: A reasoning item of the running chain came without what it takes to show it again.
    """
    last_human = max((index for index, one in enumerate(messages) if is_human(one)), default=-1)
    items: list[Item] = []
    for index, message in enumerate(messages):
        if isinstance(message, SystemMessage | ContextChange):
            continue
        if isinstance(message, AssistantMessage):
            if index > last_human:
                _require_thought(index, message)
            items += _reply_items(message)
        elif isinstance(message, ToolMessage):
            items.append(
                {"type": "function_call_output", "call_id": message.call_id, "output": _content(message.content)}
            )
        else:
            role = "user" if is_human(message) else "developer"
            items.append({"type": "message", "role": role, "content": _parts(message.content)})
    return items


def _require_thought(index: int, message: AssistantMessage) -> None:
    """That the reasoning items of a step of the running chain can go back."""
    thoughts = [item for item in message.opaque if item.get("type") == "reasoning"]
    if thoughts and not _is_as_it_came(message):
        raise LostTraceError(
            f"Message {index} is a step of the running chain, and was edited: its reasoning item goes with what the "
            "model said, so neither can be sent without the other. Nothing was sent. Leave the message as it came, or "
            "start the turn anew with a human message."
        )
    if any(not (item.get("encrypted_content") or item.get("content")) for item in thoughts):
        raise LostTraceError(
            f"Message {index} is a step of the running chain, and its reasoning item came without content: the "
            "server did not return `reasoning.encrypted_content`, so the thought cannot be shown again. Nothing "
            "was sent. Use a server that returns it, or start the turn anew with a human message."
        )


def _is_as_it_came(message: AssistantMessage) -> bool:
    """Whether the items are still what the message says."""
    text = "".join(map(_said, message.opaque))
    ids = [item.get("call_id") for item in message.opaque if item.get("type") == "function_call"]
    return bool(message.opaque) and text == message.text and ids == [call.id for call in message.tool_calls]


def _reply_items(message: AssistantMessage) -> list[Item]:
    """The items of a reply as they came; made of the message where there are none, or where it was edited."""
    if _is_as_it_came(message):
        return [dict(item) for item in message.opaque]
    said = {"type": "output_text", "text": message.text}
    items: list[Item] = [{"type": "message", "role": "assistant", "content": [said]}] if message.text else []
    return items + [
        {"type": "function_call", "call_id": call.id, "name": call.name, "arguments": call.arguments}
        for call in message.tool_calls
    ]


def _content(content: Content) -> Any:
    return content if isinstance(content, str) else _parts(content)


def _parts(content: Content) -> list[Item]:
    if isinstance(content, str):
        return [{"type": "input_text", "text": content}]
    return [
        {"type": "input_image", "image_url": part.url, "detail": part.detail or "auto"}
        if isinstance(part, ImagePart)
        else {"type": "input_text", "text": part.text}
        for part in content
    ]


def _said(item: Item) -> str:
    """The text of a message item, a refusal included."""
    if item.get("type") != "message":
        return ""
    return "".join(part.get("text") or part.get("refusal") or "" for part in item.get("content") or ())


def _thought(item: Item) -> str:
    """What can be read of a reasoning item: its text on open servers, else its summary."""
    if item.get("type") != "reasoning":
        return ""
    parts = item.get("content") or item.get("summary") or ()
    return "\n\n".join(part.get("text") or "" for part in parts)


class ResponseReply:
    """A reply, streamed or whole (see `agentrt.models.endpoint.Reply`)."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._items: dict[int, Item] = {}
        self._names: dict[int, str] = {}
        self._response: dict[str, Any] | None = None

    @property
    def done(self) -> bool:
        return self._response is not None

    def feed(self, data: bytes) -> list[Delta]:
        event = read_event(data)
        match event.get("type"):
            case "response.output_item.added":
                return self._opened(event["output_index"], event["item"])
            case "response.output_item.done":
                self._items[event["output_index"]] = event["item"]
            case "response.output_text.delta" | "response.refusal.delta":
                return [TextDelta(event["delta"])]
            case "response.reasoning_text.delta" | "response.reasoning_summary_text.delta":
                return [ReasoningDelta(event["delta"])]
            case "response.function_call_arguments.delta":
                index = event["output_index"]
                return [CallDelta(self._number(index), self._names.get(index, ""), event["delta"])]
            case "response.completed" | "response.incomplete" | "response.failed":
                self._end(event["response"])
            case "error":
                raise _error(event.get("error") or event)
            case None if event.get("object") == "response":
                self._end(event)
                return self._shown()
        return []

    def ends(self) -> bool:
        return False  # the protocol has an event for it

    def step(self) -> Step:
        return Step(self._message())

    def _message(self) -> AssistantMessage:
        response = self._response or {}
        items = [self._items[index] for index in sorted(self._items)]
        thoughts = [item for item in items if item.get("type") == "reasoning"]
        said = "\n\n".join(text for text in map(_thought, thoughts) if text)
        texts = [_said(item) for item in items if item.get("type") == "message"]
        calls = tuple(_call(item) for item in items if item.get("type") == "function_call")
        return AssistantMessage(
            content="".join(texts) if texts else None,
            reasoning=said or None,
            thought="present" if thoughts else "none",
            tool_calls=calls,
            opaque=tuple(items),
            finish_reason=_finish(response, bool(calls)),
            usage=_usage(response.get("usage")),
            model=response.get("model") or self._model,
        )

    def _opened(self, index: int, item: Item) -> list[Delta]:
        if item.get("type") != "function_call":
            return []
        self._names[index] = item.get("name") or ""
        return [CallDelta(self._number(index), self._names[index], item.get("arguments") or "")]

    def _end(self, response: dict[str, Any]) -> None:
        if response.get("status") == "failed" or response.get("error"):
            raise _error(response.get("error") or {})
        self._response = response
        output = response.get("output") or ()
        if len(output) > len(self._items):  # a whole reply, one cut off in an item, or a server without item events
            self._items = dict(enumerate(output))

    def _shown(self) -> list[Delta]:
        """The deltas of a whole reply."""
        deltas: list[Delta] = []
        for index, item in self._items.items():
            deltas += self._opened(index, item)
            deltas += [TextDelta(said)] if (said := _said(item)) else []
            deltas += [ReasoningDelta(thought)] if (thought := _thought(item)) else []
        return deltas

    def _number(self, index: int) -> int:
        """Which call the item at `index` is, from 0."""
        return sum(1 for at in self._names if at < index)


def _call(item: Item) -> ToolCall:
    identity = item.get("call_id") or f"call_{secrets.token_hex(8)}"
    return ToolCall(id=identity, name=item.get("name") or "", arguments=item.get("arguments") or "")


def _finish(response: dict[str, Any], calls: bool) -> str:
    if response.get("status") == "incomplete":
        reason = (response.get("incomplete_details") or {}).get("reason")
        return "length" if reason in (None, "max_output_tokens") else str(reason)
    return "tool_calls" if calls else "stop"


def _usage(wire: dict[str, Any] | None) -> Usage | None:
    if not wire:
        return None
    return Usage(
        prompt_tokens=wire.get("input_tokens") or 0,
        cached_tokens=(wire.get("input_tokens_details") or {}).get("cached_tokens"),
        completion_tokens=wire.get("output_tokens") or 0,
        reasoning_tokens=(wire.get("output_tokens_details") or {}).get("reasoning_tokens"),
    )


def _error(error: dict[str, Any]) -> ErrorEvent:
    code = error.get("code")
    return ErrorEvent(_STATUS.get(str(code), 500), str(error.get("message") or code or "the response failed"))
