"""Sampled text while it comes: which of it is thought, which is text, which is a call.

The pieces are for the eye; the reply itself is read by the server's own parser when it is whole. What that parser gives
up on is read here: a call that is no JSON is still a call, and the model must be told what was wrong with it.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from agentrt.conversation import ToolCall
from agentrt.events import CallDelta, ReasoningDelta, TextDelta

THINK, THINK_END = "<think>", "</think>"
CALLS = ("<tool_call>", "<\uff5cDSML\uff5c", "<|tool_calls_section_begin|>", "<minimax:tool_call>")
"""How a call begins, in one family or another."""
_NAME = re.compile(r'"name"\s*:\s*"([^"]+)"|name="([^"]+)"|<function=([^>\s]+)>')
_CALL = re.compile(r"<tool_call>\s*(.*?)\s*(?:</tool_call>|(?=<tool_call>)|\Z)", re.DOTALL)
_ARGUMENTS = re.compile(r'"(?:arguments|parameters)"\s*:\s*(.*)\Z', re.DOTALL)


@dataclass
class Splitter:
    """Cuts text as it comes.

    Attributes:
        thinking: Whether the next text is thought: the prompt may have opened it.
        reasoning_tokens: Tokens of thought so far.
    """

    thinking: bool = False
    reasoning_tokens: int = 0
    _calls: int = -1
    _named: bool = False
    _held: str = ""
    _call_text: list[str] = field(default_factory=list)

    def feed(self, text: str, tokens: int = 0) -> list[ReasoningDelta | TextDelta | CallDelta]:
        """The pieces that `text`, of so many tokens, completes; a marker that is not whole yet is held back."""
        if self.thinking or (self._calls < 0 and (self._held + text).lstrip().startswith(THINK)):
            self.reasoning_tokens += tokens
        found: list[ReasoningDelta | TextDelta | CallDelta] = []
        rest = self._held + text
        self._held = ""
        while rest:
            marker = self._next_marker(rest)
            if marker is None:
                keep = _half_marker(rest)
                self._held = rest[len(rest) - keep :]
                found += self._piece(rest[: len(rest) - keep])
                break
            before, _, rest = rest.partition(marker)
            found += self._piece(before)
            self._turn(marker)
        return found

    def end(self) -> list[ReasoningDelta | TextDelta | CallDelta]:
        """What was held back."""
        held, self._held = self._held, ""
        return self._piece(held)

    def _next_marker(self, text: str) -> str | None:
        if self.thinking:
            return THINK_END if THINK_END in text else None
        places = {marker: text.find(marker) for marker in (THINK, *CALLS) if marker in text}
        return min(places, key=lambda marker: places[marker]) if places else None

    def _turn(self, marker: str) -> None:
        if marker in (THINK, THINK_END):
            self.thinking = marker == THINK
        elif marker in (CALLS[0], CALLS[3]) or self._calls < 0:
            self._calls += 1
            self._named, self._call_text = False, []

    def _piece(self, text: str) -> list[ReasoningDelta | TextDelta | CallDelta]:
        if not text:
            return []
        if self.thinking:
            return [ReasoningDelta(text)]
        if self._calls < 0:
            return [TextDelta(text)] if text.strip() else []
        name = ""
        if not self._named:
            self._call_text.append(text)
            if match := _NAME.search("".join(self._call_text)):
                name, self._named = next(one for one in match.groups() if one), True
        return [CallDelta(self._calls, name, text)]


def _half_marker(text: str) -> int:
    """Characters at the end of `text` that may be the beginning of a marker."""
    markers = (THINK, THINK_END, *CALLS)
    for length in range(min(len(text), max(map(len, markers)) - 1), 0, -1):
        if any(marker.startswith(text[-length:]) for marker in markers):
            return length
    return 0


def unread_calls(text: str) -> tuple[str, tuple[ToolCall, ...]]:
    """Calls of the `<tool_call>` form that a parser left in the text, as they were written.

    Args:
        text: A reply's text, its thought taken off.

    Returns:
        The text before the calls, and the calls; their arguments are as written, and may be no JSON.
    """
    if CALLS[0] not in text:
        return text, ()
    calls = []
    for written in _CALL.findall(text):
        name = _NAME.search(written)
        arguments = _ARGUMENTS.search(written)
        said = arguments[1] if arguments else written
        said = said.removesuffix("}") if arguments and _closes_more(said) else said
        called = next((one for one in name.groups() if one), "") if name else ""
        why = None if called else "What stands in <tool_call> is no JSON object with a name and arguments."
        calls.append(ToolCall(id=f"call_{secrets.token_hex(8)}", name=called, arguments=said.strip(), malformed=why))
    return text.partition(CALLS[0])[0].strip(), tuple(calls)


def _closes_more(text: str) -> bool:
    """Whether the last brace closes the call around the arguments."""
    return text.rstrip().endswith("}") and text.count("}") > text.count("{")
