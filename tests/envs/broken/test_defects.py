"""Every defect is caught by the gate that is named for it; the sound pack raises no alarm."""

import shutil
from pathlib import Path

import pytest

from agentrt.envs import load_environment
from agentrt.envs.checks.checker import Checker, check_environment, check_tasks, failures
from agentrt.envs.checks.gates import of_scope
from agentrt.errors import PackError
from tests.envs.broken.defects import DEFECTS, SOUND, Defect

QUICK = {
    "a verifier that always says yes",
    "the answer somewhere in the text",
    "other rows may change",
    "the second verifier means another room",
    "upper case is refused",
    "a tool counts its calls",
    "the solution opens a file",
}
"""Those that every push tries; `make test-full` tries all."""


def test_there_are_enough_defects():
    assert len(DEFECTS) >= 40
    assert len({one.gate for one in DEFECTS}) >= 30
    assert {one.name for one in DEFECTS} >= QUICK


async def test_the_sound_pack_raises_no_alarm():
    quality = await check_environment(SOUND, workers=1)
    assert failures(quality) == []
    assert quality.accepted


async def caught(pack: Path, where: str) -> set[str]:
    """The gates that a pack fails, for a task, the environment, or the set."""
    try:
        environment = load_environment(pack)
        tasks = {one.name: one for one in environment.tasks}
    except PackError:
        return {"static.manifest"}  # the loader's own check, which nothing gets past
    if where == "set":
        quality = await check_environment(pack, workers=1)
        return {gate for place, gate, one in failures(quality) if place == "set" and one.status == "failed"}
    if where == "environment":
        async with Checker(environment, workers=1) as checker:
            world = await checker.world()
        return {one.id for one in of_scope("environment") if one.measure(world).status == "failed"}
    names = dict.fromkeys([where, "001", "003", "005"])
    records = await check_tasks(environment, [tasks[name] for name in names], workers=1)
    assert not records[0].accepted
    return {one.gate for one in records[0].failed}


@pytest.mark.parametrize(
    "defect",
    [pytest.param(one, id=one.name, marks=[] if one.name in QUICK else [pytest.mark.full]) for one in DEFECTS],
)
async def test_each_defect_is_caught_by_its_gate(defect: Defect, tmp_path):
    pack = tmp_path / "depot"
    shutil.copytree(SOUND, pack)
    defect.make(pack)
    assert defect.gate in await caught(pack, defect.where)
