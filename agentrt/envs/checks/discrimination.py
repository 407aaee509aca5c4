"""Family C, discrimination: what is almost right is refused, what is right in another form is accepted, and each part
of the verifier is needed for that.
"""

from __future__ import annotations

from agentrt.envs.checks.evidence import TaskCase, Tried
from agentrt.envs.checks.gates import Result, gate, not_applicable
from agentrt.envs.checks.intervals import Share, difference

SCORE = 0.95
"""Least mutation score of a task's first verifier."""


def _killed(tried: list[Tried]) -> Result:
    alive = [one for one in tried if one.accepted or _harm_paid(one)]
    return Result(
        passed=not alive,
        value=1 - len(alive) / len(tried) if tried else None,
        probes=len(tried),
        evidence=tuple(one.described for one in alive),
        details={"killed": len(tried) - len(alive)},
    )


def _harm_paid(one: Tried) -> bool:
    """Whether anything is paid, by a partial reward, for a state in which something was changed that must not be."""
    return one.probe.name.startswith("collateral") and one.verdict.reward > 0


@gate(
    "discrimination.near_miss_answers",
    family="discrimination",
    name="near-miss answers",
    measures="The share of answers with one thing wrong that get less than everything: another value of the "
    "column, off "
    "by one, an item dropped, added, doubled or exchanged.",
    threshold="all",
    remedy="The verifier is too lenient: see which answer it took, and compare that part exactly.",
)
def near_answers(case: TaskCase) -> Result:
    """See the gate."""
    if not case.answered:
        return not_applicable("the task has no answer")
    return _killed([one for one in case.panel("near-answer") if not one.replayed])


@gate(
    "discrimination.near_miss_states",
    family="discrimination",
    name="near-miss states",
    measures="The share of final states with one thing wrong that get less than everything: a change not made, made "
    "twice, with another value; what changes something that nobody asked for gets nothing, however partial the reward.",
    threshold="all",
    remedy="The verifier does not look at that part of the state: compare the changed rows whole, and all "
    "others as well.",
)
def near_states(case: TaskCase) -> Result:
    """See the gate."""
    return _killed(list(case.panel("near-state")))


@gate(
    "discrimination.solution_mutants",
    family="discrimination",
    name="mutated solutions",
    measures="The share of the solution's mutants with another answer or other changes that get less than everything; "
    "mutants that come to the same are not counted.",
    threshold="all",
    remedy="A wrong program passes: see its mutation, and what it did otherwise.",
)
def solution_mutants(case: TaskCase) -> Result:
    """See the gate."""
    tried = [one for one in case.panel("solution-mutant") if not one.replayed]
    if not case.mutants:
        return not_applicable("the solution has nothing to mutate")
    if not tried:
        return not_applicable(f"all {len(case.mutants)} mutants fail like something tried before, or come to the same")
    return _killed(tried)


@gate(
    "discrimination.verifier_mutants",
    family="discrimination",
    name="verifier mutation score",
    measures="The share of verify.py's mutants that some probe tells from it: a clause dropped, a comparison turned, a "
    "constant changed, a tolerance loosened. Mutants that compute the same from the fixed data are not counted.",
    threshold=f"at least {SCORE}",
    remedy="A part of the verifier is never needed: remove it, or the probes lack what it is for (add it to "
    "probes.jsonl).",
)
def verifier_mutants(case: TaskCase) -> Result:
    """See the gate."""
    report = case.verifiers.get("verify.py")
    if report is None:
        return Result(passed=False, evidence=("no mutants were tried",))
    if not report.counted:
        return Result(passed=False, probes=report.made, evidence=("the verifier has nothing that could be mutated",))
    score = report.killed / report.counted
    return Result(
        passed=score >= SCORE,
        value=score,
        probes=report.counted,
        evidence=tuple(f"line {one['line']}: {one['what']}" for one in report.alive),
        details={"made": report.made, "killed": report.killed, "alive": len(report.alive),
                 "equivalent": len(report.survivors) - len(report.alive), "same code": report.same_code},
    )  # fmt: skip


@gate(
    "discrimination.constraint_necessity",
    family="discrimination",
    name="constraints are needed",
    measures="For each criterion, whether some probe fails it and nothing else; for each clause of verify.py, whether "
    "dropping it changes a verdict.",
    threshold="all criteria; all clauses but those that the fixed data make idle, and at most 5 % of them",
    remedy="A constraint excludes nothing: drop it from the task, or change the data so that it matters.",
)
def constraint_necessity(case: TaskCase) -> Result:
    """See the gate."""
    said: list[str] = []
    names = [*case.tried[0].verdict.criteria]
    needed = 0
    for name in names:
        others = [other for other in names if other != name]
        witness = any(
            one.verdict.criteria.get(name, 1.0) < 1.0 and all(one.verdict.criteria.get(o) == 1.0 for o in others)
            for one in case.tried
            if one.verdict.valid
        )
        never = all(one.verdict.criteria.get(name) == 1.0 for one in case.tried if one.verdict.valid)
        needed += witness
        if never:
            said.append(f"the criterion {name!r} holds for every probe, the wrong ones included")
    dropped = killed = 0
    alive = []
    for file, report in case.verifiers.items():
        if file != "verify.py":
            continue  # the second one holds every rule that is declared, whether this task's data call on it or not
        dropped += report.clauses[0]
        killed += report.clauses[1]
        alive += [f"{file} line {one['line']}: {one['what']}" for one in report.alive if one["clause"]]
        dropped -= sum(1 for one in report.survivors if one["clause"] and one["equivalent"])
    if dropped and len(alive) > 0.05 * dropped:
        said += alive
    return Result(
        passed=not said,
        value=killed / dropped if dropped else 1.0,
        probes=len(names) + dropped,
        evidence=tuple(said),
        details={"criteria": len(names), "with a witness of their own": needed, "clauses": dropped, "needed": killed},
    )


@gate(
    "discrimination.differential",
    family="discrimination",
    name="verifiers agree",
    measures="Whether verify.py, verify_declared.py and the comparison with the replayed solution give the "
    "same verdict on every probe; of a partial reward, where both verifiers have its criteria, the same for each "
    "criterion.",
    threshold="all",
    remedy="One of them is wrong: the task is quarantined until it is known which.",
)
def differential(case: TaskCase) -> Result:
    """See the gate."""
    said, tried, both = [], 0, 0
    weighed = case.task.reward.weights.keys()
    for one in case.tried:
        opinions: dict[str, bool] = {"verify.py": one.accepted}
        same = one.declared is not None and weighed and one.declared.criteria.keys() == weighed
        if same and one.declared is not None and one.declared.criteria != one.verdict.criteria:
            said.append(f"verify_declared.py says {one.declared.criteria}: {one.described}")
        if one.declared is not None:
            opinions["verify_declared.py"] = one.declared.reward >= 1.0
            both += 1
        if one.probe.panel.split("/")[0] != "labelled":
            opinions["replay"] = one.replayed or one.probe.expected == "full"
        tried += 1
        if len(set(opinions.values())) > 1:
            told = ", ".join(f"{name} {'accepts' if yes else 'refuses'}" for name, yes in opinions.items())
            said.append(f"{told}: {one.described}")
    return Result(
        passed=not said,
        value=1 - len(said) / tried if tried else None,
        probes=tried,
        evidence=tuple(said),
        details={"opinions": 3 if both else 2},
    )


@gate(
    "discrimination.equivalents",
    family="discrimination",
    name="equivalent answers are accepted",
    measures="The share (TPR) of right answers in another form, and of alternative correct solutions, that get "
    "everything.",
    threshold="all",
    remedy="The verifier is too strict: it must not care for case, blanks, the order of sets, or how a number "
    "is written.",
)
def equivalents(case: TaskCase) -> Result:
    """See the gate."""
    tried = [one for one in case.tried if one.probe.expected == "full"]
    refused = [one for one in tried if not one.accepted]
    failed = [f"{one.about} gives no answer: {one.error}" for one in case.alternatives.values() if one.error]
    return Result(
        passed=not refused and not failed,
        value=1 - len(refused) / len(tried) if tried else None,
        probes=len(tried),
        evidence=(*failed, *(one.described for one in refused)),
    )


@gate(
    "discrimination.labelled",
    family="discrimination",
    name="labelled probes",
    measures="Whether the pack's own probes (probes.jsonl) get what their labels say: everything, less than that, or "
    "the reward that a label gives.",
    threshold="all",
    remedy="Verifier or label is wrong: read the probe's reason.",
)
def labelled(case: TaskCase) -> Result:
    """See the gate."""
    tried = list(case.panel("labelled"))
    if not tried:
        return not_applicable("the task has no probes.jsonl")
    wrong = [one for one in tried if one.accepted != (one.probe.expected == "full") or not _as_labelled(one)]
    return Result(
        passed=not wrong,
        value=1 - len(wrong) / len(tried),
        probes=len(tried),
        evidence=tuple(one.described for one in wrong),
    )


def _as_labelled(one: Tried) -> bool:
    worth = one.probe.worth
    return worth is None or abs(one.verdict.reward - worth) < 1e-9


@gate(
    "discrimination.youden",
    family="discrimination",
    name="Youden's J",
    measures="True positive rate less false positive rate over all probes, each labelled by what it is or by "
    "the replayed "
    "solution; the signal that a learner gets from a noisy verifier scales with it.",
    threshold="1.0",
    remedy="See the gates above for the probes that were judged wrongly.",
)
def youden(case: TaskCase) -> Result:
    """See the gate."""
    positives, negatives = rates(case)
    found = difference(positives, negatives)
    wrong = [one for one in case.tried if one.accepted != one.right]
    return Result(
        passed=found.value >= 1.0 and positives.total > 0 and negatives.total > 0,
        value=found.value,
        probes=positives.total + negatives.total,
        evidence=tuple(one.described for one in wrong),
        details={"low": found.low, "high": found.high, "TPR": str(positives), "FPR": str(negatives)},
    )


def rates(case: TaskCase) -> tuple[Share, Share]:
    """True and false positive rate of verify.py."""
    right = [one for one in case.tried if one.right]
    wrong = [one for one in case.tried if not one.right]
    return (
        Share(hits=sum(one.accepted for one in right), total=len(right)),
        Share(hits=sum(one.accepted for one in wrong), total=len(wrong)),
    )
