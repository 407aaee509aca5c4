"""Environments written by agents of this runtime, with the gates as their tool and their feedback.

The four steps of DeepSeek-V3.2's recipe (section 3.2.3 of the paper, "General Agent"): data, tools, an easy task with
solution and verifier, harder ones made from it. What the paper leaves to trust is held here by the gates of
`agentrt.envs.checks`: what they do not accept is not accepted, whoever wrote it.

Each step is a run of its own, in a sandbox, recorded in a journal. Whatever is handed in is kept. A killed job goes on
where it was when it is started again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

import anyio.to_thread

from agentrt.agent import Agent
from agentrt.context import ContextPolicy
from agentrt.envs.scaffold import new_environment
from agentrt.limits import Limits
from agentrt.models.base import Model
from agentrt.run import Run
from agentrt.sandbox import DockerSandbox
from agentrt.sandbox.engine import keeps_workspaces
from agentrt.sandbox.volumes import Workspace
from agentrt.synth.general.author.brief import Authors, Brief, prompt
from agentrt.synth.general.author.judge import (
    DECLARED,
    Judgement,
    judge_task,
    judge_verifier,
    judge_world,
    with_verifier,
)
from agentrt.synth.general.author.ledger import Ledger, Outcome
from agentrt.synth.general.author.workshop import HAND_IN, Judge, Workshop
from agentrt.tool import Tool
from agentrt.usage import Usage

WORLD = "world"
"""The stage in which data and tools are made; those of the tasks are called as the tasks are: 001, 002, ..."""
PROPOSED = "proposed"
"""What a task is called in the ledger while its independent verifier is still to come: 001.proposed."""
ROUNDS = 3
"""How often a task may go back to its author because an independent verifier disagrees with the author's."""

Status = Literal["completed", "limit", "cancelled", "failed", "quarantined"]
Stop = tuple[Status, str]
Told = Callable[[str], None]


@dataclass(frozen=True)
class Authored:
    """What came of an order.

    Attributes:
        status: "completed", or why the work stopped. After "limit", "cancelled" and "failed" the same call goes on;
            "quarantined" is a task on which two verifiers, written apart, did not come to agree.
        reason: What stopped it, in words; empty where it is complete.
        pack: The environment as it was last accepted; None where nothing was.
        tasks: Names of the tasks that were accepted.
        attempts: How many times something was handed in.
        rejected: How often each gate said no, over all attempts.
        usage: Tokens and money of all runs.
        steps: Model calls of all runs.
    """

    status: Status
    reason: str
    pack: Path | None
    tasks: tuple[str, ...]
    attempts: int
    rejected: dict[str, int]
    usage: Usage
    steps: int


async def author_environment(
    brief: Brief,
    authors: Authors,
    out: Path,
    *,
    limits: Limits | None = None,
    tools: Sequence[Tool] = (),
    window: int | None = None,
    told: Told = lambda line: None,
) -> Authored:
    """Have an environment written, or go on with one that was begun in `out`.

    Args:
        brief: What is wanted.
        authors: The models that do it.
        out: Folder for the work; the result is in `out/NAME`.
        limits: Budgets of the whole job, over all its runs and restarts; `seconds` is for each run.
        tools: More tools for the author: searching the web, for instance.
        window: Tokens of the authors' windows; the oldest results are hidden as they fill. None: nothing is hidden.
        told: Told what happens, line by line.

    Raises:
        ConfigurationError: `out` holds the work on another order.
        SandboxUnavailable: No sandbox can be made here.
    """
    job = _Job(Ledger(out, brief), authors, limits or Limits(steps=None), tuple(tools), window, told)
    return await job.work()


@dataclass(frozen=True)
class _Job:
    """One order, worked on. Where it stands is read from the ledger, again and again."""

    ledger: Ledger
    authors: Authors
    limits: Limits
    more: tuple[Tool, ...]
    window: int | None
    told: Told

    async def work(self) -> Authored:
        stages = [WORLD, *(f"{number:03d}" for number in range(1, self.ledger.brief.levels + 1))]
        for stage in stages:
            if self.ledger.done(stage):
                self.told(f"{stage}: accepted")
                continue
            stop = await (self._world() if stage == WORLD else self._task(stage))
            if stop is not None:
                return self._authored(*stop)
        return self._authored("completed", "")

    async def _world(self) -> Stop | None:
        words = prompt("world", category=self.ledger.brief.category)
        with tempfile.TemporaryDirectory(prefix="agentrt-author-") as folder:
            example = Path(folder) / self.ledger.brief.name
            new_environment(example, task=False)
            last = self.ledger.last(WORLD)
            return await self._run(WORLD, words, self.authors.author, last.pack if last else example, self._judge_world)

    async def _task(self, stage: str) -> Stop | None:
        if self.authors.verifier is None:
            return await self._propose(stage, stage, "")
        while not self.ledger.done(stage):
            last = self.ledger.last(stage, f"{stage}.{PROPOSED}")
            if last is not None and last.outcome.stage != stage and last.outcome.accepted:
                stop = await self._second_verifier(stage, last.pack)
            elif self.ledger.count(stage) >= ROUNDS:
                return "quarantined", f"task {stage}: two verifiers written apart still disagree after {ROUNDS} rounds"
            else:
                disagreed = last is not None and last.outcome.stage == stage
                said = prompt("disagreement", report=last.report) if last is not None and disagreed else ""
                stop = await self._propose(stage, f"{stage}.{PROPOSED}", said)
            if stop is not None:
                return stop
        return None

    async def _propose(self, stage: str, entry: str, said: str) -> Stop | None:
        """The task's author writes it, or mends it; kept in the ledger as `entry`."""
        number, before = int(stage), self.ledger.accepted
        assert before is not None  # the world was accepted first
        words = prompt("task" if number == 1 else "harder", task=stage, parent=f"{number - 1:03d}", level=number) + said
        last = self.ledger.last(stage, entry) if said else None
        source = before if last is None else last.pack

        async def judge(pack: Path) -> Judgement:
            return self._kept(entry, pack, await judge_task(pack, stage, before))

        # The other's verifier is not the author's to see, nor to agree with.
        return await self._run(entry, words, self.authors.author, source, judge, [f"tasks/{stage}/{DECLARED}"])

    async def _second_verifier(self, stage: str, proposed: Path) -> Stop | None:
        """Somebody else writes a verifier, who sees neither the solution nor the first verifier."""
        before = self.ledger.accepted
        assert self.authors.verifier is not None
        assert before is not None
        round_number = self.ledger.count(stage) + 1

        async def judge(pack: Path) -> Judgement:
            own = await judge_verifier(pack, stage, proposed)
            if own.accepted:  # whether it agrees with the first one is not this author's business
                with with_verifier(pack, stage, proposed) as both:
                    self._kept(stage, both, await judge_task(both, stage, before))
            return own

        hidden = [f"tasks/{stage}/{name}" for name in ("solution.py", "verify.py", "alternatives", "probes.jsonl")]
        hidden.append(f"tasks/{stage}/{DECLARED}")
        entry = f"{stage}.verifier-{round_number}"
        words = prompt("verifier", task=stage)
        return await self._run(entry, words, self.authors.verifier, proposed, judge, hidden)

    async def _judge_world(self, pack: Path) -> Judgement:
        return self._kept(WORLD, pack, await judge_world(pack))

    def _kept(self, entry: str, pack: Path, judgement: Judgement) -> Judgement:
        outcome = Outcome(stage=entry, accepted=judgement.accepted, failed=judgement.failed)
        attempt = self.ledger.keep(pack, outcome, judgement.report)
        verdict = "accepted" if judgement.accepted else f"rejected by {', '.join(judgement.failed)}"
        self.told(f"{entry}: attempt {attempt.number} {verdict}")
        return judgement

    async def _run(
        self, entry: str, words: str, model: Model, source: Path, judge: Judge, hidden: Sequence[str] = ()
    ) -> Stop | None:
        """One author's run in a sandbox of its own; None where what it handed in was accepted, else why it stopped."""
        journal = self.ledger.next_journal(entry)
        limits = self._left(journal)
        if isinstance(limits, str):
            return "limit", limits
        kept = f"author-{sha256(f'{self.ledger.folder.resolve()} {entry}'.encode()).hexdigest()[:16]}"
        workspace = kept if await anyio.to_thread.run_sync(keeps_workspaces) else None
        self.told(f"{entry}: {model.spec().get('name') or model.spec().get('model') or 'the author'} is at work")
        async with AsyncExitStack() as stack:
            box = await stack.enter_async_context(DockerSandbox(self.ledger.brief.image, workspace=workspace))
            shop = Workshop(box, self.ledger.brief.name, judge)
            if not (journal.exists() and await shop.furnished()):
                await shop.furnish(source, without=hidden)
            agent = Agent(
                model,
                shop.tools(self.more),
                limits=limits,
                finish=HAND_IN,
                sandbox=box,
                context=ContextPolicy(window=self.window) if self.window else None,
                name="author",
            )
            run = await (agent.resume(journal) if journal.exists() else agent.run(words, journal=journal))
        if run.status == "completed" and workspace is not None:
            await anyio.to_thread.run_sync(Workspace(workspace).erase)
        return _stopped(run, entry)

    def _left(self, journal: Path) -> Limits | str:
        """What the run in `journal` may spend in all; or the name of the budget that the others have used up."""
        others = self.ledger.runs(but=journal)
        spent, steps = sum((run.usage for run in others), Usage()), sum(run.steps for run in others)
        reached = self.limits.reached(steps, spent)
        if reached is not None:
            return reached
        limits, changes = self.limits, dict[str, float]()
        if limits.steps is not None:
            changes["steps"] = limits.steps - steps
        if limits.tokens is not None:
            changes["tokens"] = limits.tokens - spent.total_tokens
        if limits.cost is not None:
            changes["cost"] = limits.cost - (spent.cost or 0.0)
        return limits.model_copy(update=changes)

    def _authored(self, status: Status, reason: str) -> Authored:
        brief, attempts = self.ledger.brief, self.ledger.attempts
        accepted = self.ledger.accepted
        pack = None
        if accepted is not None:
            pack = self.ledger.folder / brief.name
            shutil.rmtree(pack, ignore_errors=True)
            shutil.copytree(accepted, pack)
        runs = self.ledger.runs()
        return Authored(
            status=status,
            reason=reason,
            pack=pack,
            tasks=tuple(one.outcome.stage for one in attempts if one.outcome.accepted and one.outcome.stage.isdigit()),
            attempts=len(attempts),
            rejected=dict(Counter(gate for one in attempts for gate in one.outcome.failed)),
            usage=sum((run.usage for run in runs), Usage()),
            steps=sum(run.steps for run in runs),
        )


def _stopped(run: Run, entry: str) -> Stop | None:
    if run.status == "completed":
        return None
    return run.status or "failed", f"{entry}: {run.reason}"
