"""Partial reward: each step pays on its own, doing nothing and doing harm pay nothing, both verifiers say the same."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from agentrt.envs.inside.environment import Database
from agentrt.envs.inside.verdict import judge, load
from agentrt.synth.general import making
from agentrt.synth.general import program as p
from agentrt.synth.general.domains import load_domain
from agentrt.synth.general.making import Made, Maker, Rejected
from agentrt.synth.general.sampling import Sampler
from agentrt.synth.general.toolset import core_toolset
from agentrt.synth.general.world import World

LIBRARY = load_domain("library")


@pytest.fixture
def world() -> Iterator[World]:
    made = World(LIBRARY, 1)
    made.equip(core_toolset(LIBRARY))
    yield made
    made.close()


def two_steps(world: World) -> p.Program:
    sampler = Sampler(world, random.Random(4))
    return p.Program(tuple(sampler.accepted(LIBRARY.action(one)) for one in ("cancel_hold", "return_copy")))


def made(world: World, program: p.Program, *, shares: bool = True, level: int = 3) -> Made:
    return Maker(world, core_toolset(LIBRARY), 1, shares).make(program, level, random.Random(1))


def worth(world: World, task: Made, *steps: p.Step, sql: str = "") -> float:
    """What is paid for some steps, and a statement after them; both verifiers must say the same."""
    sampler = Sampler(world, random.Random(1))
    with world.trial():
        for step in steps:
            assert isinstance(step, p.Do)
            world.call(step.action, **sampler.plain(step.arguments))
        if sql:
            assert world.database.run(sql) == 1
        after = Database.from_bytes(world.snapshot(), LIBRARY.today, read_only=True)
    verifiers = [task.task.verify, task.task.verify_declared or ""]
    said = [judge(load(one), None, world.start, after)["criteria"] for one in verifiers]
    after.close()
    assert said[0] == said[1]
    weights = task.task.reward.weights
    assert said[0].keys() == weights.keys()
    return sum(weights[name] * float(value) for name, value in said[0].items())


def test_each_step_pays_alone_and_harm_pays_nothing(world: World) -> None:
    program = two_steps(world)
    task = made(world, program)
    assert task.task.reward.kind == "partial"
    assert task.task.reward.weights == {"cancel_hold": 0.5, "return_copy": 0.5}
    first, second = program.steps
    harm = "UPDATE books SET price = price + 1 WHERE book_id = 'B-0001'"
    assert worth(world, task) == 0.0
    assert worth(world, task, first) == worth(world, task, second) == 0.5
    assert worth(world, task, first, second) == worth(world, task, second, first) == 1.0
    assert worth(world, task, sql=harm) == 0.0
    assert worth(world, task, first, sql=harm) == 0.0
    assert worth(world, task, first, second, sql=harm) == 0.0


def test_half_of_a_step_is_harm(world: World) -> None:
    program = two_steps(world)
    task = made(world, program)
    first, second = program.steps
    assert isinstance(second, p.Do)
    loan = Sampler(world, random.Random(1)).plain(second.arguments)["loan_id"]
    back = f"UPDATE loans SET returned = NULL WHERE loan_id = '{loan}'"
    assert worth(world, task, first, second, sql=back) == 0.0


def test_the_probes_say_what_each_part_is_worth(world: World) -> None:
    task = made(world, two_steps(world)).task
    labels = {one.why: one.reward for one in task.probes}
    assert labels["only: cancel_hold"] == labels["only: return_copy"] == 0.5
    assert labels["all of it, and a call that nobody asked for"] == 0.0


def test_steps_that_change_the_same_row_pay_together(world: World) -> None:
    sampler = Sampler(world, random.Random(4))
    pay = sampler.accepted(LIBRARY.action("pay_fees"))
    arguments = {name: one if name == "member_id" else 1 for name, one in pay.arguments}
    one = p.Do("pay_fees", tuple(arguments.items()))
    two = p.Do("pay_fees", tuple((arguments | {"amount": 2}).items()))
    assert made(world, p.Program((one, two))).task.reward.kind == "state"


def test_an_easy_task_and_one_with_an_answer_are_all_or_nothing(world: World) -> None:
    program = two_steps(world)
    assert made(world, program, level=2).task.reward.kind == "state"
    question = p.Count(p.Rows("books", (p.Compare(("genre",), "==", "novel"),)))
    assert made(world, p.Program(program.steps, question)).task.reward.kind == "both"


@pytest.mark.parametrize(
    ("writer", "old", "new"),
    [
        ("verify_parts_py", "changes == seen", "changes.items() <= seen.items()"),
        ("verify_parts_py", ", ())", ', ("cancel_hold",))'),
        (
            "verify_declared_parts_py",
            "all(same_tables(before, after, some).values())",
            'same_tables(before, after, some)["holds"]',
        ),
        ("verify_declared_parts_py", "WHERE step = 2", "WHERE step = 1"),
    ],
)
def test_a_bug_in_partial_reward_is_caught(
    world: World, monkeypatch: pytest.MonkeyPatch, writer: str, old: str, new: str
) -> None:
    sound = getattr(making, writer)

    def buggy(*arguments: object) -> str:
        text = str(sound(*arguments))
        assert old in text
        return text.replace(old, new)

    monkeypatch.setattr(making, writer, buggy)
    with pytest.raises(Rejected) as caught:
        made(world, two_steps(world))
    assert caught.value.gate in ("disagreement", "floor")
