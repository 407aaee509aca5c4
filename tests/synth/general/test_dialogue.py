"""Dialogue tasks: their scripted users are consistent, and hand over every value that the solution needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from agentrt.envs.task import Task
from agentrt.envs.user import ScriptedUser, user_problems
from agentrt.synth.general.building import Builder
from agentrt.synth.general.dialogue import DIALOGUES, dialogues
from agentrt.synth.general.domains import load_domain

NEEDED = re.compile(r"=(?:\"([^\"]+)\"|(\d+))")
"""Constants among the arguments of a solution's calls."""


@pytest.fixture(scope="module", params=sorted(DIALOGUES))
def tasks(request: pytest.FixtureRequest) -> Iterator[list[Task]]:
    builder = Builder(load_domain(request.param), 1)
    yield dialogues(builder, 13)
    builder.close()


def needed(task: Task) -> list[str]:
    return [text or number for text, number in NEEDED.findall(task.solution)]


def test_at_least_two_domains_have_dialogues() -> None:
    assert len(DIALOGUES) >= 2


def test_users_are_consistent_and_tell_all_that_is_needed(tasks: list[Task]) -> None:
    assert [task.name for task in tasks] == ["013", "014"]
    for task in tasks:
        script = task.script
        assert script is not None
        assert needed(task), task.solution
        assert user_problems(script, dict(task.instructions), needed(task)) == []


def test_nothing_of_it_is_in_the_instruction(tasks: list[Task]) -> None:
    for task in tasks:
        for value in needed(task):
            assert all(f" {value}" not in text for text in task.instructions.values()), value


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_user_who_is_asked_and_told_is_satisfied(tasks: list[Task], language: str) -> None:
    for task in tasks:
        script = task.script
        assert script is not None
        user = ScriptedUser(script, "zh" if language == "zh" else "en")
        for fact in script.facts:
            reply = user.reply(fact.examples[language == "zh"])
            assert reply.facts == (fact.id,)
            assert all(value in reply.text for value in fact.values)
        for request in script.requests:
            assert not user.satisfied
            user.reply(request.examples[language == "zh"])
        assert user.satisfied
