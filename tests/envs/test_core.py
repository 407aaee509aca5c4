"""An environment in use: loaded, its tools called, its state compared, an agent scored."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentrt import Agent
from agentrt.conversation import AssistantMessage, ToolCall
from agentrt.envs import FunctionServer, Scorer, load_environment
from agentrt.envs.convert import to_folders, to_shards
from agentrt.models import ScriptedModel

LENDING = Path(__file__).parent / "packs" / "lending"


@pytest.fixture
async def server():
    async with FunctionServer(load_environment(LENDING)) as server:
        yield server


async def test_a_refused_call_leaves_no_trace_and_sessions_do_not_see_each_other(server):
    async with server.session() as one, server.session() as other:
        refused = await one.call("lend", {"thing_id": "T-0003", "neighbour": "Dora"})
        assert (refused.kind, refused.code) == ("refused", "thing_out")
        assert (await one.state()).digest == server.initial.digest
        lent = await one.call("lend", {"thing_id": "T-0005", "neighbour": "Dora"})
        assert lent.value == {"loan_id": "L-0005"}
        diff = server.initial.diff(await one.state())
        assert list(diff.inserted) == ["loans"]
        assert diff.rows == 1
        assert (await other.state()).digest == server.initial.digest
        await one.reset()
        assert (await one.state()).digest == server.initial.digest


async def test_wrong_calls_are_told_with_what_would_be_right(server):
    async with server.session() as session:
        unknown = await session.call("borrow", {})
        assert unknown.kind == "invalid"
        assert "list_things, get_loans, lend" in unknown.message
        missing = await session.call("lend", {"thing_id": "T-0001"})
        assert "neighbour is missing" in missing.message


async def test_an_agent_works_on_it_and_is_scored(server):
    environment = load_environment(LENDING)
    task = environment.task("001")

    def call(name: str, arguments: str) -> AssistantMessage:
        return AssistantMessage(tool_calls=(ToolCall(id="1", name=name, arguments=arguments),), thought="none")

    model = ScriptedModel(
        [
            call("list_things", '{"kind": "ladder"}'),
            call("lend", '{"thing_id": "T-0005", "neighbour": "Dora"}'),
            call("submit", '{"answer": "step ladder"}'),
        ]
    )
    async with server.session() as session, Scorer(environment, server.initial) as scorer:
        run = await Agent(model, session.tools(task), finish="submit").run(task.instruction())
        assert run.status == "completed"
        assert session.submitted
        assert (await scorer.score(task, session.answer, await session.state())).reward == 1.0
        nothing = await scorer.score(task, None)
        assert (nothing.reward, nothing.valid) == (0.0, True)


async def test_a_verifier_that_reaches_out_gives_no_verdict(server):
    environment = load_environment(LENDING)
    reaching = "def verify(answer, before, after):\n    import os\n    return {'found': bool(os.listdir('/'))}\n"
    async with Scorer(environment, server.initial) as scorer:
        verdict = await scorer.score_with(reaching, environment.task("001"), None)
    assert (verdict.reward, verdict.valid) == (0.0, False)
    assert "not allowed" in verdict.reason


def test_both_stores_hold_the_same_bytes_and_the_same_task(tmp_path):
    (tmp_path / "sharded").mkdir()
    (tmp_path / "folders").mkdir()
    to_shards(LENDING, tmp_path / "sharded" / "lending")
    to_folders(tmp_path / "sharded" / "lending", tmp_path / "folders" / "lending")
    sharded, again = load_environment(tmp_path / "sharded" / "lending"), load_environment(tmp_path / "folders/lending")
    assert sharded.task("001") == again.task("001") == load_environment(LENDING).task("001")
    assert sharded.digests == again.digests == load_environment(LENDING).digests
    for path in LENDING.rglob("*"):
        if path.is_file():
            assert (tmp_path / "folders" / "lending" / path.relative_to(LENDING)).read_bytes() == path.read_bytes()
