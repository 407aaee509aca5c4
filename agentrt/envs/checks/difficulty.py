"""Family E, difficulty and learnability without a model: static measures, scripted policies, noise."""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import Any

from agentrt.envs.checks import chance
from agentrt.envs.checks.evidence import Played, TaskCase
from agentrt.envs.checks.gates import Result, gate, not_applicable
from agentrt.envs.checks.guesses import RUNGS, scalars
from agentrt.envs.checks.intervals import wilson

HARD = 3
"""Level from which on no bounded search may solve a task."""
LUCK = 0.05
"""Chance of a plain guess above which a solved task may have been guessed."""


@gate(
    "difficulty.static",
    family="difficulty",
    name="static measures",
    measures="Calls, tools, depth of the data flow, length of the program, constraints, words: labels to choose by.",
    threshold="at least one call, so that there is something to learn",
    remedy="The task asks for nothing that has to be looked up or done.",
)
def static(case: TaskCase) -> Result:
    """See the gate."""
    measured = static_measures(case)
    return Result(passed=measured["calls"] >= 1, value=float(measured["calls"]), probes=1, details=measured)


def static_measures(case: TaskCase) -> dict[str, Any]:
    """Measures of a task's solution and wording."""
    oracle = case.oracle[0]
    tree = ast.parse(case.task.solution)
    branches = sum(
        isinstance(one, (ast.If, ast.IfExp, ast.For, ast.While, ast.comprehension)) for one in ast.walk(tree)
    )
    criteria = len(case.tried[0].verdict.criteria) if case.tried else 0
    return {
        "level": case.task.level,
        "calls": len(oracle.calls),
        "tools": len({name for name, _, _ in oracle.calls}),
        "tools offered": len(case.home.tools),
        "depth": flow_depth(oracle),
        "writes": sum(len(one.inserted) + len(one.deleted) + len(one.changed) for one in oracle.changes.values()),
        "branches": branches,
        "lines": len(case.task.solution.splitlines()),
        "criteria": criteria,
        "clauses": sum(one.clauses[0] for one in case.verifiers.values()),
        "words": len(next(iter(case.task.instructions.values())).split()),
        "chance": round(chance.of_answer(case), 4),
    }


def flow_depth(oracle: Played) -> int:
    """The longest chain of calls in which each uses a value that the one before it gave."""
    depths: list[int] = []
    sources: dict[str, int] = {}
    for _, arguments, outcome in oracle.calls:
        used = [sources[repr(one)] for one in scalars(list(arguments.values())) if repr(one) in sources]
        depth = 1 + max(used, default=0)
        depths.append(depth)
        for one in scalars(outcome.get("ok")):
            if isinstance(one, str) and len(one) > 1:
                sources.setdefault(repr(one), depth)
    return max(depths, default=0)


@gate(
    "statistical.difficulty_separation",
    family="difficulty",
    name="ladder of scripted policies",
    measures="How often policies pass that know more and more: nothing done, a random value, random calls, the "
    "column's extremes, one call with what the instruction mentions, a bounded search, the solution with every call "
    "gone wrong, with some, and without noise.",
    threshold="who knows nothing is right with an exact chance of at most 1/4 (yes or no: 1/2), and is never paid for "
    "a wrong answer; the solution always passes; no rung stands surely above the next",
    remedy="The task is too easy to guess, or the verifier does not tell good from bad.",
)
def ladder(case: TaskCase) -> Result:
    """See the gate."""
    rungs = {"nothing": [one.accepted for one in case.panel("empty") if one.probe.answer is None]}
    rungs |= {name: [one.accepted for one in case.panel(name)] for name in RUNGS}
    rungs["bounded-search"] = [case.search_pays]
    for share, label in ((1.0, "all wrong"), (0.6, "60 % wrong"), (0.3, "30 % wrong")):
        rungs[f"solution, {label}"] = [
            not play.error and case.replays(play.answer, play.changes) for each, play in case.noise if each == share
        ]
    rungs["solution"] = [verdicts[0].reward >= 1.0 for verdicts in case.elsewhere]
    rungs = {name: trials for name, trials in rungs.items() if trials}
    if len(rungs) < 5:
        return not_applicable("there are fewer than three rungs: no guess is of the answer's kind")
    guess = chance.of_answer(case)
    said = [*chance.guessed(case, "random-answer", guess), *chance.wandered(case)]
    names = list(rungs)
    for lower, upper in pairwise(names):
        low = wilson(sum(rungs[lower]), len(rungs[lower]))[0]
        high = wilson(sum(rungs[upper]), len(rungs[upper]))[1]
        if low > high:
            said.append(f"{lower} passes more often than {upper}")
    if not all(rungs.get("solution", [False])):
        said.append("the solution does not always pass")
    return Result(
        passed=not said,
        value=1.0 - guess,
        probes=sum(len(one) for one in rungs.values()),
        evidence=tuple(said),
        details={"chance": round(guess, 4), **{name: f"{sum(trials)}/{len(trials)}" for name, trials in rungs.items()}},
    )


@gate(
    "difficulty.bounded_search",
    family="difficulty",
    name="bounded search",
    measures="The reward of a reader that sees neither solution nor verifier: it has read the environment "
    "breadth-first (400 calls), makes one writing call and hands in one answer, those that the "
    "instruction's words fit best.",
    threshold="level 3 and above: nothing, unless a plain guess is right with more than 5 %",
    remedy="The task is done in one step: most of what it asks for changes nothing, or one look-up answers it.",
)
def bounded_search(case: TaskCase) -> Result:
    """See the gate."""
    paid, lucky = case.search_pays, chance.of_answer(case) > LUCK
    call = f"the call {case.attempt.call[0]}({case.attempt.call[1]})" if case.attempt.call else "no writing call"
    done = f"level {case.task.level} is solved with {call} and the answer {case.attempt.answer!r}"
    return Result(
        passed=not paid or lucky or case.task.level < HARD,
        value=float(paid),
        probes=1,
        evidence=(done + (", which may be luck" if lucky else ""),) if paid else (),
    )


@gate(
    "statistical.training_signal",
    family="difficulty",
    name="noise lowers the reward",
    measures="The mean reward of the solution when no, 30 %, 60 % and all of its calls go wrong.",
    threshold="falls from 1.0, and below 1.0 when all go wrong",
    remedy="The reward does not depend on what is done: most steps of the solution could be left out.",
)
def noise(case: TaskCase) -> Result:
    """See the gate."""
    curve: dict[str, float] = {"0 %": case.elsewhere[0][0].reward if case.elsewhere else 0.0}
    by_id = {one.probe.id: one for one in case.tried}
    paid = {
        (json_of(one.probe.answer), one.probe.state): one.verdict.reward for one in case.tried if not one.probe.edits
    }
    for share in sorted({each for each, _ in case.noise}):
        rewards = []
        for index, (each, play) in enumerate(case.noise):
            if each != share:
                continue
            tried = by_id.get(f"noise/1/{index}")
            known = paid.get((json_of(play.answer), play.state))
            right = 1.0 if case.replays(play.answer, play.changes) else 0.0
            rewards.append(tried.verdict.reward if tried else known if known is not None else right)
        curve[f"{share:.0%}".replace("%", " %")] = sum(rewards) / len(rewards)
    values = list(curve.values())
    falls = values[0] == 1.0 and values[-1] < 1.0
    return Result(
        passed=falls,
        value=sum(values) / len(values),
        probes=len(case.noise) + 1,
        evidence=() if falls else (f"the rewards are {curve}",),
        details=dict(curve),
    )


def json_of(value: object) -> str:
    """A value as text, to compare by."""
    import json

    return json.dumps(value, sort_keys=True, default=str)
