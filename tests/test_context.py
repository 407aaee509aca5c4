"""When the window fills: less is shown, nothing is lost, and the record says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentrt import Agent, AssistantMessage, ContextPolicy, Conversation, Run, ToolCall, ToolMessage, tool
from agentrt.conversation import ContextChange, UserMessage, is_human, text_of
from agentrt.events import ContextChanged
from agentrt.journal import read_journal
from agentrt.models.base import Request
from agentrt.models.scripted import ScriptedModel
from agentrt.usage import Usage

PER_STEP = 100
"""Tokens that a step adds to the window, as the scripted server counts them."""


@tool
async def look(page: int) -> str:
    """Look at a page."""
    return f"page {page}: " + "x" * 40


def counted(request: Request, message: AssistantMessage) -> AssistantMessage:
    shown = sum(isinstance(one, AssistantMessage) for one in request.conversation.messages)
    return message.model_copy(update={"usage": Usage(prompt_tokens=50 + PER_STEP * shown, completion_tokens=10)})


def researcher(pages: int) -> ScriptedModel:
    """Looks at pages one after the other, however few of them it is still shown, then answers."""
    asked = 0

    def script(request: Request) -> AssistantMessage:
        nonlocal asked
        last = request.conversation.messages[-1]
        if isinstance(last, UserMessage) and "Write a summary" in text_of(last.content):
            return counted(request, AssistantMessage(content=f"Summary: {asked} pages seen."))
        if asked == pages:
            return counted(request, AssistantMessage(content="done"))
        asked += 1
        call = ToolCall(id=f"c{asked}", name="look", arguments=f'{{"page": {asked}}}')
        return counted(request, AssistantMessage(reasoning=f"Page {asked}.", tool_calls=(call,)))

    return ScriptedModel(script)


async def research(action: str, pages: int = 12, **options: object) -> tuple[Run, ScriptedModel]:
    model = researcher(pages)
    policy = ContextPolicy.model_validate({"window": 1000, "share": 0.5, "action": action, **options})
    run = await Agent(model, [look], "Research.", context=policy).run("Go.")
    return run, model


def shown_steps(request: Request) -> list[str | None]:
    return [message.reasoning for message in request.conversation.messages if isinstance(message, AssistantMessage)]


def changes(run: Run) -> list[ContextChange]:
    return [message for message in run.conversation.messages if isinstance(message, ContextChange)]


@pytest.mark.parametrize("action", ["discard_all", "discard_75", "summary"])
async def test_less_is_shown_and_nothing_is_lost(action: str) -> None:
    run, model = await research(action)
    assert (run.status, run.answer) == ("completed", "done")
    assert {change.action for change in changes(run)} == {action}
    assert max(len(shown_steps(request)) for request in model.requests) <= 6
    thoughts = [reply.reasoning for reply, _ in run.conversation.steps]
    assert thoughts == [f"Page {number}." for number in range(1, 13)] + [None], "the record holds every thought"
    assert sum(is_human(message) for message in run.conversation.messages) == 1


async def test_discard_all_leaves_the_task_and_a_note() -> None:
    _, model = await research("discard_all")
    after = next(
        request
        for request in model.requests
        if len(request.conversation.messages) == 3 and request is not model.requests[0]
    )
    system, human, note = after.conversation.messages
    assert (text_of(system.content), text_of(human.content)) == ("Research.", "Go.")
    assert "taken out of your context" in text_of(note.content)
    assert isinstance(note, UserMessage)
    assert note.origin == "runtime"


async def test_discard_75_keeps_the_latest_quarter() -> None:
    run, _ = await research("discard_75")
    first = changes(run)[0]
    before = next(index for index, message in enumerate(run.conversation.messages) if message == first)
    steps = sum(isinstance(message, AssistantMessage) for message in run.conversation.messages[:before])
    hidden = sum(isinstance(run.conversation.messages[index], AssistantMessage) for index in first.hidden)
    assert hidden == -(-steps * 3 // 4)


async def test_a_summary_takes_the_place_of_the_steps() -> None:
    run, model = await research("summary")
    shown = [
        text_of(message.content)
        for message in model.requests[-1].conversation.messages
        if isinstance(message, UserMessage)
    ]
    assert any("Summary: " in text for text in shown)
    assert run.usage.total_tokens > sum((reply.usage or Usage()).total_tokens for reply, _ in run.conversation.steps), (
        "the summary's own tokens count"
    )


async def test_results_are_pruned_first_and_the_calls_stay() -> None:
    run, model = await research("discard_all", prune={"look": 10}, keep_steps=1)
    assert changes(run)[0].action == "prune"
    pruned = next(
        request
        for request in model.requests
        if any(
            isinstance(one, ToolMessage) and "no longer shown" in text_of(one.content)
            for one in request.conversation.messages
        )
    )
    assert len(shown_steps(pruned)) == 6
    assert text_of(pruned.conversation.messages[-1].content).startswith("page 6")


async def test_stop_ends_the_run() -> None:
    run, _ = await research("stop")
    assert (run.status, run.reason) == ("limit", "context")


async def test_a_window_too_small_for_the_task_ends_the_run_instead_of_going_round() -> None:
    run, _ = await research("discard_all", window=256, share=0.1)
    assert (run.status, run.reason) == ("limit", "context")


async def test_the_change_is_recorded_and_holds_for_the_next_turn(tmp_path: Path) -> None:
    policy = ContextPolicy(window=1000, share=0.5, action="discard_all")
    agent = Agent(researcher(6), [look], context=policy)
    run = await agent.run("Go.", journal=tmp_path / "run.jsonl")
    records = [record for record in read_journal(tmp_path / "run.jsonl")[0] if isinstance(record, ContextChanged)]
    assert records[0].used >= 500
    assert Run.of(read_journal(tmp_path / "run.jsonl")[0], run.journal) == run
    model = ScriptedModel(["next"])
    again = await Agent(model, [look], context=policy).run("On.", conversation=run.conversation)
    assert again.answer == "next"
    assert len(shown_steps(model.requests[0])) < len(run.conversation.steps)
    assert Conversation.model_validate_json(again.conversation.model_dump_json()) == again.conversation
