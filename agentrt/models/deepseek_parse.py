# ruff: noqa: RUF001, RUF002 - the bars in DeepSeek's tokens are fullwidth
"""Reads what DeepSeek-V3.2 sampled: the format's literals, its parser, and an error for each way to get it wrong.

The format is described in the model card of DeepSeek-V3.2 (its `encoding` folder). A completion is

    {reasoning}</think>{content}{calls}<end of sentence>          thinking mode; the prompt ended with `<think>`
    {content}{calls}<end of sentence>                             chat mode; the prompt ended with `</think>`

and calls are a block of tags that carry the marker `｜DSML｜`. What is accepted here is what the model's reference
accepts, less what it lets pass in silence: values that are no JSON, a block that breaks off, an empty block.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

from agentrt.conversation import AssistantMessage, ToolCall
from agentrt.errors import ConfigurationError, ModelResponseError

BOS = "<｜begin▁of▁sentence｜>"
EOS = "<｜end▁of▁sentence｜>"
USER = "<｜User｜>"
ASSISTANT = "<｜Assistant｜>"
THINK = "<think>"
THINK_END = "</think>"
DSML = "｜DSML｜"
SPECIAL_TOKENS = (BOS, EOS, USER, ASSISTANT, THINK, THINK_END, DSML)
"""Literals that are one token each in the model's vocabulary, and that its format means something by."""

_NAME = re.compile(r'\s*name="(.*?)">\n\n?', re.DOTALL)
_PARAMETER_BODY = re.compile(r' name="(.*?)" string="(true|false)">(.*)<', re.DOTALL)
_KEPT_OUT = (BOS, EOS, THINK, THINK_END, DSML)


class Tags:
    """The tags of a version of the format, as far as they are always written alike."""

    def __init__(self, calls: str, invoke: str, parameter: str) -> None:
        self.start = f"\n\n<{DSML}{calls}"
        self.end = f"</{DSML}{calls}>"
        self.invoke, self.invoke_end = f"<{DSML}{invoke}", f"</{DSML}{invoke}"
        self.parameter, self.parameter_end = f"<{DSML}{parameter}", f"/{DSML}{parameter}"


V32 = Tags("function_calls", "invoke", "parameter")
V4 = Tags("tool_calls", "invoke", "parameter")
V41 = Tags(" calls", " invoke", " parameter")
ThinkingMode = Literal["thinking", "chat"]


class MalformedOutput(ModelResponseError):
    """What the model wrote does not follow its format.

    Attributes:
        text: All of what it wrote.
        position: Character at which it went wrong.
        message: The text read as far as it can be, with what could not be read as a call marked `malformed`. A
            runtime goes on with this one: the model is told, and the text is shown to it again as it was sampled.
    """

    def __init__(self, said: str, *, text: str = "", position: int = 0) -> None:
        super().__init__(said)
        self.text = text
        self.position = position
        self.message = AssistantMessage(raw=text)


class UnclosedThought(MalformedOutput):
    """The thought does not end, or a call block begins inside it."""


class UnclosedAnswer(MalformedOutput):
    """The answer does not end with the end-of-sentence token."""


class MalformedCalls(MalformedOutput):
    """The call block is broken: a tag is missing, is followed by something else, or the block breaks off."""


class EmptyCalls(MalformedOutput):
    """The call block holds no call."""


class MalformedName(MalformedOutput):
    """The head of a call is not ` name="..."`."""


class MalformedParameter(MalformedOutput):
    """A parameter is not ` name="..." string="true|false"`, its value and its end."""


class DuplicateParameter(MalformedOutput):
    """A call gives one parameter twice."""


class MalformedArguments(MalformedOutput):
    """A value marked `string="false"` is not JSON."""


class TextAfterCalls(MalformedOutput):
    """Text follows the call block."""


class TextAfterEnd(MalformedOutput):
    """Something follows the end-of-sentence token."""


class MisplacedToken(MalformedOutput):
    """A special token stands in the thought or in the answer."""


def parse_v32(text: str, thinking_mode: ThinkingMode = "thinking", *, strict: bool = True) -> AssistantMessage:
    """Read what DeepSeek-V3.2 sampled after a prompt of `encode_v32`.

    The format has no call ids, so each call is given one. `raw` holds `text`, from which the message is rendered again.

    Args:
        text: The completion. It ends with the end-of-sentence token; only after a call block may that be missing.
        thinking_mode: "thinking" if the prompt ended with `<think>`, "chat" if with `</think>`.
        strict: Raise on malformed text. Otherwise read it as far as it can be: a missing end is no fault then, and
            what cannot be read as a call becomes a `ToolCall` with kind and reason in `malformed`, the
            name as far as it was legible, and the raw text as its arguments, which no tool accepts.

    Raises:
        MalformedOutput: One of its kinds; `error.message` is what `strict=False` would have returned.
    """
    checked_mode(thinking_mode)
    message, problem = read_dsml(text, thinking_mode, V32)
    if strict and problem is not None:
        problem.message = message
        raise problem
    return message


def read_dsml(text: str, mode: ThinkingMode, tags: Tags) -> tuple[AssistantMessage, MalformedOutput | None]:
    """The message in `text` as far as it can be read, and the first thing that is wrong with it."""
    reader = _Reader(text, tags)
    message = reader.message(mode)
    # Of several, the one that the reference stops at: what it lets pass is named only if nothing else is wrong.
    problem = min(reader.problems, key=lambda one: isinstance(one, MalformedArguments | EmptyCalls), default=None)
    return message, problem


def checked_mode(thinking_mode: str) -> bool:
    """Whether `thinking_mode` is "thinking".

    Raises:
        ConfigurationError: It is neither that nor "chat".
    """
    if thinking_mode not in ("thinking", "chat"):
        raise ConfigurationError(f'thinking_mode is "thinking" or "chat", not {thinking_mode!r}.')
    return thinking_mode == "thinking"


def json_text(value: object) -> str:
    """JSON as Python spells it, with characters outside ASCII as they are: the spelling the model was trained on."""
    return json.dumps(value, ensure_ascii=False)


@dataclass
class _Reader:
    """Reads one completion from the left; what is wrong is noted in the order in which the reference would find it."""

    text: str
    tags: Tags
    at: int = 0
    problems: list[MalformedOutput] = field(default_factory=list)

    def message(self, thinking_mode: ThinkingMode) -> AssistantMessage:
        reasoning = self._thought() if thinking_mode == "thinking" else None
        content, stop = self._until(EOS, self.tags.start)
        calls: tuple[ToolCall, ...] = ()
        if stop == self.tags.start:
            calls = tuple(self._calls())
            after, stop = self._until(EOS)
            if after:
                self._note(TextAfterCalls, f"text after the function calls: {_shown(after)}")
        elif not stop:
            self._note(UnclosedAnswer, "the answer does not end with the end-of-sentence token")
        if self.at < len(self.text):
            self._note(TextAfterEnd, f"text after the end-of-sentence token: {_shown(self.text[self.at :])}")
        for token in _KEPT_OUT:
            if token in content or token in (reasoning or ""):
                self._note(MisplacedToken, f"{token} may not stand in a thought or an answer")
        return AssistantMessage(
            content=content,
            reasoning=reasoning,
            thought="present" if reasoning else "none",
            tool_calls=calls,
            raw=self.text,
        )

    def _thought(self) -> str:
        thought, stop = self._until(THINK_END, self.tags.start)
        if stop == self.tags.start:
            self._note(UnclosedThought, "a function_calls block inside the thought; end the thought first")
            self.at -= len(self.tags.start)
        elif not stop:
            self._note(UnclosedThought, "the thought does not end with </think>")
            thought = thought.removesuffix(EOS)
        return thought

    def _calls(self) -> Iterator[ToolCall]:
        """The calls of a block whose opening tag was just read."""
        start, empty, stop = self.at, True, self.tags.invoke
        while stop == self.tags.invoke:
            between, stop = self._until(self.tags.invoke, self.tags.end)
            if between != ">\n" or not stop:
                self._note(MalformedCalls, _broken_block(between, stop))
            if stop == self.tags.invoke:
                empty = False
                yield self._call_or_problem()
            elif not stop and (empty or between.strip(">\n")):
                yield self._unread("", start)
            start = self.at
        if stop == self.tags.end and empty:
            self._note(EmptyCalls, "the function_calls block holds no call")
            yield self._unread("", start)

    def _call_or_problem(self) -> ToolCall:
        start = self.at
        try:
            return self._call()
        except MalformedOutput as problem:
            self.problems.append(problem)
        if not self.text.endswith(self.tags.invoke_end, start, self.at):
            self._until(self.tags.invoke_end)
        return self._unread(_legible_name(self.text[start:]), start)

    def _call(self) -> ToolCall:
        """The call whose opening tag was just read, up to its closing tag."""
        start = self.at
        head, stop = self._until(self.tags.parameter, self.tags.invoke_end)
        name = _NAME.fullmatch(head)
        if name is None:
            raise self._problem(MalformedName, 'a call must begin with name="..." and a line break')
        arguments: dict[str, str] = {}
        while stop == self.tags.parameter:
            key, value = self._parameter()
            if key in arguments:
                raise self._problem(DuplicateParameter, f"parameter {key!r} is given twice")
            arguments[key] = value
            after, stop = self._until(self.tags.parameter, self.tags.invoke_end)
            if after != ">\n":
                raise self._problem(MalformedParameter, f"parameter {key!r} must be followed by a line break")
        if not stop:
            raise self._problem(MalformedCalls, "the call breaks off")
        return self._checked(name[1], arguments, self.text[start : self.at])

    def _parameter(self) -> tuple[str, str]:
        """Name and JSON text of the parameter whose opening tag was just read."""
        text, _ = self._until(self.tags.parameter_end)
        read = _PARAMETER_BODY.fullmatch(text)
        if read is None:
            raise self._problem(
                MalformedParameter, 'a parameter must be name="..." string="true|false">value</...parameter>'
            )
        key, is_string, value = read.groups()
        return key, json_text(value) if is_string == "true" else value

    def _checked(self, name: str, arguments: dict[str, str], raw: str) -> ToolCall:
        """A call with its values put together; each is looked at alone, or `1, "b": 2` would smuggle in another."""
        spliced = "{" + ", ".join(f"{json_text(key)}: {value}" for key, value in arguments.items()) + "}"
        bad = [(key, reason) for key, value in arguments.items() if (reason := _not_json(value))]
        if not bad:
            return ToolCall(id=_call_id(), name=name, arguments=spliced)
        said = "; ".join(f'the value of {key!r} has string="false" and is not JSON ({reason})' for key, reason in bad)
        self._note(MalformedArguments, f"{name}: {said}")
        kept = spliced if _not_json(spliced) else raw  # what is malformed must not pass for a call by chance
        return self._malformed(name, kept)

    def _unread(self, name: str, start: int) -> ToolCall:
        """What stands in the place of a call that could not be read, from `start` to where reading stopped."""
        return self._malformed(name, self.text[start : self.at].removesuffix(EOS))

    def _malformed(self, name: str, arguments: str) -> ToolCall:
        """A call marked with the last problem that was noted."""
        problem = self.problems[-1]
        mark = f"{type(problem).__name__}: {problem}"
        return ToolCall(id=_call_id(), name=name, arguments=arguments, malformed=mark)

    def _until(self, *stops: str) -> tuple[str, str]:
        """The text up to whichever of `stops` comes first, and that, or all and ""; reading goes on behind it."""
        found = [(at, stop) for stop in stops if (at := self.text.find(stop, self.at)) >= 0]
        start, (end, stop) = self.at, min(found, default=(len(self.text), ""))
        self.at = end + len(stop)
        return self.text[start:end], stop

    def _problem(self, kind: type[MalformedOutput], said: str) -> MalformedOutput:
        return kind(f"Malformed output at character {self.at}: {said}.", text=self.text, position=self.at)

    def _note(self, kind: type[MalformedOutput], said: str) -> None:
        self.problems.append(self._problem(kind, said))


def _not_json(text: str) -> str:
    """Why `text` is no JSON value; empty if it is one."""
    try:
        json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return str(error) or "too deep"
    return ""


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _broken_block(between: str, stop: str) -> str:
    if not stop:
        return "the function_calls block breaks off"
    return f"{_shown(between)} stands where a line break must be"


def _legible_name(text: str) -> str:
    read = re.match(r'\s*name="([^"\n]{0,200})"', text)
    return read[1] if read else ""


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:80] + "...")


def _call_id() -> str:
    return f"call_{uuid4().hex[:24]}"
