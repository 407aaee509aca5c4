"""A session's tools as an agent's: those of the environment, the scripted user's, and `submit`.

A refusal is a result, as it is for a person at a counter; only what is invalid or fails is a fault of the run.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import JsonValue

from agentrt.envs.functions import ToolDescription
from agentrt.envs.inside import talk
from agentrt.envs.manifest import AnswerForm
from agentrt.envs.outcome import Outcome
from agentrt.errors import ToolError
from agentrt.tool import Tool, ToolSpec

SUBMIT = "submit"
"""Name of the tool that hands in the answer and ends the run."""
TALKING = ToolDescription(**talk.TALKING)


def call_tool(described: ToolDescription, call: Callable[[str, dict[str, JsonValue]], Awaitable[Outcome]]) -> Tool:
    """A tool that is a call in a session."""

    async def function(**arguments: Any) -> JsonValue:
        return shown(await call(described.name, arguments))

    spec = ToolSpec(name=described.name, description=described.description, parameters=described.parameters)
    # One after the other, in the order in which the model wrote them: a rule may depend on what was done before.
    return Tool.of_schema(spec, function, concurrent=False)


def shown(outcome: Outcome) -> JsonValue:
    """What an agent is shown of an outcome: the value; or the refusal, as {"refused": {"code", "message"}}.

    Raises:
        ToolError: The call was invalid, or the environment failed.
    """
    if outcome.kind == "ok":
        return outcome.value
    if outcome.kind == "refused":
        return outcome.as_json()
    raise ToolError(outcome.message)


def submit_tool(form: AnswerForm | None, submit: Callable[[JsonValue], None]) -> Tool:
    """The tool that hands in: an answer of a task's form, or nothing."""

    async def function(**arguments: Any) -> str:
        submit(arguments.get("answer"))
        return "Submitted."

    description = "Hand in your answer." if form else "Say that the task is done."
    spec = ToolSpec(name=SUBMIT, description=f"{description} This ends your work.", parameters=submitted_form(form))
    return Tool.of_schema(spec, function, concurrent=False)


def submitted_form(form: AnswerForm | None) -> dict[str, JsonValue]:
    """JSON schema of what `submit` takes."""
    properties: dict[str, JsonValue] = {}
    if form is not None:
        properties["answer"] = {"description": "Your answer.", **form.form}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
