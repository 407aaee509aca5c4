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
    return "the history was edited"


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


def suffix(ended: Sequence[int], gone_on: Sequence[int], completion: Sequence[int]) -> tuple[int, ...] | None:
    """The tokens that follow a sampled reply.

    Two renderings of a stand-in for the reply tell them, since what follows does not depend on what was said:

    Args:
        ended: A short conversation that ends with the stand-in.
        gone_on: The same, then the new messages and the opening of the next reply.
        completion: What was really sampled in the stand-in's place.

    Returns:
        None where `gone_on` does not continue `ended`: then the template shows a reply in another way once something
        follows it.
    """
    if list(gone_on[: len(ended)]) != list(ended):
        return None
    new, last = tuple(gone_on[len(ended) :]), completion[-1] if completion else None
    closing = closing_tokens(ended, last)
    if closing is not None:
        return (*closing, *new)
    if new and new[0] == last:  # GLM: a reply ends with the token that opens what follows
        return new[1:]
    return None


def closing_tokens(ended: Sequence[int], last: int | None, within: int = 4) -> tuple[int, ...] | None:
    """What the template puts behind the token that ended the reply ("\\n" for Qwen3).

    Args:
        ended: A rendering that ends with a reply.
        last: The token that ended the sampled reply.
        within: How near to the end it must stand.

    Returns:
        None where the rendering does not end that way.
    """
    for back in range(1, min(within, len(ended)) + 1):
        if ended[-back] == last:
            return tuple(ended[len(ended) - back + 1 :])
    return None


def cut_off_suffix(
    ended: Sequence[int], gone_on: Sequence[int], closed: Sequence[int], left_open: Sequence[int]
) -> tuple[int, ...] | None:
    """The tokens that follow a reply which no token ended (its length ran out).

    Args:
        ended: As in `suffix`.
        gone_on: As in `suffix`.
        closed: A rendering that ends with a whole reply.
        left_open: The same, but the reply is to be gone on with.

    Returns:
        What closes the reply, and what follows; None where the renderings do not continue each other.
    """
    if list(gone_on[: len(ended)]) != list(ended) or list(closed[: len(left_open)]) != list(left_open):
        return None
    return (*closed[len(left_open) :], *gone_on[len(ended) :])
