"""A real vLLM on a real GPU: start, chains, prefix, cache, throughput, crash. `make test-gpu` runs it.

The model is the tiny one (made by scripts/tiny_model.py), or `AGENTRT_GPU_MODEL`: a name on the hub or a folder. What
another model makes of the task is its own affair; what is asserted of its tokens holds all the same.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import anyio
import pytest

from agentrt import Agent, Limits, Settings, tool
from agentrt.models import TokenModel
from agentrt.models.vllm_machine import find_python, installed_gpus
from agentrt.models.vllm_server import VLLMServer
from agentrt.run import Run
from tests.integration.counting import advance, ping

pytestmark = pytest.mark.gpu
SCRIPT = Path(__file__).parents[2] / "scripts" / "tiny_model.py"
BLOCK = 16
"""Tokens of a cache block of vLLM on a GPU."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VLLMServer]:
    if not installed_gpus():
        pytest.skip("no GPU: nvidia-smi lists none")
    name, family = os.environ.get("AGENTRT_GPU_MODEL"), None
    if name is None:
        made = subprocess.run([str(find_python()), str(SCRIPT)], capture_output=True, text=True, check=True)
        name, family = made.stdout.splitlines()[-1], "qwen3"
    started = VLLMServer(name, family=family, log=tmp_path_factory.mktemp("vllm") / "log")
    started.start()
    try:
        started.wait()
        yield started
    finally:
        started.stop()


def model_of(server: VLLMServer, **extra: str) -> TokenModel:
    model = server.model(settings=Settings(temperature=0.0, max_tokens=2000, extra_body=dict(extra)))
    assert isinstance(model, TokenModel)
    return model


async def chain(model: TokenModel, start: int) -> Run:
    agent = Agent(model=model, tools=[advance, ping], limits=Limits(steps=20))
    return await agent.run(f"Count 10 steps from {start}.")


async def test_a_chain_continues_itself_and_comes_from_the_cache(server):
    model = model_of(server)
    run = await chain(model, 3)
    await model.aclose()
    replies = [reply for reply, _ in run.conversation.steps]
    assert len(replies) > 1
    known = 0
    for before, after in pairwise(replies):
        assert before.trace is not None
        assert after.trace is not None
        assert (after.trace.parent, after.trace.branch) == (before.trace.id, None)
        assert before.usage is not None
        assert after.usage is not None
        known = before.usage.prompt_tokens + len(before.trace.completion)
        assert after.usage.prompt_tokens == known + len(after.trace.prompt_delta)
        assert (after.usage.cached_tokens or 0) >= (known - 1) // BLOCK * BLOCK


@pytest.mark.parametrize("many", [1, 16, 64])
async def test_throughput_with_the_cache_and_without(server, many, capsys):
    """Prints chains a minute; without reuse, each request has a cache of its own, which no other request finds."""
    seconds: dict[str, float] = {}
    cached: dict[str, int] = {}
    for label in ("reused", "not reused"):
        began = time.monotonic()
        runs: list[Run] = []

        async def one(start: int, label: str = label, runs: list[Run] = runs) -> None:
            model = model_of(server) if label == "reused" else _forgetful(server)
            runs.append(await chain(model, start % 10))
            await model.aclose()

        async with anyio.create_task_group() as tasks:
            for start in range(many):
                tasks.start_soon(one, start)
        seconds[label] = time.monotonic() - began
        cached[label] = sum([run.usage.cached_tokens or 0 for run in runs])
        assert {run.status for run in runs} <= {"completed", "limit"}
    with capsys.disabled():
        rates = ", ".join(f"{label} {many / taken * 60:.0f} chains/min" for label, taken in seconds.items())
        print(f"\n{many} at once: {rates}: {seconds['not reused'] / seconds['reused']:.2f}x")
    assert cached["not reused"] < cached["reused"] / 4


def _forgetful(server: VLLMServer) -> TokenModel:
    """A model each of whose requests has a salt of its own."""
    model = model_of(server)
    render = model.routes.render

    async def salted(chat: bytes) -> object:
        rendered = await render(chat)
        return type(rendered)(rendered.ids, rendered.sampling, {**rendered.extra, "cache_salt": secrets.token_hex(8)})

    model.routes.render = salted  # type: ignore[method-assign, assignment]
    return model


async def test_a_killed_server_comes_back_and_the_chain_goes_on(server):
    model = model_of(server)
    killed: list[int] = []

    @tool(name="advance")
    async def deadly(value: int) -> str:
        """One more than a number.

        Args:
            value: The number.
        """
        if not killed:
            log = server.log_path.read_text().splitlines()
            killed.append(
                int([line for line in log if "APIServer pid=" in line][-1].split("APIServer pid=")[1].split(")")[0])
            )
            os.kill(killed[0], signal.SIGKILL)
        return str(value + 1)

    run = await Agent(model=model, tools=[deadly, ping], limits=Limits(steps=20)).run("Count 10 steps from 3.")
    await model.aclose()
    assert run.status in ("completed", "limit")
    assert server.starts == 2
    assert all(reply.trace is not None and reply.trace.branch is None for reply, _ in run.conversation.steps)
