"""What happens when the model's window fills: a summary, older steps hidden, or the end of the run.

The strategies are those of DeepSeek-V3.2's search agent (section 4.4 of the paper): at 80 % of the window, summarise
the trajectory and go on from the summary; hide the first 75 % of the tool calls; hide all of them; or stop. Nothing
is deleted: a `ContextChange` in the conversation says what is not shown any more, and the record keeps all of it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from agentrt.conversation import (
    AssistantMessage,
    ContextChange,
    Conversation,
    Message,
    SystemMessage,
    ToolMessage,
    UserMessage,
    is_human,
    text_of,
)
from agentrt.frozen import Frozen

CHARACTERS_PER_TOKEN = 3.5
"""For text that no server has counted yet; on the safe side for English, about right for code."""

Action = Literal["summary", "discard_75", "discard_all", "stop"]

ASK_FOR_SUMMARY = (
    "[Note of the runtime, not of the user] Your context window is nearly full. Do not call a tool now. Write a "
    "summary from which you can go on without the history: the task and its constraints, what you found with exact "
    "values, names and sources, what you tried that failed, what is left to do."
)
"""What the model is told when it is to summarise."""


class ContextPolicy(Frozen):
    """When and how a filling window is dealt with.

    Attributes:
        window: Tokens that the model's window holds.
        share: Share of it at which something is done, before the next model call.
        action: What is done. "stop" ends the run with status "limit" and reason "context"; so do the others where
            nothing is left to hide.
        keep_steps: The latest steps that "discard_all" and pruning leave alone.
        prune: Tools whose older results may be hidden first, the calls staying visible; values are the characters
            up to which a result is left alone.
    """

    window: int = Field(ge=256)
    share: float = Field(default=0.8, gt=0, le=1)
    action: Action = "discard_all"
    keep_steps: int = Field(default=0, ge=0)
    prune: Mapping[str, int] = Field(default_factory=dict)

    @property
    def threshold(self) -> int:
        """Tokens at which something is done."""
        return int(self.window * self.share)


@dataclass(frozen=True)
class Plan:
    """What is to be hidden.

    Attributes:
        action: Under which name it is recorded.
        hidden: Indexes of messages.
        pruned: Indexes of results.
        summarise: Whether the model is asked for a summary first.
    """

    action: str
    hidden: tuple[int, ...] = ()
    pruned: tuple[int, ...] = ()
    summarise: bool = False


def tokens_in(conversation: Conversation, known: int | None) -> int:
    """Tokens that the next prompt will hold.

    Args:
        conversation: All that was said.
        known: What the server counted up to and with the last reply; None where it was not counted since the last
            change of the context.
    """
    messages = conversation.view.messages
    if known is None:
        return _estimate(messages)
    last = next((i for i in range(len(messages) - 1, -1, -1) if isinstance(messages[i], AssistantMessage)), -1)
    return known + _estimate(messages[last + 1 :])


def plan(policy: ContextPolicy, conversation: Conversation) -> Plan | None:
    """What to hide now; None where nothing is left that could be."""
    steps = _visible_steps(conversation)
    old = steps[: len(steps) - policy.keep_steps] if policy.keep_steps else steps
    if pruned := _prunable(policy, conversation, old):
        return Plan("prune", pruned=pruned)
    hidden_by = {"discard_75": steps[: (len(steps) * 3 + 3) // 4], "discard_all": old, "summary": steps, "stop": []}
    chosen = hidden_by[policy.action]
    if not chosen:
        return None
    hidden = tuple(index for step in chosen for index in step)
    return Plan(policy.action, hidden=hidden, summarise=policy.action == "summary")


def change(planned: Plan, summary: str = "") -> ContextChange:
    """The conversation's record of a plan."""
    if planned.pruned:
        return ContextChange(action=planned.action, pruned=planned.pruned)
    note = (
        f"[Note of the runtime, not of the user] Earlier steps were replaced by your own summary:\n\n{summary}"
        if planned.summarise
        else "[Note of the runtime, not of the user] Earlier tool calls and their results were taken out of your "
        "context to make room. What they changed (files, for instance) is still there. Go on with the task."
    )
    return ContextChange(action=planned.action, hidden=planned.hidden, note=note)


def _visible_steps(conversation: Conversation) -> list[tuple[int, ...]]:
    """The tool-call steps that are still shown, each as the indexes of its reply, its results and notes after it.

    Steps that answer without a call are no history of calls and stay, as do system and human messages.
    """
    gone: set[int] = set()
    for message in conversation.messages:
        if isinstance(message, ContextChange):
            gone.update(message.hidden)
    steps: list[list[int]] = []
    within = False
    for index, message in enumerate(conversation.messages):
        if isinstance(message, AssistantMessage):
            within = bool(message.tool_calls) and index not in gone
            if within:
                steps.append([index])
        elif isinstance(message, SystemMessage | ContextChange) or is_human(message):
            within = False
        elif within and index not in gone:
            steps[-1].append(index)
    return [tuple(step) for step in steps]


def _prunable(policy: ContextPolicy, conversation: Conversation, steps: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    done = {i for message in conversation.messages if isinstance(message, ContextChange) for i in message.pruned}
    found = []
    for index in (index for step in steps for index in step):
        message = conversation.messages[index]
        if index in done or not isinstance(message, ToolMessage):
            continue
        if len(text_of(message.content)) > policy.prune.get(message.name, sys.maxsize):
            found.append(index)
    return tuple(found)


def _estimate(messages: Sequence[Message]) -> int:
    return int(sum(_characters(message) for message in messages) / CHARACTERS_PER_TOKEN)


def _characters(message: Message) -> int:
    if isinstance(message, AssistantMessage):
        calls = sum(len(call.name) + len(call.arguments) for call in message.tool_calls)
        return len(message.text) + len(message.reasoning or "") + calls
    if isinstance(message, SystemMessage | UserMessage | ToolMessage):
        return len(text_of(message.content))
    return 0
