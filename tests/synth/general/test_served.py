"""A compiled pack behind the real function server: it answers as the world did in which its tasks were made."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentrt.envs.environment import load_environment
from agentrt.envs.scorer import Scorer
from agentrt.envs.server import FunctionServer
from agentrt.synth.general.building import Builder
from agentrt.synth.general.domains import load_domain
from agentrt.synth.general.execution import play
from agentrt.synth.general.pack import write_pack


@pytest.mark.parametrize("name", ["library"])
async def test_the_server_and_the_scorer_agree_with_the_compiler(name: str, tmp_path: Path) -> None:
    builder = Builder(load_domain(name), seed=1)
    tasks = builder.tasks(8)
    write_pack(tmp_path / name, builder.domain, builder.world.tables, builder.toolset, tasks, {"seed": 1})
    environment = load_environment(tmp_path / name)
    async with FunctionServer(environment) as server, Scorer(environment) as scorer:
        for task in environment.tasks:
            played = play(builder.world, task.solution)
            async with server.session() as session:
                outcomes = [await session.call(tool, arguments) for tool, arguments in played.calls]
                state = await session.state()
            assert [one.code for one in outcomes if one.kind == "refused"] == [code for _, code in played.refusals]
            assert {one.kind for one in outcomes} <= {"ok", "refused"}
            rows = {table: list(content.values()) for table, content in played.after.items()}
            assert state.tables() == rows
            verdict = await scorer.score(task, played.answer, state)
            assert (verdict.reward, verdict.valid) == (1.0, True), (task.id, verdict)
            idle = await scorer.score(task, None, environment.initial)
            assert (idle.reward, idle.valid) == (0.0, True), (task.id, idle)
    builder.close()
