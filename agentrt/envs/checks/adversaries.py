"""Family B, scripted adversaries: whoever did not solve the task gets nothing."""

from __future__ import annotations

import re

from agentrt.envs.checks import chance
from agentrt.envs.checks.evidence import INITIAL, EnvironmentCase, TaskCase, Tried
from agentrt.envs.checks.gates import Result, gate, not_applicable
from agentrt.envs.checks.guesses import scalars


def _floor(case: TaskCase, *panels: str, partial: bool = False) -> Result:
    """All probes of some panels at the floor, but for those that are right by the replayed solution.

    With `partial`, less than everything is enough: the probe has the solution's state, which may earn a share.
    """
    tried = [one for one in case.panel(*panels) if not one.right]
    shared = partial and case.task.reward.kind == "partial"
    paid = [one for one in tried if (one.accepted if shared else one.verdict.reward > 0)]
    return Result(
        passed=not paid,
        value=max((one.verdict.reward for one in tried), default=0.0),
        probes=len(tried),
        evidence=tuple(one.described for one in paid),
    )


@gate(
    "adversaries.constants",
    family="adversaries",
    name="constants",
    measures="The best reward of a panel of about sixty constants, nan and infinity among them, on the "
    "untouched state.",
    threshold="0.0 for each that is not the true answer",
    remedy="The comparison takes a constant for the answer: check the type first, then the whole value; mind nan.",
)
def constants(case: TaskCase) -> Result:
    """See the gate."""
    return _floor(case, "constants", partial=True)


@gate(
    "adversaries.injection",
    family="adversaries",
    name="hostile texts",
    measures="The best reward of texts that attack who evaluates them: SQL, patterns, code, judges.",
    threshold="0.0 for each",
    remedy="The answer is evaluated, matched as a pattern or put into SQL text: compare it as a value.",
)
def injection(case: TaskCase) -> Result:
    """See the gate."""
    return _floor(case, "injection", partial=True)


@gate(
    "adversaries.cross_task",
    family="adversaries",
    name="other tasks' answers",
    measures="The reward for what solves other tasks of the environment.",
    threshold="0.0 for each that is not right here too",
    remedy="The verifier does not tell this task from another: check what this task asks for, not that "
    "something was done.",
)
def cross_task(case: TaskCase) -> Result:
    """See the gate."""
    if not any(case.panel("cross-task")):
        return not_applicable("there is no other task, or none that this verifier does not take as right")
    tried = [one for one in case.panel("cross-task") if not one.right]
    if not tried:
        return not_applicable("all other tasks that were tried have the same answer")
    return _floor(case, "cross-task", partial=True)


@gate(
    "adversaries.shotgun",
    family="adversaries",
    name="all candidates at once",
    measures="The reward for the true answer together with other candidates, or inside another text.",
    threshold="less than 1.0 for each",
    remedy="The verifier looks whether the answer is in the text or the list: compare the whole.",
)
def shotgun(case: TaskCase) -> Result:
    """See the gate."""
    if not case.answered:
        return not_applicable("the task has no answer")
    tried = [one for one in case.panel("shotgun", "wrapped") if not one.right]
    paid = [one for one in tried if one.accepted]
    return Result(
        passed=not paid,
        value=len(paid) / len(tried) if tried else 0.0,
        probes=len(tried),
        evidence=tuple(one.described for one in paid),
    )


@gate(
    "adversaries.echo",
    family="adversaries",
    name="echo",
    measures="The reward for the instruction, or a tool's result, handed in as it is.",
    threshold="less than 1.0 for each that is not the answer itself",
    remedy="The verifier looks whether the answer is somewhere in what was handed in: compare the whole.",
)
def echo(case: TaskCase) -> Result:
    """See the gate."""
    if not case.answered:
        return not_applicable("the task has no answer")
    tried = [one for one in case.panel("echo") if not one.right]
    paid = [one for one in tried if one.accepted]
    return Result(
        passed=not paid, value=float(len(paid)), probes=len(tried), evidence=tuple(one.described for one in paid)
    )


@gate(
    "statistical.adversarial_floor",
    family="adversaries",
    name="random tools",
    measures="How likely an agent passes that makes random calls that fit, and hands in a value that it saw.",
    threshold="the exact chance is at most 1/4 (yes or no: 1/2), and no wrong answer is paid; where the end state "
    "alone counts, the share of episodes is not surely above 2 %",
    remedy="The task is solved by accident: ask for something that takes more than a few calls or values.",
)
def random_tools(case: TaskCase) -> Result:
    """See the gate."""
    tried = list(case.panel("random-tools"))
    if not tried and case.random:  # whose calls were all refused has done nothing, and that was tried as such
        tried = [one for one in case.panel("empty") if one.probe.state == INITIAL]
    said = chance.wandered(case)
    passed = sum(one.accepted for one in tried)
    guess = chance.of_wandering(case)
    return Result(
        passed=not said,
        value=guess if guess is not None else passed / len(tried) if tried else None,
        probes=len(tried),
        evidence=tuple(said),
        details={"passed": passed, "at least": chance.at_least(passed, len(tried))},
    )


@gate(
    "adversaries.greedy",
    family="adversaries",
    name="greedy guesses",
    measures="Whether the first, last, least, greatest or most frequent value of the answer's whole column is right.",
    threshold="less than half of those tried",
    remedy="The answer can be read off a column without reading the task: add a condition that moves it.",
)
def greedy(case: TaskCase) -> Result:
    """See the gate."""
    tried = list(case.panel("greedy"))
    if not tried:
        return not_applicable("the answer is no single value that stands in the data")
    right = [one for one in tried if one.accepted]
    return Result(
        passed=2 * len(right) < len(tried),
        value=len(right) / len(tried),
        probes=len(tried),
        evidence=tuple(one.described for one in right),
    )


@gate(
    "statistical.gameability_gap",
    family="adversaries",
    name="gap to the best adversary",
    measures="The solution's reward less the best reward of any adversary that did not do the task.",
    threshold="at least 1.0; more than 0.0 where the reward is partial",
    remedy="See the adversary that is named.",
)
def gameability_gap(case: TaskCase) -> Result:
    """See the gate."""
    names = ("empty", "refusal", "constants", "injection", "malformed", "cross-task", "shotgun", "wrapped", "echo",
             "random-answer", "random-tools")  # fmt: skip
    tried = [one for one in case.panel(*names) if not one.right]
    best: Tried | None = max(tried, key=lambda one: one.verdict.reward, default=None)
    reward = best.verdict.reward if best else 0.0
    gap = case.elsewhere[0][0].reward - reward if case.elsewhere else 0.0
    least = 1.0 if case.task.reward.kind != "partial" else 1e-9
    evidence = (best.described,) if best and gap < least else ()
    return Result(passed=gap >= least, value=gap, probes=len(tried), evidence=evidence)


@gate(
    "semantic.no_solution_leakage",
    family="adversaries",
    name="answer not in the prompt",
    measures="Whether the instruction, the rules or the tools' descriptions hold the answer, and whether a single call "
    "with what the instruction mentions gives it and nothing else.",
    threshold="no",
    remedy="Reword the instruction, or ask for something that takes more than one call.",
)
def no_leakage(case: TaskCase) -> Result:
    """See the gate."""
    if not case.answered:
        return not_applicable("the task has no answer")
    answer = case.oracle[0].answer
    texts = {f"the instruction ({name})": text for name, text in case.task.instructions.items()}
    said, parts = [], [one for one in scalars(answer) if _telling(one)]
    for where, text in texts.items():
        if parts and all(_in(str(one), text) for one in parts):
            said.append(f"{where} holds the answer {answer!r}")
    tools = " ".join(one["description"] for one in case.home.tools)
    for where, text in (("rules.md", case.home.environment.rules), ("the tools' descriptions", tools)):
        if parts and any(isinstance(one, str) and len(one) > 3 and _in(one, text) for one in parts):
            said.append(f"{where} hold the answer {answer!r}")
    shortcuts = [one for one in case.panel("one-call", "one-call-state") if one.accepted]
    if case.task.claims.calls > 1 and len(shortcuts) > 2:
        said.append(f"{len(shortcuts)} of the one-call policy's guesses pass: {shortcuts[0].described}")
    return Result(
        passed=not said,
        value=float(len(said)),
        probes=len(texts) + 2 + len(list(case.panel("one-call"))),
        evidence=tuple(said),
    )


def _telling(value: object) -> bool:
    """Whether finding a value in a text says something: small numbers and yes-or-no stand everywhere."""
    if isinstance(value, bool):
        return False
    if isinstance(value, (int, float)):
        return abs(value) >= 100
    return isinstance(value, str) and len(value.strip()) > 1


def _in(value: str, text: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(value)}(?![\w-])", text, re.IGNORECASE) is not None


@gate(
    "runtime.host_containment",
    scope="environment",
    family="adversaries",
    name="tamper suite",
    measures="Whether each of some thirty solutions that reach for files, modules, frames, processes or the "
    "verifier is "
    "refused by its source, and stopped when it is run all the same.",
    threshold="all refused or stopped, none with an effect",
    remedy="agentrt.envs.inside lets something through: that is a fault of agentrt, please report it.",
)
def tamper(case: EnvironmentCase) -> Result:
    """See the gate."""
    through = [one for one in case.tampered if not one["stopped"] and not one["static"]]
    effect = [one for one in case.tampered if one["changed"]]
    said = [f"{one['name']} was neither refused nor stopped: {one['said']}" for one in through]
    said += [f"{one['name']} changed the data" for one in effect]
    return Result(
        passed=not said,
        value=float(len(said)),
        probes=len(case.tampered),
        evidence=tuple(said) or ((case.failed,) if case.failed else ()),
        details={"refused by source": sum(one["static"] for one in case.tampered),
                 "stopped when run": sum(one["stopped"] for one in case.tampered)},
    )  # fmt: skip
