"""What goes over the wire."""

from __future__ import annotations

from typing import Any

from openenv.core.env_server.types import Action, Observation
from pydantic import Field


class CallAction(Action):
    """A call of a tool; the tool `submit` ends the episode."""

    tool: str = Field(..., description="Name of the tool")
    arguments: dict[str, Any] = Field(default_factory=dict, description="Its arguments")


class CallObservation(Observation):
    """What a call came to; after a reset, the task."""

    outcome: dict[str, Any] = Field(default_factory=dict, description="ok, refused, invalid or fault")
    task: str = Field(default="", description="Id of the task, after a reset")
    instruction: str = Field(default="", description="The task in words, after a reset")
    tools: list[dict[str, Any]] = Field(default_factory=list, description="The tools, after a reset")
