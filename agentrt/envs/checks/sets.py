"""Family F, the set of all tasks: duplicates, diversity, splits, contamination, balance, coverage."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pydantic import JsonValue

from agentrt.envs.checks.contamination import Corpus
from agentrt.envs.checks.duplicates import NearDuplicates, Signature
from agentrt.envs.checks.gates import Result, gate, not_applicable

DUPLICATES = 0.01
"""Largest share of near-duplicates."""
TEMPLATE = 0.5
"""Largest share of one template, in a set of ten tasks or more."""


@dataclass(frozen=True)
class TaskSummary:
    """What the set's gates look at of one task.

    Attributes:
        name: Its name.
        template: See `TaskManifest`.
        split: See `TaskManifest`.
        parent: See `TaskManifest`.
        level: See `TaskManifest`.
        text: The English instruction, or the first.
        digest: Of instruction and manifest.
        signature: What it is compared by.
        answer: The solution's answer.
        answered: Whether there is one.
        tools: The tools that the solution calls, in order.
        refusals: Codes of the refusals that the solution met.
    """

    name: str
    template: str
    split: str
    parent: str
    level: int
    text: str
    digest: str
    signature: Signature
    answer: JsonValue
    answered: bool
    tools: tuple[str, ...]
    refusals: tuple[str, ...] = ()


@dataclass
class SetCase:
    """All tasks of a pack that were examined.

    Attributes:
        name: The pack.
        tasks: Its tasks.
        offered: Names of all tools.
        corpus: Texts that no task may repeat.
        fuzzed: Codes of refusals met by fuzzing.
        rules: Codes of refusals that functions.py can raise.
        helpers: Mutants in the verifiers' helpers, and whether any task's probes killed each.
    """

    name: str
    tasks: Sequence[TaskSummary]
    offered: Sequence[str] = ()
    corpus: Corpus | None = None
    fuzzed: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    helpers: dict[str, bool] = field(default_factory=dict)
    found: dict[str, tuple[str, str]] = field(default_factory=dict)

    def duplicates(self) -> dict[str, tuple[str, str]]:
        """For each near-duplicate, what it is one of, and why."""
        index = NearDuplicates()
        for one in self.tasks:
            other = index.add(one.name, one.signature)
            if other is not None:
                self.found[one.name] = other
        return self.found


@gate(
    "set.near_duplicates",
    scope="set",
    family="set",
    name="near-duplicates",
    measures="The share of tasks that repeat an earlier one: the same program and words about other values, or "
    "nearly the same "
    "words.",
    threshold=f"at most {DUPLICATES:.0%}",
    remedy="Drop one of the two, or vary the program.",
)
def near_duplicates(case: SetCase) -> Result:
    """See the gate."""
    if len(case.tasks) < 2:
        return not_applicable("there is one task only")
    found = case.duplicates()
    share = len(found) / len(case.tasks)
    said = tuple(f"{name} repeats {other}: {why}" for name, (other, why) in found.items())
    structures = len({one.signature.structure for one in case.tasks})
    flows = len({one.signature.flow for one in case.tasks})
    return Result(
        passed=share <= DUPLICATES,
        value=share,
        probes=len(case.tasks),
        evidence=said,
        details={"structures": structures, "flows": flows},
    )


@gate(
    "set.diversity",
    scope="set",
    family="set",
    name="diversity",
    measures="Effective number (exp of entropy) of programs, of tool sequences and of templates; distinct words.",
    threshold=f"in ten tasks or more: programs at least a third of the tasks (or 30), no template above {TEMPLATE:.0%}",
    remedy="Sample other templates, tables and tools.",
)
def diversity(case: SetCase) -> Result:
    """See the gate."""
    count = len(case.tasks)
    programs = effective(one.signature.structure for one in case.tasks)
    sequences = effective(one.tools for one in case.tasks)
    templates = Counter(one.template for one in case.tasks if one.template)
    share = max(templates.values(), default=0) / count if count else 0.0
    said = []
    if count >= 10 and programs < min(count / 3, 30):
        said.append(f"{count} tasks have the diversity of {programs:.1f} programs")
    if count >= 10 and share > TEMPLATE:
        said.append(f"{share:.0%} of the tasks are of the template {templates.most_common(1)[0][0]!r}")
    words = [one.text.lower().split() for one in case.tasks]
    pairs = [pair for each in words for pair in pairwise(each)]
    return Result(
        passed=not said,
        value=programs,
        probes=count,
        evidence=tuple(said),
        details={"programs": round(programs, 2), "tool sequences": round(sequences, 2),
                 "largest template": round(share, 3), "templates": len(templates),
                 "distinct-2": round(len(set(pairs)) / len(pairs), 3) if pairs else 0.0},
    )  # fmt: skip


def effective(values: Iterable[object]) -> float:
    """The number of equally frequent values with the same entropy."""
    counts = Counter(values)
    total = sum(counts.values())
    if not total:
        return 0.0
    return math.exp(-sum(one / total * math.log(one / total) for one in counts.values()))


@gate(
    "set.split_integrity",
    scope="set",
    family="set",
    name="split integrity",
    measures="Whether train, validation and test share a template, a program, or a task.",
    threshold="nothing shared",
    remedy="Split by template, not by seed.",
)
def split_integrity(case: SetCase) -> Result:
    """See the gate."""
    said = []
    kinds = {
        "template": {one.name: one.template for one in case.tasks if one.template},
        "program": {one.name: one.signature.structure for one in case.tasks},
        "text": {one.name: " ".join(one.text.lower().split()) for one in case.tasks},
    }
    splits = {one.name: one.split for one in case.tasks}
    for what, values in kinds.items():
        where: dict[str, set[str]] = defaultdict(set)
        for name, value in values.items():
            where[value].add(splits[name])
        said += [
            f"the {what} {value[:60]!r} is in {' and '.join(sorted(one))}"
            for value, one in where.items()
            if len(one) > 1
        ]
    return Result(
        passed=not said,
        value=float(len(said)),
        probes=len(case.tasks),
        evidence=tuple(said),
        details=dict(Counter(splits.values())),
    )


@gate(
    "set.contamination",
    scope="set",
    family="set",
    name="contamination",
    measures="Word 8-grams of the instructions that are also in the instructions of public benchmarks (shipped "
    "as hashes), or in texts given with --against.",
    threshold="no task shares one",
    remedy="Reword the instruction, or drop the task.",
)
def contamination(case: SetCase) -> Result:
    """See the gate."""
    if case.corpus is None or not case.corpus.size:
        return not_applicable("there are no texts to compare with")
    said, grams = [], 0
    for one in case.tasks:
        shared, looked = case.corpus.shared(one.text)
        grams += looked
        said += [f"{one.name} shares {shared[0]!r} with a benchmark"] if shared else []
    return Result(
        passed=not said,
        value=float(len(said)),
        probes=grams,
        evidence=tuple(said),
        details={"n-grams of benchmarks": case.corpus.size, "benchmarks": ", ".join(case.corpus.names)},
    )


@gate(
    "set.label_balance",
    scope="set",
    family="set",
    name="label balance",
    measures="The share of tasks that the best constant answer solves.",
    threshold="at most 30 % (yes-or-no tasks: 70 %), in a set of five answers or more",
    remedy="Sample tasks with other answers.",
)
def label_balance(case: SetCase) -> Result:
    """See the gate."""
    answers = [one for one in case.tasks if one.answered and one.answer is not None]
    if len(answers) < 5:
        return not_applicable(f"there are {len(answers)} tasks with an answer")
    said = []
    worst = 0.0
    for what, some, most in (
        ("yes-or-no", [one for one in answers if isinstance(one.answer, bool)], 0.7),
        ("other", [one for one in answers if not isinstance(one.answer, bool)], 0.3),
    ):
        if len(some) < 5:
            continue
        value, count = Counter(json.dumps(one.answer, sort_keys=True) for one in some).most_common(1)[0]
        worst = max(worst, count / len(some))
        if count / len(some) > most:
            said.append(f"{value[:80]} is the answer of {count} of {len(some)} {what} tasks")
    return Result(passed=not said, value=worst, probes=len(answers), evidence=tuple(said))


@gate(
    "set.tool_coverage",
    scope="set",
    family="set",
    name="tool coverage",
    measures="The share of tools that some solution uses; which rules some solution runs into.",
    threshold="at least 30 %, in a set of ten tasks or more",
    remedy="Sample tasks for the other tools, or drop tools that nobody needs.",
)
def tool_coverage(case: SetCase) -> Result:
    """See the gate."""
    if len(case.tasks) < 10:
        return not_applicable(f"there are {len(case.tasks)} tasks")
    used = {name for one in case.tasks for name in one.tools}
    share = len(used) / len(case.offered)
    met = {code for one in case.tasks for code in one.refusals}
    unused = sorted(set(case.offered) - used)
    return Result(
        passed=share >= 0.3,
        value=share,
        probes=len(case.offered),
        evidence=(f"no solution uses {', '.join(unused)}",) if unused else (),
        details={"rules": len(case.rules), "rules met by solutions": len(met & case.rules),
                 "rules met by fuzzing": len(case.fuzzed & case.rules)},
    )  # fmt: skip


@gate(
    "set.helper_mutants",
    scope="set",
    family="set",
    name="mutants of shared helpers",
    measures="The share of mutants in helpers of verify.py that the probes of any task with that helper tell from it.",
    threshold="at least 0.8",
    remedy="The helpers do more than any task needs: make them simpler.",
)
def helper_mutants(case: SetCase) -> Result:
    """See the gate."""
    if not case.helpers:
        return not_applicable("the verifiers have no helpers, or no task got so far")
    killed = sum(case.helpers.values())
    alive = [one for one, dead in case.helpers.items() if not dead]
    return Result(
        passed=killed >= 0.8 * len(case.helpers),
        value=killed / len(case.helpers),
        probes=len(case.helpers),
        evidence=tuple(alive),
        details={"killed": killed},
    )


@gate(
    "set.parents",
    scope="set",
    family="set",
    name="lineage",
    measures="Whether the task that one was made from is there, and easier.",
    threshold="all",
    remedy="Keep the parent in the pack, or take the parent out of task.toml; raise the level.",
)
def parents(case: SetCase) -> Result:
    """See the gate."""
    levels = {one.name: one.level for one in case.tasks}
    children = [one for one in case.tasks if one.parent]
    if not children:
        return not_applicable("no task was made from another")
    said = []
    for one in children:
        parent = one.parent.rsplit("/", 1)[-1]
        if parent not in levels:
            said.append(f"{one.name}: its parent {one.parent} is not there")
        elif levels[parent] >= one.level:
            said.append(f"{one.name} has level {one.level}, its parent {parent} has {levels[parent]}")
    return Result(passed=not said, value=float(len(said)), probes=len(children), evidence=tuple(said))


@gate(
    "hub.immutable_versioning",
    scope="set",
    family="set",
    name="every task once",
    measures="Digests of instruction and manifest.",
    threshold="all different",
    remedy="Drop the copy.",
)
def distinct(case: SetCase) -> Result:
    """See the gate."""
    counts = Counter(one.digest for one in case.tasks)
    twice = [one.name for one in case.tasks if counts[one.digest] > 1]
    return Result(
        passed=not twice,
        value=float(len(twice)),
        probes=len(case.tasks),
        evidence=(f"the same task: {', '.join(twice)}",) if twice else (),
    )
