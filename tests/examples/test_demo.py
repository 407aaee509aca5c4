"""The demo: its checkers accept what was done and reject what was not, in a real container."""

from __future__ import annotations

import importlib.util
import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from agentrt.conversation import AssistantMessage, ToolCall
from agentrt.models import ScriptedModel
from agentrt.models.weights import DEFAULT, find

DEMO = Path(__file__).parents[2] / "examples" / "demo.py"


@pytest.fixture(scope="module")
def demo() -> Any:
    spec = importlib.util.spec_from_file_location("demo", DEMO)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["demo"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def call(number: int, name: str, **arguments: str) -> AssistantMessage:
    wanted = ToolCall(id=f"call_{number}", name=name, arguments=json.dumps(arguments))
    return AssistantMessage(reasoning=f"step {number}", tool_calls=(wanted,))


GOOD: dict[str, list[Any]] = {
    "percent": [
        call(1, "bash", command="wc -l app.log; grep -c ERROR app.log"),
        call(2, "python", code="29 / 200 * 100"),
        "It is 14.5%.",
    ],
    "sales": [
        call(1, "bash", command="head -3 sales.csv"),
        call(2, "python", code="import pandas; pandas.read_csv('sales.csv').groupby('region').amount.sum()"),
        "The South, with a total of 260.",
    ],
    "words": [
        call(1, "bash", command="ls"),
        call(2, "bash", command="wc -w *.txt"),
        "story.txt has the most: 20 words.",
    ],
}
BAD: dict[str, list[Any]] = {
    "percent": ["There are 29 of 145 lines."],
    "sales": ["The north, with 180."],
    "words": ["todo.txt, with 20 words."],
}


@pytest.mark.parametrize("name", ["percent", "words", "sales"])
async def test_a_task_that_was_done_is_accepted_and_one_that_was_not_is_rejected(
    demo: Any, docker_engine: Any, name: str
) -> None:
    task = next(one for one in demo.TASKS if one.name == name)
    shown = io.StringIO()
    console = Console(file=shown, width=200)
    good = await demo.solve(task, ScriptedModel(GOOD[name]), console)
    assert good.wrong == ""
    bad = await demo.solve(task, ScriptedModel(BAD[name]), console)
    assert bad.wrong
    assert "accepted" in shown.getvalue()
    assert f"rejected: {bad.wrong}" in shown.getvalue()


def test_a_value_is_looked_for_as_a_word(demo: Any) -> None:
    assert demo.says("The sum is 277,050.", "277050")
    assert demo.says("It is 29", "29")
    assert not demo.says("It is 290 or 129 or 29.5", "29")


@pytest.mark.full
@pytest.mark.skipif(
    find(DEFAULT) is None, reason=f"the weights {DEFAULT} are not on this machine; make demo fetches them"
)
async def test_the_real_model_finishes_a_task_with_its_thoughts_kept(demo: Any, docker_engine: Any) -> None:
    from agentrt.limits import Limits
    from agentrt.models import EmbeddedModel

    model = EmbeddedModel()
    console = Console(file=io.StringIO())
    try:
        task = next(one for one in demo.TASKS if one.name == "percent")
        outcome = await demo.solve(task, model, console, Limits(steps=8, seconds=500))
    finally:
        await model.aclose()
    steps = outcome.run.conversation.steps
    assert len(steps) >= 2, "a chain"
    assert outcome.kept[0] == outcome.kept[1] == sum(1 for reply, _ in steps[:-1] if reply.reasoning) > 0
