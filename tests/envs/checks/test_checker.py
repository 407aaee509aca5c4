"""The gates on a pack that was written by hand."""

from pathlib import Path

from agentrt.envs import load_environment
from agentrt.envs.checks.checker import check_environment, check_tasks, failures

LENDING = Path(__file__).parents[1] / "packs" / "lending"


async def test_a_sound_pack_passes_every_gate():
    quality = await check_environment(LENDING, workers=1)
    assert failures(quality) == []
    assert quality.accepted
    assert quality.figures["J"]["value"] == 1.0


async def test_tasks_can_be_checked_that_are_in_no_folder():
    environment = load_environment(LENDING)
    task = environment.task("001")
    lazy = task.model_copy(
        update={"name": "002", "verify": "def verify(answer, before, after):\n    return {'ok': True}\n"}
    )
    sound, broken = await check_tasks(environment, [task, lazy], workers=1)
    assert sound.accepted
    assert {"semantic.canary_floor", "semantic.floor_gap"} <= {one.gate for one in broken.failed}
