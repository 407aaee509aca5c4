"""The same task several times over, and one of the runs picked: by length, by vote, or by a verifier.

Picking the run with the fewest steps is DeepSeek-V3.2's "parallel-fewest-step" (section 4.4 of the paper).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from inspect import isawaitable
from pathlib import Path
from typing import Any, Literal

import anyio

from agentrt.agent import Agent
from agentrt.conversation import Content, Conversation
from agentrt.errors import ConfigurationError
from agentrt.run import Run
from agentrt.usage import Usage

Verifier = Callable[[Run], float | Awaitable[float]]
Pick = Literal["fewest_steps", "majority"] | Verifier


@dataclass(frozen=True)
class BestOf:
    """What came of several runs.

    Attributes:
        run: The one that was picked; where none completed, the first.
        runs: All of them, in the order in which they were started.
        votes: How many completed runs gave each answer (spaces and case apart); empty unless voted on.
        scores: The verifier's score of each run, None for one that did not complete; empty without a verifier.
    """

    run: Run
    runs: tuple[Run, ...]
    votes: dict[str, int]
    scores: tuple[float | None, ...]

    @property
    def usage(self) -> Usage:
        """Tokens and money of all runs."""
        return sum((run.usage for run in self.runs), Usage())


async def best_of(
    agent: Agent,
    prompt: Content,
    n: int,
    *,
    pick: Pick = "fewest_steps",
    conversation: Conversation | None = None,
    concurrency: int | None = None,
    journals: str | os.PathLike[str] | None = None,
) -> BestOf:
    """Run `agent` on a task `n` times and pick one run.

    The runs share the agent's tools, so tools with a state of their own (a sandbox) are shared too; give each run an
    agent of its own where that matters.

    Args:
        agent: The agent.
        prompt: What the human says.
        n: How many runs.
        pick: "fewest_steps" takes the completed run with the fewest model calls; "majority" the answer that most
            completed runs gave; a function scores each completed run, and the highest score wins.
        conversation: What was said before.
        concurrency: How many run at once; all where None.
        journals: Folder for the records, `0.jsonl` to `n-1.jsonl`.

    Raises:
        ConfigurationError: `n` is no positive number.
    """
    if n < 1:
        raise ConfigurationError(f"best_of() needs at least one run, not {n}.")
    runs: list[Run | None] = [None] * n
    limiter = anyio.CapacityLimiter(concurrency or n)

    async def one(index: int) -> None:
        async with limiter:
            path = None if journals is None else Path(journals) / f"{index}.jsonl"
            runs[index] = await agent.run(prompt, conversation=conversation, journal=path)

    async with anyio.create_task_group() as tasks:
        for index in range(n):
            tasks.start_soon(one, index)
    return await _picked(tuple(run for run in runs if run is not None), pick)


async def _picked(runs: tuple[Run, ...], pick: Pick) -> BestOf:
    completed = [run for run in runs if run.status == "completed"]
    if not completed:
        return BestOf(runs[0], runs, {}, ())
    if pick == "fewest_steps":
        return BestOf(min(completed, key=lambda run: run.steps), runs, {}, ())
    if pick == "majority":
        votes = Counter(_normal(run) for run in completed)
        winner = votes.most_common(1)[0][0]
        return BestOf(next(run for run in completed if _normal(run) == winner), runs, dict(votes), ())
    if isinstance(pick, str):
        raise ConfigurationError(f'pick={pick!r} is not known; take "fewest_steps", "majority" or a function.')
    scores = [await _score(pick, run) if run.status == "completed" else None for run in runs]
    best = max((score, -index) for index, score in enumerate(scores) if score is not None)
    return BestOf(runs[-best[1]], runs, {}, tuple(scores))


async def _score(verifier: Verifier, run: Run) -> float:
    score: Any = verifier(run)
    return float(await score if isawaitable(score) else score)


def _normal(run: Run) -> str:
    return " ".join((run.answer or "").casefold().split())
