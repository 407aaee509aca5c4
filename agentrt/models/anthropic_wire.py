"""Conversations as the Anthropic Messages protocol has them, and replies as it streams them.

A reply is kept block by block, as it came, in `AssistantMessage.opaque`, and goes back like that: thought with its
signature, redacted thought, text and calls, unmodified and in order. Sources: platform.claude.com, "Thinking" (rules
for passing blocks back), "Streaming messages", "Messages API reference".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import JsonValue

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

Block = dict[str, Any]
THOUGHT_BLOCKS = ("thinking", "redacted_thinking")
_FINISH = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "tool_use": "tool_calls",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "content_filter",
}
_ERRORS = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
}
_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+);base64,(.*)", re.DOTALL)


def system_of(messages: Sequence[Message]) -> str:
    """The system prompt, which stands outside the messages."""
    return "\n\n".join(text_of(one.content) for one in messages if isinstance(one, SystemMessage))


def write(messages: Sequence[Message], *, thinks: bool) -> list[dict[str, Any]]:
    """The messages: turns of user and assistant by turns, results first in their turn.

    A note of the runtime behind results goes into the last of them: as a block of its own it would be taken for the
    user's word, and with it the older models drop the thought of the chain.

    Args:
        messages: The conversation.
        thinks: Whether the request asks for thought.

    Raises:
        LostTraceError: The request asks for thought, and a step of the running chain lacks its own.
    """
    if thinks:
        _require_thought(messages)
    wire: list[dict[str, Any]] = []
    for message in messages:
        if isinstance(message, SystemMessage | ContextChange):
            continue
        if isinstance(message, AssistantMessage):
            _add(wire, "assistant", _reply_blocks(message))
        elif isinstance(message, ToolMessage):
            _add(wire, "user", [_result(message)])
        elif not is_human(message) and (result := _last_result(wire)) is not None:
            result["content"] = [*_as_blocks(result["content"]), *_blocks(message.content)]
        else:
            _add(wire, "user", _blocks(message.content))
    return wire


def _require_thought(messages: Sequence[Message]) -> None:
    """That each step of the running chain has its thought in blocks, or is known to have had none."""
    last_human = max((index for index, one in enumerate(messages) if is_human(one)), default=-1)
    for index, message in enumerate(messages[last_human + 1 :], last_human + 1):
        if not isinstance(message, AssistantMessage) or not message.tool_calls or message.thought == "none":
            continue
        if not any(block.get("type") in THOUGHT_BLOCKS for block in message.opaque):
            raise LostTraceError(
                f"Message {index} is a step of the running chain, and its thinking block is missing. It must go back "
                "with its signature, as it came, so a thought of another provider will not do. Nothing was sent. If it "
                'did not think, say so with thought="none"; or start the turn anew with a human message, or ask with '
                'effort="none".'
            )


def _add(wire: list[dict[str, Any]], role: str, blocks: list[Block]) -> None:
    """Add blocks to the last turn if it is of the same role, else as a new one."""
    if wire and wire[-1]["role"] == role:
        wire[-1]["content"].extend(blocks)
    elif blocks:
        wire.append({"role": role, "content": blocks})


def _last_result(wire: list[dict[str, Any]]) -> Block | None:
    last: Block | None = wire[-1]["content"][-1] if wire and wire[-1]["role"] == "user" else None
    return last if last is not None and last["type"] == "tool_result" else None


def _reply_blocks(message: AssistantMessage) -> list[Block]:
    """The blocks of a reply as they came, if they are still what the message says, else made of it."""
    blocks: list[Block] = [dict(block) for block in message.opaque]
    text = "".join(block["text"] for block in blocks if block.get("type") == "text")
    ids = [block["id"] for block in blocks if block.get("type") == "tool_use"]
    if blocks and text == message.text and ids == [call.id for call in message.tool_calls]:
        return blocks
    thought = [block for block in blocks if block.get("type") in THOUGHT_BLOCKS]
    said = [{"type": "text", "text": message.text}] if message.text.strip() else []
    return [*thought, *said, *map(_call, message.tool_calls)]


def _call(call: ToolCall) -> Block:
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": _input(call.arguments)}


def _input(arguments: str) -> JsonValue:
    """The arguments as the object that the protocol wants; text that is none is wrapped, as its documentation says."""
    try:
        value: JsonValue = json.loads(arguments) if arguments.strip() else {}
    except (ValueError, RecursionError):
        value = None
    return value if isinstance(value, dict) else {"INVALID_JSON": arguments}


def _result(message: ToolMessage) -> Block:
    content = message.content if isinstance(message.content, str) else _blocks(message.content)
    result: Block = {"type": "tool_result", "tool_use_id": message.call_id, "content": content}
    return result if message.fault is None else {**result, "is_error": True}


def _as_blocks(content: Any) -> list[Block]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _blocks(content: Content) -> list[Block]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return [_image(part) if isinstance(part, ImagePart) else {"type": "text", "text": part.text} for part in content]


def _image(part: ImagePart) -> Block:
    data = _DATA_URL.fullmatch(part.url)
    if data is None:
        return {"type": "image", "source": {"type": "url", "url": part.url}}
    return {"type": "image", "source": {"type": "base64", "media_type": data[1], "data": data[2]}}


class MessageReply:
    """A reply, streamed or whole (see `agentrt.models.endpoint.Reply`)."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._blocks: dict[int, Block] = {}
        self._inputs: dict[int, str] = {}
        self._stop: str | None = None
        self._usage: dict[str, Any] = {}
        self._done = False

    @property
    def done(self) -> bool:
        return self._done

    def feed(self, data: bytes) -> list[Delta]:
        event = read_event(data)
        match event.get("type"):
            case "message_start":
                self._begin(event["message"])
            case "content_block_start":
                self._blocks[event["index"]] = dict(event["content_block"])
                return self._opened(event["index"])
            case "content_block_delta":
                return self._added(event["index"], event["delta"])
            case "content_block_stop":
                self._closed(event["index"])
            case "message_delta":
                self._stop = event["delta"].get("stop_reason") or self._stop
                self._count(event.get("usage"))
            case "message_stop":
                self._done = True
            case "message":
                return self._whole(event)
            case "error":
                error = event["error"]
                raise ErrorEvent(_ERRORS.get(error.get("type"), 500), str(error.get("message") or error))
        return []

    def ends(self) -> bool:
        return False  # the protocol has an event for it

    def step(self) -> Step:
        return Step(self._message())

    def _message(self) -> AssistantMessage:
        blocks = [self._blocks[index] for index in sorted(self._blocks)]
        thoughts = [block for block in blocks if block["type"] in THOUGHT_BLOCKS]
        said = "".join(block.get("thinking") or "" for block in thoughts)
        texts = [block["text"] for block in blocks if block["type"] == "text"]
        return AssistantMessage(
            content="".join(texts) if texts else None,
            reasoning=said or None,
            thought="present" if thoughts else "none",
            tool_calls=tuple(self._tool_calls()),
            opaque=tuple(blocks),
            finish_reason=_FINISH.get(self._stop or "", self._stop),
            usage=self._counted(),
            model=self._model,
        )

    def _begin(self, message: dict[str, Any]) -> None:
        self._model = message.get("model") or self._model
        self._count(message.get("usage"))

    def _whole(self, message: dict[str, Any]) -> list[Delta]:
        self._begin(message)
        self._stop, self._done = message.get("stop_reason"), True
        self._blocks = {index: dict(block) for index, block in enumerate(message["content"])}
        self._inputs = {
            index: json.dumps(block["input"], ensure_ascii=False)
            for index, block in self._blocks.items()
            if block["type"] == "tool_use"
        }
        return [delta for index in self._blocks for delta in self._opened(index)]

    def _opened(self, index: int) -> list[Delta]:
        block = self._blocks[index]
        if block["type"] == "tool_use":
            return [CallDelta(self._number(index), block["name"], self._inputs.get(index, ""))]
        if block.get("text"):
            return [TextDelta(block["text"])]
        return [ReasoningDelta(block["thinking"])] if block.get("thinking") else []

    def _added(self, index: int, delta: dict[str, Any]) -> list[Delta]:
        block = self._blocks[index]
        match delta["type"]:
            case "text_delta":
                block["text"] = block.get("text", "") + delta["text"]
                return [TextDelta(delta["text"])]
            case "thinking_delta":
                block["thinking"] = block.get("thinking", "") + delta["thinking"]
                return [ReasoningDelta(delta["thinking"])]
            case "signature_delta":
                block["signature"] = block.get("signature", "") + delta["signature"]
            case "input_json_delta":
                self._inputs[index] = self._inputs.get(index, "") + delta["partial_json"]
                if block["type"] == "tool_use":
                    return [CallDelta(self._number(index), block["name"], delta["partial_json"])]
            case "citations_delta":
                block["citations"] = [*(block.get("citations") or ()), delta["citation"]]
        return []

    def _closed(self, index: int) -> None:
        block = self._blocks[index]
        if "input" in block:
            block["input"] = _input(self._inputs.get(index, "")) if self._inputs.get(index) else block["input"]

    def _tool_calls(self) -> Iterator[ToolCall]:
        for index in sorted(self._blocks):
            block = self._blocks[index]
            if block["type"] == "tool_use":
                written = self._inputs.get(index) or json.dumps(block["input"], ensure_ascii=False)
                yield ToolCall(id=block["id"], name=block["name"], arguments=written)

    def _number(self, index: int) -> int:
        """Which call the block at `index` is, from 0."""
        return sum(1 for at, block in self._blocks.items() if at < index and block["type"] == "tool_use")

    def _count(self, usage: dict[str, Any] | None) -> None:
        self._usage.update({name: value for name, value in (usage or {}).items() if value is not None})

    def _counted(self) -> Usage:
        count = self._usage.get
        cached, written = count("cache_read_input_tokens"), count("cache_creation_input_tokens")
        details = count("output_tokens_details") or {}
        return Usage(
            prompt_tokens=count("input_tokens", 0) + (cached or 0) + (written or 0),
            cached_tokens=cached,
            written_tokens=written,
            completion_tokens=count("output_tokens", 0),
            reasoning_tokens=details.get("thinking_tokens"),
        )
