"""The loop: what it does with every sort of reply, and how a run ends."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import anyio
import pytest

from agentrt import Agent, AssistantMessage, Limits, Run, Settings, ToolCall, ToolContext, ToolError, ToolMessage, tool
from agentrt.conversation import Conversation, UserMessage, is_human, text_of
from agentrt.errors import LostTraceError, ModelConnectionError, ModelRequestError
from agentrt.events import ModelRetried, RunEnded, TextDelta, ToolCalled, ToolReturned
from agentrt.journal import read_journal
from agentrt.models import ChatModel
from agentrt.models.anthropic import AnthropicModel
from agentrt.models.base import Request, Retrying, Step
from agentrt.models.scripted import ScriptedModel
from agentrt.usage import Price, Usage, list_prices


@tool
async def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def calls(*wanted: tuple[str, str], **more: Any) -> AssistantMessage:
    """A reply that makes the calls (name, arguments)."""
    made = tuple(ToolCall(id=f"call_{index}", name=name, arguments=text) for index, (name, text) in enumerate(wanted))
    return AssistantMessage(tool_calls=made, **more)


def results(run: Run) -> list[ToolMessage]:
    return [message for message in run.conversation.messages if isinstance(message, ToolMessage)]


def humans(run: Run) -> int:
    return sum(is_human(message) for message in run.conversation.messages)


async def test_prose_without_a_call_is_the_answer() -> None:
    run = await Agent(ScriptedModel(["42"])).run("What?")
    assert (run.status, run.answer, run.steps, run.faults) == ("completed", "42", 1, {})


async def test_a_chain_keeps_every_thought_and_its_results_in_order() -> None:
    model = ScriptedModel(
        [
            calls(("add", '{"a": 1, "b": 2}'), ("add", '{"a": 3, "b": 4}'), reasoning="First the sums."),
            calls(("add", '{"a": 3, "b": 7}'), reasoning="Now their sum."),
            "10",
        ]
    )
    run = await Agent(model, [add], "Be brief.").run("Sum?")
    assert [text_of(result.content) for result in results(run)] == ["3", "7", "10"]
    seen = model.requests[-1].conversation.messages
    thoughts = [message.reasoning for message in seen if isinstance(message, AssistantMessage)]
    assert thoughts == ["First the sums.", "Now their sum."]
    assert run.answer == "10"


async def test_the_next_turn_goes_on_from_the_conversation() -> None:
    agent = Agent(ScriptedModel(["one", "two"]), instructions="Count.")
    first = await agent.run("Start.")
    second = await agent.run("Next.", conversation=first.conversation)
    assert [len(turn) for turn in second.conversation.turns] == [3, 2]
    assert second.answer == "two"


FAULTS = [
    ("bad_json", calls(("add", '{"a": 1,')), "not valid JSON"),
    ("bad_arguments", calls(("add", '{"a": "one", "b": 2}')), "a: Input should be a valid integer"),
    ("bad_arguments", calls(("add", '{"a": 1, "b": 2, "c": 3}')), "c: Extra inputs"),
    ("bad_arguments", calls(("add", "[1, 2]")), "do not fit"),
    ("unknown_tool", calls(("ad", "{}")), "Did you mean 'add'?"),
    ("cut_off", calls(("add", '{"a": 1, "b'), finish_reason="length"), "cut off by its length limit"),
    (
        "malformed_call",
        AssistantMessage(tool_calls=(ToolCall(id="1", name="", arguments="<x", malformed="MalformedName: no name."),)),
        "MalformedName: no name. Write the call again",
    ),
    ("tool_exception", calls(("fails", "{}")), "ValueError: the disk is on fire"),
    ("tool_error", calls(("refuses", "{}")), "use the other door"),
    ("tool_exception", calls(("exits", "{}")), "SystemExit"),
    ("tool_exception", calls(("cancels", "{}")), "CancelledError"),
    ("tool_timeout", calls(("hangs", "{}")), "stopped after 0.05 s"),
]


@tool
def fails() -> str:
    """Fail."""
    raise ValueError("the disk is on fire")


@tool
async def refuses() -> str:
    """Refuse."""
    raise ToolError("use the other door")


@tool
async def exits() -> str:
    """Exit."""
    raise SystemExit(3)


@tool
async def cancels() -> str:
    """Be cancelled from inside."""
    raise asyncio.CancelledError


@tool(timeout=0.05)
async def hangs() -> str:
    """Hang."""
    await anyio.sleep_forever()
    return ""


@pytest.mark.parametrize(("fault", "reply", "told"), FAULTS, ids=[f"{one[0]}-{i}" for i, one in enumerate(FAULTS)])
async def test_a_fault_is_told_to_the_model_counted_and_survived(
    fault: str, reply: AssistantMessage, told: str
) -> None:
    model = ScriptedModel([reply, "recovered"])
    run = await Agent(model, [add, fails, refuses, exits, cancels, hangs]).run("Go.")
    (result,) = results(run)
    assert told in text_of(result.content)
    assert result.fault == fault
    assert (run.status, run.answer, run.faults) == ("completed", "recovered", {fault: 1})
    assert humans(run) == 1


async def test_an_empty_reply_is_sampled_again() -> None:
    model = ScriptedModel([AssistantMessage(content="\n\n", reasoning="Hm."), "here"])
    run = await Agent(model).run("Go.")
    assert (run.answer, run.faults, run.steps) == ("here", {"empty_reply": 1}, 1)
    assert model.requests[0].conversation == model.requests[1].conversation


async def test_replies_that_stay_empty_are_answered_by_a_note_of_the_runtime() -> None:
    model = ScriptedModel([AssistantMessage()] * 3 + ["here"])
    run = await Agent(model).run("Go.")
    note = run.conversation.messages[1]
    assert isinstance(note, UserMessage)
    assert note.origin == "runtime"
    assert (run.answer, run.faults, humans(run)) == ("here", {"empty_reply": 3}, 1)


async def test_a_thought_that_fills_the_reply_is_told_so() -> None:
    model = ScriptedModel([AssistantMessage(reasoning="on and on", finish_reason="length")] * 3 + ["short"])
    run = await Agent(model).run("Go.")
    assert "Think briefly" in text_of(run.conversation.messages[1].content)
    assert (run.answer, run.faults) == ("short", {"cut_off": 3})


async def test_faults_in_a_row_end_the_run() -> None:
    model = ScriptedModel(lambda request: calls(("nope", "{}")))
    run = await Agent(model, [add], limits=Limits(faults_in_a_row=3)).run("Go.")
    assert (run.status, run.faults, run.steps) == ("failed", {"unknown_tool": 3}, 3)
    assert "3 faulty steps in a row" in run.reason


async def test_a_clean_step_ends_the_row_of_faults() -> None:
    bad, good = calls(("nope", "{}")), calls(("add", '{"a": 1, "b": 1}'))
    run = await Agent(ScriptedModel([bad, bad, good, bad, bad, "ok"]), [add], limits=Limits(faults_in_a_row=3)).run(
        "Go."
    )
    assert run.status == "completed"


async def test_a_reply_cut_off_by_length_is_prolonged() -> None:
    cut = AssistantMessage(content="The answer ", reasoning="Long.", finish_reason="length")
    model = ScriptedModel([cut, AssistantMessage(content="is 4.", finish_reason="stop")], prolongs=True)
    run = await Agent(model).run("Go.")
    assert model.requests[1].prolong == cut
    assert (run.answer, run.steps, run.faults) == ("The answer is 4.", 1, {"cut_off": 1})


async def test_where_the_server_cannot_prolong_the_model_is_told_and_the_pieces_are_joined() -> None:
    cut = AssistantMessage(content="The answer ", finish_reason="length")
    run = await Agent(ScriptedModel([cut, "is 4."])).run("Go.")
    assert (run.answer, run.faults, humans(run)) == ("The answer is 4.", {"cut_off": 1}, 1)


async def test_slow_tools_of_one_step_run_at_once() -> None:
    """Four sync tools meet at a barrier: it opens only if all four are running."""
    barrier = threading.Barrier(4, timeout=20)

    @tool
    def meet() -> str:
        """Meet the others."""
        barrier.wait()
        return "met"

    run = await Agent(ScriptedModel([calls(*[("meet", "{}")] * 4), "done"]), [meet]).run("Go.")
    assert [text_of(result.content) for result in results(run)] == ["met"] * 4


async def test_a_tool_that_must_run_alone_does() -> None:
    running: list[str] = []
    together: list[tuple[str, ...]] = []

    def step(name: str, concurrent: bool) -> Any:
        @tool(name=name, concurrent=concurrent)
        async def work() -> str:
            """Work."""
            running.append(name)
            await anyio.sleep(0.01)
            together.append(tuple(running))
            running.remove(name)
            return name

        return work

    wanted = [("free", "{}"), ("free", "{}"), ("alone", "{}"), ("free", "{}")]
    run = await Agent(ScriptedModel([calls(*wanted), "done"]), [step("free", True), step("alone", False)]).run("Go.")
    assert [text_of(result.content) for result in results(run)] == ["free", "free", "alone", "free"]
    assert together[0] == ("free", "free")
    assert ("alone",) in together
    assert not any("alone" in names and len(names) > 1 for names in together)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(steps=2), "steps"),
        (Limits(tokens=25), "tokens"),
        (Limits(cost=0.00003), "cost"),
        (Limits(seconds=0.2), "seconds"),
    ],
)
async def test_a_budget_ends_the_run_with_what_was_done(limits: Limits, reason: str) -> None:
    @tool
    async def wait() -> str:
        """Wait."""
        await anyio.sleep(0.15)
        return "waited"

    usage = Usage(prompt_tokens=10, completion_tokens=5)
    model = ScriptedModel(lambda request: calls(("wait", "{}"), usage=usage, model="m"))
    run = await Agent(model, [wait], limits=limits, prices={"m": Price(prompt=1, completion=1)}).run("Go.")
    assert (run.status, run.reason) == ("limit", reason)
    answered = {message.call_id for message in results(run)}
    assert answered == {"call_0"}, "every call has a result, so that the next turn can go on"


def test_list_prices_are_for_what_is_sold() -> None:
    bought = Agent(
        AnthropicModel("claude-opus-4-8", api_key="x"), prices={"claude-opus-4-7": Price(prompt=0, completion=0)}
    )
    assert bought.prices["claude-opus-4-8"] == list_prices()["claude-opus-4-8"]
    assert bought.prices["claude-opus-4-7"].prompt == 0  # the user's own word
    assert Agent(ChatModel("http://127.0.0.1:8000/v1", model="claude-opus-4-8")).prices == {}


async def test_usage_and_money_are_added_up_discarded_replies_included() -> None:
    usage = Usage(prompt_tokens=1_000, cached_tokens=400, completion_tokens=100, reasoning_tokens=60)
    empty = AssistantMessage(usage=usage, model="m")
    model = ScriptedModel([empty, AssistantMessage(content="hi", usage=usage, model="m")])
    run = await Agent(model, prices={"m": Price(prompt=2, cached=1, completion=10)}).run("Go.")
    assert run.usage.cost == pytest.approx(2 * (600 * 2 + 400 * 1 + 100 * 10) / 1e6)
    assert (run.usage.prompt_tokens, run.usage.cached_tokens, run.usage.reasoning_tokens) == (2000, 800, 120)


async def test_a_model_that_cannot_be_reached_fails_the_run_and_nothing_is_lost() -> None:
    error = ModelConnectionError("http://127.0.0.1:1 refused the connection. Is the server running?")
    run = await Agent(ScriptedModel([calls(("add", '{"a": 1, "b": 1}')), error]), [add]).run("Go.")
    assert run.status == "failed"
    assert "Is the server running?" in run.reason
    assert run.error is error
    assert len(results(run)) == 1


async def test_a_lost_trace_is_raised() -> None:
    with pytest.raises(LostTraceError):
        await Agent(ScriptedModel([LostTraceError("message 3 lost its thought")])).run("Go.")


async def watch(agent: Agent, error: Exception | None = None) -> Run:
    async with agent.stream("Go.") as events:
        if error is not None:
            raise error
        async for _ in events:
            pass
    return events.run


async def test_what_goes_wrong_while_watching_is_raised_as_it_is() -> None:
    with pytest.raises(LostTraceError):
        await watch(Agent(ScriptedModel([LostTraceError("lost")])))
    with pytest.raises(ValueError, match="mine"):
        await watch(Agent(ScriptedModel(["never"])), ValueError("mine"))


async def test_cancelling_a_stream_ends_the_run_and_the_tool() -> None:
    stopped = anyio.Event()

    @tool
    async def forever() -> str:
        """Never return."""
        try:
            await anyio.sleep_forever()
        finally:
            stopped.set()
        return ""

    seen: list[Any] = []
    async with Agent(ScriptedModel([calls(("forever", "{}"))]), [forever]).stream("Go.") as events:
        async for event in events:
            seen.append(event)
            if isinstance(event, ToolCalled):
                events.cancel()
    assert stopped.is_set()
    assert isinstance(seen[-1], RunEnded), "whoever watches sees the end"
    assert events.run.status == "cancelled"
    assert results(events.run)[0].fault == "interrupted"


async def test_leaving_a_stream_early_cancels_the_run(tmp_path: Any) -> None:
    path = tmp_path / "run.jsonl"
    agent = Agent(ScriptedModel(lambda request: calls(("add", '{"a": 1, "b": 1}'))), [add], limits=Limits(steps=None))
    async with agent.stream("Go.", journal=path) as events:
        async for event in events:
            if isinstance(event, ToolReturned):
                break
    assert events.run.status == "cancelled"
    assert Run.of(read_journal(path)[0], path) == events.run


async def test_cancelling_from_outside_is_journaled_and_goes_on(tmp_path: Any) -> None:
    @tool
    async def forever() -> str:
        """Never return."""
        await anyio.sleep_forever()
        return ""

    path = tmp_path / "run.jsonl"
    agent = Agent(ScriptedModel([calls(("forever", "{}")), "resumed"]), [forever])
    task = asyncio.create_task(agent.run("Go.", journal=path))
    while not path.exists() or b"tool_called" not in path.read_bytes():
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    run = await agent.resume(path)
    assert (run.status, run.answer) == ("completed", "resumed")


async def test_a_thread_that_cannot_be_stopped_is_abandoned_and_reported() -> None:
    release = threading.Event()

    @tool(timeout=0.05)
    def stuck() -> str:
        """Block."""
        release.wait(30)
        return "late"

    run = await Agent(ScriptedModel([calls(("stuck", "{}")), "went on"]), [stuck]).run("Go.")
    release.set()
    assert (run.answer, run.abandoned, run.faults) == ("went on", ["stuck"], {"tool_timeout": 1})


async def test_approval_is_asked_one_at_a_time_and_a_refusal_is_told() -> None:
    asked: list[str] = []

    async def approve(request: Any) -> bool | str:
        asked.append(f"{request.tool.name}{request.arguments}")
        return "sums above 5 are forbidden" if request.arguments["a"] > 5 else True

    model = ScriptedModel([calls(("add", '{"a": 1, "b": 2}'), ("add", '{"a": 9, "b": 2}')), "ok"])
    run = await Agent(model, [add], approve=approve).run("Go.")
    assert asked == ["add{'a': 1, 'b': 2}", "add{'a': 9, 'b': 2}"]
    assert [result.fault for result in results(run)] == [None, "denied"]
    assert "sums above 5 are forbidden" in text_of(results(run)[1].content)


async def test_a_structured_answer_comes_by_a_call() -> None:
    wrong, right = calls(("final_answer", '{"answer": {"x": "no"}}')), calls(("final_answer", '{"answer": {"x": 3}}'))
    run = await Agent(ScriptedModel([wrong, right]), output_type=dict[str, int]).run("Go.")
    assert (run.status, run.output, run.faults) == ("completed", {"x": 3}, {"bad_arguments": 1})


async def test_a_structured_answer_in_prose_is_taken_where_it_fits() -> None:
    run = await Agent(ScriptedModel(["I think 3.", '```json\n{"x": 3}\n```']), output_type=dict[str, int]).run("Go.")
    assert (run.output, run.faults, humans(run)) == ({"x": 3}, {"no_final_answer": 1}, 1)


async def test_a_finishing_tool_ends_the_run_and_prose_does_not() -> None:
    @tool
    async def submit(answer: str) -> str:
        """Hand in the answer."""
        if answer != "right":
            raise ToolError("try again")
        return f"accepted: {answer}"

    replies: list[AssistantMessage | str | Exception] = [
        "The answer is right.",
        calls(("submit", '{"answer": "wrong"}')),
        calls(("submit", '{"answer": "right"}')),
    ]
    run = await Agent(ScriptedModel(replies), [submit], finish="submit").run("Go.")
    assert (run.status, run.answer) == ("completed", "accepted: right")
    assert run.faults == {"no_final_answer": 1, "tool_error": 1}


async def test_a_sub_agent_is_a_tool_and_its_tokens_count() -> None:
    usage = Usage(prompt_tokens=5, completion_tokens=5)
    helper = Agent(ScriptedModel([AssistantMessage(content="Oslo", usage=usage)]), name="geographer")
    boss = Agent(
        ScriptedModel([calls(("geographer", '{"task": "Capital of Norway?"}')), "It is Oslo."]), [helper.as_tool()]
    )
    run = await boss.run("Capital?")
    assert text_of(results(run)[0].content) == "Oslo"
    assert (run.answer, run.usage.total_tokens) == ("It is Oslo.", 10)


async def test_a_tool_sees_the_run_and_shows_progress() -> None:
    @tool
    async def look(context: ToolContext) -> str:
        """Look around."""
        context.emit("half way")
        return f"step {context.step}, {len(context.conversation)} messages, {context.sandbox}"

    async with Agent(ScriptedModel([calls(("look", "{}")), "ok"]), [look], sandbox=_Box()).stream("Go.") as events:
        shown = [type(event).__name__ async for event in events]
    assert "ToolOutput" in shown
    assert text_of(results(events.run)[0].content) == "step 1, 2 messages, a box"


class _Box:
    def spec(self) -> dict[str, str]:
        return {"engine": "test"}

    def __str__(self) -> str:
        return "a box"


async def test_the_stream_shows_deltas_and_every_record() -> None:
    async with Agent(ScriptedModel([calls(("add", '{"a": 1, "b": 1}')), "two"]), [add]).stream("Go.") as events:
        kinds = [type(event) async for event in events]
    assert TextDelta in kinds
    assert kinds.index(ToolCalled) < kinds.index(ToolReturned)


async def test_settings_may_depend_on_the_run() -> None:
    model = ScriptedModel([calls(("add", '{"a": 1, "b": 1}')), "two"])
    await Agent(model, [add], settings=lambda run: Settings(effort="low" if run.steps else "high")).run("Go.")
    assert [request.settings.effort for request in model.requests] == ["high", "low"]


async def test_http_retries_are_counted_as_faults() -> None:
    class Flaky(ScriptedModel):
        async def generate(self, request: Request) -> Any:
            yield Retrying("http_503", "the server is busy", 0.0)
            yield Step(AssistantMessage(content="hello"))

    async with Agent(Flaky([])).stream("Go.") as events:
        seen = [event async for event in events if isinstance(event, ModelRetried)]
    assert (events.run.answer, events.run.faults, seen[0].reason) == ("hello", {"http_503": 1}, "the server is busy")


async def test_a_refused_request_fails_the_run_with_what_the_server_said() -> None:
    refusal = ModelRequestError("401 Unauthorized from http://x: bad key", status=401, url="http://x", body="bad key")
    run = await Agent(ScriptedModel([refusal])).run("Go.")
    assert (run.status, run.reason) == ("failed", "401 Unauthorized from http://x: bad key")


async def test_too_many_calls_in_one_reply_are_not_run() -> None:
    run = await Agent(ScriptedModel([calls(*[("add", '{"a": 1, "b": 1}')] * 70), "ok"]), [add]).run("Go.")
    assert run.faults == {"too_many_calls": 6}


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_the_loop_runs_on_both_event_loops(backend: str) -> None:
    @tool
    def double(n: int) -> int:
        """Double."""
        return 2 * n

    async def main() -> Run:
        model = ScriptedModel([calls(("double", '{"n": 4}'), ("add", '{"a": 1, "b": 1}')), "ok"])
        return await Agent(model, [double, add]).run("Go.")

    run: Run = anyio.run(main, backend=backend)
    assert [text_of(result.content) for result in results(run)] == ["8", "2"]


async def test_a_conversation_from_a_cancelled_run_can_be_continued() -> None:
    agent = Agent(ScriptedModel([calls(("nope", "{}")), "fine"]), [add], limits=Limits(steps=1))
    first = await agent.run("Go.")
    assert first.status == "limit"
    second = await agent.run("On.", conversation=first.conversation)
    assert (second.status, humans(second)) == ("completed", 2)


def test_conversation_survives_json() -> None:
    reply = calls(("add", "{ bad"), content=None, reasoning="\n\nthought\n", extra={"x": None})
    conversation = Conversation().add(
        UserMessage(content="hi"), reply, ToolMessage(call_id="call_0", name="add", content="3")
    )
    assert Conversation.model_validate_json(conversation.model_dump_json()) == conversation
