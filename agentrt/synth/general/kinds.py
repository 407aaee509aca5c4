"""What a person would call a program: the kinds of task that a pack is a mix of."""

from __future__ import annotations

from typing import Literal

from agentrt.synth.general import program as p

Kind = Literal["lookup", "join", "aggregation", "choice", "policy", "steps", "exception"]
"""Kinds of task.

- lookup: a value, a thing or rows by what stands in their own table
- join: the same by way of other tables
- aggregation: a number, a ranking or the most frequent over rows
- choice: the best set within constraints
- policy: what is done depends on a number, or on what the rules allow first
- steps: one or several things to do
- exception: what is done where the rules forbid something
"""
KINDS: tuple[Kind, ...] = ("lookup", "join", "aggregation", "choice", "policy", "steps", "exception")
DOING: tuple[Kind, ...] = ("policy", "steps", "exception")
"""Kinds that change something."""


def kind_of(program: p.Program) -> Kind:
    """The kind of a program."""
    if any(isinstance(one, p.Fallback) for one in program.steps):
        return "exception"
    if any(isinstance(one, p.When | p.DoFirst) for one in program.steps):
        return "policy"
    if program.steps:
        return "steps"
    match program.answer:
        case p.Pick():
            return "choice"
        case p.Count() | p.Total() | p.Mean() | p.Gap() | p.Ranked() | p.Top():
            return "aggregation"
    return "join" if any(_joins(one) for one in p.nodes(program)) else "lookup"


def _joins(node: object) -> bool:
    """Whether a part of a program leads to another table."""
    match node:
        case p.Follow() | p.Having():
            return True
        case p.Compare(path=path):
            return len(path) > 1
        case p.Linked(entity=entity):
            return not isinstance(entity, p.ById)
    return False
