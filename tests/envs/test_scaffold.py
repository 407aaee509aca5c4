"""The pack that one begins with is whole, and its task is solved by its solution alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentrt.envs import FunctionServer, Scorer, load_environment
from agentrt.envs.scaffold import new_environment
from agentrt.errors import PackError


async def test_a_new_pack_loads_and_its_task_is_passed_by_doing_it_and_by_nothing_else(tmp_path: Path) -> None:
    new_environment(tmp_path / "desks", summary='Desks, "mine"')
    environment = load_environment(tmp_path / "desks")
    assert environment.summary == 'Desks, "mine"'
    task = environment.task("001")
    async with FunctionServer(environment) as server, Scorer(environment) as scorer:
        async with server.session() as session:
            booking = {"desk_id": "D-0006", "person": "Emma Stone", "day": "2026-03-16"}
            assert (await session.call("book_desk", booking | {"desk_id": "D-0003"})).code == "desk_taken"
            assert (await session.call("book_desk", booking | {"day": "2026-03-01"})).code == "day_is_over"
            assert (await scorer.score(task, "D-0006", await session.state())).reward == 0.0
            assert (await session.call("book_desk", booking)).kind == "ok"
            after = await session.state()
            assert (await scorer.score(task, " d-0006", after)).reward == 1.0
            assert (await scorer.score(task, "D-0003", after)).reward == 0.0
            other = booking | {"person": "Ana Ruiz", "desk_id": "D-0007"}
            assert (await session.call("book_desk", other | {"day": "2026-03-20"})).kind == "ok"
            assert (await scorer.score(task, "D-0006", await session.state())).reward == 0.0
        assert (await scorer.score(task, None)).reward == 0.0


def test_without_a_task_and_where_something_is(tmp_path: Path) -> None:
    new_environment(tmp_path / "desks", task=False)
    assert len(load_environment(tmp_path / "desks").tasks) == 0
    with pytest.raises(PackError, match="exists already"):
        new_environment(tmp_path / "desks")
    with pytest.raises(PackError, match="no name of an environment"):
        new_environment(tmp_path / "My Desks")
