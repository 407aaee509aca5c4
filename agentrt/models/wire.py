"""Messages as an OpenAI-compatible server is sent them, each serialised once.

A conversation only grows, so the bytes of what was sent before are kept (`Transcript`, carried from step to step in
`Step.carry`) and the next request adds its new messages to them: a chain of n steps costs O(n) serialisation. What
was serialised is done again only where the retention policy changes what is shown of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from agentrt.conversation import (
    AssistantMessage,
    Content,
    ContextChange,
    ImagePart,
    Message,
    SystemMessage,
    TextPart,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from agentrt.models.families import Family
from agentrt.retention import Policy, require_traces, shown_from

REASONING_FIELDS = ("reasoning_content", "reasoning")
"""Names under which servers write a thought: SGLang, DeepSeek and others the first, vLLM and Ollama the second."""
BLOCKS_FIELD = "reasoning_details"
"""Name under which gateways write the opaque blocks of a thought, to be sent back unchanged and in order."""
THOUGHT_FIELDS = frozenset({*REASONING_FIELDS, BLOCKS_FIELD, "thinking_blocks", "reasoning_opaque"})
"""Fields that hold thought in one form or another: what a policy leaves out."""


def dumps(value: Any) -> bytes:
    """`value` as compact JSON in UTF-8. A lone surrogate, which UTF-8 cannot carry, becomes a question mark."""
    try:
        return to_json(value)
    except (PydanticSerializationError, UnicodeError, ValueError):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Transcript:
    """Messages in their wire form.

    Attributes:
        messages: The messages.
        fragments: Each as a JSON object; a note of the runtime may be part of the one before it.
        heads: Index of the first message in each fragment.
        start: Index of the first message whose thought is shown.
        mode: Whether tools were declared, and whether the model was to think.
    """

    messages: tuple[Message, ...] = ()
    fragments: tuple[bytes, ...] = ()
    heads: tuple[int, ...] = ()
    start: int = 0
    mode: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes a family's conversations.

    Attributes:
        family: The family.
        policy: The retention policy in force.
    """

    family: Family
    policy: Policy

    def write(
        self, messages: tuple[Message, ...], *, tools: bool, thinks: bool = True, before: Transcript | None = None
    ) -> Transcript:
        """The wire form of a conversation.

        Args:
            messages: The conversation.
            tools: Whether the request declares tools.
            thinks: Whether the model is to think; where not, no thought can be missing.
            before: What was written for an earlier state of it.

        Raises:
            LostTraceError: The family must be shown a thought that is not in the conversation.
        """
        known = len(before.messages) if before is not None else 0
        if before is None or before.messages != messages[:known]:  # the same objects, so pointers are compared
            before, known = Transcript(), 0
        looked_at = known if before.mode == (tools, thinks) else 0
        start = shown_from(self.policy, messages, tools=tools, since=looked_at, known=before.start if looked_at else 0)
        if self.family.needs_thought and thinks:
            require_traces(self.family.name, messages, max(start, looked_at))
        fragments, heads = list(before.fragments), list(before.heads)
        if start != before.start:
            self._show_anew(messages, fragments, heads, before.start, start)
        for index in range(known, len(messages)):
            if fragments and self._merges(messages, index):
                fragments[-1] = self._merged(messages[heads[-1] : index + 1])
            else:
                fragments.append(self._fragment(messages[index], shown=index >= start))
                heads.append(index)
        return Transcript(messages, tuple(fragments), tuple(heads), start, (tools, thinks))

    def partial(self, message: AssistantMessage) -> dict[str, Any]:
        """A reply that is to be gone on with, its thought shown."""
        return _assistant(message, self.family.fields, shown=self.policy != "drop")

    def _show_anew(
        self, messages: Sequence[Message], fragments: list[bytes], heads: list[int], old: int, new: int
    ) -> None:
        """Write the replies again whose thought is shown now and was not, or the other way round."""
        for at, index in enumerate(heads):
            if min(old, new) <= index < max(old, new) and isinstance(messages[index], AssistantMessage):
                fragments[at] = self._fragment(messages[index], shown=index >= new)

    def _merges(self, messages: Sequence[Message], index: int) -> bool:
        """Whether a message is a note that belongs into the message before it."""
        if self.family.note not in ("merge", "system") or not _is_note(messages[index]):
            return False
        before = messages[index - 1]
        while _is_note(before) and index > 1:
            index -= 1
            before = messages[index - 1]
        return isinstance(before, ToolMessage | UserMessage)

    def _merged(self, group: Sequence[Message]) -> bytes:
        first = group[0]
        assert isinstance(first, ToolMessage | UserMessage)
        content = first.content
        for note in group[1:]:
            assert isinstance(note, UserMessage)
            content = _with_paragraph(content, note.content)
        return dumps(_plain(first.model_copy(update={"content": content})))

    def _fragment(self, message: Message, *, shown: bool) -> bytes:
        if isinstance(message, AssistantMessage):
            return dumps(_assistant(message, self.family.fields, shown=shown))
        if _is_note(message):
            return dumps(self._note(message.content))
        assert not isinstance(message, ContextChange)  # a view holds none
        return dumps(_plain(message))

    def _note(self, content: Content | None) -> dict[str, Any]:
        """A note of the runtime that stands alone."""
        if self.family.note == "tool_response":
            parts = (TextPart(text="<tool_response>\n"), *_parts(content), TextPart(text="\n</tool_response>"))
            if all(isinstance(part, TextPart) for part in parts):
                return {"role": "user", "content": "".join(part.text for part in parts if isinstance(part, TextPart))}
            return {"role": "user", "content": _wire_content(parts)}
        role = "system" if self.family.note == "system" else "user"
        return {"role": role, "content": _wire_content(content)}


def _is_note(message: Message) -> bool:
    return isinstance(message, UserMessage) and message.origin == "runtime"


def _plain(message: SystemMessage | UserMessage | ToolMessage) -> dict[str, Any]:
    if isinstance(message, ToolMessage):
        return {"role": "tool", "tool_call_id": message.call_id, "content": _wire_content(message.content)}
    return {"role": message.role, "content": _wire_content(message.content)}


def _assistant(message: AssistantMessage, fields: tuple[str, ...], *, shown: bool) -> dict[str, Any]:
    """A reply as the server gave it, but for what the policy leaves out."""
    wire: dict[str, Any] = {"role": "assistant", "content": _wire_content(message.content)}
    if shown:
        if message.reasoning is not None:
            said = message.reasoning_fields
            names = (*said, *fields) if message.reasoning else said
            for name in names or REASONING_FIELDS:
                wire[name] = message.reasoning
        if message.opaque:
            wire[BLOCKS_FIELD] = message.opaque
    else:
        wire["content"] = _without_thought(wire["content"])
    if message.tool_calls:
        wire["tool_calls"] = [_call(call) for call in message.tool_calls]
    wire.update({name: value for name, value in message.extra.items() if shown or name not in THOUGHT_FIELDS})
    return wire


def _call(call: ToolCall) -> dict[str, Any]:
    function: dict[str, Any] = {"name": call.name, "arguments": call.arguments}
    wire: dict[str, Any] = {"id": call.id, "type": "function", "function": function}
    for name, value in call.extra.items():
        if name == "function" and isinstance(value, dict):
            function.update(value)
        else:
            wire[name] = value
    return wire


def _without_thought(content: Any) -> Any:
    """Text without a thought that stands at its head (servers without a reasoning parser leave it there)."""
    if isinstance(content, str) and content.lstrip().startswith("<think>") and "</think>" in content:
        return content.partition("</think>")[2].lstrip("\n")
    return content


def _parts(content: Content | None) -> tuple[TextPart | ImagePart, ...]:
    if content is None:
        return ()
    return (TextPart(text=content),) if isinstance(content, str) else content


def _with_paragraph(content: Content, added: Content) -> Content:
    if isinstance(content, str) and isinstance(added, str):
        return f"{content}\n\n{added}"
    return (*_parts(content), TextPart(text="\n\n"), *_parts(added))


def _wire_content(content: Content | None) -> Any:
    if content is None or isinstance(content, str):
        return content
    return [_part(part) for part in content]


def _part(part: TextPart | ImagePart) -> dict[str, Any]:
    if isinstance(part, TextPart):
        return {"type": "text", "text": part.text}
    image = {"url": part.url} if part.detail is None else {"url": part.url, "detail": part.detail}
    return {"type": "image_url", "image_url": image}
