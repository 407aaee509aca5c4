"""Verdicts on many probes in one process: as if each had a process and a database of its own."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from agentrt.envs import Environment
from agentrt.envs.probes import ProbeRunner

LOAN = """
def solve(tools):
    tools.lend(thing_id="T-0001", neighbour="Ada")
"""
COUNTS = """
def verify(answer, before, after):
    return {"more": len(after.all("SELECT * FROM loans")) > len(before.all("SELECT * FROM loans"))}
"""
SPOILS = """
def verify(answer, before, after):
    rows = before.all("SELECT * FROM things ORDER BY thing_id")
    first = rows[0].pop("name")
    rows.clear()
    again = before.one("SELECT * FROM things ORDER BY thing_id")
    return {"still_there": again["name"] == first, "all_there": len(before.all("SELECT * FROM things")) > 1}
"""
BLANKET = """
def verify(answer, before, after):
    row = before.one("SELECT * FROM things")
    try:
        row["name"] = "mine"
    except BaseException:
        return {"changed": False}
    return {"changed": row["name"] == "mine" and before.one("SELECT * FROM things")["name"] != "mine"}
"""


@pytest.fixture
async def runner(lending: Environment) -> AsyncIterator[ProbeRunner]:
    async with ProbeRunner(lending) as opened:
        yield opened


async def judged(runner: ProbeRunner, source: str, *probes: Any) -> list[Any]:
    wire = [[json.dumps(None), probe] for probe in probes]
    forwards = (await runner.judge("score", source=source, probes=wire))["results"]
    assert forwards == (await runner.judge("score", source=source, probes=wire, backwards=True))["results"]
    return [one["criteria"] for one in forwards]


@pytest.mark.parametrize("source", [SPOILS, BLANKET])
async def test_a_verifier_may_change_the_rows_it_is_given(runner: ProbeRunner, source: str):
    untouched = [runner.initial, []]
    for criteria in await judged(runner, source, untouched, untouched, untouched):
        assert set(criteria.values()) == {1.0}


async def test_each_probe_sees_its_own_state(runner: ProbeRunner):
    """Whatever was remembered of the state before, of the one after, and of an edit for one probe alone."""
    (played,) = await runner.play("solve", sources=[LOAN])
    assert "error" not in played
    assert played["changes"].keys() == {"loans"}
    edit = [['DELETE FROM "loans"', []]]
    probes = ([runner.initial, []], [played["state"], []], [played["state"], edit], [played["state"], []])
    assert [one["more"] for one in await judged(runner, COUNTS, *probes)] == [0.0, 1.0, 0.0, 1.0]
    renamed = [['UPDATE "things" SET name = ? WHERE thing_id = ?', ["Other", "T-0001"]]]
    source = """
def verify(answer, before, after):
    names = [{row["name"] for row in state.all("SELECT name FROM THINGS")} for state in (before, after)]
    return {"same": names[0] == names[1]}
"""
    seen = await judged(runner, source, [played["state"], []], [played["state"], renamed], [played["state"], []])
    assert [one["same"] for one in seen] == [1.0, 0.0, 1.0]
