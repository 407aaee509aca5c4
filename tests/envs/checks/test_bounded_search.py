"""The bounded search: what it sees, that it stays within its budget, and what its reader makes of an instruction."""

from pathlib import Path

import pytest
from pydantic import JsonValue

from agentrt.envs import load_environment
from agentrt.envs.checks.checker import check_tasks
from agentrt.envs.checks.exploring import CALLS, Explored, explore
from agentrt.envs.checks.reading import Reader
from agentrt.envs.probes import ProbeRunner

DEPOT = Path(__file__).parents[1] / "packs" / "depot"
TEXT: dict[str, JsonValue] = {"type": "string"}
NUMBER: dict[str, JsonValue] = {"type": "number"}
TEXTS: dict[str, JsonValue] = {"type": "array", "items": {"type": "string"}}


@pytest.fixture
async def searched():
    async with ProbeRunner(load_environment(DEPOT)) as runner:
        yield await explore(runner), runner.tools


async def test_it_reads_what_reading_alone_can_reach_and_writes_nothing(searched):
    explored, _ = searched
    assert 0 < explored.calls <= CALLS
    environment = load_environment(DEPOT)
    assert set(explored.values["crate_id"]) == {one["crate_id"] for one in environment.tables["crates"]}
    assert not {one.tool for one in explored.rows} & {"move_crate", "cancel_order", "place_order"}


@pytest.mark.parametrize(
    ("instruction", "schema", "answer"),
    [
        ("What is the weight of crate C-103?", NUMBER, 55.7),
        ("Find the label of crate C-103.", TEXT, "Tin books"),
        ("How many rooms are on floor 3?", NUMBER, 2),
        ("Give the names of the rooms on floor 3.", TEXTS, ["Tower Loft", "Bright Attic"]),
    ],
)
async def test_it_answers_what_the_words_name(searched, instruction, schema, answer):
    explored, tools = searched
    assert Reader(instruction, tools, explored).attempt(schema).answer == answer


async def test_it_makes_the_call_that_the_words_name(searched):
    explored, tools = searched
    reader = Reader("Please cancel order O-012.", tools, explored)
    assert reader.attempt(None).call == ("cancel_order", {"order_id": "O-012"})
    assert Reader("How heavy is crate C-103?", tools, explored).attempt(TEXT).call is None


def test_who_has_seen_nothing_guesses_all_the_same():
    assert Reader("What is it?", [], Explored()).attempt(NUMBER).answer == 0
    assert Reader("What is it?", [], Explored()).attempt(TEXT).answer == ""


async def test_an_easy_task_may_be_solved_by_it_and_says_so():
    environment = load_environment(DEPOT)
    task = environment.task("001")
    source = "def solve(tools):\n    return tools.get_crate(crate_id='C-103')['label']\n"
    verify = (
        "def verify(answer, before, after):\n"
        "    return {'label': isinstance(answer, str) and answer.strip().lower() == 'tin books'}\n"
    )
    easy = task.model_copy(
        update={
            "solution": source,
            "verify": verify,
            "verify_declared": None,
            "probes": (),
            "instructions": {"en": "Find the label of crate C-103."},
        }
    )
    record = (await check_tasks(environment, [easy], workers=1))[0]
    told = next(one for one in record.measurements if one.gate == "difficulty.bounded_search")
    assert (told.status, told.value) == ("passed", 1.0)
    assert record.counts["bounded search paid at level 1"].hits == 1
