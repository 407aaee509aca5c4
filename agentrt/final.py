"""What a final answer must be, where prose without a call is not enough: a finishing tool, or a value of a type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from agentrt.tool import Tool, tool

ANSWER_TOOL = "final_answer"
"""Name of the tool that takes a value of the agent's `output_type`."""


@dataclass(frozen=True)
class FinalAnswer:
    """The call that ends a run.

    Attributes:
        tool: The finishing tool; the run is over when it returns without a fault.
        type: Reads and writes the value, where the agent has an output type.
    """

    tool: Tool
    type: TypeAdapter[Any] | None = None

    @classmethod
    def of_type(cls, output_type: Any) -> FinalAnswer:
        """A finishing tool `final_answer(answer)` whose argument is of `output_type`."""

        async def final_answer(answer: Any) -> Any:
            return answer

        final_answer.__annotations__ = {"answer": output_type, "return": output_type}
        final_answer.__doc__ = "Give your final answer. Call this once, when the task is done; nothing follows it."
        return cls(tool(name=ANSWER_TOOL, concurrent=False)(final_answer), TypeAdapter(output_type))

    @property
    def note(self) -> str:
        """What the model is told when it answers in prose."""
        return (
            f"Your reply ended without a call. To finish, call the tool {self.tool.name!r} with your final answer; "
            "to go on working, call another tool."
        )

    def from_prose(self, text: str) -> Any:
        """The value, where `text` itself is its JSON (in a fenced block or bare); None where it is not."""
        if self.type is None:
            return None
        bare = text.strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()
        try:
            return self.type.validate_json(bare)
        except ValidationError:
            return None
