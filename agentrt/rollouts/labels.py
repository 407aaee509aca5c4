"""pass@k as a label of each task in `quality.json`: a number to choose tasks by, not a gate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import JsonValue

from agentrt.envs import Environment
from agentrt.envs.quality import Quality, write_quality
from agentrt.errors import PackError
from agentrt.rollouts.pass_rate import pass_rates
from agentrt.rollouts.runner import Rollout


def write_labels(environment: Environment, model: str, done: Sequence[Rollout]) -> Path:
    """Write pass rates into the pack's `quality.json`, under the label "pass_rate" and the model's name.

    Args:
        environment: The environment.
        model: Name of the model.
        done: Rollouts of its tasks; those of others are left out.

    Raises:
        PackError: It was not checked yet: there is no quality.json.
    """
    quality = environment.quality
    if quality is None:
        raise PackError(f"{environment.root} has no quality.json to label: run `agentrt check` first.")
    return write_quality(environment.root, labelled(quality, model, done))


def labelled(quality: Quality, model: str, done: Sequence[Rollout]) -> Quality:
    """What was measured of an environment, with pass rates as labels.

    Args:
        quality: What was measured.
        model: Name of the model.
        done: Rollouts of its tasks; those of others are left out.
    """
    tasks = dict(quality.tasks)
    for rate in pass_rates([one for one in done if one.task.environment == quality.name]):
        name = rate.name.removeprefix(f"{quality.name}/")
        if name in tasks:
            known = tasks[name].labels.get("pass_rate")
            said = rate.model_dump(mode="json", include={"attempts", "passed", "lost", "pass_at", "interval"})
            rates: dict[str, JsonValue] = {**(known if isinstance(known, dict) else {}), model: said}
            tasks[name] = tasks[name].model_copy(update={"labels": {**tasks[name].labels, "pass_rate": rates}})
    return quality.model_copy(update={"tasks": tasks})
