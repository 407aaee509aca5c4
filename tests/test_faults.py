"""Every fault that peers were probed with, over real HTTP: survived, told to the model with its cause, counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from agentrt import Agent, AssistantMessage, Run, ToolCall, tool
from agentrt.conversation import is_human
from agentrt.models import ChatModel, RetryPolicy
from agentrt.testing import RecordingServer, Reply, error


@tool
async def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


@tool
def fails(a: int = 0) -> int:
    """Fail."""
    raise ValueError("the disk is on fire")


@tool
async def submit(answer: str) -> str:
    """Hand in the answer."""
    return answer


def call(name: str, arguments: str) -> tuple[ToolCall, ...]:
    return (ToolCall(id="call_2", name=name, arguments=arguments),)


@dataclass(frozen=True)
class Fault:
    """What the server does in the second step.

    Attributes:
        name: As `run.faults` counts it.
        replies: Instead of a healthy reply.
        told: What the model reads of it; nothing where it is no business of the model's.
        finish: Name of the finishing tool, where the fault is one only with it.
    """

    name: str
    replies: tuple[Reply | str, ...]
    told: tuple[str, ...] = ()
    finish: str | None = None


GOOD = Reply(reasoning="I add.", tool_calls=(ToolCall(id="call_1", name="add", arguments='{"a": 1, "b": 2}'),))
DONE = Reply(content="3")
SUBMIT = Reply(tool_calls=(ToolCall(id="call_9", name="submit", arguments='{"answer": "3"}'),))

FAULTS = [
    Fault("bad_json", (Reply(tool_calls=call("add", '{"a": 1, "b"')),), ("not valid JSON", "Write the call again")),
    Fault("bad_arguments", (Reply(tool_calls=call("add", '{"a": "x", "b": 2}')),), ("a: Input should", "call again")),
    Fault("unknown_tool", (Reply(tool_calls=call("addd", "{}")),), ("no tool 'addd'", "Your tools are: add, fails")),
    Fault("empty_reply", (Reply(content="", reasoning="Hm."),)),
    Fault("empty_reply", (Reply(content=""),) * 3, ("Your last replies were empty", "call a tool or answer")),
    Fault("no_final_answer", (Reply(content="It is 3."),), ("without a call", "call the tool 'submit'"), "submit"),
    Fault(
        "cut_off",
        (Reply(tool_calls=call("add", '{"a": 1, "b'), finish_reason="length"),),
        ("cut off by its length limit", "Call again with shorter arguments"),
    ),
    Fault("tool_exception", (Reply(tool_calls=call("fails", "{}")),), ("ValueError: the disk", "another way")),
    Fault("http_429", (error(429, "slow down"),)),
    Fault("http_500", (error(500, "oops"),)),
    Fault("http_503", (error(503, "busy"),)),
    Fault("connection", (Reply(content="3", drop_after=0),)),
    Fault("connection", (Reply(content="3" * 400, drop_after=700, write=100, pause=0.002),)),
]
NAMES = [f"{fault.name}-{number}" for number, fault in enumerate(FAULTS)]


async def run_with(fault: Fault, stream: bool) -> tuple[Run, RecordingServer]:
    script = [GOOD, *fault.replies, SUBMIT if fault.finish else DONE]
    tools = [add, fails, *([submit] if fault.finish else [])]
    with RecordingServer(script) as server:
        model = ChatModel(server.url, model="any", stream=stream, retry=RetryPolicy(wait=0.01, longest=0.05))
        try:
            run = await Agent(model, tools, finish=fault.finish).run("One and two?")
        finally:
            await model.aclose()
    return run, server


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "plain"])
@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
async def test_a_fault_on_the_second_step_is_survived(fault: Fault, stream: bool) -> None:
    run, server = await run_with(fault, stream)
    assert (run.status, run.answer) == ("completed", "3"), run.reason
    assert run.faults == {fault.name: len(fault.replies)}
    said = str([message for message in server.requests[-1].messages if message["role"] != "assistant"])
    assert all(piece in said for piece in fault.told)
    assert sum(is_human(message) for message in run.conversation.messages) == 1
    thoughts = [message.get("reasoning") for message in server.requests[-1].messages if message["role"] == "assistant"]
    assert thoughts[0] == "I add.", "the live chain keeps its thought through the fault"


async def test_a_server_that_stays_broken_fails_the_run_with_what_it_said() -> None:
    with RecordingServer(lambda request: error(503, "the cluster is down")) as server:
        model = ChatModel(server.url, model="any", retry=RetryPolicy(attempts=3, wait=0.01, longest=0.05))
        run = await Agent(model).run("Hello?")
        await model.aclose()
    assert run.status == "failed"
    assert "the cluster is down" in run.reason
    assert run.faults == {"http_503": 2}, "the last one is the failure itself"


async def test_a_reply_cut_off_in_its_text_is_prolonged_by_a_server_that_can() -> None:
    replies = [Reply(content="The answer ", finish_reason="length"), Reply(content="is 3.")]
    with RecordingServer(replies, owned_by="vllm") as server:
        model = ChatModel(server.url, model="any")
        run = await Agent(model).run("Hello?")
        await model.aclose()
    assert (run.answer, run.faults) == ("The answer is 3.", {"cut_off": 1})
    body: dict[str, Any] = server.requests[1].json
    assert body["continue_final_message"] is True
    assert body["messages"][-1]["content"] == "The answer "


async def test_a_reply_is_part_of_the_conversation_only_once(tmp_path: Any) -> None:
    """A stream that broke off and was sampled again leaves one reply in the record."""
    broken = Reply(content="3" * 400, drop_after=900, write=100, pause=0.002)
    with RecordingServer([broken, "3"]) as server:
        model = ChatModel(server.url, model="any", retry=RetryPolicy(wait=0.01, longest=0.05))
        run = await Agent(model).run("Hello?", journal=tmp_path / "run.jsonl")
        await model.aclose()
    assert [message.text for message in run.conversation.messages if isinstance(message, AssistantMessage)] == ["3"]
