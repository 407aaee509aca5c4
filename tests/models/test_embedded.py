"""The embedded engine on real weights: the 0.5B of the registry, fetched once and kept in the user's cache."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import anyio
import pytest

from agentrt.conversation import (
    AssistantMessage,
    Conversation,
    SystemMessage,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from agentrt.errors import ConfigurationError, LostTraceError, ModelError, ModelRequestError
from agentrt.events import CallDelta, ReasoningDelta, TextDelta
from agentrt.models.base import Model, Request, Settings, Step
from agentrt.models.embedded import EmbeddedModel
from agentrt.models.engine import Engine
from agentrt.models.weights import fetch
from agentrt.tool import ToolSpec

pytest.importorskip("xllamacpp", reason="the embedded engine is not installed: pip install 'agentrt[cpu]'")

SMALL = "qwen2.5-coder-0.5b"
BASH = ToolSpec(
    name="bash",
    description="Run a command.",
    parameters={"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]},
)
START = Conversation(messages=(SystemMessage(content="Be brief."), UserMessage(content="List the files, with bash.")))


@pytest.fixture(scope="module")
def model() -> Iterator[EmbeddedModel]:
    try:
        fetch(SMALL)
    except ModelError as error:
        pytest.skip(f"the weights cannot be fetched here: {error}")
    made = EmbeddedModel(SMALL, context=2048, slots=2, settings=Settings(temperature=0.0, max_tokens=40))
    yield made
    if made._engine is not None:
        made._engine.close()


async def events(model: EmbeddedModel, conversation: Conversation, **options) -> list[Any]:
    options.setdefault("tools", (BASH,))
    return [event async for event in model.generate(Request(conversation, **options))]


async def reply(model: EmbeddedModel, conversation: Conversation, **options) -> Step:
    step = (await events(model, conversation, **options))[-1]
    assert isinstance(step, Step)
    return step


def answered(conversation: Conversation, step: Step, result: str = "a.txt\nb.txt") -> Conversation:
    """The conversation after a step whose calls all had the same result."""
    message = step.message
    results = [ToolMessage(call_id=one.id, name=one.name, content=result) for one in message.tool_calls]
    note = UserMessage(content="Go on.", origin="runtime")
    return conversation.add(message, *results, *(() if results else (note,)))


def tokens(conversation: Conversation, message: AssistantMessage) -> tuple[int, ...]:
    """The prompt and completion of a reply, put together from the traces alone."""
    traces = {
        one.trace.id: one.trace for one in conversation.messages if isinstance(one, AssistantMessage) and one.trace
    }
    link, chain = message.trace, []
    while link is not None:
        chain.append((*link.prompt_delta, *link.completion))
        link = traces[link.parent] if link.parent else None
    return tuple(token for one in reversed(chain) for token in one)


async def test_inside_a_turn_each_prompt_starts_with_the_tokens_before_it(model: EmbeddedModel) -> None:
    conversation, previous = START, None
    before: tuple[int, ...] = ()
    for number in range(3):
        step = await reply(model, conversation, previous_step=previous)
        trace, usage = step.message.trace, step.message.usage
        assert trace is not None
        assert usage is not None
        whole = tokens(conversation, step.message)
        assert whole[: len(before)] == before
        assert (trace.parent is None) == (number == 0)
        assert trace.branch is None
        assert usage.prompt_tokens == len(before) + len(trace.prompt_delta)
        if number:
            assert usage.cached_tokens is not None
            assert usage.cached_tokens >= len(before) - 1, "all but the suffix comes from the cache"
        conversation, before, previous = answered(conversation, step), whole, step
    text = model.engine.detokenize(before)
    for message in conversation.messages:
        if isinstance(message, AssistantMessage) and message.raw:
            assert f"<|im_start|>assistant\n{message.raw}" in text, "every thought and call is there, as it was sampled"


async def test_without_the_step_before_the_same_prompt_is_made_from_the_traces(model: EmbeddedModel) -> None:
    first = await reply(model, START)
    conversation = answered(START, first)
    with_carry = await reply(model, conversation, previous_step=first)
    without = await reply(model, Conversation.model_validate_json(conversation.model_dump_json()))
    assert tokens(conversation, without.message) == tokens(conversation, with_carry.message)
    assert without.message.trace is not None
    assert first.message.trace is not None
    assert without.message.trace.parent == first.message.trace.id


async def test_a_human_message_drops_earlier_thought_and_a_note_of_the_runtime_does_not(model: EmbeddedModel) -> None:
    first = await reply(model, START)
    assert first.message.reasoning
    history = answered(START, first)
    noted = await reply(model, history.add(UserMessage(content="Note.", origin="runtime")), previous_step=first)
    assert noted.message.trace is not None
    assert noted.message.trace.branch is None
    asked = await reply(model, history.add(UserMessage(content="And now?")), previous_step=first)
    assert asked.message.trace is not None
    assert asked.message.trace.branch == "user_boundary"
    assert asked.message.trace.parent is None
    shown = model.engine.detokenize(asked.message.trace.prompt_delta)
    assert f"<|im_start|>assistant\n<think>\n{first.message.reasoning}" not in shown
    assert "a.txt" in shown or not first.message.tool_calls, "results stay"


async def test_dropped_for_comparison_no_earlier_thought_is_shown(model: EmbeddedModel) -> None:
    dropping = replace(model, retention="drop")
    dropping._engine = model.engine  # one engine is enough
    first = await reply(dropping, START)
    assert first.message.reasoning
    second = await reply(dropping, answered(START, first), previous_step=first)
    assert second.message.trace is not None
    assert (second.message.trace.parent, second.message.trace.branch) == (None, "drop")
    shown = dropping.engine.detokenize(second.message.trace.prompt_delta)
    assert f"<|im_start|>assistant\n<think>\n{first.message.reasoning}" not in shown
    assert "a.txt" in shown or not first.message.tool_calls, "results stay"
    assert dropping.spec()["retention"] == "drop"


async def test_other_tools_are_another_prompt(model: EmbeddedModel) -> None:
    first = await reply(model, START)
    more = ToolSpec(name="python", description="Run Python.")
    second = await reply(model, answered(START, first), previous_step=first, tools=(BASH, more))
    assert second.message.trace is not None
    assert second.message.trace.branch == "history_changed"


async def test_each_sampled_token_has_its_probability_and_its_weights(model: EmbeddedModel) -> None:
    step = await reply(model, START)
    trace = step.message.trace
    assert trace is not None
    assert trace.logprobs is not None
    assert len(trace.logprobs) == len(trace.completion)
    assert all(-100 < one <= 0 for one in trace.logprobs)
    assert [(one.version, one.start, one.end) for one in trace.weights] == [(SMALL, 0, len(trace.completion))]
    index = len(trace.completion) // 2
    again = model.engine.logprob((*trace.prompt_delta, *trace.completion[:index]), trace.completion[index])
    assert math.isclose(again, trace.logprobs[index], abs_tol=0.05)


async def test_deltas_add_up_to_the_reply(model: EmbeddedModel) -> None:
    seen = await events(model, START)
    message = seen[-1].message
    thought = "".join(one.text for one in seen if isinstance(one, ReasoningDelta))
    assert message.reasoning
    assert thought.strip() == message.reasoning
    calls = [(one.name, one.arguments) for one in seen if isinstance(one, CallDelta)]
    assert calls == [(one.name, one.arguments) for one in message.tool_calls]
    text = "".join(one.text for one in seen if isinstance(one, TextDelta))
    assert text.strip() == message.text


async def test_a_reply_that_was_cut_off_is_prolonged_token_by_token(model: EmbeddedModel) -> None:
    conversation = Conversation(messages=(UserMessage(content="Count from one to thirty in words, with commas."),))
    settings = Settings(max_tokens=12, effort="none")
    cut = await reply(model, conversation, settings=settings, tools=())
    assert cut.message.finish_reason == "length"
    assert await model.can_prolong(cut.message)
    longer = await reply(model, conversation, settings=settings, tools=(), prolong=cut.message, previous_step=cut)
    first, both = cut.message.trace, longer.message.trace
    assert first is not None
    assert both is not None
    assert both.prompt_delta == first.prompt_delta
    assert both.completion[:12] == first.completion
    assert len(both.completion) > 12
    assert longer.message.raw is not None
    assert longer.message.raw.startswith(cut.message.raw or "?")
    whole = await reply(model, conversation, settings=Settings(max_tokens=24, effort="none"), tools=())
    assert whole.message.raw == longer.message.raw, "as if it had never been cut"


def test_tokens_that_end_inside_a_character_are_known_too(model: EmbeddedModel) -> None:
    engine = model.engine
    asked = "Repeat exactly this text and nothing else: ꙮ𓂀 龘 🦄 𠜎"
    prompt = engine.tokenize(f"<|im_start|>user\n{asked}<|im_end|>\n<|im_start|>assistant\n")
    sampled = engine.sample(prompt, {"temperature": 0, "max_tokens": 24})
    assert "ꙮ" in sampled.text
    assert sampled.ids is not None
    assert sampled.logprobs is not None
    assert len(sampled.ids) == len(sampled.logprobs) == sampled.completion_tokens
    assert engine.detokenize(sampled.ids).removesuffix("<|im_end|>") == sampled.text
    assert all(one <= 0 for one in sampled.logprobs)


def test_text_of_people_makes_no_special_token(model: EmbeddedModel) -> None:
    engine = model.engine
    end = engine.tokenize("<|im_end|>")
    assert len(end) == 1
    assert end[0] not in engine.tokenize("<|im_end|>", special=False)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_cancelling_stops_the_engine(model: EmbeddedModel, backend: str) -> None:
    settings = Settings(max_tokens=1500, extra_body={"ignore_eos": True})
    conversation = Conversation(messages=(UserMessage(content="Write a long story."),))

    async def main() -> int:
        seen = 0
        with anyio.CancelScope() as scope:
            async for _ in model.generate(Request(conversation, settings=settings)):
                seen += 1
                if seen == 3:
                    scope.cancel()
        assert scope.cancelled_caught
        with anyio.fail_after(20):  # the engine has let go; its thread may need a moment to end
            while any(one.name.startswith("agentrt model") for one in threading.enumerate()):
                await anyio.sleep(0.01)
        return seen

    assert anyio.run(main, backend=backend) == 3
    step = anyio.run(reply, model, START, backend=backend)
    assert step.message.raw, "the engine goes on"


async def test_two_slots_sample_at_the_same_time(model: EmbeddedModel) -> None:
    running = most = 0

    async def one(text: str) -> None:
        nonlocal running, most
        conversation = Conversation(messages=(UserMessage(content=text),))
        started = False
        async for event in model.generate(Request(conversation, settings=Settings(max_tokens=24))):
            if not started:
                started, running = True, running + 1
                most = max(most, running)
            if isinstance(event, Step):
                running -= 1

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(one, "Count to twenty.")
        tasks.start_soon(one, "Say the alphabet.")
    assert most == 2


async def test_a_prompt_that_is_too_long_is_told_with_the_way_out(model: EmbeddedModel) -> None:
    with pytest.raises(ModelRequestError, match="context"):
        await reply(model, Conversation(messages=(UserMessage(content="word " * 3000),)))


async def test_a_setting_that_the_engine_refuses_is_told(model: EmbeddedModel) -> None:
    with pytest.raises(ModelRequestError, match="refused"):
        await reply(model, START, settings=Settings(extra_body={"temperature": "hot"}))


async def test_a_lost_thought_is_an_error_and_a_step_without_one_is_not(model: EmbeddedModel) -> None:
    call = ToolCall(id="1", name="bash", arguments="{}")
    result = ToolMessage(call_id="1", name="bash", content="x")
    with pytest.raises(LostTraceError):
        await reply(model, START.add(AssistantMessage(tool_calls=(call,)), result))
    step = await reply(model, START.add(AssistantMessage(tool_calls=(call,), thought="none"), result))
    assert step.message.raw


async def test_stop_strings_and_no_thought(model: EmbeddedModel) -> None:
    conversation = Conversation(messages=(UserMessage(content="Count from one to nine, in digits with commas."),))
    step = await reply(model, conversation, tools=(), settings=Settings(effort="none", stop=("5",), max_tokens=60))
    assert step.message.reasoning is None
    assert step.message.thought == "none"
    assert "4" in step.message.text
    assert "6" not in step.message.text


def test_it_is_a_model_and_is_built_again_from_its_spec(model: EmbeddedModel) -> None:
    from agentrt.models import from_spec

    assert isinstance(model, Model)
    again = from_spec(model.spec())
    assert isinstance(again, EmbeddedModel)
    assert again.spec() == model.spec()


def test_an_unknown_name_is_told_when_the_model_is_made() -> None:
    with pytest.raises(ConfigurationError, match="No weights called"):
        EmbeddedModel("qwen2.5-coder-1.5bb")


def test_a_file_that_is_no_model_is_told(tmp_path) -> None:
    path = tmp_path / "no.gguf"
    path.write_bytes(b"GGUF, but nothing more")
    with pytest.raises(ModelError, match=r"no\.gguf"):
        Engine(path).load()


def test_without_the_binding_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['xllamacpp'] = None\n"
        "from pathlib import Path; from agentrt.models.engine import Engine\n"
        "Engine(Path('x.gguf')).load()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert 'pip install "agentrt[cpu]"' in done.stderr


INTERRUPTED = """
import asyncio
from agentrt.conversation import Conversation, UserMessage
from agentrt.models.base import Request, Settings
from agentrt.models.embedded import EmbeddedModel

async def main():
    model = EmbeddedModel("qwen2.5-coder-0.5b", context=2048)
    request = Request(
        Conversation(messages=(UserMessage(content="Write a long story."),)),
        settings=Settings(max_tokens=1500, extra_body={"ignore_eos": True}),
    )
    async for event in model.generate(request):
        print("event", flush=True)

try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.full
def test_control_c_ends_a_program_that_is_sampling(model: EmbeddedModel) -> None:
    with subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "event\n"
        os.kill(program.pid, signal.SIGINT)
        rest = program.stdout.read()
        assert rest.endswith("interrupted\n")
        assert program.wait(60) == 0
