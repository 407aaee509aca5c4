"""What a call of an environment's tool came to, and how the sandbox's word for it is read."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import JsonValue

from agentrt.frozen import Frozen

FAILED = "The tool failed."
"""All that an agent is told of a fault."""
MOST_CHARACTERS = 4000


class Outcome(Frozen):
    """What a call came to. What is not "ok" has left no trace in the data.

    Attributes:
        kind: "ok", "refused" (a rule said no), "invalid" (no such tool, wrong arguments) or "fault" (the environment
            is at fault).
        value: The result, where it is "ok".
        code: Name of the rule that refused.
        message: What the agent is told, where it is not "ok".
        cause: Why it is a fault; not for the agent.
    """

    kind: Literal["ok", "refused", "invalid", "fault"]
    value: JsonValue = None
    code: str = ""
    message: str = ""
    cause: str = ""

    def as_json(self) -> dict[str, JsonValue]:
        """As it is written everywhere: {"ok": value}, {"refused": {"code", "message"}}, {"invalid": {"message"}} or
        {"fault": {"message"}}.
        """
        match self.kind:
            case "ok":
                return {"ok": self.value}
            case "refused":
                return {"refused": {"code": self.code, "message": self.message}}
            case _:
                return {self.kind: {"message": self.message}}


class Call(Frozen):
    """A call that was made in a session.

    Attributes:
        name: The tool.
        arguments: Its arguments.
        outcome: What it came to.
    """

    name: str
    arguments: dict[str, JsonValue]
    outcome: Outcome


def read_outcome(said: JsonValue) -> Outcome:
    """What a call came to, from what the sandbox says; anything unexpected is a fault."""
    if isinstance(said, dict) and len(said) == 1:
        kind, body = next(iter(said.items()))
        if kind == "ok":
            return Outcome(kind="ok", value=body)
        if kind in ("refused", "invalid", "fault") and isinstance(body, dict):
            texts = {name: str(body.get(name, ""))[:MOST_CHARACTERS] for name in ("code", "message", "cause")}
            return Outcome.model_validate({"kind": kind, **texts})
    return Outcome(kind="fault", message=FAILED, cause=f"it answered {json.dumps(said)[:500]}")
