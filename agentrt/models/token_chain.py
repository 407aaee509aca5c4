"""The arithmetic of token-exact chains: which prompt a step continues, and which tokens are new in it.

Inside a turn prompt k+1 is prompt k, completion k, and a suffix: what closes the reply in the template and was not
sampled, the new messages, and the opening of the next reply. Where that cannot be, a trace says why it branches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from pydantic_core import to_json

from agentrt.conversation import AssistantMessage, Message, TokenTrace

_DIGEST = "history"
"""Key in `TokenTrace.extra`: digest of what the prompt was rendered from, and of the reply."""


def digest(frame: bytes, messages: Sequence[Message], before: str = "") -> str:
    """Digest of a history.

    Args:
        frame: Whatever else shapes the prompt: tools, and what the template is told.
        messages: The messages, or those after the ones that `before` was made of.
        before: Digest of the messages before these; empty where there are none.
    """
    state = before or blake2b(frame, digest_size=12).hexdigest()
    for message in messages:
        said = to_json(message.model_dump(mode="json", exclude={"trace", "usage", "model"}))
        state = blake2b(state.encode() + said, digest_size=12).hexdigest()
    return state


@dataclass(frozen=True, slots=True)
class Known:
    """A step whose tokens are known, and which the next one may continue.

    Attributes:
        index: Index of its reply in the conversation.
        trace: Its trace.
        tokens: Its prompt and its completion.
        history: Digest of the conversation up to and with the reply.
    """

    index: int
    trace: TokenTrace
    tokens: tuple[int, ...]
    history: str


@dataclass(frozen=True, slots=True)
class Branch:
    """There is nothing to continue, and why; None where there was no step before."""

    reason: str | None


def last_known(frame: bytes, messages: Sequence[Message]) -> Known | Branch:
    """The last reply, with its tokens put together from the traces in the conversation.

    Args:
        frame: As in `digest`.
        messages: The conversation.
    """
    index = next((i for i in range(len(messages) - 1, -1, -1) if isinstance(messages[i], AssistantMessage)), None)
    if index is None:
        return Branch(None)
    reply = messages[index]
    assert isinstance(reply, AssistantMessage)
    trace = reply.trace
    if trace is None:
        return Branch("the tokens of the last reply are not known")
    history = digest(frame, messages[: index + 1])
    if trace.extra.get(_DIGEST) != history:
        return Branch(_what_changed(frame, trace))
    traces = {
        one.trace.id: one.trace for one in messages[: index + 1] if isinstance(one, AssistantMessage) and one.trace
    }
    tokens = prompt_of(trace, traces)
    if tokens is None:
        return Branch("a reply that the chain continues is no longer in the conversation")
    return Known(index, trace, (*tokens, *trace.completion), history)


def marked(trace: TokenTrace, frame: bytes, history: str) -> TokenTrace:
    """`trace` with what tells later whether the history it was made from is still the same."""
    marks = {_DIGEST: history, "frame": blake2b(frame, digest_size=12).hexdigest()}
    return trace.model_copy(update={"extra": {**trace.extra, **marks}})


def _what_changed(frame: bytes, trace: TokenTrace) -> str:
    if trace.extra.get("frame") != blake2b(frame, digest_size=12).hexdigest():
        return "the tools or the effort changed"
    return "the history is not the one that the last reply was made from: it was edited, or context was discarded"


def prompt_of(trace: TokenTrace, traces: Mapping[str, TokenTrace]) -> tuple[int, ...] | None:
    """The whole prompt of a trace; None where one that it continues is not among `traces` (by id)."""
    chain = [trace]
    while chain[-1].parent is not None:
        parent = traces.get(chain[-1].parent)
        if parent is None:
            return None
        chain.append(parent)
    tokens: list[int] = []
    for one in reversed(chain):
        tokens += one.prompt_delta
        if one is not trace:
            tokens += one.completion
    return tuple(tokens)


def suffix(opening: Sequence[int], gone_on: Sequence[int], last: int | None) -> tuple[int, ...] | None:
    """The tokens that follow a sampled reply: what closes it in the template, the new messages, the next opening.

    They are read from the rendering of a stand-in for the reply, since what follows does not depend on what was said.

    Args:
        opening: A short conversation, up to where the reply begins.
        gone_on: The same with the stand-in, the new messages and the opening of the next reply.
        last: The token that ended the sampled reply; the stand-in ends with the first of it behind the opening.

    Returns:
        None where the stand-in does not end with that token.
    """
    shared = next(
        (at for at, (one, other) in enumerate(zip(opening, gone_on, strict=False)) if one != other), len(opening)
    )
    try:
        end = list(gone_on).index(last if last is not None else -1, shared)
    except ValueError:
        return None
    return tuple(gone_on[end + 1 :])


def cut_off_suffix(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    """The tokens that follow a reply which no token ended, since its length ran out.

    Args:
        one: A rendering like `gone_on` in `suffix`.
        other: The same with another stand-in, which ends in another word.
    """
    same = 0
    while same < min(len(one), len(other)) and one[-1 - same] == other[-1 - same]:
        same += 1
    return tuple(one[len(one) - same :])
