"""The gates on verifiers (v1) tasksets: gold, floor and scripted replies, where `vf-validate` asks for less than 1.

A toy task that pays 0.9 for nothing is valid to `vf-validate` 0.4; here the floor is exactly 0.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from agentrt.envs.checks.foreign import ForeignItem, ForeignReport, measured, not_applicable
from agentrt.envs.checks.foreign_process import ForeignProcess
from agentrt.envs.checks.gates import Measurement
from agentrt.envs.checks.panels import CONSTANTS, INJECTIONS, REFUSALS
from agentrt.errors import SandboxLost

TASKS = 20
REASONS = {
    "runtime.episode_isolation": "each check has a runtime of its own",
    "runtime.oracle_containment": "the gold check is the task's own code, not a solution program",
    "discrimination.near_miss_answers": "the gold answer is not told apart from the scorer",
    "discrimination.solution_mutants": "there is no solution program to mutate",
    "discrimination.verifier_mutants": "needs labelled replies, to tell mutants apart",
    "discrimination.differential": "there is no second scorer",
    "discrimination.equivalents": "the gold answer is not told apart from the scorer",
    "runtime.tool_declaration_accuracy": "tools are servers of the taskset's own, started only for a rollout",
    "statistical.difficulty_separation": "scripted policies need the rollout's tools",
}


def audit_verifiers(
    project: Path,
    python: Path,
    *,
    tasks: int = TASKS,
    progress: Callable[[ForeignItem, int, int], None] | None = None,
) -> ForeignReport:
    """Audit a taskset's project folder.

    Args:
        project: Holds `pyproject.toml` and the package.
        python: A Python that has verifiers 0.4 and what the taskset needs.
        tasks: How many tasks, from the first.
        progress: Told of each task.

    Raises:
        SandboxLost: The taskset cannot be loaded.
    """
    package = package_of(project)
    with ForeignProcess(python, "taskset_probe.py", [package], path=[project]) as process:
        names = process.ask({"do": "tasks", "n": tasks})
        if isinstance(names, dict):
            raise SandboxLost(f"{project}: the taskset cannot be loaded: {names['error']}")
        items = []
        for at, name in enumerate(names):
            items.append(ForeignItem(name=name, measurements=_measured(process, at)))
            if progress is not None:
                progress(items[-1], at + 1, len(names))
    return ForeignReport(kind="verifiers", source=str(project), items=tuple(items))


def package_of(project: Path) -> str:
    """The package of a project: its folder with an `__init__.py`.

    Raises:
        SandboxLost: There is none, or there are several.
    """
    found = sorted(path.parent.name for path in project.glob("*/__init__.py") if path.parent.name != "tests")
    if len(found) != 1:
        raise SandboxLost(f"{project} holds {len(found)} packages, not one: {', '.join(found)}")
    return found[0]


def _measured(process: ForeignProcess, at: int) -> tuple[Measurement, ...]:
    gold = process.ask({"do": "gold", "at": at})
    panels: dict[str, list[str | None]] = {
        "semantic.canary_floor": [None, "", *REFUSALS],
        "adversaries.constants": [str(value) for _, value in CONSTANTS if len(str(value)) < 100],
        "adversaries.injection": [value for _, value in INJECTIONS if isinstance(value, str)],
        "runtime.reward_well_formed": ["x" * 100_000, "\0", "[" * 500, "9" * 5000],
    }
    said = {gate: process.ask({"do": "reward", "at": at, "replies": some}) for gate, some in panels.items()}
    again = process.ask({"do": "reward", "at": at, "replies": panels["semantic.canary_floor"]})
    floors = [_floor(gate, panels[gate], said[gate]) for gate in list(panels)[:3]]
    same = _same(said["semantic.canary_floor"], again)
    return (_gold(gold), *floors, _well_formed(panels, said), same, *not_applicable(REASONS))


def _gold(said: Any) -> Measurement:
    if said is None:
        why = ("the task has no validate(): nothing shows that it can be solved",)
        return Measurement(gate="semantic.oracle_max", status="not_applicable", evidence=why)
    return measured("semantic.oracle_max", [] if said is True else [f"validate() gives {said}"], 1)


def _floor(gate: str, replies: list[str | None], said: Any) -> Measurement:
    if isinstance(said, dict):
        return measured(gate, [said["error"]], 1)
    wrong = [
        f"{'no reply' if reply is None else f'the reply {reply!r:.40}'} earns {value:g}"
        for reply, (value, _) in zip(replies, said, strict=True)
        if value is not None and value > 0
    ]
    best = max((value for value, _ in said if value is not None), default=0.0)
    return measured(gate, wrong, sum(value is not None for value, _ in said), best)


def _well_formed(panels: dict[str, list[str | None]], said: dict[str, Any]) -> Measurement:
    wrong, tried = [], 0
    for gate, replies in panels.items():
        for reply, (value, error) in zip(replies, said[gate], strict=True) if isinstance(said[gate], list) else ():
            tried += 1
            if error or not 0 <= value <= 1:
                wrong.append(f"the reply {reply!r:.40}: {error or value}")
    return measured("runtime.reward_well_formed", wrong, tried)


def _same(first: Any, second: Any) -> Measurement:
    wrong = [] if first == second else [f"{first} first, then {second}"]
    return measured("semantic.verifier_determinism", wrong, 2)
