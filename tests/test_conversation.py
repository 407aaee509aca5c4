"""Conversations: lossless through JSON, immutable, with turns and steps derived from them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from agentrt.conversation import (
    AssistantMessage,
    Conversation,
    ImagePart,
    Message,
    SystemMessage,
    TextPart,
    TokenTrace,
    ToolCall,
    ToolMessage,
    UserMessage,
    WeightSpan,
    text_of,
)
from agentrt.usage import Price, Usage, is_sold, list_prices, priced

TEXT = st.text(max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
PART = st.builds(TextPart, text=TEXT) | st.builds(ImagePart, url=TEXT)
CONTENT = TEXT | st.lists(PART, max_size=3).map(tuple)
CALL = st.builds(ToolCall, id=TEXT, name=TEXT, arguments=TEXT, extra=st.dictionaries(TEXT, JSON, max_size=2))
TRACE = st.builds(
    TokenTrace,
    id=TEXT,
    prompt_delta=st.lists(st.integers(0, 2**20), max_size=5).map(tuple),
    completion=st.lists(st.integers(0, 2**20), max_size=5).map(tuple),
    logprobs=st.none() | st.lists(st.floats(max_value=0, allow_nan=False), max_size=5).map(tuple),
    weights=st.lists(st.builds(WeightSpan, version=TEXT, start=st.just(0), end=st.just(5)), max_size=2).map(tuple),
)
ASSISTANT = st.builds(
    AssistantMessage,
    content=st.none() | CONTENT,
    reasoning=st.none() | TEXT,
    thought=st.sampled_from(["present", "none", "unknown"]),
    tool_calls=st.lists(CALL, max_size=3).map(tuple),
    opaque=st.lists(st.dictionaries(TEXT, JSON, max_size=2), max_size=2).map(tuple),
    extra=st.dictionaries(TEXT, JSON, max_size=2),
    raw=st.none() | TEXT,
    usage=st.none() | st.builds(Usage, prompt_tokens=st.integers(0, 2**40), cost=st.none() | st.floats(0, 1e6)),
    trace=st.none() | TRACE,
)
MESSAGE: st.SearchStrategy[Message] = st.one_of(
    st.builds(SystemMessage, content=CONTENT),
    st.builds(UserMessage, content=CONTENT, origin=st.sampled_from(["human", "runtime"])),
    ASSISTANT,
    st.builds(ToolMessage, call_id=TEXT, name=TEXT, content=CONTENT, fault=st.none() | TEXT),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MESSAGE, max_size=6).map(tuple))
def test_every_conversation_survives_json(messages: tuple[Message, ...]) -> None:
    conversation = Conversation(messages=messages)
    assert Conversation.model_validate_json(conversation.model_dump_json()) == conversation


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MESSAGE, max_size=12).map(tuple))
def test_turns_and_steps_take_the_conversation_apart_without_loss(messages: tuple[Message, ...]) -> None:
    conversation = Conversation(messages=messages)
    assert tuple(message for turn in conversation.turns for message in turn) == messages
    assert [reply for reply, _ in conversation.steps] == [one for one in messages if isinstance(one, AssistantMessage)]


def test_a_runtime_note_starts_no_turn() -> None:
    note = UserMessage(content="The clock says noon.", origin="runtime")
    reply = AssistantMessage(content="Hm.")
    conversation = Conversation().add(UserMessage(content="Go."), reply, note, reply, UserMessage(content="On."))
    assert [len(turn) for turn in conversation.turns] == [4, 1]
    assert conversation.last_human == 4


def test_adding_leaves_the_old_conversation_as_it_is() -> None:
    first = Conversation().add(UserMessage(content="Go."))
    second = first.add(AssistantMessage(content="Gone."))
    assert (len(first), len(second)) == (1, 2)
    with pytest.raises(ValidationError):
        first.messages = ()


def test_a_message_knows_whether_there_was_thought() -> None:
    assert AssistantMessage(reasoning="Hm.").thought == "present"
    assert AssistantMessage(opaque=({"type": "redacted_thinking"},)).thought == "present"
    assert AssistantMessage(content="Hi.").thought == "unknown"
    assert AssistantMessage(content="Hi.", thought="none").thought == "none"


def test_a_misspelt_field_is_an_error() -> None:
    with pytest.raises(ValidationError, match="reasonning"):
        AssistantMessage.model_validate({"reasonning": "Hm."})


def test_the_text_of_parts_leaves_images_out() -> None:
    parts = (TextPart(text="a"), ImagePart(url="data:image/png;base64,"), TextPart(text="b"))
    assert (text_of(parts), text_of(None), text_of("c")) == ("ab", "", "c")


def test_usage_adds_up_and_unknown_stays_unknown() -> None:
    total = Usage(prompt_tokens=3, cached_tokens=2) + Usage(prompt_tokens=4, completion_tokens=1)
    assert total == Usage(prompt_tokens=7, cached_tokens=2, completion_tokens=1)
    assert total.reasoning_tokens is None


def test_a_price_table_prices_what_it_knows() -> None:
    usage = Usage(prompt_tokens=1_000_000, cached_tokens=500_000, completion_tokens=100_000)
    table = {"m": Price(prompt=2.0, cached=0.5, completion=10.0)}
    assert priced(usage, "m", table).cost == pytest.approx(0.5 * 2.0 + 0.5 * 0.5 + 0.1 * 10.0)
    assert priced(usage, "other", table).cost is None


def test_a_long_prompt_and_a_written_cache_have_prices_of_their_own() -> None:
    price = Price(prompt=1, cached=0.1, written=1.25, completion=5, long_from=1000, long=Price(prompt=2, completion=10))
    short = Usage(prompt_tokens=1000, cached_tokens=400, written_tokens=500, completion_tokens=100)
    assert price.cost(short) == pytest.approx((100 * 1 + 400 * 0.1 + 500 * 1.25 + 100 * 5) / 1e6)
    assert price.cost(Usage(prompt_tokens=1001, completion_tokens=1)) == pytest.approx((1001 * 2 + 10) / 1e6)


def test_the_list_prices_are_dated_and_know_snapshots_by_their_model() -> None:
    usage = Usage(prompt_tokens=1_000_000)
    prices = list_prices()
    assert len(prices) > 50
    assert all(price.completion >= price.prompt > 0 for price in prices.values())
    assert priced(usage, "claude-opus-4-8", prices).cost == prices["claude-opus-4-8"].prompt
    assert priced(usage, "claude-opus-4-8-20260528", prices).cost == prices["claude-opus-4-8"].prompt
    assert priced(usage, "GLM-5", prices).cost == prices["glm-5"].prompt
    for unknown in ("Qwen/Qwen3-8B", "claude-opus-99", "my-finetune-20260101", "", None):
        assert priced(usage, unknown, prices).cost is None


@pytest.mark.parametrize(
    ("address", "sold"),
    [
        ("https://api.anthropic.com/v1", True), ("https://gateway.example.com/v1", True), ("http://8.8.8.8/v1", True),
        ("http://127.0.0.1:8000/v1", False), ("http://localhost:8000/v1", False), ("http://10.1.2.3/v1", False),
        ("http://gpu-box:8000/v1", False), ("http://gpu.internal/v1", False), ("http://[::1]:8000/v1", False),
        (None, False),
    ],
)  # fmt: skip
def test_what_runs_at_home_is_not_sold(address: str | None, sold: bool) -> None:
    assert is_sold(address) == sold
