"""Rollouts: each attempt has data of its own and a verdict; a batch that was cut off goes on where it was."""

from __future__ import annotations

import shutil
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from agentrt.conversation import AssistantMessage, ToolCall, ToolMessage
from agentrt.envs import load_environment
from agentrt.envs.checks.checker import check_environment
from agentrt.envs.quality import Quality, TaskQuality, write_quality
from agentrt.errors import ConfigurationError, ModelResponseError, PackError
from agentrt.limits import Limits
from agentrt.models import ScriptedModel
from agentrt.models.base import Request
from agentrt.rollouts import pass_rates, rollout
from agentrt.rollouts.labels import write_labels

LENDING = Path(__file__).parents[1] / "envs" / "packs" / "lending"
unproven = partial(rollout, allow_unchecked=True)
"""The pack is written by hand, and has no quality.json."""


def call(name: str, arguments: str, number: str = "1") -> AssistantMessage:
    return AssistantMessage(tool_calls=(ToolCall(id=number, name=name, arguments=arguments),), thought="none")


def results(request: Request) -> list[ToolMessage]:
    return [one for one in request.conversation.messages if isinstance(one, ToolMessage)]


def solving(request: Request) -> AssistantMessage:
    """Lends the step ladder, and says so."""
    match len(results(request)):
        case 0:
            return call("list_things", '{"kind": "ladder"}')
        case 1:
            return call("lend", '{"thing_id": "T-0005", "neighbour": "Dora"}', "2")
        case _:
            return call("submit", '{"answer": "step ladder"}', "3")


def idle(request: Request) -> AssistantMessage:
    return call("submit", '{"answer": "step ladder"}')


async def test_every_attempt_works_on_data_of_its_own_and_is_scored():
    environment = load_environment(LENDING)
    told: list[tuple[int, int]] = []
    found = [
        one
        async for one in unproven(
            environment,
            ScriptedModel(solving),
            n=3,
            tasks=["001"],
            progress=lambda _, done, total: told.append((done, total)),
        )
    ]
    assert [one.reward for one in found] == [1.0, 1.0, 1.0]
    assert {one.index for one in found} == {0, 1, 2}
    assert len({one.state for one in found}) == 1
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert found[0].verdict.verifier_digest == environment.task("001").digests["verifier"]


async def test_an_attempt_that_changes_nothing_earns_nothing_and_is_a_measurement():
    (only,) = [one async for one in unproven(load_environment(LENDING), ScriptedModel(idle), tasks=["001"])]
    assert (only.reward, only.status, only.valid) == (0.0, "completed", True)


async def test_a_model_that_cannot_be_reached_measures_nothing():
    def broken(request: Request) -> Exception:
        return ModelResponseError("the server is gone")

    (only,) = [one async for one in unproven(load_environment(LENDING), ScriptedModel(broken), tasks=["001"])]
    assert (only.reward, only.status, only.valid) == (0.0, "failed", False)
    (rate,) = pass_rates([only])
    assert (rate.attempts, rate.lost) == (0, 1)


async def test_a_budget_that_is_used_up_is_a_measurement():
    limits = Limits(steps=1)
    (only,) = [
        one async for one in unproven(load_environment(LENDING), ScriptedModel(solving), tasks=["001"], limits=limits)
    ]
    assert (only.reward, only.status, only.valid) == (0.0, "limit", True)


async def test_the_loop_may_be_left_early():
    async with aclosing(unproven(load_environment(LENDING), ScriptedModel(solving), n=50, tasks=["001"])) as many:
        async for one in many:
            assert one.reward == 1.0
            break


async def test_no_more_attempts_run_at_once_than_allowed():
    running = most = 0

    def counted(request: Request) -> AssistantMessage:
        nonlocal running, most
        if not results(request):
            running += 1
            most = max(most, running)
        reply = solving(request)
        running -= reply.tool_calls[0].name == "submit"
        return reply

    many = unproven(load_environment(LENDING), ScriptedModel(counted), n=6, tasks=["001"], concurrency=2)
    assert sum([one.reward async for one in many]) == 6.0
    assert most == 2


async def test_a_batch_goes_on_where_it_was_cut_off(tmp_path):
    """The first process ends after the loan: the second makes the recorded calls again and only submits."""
    environment = load_environment(LENDING)

    def dies(request: Request) -> AssistantMessage | Exception:
        return ModelResponseError("killed") if len(results(request)) == 2 else solving(request)

    (cut,) = [one async for one in unproven(environment, ScriptedModel(dies), tasks=["001"], journals=tmp_path)]
    assert not cut.valid
    after = ScriptedModel(solving)
    (done,) = [one async for one in unproven(environment, after, tasks=["001"], journals=tmp_path)]
    assert (done.reward, done.resumed) == (1.0, False)
    assert len(after.requests) == 1  # the two calls before were not asked for again
    never = ScriptedModel([])
    (again,) = [one async for one in unproven(environment, never, tasks=["001"], journals=tmp_path)]
    assert (again.reward, again.resumed, again.state) == (1.0, True, done.state)
    assert again.run.answer == done.run.answer
    assert not never.requests


async def test_a_row_that_was_torn_is_scored_again(tmp_path):
    environment = load_environment(LENDING)
    _ = [one async for one in unproven(environment, ScriptedModel(solving), tasks=["001"], journals=tmp_path)]
    rows = tmp_path / "lending" / "results.jsonl"
    rows.write_bytes(rows.read_bytes()[:40])
    (again,) = [one async for one in unproven(environment, ScriptedModel([]), tasks=["001"], journals=tmp_path)]
    assert (again.reward, again.valid) == (1.0, True)


async def test_what_cannot_be_asked_for_is_said():
    environment = load_environment(LENDING)
    with pytest.raises(PackError, match="no task '999'"):
        _ = [one async for one in unproven(environment, ScriptedModel([]), tasks=["999"])]
    with pytest.raises(ConfigurationError, match="n >= 1"):
        _ = [one async for one in unproven(environment, ScriptedModel([]), n=0)]


async def test_what_is_not_proven_is_refused(tmp_path):
    root = tmp_path / "lending"
    shutil.copytree(LENDING, root)

    async def tried() -> float:
        environment = load_environment(root)
        (one,) = [one async for one in rollout(environment, ScriptedModel(solving), tasks=["001"])]
        return one.reward

    with pytest.raises(PackError, match=rf"never checked. Run `agentrt check {root}`.*allow_unchecked"):
        await tried()
    quality = await check_environment(root, workers=1)
    write_quality(root, quality)
    assert await tried() == 1.0
    write_quality(root, quality.model_copy(update={"accepted": False}))
    with pytest.raises(PackError, match="did not pass"):
        await tried()
    write_quality(root, quality)
    with (root / "tasks/001/instruction.md").open("a") as file:
        file.write("Quickly, please.\n")
    with pytest.raises(PackError, match="the task of task 001 has changed since it was checked"):
        await tried()


async def test_pass_rates_become_labels_of_a_checked_pack(tmp_path):
    root = tmp_path / "lending"
    shutil.copytree(LENDING, root)
    environment = load_environment(root)
    done = [one async for one in unproven(environment, ScriptedModel(solving), n=2, tasks=["001"])]
    with pytest.raises(PackError, match="agentrt check"):
        write_labels(environment, "scripted", done)
    task = TaskQuality(accepted=True, digests={}, gates={}, labels={"level": 1})
    write_quality(root, Quality(checks=1, panels=(), name="lending", digests={}, accepted=True, environment={}, set={},
                                tasks={"001": task}))  # fmt: skip
    write_labels(load_environment(root), "scripted", done)
    quality = load_environment(root).quality
    assert quality is not None
    labels: dict[str, Any] = dict(quality.tasks["001"].labels)
    assert labels["level"] == 1
    assert labels["pass_rate"]["scripted"]["passed"] == 2
