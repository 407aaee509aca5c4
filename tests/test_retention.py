"""Which earlier thought is shown again, policy by policy."""

from __future__ import annotations

import pytest

from agentrt import AssistantMessage, SystemMessage, ToolCall, ToolMessage, UserMessage
from agentrt.conversation import Message
from agentrt.errors import LostTraceError
from agentrt.retention import Policy, lost_traces, require_traces, shown_from, shows_thought


def human(text: str = "go") -> UserMessage:
    return UserMessage(content=text)


def note(text: str = "mind the gap") -> UserMessage:
    return UserMessage(content=text, origin="runtime")


def calling(reasoning: str | None = "hm") -> AssistantMessage:
    return AssistantMessage(reasoning=reasoning, tool_calls=(ToolCall(id="1", name="look", arguments="{}"),))


def result() -> ToolMessage:
    return ToolMessage(call_id="1", name="look", content="seen")


def answer() -> AssistantMessage:
    return AssistantMessage(content="so it is", reasoning="therefore")


FIRST: tuple[Message, ...] = (SystemMessage(content="be brief"), human(), calling(), result(), answer())
"""A finished turn: thoughts at 2 and 4."""
SECOND: tuple[Message, ...] = (*FIRST, human("more"), calling(), result())
"""A second turn under way: another thought at 6."""


@pytest.mark.parametrize(
    ("policy", "tools", "shown"),
    [
        ("user_boundary", True, (6,)),
        ("user_boundary", False, (6,)),
        ("keep_all_when_tools", True, (2, 4, 6)),
        ("keep_all_when_tools", False, (6,)),
        ("keep_all", False, (2, 4, 6)),
        ("opaque_replay", False, (2, 4, 6)),
        ("final_answer_boundary", True, (6,)),
        ("drop", True, ()),
    ],
)
def test_each_policy_in_a_second_turn(policy: Policy, tools: bool, shown: tuple[int, ...]):
    assert shows_thought(policy, SECOND, tools=tools) == shown


def test_only_a_human_message_is_a_user_boundary():
    in_chain = (*SECOND, note(), calling(), result())
    assert shows_thought("user_boundary", in_chain) == (6, 9)
    assert shows_thought("keep_all_when_tools", in_chain) == (6, 9)


def test_under_final_answer_boundary_a_human_may_interrupt_the_chain():
    interrupted = (*FIRST, human(), calling(), result(), human("no, the other one"), calling(), result())
    assert shows_thought("final_answer_boundary", interrupted) == (6, 9)
    assert shows_thought("user_boundary", interrupted) == (9,)


def test_a_reply_that_the_runtime_asks_to_be_gone_on_with_is_no_final_answer():
    asked_on = (human(), calling(), result(), answer(), note("call the finishing tool"))
    assert shows_thought("final_answer_boundary", asked_on) == (1, 3)
    assert shows_thought("final_answer_boundary", asked_on[:-1]) == ()


def test_a_conversation_without_a_human_message_shows_everything():
    assert shows_thought("user_boundary", (calling(), result())) == (0,)


@pytest.mark.parametrize("policy", ["user_boundary", "keep_all_when_tools", "final_answer_boundary", "drop"])
def test_looking_at_the_new_messages_alone_finds_the_same_boundary(policy: Policy):
    whole = (*SECOND, note(), calling(), result(), answer(), note(), calling(), result(), answer(), human())
    known, since = 0, 0
    for length in range(1, len(whole) + 1):
        if isinstance(whole[length - 1], AssistantMessage):
            continue  # a request never ends in a reply
        known = shown_from(policy, whole[:length], since=since, known=known)
        since = length
        assert known == shown_from(policy, whole[:length])


def test_a_call_without_its_thought_is_lost_and_one_made_without_thinking_is_not():
    history = (
        human(),
        calling(None),
        result(),
        calling(None).model_copy(update={"thought": "none"}),
        result(),
        answer(),
    )
    assert lost_traces(history) == (1,)
    with pytest.raises(LostTraceError, match=r"Message 1 .*'qwen3'.*thought=\"none\""):
        require_traces("qwen3", history)


def test_what_is_not_shown_cannot_be_lost():
    require_traces("qwen3", (human(), calling(None), result(), answer(), human()), start=4)


def test_prose_without_a_known_thought_is_no_loss():
    require_traces("qwen3", (human(), AssistantMessage(content="imported"), human(), calling()))


def test_a_thought_inside_the_content_is_not_lost():
    inline = AssistantMessage(
        content="<think>\nhm\n</think>\n\n", tool_calls=(ToolCall(id="1", name="look", arguments="{}"),)
    )
    require_traces("minimax-m2", (human(), inline, result()))
