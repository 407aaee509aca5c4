"""`agentrt check --model`: the gates, then a model's attempts at what was accepted, which become labels."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from agentrt.testing import Recorded, RecordingServer, Reply
from tests.cli.conftest import Command, call

LENDING = Path(__file__).parents[1] / "envs" / "packs" / "lending"


def solving(request: Recorded) -> Reply:
    """Lends the step ladder, and says so."""
    done: int = sum(message["role"] == "tool" for message in request.messages)
    calls = [
        call("list_things", kind="ladder"),
        call("lend", thing_id="T-0005", neighbour="Dora"),
        call("submit", answer="step ladder"),
    ]
    answer: Reply = calls[done]
    return answer


@pytest.fixture
def check(agentrt: Command, tmp_path: Path) -> Callable[..., CompletedProcess[str]]:
    """Runs `agentrt check` with a cache of the test's own."""
    return partial(agentrt, "check", XDG_CACHE_HOME=str(tmp_path / "cache"))


def labels(pack: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((pack / "quality.json").read_text())["tasks"]["001"]["labels"]
    return told


def test_a_models_attempts_become_labels_that_a_later_check_keeps(check: Callable[..., Any], tmp_path: Path) -> None:
    pack = tmp_path / "lending"
    shutil.copytree(LENDING, pack)
    with RecordingServer(solving) as server:
        model = ("--model", "qwen3-8b", "--url", server.url, "-n", "2")
        done = check(str(pack), *model, "--html", str(tmp_path / "report.html"))
        assert done.returncode == 0, done.stderr
        assert "lending: every gate passed" in done.stdout
        assert "| level 1 | 1 | 2 | 2 | 1.00 | 1.00 |" in done.stdout
        assert len(server.requests) == 6
        rate = labels(pack)["pass_rate"]["qwen3-8b"]
        assert (rate["attempts"], rate["passed"], rate["pass_at"]["2"]) == (2, 2, 1.0)
        assert 0.3 < rate["interval"][0] < rate["interval"][1] == 1.0
        assert "qwen3-8b solved 2 of 2" in (tmp_path / "report.html").read_text()
        told = check(str(pack), *model, "--dry", "--json")
        assert json.loads(told.stdout)[0]["tasks"]["001"]["labels"]["pass_rate"]["qwen3-8b"]["attempts"] == 2
    assert check(str(pack), "--again").returncode == 0
    assert labels(pack)["pass_rate"]["qwen3-8b"] == rate
    with (pack / "tasks/001/instruction.md").open("a") as file:
        file.write("Thank you.\n")
    assert check(str(pack)).returncode == 0
    assert "pass_rate" not in labels(pack)


def test_what_is_not_accepted_is_not_tried(check: Callable[..., Any], tmp_path: Path) -> None:
    pack = tmp_path / "lending"
    shutil.copytree(LENDING, pack)
    (pack / "tasks/001/verify.py").write_text("def verify(answer, before, after):\n    return {'done': True}\n")
    with RecordingServer(solving) as server:
        done = check(str(pack), "--model", "qwen3-8b", "--url", server.url)
        assert (done.returncode, server.requests) == (1, [])
        assert "pass_rate" not in labels(pack)


def test_what_agentrt_did_not_make_is_not_tried(check: Callable[..., Any]) -> None:
    done = check("reasoning_gym", "--model", "qwen3-8b")
    assert done.returncode == 2
    assert "--model" in done.stderr
