"""The experiments on an environment without its tasks: fuzzing, repeated chains, sessions, tampering."""

from __future__ import annotations

from typing import Any

from pydantic import JsonValue

from agentrt.envs.checks.evidence import EnvironmentCase, Played
from agentrt.envs.checks.near_miss import Pools
from agentrt.envs.checks.tamper import TAMPERS
from agentrt.envs.environment import Environment
from agentrt.envs.inside import purity
from agentrt.envs.probes import VARIANTS, ProbeFailed, ProbeRunner
from agentrt.envs.server import FunctionServer, Session
from agentrt.errors import AgentrtError
from agentrt.sandbox.base import Sandbox

VALID = 16
"""Calls of each tool with arguments that fit."""
CHAINS = 8
STEPS = 10
"""Length of a random episode."""


async def examine_environment(runner: ProbeRunner, environment: Environment, box: Sandbox) -> EnvironmentCase:
    """Do all experiments on an environment.

    Args:
        runner: Its probe runner.
        environment: The environment.
        box: The runner's sandbox.
    """
    case = case_of(runner, environment)
    try:
        case.fuzzed = await runner.play("fuzz", seed=1, valid=VALID)
        seeds = [1000 + index for index in range(CHAINS)]
        for variant in range(len(VARIANTS)):
            told = await runner.play("random", variant=variant, seeds=seeds, steps=STEPS)
            case.chains.append([one["chain"] for one in told])
        await _hidden_state(runner, case)
        await _tamper(runner, case)
        await _sessions(case, box)
    except (ProbeFailed, AgentrtError) as error:
        case.failed = str(error)
    await runner.forget(keep=[runner.initial])
    return case


def case_of(runner: ProbeRunner, environment: Environment) -> EnvironmentCase:
    """An environment's case before any experiment."""
    pools = Pools.of(environment.tables)
    return EnvironmentCase(environment, runner.tools, runner.keys, runner.initial, pools)


async def wander(runner: ProbeRunner, episodes: int = 6, steps: int = STEPS) -> list[Played]:
    """Plays of the random-tool agent, whose states stay in the runner."""
    told = await runner.play("random", seeds=list(range(episodes)), steps=steps)
    return [Played.of(one, "random calls") for one in told]


async def _hidden_state(runner: ProbeRunner, case: EnvironmentCase) -> None:
    """Whether a reading call gives the same after other reading calls as it gives alone."""
    reads = {one["name"] for one in case.tools if not one["writes"]}
    calls = [
        [one["tool"], one["arguments"]]
        for one in case.fuzzed
        if one["kind"] == "valid" and one["tool"] in reads and "ok" in one["outcome"]
    ][:40]
    if not calls:
        return
    alone = await runner.play("calls", episodes=[[one] for one in calls])
    together = (await runner.play("calls", episodes=[[*calls, *calls]]))[0]["calls"]
    for index, one in enumerate(alone):
        for later in (together[index], together[index + len(calls)]):
            if one["calls"][0][2] != later[2]:
                case.isolated.append(f"{calls[index][0]}({calls[index][1]}) gives something else after other calls")
                break


async def _tamper(runner: ProbeRunner, case: EnvironmentCase) -> None:
    """Hostile solutions, each run although its source is refused."""
    told = await runner.play("solve", sources=[source for _, source in TAMPERS], outcomes=False, seconds=120)
    for (name, source), one in zip(TAMPERS, told, strict=True):
        case.tampered.append(
            {
                "name": name,
                "static": bool(purity.problems(source, "solve", ("tools",))),
                "stopped": bool(one.get("error")) or one.get("answer") in (None, "stopped"),
                "said": one.get("error") or repr(one.get("answer"))[:200],
                "changed": bool(one["changes"]),
            }
        )


async def _sessions(case: EnvironmentCase, box: Sandbox) -> None:
    """Two interleaved sessions against each alone, and what a reset leaves."""
    good: list[tuple[str, dict[str, JsonValue]]] = [
        (one["tool"], one["arguments"])
        for one in case.fuzzed
        if one["kind"] == "valid" and "ok" in one["outcome"]
    ]  # fmt: skip
    writes = {one["name"] for one in case.tools if one["writes"]}
    calls = [*[one for one in good if one[0] in writes][:8], *[one for one in good if one[0] not in writes][:8]]
    if not calls:
        return
    plans = [calls, calls[::-1]]
    async with FunctionServer(case.environment, sandbox=box) as server:
        initial = server.initial.digest
        alone = []
        for plan in plans:
            async with server.session() as session:
                alone.append(await _trace(session, plan))
                await session.reset()
                case.reset.append((initial, (await session.state()).digest))
        async with server.session() as first, server.session() as second:
            both = await _interleaved([first, second], plans)
        case.sessions = len(plans)
        for index, (one, other) in enumerate(zip(alone, both, strict=True)):
            if one != other:
                case.isolated.append(f"session {index} went differently while another was open")


async def _trace(session: Session, plan: list[tuple[str, dict[str, JsonValue]]]) -> list[Any]:
    outcomes: list[Any] = [await session.call(name, arguments) for name, arguments in plan]
    return [*outcomes, (await session.state()).digest]


async def _interleaved(sessions: list[Session], plans: list[list[tuple[str, dict[str, JsonValue]]]]) -> list[list[Any]]:
    traces: list[list[Any]] = [[] for _ in sessions]
    for step in range(max(len(plan) for plan in plans)):
        for session, plan, trace in zip(sessions, plans, traces, strict=True):
            trace.append(await session.call(*plan[step]))
    for session, trace in zip(sessions, traces, strict=True):
        trace.append((await session.state()).digest)
    return traces
