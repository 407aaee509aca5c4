"""A real model on this CPU solves three small tasks with tools in a container. `make demo` runs it.

For each task it shows the chain as it happens, then what was kept of the model's thought, what the calls cost in
tokens, and whether a checker, which looks at the answer and at the files in the container, accepted the outcome. The
model has 1.5 billion parameters and is wrong at times; the demo says so, and fails only if the machinery does.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import anyio
from rich.console import Console
from rich.table import Table

from agentrt import Agent, Limits, Run, load_tools
from agentrt.cli.show import LiveView
from agentrt.errors import AgentrtError
from agentrt.models import EmbeddedModel, Model
from agentrt.models.weights import DEFAULT, fetch, progress_bar
from agentrt.sandbox import DockerSandbox
from agentrt.sandbox.base import Sandbox

INSTRUCTIONS = "You solve tasks in a Linux container. The files are in the current directory."
LIMITS = Limits(steps=8, seconds=180)

Check = Callable[[str, Sandbox], Awaitable[str]]
"""Looks at the answer and the container; returns what is wrong, or nothing."""


@dataclass(frozen=True)
class Task:
    """A task that takes two calls or more.

    Attributes:
        name: A word for it.
        text: What the model is asked.
        check: Whether it was done.
        files: What lies in the container before.
    """

    name: str
    text: str
    check: Check
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a task.

    Attributes:
        task: The task.
        run: The run.
        wrong: What the checker found wrong; empty where it accepted.
        kept: Thoughts that the model was shown again in its last step, and those that it had before it.
        seconds: How long it took.
    """

    task: Task
    run: Run
    wrong: str
    kept: tuple[int, int]
    seconds: float


def says(answer: str, value: str) -> bool:
    """Whether `answer` has `value` as a word of its own; separators inside numbers do not count."""
    plain = re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", answer)
    return re.search(rf"(?<![\w.]){re.escape(value)}(?!\w|\.\d)", plain) is not None


LOG = "".join(f"2026-01-{day % 28 + 1:02d} {'ERROR' if day % 7 == 3 else 'INFO'} event {day}\n" for day in range(200))
SHARE = f"{100 * LOG.count('ERROR') / LOG.count(chr(10)):.1f}"
SALES = "region,product,amount\n" + "".join(
    f"{region},{product},{amount}\n"
    for region, product, amount in [
        ("north", "apples", 120), ("south", "pears", 75), ("north", "plums", 60), ("west", "apples", 210),
        ("south", "apples", 88), ("east", "plums", 45), ("south", "plums", 97), ("west", "pears", 31),
    ]
)  # fmt: skip
TEXTS = {
    "notes.txt": "milk eggs bread\nbutter and a dozen apples\n",
    "story.txt": "Once there was a fox.\nIt ran over the hill and did not come back until the snow had gone.\n",
    "todo.txt": "call Ann\nwrite the report\n",
}


async def check_percent(answer: str, box: Sandbox) -> str:
    return "" if says(answer, SHARE) else f"the answer does not say {SHARE}"


async def check_sales(answer: str, box: Sandbox) -> str:
    return "" if says(answer.lower(), "south") and says(answer, "260") else "the answer does not say south and 260"


async def check_words(answer: str, box: Sandbox) -> str:
    count = str(len(TEXTS["story.txt"].split()))
    return "" if "story.txt" in answer and says(answer, count) else f"the answer does not say story.txt and {count}"


TASKS = (
    Task(
        "percent",
        "How many lines does app.log have, and how many of them contain ERROR? Find out both numbers with bash, then "
        "compute with python what percentage of the lines contain ERROR. Tell me the percentage.",
        check_percent,
        {"app.log": LOG},
    ),
    Task(
        "words",
        "There are some text files here. First list them, then count the words of each. Which file has the most words, "
        "and how many?",
        check_words,
        TEXTS,
    ),
    Task(
        "sales",
        "The file sales.csv has the columns region, product, amount. First show it with bash. Then let python print "
        "the region with the highest total amount, and that total. Tell me both.",
        check_sales,
        {"sales.csv": SALES},
    ),
)


async def solve(task: Task, model: Model, console: Console, limits: Limits = LIMITS) -> Outcome:
    """Let the model work on a task in a container of its own, and judge the outcome."""
    console.rule(f"[bold]{task.name}")
    console.print(task.text)
    begun = time.monotonic()
    async with DockerSandbox("python") as box:
        for path, text in task.files.items():
            await box.write(path, text)
        tools = load_tools("bash", "python", sandbox=box)
        agent = Agent(model=model, tools=tools, instructions=INSTRUCTIONS, limits=limits)
        view = LiveView(console)
        async with agent.stream(task.text) as events:
            async for event in events:
                view.show(event)
        run = events.run
        view.finish(run)
        wrong = await task.check(run.answer or "", box) if run.status == "completed" else f"no answer: {run.reason}"
    outcome = Outcome(task, run, wrong, await kept(model, run), time.monotonic() - begun)
    report(outcome, console)
    return outcome


async def kept(model: Model, run: Run) -> tuple[int, int]:
    """How many earlier thoughts stand, word for word, in the tokens that the last step was sampled from."""
    replies = [reply for reply, _ in run.conversation.steps]
    thoughts = [reply.reasoning for reply in replies[:-1] if reply.reasoning]
    if not isinstance(model, EmbeddedModel) or not replies:
        return 0, len(thoughts)
    traces = {reply.trace.id: reply.trace for reply in replies if reply.trace}
    link, tokens = replies[-1].trace, list[int]()
    while link is not None:
        completion = () if link is replies[-1].trace else link.completion
        tokens = [*link.prompt_delta, *completion, *tokens]
        link = traces.get(link.parent) if link.parent else None
    shown = await anyio.to_thread.run_sync(model.engine.detokenize, tokens)
    return sum(thought in shown for thought in thoughts), len(thoughts)


def report(outcome: Outcome, console: Console) -> None:
    """What the run did, in a few lines."""
    run = outcome.run
    chain = " -> ".join(call.name for reply, _ in run.conversation.steps for call in reply.tool_calls) or "no call"
    console.print(f"chain    {chain} -> answer" if run.status == "completed" else f"chain    {chain} -> {run.status}")
    shown, had = outcome.kept
    console.print(f"thought  {shown} of {had} earlier thoughts were in the last prompt, unchanged")
    usage = run.usage
    console.print(
        f"tokens   {usage.prompt_tokens} prompt, {usage.cached_tokens} of them cached; "
        f"{usage.completion_tokens} sampled, {usage.reasoning_tokens} of them thought"
    )
    verdict = f"[red]rejected: {outcome.wrong}" if outcome.wrong else "[green]accepted"
    console.print(f"checker  {verdict}")


def summary(outcomes: list[Outcome], seconds: float, console: Console) -> None:
    """The table at the end."""
    table = Table("task", "calls", "thoughts kept", "prompt", "cached", "sampled", "seconds", "checker")
    for one in outcomes:
        calls = sum(len(reply.tool_calls) for reply, _ in one.run.conversation.steps)
        usage = one.run.usage
        numbers = (usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens, round(one.seconds))
        verdict = "rejected" if one.wrong else "accepted"
        table.add_row(one.task.name, str(calls), f"{one.kept[0]}/{one.kept[1]}", *map(str, numbers), verdict)
    console.print(table)
    good = sum(not one.wrong for one in outcomes)
    console.print(f"{good} of {len(outcomes)} accepted; {seconds:.0f} s in all, what was downloaded included.")


async def main(name: str, names: list[str], console: Console) -> None:
    """Fetch the weights, work on the tasks, and print the table."""
    begun = time.monotonic()
    with progress_bar(name) as told:
        await anyio.to_thread.run_sync(fetch, name, told)
    console.print(f"Model {name}, on this CPU; weights ready after {time.monotonic() - begun:.0f} s.")
    model = EmbeddedModel(name)
    try:
        chosen = [task for task in TASKS if not names or task.name in names]
        outcomes = [await solve(task, model, console) for task in chosen]
    finally:
        await model.aclose()
    console.rule()
    summary(outcomes, time.monotonic() - begun, console)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=f"some of {', '.join(one.name for one in TASKS)}; all")
    parser.add_argument("--model", default=DEFAULT, help="weights by name, or a path to a .gguf file (%(default)s)")
    given = parser.parse_args()
    try:
        anyio.run(main, given.model, given.tasks, Console(highlight=False))
    except AgentrtError as error:
        sys.exit(f"demo: {error}")
