"""Partial reward: a task of several steps that leave different rows behind pays for each of them."""

from __future__ import annotations

from collections import Counter

from agentrt.synth.general import program as p
from agentrt.synth.general.verifier import Changes

Parts = dict[str, Changes]
"""What each step changes, by the step's name, which is its criterion's."""


def step_names(program: p.Program) -> list[str]:
    """A name for each step: the action that it comes to, with a number where there are several of the same."""
    plain = [_name(one) for one in program.steps]
    several, seen, names = Counter(plain), Counter[str](), []
    for one in plain:
        seen[one] += 1
        names.append(f"{one}_{seen[one]}" if several[one] > 1 else one)
    return names


def _name(step: p.Step) -> str:
    match step:
        case p.Do(action=action) | p.DoEach(action=action) | p.DoFirst(action=action):
            return action
        case p.Fallback(then=then):
            return then.action
        case p.When(then=then, otherwise=otherwise):
            return then.action if then.action == otherwise.action else f"{then.action}_or_{otherwise.action}"


def weights_of(parts: Parts) -> dict[str, float]:
    """The same for each step, in hundredths; the last one gets what is left."""
    each = round(1 / len(parts), 2)
    names = list(parts)
    return dict.fromkeys(names[:-1], each) | {names[-1]: round(1 - each * (len(names) - 1), 2)}
