"""Every example runs, and says what it is there to say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from docker import DockerClient

from agentrt.testing import RecordingServer

EXAMPLES = Path(__file__).parents[1] / "examples"
ELSEWHERE = {"demo.py", "search_agent.py", "endpoint.py"}
"""Examples with tests of their own, and what is no example."""


def run(name: str, *arguments: str, cwd: Path) -> str:
    """What an example prints."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("AGENTRT_")}
    command = [sys.executable, "-W", "error", str(EXAMPLES / name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=env, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout


SAID = {
    "quickstart.py": ["completed It is warmer in Rome.", "By 15 degrees."],
    "tools_and_turns.py": [
        "<- Error: There is no fruit 'appel'. There are: apple, pear.",
        "   ordering in step 3",
        "completed; survived: {'tool_error': 1}",
        "request 3 carried the thoughts ['First the stock of appels.', 'It is called apple.']",
        "request 5 carried the thoughts []",
    ],
    "structured_output.py": ["Rome (Italy): 2,750,000", "Oslo (Norway): 720,000", "{'bad_arguments': 1}"],
    "resume.py": ["ended with -9", "completed: I paid.", "interrupted by a crash", "in the ledger: 5 euros\n"],
    "sub_agent.py": [
        "appeared in 1851.",
        "2 steps of its own, 76 tokens of both",
        "run.jsonl.d/0001-librarian-1.jsonl",
    ],
}


@pytest.mark.parametrize("name", SAID)
def test_an_example(name: str, tmp_path: Path) -> None:
    out = run(name, cwd=tmp_path)
    for said in SAID[name]:
        assert said in out, out


def test_a_sandbox_in_asyncio(tmp_path: Path, docker_engine: DockerClient) -> None:
    first, second = run("sandbox_in_asyncio.py", cwd=tmp_path).splitlines()
    assert first.startswith("0 6 ")
    assert second == "True True"


def test_the_coding_agent_repairs_its_project(tmp_path: Path, docker_engine: DockerClient) -> None:
    out = run("coding_agent.py", cwd=tmp_path)
    assert "+    return sum(values) / len(values)" in out
    assert "completed: The mean divided by one too few." in out


def test_an_example_can_be_given_a_server(tmp_path: Path) -> None:
    with RecordingServer(["Rome.", "A lot."]) as server:
        assert "completed Rome." in run("quickstart.py", "--url", server.url, "--model", "mine", cwd=tmp_path)
        assert server.requests[0].json["model"] == "mine"


def test_no_example_is_forgotten() -> None:
    tried = {*SAID, "sandbox_in_asyncio.py", "coding_agent.py"}
    assert {one.name for one in EXAMPLES.glob("*.py")} == tried | ELSEWHERE
