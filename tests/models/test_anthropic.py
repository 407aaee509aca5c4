"""The Anthropic Messages protocol, against a server that enforces its documented rules on thinking blocks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from agentrt import Agent
from agentrt.conversation import (
    AssistantMessage,
    Conversation,
    ImagePart,
    Message,
    SystemMessage,
    TextPart,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from agentrt.errors import ConfigurationError, LostTraceError, ModelRequestError
from agentrt.events import CallDelta, ReasoningDelta, ReplyRestarted, TextDelta
from agentrt.models import AnthropicModel, from_spec
from agentrt.models.base import Request, Retrying, Settings, Step
from agentrt.models.retry import RetryPolicy
from agentrt.testing import Recorded, RecordingServer, Reply
from agentrt.tool import ToolSpec, tool

Block = dict[str, Any]
THOUGHT = ("thinking", "redacted_thinking")
MISSING = (
    "messages.{at}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{found}`. When `thinking` is "
    "enabled, a final `assistant` message must start with a thinking block (preceding the lastmost set of `tool_use` "
    "and `tool_result` blocks)."
)
MODIFIED = (
    "messages.{at}.content.0: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be "
    "modified. These blocks must remain as they were in the original response."
)
UNANSWERED = "messages.{at}: `tool_use` ids were found without `tool_result` blocks immediately after: {ids}."


class Claude(RecordingServer):
    """Replies with blocks, and answers 400 with the documented sentence where a rule is broken."""

    def __init__(self, replies: Sequence[list[Block] | Reply], delta: int = 3) -> None:
        super().__init__(())
        self.script = list(replies)
        self.delta = delta
        self.issued: list[list[Block]] = []

    def answer(self, request: Recorded) -> Reply:
        self.requests.append(request)
        if request.path != "/v1/messages" or request.headers.get("anthropic-version") != "2023-06-01":
            return refusal(404, "not_found_error", request.path)
        broken = self.broken_rule(request.json)
        if broken:
            return refusal(400, "invalid_request_error", broken)
        reply = self.script.pop(0)
        if isinstance(reply, Reply):
            return reply
        self.issued.append(reply)
        events = list(stream_of(reply, self.delta))
        whole = {
            "type": "message",
            "model": "claude-x",
            "content": reply,
            "usage": USAGE,
            "stop_reason": stop_of(reply),
        }
        return Reply(body=events if request.json["stream"] else json.dumps(whole).encode())

    def broken_rule(self, body: dict[str, Any]) -> str | None:
        messages = body["messages"]
        if [one["role"] for one in messages] != ["user", "assistant"] * (len(messages) // 2) + ["user"]:
            return "messages: roles must alternate between `user` and `assistant`."
        replies = [(at, one["content"]) for at, one in enumerate(messages) if one["role"] == "assistant"]
        for at, blocks in replies:
            called = [block["id"] for block in blocks if block["type"] == "tool_use"]
            after = messages[at + 1]["content"][: len(called)]
            if called != [block.get("tool_use_id") for block in after]:
                return UNANSWERED.format(at=at, ids=", ".join(called))
        if "thinking" not in body or not replies:
            return None
        in_loop = messages[-1]["content"][0]["type"] == "tool_result"
        at, blocks = replies[-1]
        if in_loop and blocks[0]["type"] not in THOUGHT and body["thinking"]["type"] == "enabled":
            return MISSING.format(at=at, found=blocks[0]["type"])
        for (at, blocks), issued in zip(replies, self.issued, strict=False):
            if [one for one in blocks if one["type"] in THOUGHT] != [one for one in issued if one["type"] in THOUGHT]:
                return MODIFIED.format(at=at)
            if kinds(blocks) != kinds(issued):
                return MODIFIED.format(at=at)
        return None


def kinds(blocks: list[Block]) -> list[str]:
    return [block["type"] for block in blocks]


USAGE = {"input_tokens": 10, "cache_read_input_tokens": 30, "cache_creation_input_tokens": 5, "output_tokens": 7}


def refusal(status: int, kind: str, said: str) -> Reply:
    body = {"type": "error", "error": {"type": kind, "message": said}}
    return Reply(status=status, body=json.dumps(body).encode(), headers={"Retry-After": "0"})


def stop_of(blocks: list[Block]) -> str:
    return "tool_use" if any(block["type"] == "tool_use" for block in blocks) else "end_turn"


def event(kind: str, **fields: Any) -> bytes:
    return json.dumps({"type": kind, **fields}).encode()


def stream_of(blocks: list[Block], size: int) -> Any:
    """Blocks as the protocol streams them."""
    start = {"id": "m", "role": "assistant", "model": "claude-x", "content": [], "usage": {**USAGE, "output_tokens": 1}}
    yield event("message_start", message=start)
    yield event("ping")
    for index, block in enumerate(blocks):
        deltas: list[dict[str, str]] = []
        opening = dict(block)
        if block["type"] == "thinking":
            deltas = [{"type": "thinking_delta", "thinking": one} for one in cut(block["thinking"], size)]
            deltas.append({"type": "signature_delta", "signature": block["signature"]})
            opening = {**opening, "thinking": "", "signature": ""}
        elif block["type"] == "text":
            deltas = [{"type": "text_delta", "text": one} for one in cut(block["text"], size)]
            opening["text"] = ""
        elif block["type"] == "tool_use":
            text = block.get("raw") or json.dumps(block["input"])
            deltas = [{"type": "input_json_delta", "partial_json": one} for one in ["", *cut(text, size)]]
            opening = {**opening, "input": {}}
            opening.pop("raw", None)
        yield event("content_block_start", index=index, content_block=opening)
        for delta in deltas:
            yield event("content_block_delta", index=index, delta=delta)
        yield event("content_block_stop", index=index)
    yield event("message_delta", delta={"stop_reason": stop_of(blocks)}, usage={"output_tokens": 7})
    yield event("message_stop")


def cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def thinking(text: str) -> Block:
    return {"type": "thinking", "thinking": text, "signature": f"signed({text})=="}


def use(call_id: str, **arguments: Any) -> Block:
    return {"type": "tool_use", "id": call_id, "name": "weather", "input": arguments}


def said(text: str) -> Block:
    return {"type": "text", "text": text}


@tool
async def weather(city: str) -> str:
    """Weather of a city now."""
    return f"mild in {city}"


CHAIN: list[list[Block]] = [
    [thinking("Two cities."), said("I look."), use("t1", city="Rome"), use("t2", city="Oslo")],
    [{"type": "redacted_thinking", "data": "ENCRYPTED"}, thinking("One more. é"), said("And"), use("t3", city="Bonn")],
    [use("t4", city="Köln")],
    [thinking(""), said("All "), said("mild.")],
]
ASK = [*CHAIN, [thinking("Again?"), said("Yes.")]]


def model(server: RecordingServer, name: str = "claude-opus-4-8", **options: Any) -> AnthropicModel:
    options.setdefault("settings", Settings(effort="high"))
    return AnthropicModel(name, base_url=server.url, api_key="secret", retry=RetryPolicy(wait=0.0), **options)


def human(text: str) -> UserMessage:
    return UserMessage(content=text)


def request(*messages: Message, tools: tuple[ToolSpec, ...] = (weather.spec,), **settings: Any) -> Request:
    return Request(Conversation(messages=messages), tools, Settings(**settings))


async def sampled(asked: AnthropicModel, what: Request) -> tuple[list[Any], AssistantMessage]:
    try:
        events = [one async for one in asked.generate(what)]
    finally:
        await asked.aclose()
    assert isinstance(events[-1], Step)
    return events, events[-1].message


class TestChain:
    @pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
    async def test_every_block_goes_back_as_it_came(self, stream: bool):
        with Claude(ASK) as server:
            asked = model(server, stream=stream)
            run = await Agent(asked, tools=[weather], instructions="Be brief.").run("Where is it mild?")
            assert (run.status, run.answer) == ("completed", "All mild."), run.reason
            again = await Agent(asked, tools=[weather]).run("Sure?", conversation=run.conversation)
            await asked.aclose()
        assert again.answer == "Yes."
        sent = server.requests[-1].json
        assert [one["content"] for one in sent["messages"] if one["role"] == "assistant"] == CHAIN
        assert sent["system"] == [{"type": "text", "text": "Be brief."}]
        results = sent["messages"][2]["content"]
        assert [(one["type"], one["tool_use_id"], one["content"]) for one in results] == [
            ("tool_result", "t1", "mild in Rome"),
            ("tool_result", "t2", "mild in Oslo"),
        ]

    async def test_a_journal_keeps_the_blocks(self):
        with Claude([CHAIN[1]]) as server:
            _, message = await sampled(model(server), request(human("q")))
        assert list(message.opaque) == CHAIN[1]
        assert AssistantMessage.model_validate_json(message.model_dump_json()) == message

    async def test_the_server_does_enforce_its_rules(self):
        with Claude(CHAIN) as server:
            asked = model(server, "claude-sonnet-4-5")
            _, reply = await sampled(asked, request(human("q")))
            results = [ToolMessage(call_id=call.id, name="weather", content="ok") for call in reply.tool_calls]
            edited = {**reply.opaque[0], "thinking": "Three cities."}
            broken = {
                "cannot be modified": reply.model_copy(update={"opaque": (edited, *reply.opaque[1:])}),
                "Expected `thinking`": reply.model_copy(update={"opaque": reply.opaque[1:], "thought": "none"}),
            }
            for sentence, message in broken.items():
                with pytest.raises(ModelRequestError, match=sentence):
                    await sampled(asked, request(human("q"), message, *results))
            with pytest.raises(ModelRequestError, match="without `tool_result` blocks"):
                await sampled(asked, request(human("q"), reply, results[0]))
        assert len(server.requests) == 4, "what the server refuses is not asked again"

    async def test_a_note_of_the_runtime_goes_into_the_result_before_it(self):
        with Claude([CHAIN[2], CHAIN[3]]) as server:
            asked = model(server)
            _, reply = await sampled(asked, request(human("q")))
            answer = ToolMessage(call_id="t4", name="weather", content="ok", fault="tool_error")
            note = UserMessage(content="Mind the time.", origin="runtime")
            await sampled(asked, request(human("q"), reply, answer, note))
        last = server.requests[-1].json["messages"][-1]["content"]
        assert [one["type"] for one in last] == ["tool_result"]
        assert [one["text"] for one in last[0]["content"]] == ["ok", "Mind the time."]
        assert last[0]["is_error"] is True


class TestLostThought:
    CALL = ToolCall(id="t1", name="weather", arguments='{"city": "Rome"}')
    RESULT = ToolMessage(call_id="t1", name="weather", content="ok")

    @pytest.mark.parametrize("reasoning", [None, "A thought of another provider."])
    async def test_nothing_is_sent(self, reasoning: str | None):
        lost = AssistantMessage(tool_calls=(self.CALL,), reasoning=reasoning)
        with Claude(CHAIN) as server, pytest.raises(LostTraceError, match="Message 1"):
            await sampled(model(server), request(human("q"), lost, self.RESULT))
        assert server.requests == []

    async def test_a_history_of_earlier_turns_may_come_from_anywhere(self):
        old = AssistantMessage(tool_calls=(self.CALL,), reasoning="elsewhere", content="I look.")
        with Claude([[said("Yes.")]]) as server:
            _, reply = await sampled(model(server), request(human("q"), old, self.RESULT, human("Sure?")))
        assert reply.text == "Yes."
        assert server.requests[0].json["messages"][1]["content"] == [said("I look."), use("t1", city="Rome")]

    async def test_so_may_all_of_it_where_no_thought_is_asked_for(self):
        lost = AssistantMessage(tool_calls=(self.CALL,), reasoning="elsewhere")
        with Claude([[said("Yes.")]]) as server:
            _, reply = await sampled(model(server), request(human("q"), lost, self.RESULT, effort="none"))
        assert "thinking" not in server.requests[0].json
        assert reply.thought == "none"


class TestRequest:
    async def sent(self, name: str = "claude-opus-4-8", *, what: Request | None = None, **options: Any) -> Recorded:
        with Claude([[said("ok")]]) as server:
            await sampled(model(server, name, **options), what or request(human("q")))
        return server.requests[0]

    @pytest.mark.parametrize("effort", ["low", "medium", "high", "max"])
    async def test_effort_of_a_model_that_thinks_adaptively(self, effort: Any):
        sent = await self.sent(what=request(human("q"), effort=effort))
        assert sent.json["thinking"] == {"type": "adaptive"}
        assert sent.json["output_config"] == {"effort": effort}
        assert "anthropic-beta" not in sent.headers

    @pytest.mark.parametrize(
        ("name", "effort", "max_tokens", "budget"),
        [
            ("claude-sonnet-4-5-20250929", "low", 32_000, 2048),
            ("claude-opus-4-20250514", "medium", 32_000, 8192),
            ("claude-opus-4-1", "high", 10_000, 5000),
            ("us.anthropic.claude-haiku-4-5-v1:0", "max", 100_000, 32_768),
            ("claude-3-7-sonnet-latest", "high", 1500, 1024),
        ],
    )
    async def test_effort_of_a_model_with_a_budget(self, name: str, effort: Any, max_tokens: int, budget: int):
        sent = await self.sent(name, what=request(human("q"), effort=effort, max_tokens=max_tokens))
        assert sent.json["thinking"] == {"type": "enabled", "budget_tokens": budget}
        assert sent.json["max_tokens"] == max_tokens
        assert sent.headers["anthropic-beta"] == "interleaved-thinking-2025-05-14"

    @pytest.mark.parametrize("name", ["claude-opus-4-6", "claude-sonnet-5", "claude-opus-4-10", "claude-fable-5"])
    async def test_newer_models_think_adaptively(self, name: str):
        assert (await self.sent(name)).json["thinking"]["type"] == "adaptive"

    async def test_no_room_to_think(self):
        with pytest.raises(ConfigurationError, match="no room to think"):
            await self.sent("claude-sonnet-4-5", what=request(human("q"), max_tokens=1024))

    async def test_the_end_of_the_prompt_is_marked_for_the_cache(self):
        sent = (await self.sent()).json["messages"]
        assert sent[-1]["content"] == [{"type": "text", "text": "q", "cache_control": {"type": "ephemeral"}}]
        assert "cache_control" not in str((await self.sent(cache=False)).json)

    async def test_tools_choice_sampling_and_schema(self):
        schema = {"name": "answer", "schema": {"type": "object"}}
        asked = request(
            human("q"), temperature=0.5, top_p=0.9, top_k=5, stop=("END",), tool_choice="weather",
            response_format=schema, extra_body={"service_tier": "auto"},
        )  # fmt: skip
        sent = (await self.sent(what=asked)).json
        assert sent["tools"][0]["input_schema"] == weather.spec.parameters
        assert sent["tool_choice"] == {"type": "tool", "name": "weather"}
        assert (sent["temperature"], sent["top_p"], sent["top_k"], sent["stop_sequences"]) == (0.5, 0.9, 5, ["END"])
        assert sent["output_config"]["format"] == {"type": "json_schema", "schema": {"type": "object"}}
        assert sent["service_tier"] == "auto"

    @pytest.mark.parametrize(("choice", "wire"), [("required", "any"), ("auto", "auto"), ("none", "none")])
    async def test_tool_choice(self, choice: str, wire: str):
        assert (await self.sent(what=request(human("q"), tool_choice=choice))).json["tool_choice"] == {"type": wire}

    async def test_a_forced_call_of_a_model_with_a_budget(self):
        with pytest.raises(ConfigurationError, match="alone"):
            await self.sent("claude-sonnet-4-5", what=request(human("q"), tool_choice="required"))

    async def test_settings_that_the_protocol_does_not_have(self):
        with pytest.raises(ConfigurationError, match="has no seed"):
            await self.sent(what=request(human("q"), seed=1))

    async def test_images(self):
        parts = (TextPart(text="See:"), ImagePart(url="data:image/png;base64,AAAA"), ImagePart(url="https://x/y.png"))
        sent = (await self.sent(what=request(UserMessage(content=parts)), cache=False)).json
        assert sent["messages"][0]["content"] == [
            said("See:"),
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}},
            {"type": "image", "source": {"type": "url", "url": "https://x/y.png"}},
        ]

    async def test_system_messages_are_no_messages(self):
        sent = (await self.sent(what=request(SystemMessage(content="a"), SystemMessage(content="b"), human("q")))).json
        assert sent["system"] == [{"type": "text", "text": "a\n\nb"}]
        assert len(sent["messages"]) == 1


class TestReply:
    async def test_deltas_usage_and_finish(self):
        with Claude([CHAIN[0]], delta=2) as server:
            events, message = await sampled(model(server), request(human("q")))
        assert "".join(one.text for one in events if isinstance(one, ReasoningDelta)) == "Two cities."
        assert "".join(one.text for one in events if isinstance(one, TextDelta)) == "I look."
        arguments = ["", ""]
        for one in events:
            if isinstance(one, CallDelta):
                assert one.name == "weather"
                arguments[one.index] += one.arguments
        assert [json.loads(one) for one in arguments] == [{"city": "Rome"}, {"city": "Oslo"}]
        assert message.finish_reason == "tool_calls"
        assert message.usage is not None
        assert (message.usage.prompt_tokens, message.usage.cached_tokens, message.usage.completion_tokens) == (
            45,
            30,
            7,
        )
        assert message.model == "claude-x"

    async def test_arguments_stay_as_they_were_written(self):
        block = {**use("t1"), "raw": '{"city":  "Rome","n":1.50}'}
        with Claude([[thinking("Hm."), block]]) as server:
            _, message = await sampled(model(server), request(human("q")))
        assert message.tool_calls[0].arguments == '{"city":  "Rome","n":1.50}'
        assert message.opaque[1]["input"] == {"city": "Rome", "n": 1.5}

    async def test_arguments_that_are_no_json_go_back_wrapped(self):
        block = {**use("t1"), "raw": '{"city": "Ro'}
        with Claude([[thinking("Hm."), block], [thinking(""), said("Sorry.")]]) as server:
            asked = model(server)
            run = await Agent(asked, tools=[weather]).run("q")
            await asked.aclose()
        assert run.faults == {"bad_json": 1}
        sent = server.requests[1].json["messages"]
        assert sent[1]["content"][1]["input"] == {"INVALID_JSON": '{"city": "Ro'}
        assert sent[2]["content"][0]["is_error"] is True

    async def test_what_passes_is_tried_again(self):
        overloaded = [event("error", error={"type": "overloaded_error", "message": "Overloaded"})]
        begun = [*list(stream_of(CHAIN[3], 3))[:5], *overloaded]
        script: list[list[Block] | Reply] = [
            refusal(529, "overloaded_error", "Overloaded"),
            Reply(body=overloaded),
            Reply(body=begun),
            Reply(body=list(stream_of(CHAIN[0], 3)), cut_after=9),
            Reply(drop_after=0),
            [said("ok")],
        ]
        with Claude(script) as server:
            events, message = await sampled(model(server), request(human("q")))
        assert message.text == "ok"
        assert [one.fault for one in events if isinstance(one, Retrying)] == [
            "http_529", "http_529", "http_529", "connection", "connection",
        ]  # fmt: skip
        assert sum(isinstance(one, ReplyRestarted) for one in events) >= 1

    async def test_what_does_not_pass_is_not(self):
        refused = refusal(401, "authentication_error", "invalid x-api-key")
        with Claude([refused]) as server, pytest.raises(ModelRequestError, match="Give the server's key as api_key="):
            await sampled(model(server), request(human("q")))
        assert len(server.requests) == 1
        assert server.requests[0].headers["x-api-key"] == "secret"


def test_a_spec_builds_the_model_again_and_holds_no_secret():
    asked = AnthropicModel("claude-x", api_key="secret", headers={"x-more": "secret"}, settings=Settings(effort="low"))
    spec = json.loads(json.dumps(asked.spec()))
    assert "secret" not in str(spec)
    again = from_spec(spec)
    assert isinstance(again, AnthropicModel)
    assert again.spec() == asked.spec()


async def test_it_cannot_prolong():
    assert not await AnthropicModel("claude-x").can_prolong(AssistantMessage(content="a", finish_reason="length"))


def test_it_runs_on_trio_as_well():
    import trio

    with Claude(CHAIN) as server:

        async def main() -> str | None:
            asked = model(server)
            run = await Agent(asked, tools=[weather]).run("Where is it mild?")
            await asked.aclose()
            return run.answer

        assert trio.run(main) == "All mild."
