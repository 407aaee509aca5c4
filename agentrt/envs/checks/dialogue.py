"""The gate of dialogues: whether a scripted user is sound, and knows what its task needs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from agentrt.envs.checks.evidence import TaskCase
from agentrt.envs.checks.gates import Result, gate, not_applicable
from agentrt.envs.user import user_problems


@gate(
    "sanity.scripted_user",
    family="sanity",
    name="scripted user",
    measures="Whether every example of the user's script gets what it stands for and nothing else, nothing is told "
    "unasked, and every text and number that the solution uses is told by the user, the instruction, the rules or a "
    "tool.",
    threshold="no problem",
    remedy="Change the phrases or examples of user.toml, or add the fact that is missing.",
)
def scripted_user(case: TaskCase) -> Result:
    """See the gate."""
    script = case.task.script
    if script is None:
        return not_applicable("the task is no dialogue")
    known = case.home.environment.rules + case.home.environment.functions
    needed = list(dict.fromkeys(needed_texts(case)))
    problems = user_problems(script, case.task.instructions, needed, known)
    examples = [len(one.examples) for one in script.facts] + [len(one.examples) for one in script.requests]
    return Result(
        passed=not problems,
        value=float(len(problems)),
        probes=sum(examples) + len(needed),
        evidence=tuple(problems),
        details={"facts": len(script.facts), "requests": len(script.requests), "needed": len(needed)},
    )


def needed_texts(case: TaskCase) -> Iterator[str]:
    """Texts and numbers among the arguments of the solution's calls that no earlier call had given."""
    given = ""
    for _, arguments, outcome in case.oracle[0].calls:
        yield from (text for text in _texts(arguments) if text not in given)
        given += json.dumps(outcome, ensure_ascii=False)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
