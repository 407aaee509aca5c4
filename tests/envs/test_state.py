"""States: equal content is equal, differences are by key, and what a sandbox sends is held to the schema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentrt.envs import Environment, FunctionServer
from agentrt.envs.outcome import read_outcome
from agentrt.envs.state import read_state
from agentrt.errors import SandboxLost


async def test_equal_content_has_one_digest_however_it_came_about(lending: Environment) -> None:
    async with FunctionServer(lending) as server, server.session() as one, server.session() as other:
        for session, order in ((one, ("T-0005", "T-0006")), (other, ("T-0006", "T-0005"))):
            for thing in order:
                await session.call("lend", {"thing_id": thing, "neighbour": "Dora"})
        first, second = await one.state(), await other.state()
        assert first != second  # the ids of the loans are the other way round
        diff = lending.initial.diff(first)
        assert (diff.rows, list(diff.inserted["loans"])) == (2, [("L-0005",), ("L-0006",)])
        assert first.diff(lending.initial).deleted == diff.inserted
        changed = first.diff(second).changed["loans"]
        assert {key: (old["thing_id"], new["thing_id"]) for key, (old, new) in changed.items()} == {
            ("L-0005",): ("T-0005", "T-0006"),
            ("L-0006",): ("T-0006", "T-0005"),
        }
        await one.reset()
        assert (await one.state()).digest == lending.initial.digest


@pytest.mark.parametrize(
    "change",
    [
        lambda tables: None,
        lambda tables: [],
        lambda tables: tables | {"more": []},
        lambda tables: {"loans": tables["loans"]},
        lambda tables: tables | {"loans": [{"loan_id": "L-0001"}]},
        lambda tables: tables | {"loans": [one | {"extra": 1} for one in tables["loans"]]},
        lambda tables: tables | {"loans": [one | {"since": ["2026-01-01"]} for one in tables["loans"]]},
        lambda tables: tables | {"loans": [one | {"since": True} for one in tables["loans"]]},
        lambda tables: tables | {"loans": "L-0001"},
    ],
)
def test_what_is_no_state_of_the_environment_is_refused(lending: Environment, change: Any) -> None:
    said = json.dumps(change(dict(lending.initial.tables())))
    with pytest.raises(SandboxLost):
        read_state(said, lending.initial)


@pytest.mark.parametrize("said", [None, 3, "{", "[" * 100_000, "x" * ((64 << 20) + 1)], ids=lambda one: str(one)[:9])
def test_what_is_no_text_of_a_state_is_refused(lending: Environment, said: object) -> None:
    with pytest.raises(SandboxLost):
        read_state(said, lending.initial)


def test_a_state_is_made_canonical_again(lending: Environment) -> None:
    spaced = json.dumps(lending.initial.tables(), indent=3)
    assert read_state(spaced, lending.initial) == lending.initial


@pytest.mark.parametrize(
    "said", [None, {}, {"ok": 1, "refused": {}}, {"refused": "no"}, {"well": 1}, [], "ok", {"ok": 1, "more": 2}]
)
def test_what_is_no_outcome_is_a_fault(said: Any) -> None:
    assert read_outcome(said).kind == "fault"
