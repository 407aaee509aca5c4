"""TokenModel against a server whose every token can be read, over the routes of vLLM and of SGLang alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

import anyio
import pytest

from agentrt import Agent, Limits, Settings, tool
from agentrt.conversation import (
    AssistantMessage,
    ContextChange,
    Conversation,
    TokenTrace,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from agentrt.errors import ConfigurationError, LostTraceError, ModelRequestError
from agentrt.events import CallDelta, ReasoningDelta, TextDelta
from agentrt.models import from_spec
from agentrt.models.base import Request, Step
from agentrt.models.deepseek import encode_v32
from agentrt.models.deepseek_parse import DSML, EOS
from agentrt.models.retry import RetryPolicy
from agentrt.models.tokens import TokenModel
from agentrt.run import Run
from agentrt.testing import RecordingServer
from tests.models.toy_server import END, ToyServer, decode, encode, template

CALL = '<tool_call>{"name": "look", "arguments": {"n": %d}}</tool_call>'
CHAIN = [f"<think>first {n}</think>{CALL % n}" for n in range(10)] + ["<think>enough</think>Done."]

MODELS: list[TokenModel] = []


@tool
async def look(n: int) -> str:
    """Looks.

    Args:
        n: Where.
    """
    return f"saw {n}"


@pytest.fixture(params=["vllm", "sglang"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
async def opened() -> AsyncIterator[None]:
    """Closes the connections of every model that a test made, in the loop that they belong to."""
    yield
    while MODELS:
        await MODELS.pop().aclose()


def model_of(server: RecordingServer, kind: str = "vllm", **options: Any) -> TokenModel:
    options = {"family": "qwen3", "retry": RetryPolicy(wait=0.01), **options}
    MODELS.append(TokenModel(server.url, model="toy", server=kind, **options))
    return MODELS[-1]


async def run_of(server: ToyServer, kind: str = "vllm", text: str = "Look.", **options: Any) -> Run:
    return await Agent(model=model_of(server, kind, **options), tools=[look], limits=Limits(steps=20)).run(text)


def traces(conversation: Conversation) -> list[TokenTrace]:
    found = [reply.trace for reply, _ in conversation.steps]
    return [trace for trace in found if trace is not None]


def whole_prompts(conversation: Conversation) -> list[list[int]]:
    """Prompts put together from the traces alone, as an export does."""
    ends: dict[str, list[int]] = {}
    prompts: list[list[int]] = []
    for trace in traces(conversation):
        prompts.append([*(ends[trace.parent] if trace.parent else []), *trace.prompt_delta])
        ends[trace.id] = [*prompts[-1], *trace.completion]
    return prompts


async def test_inside_a_turn_every_prompt_continues_the_one_before_it(kind):
    with ToyServer(CHAIN) as server:
        run = await run_of(server, kind)
    assert (run.status, run.answer, run.steps) == ("completed", "Done.", 11)
    assert run.faults == {}
    found = traces(run.conversation)
    for before, after, prompt, later in zip(found, found[1:], server.prompts, server.prompts[1:], strict=False):
        assert later[: len(prompt) + len(before.completion)] == [*prompt, *before.completion]
        assert (after.parent, after.branch) == (before.id, None)
        # What the template puts behind a reply, the result, and the next opening: no more, and no less.
        assert decode(after.prompt_delta).startswith("\n<|im_start|>user\n<tool_response>\nsaw ")
        assert decode(after.prompt_delta).endswith("</tool_response><|im_end|>\n<|im_start|>assistant\n")
    assert found[0].parent is None
    assert whole_prompts(run.conversation) == server.prompts


def test_trio_runs_a_chain_too():
    async def chain() -> Run:
        run = await run_of(server)
        await MODELS.pop().aclose()
        return run

    with ToyServer(CHAIN) as server:
        run = anyio.run(chain, backend="trio")
    assert (run.status, run.answer) == ("completed", "Done.")
    assert whole_prompts(run.conversation) == server.prompts


async def test_the_model_is_shown_the_text_that_the_template_would_render(kind):
    """Token for token where the tokeniser agrees with the model, and in its text always."""
    for odd in (False, True):
        with ToyServer(CHAIN, odd=odd) as server:
            run = await run_of(server, kind)
            messages = _wire(run.conversation)
            for prompt, reply in zip(server.prompts, _positions(run.conversation), strict=True):
                rendered = template(messages[:reply], server.rendered[0]["tools"])
                assert decode(prompt) == rendered
                assert (prompt == encode(rendered)) == (not odd or reply == 1)


async def test_each_sampled_token_has_its_logprob_and_its_weights(kind):
    with ToyServer(CHAIN) as server:
        run = await run_of(server, kind)
    for trace, text in zip(traces(run.conversation), CHAIN, strict=True):
        assert trace.completion == (*encode(text, odd=True), END)
        assert trace.logprobs == tuple(-0.5 - at for at in range(len(trace.completion)))
        assert [(one.version, one.start, one.end) for one in trace.weights] == [("w1", 0, len(trace.completion))]
    reply = run.conversation.steps[0][0]
    assert reply.raw == CHAIN[0]
    assert (reply.reasoning, reply.thought, reply.content) == ("first 0", "present", None)
    assert reply.usage is not None
    assert (reply.usage.cached_tokens, reply.usage.completion_tokens) == (3, len(encode(CHAIN[0])) + 1)
    assert reply.usage.reasoning_tokens == len("first 0") + 2  # its two markers are tokens too


async def test_at_a_human_message_the_policy_makes_a_branch_that_says_why(kind):
    with ToyServer([*CHAIN[:2], "<think>t</think>So.", "<think>u</think>Well."]) as server:
        model = model_of(server, kind)
        agent = Agent(model=model, tools=[look])
        first = await agent.run("Look.")
        again = await agent.run("And now?", conversation=first.conversation)
    last = traces(again.conversation)[-1]
    assert last.parent is None
    assert last.branch is not None
    assert "retention (user_boundary)" in last.branch
    assert list(last.prompt_delta) == server.prompts[-1]
    assert "first" not in decode(server.prompts[-1])  # the thoughts of the turn before are not shown again
    assert "first 0" in str(again.conversation)  # and are not lost


async def test_a_policy_that_keeps_everything_never_branches(kind):
    script = [*CHAIN[:2], "<think>t</think>So.", "<think>u</think>Well."]
    with ToyServer(script) as server:
        agent = Agent(model=model_of(server, kind, family="qwen3.6"), tools=[look])
        first = await agent.run("Look.")
        await agent.run("And now?", conversation=first.conversation)
        assert all(one.get("chat_template_kwargs") == {"preserve_thinking": True} for one in server.rendered)
    assert server.prompts[-1][: len(server.prompts[-2])] == server.prompts[-2]
    assert decode(server.prompts[-1]).endswith(
        "So.<|im_end|>\n<|im_start|>user\nAnd now?<|im_end|>\n<|im_start|>assistant\n"
    )


async def test_a_run_goes_on_from_its_conversation_alone(kind):
    """As after a crash: nothing is carried over but what the journal holds."""
    with ToyServer(CHAIN) as server:
        whole = await run_of(server, kind)
    stored = Conversation.model_validate_json(whole.conversation.model_dump_json())
    for at in (_positions(stored)[4], _positions(stored)[10]):
        with ToyServer(["<think>x</think>Done."]) as other:
            step = await _step(model_of(other, kind), Conversation(messages=stored.messages[:at]), [look])
        assert other.prompts[0] == server.prompts[_positions(stored).index(at)]
        trace = step.message.trace
        assert trace is not None
        assert trace.branch is None
        assert trace.parent == traces(stored)[_positions(stored).index(at) - 1].id


@pytest.mark.parametrize(
    ("change", "why"),
    [("text", "edited"), ("reply", "edited"), ("tools", "tools or the effort"), ("effort", "tools or the effort"),
     ("gone", "no longer in the conversation"), ("foreign", "not known"),
     ("discarded", "context was discarded")],
)  # fmt: skip
async def test_a_changed_history_is_a_branch_that_says_why(kind, change, why):
    with ToyServer(CHAIN) as server:
        run = await run_of(server, kind)
    messages = list(run.conversation.messages[: _positions(run.conversation)[5]])
    settings, tools = Settings(), [look]
    if change == "text":
        messages[0] = UserMessage(content="Look elsewhere.")
    elif change == "reply":
        messages[7] = messages[7].model_copy(update={"reasoning": "something else"})
    elif change == "tools":
        tools = []
    elif change == "effort":
        settings = Settings(effort="none")
    elif change == "gone":
        dropped = messages[3]
        messages[3] = dropped.model_copy(update={"trace": None})
    elif change == "discarded":
        messages.append(ContextChange(action="discard_75", hidden=(1, 2, 3, 4)))
    else:
        messages[9] = messages[9].model_copy(update={"trace": None})
    with ToyServer(["<think>x</think>Done."]) as other:
        step = await _step(model_of(other, kind), Conversation(messages=tuple(messages)), tools, settings)
    trace = step.message.trace
    assert trace is not None
    assert trace.parent is None
    assert why in str(trace.branch)
    assert list(trace.prompt_delta) == other.prompts[0]


async def test_a_call_that_is_no_json_stays_as_sampled_and_is_reported_as_a_fault(kind):
    bad = '<think>oops</think><tool_call>{"name": "look", "arguments": {"n": }}</tool_call>'
    with ToyServer([bad, CHAIN[1], "<think>t</think>Done."]) as server:
        run = await run_of(server, kind)
    assert (run.status, run.faults) == ("completed", {"bad_json": 1})
    call = run.conversation.steps[0][0].tool_calls[0]
    assert (call.name, call.arguments) == ("look", '{"n": }')
    assert decode(server.prompts[1]).startswith(decode(server.prompts[0]) + bad + "<|im_end|>\n")
    assert whole_prompts(run.conversation) == server.prompts


async def test_a_call_without_a_name_is_told_what_is_wrong(kind):
    with ToyServer(["<think>oops</think><tool_call>look at 1</tool_call>", "<think>t</think>Done."]) as server:
        run = await run_of(server, kind)
    assert (run.status, run.faults) == ("completed", {"malformed_call": 1})
    assert "no JSON object with a name" in str(run.conversation.steps[0][1][0].content)
    assert whole_prompts(run.conversation) == server.prompts


async def test_a_reply_cut_off_by_length_is_prolonged_token_by_token(kind):
    with ToyServer([CHAIN[0], ("<think>t</think>It is", True), " over."]) as server:
        run = await run_of(server, kind)
    assert run.answer == "It is over."
    last = traces(run.conversation)[-1]
    assert server.prompts[2] == [*server.prompts[1], *encode("<think>t</think>It is", odd=True)]
    assert last.completion == (*encode("<think>t</think>It is over.", odd=True), END)
    assert len(last.logprobs or ()) == len(last.completion)
    assert whole_prompts(run.conversation) == server.prompts[:2]


async def test_a_reply_without_its_ending_is_closed_as_the_template_closes_it(kind):
    with ToyServer([("<think>t</think>It is", True), "<think>u</think>Yes."]) as server:
        model = model_of(server, kind, family="qwen3.6")
        first = await _step(model, Conversation(messages=(UserMessage(content="Is it?"),)))
        later = Conversation(messages=(UserMessage(content="Is it?"), first.message, UserMessage(content="What?")))
        step = await _step(model, later)
    assert step.message.trace is not None
    assert step.message.trace.branch is None
    assert decode(step.message.trace.prompt_delta) == (
        "<|im_end|>\n<|im_start|>user\nWhat?<|im_end|>\n<|im_start|>assistant\n"
    )


async def test_a_note_of_the_runtime_does_not_reset_the_thought(kind):
    with ToyServer(
        [CHAIN[0], "<think>t</think>", "<think>t</think>", "<think>t</think>", "<think>u</think>Yes."]
    ) as server:
        run = await run_of(server, kind)
    assert (run.status, run.answer) == ("completed", "Yes.")
    last = decode(server.prompts[-1])
    assert "first 0" in last
    assert "<tool_response>\n[Note of the runtime" in last
    assert whole_prompts(run.conversation)[-1] == server.prompts[-1]


async def test_pieces_are_shown_as_they_come(kind):
    with ToyServer([f"<think>why</think>Well.{CALL % 1}{CALL % 2}"]) as server:
        events = [event async for event in model_of(server, kind).generate(_request("Look.", [look]))]
    said = {
        kind_: "".join(one.text for one in events if isinstance(one, kind_)) for kind_ in (ReasoningDelta, TextDelta)
    }
    assert said == {ReasoningDelta: "why", TextDelta: "Well."}
    calls = [one for one in events if isinstance(one, CallDelta)]
    assert {(one.index, one.name) for one in calls if one.name} == {(0, "look"), (1, "look")}
    assert isinstance(events[-1], Step)
    assert sum(isinstance(event, Step) for event in events) == 1


async def test_a_thought_that_the_prompt_opens_is_shown_as_thought(kind):
    with ToyServer(["why</think>Well."]) as server:
        model = model_of(server, kind, extra_body={"chat_template_kwargs": {"opens_thought": True}})
        events = [event async for event in model.generate(_request("Look."))]
    assert "".join(one.text for one in events if isinstance(one, ReasoningDelta)) == "why"
    assert "".join(one.text for one in events if isinstance(one, TextDelta)) == "Well."
    step = events[-1]
    assert isinstance(step, Step)
    assert step.message.usage is not None
    assert (step.message.reasoning, step.message.usage.reasoning_tokens) == ("why", 4)


async def test_a_server_that_fails_is_asked_again_with_the_same_tokens(kind):
    with ToyServer([CHAIN[0], 503, 500, "<think>t</think>Done."]) as server:
        run = await run_of(server, kind)
    assert (run.status, run.faults) == ("completed", {"http_503": 1, "http_500": 1})
    assert whole_prompts(run.conversation) == server.prompts


async def test_a_lost_server_is_waited_for(kind):
    waited: list[int] = []

    async def ready() -> None:
        waited.append(len(server.prompts))

    with ToyServer([CHAIN[0], None, "<think>t</think>Done."]) as server:
        run = await run_of(server, kind, ready=ready)
    assert (run.status, run.faults, waited) == ("completed", {"connection": 1}, [1])
    assert whole_prompts(run.conversation) == server.prompts


async def test_settings_reach_the_server(kind):
    with ToyServer(["Yes.", "Yes."]) as server:
        model = model_of(server, kind, settings=Settings(temperature=0.5, max_tokens=9))
        await _step(model, Conversation(messages=(UserMessage(content="Hi."),)))
        await _step(model_of(server, kind), Conversation(messages=(UserMessage(content="Hi."),)))
    first, second = server.sampling
    length = "max_tokens" if kind == "vllm" else "max_new_tokens"
    assert (first["temperature"], first[length]) == (0.5, 9)
    assert length not in second  # what a rendering says of it is for another prompt


async def test_deepseek_v32_is_rendered_by_its_own_codec(kind):
    """The prompts' text is what the codec renders of the conversation, ended replies and all."""
    call = f'\n\n<{DSML}function_calls>\n<{DSML}invoke name="look">\n'
    call += f'<{DSML}parameter name="n" string="false">1</{DSML}parameter>\n</{DSML}invoke>\n</{DSML}function_calls>'
    with ToyServer([f"I look.</think>{call}", f"More.</think>{call}", "Enough.</think>Done."]) as server:
        run = await run_of(server, kind, family="deepseek-v3.2")
    assert (run.status, run.answer, run.faults) == ("completed", "Done.", {})
    assert [reply.reasoning for reply, _ in run.conversation.steps] == ["I look.", "More.", "Enough."]
    for prompt, at in zip(server.prompts, _positions(run.conversation), strict=True):
        text = encode_v32(run.conversation.messages[:at], "thinking", tools=[look.spec])
        assert decode(prompt).replace("<|im_end|>", EOS) == text
    assert whole_prompts(run.conversation) == server.prompts


async def test_a_lost_thought_is_refused_before_anything_is_sent(kind):
    history = Conversation(
        messages=(
            UserMessage(content="Look."),
            AssistantMessage(tool_calls=(ToolCall(id="1", name="look", arguments='{"n": 1}'),)),
            ToolMessage(call_id="1", name="look", content="saw 1"),
        )
    )
    with ToyServer(["Yes."]) as server, pytest.raises(LostTraceError):
        await _step(model_of(server, kind), history, [look])
    assert server.rendered == []


async def test_a_server_without_token_routes_is_named():
    with RecordingServer() as server, pytest.raises(ModelRequestError, match="--enable-scale-out"):
        await _step(model_of(server), Conversation(messages=(UserMessage(content="Hi."),)))
    with pytest.raises(ConfigurationError, match="no token routes"):
        TokenModel("http://127.0.0.1:1/v1", model="x", server="ollama")


def test_a_model_is_rebuilt_from_its_spec():
    model = TokenModel("http://127.0.0.1:1/v1", model="Qwen/Qwen3-8B", retention="keep_all", settings=Settings(seed=3))
    again = from_spec(model.spec())
    assert isinstance(again, TokenModel)
    assert again.spec() == model.spec()
    assert (again.policy, again.settings.seed, again.family.name) == ("keep_all", 3, "qwen3")


def _request(text: str, tools: Iterable[Any] = (), settings: Settings | None = None) -> Request:
    conversation = Conversation(messages=(UserMessage(content=text),))
    return Request(conversation, tuple(one.spec for one in tools), settings or Settings())


async def _step(
    model: TokenModel, conversation: Conversation, tools: Iterable[Any] = (), settings: Settings | None = None
) -> Step:
    request = Request(conversation, tuple(one.spec for one in tools), settings or Settings())
    events = [event async for event in model.generate(request)]
    assert isinstance(events[-1], Step)
    return events[-1]


def _positions(conversation: Conversation) -> list[int]:
    return [i for i, message in enumerate(conversation.messages) if isinstance(message, AssistantMessage)]


def _wire(conversation: Conversation) -> list[dict[str, Any]]:
    wire: list[dict[str, Any]] = []
    for message in conversation.messages:
        one: dict[str, Any] = {"role": message.role, "content": message.content}
        if isinstance(message, AssistantMessage):
            one["reasoning"] = message.reasoning
            one["tool_calls"] = [{"function": {"name": c.name, "arguments": c.arguments}} for c in message.tool_calls]
        wire.append(one)
    return wire
