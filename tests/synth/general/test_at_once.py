"""Several domains at once: the same packs as one after the other, and nothing left when it is stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from agentrt.errors import PackError
from agentrt.synth.general.at_once import synthesise_all
from agentrt.synth.general.synthesis import Settings

TWO = ["library", "hr"]


def files(folder: Path) -> dict[str, bytes]:
    """Content by path; a report's seconds are its own."""
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file() and "report" not in one.name
    }


def test_the_packs_are_the_same(tmp_path: Path):
    told: list[tuple[str, int]] = []
    settings = Settings(tasks=3, check=False)
    for jobs in (1, 2):
        reports = list(
            synthesise_all(
                TWO, settings, tmp_path / str(jobs), jobs=jobs, progress=lambda name, done, _: told.append((name, done))
            )
        )
        assert sorted(one.domain for one in reports) == sorted(TWO)
    assert files(tmp_path / "1") == files(tmp_path / "2")
    assert told.count(("library", 3)) == told.count(("hr", 3)) == 2


def test_a_process_that_dies_is_told(tmp_path: Path):
    running = synthesise_all(TWO, Settings(tasks=200, check=False), tmp_path, jobs=2, progress=lambda *_: killed())

    def killed() -> None:
        for one in psutil.Process().children():
            if "spawn_main" in " ".join(one.cmdline()):
                one.kill()

    with pytest.raises(PackError, match="the process that made it died; the same command goes on"):
        list(running)


def test_an_interrupt_stops_all_and_the_same_command_goes_on(tmp_path: Path):
    command = [sys.executable, "-m", "agentrt.cli", "synth", "general", "--domains", ",".join(TWO), "--per-domain", "8"]
    command += ["--jobs", "2", "--out", str(tmp_path)]
    temporary = tmp_path / ".temporary"
    temporary.mkdir()
    environment = os.environ | {"COLUMNS": "200", "TMPDIR": str(temporary)}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        started = wait_for(lambda: (len(list(tmp_path.glob(".*.checking"))) == 2 and family(process.pid)) or [])
        wait_for(lambda: family(process.pid) if len(list(temporary.iterdir())) == 2 else [])  # sandboxes are starting
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
    _, left = psutil.wait_procs(started, timeout=20)
    assert not left
    assert not list(tmp_path.glob(".*.checking"))
    assert not list(temporary.iterdir())
    subprocess.run(command, check=True, capture_output=True)
    assert {one.name for one in tmp_path.iterdir() if not one.name.startswith(".")} == {*TWO, "report.json"}


def family(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def wait_for(condition: Callable[[], list[psutil.Process]]) -> list[psutil.Process]:
    for _ in range(600):
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come about")
