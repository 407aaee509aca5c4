"""What it costs to forget: the same model and tasks, with the thoughts of the chain kept and with them dropped.

    .venv/bin/python benchmarks/retention.py                                  # the tiny model, on a vLLM of its own
    .venv/bin/python benchmarks/retention.py --url http://.../v1 --model NAME --tasks tasks.txt

Four ways to run each task: token-exact and chat, each with the family's own retention ("keep") and with none ("drop").
Counted are prompt tokens that the server computed and that it took from its cache, tokens sampled, and tasks solved.
Each way has a cache of its own (`cache_salt`). A task file has a line for each task: the task, a tab, and a regular
expression that its answer must match.

The tiny model (scripts/tiny_model.py) was made for its tasks, so that they cannot be done without the thoughts of the
chain. It shows what is measured, and says nothing of how much other models lose.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from agentrt import Agent, Limits, Settings, tool
from agentrt.models import ChatModel, TokenModel
from agentrt.models.base import Model
from agentrt.models.vllm_machine import find_python
from agentrt.models.vllm_server import VLLMServer
from agentrt.retention import Policy
from agentrt.run import Run

Task = tuple[str, str]
WAYS: tuple[tuple[str, Literal["tokens", "chat"], Policy | None], ...] = (
    ("tokens, keep", "tokens", None),
    ("tokens, drop", "tokens", "drop"),
    ("chat, keep", "chat", None),
    ("chat, drop", "chat", "drop"),
)
TINY: tuple[Task, ...] = (
    *((f"Count 10 steps from {start}.", rf"\b{start + 10}\b") for start in range(10)),
    *(("Pick a secret number, ping 2 times, then say it.", "the secret") for _ in range(10)),
)
"""The answer of the second kind must be the number of the first thought."""


@tool
async def advance(value: int) -> str:
    """One more than a number.

    Args:
        value: The number.
    """
    return str(value + 1)


@tool
async def ping() -> str:
    """Answers pong."""
    return "pong"


def solved(run: Run, expected: str) -> bool:
    if expected == "the secret":
        thoughts = [reply.reasoning or "" for reply, _ in run.conversation.steps]
        found = re.findall(r"\d+", thoughts[0])[-1:] if thoughts else []
        expected = rf"\b{found[0]}\b" if found else "(?!)"
    return run.status == "completed" and re.search(expected, run.answer or "") is not None


async def measure(model: Model, tasks: Sequence[Task], tools: Sequence[object]) -> tuple[int, int, int, int]:
    """Prompt tokens computed, prompt tokens from the cache, tokens sampled, tasks solved."""
    agent = Agent(model=model, tools=list(tools), limits=Limits(steps=30))  # type: ignore[arg-type]
    computed = cached = sampled = right = 0
    for text, expected in tasks:
        run = await agent.run(text)
        usage = run.usage
        cached += usage.cached_tokens or 0
        computed += usage.prompt_tokens - (usage.cached_tokens or 0)
        sampled += usage.completion_tokens
        right += solved(run, expected)
    await model.aclose()
    return computed, cached, sampled, right


async def main(url: str, name: str, key: str | None, family: str | None, tasks: Sequence[Task]) -> None:
    print(f"{name}: {len(tasks)} tasks; temperature 0")
    print(f"{'':<14}{'computed':>10}{'cached':>10}{'sampled':>10}{'solved':>9}   ratio to the first: computed, sampled")
    first: tuple[int, int, int, int] | None = None
    for label, kind, retention in WAYS:
        make = TokenModel if kind == "tokens" else ChatModel
        model = make(
            url,
            model=name,
            family=family,
            api_key=key,
            retention=retention,
            settings=Settings(temperature=0.0, max_tokens=2000),
            extra_body={"cache_salt": label},
        )
        found = await measure(model, tasks, (advance, ping))
        first = first or found
        computed, cached, sampled, right = found
        ratios = f"{computed / max(1, first[0]):.2f}x, {sampled / max(1, first[2]):.2f}x"
        print(f"{label:<14}{computed:>10}{cached:>10}{sampled:>10}{right:>5}/{len(tasks)}   {ratios}", flush=True)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="a vLLM started with --enable-scale-out and --enable-prompt-tokens-details")
    parser.add_argument("--model", help="the model's name on that server")
    parser.add_argument("--family", help="the model's family, where its name does not tell")
    parser.add_argument("--api-key", help="key of that server")
    parser.add_argument("--tasks", type=Path, help="a file of tasks")
    return parser.parse_args()


if __name__ == "__main__":
    given = parsed()
    chosen = TINY
    if given.tasks:
        lines = [line.split("\t") for line in given.tasks.read_text().splitlines() if line.strip()]
        chosen = tuple((text, expected) for text, expected in lines)
    if given.url:
        asyncio.run(main(given.url, given.model, given.api_key, given.family, chosen))
    else:
        script = Path(__file__).parents[1] / "scripts" / "tiny_model.py"
        made = subprocess.run([str(find_python()), str(script)], stdout=subprocess.PIPE, text=True, check=True)
        server = VLLMServer(made.stdout.splitlines()[-1], family="qwen3", environment={"VLLM_CPU_KVCACHE_SPACE": "1"})
        server.start()
        try:
            server.wait()
            asyncio.run(main(server.url, server.name, server.api_key, "qwen3", chosen))
        finally:
            server.stop()
