"""The projects themselves accept what was written, and give each session the verdict that agentrt gives it.

Each runs in its own virtual environment (`scripts/setup peers`); without it the test is skipped.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agentrt.envs.exchange import export_environment
from agentrt.sandbox.images import build_image
from agentrt.testing import Recorded, RecordingServer, Reply
from tests.cli.conftest import call

from .conftest import CASES, LEND, TALK

pytestmark = pytest.mark.full

ROOT = Path(__file__).parents[3]
SIDE = Path(__file__).parent / "peer_side"


def peer(name: str) -> Path:
    """The folder of a peer's programs."""
    folder = ROOT / ".venvs" / name / "bin"
    if not folder.is_dir():
        pytest.skip(f"{name} is not installed: scripts/setup peers (it is left out where its Python is not there)")
    return folder


def run(*words: object, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(one) for one in words], capture_output=True, text=True, timeout=600, **options)


async def test_verifiers_accepts_the_taskset(lending, tmp_path, asked, expected):
    programs = peer("verifiers")
    (project,) = await export_environment(lending, "verifiers", tmp_path)
    env = {**os.environ, "PYTHONPATH": str(project)}
    done = run(
        programs / "vf-validate",
        "agentrt_lending",
        "--runtime.type",
        "subprocess",
        "--no-rich",
        "-o",
        tmp_path / "out",
        env=env,
    )
    (summary,) = (tmp_path / "out").rglob("summary.json")
    assert json.loads(summary.read_text())["outcomes"]["valid"] == 1, done.stderr
    (row,) = [
        json.loads(line) for path in (tmp_path / "out").rglob("results.jsonl") for line in path.read_text().splitlines()
    ]
    assert (row["gold"]["reason"], row["noop"]["reason"], row["noop"]["reward"]) == ("valid", "valid", 0.0)
    question = json.dumps({"package": "agentrt_lending", "cases": json.loads(asked)})
    scored = run(programs / "python", SIDE / "verifiers_verdicts.py", input=question, env=env)
    assert scored.returncode == 0, scored.stderr
    assert json.loads(scored.stdout) == expected


def talking(request: Recorded) -> Reply:
    """Asks the user, lends, and says so."""
    done: int = sum(message["role"] == "tool" for message in request.messages)
    steps = [
        *(call("message_user", message=message) for message, _ in TALK[:3]),
        call("lend", thing_id="T-0005", neighbour="Dora"),
        call("message_user", message=TALK[3][0]),
        call("submit", answer="step ladder"),
    ]
    return steps[done]


async def test_a_rollout_of_verifiers_talks_with_the_user(dialogue, tmp_path):
    """Its own rollout, harness, tool server and scoring; the model is a server with a script."""
    programs = peer("verifiers")
    if not (programs / "uv").exists():
        pytest.skip("verifiers' harnesses start with uv, which is not installed beside it: scripts/setup peers")
    (project,) = await export_environment(dialogue, "verifiers", tmp_path)
    path = f"{programs}:{os.environ['PATH']}"
    with RecordingServer(talking) as server:
        done = run(
            programs / "vf-eval", "agentrt_lending", "--env.agent.harness.id", "null", "--env.agent.runtime.type",
            "subprocess", "--client.base-url", server.url, "--client.api-key-var", "NO_KEY", "-m", "scripted",
            "--no-push", "--no-rich", "-o", tmp_path / "out",
            env={**os.environ, "PYTHONPATH": str(project), "NO_KEY": "none", "PATH": path},
        )  # fmt: skip
    (traces,) = (tmp_path / "out").rglob("traces.jsonl")
    (trace,) = json.loads(traces.read_text())["traces"]
    assert (trace["errors"], trace["rewards"]["solved"]["score"]) == ([], 1.0), done.stderr
    messages = server.requests[-1].messages
    heard = [json.loads(one["content"]) for one in messages if one.get("name") == "message_user"]
    assert heard == [reply for _, reply in TALK[:4]]


async def test_openenv_accepts_the_server(lending, tmp_path, asked, expected, unused_tcp_port_factory):
    programs = peer("openenv")
    (project,) = await export_environment(lending, "openenv", tmp_path)
    with openenv_server(project, unused_tcp_port_factory(), tmp_path / "log") as url:
        remote = run(programs / "openenv", "validate", "--url", url)
        scored = run(programs / "python", SIDE / "openenv_verdicts.py", project, url, input=asked)
    assert "Verdict: PASS" in remote.stdout, remote.stdout
    assert scored.returncode == 0, scored.stderr
    assert json.loads(scored.stdout) == expected
    local = run(programs / "openenv", "validate", project, "--skip-build")
    assert re.search(r"PASS\s+static.manifest", local.stdout), local.stdout


async def test_a_client_of_openenv_talks_with_the_user(dialogue, tmp_path, unused_tcp_port_factory):
    programs = peer("openenv")
    (project,) = await export_environment(dialogue, "openenv", tmp_path)
    steps = [
        *(["message_user", {"message": message}] for message, _ in TALK),
        LEND,
        ["submit", {"answer": "Step Ladder"}],
    ]
    with openenv_server(project, unused_tcp_port_factory(), tmp_path / "log") as url:
        played = run(programs / "python", SIDE / "openenv_steps.py", project, url, input=json.dumps(steps))
    assert played.returncode == 0, played.stderr
    said = json.loads(played.stdout)
    assert [one["ok"] for one in said["outcomes"][: len(TALK)]] == [reply for _, reply in TALK]
    assert said["tools"] == ["list_things", "get_loans", "lend", "message_user", "submit"]
    assert said["reward"] == 1.0


@contextmanager
def openenv_server(project: Path, port: int, log: Path) -> Iterator[str]:
    """A project's server, and its address."""
    url = f"http://127.0.0.1:{port}"
    with log.open("w") as out:
        command = [str(peer("openenv") / "python"), "-m", "server.app", "--port", str(port)]
        server = subprocess.Popen(command, cwd=project, stdout=out, stderr=out)
        try:
            wait_for(f"{url}/health", server)
            yield url
        finally:
            server.terminate()
            server.wait()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not come up")


async def test_harbor_loads_and_lints_the_tasks(lending, tmp_path):
    programs = peer("harbor")
    digest = "python:3.12-slim-bookworm@sha256:" + "0" * 64  # the rule is about the form
    (folder,) = await export_environment(lending, "harbor", tmp_path, image=digest)
    done = run(programs / "harbor", "lint", "--select", "ALL", "--json", folder)
    assert json.loads(done.stdout) == [], done.stdout
    code = "import sys; from harbor.models.task.task import Task; print(Task(sys.argv[1]).name)"
    loaded = run(programs / "python", "-c", code, folder)
    assert loaded.stdout.strip() == "agentrt/lending-001", loaded.stderr


@pytest.mark.parametrize("name", ["oracle", "nothing", "other neighbour", "one loan too many"])
async def test_harbor_runs_a_trial_and_pays_what_agentrt_pays(lending, tmp_path, name):
    """Harbor's own oracle and no-op agents, its separate verifier, its artifacts; containers by plain `docker`."""
    programs = peer("harbor")
    if shutil.which("docker") is None:
        pytest.skip("there is no docker: scripts/setup docker")
    image = build_image("python")
    (folder,) = await export_environment(lending, "harbor", tmp_path, image=image)
    record, reward = CASES[name]
    if name not in ("oracle", "nothing"):
        calls = "".join(f"    tools.{tool}(**{arguments!r})\n" for tool, arguments in record["calls"])
        (folder / "solution" / "solution.py").write_text(f"def solve(tools):\n{calls}    return {record['answer']!r}\n")
    assert rewards(programs, folder, tmp_path, "nop" if name == "nothing" else "oracle") == {"reward": reward}


def rewards(programs: Path, folder: Path, out: Path, agent: str) -> dict[str, float]:
    """What a trial of Harbor pays."""
    done = run(
        programs / "harbor", "run", "--path", folder, "--agent", agent, "--env",
        "harbor_docker:PlainDocker", "--jobs-dir", out / "jobs", "--quiet",
        env={**os.environ, "PYTHONPATH": str(SIDE), "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
    )  # fmt: skip
    results = [json.loads(path.read_text()) for path in (out / "jobs").rglob("result.json")]
    (said,) = [one for one in results if "trial_name" in one]
    assert said["exception_info"] is None, done.stderr
    paid: dict[str, float] = said["verifier_result"]["rewards"]
    return paid


async def test_a_trial_of_harbor_talks_with_the_user(dialogue, tmp_path):
    programs = peer("harbor")
    if shutil.which("docker") is None:
        pytest.skip("there is no docker: scripts/setup docker")
    (folder,) = await export_environment(dialogue, "harbor", tmp_path, image=build_image("python"))
    talk = "".join(f"    assert tools.message_user(message={said!r}) == {reply!r}\n" for said, reply in TALK)
    lent = "    tools.lend(thing_id='T-0005', neighbour='Dora')\n    return 'step ladder'\n"
    (folder / "solution" / "solution.py").write_text(f"def solve(tools):\n{talk}{lent}")
    assert rewards(programs, folder, tmp_path, "oracle") == {"reward": 1.0}
