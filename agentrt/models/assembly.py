"""A chat completion, streamed or whole, put together into one message without loss."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic_core import from_json

from agentrt.conversation import AssistantMessage, Thought, ToolCall
from agentrt.errors import ModelResponseError
from agentrt.events import CallDelta, ReasoningDelta, TextDelta
from agentrt.models.attempts import Delta
from agentrt.models.endpoint import ErrorEvent, error_text
from agentrt.models.sse import END
from agentrt.models.wire import BLOCKS_FIELD, REASONING_FIELDS, THOUGHT_FIELDS, dumps
from agentrt.usage import Usage


@dataclass(slots=True)
class _Call:
    """Call number `number` while it is put together."""

    number: int
    id: str | None = None
    name: str = ""
    arguments: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Assembly:
    """Takes in a reply piece by piece.

    Attributes:
        finish_reason: What the server said so far.
        begun: Whether anything of the reply itself has come.
        done: Whether the server said that the reply is whole.
        seen: The start of the last event, for error messages.
    """

    finish_reason: str | None = None
    begun: bool = False
    done: bool = False
    seen: str = "nothing"
    _content: list[str] = field(default_factory=list)
    _thought: dict[str, list[str]] = field(default_factory=dict)
    _calls: list[_Call] = field(default_factory=list)
    _by_index: dict[int, _Call] = field(default_factory=dict)
    _blocks: list[dict[str, Any]] = field(default_factory=list)
    _extra: dict[str, Any] = field(default_factory=dict)
    _usage: dict[str, Any] | None = None
    _model: str | None = None
    _held: dict[str, str] = field(default_factory=dict)
    _surrogates: bool = False
    _streamed: bool = True

    def feed(self, data: bytes) -> list[Delta]:
        """Take in one event, or a whole completion, as JSON.

        Raises:
            ErrorEvent: It is an error.
            ModelResponseError: It is no chat completion.
        """
        if data == END:
            self.done = True
            return []
        chunk = self._parsed(data)
        if not isinstance(chunk, dict):
            raise ModelResponseError(f"The server sent something that is no chat completion: {_start(data)}")
        if chunk.get("error"):
            raise _error(chunk["error"])
        usage = chunk.get("usage")
        if usage:
            self._usage = usage
        if self._model is None:
            self._model = chunk.get("model")
        choices = chunk.get("choices")
        if not choices:
            self.seen = _start(data)
            return []
        self.begun = True
        try:
            return self._choice(choices[0])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ModelResponseError(f"The server sent a malformed chat completion ({error}): {_start(data)}") from None

    def _parsed(self, data: bytes) -> Any:
        try:
            return from_json(data)
        except ValueError:
            pass
        try:  # takes half of a surrogate pair, as servers send that cut an escaped emoji in two
            chunk = json.loads(data.decode("utf-8", "replace"))
        except ValueError as error:
            raise ModelResponseError(f"The server sent something that is not JSON ({error}): {_start(data)}") from None
        self._surrogates = True
        return chunk

    def _choice(self, choice: dict[str, Any]) -> list[Delta]:
        finish = choice.get("finish_reason")
        if finish is not None:
            self.finish_reason = finish
        said = choice.get("delta")
        if said is None:
            said = choice.get("message")
            self._streamed, self.done = False, True
        deltas: list[Delta] = []
        if not said:
            return deltas
        shown_thought = False
        for name, value in said.items():
            if value is None or name == "role":
                continue
            if name == "content":
                self._add_content(value, deltas)
            elif name in REASONING_FIELDS and isinstance(value, str):
                self._thought.setdefault(name, []).append(value)
                if value and not shown_thought:
                    shown_thought = True
                    self._show("thought", ReasoningDelta, value, deltas)
            elif name == "tool_calls":
                for position, call in enumerate(value):
                    self._add_call(position, call, deltas)
            elif name == BLOCKS_FIELD and isinstance(value, list):
                _merge_blocks(self._blocks, value)
            else:
                self._extra[name] = _merged(self._extra.get(name), value)
        return deltas

    def _add_content(self, value: Any, deltas: list[Delta]) -> None:
        if isinstance(value, str):
            self._content.append(value)
            if value:
                self._show("content", TextDelta, value, deltas)
        else:  # parts: kept as they are, to be echoed, with their text beside them
            self._extra["content"] = _merged(self._extra.get("content"), value)
            text = "".join(part.get("text") or "" for part in value if part.get("type") == "text")
            self._content.append(text)
            if text:
                self._show("content", TextDelta, text, deltas)

    def _add_call(self, position: int, piece: dict[str, Any], deltas: list[Delta]) -> None:
        call = self._call_of(piece, position)
        function = piece.get("function") or {}
        name, arguments = function.get("name"), function.get("arguments")
        if name and name != call.name:
            call.name += name
        if arguments is not None:
            call.arguments.append(arguments if isinstance(arguments, str) else dumps(arguments).decode())
        for key, value in piece.items():
            if value is not None and key not in ("index", "id", "function") and (key, value) != ("type", "function"):
                call.extra[key] = _merged(call.extra.get(key), value)
        unknown = {key: value for key, value in function.items() if value is not None and key not in _FUNCTION}
        if unknown:
            call.extra["function"] = _merged(call.extra.get("function"), unknown)
        written = arguments if isinstance(arguments, str) else ""
        self._show(f"call {call.number}", partial(CallDelta, call.number, call.name), written, deltas)

    def _call_of(self, piece: dict[str, Any], position: int) -> _Call:
        """The call that a piece belongs to. Some servers give no index, some give each call the same."""
        given, index = piece.get("id"), piece.get("index")
        if not self._streamed:
            index = position  # each is a whole call, also where two have the same id
        elif index is None:
            index = position if given is not None or not self._by_index else max(self._by_index)
            known = next((at for at, call in self._by_index.items() if given and call.id == given), None)
            index = index if known is None else known
        call = self._by_index.get(index)
        if call is not None and given and call.id and given != call.id and (piece.get("function") or {}).get("name"):
            call = None  # another call under the same index
        if call is None:
            call = _Call(len(self._calls))
            self._calls.append(call)
            self._by_index[index] = call
        if given and call.id is None:
            call.id = given
        return call

    def _show(self, channel: str, kind: Callable[[str], Delta], text: str, deltas: list[Delta]) -> None:
        """Add a delta; half of a surrogate pair waits for the other half."""
        if self._surrogates:
            text = self._held.pop(channel, "") + text
            if text and "\ud800" <= text[-1] <= "\udbff":
                self._held[channel], text = text[-1], text[:-1]
            text = mended(text)
        deltas.append(kind(text))

    def message(self) -> AssistantMessage:
        """The reply, whole."""
        fields = tuple(self._thought)
        texts = {name: self._text(pieces) for name, pieces in self._thought.items()}
        reasoning = next((text for text in texts.values() if text), next(iter(texts.values()), None))
        extra = _mended_all(self._extra) if self._surrogates else self._extra
        for name, text in texts.items():
            if text != reasoning:  # two fields that say different things: each goes back as it came
                extra[name] = text
        content = self._text(self._content)
        return AssistantMessage(
            content=content if content or self._empty_is_meant() else None,
            reasoning=reasoning,
            thought=self._thought_known(reasoning, content),
            reasoning_fields=fields,
            tool_calls=tuple(self._finished(call) for call in self._calls),
            opaque=tuple(self._blocks),
            extra=extra,
            finish_reason=self.finish_reason,
            usage=None if self._usage is None else usage_of(self._usage),
            model=self._model if isinstance(self._model, str) else None,
        )

    def _empty_is_meant(self) -> bool:
        """Whether an empty content is one that was said: a stream opens with one whatever follows."""
        return bool(self._content) and not self._streamed

    def _thought_known(self, reasoning: str | None, content: str) -> Thought:
        if reasoning or self._blocks or not THOUGHT_FIELDS.isdisjoint(self._extra) or "</think>" in content:
            return "present"
        return "present" if any(call.extra for call in self._calls) else "none"

    def _finished(self, call: _Call) -> ToolCall:
        extra = _mended_all(call.extra) if self._surrogates else call.extra
        name = mended(call.name) if self._surrogates else call.name
        identity = f"call_{secrets.token_hex(8)}" if call.id is None else call.id
        return ToolCall(id=identity, name=name, arguments=self._text(call.arguments), extra=extra)

    def _text(self, pieces: list[str]) -> str:
        text = "".join(pieces)
        return mended(text) if self._surrogates else text


_FUNCTION = ("name", "arguments")


def usage_of(wire: dict[str, Any]) -> Usage:
    """Token counts from a `usage` object, those of the prefix cache and of the thought included where it has them."""
    prompt = wire.get("prompt_tokens_details") or {}
    completion = wire.get("completion_tokens_details") or {}
    cached = prompt.get("cached_tokens")
    if cached is None:
        cached = wire.get("prompt_cache_hit_tokens")  # DeepSeek's own service
    reasoning = completion.get("reasoning_tokens")
    return Usage(
        prompt_tokens=wire.get("prompt_tokens") or 0,
        cached_tokens=cached,
        completion_tokens=wire.get("completion_tokens") or 0,
        reasoning_tokens=wire.get("reasoning_tokens") if reasoning is None else reasoning,
    )


def mended(text: str) -> str:
    """`text` with surrogate pairs joined and lone surrogates replaced, so that it can be encoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _mended_all(value: Any) -> Any:
    if isinstance(value, str):
        return mended(value)
    if isinstance(value, list):
        return [_mended_all(one) for one in value]
    if isinstance(value, dict):
        return {mended(name): _mended_all(one) for name, one in value.items()}
    return value


def _merged(before: Any, piece: Any) -> Any:
    """An unknown streamed field: text grows, dicts merge, lists grow (by index where they have one), others win."""
    if isinstance(before, str) and isinstance(piece, str):
        return before + piece
    if isinstance(before, dict) and isinstance(piece, dict):
        return {**before, **{name: _merged(before.get(name), value) for name, value in piece.items()}}
    if isinstance(piece, list):
        blocks = list(before) if isinstance(before, list) else []
        _merge_blocks(blocks, piece)
        return blocks
    return piece


def _merge_blocks(blocks: list[Any], pieces: list[Any]) -> None:
    """Lay streamed blocks over those with the same index and type; what says what a block is stays as it is."""
    for piece in pieces:
        at = next((at for at, block in enumerate(blocks) if _continues(block, piece)), None)
        if at is None:
            blocks.append(piece)
            continue
        grown = dict(blocks[at])
        for name, value in piece.items():
            fixed = name in ("type", "index", "id", "format") or value is None
            grown[name] = grown.get(name, value) if fixed else _merged(grown.get(name), value)
        blocks[at] = grown


def _continues(block: Any, piece: Any) -> bool:
    if not (isinstance(block, dict) and isinstance(piece, dict)):
        return False
    index = piece.get("index")
    return index is not None and block.get("index") == index and block.get("type") == piece.get("type", block["type"])


def _error(error: Any) -> ErrorEvent:
    """What the server put where the reply should go on."""
    code = error.get("code") if isinstance(error, dict) else None
    status = code if isinstance(code, int) and 400 <= code < 600 else 500
    body = dumps(error).decode()
    return ErrorEvent(status, error_text(body), body)


def _start(data: bytes) -> str:
    text = data[:500].decode("utf-8", "replace")
    return text + ("..." if len(data) > 500 else "")
