"""`agentrt code` on a real repository, in a real container, against a server with a script."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from docker import DockerClient

from agentrt.testing import RecordingServer
from tests.cli.conftest import Command, call

BROKEN = "def mean(values):\n    return sum(values) / (len(values) - 1)\n"
FIXED = BROKEN.replace("(len(values) - 1)", "len(values)")
TEST = "from stats import mean\n\n\ndef test_mean():\n    assert mean([1, 2, 3]) == 2\n"


def git(folder: Path, *arguments: str) -> str:
    options = ["-c", "user.name=me", "-c", "user.email=me@here", "-c", "init.defaultBranch=main"]
    return subprocess.run(
        ["git", *options, *arguments], cwd=folder, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with a bug, a change that is not committed, and a secret that is ignored."""
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "stats.py").write_text(BROKEN)
    (folder / ".gitignore").write_text("secret.txt\n")
    (folder / "secret.txt").write_text("hunter2")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "First")
    (folder / "test_stats.py").write_text(TEST)
    return folder


def fix(thought: str = "Divide by the number of values.") -> list[object]:
    return [
        call("bash", "See what fails.", command="python3 -m pytest -q 2>&1 | tail -n 3; ls -a"),
        call("replace_in_file", thought, path="stats.py", old="(len(values) - 1)", new="len(values)"),
        call(
            "bash", "Again.", command="python3 -m pytest -q 2>&1 | tail -n 3; git commit --quiet --all --message Mine"
        ),
        "It divided by one too few.",
    ]


def test_the_change_is_shown_and_made_only_when_asked(
    agentrt: Command, docker_engine: DockerClient, project: Path
) -> None:
    script = fix()
    with RecordingServer([*script, *script]) as server:  # type: ignore[list-item]
        where = ["--repo", str(project), "--url", server.url, "--model", "any"]
        shown = agentrt("code", "fix the failing test", *where)
        assert shown.returncode == 0, shown.stderr
        assert (project / "stats.py").read_text() == BROKEN
        made = agentrt("code", "fix the failing test", *where, "--apply", "--json")
        results = [one["content"] for one in server.requests[3].messages if one["role"] == "tool"]
    assert "1 failed" in results[0]
    assert "secret.txt" not in results[0]
    assert "1 passed" in results[2]
    assert "+    return sum(values) / len(values)" in shown.stdout
    assert "--apply would" in shown.stderr
    said = json.loads(made.stdout)
    assert (made.returncode, said["status"], said["applied"]) == (0, "completed", True)
    assert said["patch"] in shown.stdout
    assert (project / "stats.py").read_text() == FIXED
    assert git(project, "status", "--porcelain") == "M stats.py\n?? test_stats.py"
    assert git(project, "log", "--format=%s") == "First"


def test_an_unfinished_change_is_not_made_and_can_be_finished(
    agentrt: Command, docker_engine: DockerClient, project: Path
) -> None:
    journal = agentrt.folder / "run.jsonl"
    with RecordingServer(fix()) as server:  # type: ignore[arg-type]
        options = ["--url", server.url, "--model", "any", "--journal", str(journal), "--steps", "2"]
        first = agentrt("code", "fix the failing test", "--repo", str(project), *options, "--apply")
        assert first.returncode == 3, first.stderr
        assert (project / "stats.py").read_text() == BROKEN
        assert f"agentrt code --repo {project} --resume {journal}" in first.stderr
        rest = agentrt("code", "--resume", str(journal), "--repo", str(project), "--steps", "9", "--apply")
    assert rest.returncode == 0, rest.stderr
    assert (project / "stats.py").read_text() == FIXED


def test_a_change_that_no_longer_fits_changes_nothing(
    agentrt: Command, docker_engine: DockerClient, project: Path
) -> None:
    def meanwhile(_: object) -> str:
        (project / "stats.py").write_text("# rewritten\n")
        return "Done."

    script = [*fix()[1:2], meanwhile]
    with RecordingServer(script) as server:  # type: ignore[arg-type]
        where = ["--repo", str(project), "--url", server.url, "--model", "any"]
        done = agentrt("code", "fix it", *where, "--apply")
    assert done.returncode == 1
    assert "do not fit" in done.stderr
    assert "+    return sum(values) / len(values)" in done.stdout
    assert (project / "stats.py").read_text() == "# rewritten\n"


def test_what_cannot_be_worked_on_ends_with_2(agentrt: Command, tmp_path: Path) -> None:
    done = agentrt("code", "--repo", str(tmp_path))
    assert (done.returncode, "Give a task" in done.stderr) == (2, True)
