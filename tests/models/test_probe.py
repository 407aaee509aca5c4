"""The probe finds what a server does, and not what it says."""

from __future__ import annotations

import json

import pytest

from agentrt.errors import ModelConnectionError
from agentrt.models.probe import Report, Task, probe_reasoning, probe_server
from agentrt.models.tokens import TokenModel
from agentrt.testing import RecordingServer
from tests.models.toy_server import ToyServer

CALL = '<tool_call>{"name": "wait", "arguments": {}}</tool_call>'
CHAIN = [f"<think>a</think>{CALL}", f"<think>b</think>{CALL}", "<think>c</think>done"]


def secret(thought: int, said: int) -> list[str]:
    return [f"<think>I take {thought}.</think>{CALL}", f"<think>it was</think>{said}"]


async def probed(script: list[str], **options: str) -> dict[str, tuple[str, str]]:
    with ToyServer([*script, *["x"] * 6]) as server:
        model = TokenModel(server.url, model="toy", **{"family": "qwen3", **options})  # type: ignore[arg-type]
        report = await probe_reasoning(model, tries=3, steps=3)
        await model.aclose()
    assert Report.model_validate_json(report.model_dump_json()) == report
    assert all(one.detail in report.table() for one in report.findings)
    assert json.loads(report.model_dump_json())["model"] == "toy"
    return {one.name: (one.verdict, one.detail) for one in report.findings}


async def test_a_server_that_keeps_the_chain():
    found = list((await probed([*CHAIN, *secret(412, 412), *secret(7, 7), *secret(93, 92)])).values())
    assert [verdict for verdict, _ in found] == ["yes", "yes", "yes", "yes", "no", "no", "yes"]
    assert found[0][1] == "2 of 3 times"
    assert found[1][1] == "3 of 3 replies, in the field reasoning"
    assert int(found[2][1].split()[0]) > 300
    assert found[6][1] == "token by token, over 2 steps"


async def test_a_model_that_forgets():
    found = list((await probed([*CHAIN, *secret(412, 1), *secret(7, 2), *secret(93, 93)], retention="drop")).values())
    assert [verdict for verdict, _ in found] == ["no", "yes", "no", "no", "no", "no", "no"]
    assert "retention (drop)" in found[6][1]


async def test_a_family_that_keeps_earlier_turns():
    found = list((await probed([*CHAIN, *secret(412, 412) * 3], family="qwen3.6")).values())
    assert found[4][0] == "yes"


async def test_what_cannot_be_found_out_is_not_claimed():
    found = list((await probed(["No.", "<think>5</think>No.", "No.", "No."])).values())
    assert [verdict for verdict, _ in found] == ["unknown", "no", "yes", "yes", "no", "unknown", "unknown"]


async def test_a_number_of_the_task_is_no_secret():
    task = Task(text="Take 5.", result="6")
    with ToyServer([*CHAIN, *secret(5, 5), *["x"] * 6]) as server:
        model = TokenModel(server.url, model="toy", family="qwen3")
        report = await probe_reasoning(model, tries=1, steps=3, task=task)
        await model.aclose()
    assert report.findings[0].verdict == "unknown"


async def test_what_a_server_can_do():
    with RecordingServer(["Hi."]) as server:
        url = server.url
        found = {one.name: one.verdict for one in (await probe_server(url)).findings}
    assert found == {"server": "yes", "context": "unknown", "token ids in and out": "no",
                     "tells how much was cached": "yes"}  # fmt: skip
    with pytest.raises(ModelConnectionError, match="lists no models"):
        await probe_server(url)


@pytest.mark.parametrize("steps", [1, 2])
async def test_a_chain_is_as_long_as_asked_for(steps):
    with ToyServer([CHAIN[0]] * (steps + 1) + secret(12, 12) + ["x"] * 6) as server:
        model = TokenModel(server.url, model="toy", family="qwen3")
        report = await probe_reasoning(model, tries=1, steps=steps)
        await model.aclose()
    assert report.findings[6].detail == f"token by token, over {steps} steps"
