"""Qwen2.5-Coder's chat format with a thought: rendered as segments of text, and read back.

Qwen2.5-Coder was not trained to think. It is asked to, and each reply is opened for it with `<think>`; what it writes
up to `</think>` is its reasoning. It writes calls as fenced JSON blocks far more often than in the `<tool_call>` tags
of its template, so it is shown the fence, and the fence, the tags and a bare JSON object are all understood. A block
that is plainly a call but no JSON becomes a malformed call with its raw text, which the loop tells the model about.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from agentrt.conversation import (
    AssistantMessage,
    Content,
    ImagePart,
    Message,
    SystemMessage,
    ToolCall,
    ToolMessage,
    UserMessage,
    text_of,
)
from agentrt.errors import ConfigurationError
from agentrt.tool import ToolSpec

THINK = "<think>\n"
"""What a reply is opened with, so that it starts with a thought."""
END = "<|im_end|>"
_THOUGHT_END = "</think>"

_TOOLS = """\
# Tools
{tools}

# How to reply
Every reply starts with your thought inside <think> and </think>: what you know so far and what to do next.
After the thought, do exactly one of these:
1. Call a tool with a JSON block, then stop and wait for its result. For example:
<think>
I do not know the files yet. I list them.
</think>
```json
{{"name": "{example}", "arguments": {arguments}}}
```
2. When the task is done, answer in plain words, without a JSON block. For example:
<think>
The tool printed 12.5, which is what was asked for. Nothing is left to do.
</think>
The average is 12.5.

Only such a JSON block runs: code in any other block is not run, and its result is not known.
Never guess a result: run the tool and read its output. Take one step at a time.
A result without an error means that the call worked, also if it printed nothing: go on with the next step."""

_NEXT = "If the task is done now, answer in plain words, without a call. If not, take the next step."
_REPEATED = "You made this call before, with the same result. Do not make it again: answer in plain words, or go on."

_PLAIN = "Every reply starts with a short thought inside <think> and </think>. After the thought comes the answer."


_FENCED = '```json\n{{"name": {name}, "arguments": {arguments}}}\n```'


class Segment(NamedTuple):
    """A piece of a prompt. Names of special tokens count as these only where `special` is true: text of people, pages
    and tools cannot open a message of its own.
    """

    text: str
    special: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it was written: the name, and argument text that may be no JSON."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply taken apart.

    Attributes:
        reasoning: The thought; None where the reply has none.
        content: The text outside thought and calls.
        calls: Calls in their order.
        calls_end: Where in the whole text the last call ends; None without calls.
    """

    reasoning: str | None
    content: str
    calls: tuple[Call, ...]
    calls_end: int | None


def render(
    messages: Sequence[Message], tools: Sequence[ToolSpec], *, shown_from: int = 0, think: bool = True, extra: str = ""
) -> list[Segment]:
    """The prompt for the next reply.

    Args:
        messages: The conversation.
        tools: What may be called.
        shown_from: Index of the first message whose thought is shown.
        think: Whether to ask for a thought and to open the reply with one.
        extra: Further instructions at the end of the system message.
    """
    messages = list(messages)
    said, index = "You are a helpful agent.", 0
    if messages and isinstance(first := messages[0], SystemMessage):
        said, index = _text(first.content), 1
    parts = [said, _instructions(tools, think), extra]
    segments = _frame("system", "\n\n".join(part for part in parts if part))
    while index < len(messages):
        message = messages[index]
        if isinstance(message, ToolMessage):
            results = _results(messages, index)
            segments += _frame("user", "\n".join([*map(_result, results), _hint(messages, index, results)]))
            index += len(results)
            continue
        if isinstance(message, AssistantMessage):
            segments += _frame("assistant", assistant_text(message, shown=index >= shown_from))
        elif isinstance(message, UserMessage):
            segments += _frame("user", _text(message.content))
        else:
            segments += _frame("system", _text(message.content))
        index += 1
    return [*segments, Segment(f"<|im_start|>assistant\n{THINK if think else ''}", True)]


def _results(messages: Sequence[Message], index: int) -> list[ToolMessage]:
    """The results from `index` on, up to the next message of another kind."""
    found: list[ToolMessage] = []
    for message in messages[index:]:
        if not isinstance(message, ToolMessage):
            break
        found.append(message)
    return found


def _result(message: ToolMessage) -> str:
    return f"<tool_response>\n{_text(message.content)}\n</tool_response>"


def _hint(messages: Sequence[Message], index: int, results: Sequence[ToolMessage]) -> str:
    """What stands behind results, so that a small model neither stops early nor goes round in circles.

    It follows from the messages before it alone, so a longer conversation renders it the same.
    """
    made = {(one.name, one.arguments) for one in _calls_of(messages[index - 1])} if index else set()
    before = {(one.name, one.arguments) for message in messages[: max(index - 1, 0)] for one in _calls_of(message)}
    return _REPEATED if made and made <= before else _NEXT


def _calls_of(message: Message) -> tuple[ToolCall, ...]:
    return message.tool_calls if isinstance(message, AssistantMessage) else ()


def assistant_text(message: AssistantMessage, *, shown: bool) -> str:
    """A reply as it stands in the prompt: as it was sampled, less the thought where that is not shown."""
    if message.raw is not None:
        if shown or _THOUGHT_END not in message.raw:
            return message.raw
        return message.raw.rpartition(_THOUGHT_END)[2].lstrip("\n")
    thought = f"{THINK}{message.reasoning}\n{_THOUGHT_END}\n" if shown and message.reasoning else ""
    calls = [
        f'```json\n{{"name": {json.dumps(one.name)}, "arguments": {one.arguments}}}\n```' for one in message.tool_calls
    ]
    return thought + "\n".join([part for part in (_text(message.content or ""), *calls) if part])


def parse(text: str, *, complete: bool = True) -> Reply:
    """Take a reply apart.

    Args:
        text: The whole reply, from `<think>` on, without the end-of-turn token.
        complete: Whether the reply has ended. While it has not, a block that is not closed yet is no call.
    """
    opened = text.startswith("<think>")
    head, closed, _ = text.partition(_THOUGHT_END)
    start = len(head) + len(closed) if closed else (len("<think>") if opened else 0)
    found = list(_calls(text, start, complete))
    if not closed:
        # The thought was never closed: with calls it is what stands before them, without it is the answer.
        before = text[start : found[0].start].strip() if found else ""
        reasoning = (before if opened else None) or None
        content = _without(text, start, found) if not (opened and found) else ""
    else:
        reasoning = head.removeprefix("<think>").strip() or None
        content = _without(text, start, found)
        if not found and not content and complete:  # everything, calls too, went into the thought
            inside = list(_calls(text[: len(head)], 0, complete))
            if inside:
                found, reasoning = inside, text[len("<think>") if opened else 0 : inside[0].start].strip() or None
    return Reply(reasoning, content, tuple(one.call for one in found), found[-1].end if found else None)


def stop_at(text: str, *, several: bool = False) -> int | None:
    """Where a reply under way should be cut off, or None if it should go on.

    A small model goes on after a call with what it imagines the result to be; and it may repeat itself without end.

    Args:
        text: The reply so far.
        several: Whether another call may follow the first block of calls.
    """
    if _CALL_SIGN.search(text) and (end := parse(text, complete=False).calls_end) is not None:
        after = text[end:].lstrip()
        openers = _OPENERS if several else ()
        if after and not any(opener.startswith(after[: len(opener)]) for opener in openers):
            return end
    tail = text[-48:]
    if len(text) > 400 and text.count(tail, -1600 if len(text) > 1600 else 0) >= 5:
        return len(text)
    return None


class _Found(NamedTuple):
    call: Call
    start: int
    end: int


_CALL_SIGN = re.compile(r'"name"\s*:')
_OPENER = re.compile(r"(?P<tag><tool_call>)\s*|(?P<fence>```)[\w-]*[ \t]*\n\s*|^[ \t]*(?=\{)", re.MULTILINE)
_OPENERS = ("```json", "<tool_call>", '{"name"')
_NAME = re.compile(r'"name"\s*:\s*"((?:[^"\\]|\\.)*)"')
_ARGUMENTS = re.compile(r'"(?:arguments|parameters)"\s*:\s*')
_DECODER = json.JSONDecoder(strict=False)  # raw newlines inside a string are what small models write, and plain enough


def _calls(text: str, position: int, complete: bool) -> Iterator[_Found]:
    while opener := _OPENER.search(text, position):
        closer = "</tool_call>" if opener["tag"] else "```" if opener["fence"] else None
        position = opener.end()
        start, found = opener.start(), False
        while one := _object(text, position):
            call, position = one
            if call is not None:
                found = True
                if not complete and _may_close(text, position, closer):
                    return
                yield _Found(call, start, _closed(text, position, closer))
            position = start = _skip(text, position, " \t\r\n,]")
        if found:
            position = _closed(text, position, closer)
        elif closer and text[position : position + 1] in "{[":
            end = text.find(closer, position)
            if end < 0 and not complete:
                return
            block = text[position:] if end < 0 else text[position:end]
            position = len(text) if end < 0 else end + len(closer)
            if _CALL_SIGN.search(block) and _ARGUMENTS.search(block):
                yield _Found(_malformed(block), opener.start(), position)
        elif closer and (end := text.find(closer, position)) >= 0:
            position = end + len(closer)  # a block of code, not of calls
        elif not closer:
            position = max(position, opener.end() + 1)  # a brace that opens no object


def _object(text: str, position: int) -> tuple[Call | None, int] | None:
    """The JSON object at `position`, as a call if it is one, and where it ends; None where there is no object."""
    position = _skip(text, position, "[ \t\r\n")
    if text[position : position + 1] != "{":
        return None
    try:
        value, end = _DECODER.raw_decode(text, position)
    except ValueError:
        return _unclosed(text, position)
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        return None, end
    for key in ("arguments", "parameters"):
        if key in value:
            return Call(value["name"], _argument_text(text[position:end], value[key])), end
    return None, end


def _unclosed(text: str, position: int) -> tuple[Call, int] | None:
    """A call whose arguments are whole, though the brace after them is missing: small models lose count."""
    name, key = _NAME.match(text, text.find('"', position)), _ARGUMENTS.search(text, position)
    if name is None or key is None or text[name.end() : key.start()].strip() != ",":
        return None
    try:
        value, end = _DECODER.raw_decode(text, key.end())
    except ValueError:
        return None
    after = _skip(text, end, " \t\r\n")
    if not isinstance(value, dict) or not text.startswith(("```", "</tool_call>"), after):
        return None
    return Call(name[1], _argument_text(text[position:end], value)), end


def _argument_text(block: str, value: Any) -> str:
    """The arguments as they were written, or written anew where only their newlines are not JSON."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        return value
    key = _ARGUMENTS.search(block)
    if key is not None:
        try:
            end = json.JSONDecoder().raw_decode(block, key.end())[1]
            if json.loads(block[key.end() : end]) == value:
                return block[key.end() : end]
        except ValueError:
            pass
    return json.dumps(value, ensure_ascii=False)


def _malformed(block: str) -> Call:
    """A call that cannot be read: its name as far as it can be made out, and its raw argument text."""
    name, key = _NAME.search(block), _ARGUMENTS.search(block)
    assert key is not None
    arguments = block[key.end() :].strip()
    return Call(
        name[1] if name else "", arguments.removesuffix("}").rstrip() if arguments.endswith("}}") else arguments
    )


def _may_close(text: str, position: int, closer: str | None) -> bool:
    """Whether what follows an object is the start of its block's closing mark, which is still being written."""
    rest = text[_skip(text, position, " \t\r\n]") :]
    return closer is not None and len(rest) < len(closer) and closer.startswith(rest)


def _closed(text: str, position: int, closer: str | None) -> int:
    """Behind the closing mark that follows `position`, if it does."""
    after = _skip(text, position, " \t\r\n]")
    return after + len(closer) if closer and text.startswith(closer, after) else position


def _skip(text: str, position: int, characters: str) -> int:
    while position < len(text) and text[position] in characters:
        position += 1
    return position


def _without(text: str, start: int, found: Sequence[_Found]) -> str:
    kept = []
    for one in found:
        kept.append(text[start : one.start])
        start = one.end
    return "".join([*kept, text[start:]]).strip()


def _frame(role: str, text: str) -> list[Segment]:
    return [Segment(f"<|im_start|>{role}\n", True), Segment(text, False), Segment(f"{END}\n", True)]


def _instructions(tools: Sequence[ToolSpec], think: bool) -> str:
    if not tools:
        return _PLAIN if think else ""
    listed = "\n".join(
        json.dumps({"name": one.name, "description": one.description, "parameters": one.parameters}, ensure_ascii=False)
        for one in tools
    )
    return _TOOLS.format(tools=listed, example=tools[0].name, arguments=json.dumps(_example(tools[0])))


def _example(tool: ToolSpec) -> dict[str, str]:
    """Arguments for the example call, made of the schema: the required ones, each as dots."""
    required = tool.parameters.get("required")
    return {
        str(name): "ls" if name == "command" else "..." for name in (required if isinstance(required, list) else [])
    }


def _text(content: Content) -> str:
    if not isinstance(content, str) and any(isinstance(part, ImagePart) for part in content):
        raise ConfigurationError("Qwen2.5-Coder cannot see images; leave them out, or use a model that can.")
    return text_of(content)
