"""What it costs to forget: the same model and tasks, with the thoughts of the chain kept and with them dropped.

    .venv/bin/python benchmarks/retention.py                                  # the tiny model, on a vLLM of its own
    .venv/bin/python benchmarks/retention.py --embedded                       # Qwen2.5-Coder 1.5B, in this process
    .venv/bin/python benchmarks/retention.py --url http://.../v1 --model NAME --tasks tasks.txt

Four ways to run each task: token-exact and chat, each with the family's own retention ("keep") and with none ("drop");
an embedded model is token-exact always, so it has two.
Counted are prompt tokens that the server computed and that it took from its cache, tokens sampled, and tasks solved.
Each way has a cache of its own (`cache_salt`, or an engine of its own). A task file has a line for each task: the task,
a tab, and a regular expression that its answer must match.

The tiny model (scripts/tiny_model.py) was made for its tasks, so that they cannot be done without the thoughts of the
chain. It shows what is measured, and says nothing of how much other models lose. The 1.5B model was not trained to
think: it is asked to, and its tasks are small look-ups that it can chain.
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
from agentrt.models import ChatModel, EmbeddedModel, TokenModel
from agentrt.models.base import Model
from agentrt.models.vllm_machine import find_python
from agentrt.models.vllm_server import VLLMServer
from agentrt.models.weights import DEFAULT
from agentrt.retention import Policy
from agentrt.run import Run

Task = tuple[str, str]
VERBOSE = False
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
PRICES = {"apples": 12, "pears": 15, "plums": 9, "figs": 31, "dates": 27, "limes": 8, "kiwis": 14, "grapes": 22}
BASKETS = (
    "apples pears", "plums figs", "dates limes", "kiwis grapes", "apples limes", "figs kiwis",
    "apples pears plums", "figs dates limes", "kiwis grapes apples", "pears limes grapes",
    "apples plums dates kiwis", "pears figs limes grapes",
)  # fmt: skip
SHOP: tuple[Task, ...] = tuple(
    (
        f"Look up the prices of {', '.join(fruits[:-1])} and {fruits[-1]}, one after the other. What is their sum?",
        rf"\b{sum(PRICES[fruit] for fruit in fruits)}\b",
    )
    for fruits in map(str.split, BASKETS)
)
"""Tasks for the embedded model."""


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


@tool
async def price(fruit: str) -> str:
    """Price of a fruit.

    Args:
        fruit: Its name.
    """
    found = [price for name, price in PRICES.items() if name.rstrip("s") == fruit.strip().lower().rstrip("s")]
    return str(found[0]) if found else f"There is no {fruit!r} here; there are {', '.join(PRICES)}."


def solved(run: Run, expected: str) -> bool:
    if expected == "the secret":
        thoughts = [reply.reasoning or "" for reply, _ in run.conversation.steps]
        found = re.findall(r"\d+", thoughts[0])[-1:] if thoughts else []
        expected = rf"\b{found[0]}\b" if found else "(?!)"
    return run.status == "completed" and re.search(expected, run.answer or "") is not None


Counts = tuple[int, int, int, int, int]
"""Prompt tokens computed, prompt tokens from the cache, tokens sampled, model calls, tasks solved."""


class Rows:
    """The table, a row a way, each with its ratios to the first."""

    def __init__(self, name: str, tasks: int) -> None:
        self.tasks = tasks
        self.first: Counts | None = None
        print(f"{name}: {tasks} tasks; temperature 0")
        heads = "".join(f"{head:>10}" for head in ("computed", "cached", "sampled", "steps", "solved"))
        print(f"{'':<14}{heads}   ratio to the first: computed, sampled")

    def add(self, label: str, found: Counts) -> None:
        self.first = self.first or found
        *counts, right = found
        ratios = f"{found[0] / max(1, self.first[0]):.2f}x, {found[2] / max(1, self.first[2]):.2f}x"
        numbers = "".join(f"{count:>10}" for count in counts)
        print(f"{label:<14}{numbers}{f'{right}/{self.tasks}':>10}   {ratios}", flush=True)


async def measure(model: Model, tasks: Sequence[Task], tools: Sequence[object], steps: int = 30) -> Counts:
    agent = Agent(model=model, tools=list(tools), limits=Limits(steps=steps))  # type: ignore[arg-type]
    computed = cached = sampled = made = right = 0
    for text, expected in tasks:
        run = await agent.run(text)
        usage = run.usage
        cached += usage.cached_tokens or 0
        computed += usage.prompt_tokens - (usage.cached_tokens or 0)
        sampled += usage.completion_tokens
        made += run.steps
        right += solved(run, expected)
        if VERBOSE:
            print(
                f"  {run.status} {solved(run, expected)} after {run.steps} steps: {text} -> {run.answer!r}", flush=True
            )
    await model.aclose()
    return computed, cached, sampled, made, right


async def main(url: str, name: str, key: str | None, family: str | None, tasks: Sequence[Task]) -> None:
    table = Rows(name, len(tasks))
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
        table.add(label, await measure(model, tasks, (advance, ping)))


async def main_embedded(name: str, tasks: Sequence[Task]) -> None:
    table = Rows(name, len(tasks))
    ways: tuple[tuple[str, Policy], ...] = (("tokens, keep", "user_boundary"), ("tokens, drop", "drop"))
    for label, retention in ways:
        table.add(label, await measure(EmbeddedModel(name, retention=retention), tasks, (price,), steps=8))


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="a vLLM started with --enable-scale-out and --enable-prompt-tokens-details")
    parser.add_argument("--model", help="the model's name on that server")
    parser.add_argument("--family", help="the model's family, where its name does not tell")
    parser.add_argument("--api-key", help="key of that server")
    parser.add_argument("--embedded", nargs="?", const=DEFAULT, metavar="NAME", help=f"weights by name; {DEFAULT}")
    parser.add_argument("--tasks", type=Path, help="a file of tasks")
    parser.add_argument("--verbose", action="store_true", help="a line for each task")
    return parser.parse_args()


if __name__ == "__main__":
    given = parsed()
    VERBOSE = given.verbose
    chosen = SHOP if given.embedded else TINY
    if given.tasks:
        lines = [line.split("\t") for line in given.tasks.read_text().splitlines() if line.strip()]
        chosen = tuple((text, expected) for text, expected in lines)
    if given.embedded:
        asyncio.run(main_embedded(given.embedded, chosen))
    elif given.url:
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
