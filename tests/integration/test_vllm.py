"""Chains that a real model samples on a real vLLM, checked token by token."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any, Literal

import pytest

from agentrt import Agent, Limits, Settings, tool
from agentrt.cli.doctor import abilities
from agentrt.conversation import AssistantMessage, Conversation, TokenTrace
from agentrt.errors import ModelRequestError
from agentrt.events import CallDelta, ReasoningDelta
from agentrt.models import ChatModel, TokenModel
from agentrt.models.base import Model, Request, Step
from agentrt.models.families import FAMILIES
from agentrt.models.local_renderer import LocalTokenizer
from agentrt.models.probe import Task, probe_reasoning
from agentrt.models.token_routes import Rendered, Sampled, TokenRoutes
from agentrt.models.vllm_plan import GIB, Gpu, plan
from agentrt.models.vllm_server import VLLMServer
from agentrt.run import Run
from tests.integration.conftest import server_of
from tests.integration.counting import advance, ping

pytestmark = pytest.mark.timeout(3000)  # the first test also starts the server, and may have to make the model
KILLS: tuple[tuple[int, Literal["tokens", "chat"]], ...] = ((2, "tokens"), (3, "chat"))
"""How often the server was started by the end of a chain, and what kind of model made it."""
BLOCK = 32
"""Tokens of a cache block, as planned for a CPU."""
GREEDY = Settings(temperature=0.0, max_tokens=400)


class Watched:
    """Token routes that keep the prompts that they send."""

    def __init__(self, routes: TokenRoutes) -> None:
        self._routes = routes
        self.prompts: list[tuple[int, ...]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._routes, name)

    async def sample(
        self, prompt: Sequence[int], rendered: Rendered, max_tokens: int | None = None
    ) -> AsyncGenerator[tuple[str, int, Sampled], None]:
        self.prompts.append(tuple(prompt))
        async with aclosing(self._routes.sample(prompt, rendered, max_tokens)) as pieces:
            async for piece in pieces:
                yield piece


@pytest.fixture
async def tokens(server: VLLMServer) -> AsyncIterator[TokenModel]:
    model = server.model(settings=GREEDY)
    assert isinstance(model, TokenModel)
    model.routes = Watched(model.routes)
    yield model
    await model.aclose()


@pytest.fixture
async def chat(server: VLLMServer) -> AsyncIterator[ChatModel]:
    model = server.model("chat", settings=GREEDY)
    assert isinstance(model, ChatModel)
    yield model
    await model.aclose()


async def ask(model: Model, text: str, conversation: Conversation | None = None) -> Run:
    agent = Agent(model=model, tools=[advance, ping], limits=Limits(steps=20))
    return await agent.run(text, conversation=conversation or Conversation())


def said(run: Run) -> str:
    return (run.answer or "").strip()


def prompts_of(model: TokenModel) -> list[tuple[int, ...]]:
    assert isinstance(model.routes, Watched)
    return model.routes.prompts


def replies_of(run: Run) -> list[tuple[AssistantMessage, TokenTrace]]:
    return [(reply, reply.trace) for reply, _ in run.conversation.steps if reply.trace is not None]


async def rendered(model: TokenModel, conversation: Conversation) -> tuple[int, ...]:
    """What the server itself renders of a conversation."""
    draft = model._draft(Request(conversation, (advance.spec, ping.spec), GREEDY))
    return (await model.routes.render(draft.body())).ids


async def test_a_chain_of_ten_calls_is_exact_token_by_token(tokens):
    run = await ask(tokens, "Count 10 steps from 3.")
    assert (run.status, said(run), run.faults) == ("completed", "It is 13.", {})
    replies, prompts = replies_of(run), prompts_of(tokens)
    assert [len(reply.tool_calls) for reply, _ in replies] == [1] * 10 + [0]
    ends: dict[str | None, tuple[int, ...]] = {None: ()}
    for (reply, trace), prompt in zip(replies, prompts, strict=True):
        assert prompt == (*ends[trace.parent], *trace.prompt_delta)
        ends[trace.id] = (*prompt, *trace.completion)
        assert trace.branch is None
        assert (trace.parent is None) == (trace is replies[0][1])
        # Its tokens are those that its tokeniser would give, so the server's rendering of the whole is the same.
        before = run.conversation.messages[: run.conversation.messages.index(reply)]
        assert await rendered(tokens, Conversation(messages=before)) == prompt
        assert reply.usage is not None
        assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (len(prompt), len(trace.completion))
        assert trace.logprobs is not None
        assert len(trace.logprobs) == len(trace.completion)
        assert all(one <= 0 for one in trace.logprobs)
        assert [(one.start, one.end) for one in trace.weights] == [(0, len(trace.completion))]


async def test_the_cache_covers_every_full_block_of_the_step_before(tokens):
    run = await ask(tokens, "Count 10 steps from 4.")
    replies, prompts = replies_of(run), prompts_of(tokens)
    assert len(prompts) == 11
    for (_, before), prompt, (after, _) in zip(replies, prompts, replies[1:], strict=False):
        known = len(prompt) + len(before.completion) - 1  # the last token was sampled, and never computed
        assert after.usage is not None
        assert after.usage.cached_tokens is not None
        assert after.usage.cached_tokens >= known // BLOCK * BLOCK


async def test_chat_keeps_the_reasoning_too(chat, tokens):
    run = await ask(chat, "Count 10 steps from 5.")
    assert (run.status, said(run), run.faults) == ("completed", "It is 15.", {})
    exact = await ask(tokens, "Count 10 steps from 5.")
    draft = chat._draft(
        Request(Conversation(messages=run.conversation.messages[:-1]), (advance.spec, ping.spec), GREEDY)
    )
    served = (await tokens.routes.render(draft.body)).ids
    assert served == prompts_of(tokens)[-1]  # every thought is in it, as it was sampled
    assert [reply.reasoning for reply, _ in run.conversation.steps] == [
        reply.reasoning for reply, _ in exact.conversation.steps
    ]


async def test_tokens_that_no_tokeniser_would_choose_are_kept(tokens, chat):
    run = await ask(tokens, "Count 4 steps from 3 slowly.")
    assert (run.status, said(run), run.faults) == ("completed", "It is 7.", {})
    replies, prompts = replies_of(run), prompts_of(tokens)
    last = await rendered(tokens, Conversation(messages=run.conversation.messages[:-1]))
    assert len(prompts[-1]) > 1.3 * len(last)  # tokenised again, the same text is far fewer tokens
    for (_, before), prompt, later in zip(replies, prompts, prompts[1:], strict=False):
        assert later[: len(prompt) + len(before.completion)] == (*prompt, *before.completion)
    again = await ask(chat, "Count 4 steps from 2 slowly.")
    exact = await ask(tokens, "Count 4 steps from 1 slowly.")
    assert again.usage.cached_tokens is not None
    assert exact.usage.cached_tokens is not None
    missed = exact.usage.prompt_tokens - exact.usage.cached_tokens
    assert again.usage.prompt_tokens - again.usage.cached_tokens > missed - 5 * BLOCK


async def test_a_new_turn_branches_and_says_why(tokens):
    first = await ask(tokens, "Count 2 steps from 3.")
    again = await ask(tokens, "Count 2 steps from 7.", first.conversation)
    assert said(again) == "It is 9."
    replies, prompts = replies_of(again), prompts_of(tokens)
    turn = replies[3][1]
    assert turn.parent is None
    assert "retention (user_boundary)" in str(turn.branch)
    assert [trace.branch for _, trace in replies[4:]] == [None, None]
    assert prompts[3] == await rendered(tokens, again.conversation.model_copy(
        update={"messages": again.conversation.messages[: again.conversation.messages.index(replies[3][0])]}
    ))  # fmt: skip


async def test_a_call_that_is_no_json_is_a_fault_and_not_the_end(tokens):
    run = await ask(tokens, "Call badly.")
    assert (run.status, run.faults) == ("completed", {"bad_json": 1})
    assert run.conversation.steps[0][0].tool_calls[0].arguments == '{"value": }'
    assert said(run) == "It is 2."


async def test_a_secret_of_the_first_thought_is_known_in_the_last(server):
    model = server.model(settings=Settings(temperature=1.0, max_tokens=100))
    try:
        run = await ask(model, "Pick a secret number, ping 2 times, then say it.")
    finally:
        await model.aclose()
    thoughts = [reply.reasoning.split()[-1] for reply, _ in run.conversation.steps if reply.reasoning]
    assert len(thoughts) == 3
    assert set(thoughts) == {thoughts[0]}
    assert said(run) == f"It is {thoughts[0]}."


async def test_the_probe_finds_that_the_chain_is_kept(server):
    """All of it by tokens and prompts, nothing by what the server says of itself."""
    task = Task("Pick a secret number, ping 2 times, then say it.", ping.spec, "pong")
    found = {}
    for retention in (None, "drop"):
        model = server.model(settings=Settings(temperature=1.0, max_tokens=100), retention=retention)
        try:
            report = await probe_reasoning(model, tries=3, steps=3, task=task, chain=task)
        finally:
            await model.aclose()
        found[retention] = [one.verdict for one in report.findings]
    assert found == {
        None: ["yes", "yes", "yes", "yes", "no", "yes", "yes"],
        "drop": ["no", "yes", "no", "no", "no", "yes", "no"],
    }


def test_the_doctor_says_what_the_server_can_do(server, monkeypatch):
    monkeypatch.setenv("AGENTRT_API_KEY", str(server.api_key))
    found = {one.part: (one.works, one.remedy) for one in abilities(server.url)}
    assert found == {"token ids in and out": (True, ""), "tells how much was cached": (True, "")}


async def test_a_reply_is_shown_while_it_is_sampled(tokens):
    agent = Agent(model=tokens, tools=[advance, ping])
    async with agent.stream("Count 1 steps from 6.") as events:
        seen = [event async for event in events]
    thought = "".join(event.text for event in seen if isinstance(event, ReasoningDelta))
    assert "step 0 of 1 at 6" in thought
    assert "</think>" not in thought
    assert any(isinstance(event, CallDelta) and event.name == "advance" for event in seen)


async def test_a_reply_cut_off_by_length_is_gone_on_with(tokens):
    run = await ask(tokens, "Count 1 steps from 8.")
    history = Conversation(messages=run.conversation.messages[:-1])
    specs = (advance.spec, ping.spec)
    short = GREEDY.model_copy(update={"max_tokens": 16})
    cut = await reply_to(tokens, Request(history, specs, short))
    assert (cut.finish_reason, await tokens.can_prolong(cut)) == ("length", True)
    assert cut.text.strip() == "It is"
    whole = await reply_to(tokens, Request(history, specs, GREEDY, prolong=cut))
    assert (whole.text, whole.reasoning) == (run.answer, replies_of(run)[-1][0].reasoning)
    assert whole.trace is not None
    assert whole.trace.completion == replies_of(run)[-1][1].completion


async def reply_to(model: Model, request: Request) -> AssistantMessage:
    events = [event async for event in model.generate(request)]
    assert isinstance(events[-1], Step)
    return events[-1].message


def test_every_argument_is_one_that_the_pinned_vllm_takes(vllm_python: Path):
    """By its own parser, and by its own tables of parsers."""
    script = (
        "import json\n"
        "from vllm.utils.argparse_utils import FlexibleArgumentParser\n"
        "from vllm.entrypoints.launchers.cli_args import make_arg_parser\n"
        "from vllm.reasoning import ReasoningParserManager as R\n"
        "from vllm.tool_parsers import ToolParserManager as T\n"
        "parser = make_arg_parser(FlexibleArgumentParser())\n"
        "names = [name for action in parser._actions for name in action.option_strings]\n"
        "print('FOUND' + json.dumps([names, sorted(R.list_registered()), sorted(T.list_registered())]))\n"
    )
    asked = subprocess.run([str(vllm_python), "-c", script], capture_output=True, text=True, check=False)
    line = next((one for one in asked.stdout.splitlines() if one.startswith("FOUND")), None)
    assert line is not None, asked.stderr[-2000:]
    options, reasoning, calls = map(set, json.loads(line.removeprefix("FOUND")))
    config = {
        "hidden_size": 4096, "num_hidden_layers": 36, "num_attention_heads": 32, "num_experts": 8,
        "max_position_embeddings": 40960, "intermediate_size": 9728,
    }  # fmt: skip
    emitted: set[str] = {"--model", "--served-model-name", "--host", "--port"}
    for family in FAMILIES:
        for gpus in ([], [Gpu("x", 80 * GIB)] * 8):
            for retention in (None, "keep_all"):
                arguments = plan(
                    gpus,
                    config,
                    family=family,
                    retention=retention,
                    dtype="bfloat16",
                    tensor_parallel=4 if gpus else None,
                )
                emitted |= {one for one in arguments if one.startswith("--")}
        if family.vllm is not None:
            assert family.vllm.tool_call_parser in calls, family.name
            assert family.vllm.reasoning_parser in reasoning | {"", None}, family.name
    assert {"--tensor-parallel-size", "--data-parallel-size", "--enable-expert-parallel", "--dtype"} <= emitted
    assert emitted <= options


@pytest.mark.full
async def test_a_chain_outlives_the_kill_of_its_server(tiny_model: str, tmp_path: Path):
    """Killed without warning in the middle: it is started again, and no step is lost or made twice."""
    called: list[int] = []

    @tool(name="advance")
    async def deadly(value: int) -> str:
        """One more than a number.

        Args:
            value: The number.
        """
        called.append(value)
        if len(called) == 4:
            os.kill(_server_process(tmp_path / "log"), signal.SIGKILL)
        return str(value + 1)

    async with server_of(tiny_model, tmp_path / "log") as server:
        for starts, kind in KILLS:
            called.clear()
            model = server.model(kind, settings=GREEDY)
            run = await Agent(model=model, tools=[deadly, ping]).run("Count 10 steps from 3.")
            await model.aclose()
            assert (run.status, said(run), server.starts) == ("completed", "It is 13.", starts)
            assert called == list(range(3, 13))
            assert set(run.faults) <= {"connection", "timeout", "http_500", "http_503"}
            assert all(trace.branch is None for _, trace in replies_of(run))


def _server_process(log: Path) -> int:
    """Id of vLLM's own process, of the last start."""
    names = [
        line.split("APIServer pid=")[1].split(")")[0] for line in log.read_text().splitlines() if "APIServer" in line
    ]
    return int(names[-1])


@pytest.mark.full
async def test_a_server_that_renders_nothing_is_rendered_for_here(tiny_model: str, tmp_path: Path):
    """vLLM with --tokens-only has no tokeniser: chats are rendered, and tokens spelled and read, on this side.

    The tiny model's own template is not quite Qwen3's, by which it is rendered here, so what it says means little.
    """
    server = VLLMServer(
        tiny_model,
        family="generic",  # no parsers: they would want the tokeniser
        log=tmp_path / "log",
        environment={"VLLM_CPU_KVCACHE_SPACE": "1"},
        start_timeout=600,
        arguments=["--tokens-only"],
    )
    limits = Limits(steps=4, faults_in_a_row=None)
    async with server:
        options: dict[str, Any] = {
            "model": server.name,
            "family": "qwen3",
            "api_key": server.api_key,
            "settings": GREEDY,
        }
        model = TokenModel(server.url, tokenizer=tiny_model, **options)
        model.routes = Watched(model.routes)
        run = await Agent(model=model, tools=[advance, ping], limits=limits).run("Count 10 steps from 3.")
        await model.aclose()
        without = TokenModel(server.url, **options)
        with pytest.raises(ModelRequestError, match="tokenizer"):
            await reply_to(without, Request(Conversation(messages=run.conversation.messages[:1])))
        await without.aclose()
    assert (run.status, run.steps) == ("limit", 4), run.reason
    local = LocalTokenizer(tiny_model)
    prompts = prompts_of(model)
    assert local.decode(prompts[0]).endswith("Count 10 steps from 3.<|im_end|>\n<|im_start|>assistant\n")
    replies = replies_of(run)
    for (_, before), prompt, later in zip(replies, prompts, prompts[1:], strict=False):
        assert later[: len(prompt) + len(before.completion)] == (*prompt, *before.completion)
    for (reply, trace), prompt in zip(replies, prompts, strict=True):
        assert trace.branch is None
        ended = local.decode(trace.completion).removesuffix("<|im_end|>")
        assert reply.raw == ended
        assert reply.usage is not None
        assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (len(prompt), len(trace.completion))
        assert trace.logprobs is not None
        assert reply.reasoning is None or reply.reasoning in ended
