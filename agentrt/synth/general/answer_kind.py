"""How the answer of a task is compared: the one thing that both verifiers are told alike."""

from __future__ import annotations

from typing import Literal

from agentrt.synth.general import program as p

AnswerKind = Literal["text", "number", "mean", "set", "list"]


def kind_of_answer(answer: p.Answer, value: object) -> AnswerKind:
    """How an answer is compared."""
    match answer:
        case p.Keys() | p.Pick():
            return "set"
        case p.Ranked():
            return "list"
        case p.Mean():
            return "mean"
        case p.Count() | p.Total() | p.Gap():
            return "number"
    return "text" if isinstance(value, str) else "number"
