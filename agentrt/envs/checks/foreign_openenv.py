"""The gates on a running OpenEnv server: what it pays for nothing, and whether episodes repeat and stay apart.

Actions are made from the server's own schema. Nothing is known of a right answer, so the gates that need one say so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from agentrt.envs.checks.foreign import ForeignItem, ForeignReport, measured, not_applicable
from agentrt.envs.checks.foreign_process import ForeignProcess
from agentrt.envs.checks.gates import Measurement
from agentrt.envs.checks.panels import CONSTANTS
from agentrt.errors import SandboxLost

NO_SOLUTION = "the server tells no solution"
REASONS = {
    "semantic.oracle_max": NO_SOLUTION,
    "semantic.floor_gap": NO_SOLUTION,
    "runtime.oracle_containment": NO_SOLUTION,
    "discrimination.near_miss_answers": NO_SOLUTION,
    "discrimination.near_miss_states": NO_SOLUTION,
    "discrimination.solution_mutants": NO_SOLUTION,
    "discrimination.verifier_mutants": "the verifier is out of reach",
    "discrimination.differential": "there is no second verifier",
    "discrimination.equivalents": NO_SOLUTION,
    "static.manifest": "a URL has no files; `openenv validate` reads them",
}


def audit_openenv(url: str, python: Path) -> ForeignReport:
    """Audit a running server.

    Args:
        url: Its base URL.
        python: A Python that has openenv 0.10, whose client plays the episodes.

    Raises:
        SandboxLost: The server does not answer.
    """
    with ForeignProcess(python, "openenv_probe.py", [url], network=True) as process:
        schema = process.ask({"do": "schema"})
        if "error" in schema:
            raise SandboxLost(f"{url} does not answer: {schema['error']}")
        empty, constant = empty_action(schema["action"]), list(constant_actions(schema["action"]))
        plays = {name: process.ask({"do": "play", "seed": 7, "actions": some}) for name, some in (
            ("nothing", []), ("empty", [empty] * 3), ("again", [empty] * 3))}  # fmt: skip
        tried = [(action, process.ask({"do": "play", "seed": 7, "actions": [action]})) for action in constant]
    measurements = (
        _floor(plays), _constants(tried), _well_formed([*plays.values(), *(one for _, one in tried)]),
        _repeats(plays["empty"], plays["again"]), *not_applicable(REASONS),
    )  # fmt: skip
    return ForeignReport(kind="openenv", source=url, items=(ForeignItem(name=url, measurements=measurements),))


def empty_action(schema: Mapping[str, Any]) -> dict[str, JsonValue]:
    """The smallest action that the schema allows."""
    fields, needed = schema.get("properties", {}), schema.get("required", [])
    return {name: _empty(fields[name]) for name in fields if name in needed}


def constant_actions(schema: Mapping[str, Any]) -> Iterator[dict[str, JsonValue]]:
    """Actions whose texts, or whose numbers, are all one constant."""
    fields, needed = schema.get("properties", {}), schema.get("required", [])
    for _, value in CONSTANTS:
        if isinstance(value, float) and not math.isfinite(value):
            continue
        kinds = ("string",) if isinstance(value, str) else ("integer", "number")
        if any(fields[name].get("type") in kinds for name in needed if name in fields):
            yield {
                name: value if fields[name].get("type") in kinds else _empty(fields[name])
                for name in needed
                if name in fields
            }


def _empty(schema: Mapping[str, Any]) -> JsonValue:
    if enum := schema.get("enum"):
        return enum[0]  # type: ignore[no-any-return]
    empties: dict[str, JsonValue] = {
        "string": "",
        "integer": 0,
        "number": 0,
        "boolean": False,
        "array": [],
        "object": {},
    }
    return empties.get(str(schema.get("type")))


def _floor(plays: Mapping[str, Any]) -> Measurement:
    wrong, tried = [], 0
    for name in ("nothing", "empty"):
        said = plays[name]
        steps = said if isinstance(said, list) else []
        tried += len(steps)
        wrong += [
            f"{'reset' if at == 0 else f'empty action {at}'} earns {reward:g}"
            for at, (reward, *_) in enumerate(steps)
            if isinstance(reward, int | float) and reward > 0
        ]
    return measured("semantic.canary_floor", list(dict.fromkeys(wrong)), tried)


def _constants(tried: list[tuple[dict[str, JsonValue], Any]]) -> Measurement:
    wrong = [
        f"the action {action} earns {said[-1][0]:g}"
        for action, said in tried
        if isinstance(said, list) and isinstance(said[-1][0], int | float) and said[-1][0] > 0
    ]
    return measured("adversaries.constants", wrong, len(tried), len(wrong) / max(1, len(tried)))


def _well_formed(plays: list[Any]) -> Measurement:
    wrong, tried = [], 0
    for said in plays:
        if isinstance(said, dict):
            wrong.append(said["error"])
        for reward, _, told in said if isinstance(said, list) else ():
            tried += 1
            if isinstance(reward, int | float) and not 0 <= reward <= 1:
                wrong.append(f"the reward {reward}")
            if isinstance(told, str):
                wrong.append(f"a step failed: {told}")
    return measured("runtime.reward_well_formed", list(dict.fromkeys(wrong)), tried)


def _repeats(first: Any, second: Any) -> Measurement:
    wrong = [] if first == second else ["the same seed and the same actions give other observations or rewards"]
    return measured("runtime.episode_determinism", wrong, 2)
