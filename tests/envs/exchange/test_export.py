"""What is written for other projects: no leaks to the agent's side, worth the same everywhere, and read back."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from agentrt.envs import FunctionServer, Scorer
from agentrt.envs.exchange import TARGETS, export_environment, import_environment
from agentrt.envs.user import ScriptedUser
from agentrt.errors import PackError

from .conftest import CASES, TALK

SIDE = Path(__file__).parent / "peer_side"


async def test_verdicts_are_the_same_without_agentrt(lending, tmp_path):
    """Each session is scored by `Scorer` and by the program that every export carries."""
    (folder,) = await export_environment(lending, "harbor", tmp_path)
    tests, record = folder / "tests", tmp_path / "record.json"
    async with FunctionServer(lending) as server, Scorer(lending, server.initial) as scorer:
        for name, (session, reward) in CASES.items():
            async with server.session() as played:
                for tool, arguments in session["calls"]:
                    await played.call(tool, arguments)
                ours = await scorer.score(lending.task("001"), session["answer"], await played.state())
            record.write_text(json.dumps(session))
            command = [sys.executable, "-I", "runtime/portable.py", "score", "pack.json", "task.json", str(record)]
            theirs = json.loads(subprocess.run(command, cwd=tests, capture_output=True, check=True).stdout)
            assert (ours.reward, theirs["reward"]) == (reward, reward), name
            assert (ours.valid, ours.criteria) == (theirs["valid"], theirs["criteria"]), name


async def test_neither_verifier_nor_solution_is_on_the_agents_side_of_a_harbor_task(lending, tmp_path):
    (folder,) = await export_environment(lending, "harbor", tmp_path)
    task = lending.task("001")
    for path in (folder / "environment").rglob("*"):
        text = path.read_text() if path.is_file() else ""
        assert "def verify(" not in text, path
        assert "def solve(tools" not in text, path
        assert task.verify not in text, path
        assert task.solution not in text, path
    manifest = tomllib.loads((folder / "task.toml").read_text())
    assert manifest["verifier"]["environment_mode"] == "separate"
    assert manifest["agent"]["user"] == "agent"
    assert manifest["metadata"]["agentrt"]["verifier_digest"] == task.digests["verifier"]


async def test_rows_for_nemo_gym_hold_neither_verifier_nor_solution(lending, tmp_path, asked, expected):
    (folder,) = await export_environment(lending, "nemo", tmp_path)
    (row,) = [json.loads(line) for line in (folder / "data" / "train.jsonl").read_text().splitlines()]
    tools = row["responses_create_params"]["tools"]
    assert [one["name"] for one in tools] == ["list_things", "get_loans", "lend", "submit"]
    assert row["responses_create_params"]["input"][-1]["content"] == lending.task("001").instruction()
    assert "def verify" not in json.dumps(row)
    command = [sys.executable, str(SIDE / "nemo_records.py"), str(folder)]
    done = subprocess.run(command, input=asked, capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) == expected


@pytest.mark.parametrize("target", TARGETS)
async def test_a_pack_comes_back_as_it_was(lending, tmp_path, target):
    await export_environment(lending, target, tmp_path / "out")
    back = import_environment(tmp_path / "out", tmp_path)
    assert back.digests == lending.digests
    assert [one.digests for one in back.tasks] == [one.digests for one in lending.tasks]


@pytest.mark.parametrize("target", TARGETS)
async def test_what_is_written_is_python(lending, tmp_path, target):
    await export_environment(lending, target, tmp_path)
    for path in tmp_path.rglob("*.py"):
        ast.parse(path.read_text(), str(path))


TALKING = """
import json, sys
sys.path.insert(0, "runtime")
import portable

pack, user = portable.Pack(portable.read("pack.json")), portable.read("user.json")
play, replies = pack.begin(user=user), []
for message in json.load(sys.stdin):
    replies.append(play.call("message_user", {"message": message})["ok"])
    play = pack.begin(play.record, user)  # as a target does whose tools keep nothing but the record
print(json.dumps({"replies": replies, "tools": [one["name"] for one in play.tools],
                  "none": pack.begin().call("message_user", {"message": "Hello?"}),
                  "wrong": play.call("message_user", {"text": 1})}))
"""


async def test_a_user_says_the_same_without_agentrt(dialogue, tmp_path):
    (folder,) = await export_environment(dialogue, "harbor", tmp_path)
    script = dialogue.task("001").script
    assert script is not None
    user = ScriptedUser(script)
    assert [user.reply(message).text for message, _ in TALK] == [reply for _, reply in TALK]
    question = json.dumps([message for message, _ in TALK])
    done = subprocess.run(
        [sys.executable, "-I", "-c", TALKING], cwd=folder / "environment", input=question, capture_output=True,
        check=True, text=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    assert said["replies"] == [reply for _, reply in TALK]
    assert said["tools"] == ["list_things", "get_loans", "lend", "message_user"]
    assert "invalid" in said["none"]
    assert "one message" in said["wrong"]["invalid"]["message"]


@pytest.mark.parametrize("target", [one for one in TARGETS if one != "nemo"])
async def test_a_dialogue_comes_back_as_it_was(dialogue, tmp_path, target):
    await export_environment(dialogue, target, tmp_path / "out")
    back = import_environment(tmp_path / "out", tmp_path / "back")
    assert back.task("001").digests == dialogue.task("001").digests
    assert back.task("001").user == dialogue.task("001").user


async def test_a_dialogue_is_not_written_where_it_was_not_tried(dialogue, tmp_path):
    with pytest.raises(PackError, match=r"lending/001: a dialogue .* not written for NeMo Gym"):
        await export_environment(dialogue, "nemo", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_agentrt_did_not_write_is_not_imported(tmp_path):
    (tmp_path / "task.toml").write_text('version = "1.0"\n')
    with pytest.raises(PackError, match="agentrt check"):
        import_environment(tmp_path, tmp_path)


def test_a_pack_that_leads_out_of_its_folder_is_refused(tmp_path):
    pack = {"name": "evil", "files": {"../../outside": "x"}}
    (tmp_path / "pack.json").write_text(json.dumps(pack))
    (tmp_path / "tasks.jsonl").write_text(json.dumps({"name": "001", "files": {}}))
    with pytest.raises(PackError, match="leads out"):
        import_environment(tmp_path, tmp_path / "out")
    assert not (tmp_path / "outside").exists()
