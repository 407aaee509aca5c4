"""The experiments on one task: what is played, and which probes are judged, in how many processes.

Three rounds, so that a task costs few messages: plays (solution three times, alternatives, mutants, noise), one-call
plays, verdicts on all probes (forwards, and there by mutants of the verifier; backwards; by the declared verifier).
"""

from __future__ import annotations

import json
import random
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

import anyio
from pydantic import JsonValue

from agentrt.envs.checks import panels
from agentrt.envs.checks.evidence import (
    INITIAL,
    ORACLE,
    EnvironmentCase,
    Expected,
    MutantReport,
    Played,
    Probe,
    TaskCase,
    Tried,
)
from agentrt.envs.checks.guesses import Guesses
from agentrt.envs.checks.near_miss import AnswerForm, lenient, right_answers, same_answer, wrong_answers
from agentrt.envs.checks.near_states import wrong_states
from agentrt.envs.inside import purity
from agentrt.envs.manifest import Reward
from agentrt.envs.probes import VARIANTS, ProbeFailed, ProbeRunner
from agentrt.envs.scorer import Verdict, verdict_of
from agentrt.envs.task import Task

SOLUTION_MUTANTS = 24
VERIFIER_MUTANTS = 32
"""Most mutants of verify.py that are tried on one task; spread over the source where there are more."""
NOISE = ((0.3, 1), (0.3, 2), (0.6, 3), (0.6, 4), (1.0, 5), (1.0, 6))
"""Probability and seed of each play of the solution with calls that go wrong."""
OTHERS = 8
"""How many other tasks' answers are tried on a task."""


async def examine(
    runner: ProbeRunner,
    home: EnvironmentCase,
    task: Task,
    *,
    others: Sequence[tuple[str, Played]] = (),
    wanderers: Sequence[Played] = (),
) -> TaskCase:
    """Do all experiments on a task.

    Args:
        runner: Where; nobody else may use it meanwhile.
        home: Its environment.
        task: The task.
        others: Solutions of other tasks, played in the same runner.
        wanderers: Plays of the random-tool agent in the same runner.
    """
    case = TaskCase(home, task, problems=problems(task))
    if any(case.problems.values()):
        file, said = next((file, said) for file, said in case.problems.items() if said)
        case.stopped = f"{file}: {said[0]}"
        return case
    try:
        await _play(runner, case)
        if case.stopped:
            return case
        case.random = list(wanderers)
        guesses = Guesses.of(case)
        first = await runner.play("calls", episodes=guesses.episodes(), each=False) if guesses.episodes() else []
        probes = [*_probes(case, others, guesses, [Played.of(one) for one in first])]
        await _judge(runner, case, probes)
    except ProbeFailed as error:
        case.stopped = f"an experiment failed: {error}"
    finally:
        keep = [runner.initial, *(one.state for _, one in others), *(one.state for one in wanderers)]
        await runner.forget(keep=keep)
    return case


def problems(task: Task) -> dict[str, list[str]]:
    """What the task's sources may not contain, by file."""
    solve, verify = ("solve", ("tools",)), ("verify", ("answer", "before", "after"))
    found = {"solution.py": purity.problems(task.solution, *solve), "verify.py": purity.problems(task.verify, *verify)}
    if task.verify_declared is not None:
        found["verify_declared.py"] = purity.problems(task.verify_declared, *verify)
    for name, source in task.alternatives.items():
        found[f"alternatives/{name}"] = purity.problems(source, *solve)
    return found


async def _play(runner: ProbeRunner, case: TaskCase) -> None:
    task, plays = case.task, partial(runner.play, "solve")
    replies: dict[int, list[dict[str, Any]]] = {}

    async def once(variant: int) -> None:
        replies[variant] = await plays(variant=variant, sources=[task.solution])

    async with anyio.create_task_group() as group:
        for variant in range(len(VARIANTS)):
            group.start_soon(once, variant)
    case.oracle = [Played.of(replies[variant][0], "the solution") for variant in sorted(replies)]
    wrong = next((one for one in case.oracle if one.error), None)
    if wrong is not None:
        case.stopped = f"the solution gives no answer: {wrong.error}"
        return
    names = list(task.alternatives)
    if names:
        told = await plays(sources=[task.alternatives[name] for name in names], outcomes=False)
        case.alternatives = {
            name: Played.of(one, f"the alternative {name}") for name, one in zip(names, told, strict=True)
        }
    told = await runner.play("wrong", source=task.solution, most=SOLUTION_MUTANTS, noise=NOISE)
    case.mutants = [Played.of(one) for one in told if "chance" not in one]
    case.noise = [(one["chance"], Played.of(one)) for one in told if "chance" in one]
    scripted = {index: one.calls for index, one in enumerate(task.probes) if one.calls is not None}
    if scripted:
        told = await runner.play("calls", episodes=list(scripted.values()))
        case.labelled = {
            index: Played.of(one, task.probes[index].why) for index, one in zip(scripted, told, strict=True)
        }


def _probes(
    case: TaskCase, others: Sequence[tuple[str, Played]], guesses: Guesses, looked: list[Played]
) -> Iterator[Probe]:
    """All probes of a task, in an order in which the telling ones come first."""
    oracle, writes = case.oracle[0], bool(case.oracle[0].changes)
    yield Probe("oracle/1", "solution", oracle.answer, ORACLE, "full", "the solution's answer and state")
    for name, played in case.alternatives.items():
        yield Probe("alternative/1", name, played.answer, played.state, "full", f"the alternative {name}")
    rng = random.Random(zlib.crc32(case.task.solution.encode()))
    if case.answered:
        yield from panels.shotgun(oracle.answer, guesses.candidates())  # first: a near miss may be the same
        yield from panels.wrapped(oracle.answer)
        yield from _answers(case, rng)
    elif oracle.answer is None:
        yield Probe("right-answer/1", "anything", "done", ORACLE, "full", "an answer that nobody asked for")
    for index, near in enumerate(wrong_states(oracle.changes, case.home.environment.tables, case.home.keys, rng)):
        name = f"{near.kind}{index}"
        yield Probe("near-state/1", name, oracle.answer, ORACLE, "floor", near.what, near.edits)
        if index < 2 and case.answered:
            what = f"no answer, and {near.what}"
            yield Probe("near-state/1", f"{name}/no-answer", None, ORACLE, "floor", what, near.edits)
    if writes:
        yield Probe(
            "near-state/1", "nothing-done", oracle.answer, INITIAL, "floor", "the right answer, and nothing done"
        )
    for index, played in enumerate(case.mutants):
        yield Probe("solution-mutant/1", str(index), played.answer, played.state, "either", played.about)
    for index, (chance, played) in enumerate(case.noise):
        yield Probe(
            "noise/1", str(index), played.answer, played.state, "either", f"the solution, {chance:.0%} of calls wrong"
        )
    yield from _labelled(case)
    yield from panels.FIXED if case.answered else telling(list(panels.FIXED))
    yield from panels.empties(case.task.answer.form if case.task.answer else None)
    yield from panels.cross_task([one for one in others if one[0] != case.task.name][:OTHERS], case.answered, writes)
    if case.answered:
        outputs = [value for _, _, outcome in oracle.calls[:4] if (value := outcome.get("ok")) is not None]
        yield from panels.echo(case.task.instruction(case.home.environment.manifest.languages[0]), outputs)
        if writes:
            yield from (
                replace(one, name=f"{one.name}/oracle", state=ORACLE, expected="either")
                for one in panels.FIXED
                if one.panel.startswith(("malformed", "constants", "injection"))
            )
    yield from guesses.probes(looked)


def _answers(case: TaskCase, rng: random.Random) -> Iterator[Probe]:
    oracle = case.oracle[0]
    for what, value in right_answers(oracle.answer, case.form):
        yield Probe("right-answer/1", what, value, ORACLE, "full", f"the right answer, {what}")
    for index, (what, value) in enumerate(wrong_answers(oracle.answer, case.form, case.home.pools, rng)):
        yield Probe("near-answer/1", str(index), value, ORACLE, "floor", what)


def _labelled(case: TaskCase) -> Iterator[Probe]:
    """The probes that the pack itself labels: an answer, after calls of its own or after the solution's."""
    for index, one in enumerate(case.task.probes):
        state = case.labelled[index].state if index in case.labelled else ORACLE
        expected: Expected = "full" if one.accept else "floor"
        yield Probe("labelled/1", str(index), one.answer, state, expected, one.why, worth=one.reward)


async def _judge(runner: ProbeRunner, case: TaskCase, probes: list[Probe]) -> None:
    """Try the probes on both verifiers, and on the first once more in another interpreter in the opposite order."""
    task, oracle = case.task, case.oracle[0]
    rights = [one.answer for one in (oracle, *case.alternatives.values())]
    loose = [(one, lenient(one)) for one in rights]
    probes = [
        one
        for one in _distinct(probes)
        if one.expected == "full"
        or one.panel.startswith("labelled")
        or not case.answered
        or not _doubtful(one, loose, case.form)
    ]  # fmt: skip
    wire = [_wire(runner, case, one) for one in probes]
    anchors = [wire[0], [json.dumps(None), [runner.initial, []]]]
    judge = partial(runner.judge, "score")
    forwards = await judge(source=task.verify, probes=[*wire, *anchors], mutants=_mutants(task, probes))
    backwards = await judge(variant=1, source=task.verify, probes=[*wire, *anchors], backwards=True)
    again = {"source": task.verify, "probes": [*[wire[0]] * AGAIN, anchors[1]]}
    third = await judge(variant=2, source=task.verify_declared or "", probes=wire, then=again)
    declared = third["results"] if task.verify_declared is not None else [None] * len(wire)
    case.seconds, case.rss = forwards["seconds"], max(forwards["rss"], backwards["rss"])
    case.reached = tuple(dict.fromkeys([*forwards["reached"], *backwards["reached"]]))
    states = {
        one.state: one.changes
        for one in (oracle, *case.alternatives.values(), *case.mutants, *case.random, *case.labelled.values())
    }
    states |= {one.state: one.changes for _, one in case.noise}
    if case.searched:
        states[case.searched.state] = case.searched.changes
    elsewhere = [forwards["results"][-2:], backwards["results"][-2:], _first_and_last(third["then"])]
    case.elsewhere = [[verdict_of(one, task.reward) for one in verdicts] for verdicts in elsewhere]
    for probe, first, last, second in zip(
        probes, forwards["results"][:-2], backwards["results"][:-2], declared, strict=True
    ):
        if "unreachable" in first:
            case.unreachable += 1
            continue
        verdict = verdict_of(first, task.reward)
        other = None if second is None else _second(second, task.reward)
        case.tried.append(Tried(probe, verdict, other, _replayed(case, probe, states)))
        case.backwards.append(verdict_of(last, task.reward))
    case.verifiers["verify.py"] = _reported(forwards["mutants"])


def _second(said: Any, reward: Reward) -> Verdict:
    """The second verifier's verdict: weighed like the first's if its criteria are the same, else all or nothing."""
    criteria = said.get("criteria") if isinstance(said, dict) else None
    weighed = reward.kind == "partial" and isinstance(criteria, dict) and criteria.keys() == reward.weights.keys()
    return verdict_of(said, reward if weighed else Reward(kind="both"))


AGAIN = 5
"""How often in a row the solution is judged in one of the processes: a verifier may count."""


def _first_and_last(said: list[Any]) -> list[Any]:
    """What was said of the solution, the odd one out if there is one, and of doing nothing."""
    return [next((one for one in said[:-1] if one != said[0]), said[0]), said[-1]]


def _distinct(probes: list[Probe]) -> list[Probe]:
    """Probes without those that try the same again; the first stays."""
    seen: set[tuple[str, str, object]] = set()
    kept = []
    for one in probes:
        key = (one.named or json.dumps(one.answer), one.state, one.edits)
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept


def _doubtful(probe: Probe, rights: list[tuple[JsonValue, JsonValue]], form: AnswerForm) -> bool:
    """Whether a lenient reader might take the answer for a right one (as it is, and read leniently): it shows nothing.

    Whether it is one is the task's own decision.
    """
    if probe.edits:
        return False
    given = _named(probe.named) if probe.named else lenient(probe.answer)
    wider = replace(form, tolerance=form.tolerance * 2)
    return any(
        same_answer(given, loosely, wider) and not same_answer(probe.answer, right, form) for right, loosely in rights
    )


@cache
def _named(name: str) -> JsonValue:
    """A fixed probe's answer, read leniently."""
    return lenient(next(one.answer for one in panels.FIXED if one.named == name))


def _wire(runner: ProbeRunner, case: TaskCase, probe: Probe) -> list[Any]:
    answer: object = {"name": probe.named} if probe.named else json.dumps(probe.answer)
    state = {INITIAL: runner.initial, ORACLE: case.oracle[0].state}.get(probe.state, probe.state)
    return [answer, [state, probe.edits]]


def _replayed(case: TaskCase, probe: Probe, states: dict[str, Any]) -> bool:
    if probe.edits:
        return False
    if probe.state == INITIAL or probe.state == case.home.initial:
        return case.replays(probe.answer, {})
    if probe.state == ORACLE:
        return case.replays(probe.answer, case.oracle[0].changes)
    if probe.state not in states:
        return False
    return case.replays(probe.answer, states[probe.state])


def _mutants(task: Task, probes: list[Probe]) -> dict[str, Any]:
    """Which mutants of verify.py are wanted: on the telling ones of some probes."""
    places = {id(one): index for index, one in enumerate(probes)}
    return {
        "probes": [places[id(one)] for one in telling(probes)],
        "most": VERIFIER_MUTANTS,
        "helpers": HELPER_MUTANTS,
        "turn": zlib.crc32(task.id.encode()),
    }


def _reported(told: dict[str, Any]) -> MutantReport:
    if "failed" in told:
        raise ProbeFailed(told["failed"])
    return MutantReport(
        made=told["made"],
        same_code=told["same_code"],
        killed=told["killed"],
        survivors=tuple(told["survivors"]),
        clauses=(told["clauses"][0], told["clauses"][1]),
        helpers=told["helpers"],
    )


HELPER_MUTANTS = 8
"""Most mutants of helpers that are tried on one task: helpers are shared, and measured over all tasks together."""
FEW = {"constants": 10, "injection": 2, "malformed": 8, "cross-task": 3, "shotgun": 3, "wrapped": 3, "echo": 2,
       "refusal": 1, "solution-mutant": 8, "noise": 2, "random-tools": 2, "random-answer": 2, "greedy": 2,
       "one-call": 2, "one-call-state": 2}  # fmt: skip
"""How many probes of a panel mutants of verifiers are tried on; all, where a panel is not named."""


def telling(probes: list[Probe]) -> list[Probe]:
    """Probes for mutants: all that are nearly right, and some of each panel of those that are all wrong."""
    taken: Counter[str] = Counter()
    kept = []
    for one in probes:
        panel = one.panel.split("/")[0]
        taken[panel] += 1
        if taken[panel] <= FEW.get(panel, len(probes)) or (one.state, panel) == (ORACLE, "malformed"):
            kept.append(one)
    return kept
