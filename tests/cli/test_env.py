"""`agentrt env`: a pack begun, shown, converted; and what it says of one that is not whole."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from agentrt.cli.app import app

LENDING = Path(__file__).parents[1] / "envs" / "packs" / "lending"


def agentrt(*words: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["env", *map(str, words)])
    assert result.exit_code == code, result.output
    return result.output


def test_a_pack_is_begun_shown_and_converted(tmp_path: Path) -> None:
    pack = tmp_path / "desks"
    assert f"agentrt env show {pack}" in agentrt("new", pack, "--summary", "Desks of ours.")
    said = agentrt("show", pack)
    assert "desks 1.0.0: Desks of ours." in said
    assert "book_desk(desk_id, person, day)  [changes bookings]: Book a desk" in said
    assert "quality: not checked yet" in said
    about = json.loads(agentrt("show", pack, "--json"))
    assert (about["tables"], [one["name"] for one in about["tasks"]]) == ({"desks": 8, "bookings": 4}, ["001"])
    task = json.loads(agentrt("show", pack, "--task", "001", "--json"))
    assert task["manifest"]["reward"]["kind"] == "both"
    assert "def solve(tools):" in agentrt("show", pack, "--task", "desks/001")
    sharded, back = tmp_path / "sharded" / "desks", tmp_path / "back" / "desks"
    assert "1 tasks" in agentrt("convert", pack, sharded)
    assert json.loads(agentrt("show", sharded, "--json"))["digests"] == about["digests"]
    agentrt("convert", sharded, back, "--folders")
    files = {path.relative_to(pack): path.read_bytes() for path in pack.rglob("*") if path.is_file()}
    assert {path.relative_to(back): path.read_bytes() for path in back.rglob("*") if path.is_file()} == files


def test_what_cannot_be_done_is_told_with_exit_code_2(tmp_path: Path) -> None:
    agentrt("new", tmp_path / "desks")
    assert "exists already" in agentrt("new", tmp_path / "desks", code=2)
    assert "has no task '7'" in agentrt("show", LENDING, "--task", "7", code=2)
    assert "has no instruction in 'zh'" in agentrt("serve", LENDING, "--task", "001", "--language", "zh", code=2)
    assert "There is no environment 'nowhere'" in agentrt("show", "nowhere", code=2)
    toml = tmp_path / "desks" / "environment.toml"
    toml.write_text(toml.read_text().replace("today", "to_day"))
    said = agentrt("show", tmp_path / "desks", code=2).replace("\n", "")
    assert "environment.toml: today: Field required; to_day: Extra inputs" in said


def test_the_shipped_environments_are_listed() -> None:
    for row in json.loads(agentrt("list", "--json")):
        assert {"name", "version", "summary", "tools", "tasks", "quality"} == set(row)
