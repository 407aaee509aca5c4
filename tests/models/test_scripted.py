"""ScriptedModel: replays what it is given."""

from __future__ import annotations

import pytest

from agentrt import Agent, AssistantMessage, Conversation, ToolCall, UserMessage
from agentrt.errors import ModelResponseError
from agentrt.events import CallDelta, ReasoningDelta, TextDelta
from agentrt.models.base import ModelEvent, Request, Step
from agentrt.models.scripted import ScriptedModel

ASKED = Request(Conversation(messages=(UserMessage(content="How many?"),)))


async def events_of(model: ScriptedModel, request: Request = ASKED) -> list[ModelEvent]:
    return [event async for event in model.generate(request)]


async def test_replies_come_in_order_as_deltas_and_a_step():
    call = ToolCall(id="1", name="count", arguments="{}")
    thinking = AssistantMessage(reasoning="Count.", content="So:", tool_calls=(call,))
    model = ScriptedModel([thinking, "Two."])
    assert await events_of(model) == [
        ReasoningDelta("Count."),
        TextDelta("So:"),
        CallDelta(0, "count", "{}"),
        Step(thinking),
    ]
    assert await events_of(model) == [TextDelta("Two."), Step(AssistantMessage(content="Two.", thought="none"))]
    assert model.requests == [ASKED, ASKED]


async def test_a_reply_may_be_a_function_of_the_request_or_an_exception():
    model = ScriptedModel([lambda request: f"{len(request.conversation)} message", OSError("gone")])
    assert (await events_of(model))[0] == TextDelta("1 message")
    with pytest.raises(OSError, match="gone"):
        await events_of(model)


async def test_one_function_may_answer_everything():
    model = ScriptedModel(lambda request: request.conversation.messages[-1].content.upper())  # type: ignore[union-attr]
    assert (await Agent(model, []).run("ping")).answer == "PING"
    assert (await Agent(model, []).run("pong")).answer == "PONG"


async def test_a_script_that_is_over_says_so():
    with pytest.raises(ModelResponseError, match="over after 0 replies"):
        await events_of(ScriptedModel([]))


async def test_a_reply_that_was_cut_off_is_prolonged_where_it_can_be():
    cut = AssistantMessage(content="It is ", finish_reason="length", thought="none")
    model = ScriptedModel([cut, "so."], prolongs=True)
    run = await Agent(model, []).run("Is it so?")
    assert run.answer == "It is so."
    assert model.requests[1].prolong == cut
