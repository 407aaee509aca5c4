"""Family A, anchors: the solution gets everything, doing nothing gets nothing, and the same every time."""

from __future__ import annotations

import jsonschema

from agentrt.envs.checks.evidence import TaskCase
from agentrt.envs.checks.gates import Result, gate

RUNS = 3
FULL, FLOOR = 1.0, 0.0


@gate(
    "static.manifest",
    family="anchors",
    name="manifest",
    measures="Instructions in all of the environment's languages, an answer schema that the solution's answer fits, "
    "sources without what is forbidden, a reward kind that fits.",
    threshold="no contradiction",
    remedy="Correct task.toml, the instructions or the sources as told.",
)
def manifest(case: TaskCase) -> Result:
    """See the gate."""
    task, environment = case.task, case.home.environment
    said = [f"{file}: {one}" for file, found in case.problems.items() for one in found]
    said += [
        f"there is no instruction in {language!r}"
        for language in environment.manifest.languages
        if not task.instructions.get(language, "").strip()
    ]
    kind, answered, writes = task.reward.kind, task.answer is not None, task.claims.writes
    if kind in ("answer", "both") and not answered:
        said.append(f"the reward is for {kind!r}, and task.toml has no [answer]")
    if kind == "state" and not writes:
        said.append("the reward is for the state, and [claims] writes is false")
    if case.oracle and not case.oracle[0].error:
        said += _schema(case)
    return Result(passed=not said, value=float(len(said)), probes=4 + len(case.problems), evidence=tuple(said))


def _schema(case: TaskCase) -> list[str]:
    form, answer = case.task.answer, case.oracle[0].answer
    if form is None:
        return [] if answer is None else ["the solution returns an answer, and task.toml has no [answer]"]
    try:
        jsonschema.Draft202012Validator.check_schema(form.form)
    except jsonschema.SchemaError as error:
        return [f"answer.schema is no JSON schema: {error.message}"]
    wrong = next(iter(jsonschema.Draft202012Validator(form.form).iter_errors(answer)), None)
    return [] if wrong is None else [f"the solution's answer does not fit answer.schema: {wrong.message}"]


@gate(
    "semantic.oracle_max",
    family="anchors",
    name="oracle passes",
    measures=f"The solution's reward in {RUNS} fresh processes with other hash seeds, time zones and folders.",
    threshold=f"{FULL} in {RUNS} of {RUNS}",
    remedy="The solution fails, or the verifier refuses what it did: run both by hand and compare the criteria.",
)
def oracle_max(case: TaskCase) -> Result:
    """See the gate."""
    rewards = [verdicts[0].reward for verdicts in case.elsewhere]
    said = [
        f"process {index}: {verdicts[0].reason or verdicts[0].criteria}"
        for index, verdicts in enumerate(case.elsewhere)
        if verdicts[0].reward < FULL
    ]
    if case.stopped:
        said.append(case.stopped)
    passed = len(rewards) == RUNS and all(one == FULL for one in rewards)
    return Result(passed=passed, value=min(rewards, default=0.0), probes=len(rewards), evidence=tuple(said))


@gate(
    "semantic.canary_floor",
    family="anchors",
    name="nothing pays nothing",
    measures="The reward for doing nothing, and for empty submissions and refusals, on the untouched state.",
    threshold=f"exactly {FLOOR} for each",
    remedy="A criterion holds before anybody did anything: make every criterion false on the untouched state, or give "
    "none of the reward for it.",
)
def canary_floor(case: TaskCase) -> Result:
    """See the gate."""
    tried = [one for one in case.panel("empty", "refusal") if not one.right]
    paid = [one for one in tried if one.verdict.reward != FLOOR]
    return Result(
        passed=not paid,
        value=max((one.verdict.reward for one in tried), default=None),
        probes=len(tried),
        evidence=tuple(one.described for one in paid),
    )


@gate(
    "semantic.floor_gap",
    family="anchors",
    name="gap between solution and nothing",
    measures="The solution's reward less that of doing nothing.",
    threshold="at least 1.0",
    remedy="The reward hardly depends on what was done: look at which criteria hold for doing nothing.",
)
def floor_gap(case: TaskCase) -> Result:
    """See the gate."""
    gaps = [verdicts[0].reward - verdicts[1].reward for verdicts in case.elsewhere]
    return Result(passed=bool(gaps) and min(gaps) >= FULL - FLOOR, value=min(gaps, default=None), probes=len(gaps))


@gate(
    "semantic.verifier_determinism",
    family="anchors",
    name="verifier keeps no state",
    measures="Whether every probe gets the same verdict when all are tried in the opposite order in another "
    "interpreter, and the solution, several times in a row, and nothing in a third.",
    threshold="all the same",
    remedy="The verifier depends on something but its arguments: a global, the order of a set, a clock.",
)
def verifier_determinism(case: TaskCase) -> Result:
    """See the gate."""
    said = [
        f"{one.probe.id}: {one.verdict.reward:g} at first, {other.reward:g} in the opposite order"
        for one, other in zip(case.tried, case.backwards, strict=True)
        if (one.verdict.reward, one.verdict.criteria, one.verdict.valid) != (other.reward, other.criteria, other.valid)
    ]
    for index, verdicts in enumerate(case.elsewhere):
        if [(one.reward, one.criteria) for one in verdicts] != [
            (one.reward, one.criteria) for one in case.elsewhere[0]
        ]:
            said.append(f"interpreter {index} gives another verdict on the solution or on nothing")
    return Result(
        passed=not said, value=float(len(said)), probes=len(case.tried) + len(case.elsewhere), evidence=tuple(said)
    )


@gate(
    "semantic.replayability",
    family="anchors",
    name="solution replays",
    measures="Whether the solution makes the same calls, gets the same outcomes and leaves the same state in each "
    "interpreter.",
    threshold="identical",
    remedy="Solution or tools depend on the order of a set or dictionary, a clock or chance: sort, or use db.today.",
)
def replayability(case: TaskCase) -> Result:
    """See the gate."""
    first = case.oracle[0]
    said = [
        f"interpreter {index} differs in {what}"
        for index, one in enumerate(case.oracle[1:], 1)
        for what, same in (
            ("its calls and outcomes", one.calls == first.calls),
            ("its answer", one.answer == first.answer),
            ("the final state", one.state == first.state),
        )
        if not same
    ]
    return Result(passed=not said, value=float(len(said)), probes=len(case.oracle), evidence=tuple(said))
