"""Several runs of one task, and one of them picked."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentrt import Agent, AssistantMessage, Run, ToolCall, tool
from agentrt.best_of import best_of
from agentrt.errors import ConfigurationError, ModelConnectionError
from agentrt.models.base import Request
from agentrt.models.scripted import Reply, ScriptedModel


@tool
async def think_more() -> str:
    """Take another step."""
    return "ok"


def answering(*answers: tuple[int, str]) -> Agent:
    """An agent whose k-th run takes the k-th number of steps and gives the k-th answer; "!" fails."""
    plans: dict[int, tuple[int, str]] = {}

    def script(request: Request) -> Reply:
        human = id(request.conversation.messages[0])
        steps, answer = plans.setdefault(human, answers[len(plans) % len(answers)])
        done = len(request.conversation.steps)
        if done + 1 < steps:
            return AssistantMessage(tool_calls=(ToolCall(id=str(done), name="think_more", arguments="{}"),))
        return ModelConnectionError("gone") if answer == "!" else answer

    return Agent(ScriptedModel(script), [think_more])


async def test_the_fewest_steps_win_among_those_that_completed() -> None:
    best = await best_of(answering((3, "long"), (2, "short"), (1, "!")), "Go.", 3)
    assert best.run.answer == "short"
    assert [run.status for run in best.runs] == ["completed", "completed", "failed"]


async def test_the_majority_wins_spaces_and_case_apart() -> None:
    best = await best_of(answering((1, "Oslo"), (1, "Rome"), (1, " OSLO ")), "Go.", 3, pick="majority")
    assert best.run.answer == "Oslo"
    assert best.votes == {"oslo": 2, "rome": 1}


async def test_a_verifier_picks_the_highest_score() -> None:
    async def verify(run: Run) -> float:
        return float(len(run.answer or ""))

    best = await best_of(answering((1, "a"), (1, "abc"), (1, "!"), (1, "ab")), "Go.", 4, pick=verify)
    assert best.run.answer == "abc"
    assert best.scores == (1.0, 3.0, None, 2.0)


async def test_where_none_completes_the_first_is_returned(tmp_path: Path) -> None:
    best = await best_of(answering((1, "!")), "Go.", 2, concurrency=1, journals=tmp_path)
    assert best.run.status == "failed"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.jsonl", "1.jsonl"]


@pytest.mark.parametrize(("n", "pick"), [(0, "majority"), (1, "prettiest")])
async def test_what_cannot_be_is_refused(n: int, pick: str) -> None:
    with pytest.raises(ConfigurationError):
        await best_of(answering((1, "a")), "Go.", n, pick=pick)  # type: ignore[arg-type]
