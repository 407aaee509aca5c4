"""Verdicts: a task's verifier on an answer and a final state, in a fresh process where no agent ever was."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from pydantic import Field, JsonValue

from agentrt.envs.environment import Environment
from agentrt.envs.inside_process import InsideProcess, inside
from agentrt.envs.manifest import Reward
from agentrt.envs.server import new_sandbox
from agentrt.envs.state import State
from agentrt.envs.task import Task
from agentrt.frozen import Frozen
from agentrt.sandbox.base import Sandbox

SECONDS = 10.0
"""Processor time for one verdict."""
PATIENCE = 15.0
"""Seconds by the clock that one is waited for, for each of processor time."""


class Verdict(Frozen):
    """What a verifier says, and what it is worth.

    Attributes:
        reward: From 0.0 to 1.0; 0.0 where the verdict is not valid.
        valid: Whether the verifier gave a verdict at all. A reward beside an invalid one is no measurement.
        criteria: What it says of each of its criteria, from 0 to 1.
        reason: Why it is not valid.
        verifier_digest: SHA-256 of the verifier (`Task.digests`).
    """

    reward: float
    valid: bool
    criteria: dict[str, float] = Field(default_factory=dict)
    reason: str = ""
    verifier_digest: str = ""


class Scorer:
    """Scores an environment's tasks.

    Args:
        environment: The environment.
        initial: The state that the agents began with; None: the environment's own.
        sandbox: Where to run verifiers, open; never one that an agent can execute in. None: one is made, and closed.
    """

    def __init__(self, environment: Environment, initial: State | None = None, sandbox: Sandbox | None = None) -> None:
        self.environment, self._initial, self._box = environment, initial or environment.initial, sandbox
        self._stack = AsyncExitStack()
        self._process: InsideProcess | None = None

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            box = self._box if self._box is not None else await stack.enter_async_context(new_sandbox())
            what = f"The verifiers of {self.environment.name!r}"
            self._process = await stack.enter_async_context(inside(box, "score.py", what))
            today = self.environment.manifest.today.isoformat()
            schema, state = self.environment.schema, _text(self._initial)
            await self._process.ask("load", schema=schema, today=today, state=state)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def score(self, task: Task, answer: JsonValue, after: State | None = None) -> Verdict:
        """The verdict on an answer and a final state.

        Args:
            task: The task.
            answer: What was submitted; None for nothing.
            after: The state that the agent left; None: it changed nothing.

        Raises:
            SandboxLost: The sandbox died. Nothing was measured.
        """
        return await self.score_with(task.verify, task, answer, after)

    async def score_with(self, verify: str, task: Task, answer: JsonValue, after: State | None = None) -> Verdict:
        """The verdict of another verifier's source, such as `task.verify_declared`."""
        assert self._process is not None, "the scorer is not open"
        reply = await self._process.ask(
            "score",
            verify=verify,
            answer=json.dumps(answer),
            after=None if after is None or after == self._initial else _text(after),
            limit=SECONDS,
            seconds=PATIENCE * SECONDS,
        )
        return verdict_of(reply.get("verdict"), task.reward, task.digests["verifier"])


def _text(state: State) -> str:
    return state.data.decode("utf-8", "surrogatepass")


def verdict_of(said: JsonValue, reward: Reward, digest: str = "") -> Verdict:
    """What a sandbox says that a verifier said, as a verdict."""
    criteria = said.get("criteria") if isinstance(said, dict) else None
    if not isinstance(criteria, dict) or not criteria:
        reason = str(said.get("invalid", "no verdict")) if isinstance(said, dict) else "no verdict"
        return Verdict(reward=0.0, valid=False, reason=reason[:500], verifier_digest=digest)
    values = {name: float(value) for name, value in criteria.items() if isinstance(value, int | float)}
    if len(values) != len(criteria) or not all(0 <= value <= 1 for value in values.values()):
        return Verdict(reward=0.0, valid=False, reason="criteria that are no numbers", verifier_digest=digest)
    if reward.kind == "partial":
        if values.keys() != reward.weights.keys():
            odd = ", ".join(sorted(values.keys() ^ reward.weights.keys()))
            reason = f"criteria and weights differ: {odd}"
            return Verdict(reward=0.0, valid=False, criteria=values, reason=reason, verifier_digest=digest)
        paid = min(1.0, sum(reward.weights[name] * value for name, value in values.items()))
    else:
        paid = 1.0 if all(value == 1.0 for value in values.values()) else 0.0
    return Verdict(reward=paid, valid=True, criteria=values, verifier_digest=digest)
