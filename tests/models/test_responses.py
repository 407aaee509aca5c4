"""The OpenAI Responses protocol, against a server that enforces its documented rules on reasoning items."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
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
from agentrt.errors import ConfigurationError, LostTraceError, ModelRequestError, ModelResponseError
from agentrt.events import CallDelta, ReasoningDelta, TextDelta
from agentrt.models import ResponsesModel, from_spec
from agentrt.models.base import Request, Retrying, Settings, Step
from agentrt.models.retry import RetryPolicy
from agentrt.testing import Recorded, RecordingServer, Reply
from agentrt.tool import ToolSpec, tool

Item = dict[str, Any]
DANGLING = "Item '{id}' of type 'reasoning' was provided without its required following item."
ALONE = "Item '{id}' of type '{kind}' was provided without its required 'reasoning' item: '{before}'."
TAMPERED = "The encrypted content for item {id} could not be verified."
UNANSWERED = "No tool output found for function call {id}."
ORPHAN = "No tool call found for function call output with call_id {id}."
USAGE = {
    "input_tokens": 40,
    "input_tokens_details": {"cached_tokens": 30},
    "output_tokens": 9,
    "output_tokens_details": {"reasoning_tokens": 6},
}


class Responses(RecordingServer):
    """Replies with items, and answers 400 with the documented sentence where a rule is broken."""

    def __init__(self, replies: Sequence[list[Item] | Reply]) -> None:
        super().__init__(())
        self.script = list(replies)
        self.issued: list[Item] = []

    def answer(self, request: Recorded) -> Reply:
        self.requests.append(request)
        if request.path != "/v1/responses":
            return refusal(404, request.path)
        body = request.json
        if body["store"] or "reasoning.encrypted_content" not in body["include"]:
            return refusal(400, "this server keeps nothing")
        if broken := self.broken_rule(body["input"]):
            return refusal(400, broken)
        reply = self.script.pop(0)
        if isinstance(reply, Reply):
            return reply
        self.issued += reply
        return Reply(body=list(stream_of(reply)) if body["stream"] else json.dumps(response(reply)).encode())

    def broken_rule(self, items: list[Item]) -> str | None:
        called = [item["call_id"] for item in items if item.get("type") == "function_call"]
        answered = [item["call_id"] for item in items if item.get("type") == "function_call_output"]
        if missing := [one for one in called if one not in answered]:
            return UNANSWERED.format(id=missing[0])
        if orphans := [one for one in answered if one not in called]:
            return ORPHAN.format(id=orphans[0])
        known = {item["id"]: at for at, item in enumerate(self.issued)}
        for at, item in sorted(enumerate(items), key=lambda one: one[1].get("type") != "reasoning"):
            if item.get("id") not in known:
                continue
            place = known[item["id"]]
            if item != self.issued[place]:
                return TAMPERED.format(id=item["id"])
            after = items[at + 1] if at + 1 < len(items) else {}
            if item["type"] == "reasoning" and after != self.issued[place + 1]:
                return DANGLING.format(id=item["id"])
            before = self.issued[place - 1]
            if place and before["type"] == "reasoning" and items[at - 1] != before:
                return ALONE.format(id=item["id"], kind=item["type"], before=before["id"])
        return None


def refusal(status: int, said: str) -> Reply:
    body = {"error": {"message": said, "type": "invalid_request_error", "param": "input", "code": None}}
    return Reply(status=status, body=json.dumps(body).encode(), headers={"Retry-After": "0"})


def response(items: list[Item], **more: Any) -> dict[str, Any]:
    return {
        "id": "resp",
        "object": "response",
        "status": "completed",
        "model": "gpt-x",
        "output": items,
        "usage": USAGE,
    } | more


def event(kind: str, **fields: Any) -> bytes:
    return json.dumps({"type": kind, **fields}).encode()


def stream_of(items: list[Item], **more: Any) -> Iterator[bytes]:
    """Items as the protocol streams them."""
    yield event("response.created", response=response([], status="in_progress"))
    for index, item in enumerate(items):
        at = {"output_index": index, "item_id": item["id"]}
        match item["type"]:
            case "reasoning":
                yield event(
                    "response.output_item.added",
                    output_index=index,
                    item={**item, "summary": [], "encrypted_content": None},
                )
                for part in item["summary"]:
                    yield from (
                        event("response.reasoning_summary_text.delta", delta=one, **at) for one in cut(part["text"])
                    )
            case "function_call":
                yield event("response.output_item.added", output_index=index, item={**item, "arguments": ""})
                yield from (
                    event("response.function_call_arguments.delta", delta=one, **at) for one in cut(item["arguments"])
                )
            case "message":
                yield event("response.output_item.added", output_index=index, item={**item, "content": []})
                for part in item["content"]:
                    yield from (event("response.output_text.delta", delta=one, **at) for one in cut(part["text"]))
        yield event("response.output_item.done", output_index=index, item=item)
    yield event("response.completed", response=response(items, **more))


def cut(text: str) -> list[str]:
    return [text[at : at + 3] for at in range(0, len(text), 3)]


def reasoning(identity: str, *summary: str) -> Item:
    parts = [{"type": "summary_text", "text": text} for text in summary]
    return {"id": identity, "type": "reasoning", "summary": parts, "encrypted_content": f"gAAAA-{identity}"}


def call(identity: str, arguments: str) -> Item:
    return {
        "id": f"fc_{identity}", "type": "function_call", "status": "completed", "call_id": f"call_{identity}",
        "name": "weather", "arguments": arguments,
    }  # fmt: skip


def message(identity: str, text: str) -> Item:
    content = [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}]
    return {
        "id": identity,
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "phase": "x",
        "content": content,
    }


@tool
async def weather(city: str) -> str:
    """Weather of a city now."""
    return f"mild in {city}"


CHAIN: list[list[Item]] = [
    [
        reasoning("rs_1", "Two cities.", "Both."), message("msg_1", "I look."),
        call("1", '{"city":"Rome"}'), call("2", '{"city": "Oslo"}'),
    ],
    [reasoning("rs_2"), call("3", '{"city":"Bonn"}')],
    [call("4", '{"city":"Köln"}')],
    [reasoning("rs_3", "Enough."), message("msg_2", "All mild.")],
]  # fmt: skip
ASK = [*CHAIN, [reasoning("rs_4"), message("msg_3", "Yes.")]]


def model(server: RecordingServer, **options: Any) -> ResponsesModel:
    options.setdefault("settings", Settings(effort="high"))
    return ResponsesModel("gpt-x", base_url=server.url, api_key="secret", retry=RetryPolicy(wait=0.0), **options)


def human(text: str) -> UserMessage:
    return UserMessage(content=text)


def request(*messages: Message, tools: tuple[ToolSpec, ...] = (weather.spec,), **settings: Any) -> Request:
    return Request(Conversation(messages=messages), tools, Settings(**settings))


async def sampled(asked: ResponsesModel, what: Request) -> tuple[list[Any], AssistantMessage]:
    try:
        events = [one async for one in asked.generate(what)]
    finally:
        await asked.aclose()
    assert isinstance(events[-1], Step)
    return events, events[-1].message


class TestChain:
    @pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
    async def test_every_item_goes_back_as_it_came(self, stream: bool):
        with Responses(ASK) as server:
            asked = model(server, stream=stream)
            run = await Agent(asked, tools=[weather], instructions="Be brief.").run("Where is it mild?")
            assert (run.status, run.answer) == ("completed", "All mild."), run.reason
            again = await Agent(asked, tools=[weather]).run("Sure?", conversation=run.conversation)
            await asked.aclose()
        assert again.answer == "Yes."
        sent = server.requests[-1].json
        replayed = [item for item in sent["input"] if item.get("id")]
        assert replayed == [item for reply in CHAIN for item in reply]
        assert sent["instructions"] == "Be brief."
        outputs = [item for item in sent["input"] if item["type"] == "function_call_output"]
        assert outputs[:2] == [
            {"type": "function_call_output", "call_id": "call_1", "output": "mild in Rome"},
            {"type": "function_call_output", "call_id": "call_2", "output": "mild in Oslo"},
        ]

    async def test_a_journal_keeps_the_items(self):
        with Responses(CHAIN[:1]) as server:
            _, reply = await sampled(model(server), request(human("q")))
        assert list(reply.opaque) == CHAIN[0]
        assert AssistantMessage.model_validate_json(reply.model_dump_json()) == reply

    async def test_the_server_does_enforce_its_rules(self):
        with Responses(CHAIN) as server:
            asked = model(server)
            _, reply = await sampled(asked, request(human("q")))
            results = [ToolMessage(call_id=one.id, name="weather", content="ok") for one in reply.tool_calls]
            first, *rest = reply.opaque
            broken = {
                "could not be verified": ({**first, "encrypted_content": "forged"}, *rest),
                "without its required following item": (rest[0], first, *rest[1:]),
                "without its required 'reasoning' item": tuple(rest),
            }
            for sentence, items in broken.items():
                with pytest.raises(ModelRequestError, match=sentence):
                    await sampled(asked, request(human("q"), reply.model_copy(update={"opaque": items}), *results))
            with pytest.raises(ModelRequestError, match="No tool output found for function call call_2"):
                await sampled(asked, request(human("q"), reply, results[0]))
        assert len(server.requests) == 5, "what the server refuses is not asked again"

    async def test_a_note_of_the_runtime_is_not_the_user_s(self):
        with Responses([CHAIN[2], CHAIN[3]]) as server:
            asked = model(server)
            _, reply = await sampled(asked, request(human("q")))
            note = UserMessage(content="Mind the time.", origin="runtime")
            await sampled(
                asked, request(human("q"), reply, ToolMessage(call_id="call_4", name="weather", content="ok"), note)
            )
        assert [item["role"] for item in server.requests[-1].json["input"] if item["type"] == "message"] == [
            "user",
            "developer",
        ]

    async def test_a_thought_that_cannot_be_shown_again(self):
        bare = [{**reasoning("rs_1"), "encrypted_content": None}, call("1", "{}")]
        with Responses([bare]) as server:
            asked = model(server)
            _, reply = await sampled(asked, request(human("q")))
            result = ToolMessage(call_id="call_1", name="weather", content="ok")
            with pytest.raises(LostTraceError, match="Message 1"):
                await sampled(asked, request(human("q"), reply, result))
        assert len(server.requests) == 1

    async def test_an_edited_step_of_the_running_chain(self):
        with Responses(CHAIN[:1]) as server:
            asked = model(server)
            _, reply = await sampled(asked, request(human("q")))
            results = [ToolMessage(call_id=one.id, name="weather", content="ok") for one in reply.tool_calls]
            with pytest.raises(LostTraceError, match="was edited"):
                await sampled(asked, request(human("q"), reply.model_copy(update={"content": "I see."}), *results))
        assert len(server.requests) == 1

    async def test_open_servers_give_the_thought_as_text(self):
        thought = {
            "id": "rs_1",
            "type": "reasoning",
            "summary": [],
            "content": [{"type": "reasoning_text", "text": "Hm."}],
        }
        with Responses([[thought, call("1", '{"city":"Rome"}')], CHAIN[3]]) as server:
            asked = model(server)
            run = await Agent(asked, tools=[weather]).run("q")
            await asked.aclose()
        assert run.status == "completed", run.reason
        assert server.requests[1].json["input"][1] == thought

    async def test_a_history_from_elsewhere(self):
        old = AssistantMessage(
            content="I look.",
            reasoning="elsewhere",
            tool_calls=(ToolCall(id="x", name="weather", arguments='{"city":"Rome"}'),),
        )
        with Responses([CHAIN[3]]) as server:
            await sampled(
                model(server), request(human("q"), old, ToolMessage(call_id="x", name="weather", content="ok"))
            )
        assert server.requests[0].json["input"][1:3] == [
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I look."}]},
            {"type": "function_call", "call_id": "x", "name": "weather", "arguments": '{"city":"Rome"}'},
        ]


class TestRequest:
    async def sent(self, *, what: Request | None = None, **options: Any) -> dict[str, Any]:
        with Responses([[message("msg", "ok")]]) as server:
            await sampled(model(server, **options), what or request(human("q")))
        assert server.requests[0].headers["authorization"] == "Bearer secret"
        return server.requests[0].json

    @pytest.mark.parametrize(
        ("effort", "wire"), [("none", "none"), ("low", "low"), ("medium", "medium"), ("max", "high")]
    )
    async def test_effort(self, effort: Any, wire: str):
        assert (await self.sent(what=request(human("q"), effort=effort)))["reasoning"] == {"effort": wire}

    async def test_summary(self):
        sent = await self.sent(summary="auto", settings=Settings())
        assert sent["reasoning"] == {"summary": "auto"}

    async def test_tools_choice_sampling_and_schema(self):
        schema = {"name": "answer", "schema": {"type": "object"}, "strict": True}
        asked = request(
            human("q"), temperature=0.5, top_p=0.9, max_tokens=99, tool_choice="weather", response_format=schema,
            extra_body={"reasoning": {"effort": "xhigh"}},
        )  # fmt: skip
        sent = await self.sent(what=asked)
        assert sent["tools"] == [{"type": "function", **weather.spec.model_dump(), "strict": False}]
        assert sent["tool_choice"] == {"type": "function", "name": "weather"}
        assert (sent["temperature"], sent["top_p"], sent["max_output_tokens"]) == (0.5, 0.9, 99)
        assert sent["text"] == {"format": {"type": "json_schema", **schema}}
        assert sent["reasoning"] == {"effort": "xhigh"}
        assert (sent["store"], sent["include"]) == (False, ["reasoning.encrypted_content"])

    async def test_settings_that_the_protocol_does_not_have(self):
        with pytest.raises(ConfigurationError, match="has no seed, stop"):
            await self.sent(what=request(human("q"), seed=1, stop=("END",)))

    async def test_images_and_system(self):
        parts = (TextPart(text="See:"), ImagePart(url="data:image/png;base64,AAAA", detail="low"))
        sent = await self.sent(what=request(SystemMessage(content="a"), UserMessage(content=parts)))
        assert sent["instructions"] == "a"
        assert sent["input"][0]["content"] == [
            {"type": "input_text", "text": "See:"},
            {"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "low"},
        ]


class TestReply:
    async def test_deltas_usage_and_finish(self):
        with Responses(CHAIN[:1]) as server:
            events, reply = await sampled(model(server), request(human("q")))
        assert "".join(one.text for one in events if isinstance(one, ReasoningDelta)) == "Two cities.Both."
        assert "".join(one.text for one in events if isinstance(one, TextDelta)) == reply.text == "I look."
        written = ["", ""]
        for one in events:
            if isinstance(one, CallDelta):
                assert one.name == "weather"
                written[one.index] += one.arguments
        assert written == [one.arguments for one in reply.tool_calls] == ['{"city":"Rome"}', '{"city": "Oslo"}']
        assert (reply.reasoning, reply.thought, reply.finish_reason) == (
            "Two cities.\n\nBoth.",
            "present",
            "tool_calls",
        )
        assert reply.usage is not None
        assert (reply.usage.prompt_tokens, reply.usage.cached_tokens, reply.usage.reasoning_tokens) == (40, 30, 6)
        assert reply.model == "gpt-x"

    async def test_a_thought_without_summary_is_present_all_the_same(self):
        with Responses(CHAIN[1:3]) as server:
            asked = model(server)
            _, thought = await sampled(asked, request(human("q")))
            _, none = await sampled(asked, request(human("q")))
        assert (thought.reasoning, thought.thought) == (None, "present")
        assert none.thought == "none"

    async def test_cut_off_by_length(self):
        cut_off = response(
            [message("msg", "on and")], status="incomplete", incomplete_details={"reason": "max_output_tokens"}
        )
        with Responses([Reply(body=[event("response.incomplete", response=cut_off)])]) as server:
            _, reply = await sampled(model(server), request(human("q")))
        assert (reply.text, reply.finish_reason) == ("on and", "length")

    async def test_what_passes_is_tried_again(self):
        failed = response([], status="failed", error={"code": "server_error", "message": "sorry"})
        limited = response([], status="failed", error={"code": "rate_limit_exceeded", "message": "slow down"})
        script: list[list[Item] | Reply] = [
            refusal(503, "busy"),
            Reply(body=[event("response.failed", response=failed)]),
            Reply(body=[event("response.failed", response=limited)]),
            Reply(body=list(stream_of(CHAIN[0])), cut_after=5),
            Reply(drop_after=0),
            [message("msg", "ok")],
        ]
        with Responses(script) as server:
            events, reply = await sampled(model(server), request(human("q")))
        assert reply.text == "ok"
        assert [one.fault for one in events if isinstance(one, Retrying)] == [
            "http_503", "http_500", "http_429", "connection", "connection",
        ]  # fmt: skip

    async def test_an_error_in_the_stream(self):
        wrong = event("error", code="invalid_prompt", message="not this")
        with Responses([Reply(body=[wrong])]) as server, pytest.raises(ModelRequestError, match="400: not this"):
            await sampled(model(server), request(human("q")))

    async def test_what_is_no_event(self):
        with Responses([Reply(body=[b"[1]"])]) as server, pytest.raises(ModelResponseError, match="no event"):
            await sampled(model(server), request(human("q")))


def test_a_spec_builds_the_model_again_and_holds_no_secret():
    asked = ResponsesModel("gpt-x", api_key="secret", settings=Settings(effort="low"), summary="auto")
    spec = json.loads(json.dumps(asked.spec()))
    assert "secret" not in str(spec)
    again = from_spec(spec)
    assert isinstance(again, ResponsesModel)
    assert again.spec() == asked.spec()


async def test_it_cannot_prolong():
    assert not await ResponsesModel("gpt-x").can_prolong(AssistantMessage(content="a", finish_reason="length"))


def test_it_runs_on_trio_as_well():
    import trio

    with Responses(CHAIN) as server:

        async def main() -> str | None:
            asked = model(server)
            run = await Agent(asked, tools=[weather]).run("Where is it mild?")
            await asked.aclose()
            return run.answer

        assert trio.run(main) == "All mild."
