"""Proves a sample of tasks again, each in a fresh Docker container with all of its probes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

from pydantic import JsonValue

from agentrt.envs.checks.checker import Worker
from agentrt.envs.checks.records import TaskRecord
from agentrt.envs.environment import Environment
from agentrt.envs.server import POLICY
from agentrt.envs.task import Task


def sample_of(tasks: Sequence[Task], count: int) -> list[Task]:
    """The tasks that are proved again: those with the smallest digests, so that nobody can choose them."""

    def order(task: Task) -> str:
        return sha256("".join(task.digests.values()).encode()).hexdigest()

    return sorted(tasks, key=order)[:count]


async def prove_again(
    environment: Environment,
    tasks: Sequence[Task],
    records: dict[str, TaskRecord],
    count: int,
    progress: Callable[[str], None] | None = None,
) -> dict[str, JsonValue]:
    """Examine a sample again in Docker, a container a task, and compare every gate's result.

    Args:
        environment: The environment.
        tasks: All of its tasks.
        records: What was found before, by task.
        count: How many.
        progress: Told each task's name when it is done.

    Returns:
        Which tasks, how they were sampled, and each difference in words.
    """
    from agentrt.sandbox import DockerSandbox

    sample, differences = sample_of(tasks, count), []
    for task in sample:
        worker = await Worker(environment, lambda: DockerSandbox("python", policy=POLICY)).open()
        try:
            await worker.prime(list(tasks)[:8])
            record = await worker.record(task)
        finally:
            await worker.close()
        differences += [f"{task.name}: {one}" for one in _differences(records[task.name], record)]
        if progress is not None:
            progress(task.name)
    return {
        "tasks": [one.name for one in sample],
        "sampled": f"the {len(sample)} of {len(tasks)} tasks with the smallest digests",
        "engine": "docker",
        "differences": list(differences),
    }


def _differences(one: TaskRecord, other: TaskRecord) -> list[str]:
    """Gates with another status, and counts of probes with another outcome. Times may differ."""
    before = {each.gate: each.status for each in one.measurements}
    said = [
        f"{each.gate} was {before[each.gate]}, and is {each.status} in a container"
        for each in other.measurements
        if before[each.gate] != each.status
    ]
    said += [
        f"{name}: {one.counts[name]} before, {share} in a container"
        for name, share in other.counts.items()
        if one.counts.get(name) != share
    ]
    return said
