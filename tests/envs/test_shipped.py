"""The environments that agentrt ships: enough of them, of all levels and kinds, every rule met, sound users."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from agentrt.envs.environment import load_environment
from agentrt.envs.quality import unproven
from agentrt.envs.user import user_problems
from agentrt.synth.general.domains import domain_names, load_domain
from agentrt.synth.general.kinds import KINDS

NAMES = domain_names()
NEEDED = re.compile(r"=(?:\"([^\"]+)\"|(\d+))")


def test_there_are_at_least_twelve_with_ten_tasks_each() -> None:
    assert len(NAMES) >= 12
    assert all(len(load_environment(name).tasks) >= 10 for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_levels_and_templates_are_mixed(name: str) -> None:
    tasks = list(load_environment(name).tasks)
    assert {task.level for task in tasks} == {1, 2, 3, 4, 5}
    assert len({task.template for task in tasks}) >= 0.8 * len(tasks)
    assert len({task.instruction() for task in tasks}) == len(tasks)
    for task in tasks:
        assert set(task.instructions) == {"en", "zh"}


@pytest.mark.parametrize("name", NAMES)
def test_kinds_are_mixed(name: str) -> None:
    tasks = [task for task in load_environment(name).tasks if task.script is None]
    kinds = Counter(str(task.manifest.origin["kind"]) for task in tasks)
    assert set(kinds) == set(KINDS)
    assert kinds["exception"] <= len(tasks) / 3
    assert 2 <= sum(task.reward.kind == "partial" for task in tasks) <= len(tasks) / 6
    done = {tool for task in tasks for tool in task.claims.tools}
    assert {action.name for action in load_domain(name).actions} <= done


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_refuses_a_call_in_some_task(name: str) -> None:
    met: set[str] = set()
    for task in load_environment(name).tasks:
        refusals = task.manifest.origin.get("refusals", [])
        assert isinstance(refusals, list)
        met |= {str(one) for one in refusals}
    declared = {f"{action.name}.{rule.code}" for action in load_domain(name).actions for rule in action.rules}
    assert declared == met


def test_two_environments_have_dialogues_with_sound_users() -> None:
    spoken: dict[str, int] = {}
    for name in NAMES:
        for task in load_environment(name).tasks:
            if task.script is not None:
                spoken[name] = spoken.get(name, 0) + 1
                needed = [text or number for text, number in NEEDED.findall(task.solution)]
                assert user_problems(task.script, dict(task.instructions), needed) == []
    assert len(spoken) >= 2
    assert all(times >= 2 for times in spoken.values())


@pytest.mark.parametrize("name", NAMES)
def test_every_environment_is_proven_as_it_is(name: str) -> None:
    environment = load_environment(name)
    assert unproven(environment, environment.tasks) == ""
