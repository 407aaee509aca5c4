# ruff: noqa: RUF001 - the bars in DeepSeek's tokens are fullwidth
"""What DeepSeek-V3.2 sampled, read: each way to get it wrong is its own error, and a call to be answered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentrt.conversation import AssistantMessage, UserMessage
from agentrt.errors import ConfigurationError, ModelResponseError
from agentrt.models.deepseek import encode_v32
from agentrt.models.deepseek_parse import (
    DuplicateParameter,
    EmptyCalls,
    MalformedArguments,
    MalformedCalls,
    MalformedName,
    MalformedOutput,
    MalformedParameter,
    MisplacedToken,
    TextAfterCalls,
    TextAfterEnd,
    UnclosedAnswer,
    UnclosedThought,
    parse_v32,
)

EOS = "<｜end▁of▁sentence｜>"


def parameter(name: str, value: str, string: str = "true") -> str:
    return f'<｜DSML｜parameter name="{name}" string="{string}">{value}</｜DSML｜parameter>\n'


def invoke(name: str, *parameters: str) -> str:
    return f'<｜DSML｜invoke name="{name}">\n{"".join(parameters) or chr(10)}</｜DSML｜invoke>\n'


def block(*invokes: str) -> str:
    return f"\n\n<｜DSML｜function_calls>\n{''.join(invokes)}</｜DSML｜function_calls>"


GOOD = invoke("good", parameter("k", "v"))


def test_a_thought_an_answer_and_calls():
    calls = block(invoke("f", parameter("s", 'a "b"\n<c>'), parameter("n", "[1,2]", "false")), invoke("g"))
    read = parse_v32(f"Hm.</think>Look:{calls}{EOS}")
    assert (read.reasoning, read.thought, read.content) == ("Hm.", "present", "Look:")
    assert [(call.name, json.loads(call.arguments)) for call in read.tool_calls] == [
        ("f", {"s": 'a "b"\n<c>', "n": [1, 2]}),
        ("g", {}),
    ]
    assert read.tool_calls[0].arguments == '{"s": "a \\"b\\"\\n<c>", "n": [1,2]}', "values that are no strings stay raw"


def test_chat_mode_has_no_thought():
    read = parse_v32(f"Hi.{EOS}", "chat")
    assert (read.reasoning, read.thought, read.content) == (None, "none", "Hi.")


def test_an_empty_thought_is_a_step_without_one():
    assert parse_v32(f"</think>Hi.{EOS}").thought == "none"


@pytest.mark.parametrize("end", [EOS, ""])
def test_behind_calls_the_end_may_be_missing(end: str):
    assert len(parse_v32(f"Hm.</think>{block(GOOD)}{end}").tool_calls) == 1


def test_no_blank_line_is_needed_where_there_are_no_parameters():
    text = (
        '</think>\n\n<｜DSML｜function_calls>\n<｜DSML｜invoke name="f">\n</｜DSML｜invoke>\n</｜DSML｜function_calls>'
    )
    assert parse_v32(text).tool_calls[0].arguments == "{}"


OPEN = "Hm.</think>"
BEGIN = "\n\n<｜DSML｜function_calls>\n"
MALFORMATIONS: list[tuple[str, type[MalformedOutput], str]] = [
    ("no end of thought", UnclosedThought, "Hm. And so on" + EOS),
    ("calls inside the thought", UnclosedThought, "Hm." + block(GOOD) + EOS),
    ("no end of answer", UnclosedAnswer, "Hm.</think>Hi."),
    ("text behind the calls", TextAfterCalls, OPEN + block(GOOD) + "That was it." + EOS),
    ("text behind the end", TextAfterEnd, "Hm.</think>Hi." + EOS + "Ho."),
    ("calls behind one line break", MisplacedToken, "Hm.</think>Hi." + block(GOOD)[1:] + EOS),
    ("a second end of thought", MisplacedToken, "Hm.</think>So.</think>Hi." + EOS),
    ("a beginning inside the thought", MisplacedToken, "Hm.<think>Hm.</think>Hi." + EOS),
    ("no line break behind the block's tag", MalformedCalls, OPEN + block(GOOD).replace("calls>\n", "calls>", 1)),
    ("text between calls", MalformedCalls, OPEN + block(GOOD, "then\n", GOOD)),
    ("a block that breaks off behind a call", MalformedCalls, OPEN + BEGIN + GOOD),
    ("a block that breaks off at once", MalformedCalls, "Hm.</think>\n\n<｜DSML｜function_calls"),
    ("a call that breaks off", MalformedCalls, OPEN + BEGIN + GOOD.removesuffix("</｜DSML｜invoke>\n")),
    ("no name", MalformedName, OPEN + block(GOOD.replace(' name="good"', ""))),
    ("no line break behind the name", MalformedName, OPEN + block(GOOD.replace('good">\n', 'good">'))),
    ("no string attribute", MalformedParameter, OPEN + block(GOOD.replace(' string="true"', ""))),
    ("another string attribute", MalformedParameter, OPEN + block(GOOD.replace('"true"', '"yes"'))),
    ("no line break behind a parameter", MalformedParameter, OPEN + block(GOOD.replace("parameter>\n", "parameter>"))),
    ("a parameter without an end", MalformedParameter, OPEN + block(GOOD.replace("</｜DSML｜parameter>", ""))),
    ("one parameter twice", DuplicateParameter, OPEN + block(invoke("f", parameter("k", "1"), parameter("k", "2")))),
    ("a value that is no JSON", MalformedArguments, OPEN + block(invoke("f", parameter("k", "{bad", "false")))),
    ("a value that is two", MalformedArguments, OPEN + block(invoke("f", parameter("k", '1, "j": 2', "false")))),
    ("a value that is no number", MalformedArguments, OPEN + block(invoke("f", parameter("k", "NaN", "false")))),
    ("an empty block", EmptyCalls, OPEN + block() + EOS),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [one[1:] for one in MALFORMATIONS], ids=[one[0] for one in MALFORMATIONS])
class TestMalformed:
    def test_is_an_error_of_its_own_kind(self, kind: type[MalformedOutput], text: str):
        with pytest.raises(ModelResponseError) as caught:
            parse_v32(text)
        assert type(caught.value) is kind
        assert caught.value.text == text
        assert 0 <= caught.value.position <= len(text)
        assert str(caught.value).startswith("Malformed output at character ")

    def test_carries_the_message_that_a_run_goes_on_with(self, kind: type[MalformedOutput], text: str):
        with pytest.raises(kind) as caught:
            parse_v32(text)
        carried, read = caught.value.message, parse_v32(text, strict=False)
        assert carried.raw == text
        assert without_ids(carried) == without_ids(read)

    def test_is_rendered_as_it_was_sampled(self, kind: type[MalformedOutput], text: str):
        read = parse_v32(text, strict=False)
        prompt = encode_v32([UserMessage(content="q"), read])
        assert f"<think>{text}" in prompt


def without_ids(message: AssistantMessage) -> dict[str, Any]:
    dumped = message.model_dump()
    for call in dumped["tool_calls"]:
        del call["id"]
    return dumped


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        (invoke("f", parameter("k", "1"), parameter("k", "2")), "f"),
        (invoke("f", parameter("k", "1", "maybe")), "f"),
        (GOOD.replace(' name="good"', ""), ""),
    ],
    ids=["duplicate", "attribute", "nameless"],
)
def test_one_broken_call_does_not_take_the_others_with_it(broken: str, name: str):
    read = parse_v32(f"Hm.</think>{block(GOOD, broken, GOOD)}", strict=False)
    first, second, third = read.tool_calls
    assert (first.name, third.name) == ("good", "good")
    assert first.malformed is None
    assert third.malformed is None
    assert second.name == name
    kind, _, reason = str(second.malformed).partition(": ")
    assert kind in ("DuplicateParameter", "MalformedParameter", "MalformedName")
    assert reason.startswith("Malformed output at character ")
    with pytest.raises(ValueError):
        json.loads(second.arguments)


def test_a_value_that_is_no_json_stays_as_it_was_written():
    read = parse_v32("Hm.</think>" + block(invoke("f", parameter("k", "{bad", "false"))), strict=False)
    assert read.tool_calls[0].arguments == '{"k": {bad}'
    assert "not JSON" in str(read.tool_calls[0].malformed)


@pytest.mark.parametrize("text", ["Hm.</think>" + block(), "Hm.</think>" + block(GOOD)[:-60]], ids=["empty", "cut off"])
def test_a_block_without_a_readable_call_is_one_call_to_be_answered(text: str):
    read = parse_v32(text, strict=False)
    assert len(read.tool_calls) == 1
    assert read.tool_calls[0].malformed


def test_calls_inside_the_thought_are_calls():
    read = parse_v32("Hm." + block(GOOD) + EOS, strict=False)
    assert (read.reasoning, read.content, [call.name for call in read.tool_calls]) == ("Hm.", "", ["good"])


def test_a_reply_cut_off_in_its_thought_is_all_thought():
    read = parse_v32("on and on", strict=False)
    assert (read.reasoning, read.content) == ("on and on", "")


def test_without_strict_a_missing_end_is_no_fault():
    assert parse_v32("Hm.</think>Hi.", strict=False).content == "Hi."


def test_unknown_mode():
    with pytest.raises(ConfigurationError, match="thinking_mode"):
        parse_v32("Hi.", "deep")  # type: ignore[arg-type]
