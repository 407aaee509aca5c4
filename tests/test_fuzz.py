"""Ten thousand malformed replies: none gets out of `run()` as an exception, none makes up a human."""

from __future__ import annotations

import random
from typing import Any

import pytest

from agentrt import Agent, AssistantMessage, Limits, Run, ToolCall, ToolMessage, tool
from agentrt.conversation import Conversation, is_human
from agentrt.models.base import Request
from agentrt.models.scripted import ScriptedModel
from agentrt.usage import Usage

TEXTS = [
    None, "", " ", "\n\n", "\x00", "text", "</think>", "<tool_call>", "null", "None", "\u202e\u2028",
    "﷽" * 50, '{"name": "add"}', "```json\n{}\n```", "a" * 50_000,
]  # fmt: skip
ARGUMENTS = [
    "", " ", "{", "}", "{}", "[]", "null", "true", "1e999", "NaN", '"text"', '{"a": 1, "b": 2}', '{"a": 1}',
    '{"a": "x", "b": []}', '{"a": 1, "a": 2, "b": 3}', '{"a": 1, "b": 2, "c": 3}', '{"a": 1e400, "b": -1e400}',
    '{"a": 1, "b": 2}{"a": 1, "b": 2}', '{"a": 99999999999999999999999, "b": 0}', '{"a": "\\ud800", "b": 1}',
    "{'a': 1, 'b': 2}", '{"a": 1, "b": 2', "\x00", "[" * 2_000, '{"a":' * 500, "0" * 20_000, "\ufeff{}", "//\n{}",
    '{"__class__": 1}', '{"self": 1, "context": 2}',
]  # fmt: skip
NAMES = [
    "add",
    "raise_it",
    "quiet",
    "",
    " ",
    "ADD",
    "add ",
    "add\n",
    "functions.add",
    "__init__",
    "é" * 300,
    "x" * 5_000,
    "\x00",
]
IDS = ["", "1", "1", "call_1", "\n", "i" * 2_000, "../../etc/passwd"]
REASONS = [None, "stop", "length", "tool_calls", "content_filter", "nonsense", ""]


@tool
async def add(a: int, b: int) -> int:
    """Add."""
    return a + b


@tool
def raise_it(a: Any = None, b: Any = None) -> str:
    """Raise."""
    raise RuntimeError(repr(a)[:50])


@tool
async def quiet() -> None:
    """Say nothing."""


def malformed(chance: random.Random) -> AssistantMessage:
    """A reply as bad servers and bad models make them."""
    count = chance.choice([0, 0, 1, 1, 1, 2, 3, 80])
    calls = tuple(
        ToolCall(id=chance.choice(IDS), name=chance.choice(NAMES), arguments=chance.choice(ARGUMENTS))
        for _ in range(count)
    )
    return AssistantMessage(
        content=chance.choice(TEXTS),
        reasoning=chance.choice([None, "", "hm", "</think>", "x" * 10_000]),
        tool_calls=calls,
        finish_reason=chance.choice(REASONS),
        extra=chance.choice([{}, {"reasoning_details": [None, {"x": []}]}, {"role": "user"}]),
        usage=chance.choice([None, Usage(), Usage(prompt_tokens=-1, completion_tokens=10**12)]),
    )


def check(run: Run) -> None:
    assert run.status in ("completed", "limit", "failed")
    messages = run.conversation.messages
    assert sum(is_human(message) for message in messages) == 1
    assert is_human(messages[0])
    for reply, results in run.conversation.steps:
        assert [result.call_id for result in results] == [call.id for call in reply.tool_calls]
        assert [result.name for result in results] == [call.name for call in reply.tool_calls]
    assert all(
        isinstance(one, ToolMessage | AssistantMessage) or is_human(one) or one.role == "user" for one in messages
    )
    assert Conversation.model_validate_json(run.conversation.model_dump_json()) == run.conversation


@pytest.mark.parametrize("seed", range(4))
async def test_malformed_replies_are_survived(seed: int, tmp_path: Any) -> None:
    chance = random.Random(seed)
    replies = 0

    def script(request: Request) -> AssistantMessage:
        nonlocal replies
        replies += 1
        return malformed(chance)

    number = 0
    while replies < 2_500:
        number += 1
        options: dict[str, Any] = {"output_type": dict[str, int]} if number % 2 else {}
        model = ScriptedModel(script, prolongs=number % 3 == 0)
        agent = Agent(model, [add, raise_it, quiet], limits=Limits(steps=20, faults_in_a_row=15), **options)
        check(await agent.run("Go.", journal=tmp_path / f"{number}.jsonl" if number % 10 == 0 else None))
    assert replies >= 2_500
