"""A pack that was interrupted goes on with the next draw or check, and comes out as if it had not been."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agentrt.synth.general.domains import load_domain
from agentrt.synth.general.journal import Journal
from agentrt.synth.general.synthesis import Settings, journal_path, synthesise

LIBRARY = load_domain("library")
PATIENCE = 120.0


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def lines(path: Path) -> list[dict[str, object]]:
    """The whole lines of a journal."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def command(out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "agentrt.cli", "synth", "general", "--domains", "library", "--out", str(out), *more]


def killed_at(out: Path, what: str, count: int, *more: str) -> list[dict[str, object]]:
    """Run the command and kill it when its journal holds so many lines of a kind; the journal that it left."""
    journal = journal_path(LIBRARY, out)
    process = subprocess.Popen(command(out, *more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while sum(what in line for line in lines(journal)) < count:
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < deadline, "nothing was written in the journal"
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    assert not (out / "library").exists()
    return lines(journal)


@pytest.mark.parametrize(("what", "count", "more"), [("draw", 12, ("--no-check",)), ("task", 2, ("--check",))])
def test_a_killed_run_goes_on_and_makes_the_same_bytes(
    tmp_path: Path, what: str, count: int, more: tuple[str, ...]
) -> None:
    tasks = ("--per-domain", "20" if what == "draw" else "4")
    left = killed_at(tmp_path / "killed", what, count, *tasks, *more)
    for out in (tmp_path / "killed", tmp_path / "whole"):
        subprocess.run(command(out, *tasks, *more), check=True, capture_output=True)
    assert files(tmp_path / "killed" / "library") == files(tmp_path / "whole" / "library")
    assert len(left) > count
    reports = [json.loads((tmp_path / one / "report.json").read_text())["domains"][0] for one in ("killed", "whole")]
    assert reports[0]["rejected"] == reports[1]["rejected"]
    for out in (tmp_path / "killed", tmp_path / "whole"):
        assert sorted(one.name for one in out.iterdir()) == [".library.report.json", "library", "report.json"]


def test_what_was_drawn_is_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(tasks=12, check=False)
    monkeypatch.setattr(Journal, "remove", lambda self: None)
    synthesise(LIBRARY, settings, tmp_path)
    first = files(tmp_path / "library")
    monkeypatch.setattr("agentrt.synth.general.building.Maker.make", None)
    synthesise(LIBRARY, settings, tmp_path)
    assert files(tmp_path / "library") == first


def test_a_cut_line_is_taken_away_and_the_rest_kept(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path, {"seed": 1}) as journal:
        journal.judge("a", "")
        journal.judge("b", "semantic.oracle_max")
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"task": "c", "refu')
    with Journal(path, {"seed": 1}) as journal:
        assert [journal.verdict(one) for one in "abc"] == ["", "semantic.oracle_max", None]
    assert path.read_bytes() == whole


def test_the_journal_of_another_pack_is_of_no_use(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path, {"seed": 1}) as journal:
        journal.judge("a", "")
    with Journal(path, {"seed": 2}) as journal:
        assert journal.verdict("a") is None
    assert len(path.read_text().splitlines()) == 1
