"""Budgets of a run: steps, tokens, seconds, money, and faults in a row."""

from __future__ import annotations

from pydantic import Field

from agentrt.frozen import Frozen
from agentrt.usage import Usage


class Limits(Frozen):
    """What a run may spend before it ends with status "limit".

    A limit is looked at before each model call; `seconds` also interrupts a call or a tool in mid-flight.

    Attributes:
        steps: Model calls whose reply became part of the conversation.
        tokens: Prompt and completion tokens, summed over all calls.
        seconds: Wall-clock time of this process's part of the run.
        cost: US dollars by the agent's price table.
        faults_in_a_row: Consecutive faulty steps (bad calls, empty replies) after which the run fails.
        tool_seconds: Time a single tool call may take, where the tool sets no time-out of its own.
    """

    steps: int | None = Field(default=100, ge=1)
    tokens: int | None = Field(default=None, ge=1)
    seconds: float | None = Field(default=None, gt=0)
    cost: float | None = Field(default=None, gt=0)
    faults_in_a_row: int | None = Field(default=8, ge=1)
    tool_seconds: float | None = Field(default=600.0, gt=0)

    def reached(self, steps: int, usage: Usage) -> str | None:
        """The name of the first budget that is used up ("steps", "tokens" or "cost"), or None."""
        if self.steps is not None and steps >= self.steps:
            return "steps"
        if self.tokens is not None and usage.total_tokens >= self.tokens:
            return "tokens"
        if self.cost is not None and (usage.cost or 0.0) >= self.cost:
            return "cost"
        return None
