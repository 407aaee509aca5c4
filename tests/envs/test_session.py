"""Sessions under functions that misbehave, and callers that go away: nobody else notices."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from agentrt.envs import Environment, FunctionServer, load_environment
from agentrt.errors import PackError

from .conftest import Edit

HEAD = '\n\n@{mark}\ndef {name}(db: Database) -> dict:\n    """Misbehave."""\n'

MISBEHAVIOURS = {
    "spins": "    while True:\n        pass\n",
    "spins_in_c": "    import re\n    re.match('(a+)+$', 'a' * 64 + 'b')\n    return {}\n",
    "spins_in_sql": "    db.one('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT sum(i) FROM n')\n",
    "exits": "    import os\n    os._exit(0)\n",
    "raises_exit": "    raise SystemExit(3)\n",
    "kills_its_parent": "    import os\n    os.kill(os.getpid(), 9)\n",
    "hoards": "    return {'much': len('x' * (3 << 30))}\n",
    "returns_no_json": "    return {'day': db.today}\n",
    "returns_nan": "    return {'number': float('nan')}\n",
    "recurses": "    def deeper(n):\n        return deeper(n + 1)\n    return deeper(0)\n",
}


def misbehaving(edited: Edit) -> Path:
    edited("environment.toml", more="\n[limits]\ncall_seconds = 0.3\n")
    more = "".join(HEAD.format(mark='writes("loans")', name=name) + "    db.run('DELETE FROM loans')\n" + body
                   for name, body in MISBEHAVIOURS.items())  # fmt: skip
    return edited("functions.py", more=more)


async def test_whatever_a_function_does_its_session_goes_on_with_the_state_it_had(edited: Edit) -> None:
    environment = load_environment(misbehaving(edited))
    async with FunctionServer(environment) as server, server.session() as session, server.session() as other:
        lent = await session.call("lend", {"thing_id": "T-0005", "neighbour": "Dora"})
        assert lent.kind == "ok"
        before = await session.state()
        for name in MISBEHAVIOURS:
            outcome = await session.call(name, {})
            assert (outcome.kind, outcome.message) == ("fault", "The tool failed."), name
            assert outcome.cause
            assert (await session.call("list_things", {})).kind == "ok", name
        assert await session.state() == before
        assert await other.state() == environment.initial


async def test_one_session_neither_waits_for_another_nor_sees_its_globals(edited: Edit) -> None:
    edited("environment.toml", more="\n[limits]\ncall_seconds = 1.0\n")
    counting = (
        HEAD.format(mark="reads", name="count") + "    seen.append(1)\n    return {'seen': len(seen)}\n\n\nseen = []\n"
    )
    spinning = HEAD.format(mark="reads", name="spin") + "    while True:\n        pass\n"
    environment = load_environment(edited("functions.py", more=counting + spinning))
    async with FunctionServer(environment) as server, server.session() as one, server.session() as other:
        assert [(await one.call("count", {})).value for _ in range(2)] == [{"seen": 1}, {"seen": 2}]
        order: list[str] = []

        async def spin() -> None:
            order.append((await one.call("spin", {})).kind)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(spin)
            await anyio.lowlevel.checkpoint()
            order.append(str((await other.call("count", {})).value))
        assert order == ["{'seen': 1}", "fault"]


async def test_a_caller_that_is_cancelled_harms_nobody(edited: Edit) -> None:
    edited("environment.toml", more="\n[limits]\ncall_seconds = 1.0\n")
    spinning = HEAD.format(mark="reads", name="spin") + "    while True:\n        pass\n"
    environment = load_environment(edited("functions.py", more=spinning))
    async with FunctionServer(environment) as server, server.session() as session:
        async with server.session() as other:
            with anyio.move_on_after(0.1) as scope:
                await other.call("spin", {})
            assert scope.cancelled_caught
            assert (await session.call("list_things", {})).kind == "ok"
            after = await other.call("list_things", {})
            assert after.kind == "ok", after.cause
        assert (await session.call("list_things", {})).kind == "ok"


async def test_many_sessions_at_once_each_get_their_own_answers(lending: Environment) -> None:
    environment = lending
    async with FunctionServer(environment) as server:

        async def one(name: str) -> None:
            async with server.session() as session:
                for place in range(3):
                    thing = f"T-000{place + 1}"
                    said = await session.call("get_loans", {"thing_id": thing})
                    assert isinstance(said.value, list)
                    assert {loan["thing_id"] for loan in said.value if isinstance(loan, dict)} <= {thing}
                await session.call("lend", {"thing_id": "T-0005", "neighbour": name})
                inserted = environment.initial.diff(await session.state()).inserted["loans"]
                assert [row["neighbour"] for row in inserted.values()] == [name]

        async with anyio.create_task_group() as tasks:
            for number in range(20):
                tasks.start_soon(one, f"neighbour {number}")


async def test_a_tool_changes_only_the_tables_that_it_declares(edited: Edit) -> None:
    sly = HEAD.format(mark="reads", name="sly") + '    db.run("UPDATE things SET broken = 1")\n    return {}\n'
    wide = (
        HEAD.format(mark='writes("loans")', name="wide")
        + "    db.run('DELETE FROM loans')\n    db.run('DELETE FROM things')\n    return {}\n"
    )
    reaching = (
        HEAD.format(mark='writes("loans")', name="reaching") + "    db.run(\"ATTACH '/tmp/x' AS x\")\n    return {}\n"
    )
    ending = HEAD.format(mark='writes("loans")', name="ending") + "    db.run('COMMIT')\n    return {}\n"
    chance = HEAD.format(mark="reads", name="chance") + "    return db.one('SELECT random() AS number')\n"
    environment = load_environment(edited("functions.py", more=sly + wide + reaching + ending + chance))
    async with FunctionServer(environment) as server, server.session() as session:
        for name in ("sly", "wide", "reaching", "ending", "chance"):
            outcome = await session.call(name, {})
            assert outcome.kind == "fault", name
            assert "not authorized" in outcome.cause or "prohibited" in outcome.cause
        assert await session.state() == environment.initial


async def test_a_result_that_is_too_large_is_refused_and_taken_back(edited: Edit) -> None:
    edited("environment.toml", more="\n[limits]\nresult_bytes = 256\n")
    large = (
        HEAD.format(mark='writes("loans")', name="large")
        + "    db.run('DELETE FROM loans')\n    return {'text': 'x' * 300}\n"
    )
    environment = load_environment(edited("functions.py", more=large))
    async with FunctionServer(environment) as server, server.session() as session:
        outcome = await session.call("large", {})
        assert (outcome.kind, outcome.code) == ("refused", "result_too_large")
        assert "more than the 256 allowed" in outcome.message
        assert await session.state() == environment.initial


async def test_functions_that_change_when_they_are_run_are_not_served(edited: Edit) -> None:
    folder = edited("functions.py", more="\n\nlend.__doc__ = lend.__doc__.replace('a thing', 'anything')\n")
    server = FunctionServer(load_environment(folder))
    with pytest.raises(PackError, match="when it is run"):
        await server.__aenter__()


async def test_after_submitting_and_past_the_limit_no_call_is_made(edited: Edit) -> None:
    environment = load_environment(edited("environment.toml", more="\n[limits]\ncalls = 2\n"))
    async with FunctionServer(environment) as server, server.session() as session:
        kinds = [(await session.call("list_things", {})).kind for _ in range(3)]
        assert kinds == ["ok", "ok", "invalid"]
        await session.reset()
        session.submit("step ladder")
        session.submit("something else")
        assert session.answer == "step ladder"
        late = await session.call("lend", {"thing_id": "T-0005", "neighbour": "Dora"})
        assert late.message == "The task is over: it was submitted."
        assert await session.state() == environment.initial


async def test_a_session_can_begin_with_a_later_state(lending: Environment) -> None:
    environment = lending
    async with FunctionServer(environment) as server:
        async with server.session() as session:
            await session.call("lend", {"thing_id": "T-0005", "neighbour": "Dora"})
            state = await session.state()
        async with server.session(state) as later:
            again = await later.call("lend", {"thing_id": "T-0005", "neighbour": "Bo"})
            assert again.code == "thing_out"
            assert await later.state() == state
