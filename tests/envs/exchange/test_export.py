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
from agentrt.errors import PackError

from .conftest import CASES

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
