"""A client of the server."""

from __future__ import annotations

from typing import Any

from openenv.core import EnvClient
from openenv.core.client_types import StepResult
from openenv.core.env_server.types import State

try:
    from .models import CallAction, CallObservation
except ImportError:
    from models import CallAction, CallObservation


class PackEnv(EnvClient[CallAction, CallObservation, State]):
    """`PackEnv(base_url=...)`: reset, step, state."""

    def _step_payload(self, action: CallAction) -> dict[str, Any]:
        return {"tool": action.tool, "arguments": action.arguments}

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[CallObservation]:
        said = dict(payload.get("observation", {}))
        said |= {"done": payload.get("done", False), "reward": payload.get("reward")}
        return StepResult(
            observation=CallObservation(**said), reward=payload.get("reward"), done=payload.get("done", False)
        )

    def _parse_state(self, payload: dict[str, Any]) -> State:
        return State(**payload)
