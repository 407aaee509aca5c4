"""What a ChatModel sends, seen from the server: thought kept, everything else as it came."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from pydantic import BaseModel

from agentrt import (
    Agent,
    AssistantMessage,
    Conversation,
    ImagePart,
    Limits,
    Settings,
    SystemMessage,
    TextPart,
    ToolCall,
    ToolMessage,
    UserMessage,
    tool,
)
from agentrt.conversation import Message
from agentrt.errors import ConfigurationError, LostTraceError
from agentrt.models import ChatModel, from_spec, response_format
from agentrt.models.base import Request, Step
from agentrt.testing import RecordingServer, Reply
from agentrt.tool import ToolSpec

LOOK = ToolSpec(name="look", description="Looks.")
R1, R2 = "\nFirst I look.\n\n", 'Then I é😀 think "again" about \\ it.'
FIELDS = [("reasoning",), ("reasoning_content",), ("reasoning", "reasoning_content")]


@tool
async def look(n: int) -> str:
    """Looks.

    Args:
        n: Where.
    """
    return f"saw {n}"


@tool
async def done() -> str:
    """Ends the run."""
    return "done"


def call(number: int, arguments: str | None = None) -> ToolCall:
    return ToolCall(id=f"call-{number}", name="look", arguments=arguments or f'{{"n": {number}}}')


def chain(fields: Iterable[str] = ("reasoning",)) -> list[Reply]:
    """Two calls and an answer, each with a thought."""
    return [
        Reply(reasoning=R1, tool_calls=[call(1)], fields=tuple(fields)),
        Reply(reasoning=R2, tool_calls=[call(2)], fields=tuple(fields)),
        Reply(reasoning="Enough.", content="It is so.", fields=tuple(fields)),
    ]


def replies_in(server: RecordingServer, request: int) -> list[dict[str, Any]]:
    """The replies that a request shows the model again."""
    return [message for message in server.requests[request].messages if message["role"] == "assistant"]


async def ask(model: ChatModel, *messages: Message, previous: Step | None = None, **options: Any) -> Step:
    request = Request(Conversation(messages=messages), options.pop("tools", (LOOK,)), previous_step=previous, **options)
    step = None
    async for event in model.generate(request):
        step = event
    assert isinstance(step, Step)
    return step


async def sent(model_options: dict[str, Any], *messages: Message, **options: Any) -> dict[str, Any]:
    """The body of a request."""
    with RecordingServer(["yes"]) as server:
        model = ChatModel(server.url, **{"model": "any", **model_options})
        try:
            await ask(model, *messages, **options)
        finally:
            await model.aclose()
        return server.requests[0].json


# ------------------------------------------------------------------------------------------------- thought is kept


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("fields", FIELDS)
@pytest.mark.parametrize("name", ["Qwen/Qwen3-8B", "some-model", "deepseek-ai/DeepSeek-V4", "openai/gpt-oss-20b"])
async def test_each_thought_of_the_chain_is_in_the_next_request_verbatim(name: str, fields: tuple[str, ...], stream):
    with RecordingServer(chain(fields)) as server:
        model = ChatModel(server.url, model=name, stream=stream)
        run = await Agent(model, [look]).run("Look.")
        await model.aclose()
    assert run.answer == "It is so."
    for field in {*fields, *model.family.fields}:
        assert [reply.get(field) for reply in replies_in(server, 1)] == [R1]
        assert [reply.get(field) for reply in replies_in(server, 2)] == [R1, R2]
    named = {"reasoning", "reasoning_content"} & set(replies_in(server, 2)[0])
    assert named == {*fields, *model.family.fields}  # the server's names and the family's, and no other


@pytest.mark.parametrize("note", ["empty", "prose"])
@pytest.mark.parametrize("name", ["Qwen/Qwen3-8B", "GLM-4.7", "deepseek-ai/DeepSeek-V3.2", "kimi-k2.5", "some-model"])
async def test_a_note_of_the_runtime_does_not_reset_the_thought(name: str, note: str):
    astray = [Reply(content="")] * 3 if note == "empty" else [Reply(content="I will go on.", reasoning="R3")]
    script = [*chain()[:2], *astray, Reply(reasoning="R4", tool_calls=[call(3)]), chain()[2]]
    with RecordingServer(script) as server:
        model = ChatModel(server.url, model=name)
        agent = Agent(model, [look, done], finish="done" if note == "prose" else None, limits=Limits(steps=4))
        await agent.run("Look.")
        await model.aclose()
    told = server.requests[5 if note == "empty" else 3]
    assert "Note of the runtime" in told.body.decode()
    shown = [message.get("reasoning") for message in told.messages if message["role"] == "assistant"]
    assert shown[:2] == [R1, R2]


async def test_a_note_takes_the_form_that_the_template_passes_over():
    history = (
        UserMessage(content="Look."),
        AssistantMessage(reasoning=R1, tool_calls=(call(1),)),
        ToolMessage(call_id="call-1", name="look", content="saw 1"),
        UserMessage(content="Be quick.", origin="runtime"),
        UserMessage(content="And kind.", origin="runtime"),
    )
    qwen = (await sent({"model": "Qwen/Qwen3-8B"}, *history))["messages"]
    assert [message["role"] for message in qwen] == ["user", "assistant", "tool", "user", "user"]
    assert qwen[3]["content"] == "<tool_response>\nBe quick.\n</tool_response>"
    merged = (await sent({"model": "deepseek-ai/DeepSeek-V3.2"}, *history))["messages"]
    assert [message["role"] for message in merged] == ["user", "assistant", "tool"]
    assert merged[2]["content"] == "saw 1\n\nBe quick.\n\nAnd kind."
    plain = (await sent({"model": "kimi-k2.5"}, *history))["messages"]
    assert plain[3] == {"role": "user", "content": "Be quick."}


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Qwen/Qwen3-8B", False),
        ("deepseek-ai/DeepSeek-V3.2", False),
        ("MiniMaxAI/MiniMax-M2", False),
        ("some-model", False),
        ("kimi-k2.5", False),
        ("deepseek-ai/DeepSeek-V4", True),
        ("Qwen/Qwen3.6-27B", True),
        ("kimi-k2.6", True),
    ],
)
async def test_a_new_human_message_resets_the_thought_of_some_families_and_calls_and_results_stay(name, kept, stream):
    with RecordingServer([*chain(), "Yes, still."]) as server:
        model = ChatModel(server.url, model=name, stream=stream)
        agent = Agent(model, [look])
        first = await agent.run("Look.")
        await agent.run("Still?", conversation=first.conversation)
        await model.aclose()
    in_chain, later = replies_in(server, 2), replies_in(server, 3)
    assert [reply.get("reasoning") for reply in later] == ([R1, R2, "Enough."] if kept else [None, None, None])
    if not kept:
        assert not any("reasoning_content" in reply for reply in later)
    assert [reply["tool_calls"] for reply in later[:2]] == [reply["tool_calls"] for reply in in_chain]
    results = [message for message in server.requests[3].messages if message["role"] == "tool"]
    assert [result["content"] for result in results] == ["saw 1", "saw 2"]
    assert first.conversation.messages[1].reasoning == R1  # type: ignore[union-attr]  # never deleted, only not shown


async def test_an_imported_thought_goes_under_both_names_where_the_server_has_used_none():
    imported = AssistantMessage(reasoning=R1, tool_calls=(call(1),))
    history = (UserMessage(content="Look."), imported, ToolMessage(call_id="call-1", name="look", content="saw"))
    reply = (await sent({}, *history))["messages"][1]
    assert reply["reasoning"] == reply["reasoning_content"] == R1


async def test_drop_is_for_ablations_and_leaves_out_even_a_thought_inside_the_content():
    inline = AssistantMessage(
        content="<think>\nhm\n</think>\n\nLooking.", tool_calls=(call(1),), opaque=({"type": "reasoning.text"},)
    )
    history = (UserMessage(content="Look."), inline, ToolMessage(call_id="call-1", name="look", content="saw"))
    dropped = (await sent({"retention": "drop"}, *history))["messages"][1]
    assert dropped["content"] == "Looking."
    assert "reasoning_details" not in dropped
    kept = (await sent({}, *history))["messages"][1]
    assert kept["content"] == inline.content
    assert kept["reasoning_details"] == [{"type": "reasoning.text"}]


# ------------------------------------------------------------------------------------------------- a lost trace


@pytest.mark.parametrize("name", ["Qwen/Qwen3-8B", "deepseek-ai/DeepSeek-V3.2", "GLM-4.7", "MiniMax-M2"])
async def test_a_lost_trace_is_an_error_before_anything_is_sent(name: str):
    history = (
        UserMessage(content="Look."),
        AssistantMessage(tool_calls=(call(1),)),
        ToolMessage(call_id="call-1", name="look", content="saw 1"),
    )
    with RecordingServer(["never"]) as server:
        model = ChatModel(server.url, model=name)
        with pytest.raises(LostTraceError, match="Message 1"):
            await ask(model, *history)
        conversation = Conversation(messages=history)
        with pytest.raises(LostTraceError, match="Message 1"):
            await Agent(model, [look]).run(UserMessage(content="n", origin="runtime"), conversation=conversation)
        assert server.requests == []
        await ask(model, *history, UserMessage(content="Anew."))  # not shown, so not lost
        await model.aclose()


@pytest.mark.parametrize("stream", [True, False])
async def test_a_step_without_thought_is_no_loss(stream: bool):
    script: list[Reply | str] = [Reply(tool_calls=[call(1)]), Reply(reasoning="", tool_calls=[call(2)]), "Done."]
    with RecordingServer(script) as server:
        model = ChatModel(server.url, model="Qwen/Qwen3-8B", stream=stream)
        run = await Agent(model, [look]).run("Look.")
        await model.aclose()
    assert run.answer == "Done."
    assert [reply.thought for reply, _ in run.conversation.steps] == ["none", "none", "none"]


async def test_what_is_imported_is_no_loss_where_it_is_said_not_to_have_thought_or_thinking_is_off():
    unknown = AssistantMessage(tool_calls=(call(1),))
    result = ToolMessage(call_id="call-1", name="look", content="saw 1")
    declared = unknown.model_copy(update={"thought": "none"})
    qwen = {"model": "Qwen/Qwen3-8B"}
    assert await sent(qwen, UserMessage(content="Look."), declared, result)
    off = await sent(qwen, UserMessage(content="Look."), unknown, result, settings=Settings(effort="none"))
    assert off["chat_template_kwargs"] == {"enable_thinking": False}
    assert await sent({}, UserMessage(content="Look."), unknown, result)  # nobody knows whether this family cares


# ------------------------------------------------------------------------------------------------- fidelity


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("fields", FIELDS)
async def test_content_thought_and_arguments_go_back_byte_for_byte(fields: tuple[str, ...], stream: bool):
    odd = [
        Reply(content="\n\n", reasoning="\n r \n", tool_calls=[call(0, '{ "n" :0 }')], fields=fields, write=5, delta=3),
        Reply(content=None, reasoning="r", tool_calls=[call(1, '{"n":1.50e0}'), call(1, '{"n": "1"}')], fields=fields),
        Reply(content=" ", tool_calls=[call(2, '{"n": 1,}'), call(3, ""), call(4, 'ünïcode "\\ud83d\\ude00"')]),
    ]
    with RecordingServer([*odd, "Done."]) as server:
        model = ChatModel(server.url, model="Qwen/Qwen3-8B", stream=stream)
        run = await Agent(model, [look]).run("Look.")
        await model.aclose()
    assert run.answer == "Done."
    back = replies_in(server, 3)
    assert [reply["content"] for reply in back] == ["\n\n", None, " "]
    assert [reply.get(fields[0]) for reply in back] == ["\n r \n", "r", None]
    written = [[(one["id"], one["function"]["arguments"]) for one in reply["tool_calls"]] for reply in back]
    assert written == [[(one.id, one.arguments) for one in reply.tool_calls] for reply in odd]
    # Byte for byte: what was sent once is sent again as it was.
    first = json.dumps(server.requests[0].json["messages"])[1:-1]
    for request in server.requests[1:]:
        assert json.dumps(request.json["messages"])[1:].startswith(first)
        first = json.dumps(request.json["messages"])[1:-1]


@pytest.mark.parametrize("stream", [True, False])
async def test_unknown_fields_that_are_not_null_are_echoed_and_null_ones_are_not(stream: bool):
    signed = ToolCall(id="1", name="look", arguments='{"n": 1}', extra={"extra_content": {"google": {"sig": "AB=="}}})
    extra = {"annotations": [{"url": "u"}], "audio": None, "vendor_note": "n1", "phase": {"a": 1}}
    with RecordingServer([Reply(tool_calls=[signed], extra=extra), "Done."]) as server:
        model = ChatModel(server.url, model="google/gemini-3-pro", stream=stream)
        await Agent(model, [look]).run("Look.")
        await model.aclose()
    reply = replies_in(server, 1)[0]
    assert {name: reply.get(name) for name in extra} == extra
    assert "audio" not in reply
    assert reply["tool_calls"][0]["extra_content"] == {"google": {"sig": "AB=="}}


async def test_what_was_serialised_once_is_the_same_bytes_with_and_without_the_carry():
    with RecordingServer([*chain(), "a", "b"]) as server:
        model = ChatModel(server.url, model="Qwen/Qwen3-8B")
        messages: tuple[Message, ...] = (SystemMessage(content="s"), UserMessage(content="Look."))
        step = None
        for number in (1, 2):
            step = await ask(model, *messages, previous=step)
            messages = (*messages, step.message, ToolMessage(call_id=f"call-{number}", name="look", content="saw"))
            messages = (*messages, UserMessage(content="note", origin="runtime"))
        step = await ask(model, *messages, previous=step)
        messages = (*messages, step.message, UserMessage(content="Next."))
        await ask(model, *messages, previous=step)
        await ask(model, *messages)
        await model.aclose()
    assert server.requests[3].body == server.requests[4].body


async def test_a_carry_of_another_conversation_is_not_used():
    with RecordingServer(["one", "two"]) as server:
        model = ChatModel(server.url, model="any")
        step = await ask(model, UserMessage(content="A"))
        await ask(model, UserMessage(content="B"), step.message, UserMessage(content="C"), previous=step)
        await model.aclose()
    assert [message["content"] for message in server.requests[1].messages] == ["B", "one", "C"]


async def test_turning_tools_off_and_on_shows_a_v4_model_what_its_policy_says():
    history = (UserMessage(content="Look."), AssistantMessage(content="Seen.", reasoning=R1), UserMessage(content="?"))
    with RecordingServer(["one", "two", "three"]) as server:
        model = ChatModel(server.url, model="deepseek-v4")
        step = await ask(model, *history)
        step = await ask(model, *history, previous=step, tools=())
        await ask(model, *history, previous=step)
        await model.aclose()
    assert [replies_in(server, number)[0].get("reasoning_content") for number in range(3)] == [R1, None, R1]


# ------------------------------------------------------------------------------------------------- the rest of the body


async def test_settings_become_the_servers_fields_and_extra_body_wins():
    settings = Settings(
        temperature=0.5, top_k=20, max_tokens=99, stop=("END",), seed=7, effort="high", extra_body={"seed": 8, "x": 1}
    )
    body = await sent(
        {"model": "openai/gpt-oss-20b", "extra_body": {"x": 0, "y": 0}, "settings": Settings(top_p=0.9, temperature=1)},
        UserMessage(content="Hi."),
        settings=settings,
    )
    expected = {"temperature": 0.5, "top_k": 20, "top_p": 0.9, "max_tokens": 99, "stop": ["END"], "seed": 8}
    assert body.items() >= {**expected, "reasoning_effort": "high", "x": 1, "y": 0}.items()
    assert "min_p" not in body
    with pytest.raises(ConfigurationError, match="messages"):
        await sent({"extra_body": {"messages": []}}, UserMessage(content="Hi."))


async def test_tools_and_tool_choice():
    body = await sent({}, UserMessage(content="Hi."), settings=Settings(tool_choice="look"))
    assert body["tools"] == [
        {"type": "function", "function": {"name": "look", "description": "Looks.", "parameters": LOOK.parameters}}
    ]
    assert body["tool_choice"] == {"type": "function", "function": {"name": "look"}}
    required = await sent({}, UserMessage(content="Hi."), settings=Settings(tool_choice="required"))
    assert required["tool_choice"] == "required"
    assert "tool_choice" not in await sent(
        {}, UserMessage(content="Hi."), settings=Settings(tool_choice="auto"), tools=()
    )


async def test_structured_output_from_a_pydantic_model():
    class Weather(BaseModel):
        city: str
        degrees: float

    body = await sent({}, UserMessage(content="?"), settings=Settings(response_format=response_format(Weather)))
    asked = body["response_format"]
    assert asked["type"] == "json_schema"
    assert asked["json_schema"]["name"] == "Weather"
    assert asked["json_schema"]["schema"]["required"] == ["city", "degrees"]


async def test_parts_and_images():
    parts = (TextPart(text="What is this?"), ImagePart(url="data:image/png;base64,AA==", detail="low"))
    body = await sent({}, UserMessage(content=parts))
    assert body["messages"][0]["content"] == [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA==", "detail": "low"}},
    ]


async def test_a_lone_surrogate_in_what_a_human_says_does_not_stop_the_request():
    body = await sent({}, UserMessage(content="cut \ud83d off"))
    assert body["messages"][0]["content"] == "cut ? off"


async def test_the_key_comes_from_the_argument_or_the_environment_and_is_in_no_spec(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("AGENTRT_API_KEY", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "from-openai")
    with RecordingServer(lambda request: "yes") as server:
        models = [ChatModel(server.url, model="any", headers={"X-Team": "blue"})]
        monkeypatch.setenv("AGENTRT_API_KEY", "from-agentrt")
        models += [ChatModel(server.url, model="any"), ChatModel(server.url, model="any", api_key="given")]
        models += [ChatModel(server.url, model="any", api_key="")]
        for model in models:
            await ask(model, UserMessage(content="Hi."))
            assert "from-" not in str(model.spec())
            assert "given" not in str(model.spec())
            await model.aclose()
    keys = [request.headers.get("authorization") for request in server.requests]
    assert keys == ["Bearer from-openai", "Bearer from-agentrt", "Bearer given", None]
    assert server.requests[0].headers["x-team"] == "blue"


def test_a_model_is_built_again_from_its_spec():
    model = ChatModel(
        "http://127.0.0.1:1/v1/",
        model="my-finetune",
        family="qwen3",
        retention="keep_all",
        settings=Settings(temperature=0.1),
        stream=False,
        server="vllm",
        extra_body={"x": 1},
    )
    spec = json.loads(json.dumps(model.spec()))
    again = from_spec(spec)
    assert again.spec() == spec
    assert isinstance(again, ChatModel)
    assert (again.family.name, again.policy, again.name) == ("qwen3", "keep_all", "my-finetune")


def test_what_cannot_be_used_is_said_at_once():
    with pytest.raises(ConfigurationError, match="base_url='localhost:8000'"):
        ChatModel("localhost:8000", model="any")
    with pytest.raises(ConfigurationError, match="no model family 'qwen'"):
        ChatModel("http://127.0.0.1:8000/v1", model="any", family="qwen")
    with pytest.raises(ConfigurationError, match="no transport 'curl'"):
        ChatModel("http://127.0.0.1:8000/v1", model="any", transport="curl")  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="kind 'scripted'"):
        from_spec({"kind": "scripted"})
