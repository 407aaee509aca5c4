"""What a ChatModel makes of what a server does wrong, and of replies cut up in every way."""

from __future__ import annotations

import json
import socket
from typing import Any

import anyio
import pytest

from agentrt import Agent, AssistantMessage, Conversation, ToolCall, UserMessage, tool
from agentrt.errors import ModelConnectionError, ModelRequestError, ModelResponseError
from agentrt.events import CallDelta, ReasoningDelta, ReplyRestarted, TextDelta
from agentrt.models import ChatModel, RetryPolicy
from agentrt.models.base import ModelEvent, Request, Retrying, Step
from agentrt.models.retry import retry_after
from agentrt.models.transport import TransportName
from agentrt.testing import RecordingServer, Reply, error

QUICK = RetryPolicy(wait=0.01, longest=0.02)
HI = UserMessage(content="Hi.")
ODD = 'é 漢 😀 👩‍🚀 " \\ \n\t </think> 𐍈'
"""Text of one to four bytes a character, with what JSON escapes."""


@tool
async def look(n: int) -> str:
    """Looks."""
    return f"saw {n}"


def call(number: int) -> ToolCall:
    return ToolCall(id=f"call-{number}", name="look", arguments=f'{{"n": {number}}}')


async def events_of(model: ChatModel, *messages: Any, prolong: AssistantMessage | None = None) -> list[ModelEvent]:
    request = Request(Conversation(messages=messages or (HI,)), prolong=prolong)
    return [event async for event in model.generate(request)]


async def events_from(*script: Any, **options: Any) -> tuple[list[ModelEvent], RecordingServer]:
    """What the model yields for one call to a server with this script."""
    with RecordingServer(script) as server:
        model = ChatModel(server.url, **{"model": "any", "retry": QUICK, **options})
        try:
            return await events_of(model), server
        finally:
            await model.aclose()


def message_of(events: list[ModelEvent]) -> AssistantMessage:
    assert isinstance(events[-1], Step)
    assert not any(isinstance(event, Step) for event in events[:-1])
    return events[-1].message


# ------------------------------------------------------------------------------------------------ putting together


@pytest.mark.parametrize("transport", ["httpx2", "aiohttp"])
@pytest.mark.parametrize(
    ("delta", "write", "ascii_only"), [(1, None, True), (1, 1, False), (3, 7, True), (1000, 2, False)]
)
async def test_a_reply_is_whole_wherever_it_was_cut(delta: int, write: int | None, ascii_only: bool, transport: str):
    written = ToolCall(id="1", name="look", arguments=json.dumps({"n": ODD}, ensure_ascii=False))
    reply = Reply(
        content=ODD, reasoning=f"\n{ODD}", tool_calls=[written, call(2)], delta=delta, write=write, ascii=ascii_only
    )
    events, _ = await events_from(reply, transport=transport)
    message = message_of(events)
    assert message.content == ODD
    assert message.reasoning == f"\n{ODD}"
    assert message.tool_calls == (written, call(2))
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == ODD
    assert "".join(event.text for event in events if isinstance(event, ReasoningDelta)) == f"\n{ODD}"
    pieces = [event for event in events if isinstance(event, CallDelta)]
    assert "".join(piece.arguments for piece in pieces if piece.index == 0) == written.arguments
    assert {piece.name for piece in pieces} == {"look"}


async def test_a_reply_is_the_same_streamed_and_not():
    reply = Reply(
        content="c", reasoning="r", tool_calls=[call(1)], finish_reason="length", extra={"x": [1, {"y": None}]}
    )
    streamed, _ = await events_from(reply)
    whole, _ = await events_from(reply, stream=False)
    one, other = message_of(streamed), message_of(whole)
    assert one == other
    assert one.usage is not None
    counts = one.usage.prompt_tokens, one.usage.cached_tokens, one.usage.completion_tokens, one.usage.reasoning_tokens
    assert counts == (12, 8, 7, 3)
    assert one.finish_reason == "length"
    assert one.reasoning_fields == ("reasoning",)


def chunk(delta: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"choices": [{"index": 0, "delta": delta, **more}]}).encode()


async def test_half_a_surrogate_pair_that_stays_alone_is_replaced():
    body = [chunk({"content": "a\ud83d"}), chunk({"content": "b \ude00"}), chunk({"x": "\udc00"}, finish_reason="stop")]
    events, _ = await events_from(Reply(body=[*body, b"[DONE]"]))
    message = message_of(events)
    assert message.content == "a\ufffdb \ufffd"
    assert message.model_dump_json()
    assert "".join(event.text for event in events if isinstance(event, TextDelta)).encode()


async def test_blocks_of_thought_are_put_together_by_index_and_replayed():
    body = [
        chunk({"reasoning_details": [{"type": "reasoning.text", "index": 0, "text": "He", "id": "i"}]}),
        chunk({"reasoning_details": [{"type": "reasoning.text", "index": 0, "text": "llo"}]}),
        chunk({"reasoning_details": [{"type": "reasoning.text", "index": 0, "signature": "S1"}]}),
        chunk({"reasoning_details": [{"type": "reasoning.encrypted", "index": 1, "data": "QQ=="}]}),
        chunk({"content": "ok"}, finish_reason="stop"),
    ]
    with RecordingServer([Reply(body=body), "fine"]) as server:
        model = ChatModel(server.url, model="anthropic/claude-opus-4.6")
        message = message_of(await events_of(model))
        await events_of(model, HI, message, HI)
        await model.aclose()
    blocks = [
        {"type": "reasoning.text", "index": 0, "text": "Hello", "id": "i", "signature": "S1"},
        {"type": "reasoning.encrypted", "index": 1, "data": "QQ=="},
    ]
    assert list(message.opaque) == blocks
    assert message.thought == "present"
    assert server.requests[1].messages[1]["reasoning_details"] == blocks


async def test_calls_of_servers_that_number_them_badly():
    same_index = [
        {"index": 0, "id": "a", "function": {"name": "look", "arguments": '{"n": 1}'}},
        {"index": 0, "id": "b", "function": {"name": "look", "arguments": '{"n": 2}'}},
    ]
    no_index = [{"id": "c", "function": {"name": "look"}}, {"function": {"arguments": '{"n":'}}]
    no_index += [{"function": {"arguments": " 3}"}}, {"id": "d", "function": {"name": "look", "arguments": {"n": 4}}}]
    for pieces, expected in ((same_index, {"a": 1, "b": 2}), (no_index, {"c": 3, "d": 4})):
        body = [chunk({"tool_calls": [piece]}) for piece in pieces]
        events, _ = await events_from(Reply(body=[*body, chunk({}, finish_reason="tool_calls")]))
        calls = message_of(events).tool_calls
        assert {call.id: json.loads(call.arguments)["n"] for call in calls} == expected


async def test_two_fields_that_say_different_things_go_back_as_they_came():
    said = {"reasoning": "short", "reasoning_content": "long"}
    with RecordingServer([Reply(extra=said, tool_calls=[call(1)]), "Done."]) as server:
        model = ChatModel(server.url, model="Qwen/Qwen3-8B")
        await Agent(model, [look]).run("Look.")
        await model.aclose()
    reply = server.requests[1].messages[1]
    assert {name: reply[name] for name in said} == said


async def test_a_server_that_streams_though_asked_not_to_or_ends_without_a_word():
    events, _ = await events_from(Reply(body=[chunk({"content": "ok"}, finish_reason="stop")]))
    assert message_of(events).content == "ok"  # no [DONE], but a finish reason


# ------------------------------------------------------------------------------------------------ faults that pass


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
async def test_a_refusal_that_may_pass_is_tried_again_and_told(status: int, stream: bool):
    events, server = await events_from(error(status, "busy now"), "fine", stream=stream)
    retrying = events[0]
    assert isinstance(retrying, Retrying)
    assert (retrying.fault, retrying.wait) == (f"http_{status}", 0)
    assert "busy now" in retrying.reason
    assert message_of(events).content == "fine"
    assert server.requests[0].body == server.requests[1].body


@pytest.mark.parametrize("transport", ["httpx2", "aiohttp"])
@pytest.mark.parametrize("stream", [True, False])
async def test_a_connection_that_breaks_before_the_reply_is_tried_again(stream: bool, transport: str):
    events, _ = await events_from(Reply(drop_after=0), "fine", stream=stream, transport=transport)
    assert [event.fault for event in events if isinstance(event, Retrying)] == ["connection"]
    assert not any(isinstance(event, ReplyRestarted) for event in events)
    assert message_of(events).content == "fine"


@pytest.mark.parametrize("transport", ["httpx2", "aiohttp"])
@pytest.mark.parametrize(("dropped", "cut"), [(700, None), (None, 4)])
async def test_a_stream_that_breaks_off_is_sampled_anew_and_what_was_shown_is_void(
    dropped: int | None, cut: int | None, transport: str
):
    broken = Reply(reasoning="a long thought " * 20, drop_after=dropped, cut_after=cut)
    events, _ = await events_from(broken, "fine", transport=transport)
    restarted = next(at for at, event in enumerate(events) if isinstance(event, ReplyRestarted))
    assert isinstance(events[restarted - 1], Retrying)
    assert any(isinstance(event, ReasoningDelta) for event in events[:restarted])
    message = message_of(events)
    assert (message.content, message.reasoning) == ("fine", None)


async def test_a_broken_stream_is_not_sampled_anew_where_that_is_not_wanted():
    with pytest.raises(ModelConnectionError, match="the stream ended before the reply did"):
        await events_from(Reply(reasoning="a long thought", cut_after=2), "never", replayable=False)
    events, _ = await events_from(error(503), "fine", replayable=False)  # nothing had been sampled
    assert message_of(events).content == "fine"


async def test_an_error_inside_the_stream_is_an_error():
    inside = [chunk({"content": "par"}), b'{"error": {"message": "engine died", "code": 500}}']
    events, _ = await events_from(Reply(body=inside), "fine")
    assert [event.fault for event in events if isinstance(event, Retrying)] == ["http_500"]
    assert message_of(events).content == "fine"
    with pytest.raises(ModelRequestError, match="bad grammar"):
        await events_from(Reply(body=[b'{"error": {"message": "bad grammar", "code": 400}}']))


async def test_a_server_that_goes_silent():
    events, _ = await events_from(Reply(content="late", delay=1.5), "fine", timeout=0.3)
    assert [event.fault for event in events if isinstance(event, Retrying)] == ["timeout"]
    assert message_of(events).content == "fine"


async def test_every_fault_of_a_run_is_counted_and_the_run_goes_on():
    script: list[Reply | str] = [
        error(429),
        Reply(tool_calls=[call(1)]),
        error(500),
        error(503),
        Reply(drop_after=0),
        "It is so.",
    ]
    with RecordingServer(script) as server:
        model = ChatModel(server.url, model="any", retry=QUICK)
        run = await Agent(model, [look]).run("Look.")
        await model.aclose()
    assert run.answer == "It is so."
    assert run.faults == {"http_429": 1, "http_500": 1, "http_503": 1, "connection": 1}


# ------------------------------------------------------------------------------------------------ faults that do not


async def test_it_gives_up_in_the_end_and_says_what_the_server_said():
    script = [error(503, "model is loading") for _ in range(3)]
    with pytest.raises(
        ModelRequestError, match=r"answered 503 for model 'any' \(1 messages, 0 tools.*model is loading"
    ):
        await events_from(*script, retry=RetryPolicy(attempts=3, wait=0.01))


async def test_it_does_not_wait_longer_than_it_has_patience_for():
    with pytest.raises(ModelRequestError, match="quota"):
        await events_from(error(429, "quota", retry_after=3600), "never")


@pytest.mark.parametrize(
    ("status", "advice"), [(400, "positive"), (401, "api_key"), (404, "/models"), (422, "positive")]
)
async def test_a_refusal_that_will_not_pass_is_raised_at_once(status: int, advice: str):
    with pytest.raises(ModelRequestError, match=advice) as raised:
        await events_from(error(status, "max_tokens must be positive"), "never")
    assert raised.value.status == status
    assert "max_tokens must be positive" in str(raised.value)
    assert raised.value.url.endswith("/v1/chat/completions")
    assert "max_tokens" in raised.value.body


@pytest.mark.parametrize("body", [b"<html>It works!</html>", b'{"object": "list"}', b"[]", b'{"choices": [7]}', b""])
@pytest.mark.parametrize("stream", [True, False])
async def test_an_answer_that_is_no_reply(body: bytes, stream: bool):
    with pytest.raises(ModelResponseError):
        await events_from(Reply(body=body), stream=stream)


async def test_nobody_is_there():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        model = ChatModel(f"http://127.0.0.1:{taken.getsockname()[1]}/v1", model="any", retry=RetryPolicy(attempts=1))
        with pytest.raises(ModelConnectionError, match="No reply from http"):
            await events_of(model)
        run = await Agent(model, []).run("Hi.")
        assert run.status == "failed"
        assert "No reply from" in run.reason
        await model.aclose()


def test_what_retry_after_may_say():
    assert retry_after({"retry-after": "1.5"}) == 1.5
    assert retry_after({"retry-after-ms": "250", "retry-after": "9"}) == 0.25
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({}) is None


# ------------------------------------------------------------------------------------------------ prolonging


async def test_a_reply_that_was_cut_off_is_gone_on_with():
    script = [Reply(reasoning="R", content="It is warm", finish_reason="length"), Reply(content="er in Rome.")]
    with RecordingServer(script, owned_by="vllm") as server:
        model = ChatModel(server.url, model="Qwen/Qwen3-8B")
        run = await Agent(model, []).run("Where?")
        await model.aclose()
    assert run.answer == "It is warmer in Rome."
    body = server.requests[1].json
    assert (body["continue_final_message"], body["add_generation_prompt"]) == (True, False)
    assert body["messages"][-1]["content"] == "It is warm"
    assert body["messages"][-1]["reasoning"] == "R"
    reply = run.conversation.messages[-1]
    assert isinstance(reply, AssistantMessage)
    assert (reply.reasoning, reply.thought, reply.finish_reason) == ("R", "present", "stop")
    assert run.usage.completion_tokens == 14  # of both calls


async def test_what_a_parser_takes_for_thought_in_a_prolonged_reply_is_text():
    with RecordingServer([Reply(reasoning="er in Rome.")]) as server:
        model = ChatModel(server.url, model="Qwen/Qwen3-8B")
        partial = AssistantMessage(content="It is warm", reasoning="R", finish_reason="length")
        message = message_of(await events_of(model, prolong=partial))
        await model.aclose()
    assert (message.content, message.reasoning) == ("It is warmer in Rome.", "R")


async def test_only_cut_text_is_prolonged_and_only_where_the_server_can():
    cut = AssistantMessage(content="It is", finish_reason="length")
    for owner, can in (("vllm", True), ("sglang", True), ("llamacpp", False)):
        with RecordingServer([], owned_by=owner) as server:
            model = ChatModel(server.url, model="any")
            assert await model.can_prolong(cut) is can
            assert await model.can_prolong(cut) is can
            assert len(server.others) == 1  # asked once
            assert not await model.can_prolong(cut.model_copy(update={"tool_calls": (call(1),)}))
            assert not await model.can_prolong(AssistantMessage(reasoning="hm", finish_reason="length"))
            assert not await model.can_prolong(AssistantMessage(content="It is so.", finish_reason="stop"))
            await model.aclose()
    assert await ChatModel("http://127.0.0.1:1/v1", model="any", server="vllm").can_prolong(cut)
    assert not await ChatModel("http://127.0.0.1:1/v1", model="any", connect_timeout=1).can_prolong(cut)


# ------------------------------------------------------------------------------------------------ event loops


def test_a_run_on_trio():
    async def main() -> None:
        thinking = Reply(reasoning="r", tool_calls=[call(1)], delta=1)
        script: list[Reply | str] = [error(500), thinking, Reply(drop_after=0), "It is so."]
        with RecordingServer(script) as server:
            model = ChatModel(server.url, model="Qwen/Qwen3-8B", retry=QUICK)
            run = await Agent(model, [look]).run("Look.")
            await model.aclose()
        assert run.answer == "It is so."
        assert server.requests[-1].messages[1]["reasoning_content"] == "r"

    anyio.run(main, backend="trio")


@pytest.mark.parametrize("transport", ["httpx2", "aiohttp"])
async def test_a_proxy_that_the_environment_names_is_used(transport: TransportName, monkeypatch: pytest.MonkeyPatch):
    for name in ("HTTP_PROXY", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with RecordingServer(lambda request: "fine") as server:
        monkeypatch.setenv("http_proxy", server.url.removesuffix("/v1"))
        model = ChatModel("http://model.invalid/v1", model="any", transport=transport)
        for _ in range(2):
            assert message_of(await events_of(model)).content == "fine"
        await model.aclose()
        assert server.requests[1].path == "http://model.invalid/v1/chat/completions"
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        direct = ChatModel(server.url, model="any", transport=transport)
        assert message_of(await events_of(direct)).content == "fine"
        await direct.aclose()
        assert server.requests[2].path == "/v1/chat/completions"


def test_one_model_serves_one_event_loop_after_another():
    with RecordingServer(lambda request: "fine") as server:
        model = ChatModel(server.url, model="any")

        async def main() -> None:
            assert message_of(await events_of(model)).content == "fine"
            await model.aclose()

        for backend in ("asyncio", "trio", "asyncio"):
            anyio.run(main, backend=backend)


async def test_many_runs_at_once_share_the_connections():
    with RecordingServer(lambda request: Reply(content=request.messages[-1]["content"], write=40)) as server:
        model = ChatModel(server.url, model="any")
        answers: dict[int, str | None] = {}

        async def one(number: int) -> None:
            answers[number] = (await Agent(model, []).run(f"number {number}")).answer

        async with anyio.create_task_group() as tasks:
            for number in range(32):
                tasks.start_soon(one, number)
        await model.aclose()
    assert answers == {number: f"number {number}" for number in range(32)}


async def test_a_call_that_is_given_up_halfway_leaves_the_model_usable():
    slow = Reply(content="never ending story " * 50, delta=8, write=64, pause=0.05)
    with RecordingServer([slow, "fine"]) as server:
        model = ChatModel(server.url, model="any")
        with anyio.move_on_after(0.3) as scope:
            await events_of(model)
        assert scope.cancelled_caught
        assert message_of(await events_of(model)).content == "fine"
        await model.aclose()
