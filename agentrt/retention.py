"""Which earlier thought a model is shown again: six policies, each a pure function of the conversation.

Dropping is a view, made when a request is rendered; the conversation itself keeps everything. Every policy shows the
thought of each message from some index on, so a policy is its boundary:

    user_boundary           from the last human message on
    keep_all_when_tools     everything where the request declares tools, else as user_boundary
    keep_all                everything
    final_answer_boundary   from behind the last reply that ended a turn, so a human may speak in between
    opaque_replay           everything, in the provider's own blocks, which are never edited
    drop                    nothing: for ablations alone

A note of the runtime is no boundary under any of them, whatever role it is rendered under. Which family wants which
policy is in `agentrt.models.families`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from agentrt.conversation import AssistantMessage, Message, UserMessage, is_human
from agentrt.errors import LostTraceError

Policy = Literal["user_boundary", "keep_all_when_tools", "keep_all", "final_answer_boundary", "opaque_replay", "drop"]


def shown_from(
    policy: Policy, messages: Sequence[Message], *, tools: bool = False, since: int = 0, known: int = 0
) -> int:
    """Index of the first message whose thought is shown; that of the messages before it is left out.

    Args:
        policy: The family's policy.
        messages: The conversation.
        tools: Whether the request declares tools.
        since: Messages before this index were looked at before, with the result `known`. A conversation that grows
            is then looked at once, not at every step.
        known: The result for `messages[:since]` under the same policy and the same `tools`.
    """
    if policy == "drop":
        return len(messages)
    if policy in ("keep_all", "opaque_replay") or (policy == "keep_all_when_tools" and tools):
        return 0
    for index in range(len(messages) - 1, max(since - 1, 0) - 1, -1):
        if policy == "final_answer_boundary":
            if _ended_turn(messages, index):
                return index + 1
        elif is_human(messages[index]):
            return index
    return known


def shows_thought(policy: Policy, messages: Sequence[Message], *, tools: bool = False) -> tuple[int, ...]:
    """Indexes of the replies whose thought is shown."""
    start = shown_from(policy, messages, tools=tools)
    return tuple(index for index in range(start, len(messages)) if isinstance(messages[index], AssistantMessage))


def lost_traces(messages: Sequence[Message], start: int = 0) -> tuple[int, ...]:
    """Indexes, from `start` on, of replies with calls of which nobody knows what the model thought.

    A step in which the model did not think (`thought="none"`) is no loss.
    """
    return tuple(
        index
        for index in range(start, len(messages))
        if isinstance(message := messages[index], AssistantMessage)
        and message.thought == "unknown"
        and message.tool_calls
        and "</think>" not in message.text  # a server without a reasoning parser leaves it there
    )


def require_traces(family: str, messages: Sequence[Message], start: int = 0) -> None:
    """Refuse a history without the thoughts that the family must be shown.

    Args:
        family: Name of the model family, for the message.
        messages: The conversation.
        start: The policy's boundary (`shown_from`).

    Raises:
        LostTraceError: A reply with calls lacks its thought; the message names it and says what to do.
    """
    lost = lost_traces(messages, start)
    if not lost:
        return
    where = f"Message {lost[0]}" if len(lost) == 1 else f"Messages {', '.join(map(str, lost[:10]))}"
    raise LostTraceError(
        f"{where} of the conversation called tools, and what the model thought before is not in the history. The "
        f"family {family!r} must be shown it again; its servers would put an empty thought there, and the model would "
        "get worse without a word. Nothing was sent. Give the message its `reasoning`; where the model really did "
        'not think, say so with `thought="none"`; or start the turn anew with a human message.'
    )


def _ended_turn(messages: Sequence[Message], index: int) -> bool:
    """Whether a message is a final answer: a reply without calls that the runtime did not ask to be gone on with."""
    message = messages[index]
    if not isinstance(message, AssistantMessage) or message.tool_calls:
        return False
    after = messages[index + 1] if index + 1 < len(messages) else None
    return not (isinstance(after, UserMessage) and after.origin == "runtime")
