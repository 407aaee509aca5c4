"""Environments written by agents: what the gates let through, what they stop, and that nothing is lost on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from agentrt.envs import load_environment
from agentrt.errors import ConfigurationError
from agentrt.limits import Limits
from agentrt.synth.general.author import Authors, Brief, author_environment
from agentrt.synth.general.author.judge import judge_task
from agentrt.synth.general.author.ledger import Ledger, Outcome
from tests.synth.lending import SECOND_TASK, TASK, VERIFIER, WORLD
from tests.synth.scripted_authors import author

BRIEF = Brief(name="lending", category="neighbours who lend each other tools", levels=2)
IN_WORLD, IN_FIRST, IN_SECOND = "You build an environment", "Write its task 001", "Write task 002"
GOOD = {IN_WORLD: [WORLD], IN_FIRST: [TASK], IN_SECOND: [SECOND_TASK]}
LIMITS = Limits(steps=40)


async def written(tmp_path: Path, stages, *, verifier=None, brief=BRIEF, limits=LIMITS):
    said: list[str] = []
    authors = Authors(author=author(stages), verifier=verifier)
    done = await author_environment(brief, authors, tmp_path / "work", limits=limits, told=said.append)
    return done, said


async def test_an_environment_with_two_tasks_is_written_and_published(tmp_path):
    done, _ = await written(tmp_path, GOOD)
    assert (done.status, done.reason) == ("completed", "")
    assert done.tasks == ("001", "002")
    assert done.pack is not None
    environment = load_environment(done.pack)
    assert environment.task("002").parent == "001"
    assert environment.task("002").claims.calls > environment.task("001").claims.calls
    again, _ = await written(tmp_path, {})  # nothing is left to do, so nobody is asked
    assert again == done


async def test_a_defect_is_told_and_mended(tmp_path):
    broken = {**TASK, "tasks/001/verify.py": "def verify(answer, before, after):\n    return {'done': True}\n"}
    done, _ = await written(tmp_path, {**GOOD, IN_FIRST: [broken, TASK]}, brief=BRIEF.model_copy(update={"levels": 1}))
    assert done.status == "completed"
    assert done.attempts == 3
    assert "semantic.floor_gap" in done.rejected
    first = Ledger(tmp_path / "work", BRIEF.model_copy(update={"levels": 1})).attempts[1]
    assert not first.outcome.accepted
    assert "verify.py" in first.report


def bad(**files: str | None) -> dict[str, str | None]:
    return {**TASK, **{f"tasks/001/{name.replace('__', '.')}": text for name, text in files.items()}}


BAD_AUTHORS = {
    "a verifier that accepts everything": bad(
        verify__py="def verify(answer, before, after):\n    return {'ok': True}\n"
    ),
    "a verifier that judges nothing": bad(verify__py="def verify(answer, before, after):\n    return {}\n"),
    "a verifier that looks at the answer's form": bad(
        verify__py="def verify(answer, before, after):\n    return {'text': isinstance(answer, str)}\n"
    ),
    "a solution that knows the answer": bad(solution__py='def solve(tools):\n    return "Step Ladder"\n'),
    "a solution that reads the disk": bad(
        solution__py="def solve(tools):\n    return open('/workspace/data/things.csv').read()\n"
    ),
    "a solution that reaches the interpreter": bad(
        solution__py="def solve(tools):\n    return tools.__class__.__base__.__subclasses__()\n"
    ),
    "an instruction that says the answer": bad(
        instruction__md="Lend Dora the Step Ladder, the free ladder with the lowest deposit. Answer Step Ladder.\n"
    ),
    "claims that do not hold": bad(task__toml=str(TASK["tasks/001/task.toml"]).replace("calls = 3", "calls = 30")),
    "files that belong to nothing": bad(notes__txt="x\n"),
    "data changed for the task": {**TASK, "data/things.csv": str(WORLD["data/things.csv"]) + "T-0009,Axe,axe,5,0\n"},
    "a proof brought along": {
        **bad(verify__py="def verify(answer, before, after):\n    return {'x': True}\n"),
        "quality.json": "{}",
    },
}


@pytest.fixture
def world(tmp_path) -> Path:
    """The environment without tasks, as its author left it."""
    return put(tmp_path / "before" / "lending", WORLD)


def put(folder: Path, files) -> Path:
    for name, text in files.items():
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return folder


@pytest.mark.parametrize("what", BAD_AUTHORS)
async def test_a_bad_author_is_stopped(tmp_path, world, what):
    judgement = await judge_task(put(tmp_path / "lending", {**WORLD, **BAD_AUTHORS[what]}), "001", world)
    assert not judgement.accepted
    assert judgement.failed
    assert judgement.report


async def test_a_good_task_is_accepted(tmp_path, world):
    judgement = await judge_task(put(tmp_path / "lending", {**WORLD, **TASK}), "001", world)
    assert (judgement.failed, judgement.accepted) == ((), True)


async def test_who_never_mends_ends_at_the_budget_and_loses_nothing(tmp_path):
    ledger = Ledger(tmp_path / "work", BRIEF)
    with_world = put(tmp_path / "before" / "lending", WORLD)
    ledger.keep(with_world, Outcome(stage="world", accepted=True), "Accepted.")
    broken = BAD_AUTHORS["a proof brought along"]
    done, _ = await written(tmp_path, {IN_FIRST: [broken]}, limits=Limits(steps=4))
    assert (done.status, done.tasks, done.attempts) == ("limit", (), 3)
    assert done.pack is not None
    assert len(load_environment(done.pack).tasks) == 0
    done, _ = await written(tmp_path, {IN_FIRST: [broken, broken, TASK]}, limits=Limits(steps=6))
    assert (done.status, done.tasks) == ("limit", ("001",))  # and task 002 finds the budget used up


async def test_a_task_that_is_no_harder_is_sent_back(tmp_path):
    same = {path.replace("/001/", "/002/"): text for path, text in TASK.items()}
    same["tasks/002/task.toml"] = str(TASK["tasks/001/task.toml"]).replace("level = 1", 'level = 2\nparent = "001"')
    done, _ = await written(tmp_path, {**GOOD, IN_SECOND: [same, SECOND_TASK]})
    assert done.status == "completed"
    assert done.rejected == {"author.harder": 1}


async def test_a_second_author_of_verifiers_sees_no_solution(tmp_path):
    seen: list[str] = []
    stages = {"Write a second verifier": [{"tasks/001/verify_declared.py": VERIFIER}]}
    second = author(stages, name="second")
    done, _ = await written(tmp_path, GOOD, verifier=second, brief=BRIEF.model_copy(update={"levels": 1}))
    assert done.status == "completed"
    assert load_environment(done.pack).task("001").verify_declared == VERIFIER
    for request in second.requests:
        seen += [one.model_dump_json() for one in request.conversation.messages]
    assert "def solve" not in "".join(seen).replace("def solve(tools): ...", "")


@pytest.mark.full
async def test_verifiers_that_disagree_quarantine_the_task(tmp_path):
    wrong = VERIFIER.replace("ORDER BY deposit", "ORDER BY deposit DESC")
    assert wrong != VERIFIER
    second = author({"Write a second verifier": [{"tasks/001/verify_declared.py": wrong}]})
    done, _ = await written(tmp_path, GOOD, verifier=second, brief=BRIEF.model_copy(update={"levels": 1}))
    assert done.status == "quarantined"
    assert done.tasks == ()
    assert done.rejected["discrimination.differential"] == 3


async def test_another_order_in_the_same_folder_is_refused(tmp_path):
    Ledger(tmp_path / "work", BRIEF)
    with pytest.raises(ConfigurationError, match="another order"):
        await written(tmp_path, GOOD, brief=Brief(name="lending", category="something else"))


KILLED = """
import anyio, os, signal, sys
from pathlib import Path
from agentrt.limits import Limits
from agentrt.synth.general.author import Authors, author_environment
from tests.synth.scripted_authors import author
from tests.synth.test_author import BRIEF, GOOD

def told(line):
    print(line, flush=True)
    if line.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

authors = Authors(author(GOOD))
anyio.run(lambda: author_environment(BRIEF, authors, Path(sys.argv[1]), limits=Limits(steps=40), told=told))
"""


@pytest.mark.full
@pytest.mark.parametrize("moment", ["world: scripted", "world: attempt 1", "001: attempt"])
async def test_a_killed_job_goes_on(tmp_path, moment):
    command = [sys.executable, "-c", KILLED, str(tmp_path / "work"), moment]
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        command, capture_output=True, text=True, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    before = [json.loads(path.read_text()) for path in sorted((tmp_path / "work").glob("attempts/*/outcome.json"))]
    done, _ = await written(tmp_path, GOOD)
    assert done.status == "completed"
    assert done.attempts == 3
    after = [json.loads(path.read_text()) for path in sorted((tmp_path / "work").glob("attempts/*/outcome.json"))]
    assert after[: len(before)] == before
