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
from pathlib import Path

import pytest

from agentrt.envs.exchange import export_environment
from agentrt.sandbox.images import build_image

from .conftest import CASES

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


async def test_openenv_accepts_the_server(lending, tmp_path, asked, expected, unused_tcp_port_factory):
    programs = peer("openenv")
    (project,) = await export_environment(lending, "openenv", tmp_path)
    url = f"http://127.0.0.1:{(port := unused_tcp_port_factory())}"
    with (tmp_path / "log").open("w") as log:
        command = [str(programs / "python"), "-m", "server.app", "--port", str(port)]
        server = subprocess.Popen(command, cwd=project, stdout=log, stderr=log)
        try:
            wait_for(f"{url}/health", server)
            remote = run(programs / "openenv", "validate", "--url", url)
            scored = run(programs / "python", SIDE / "openenv_verdicts.py", project, url, input=asked)
        finally:
            server.terminate()
            server.wait()
    assert "Verdict: PASS" in remote.stdout, remote.stdout
    assert scored.returncode == 0, scored.stderr
    assert json.loads(scored.stdout) == expected
    local = run(programs / "openenv", "validate", project, "--skip-build")
    assert re.search(r"PASS\s+static.manifest", local.stdout), local.stdout


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
    agent = "nop" if name == "nothing" else "oracle"
    done = run(
        programs / "harbor", "run", "--path", folder, "--agent", agent, "--env",
        "harbor_docker:PlainDocker", "--jobs-dir", tmp_path / "jobs", "--quiet",
        env={**os.environ, "PYTHONPATH": str(SIDE), "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
    )  # fmt: skip
    results = [json.loads(path.read_text()) for path in (tmp_path / "jobs").rglob("result.json")]
    (said,) = [one for one in results if "trial_name" in one]
    assert said["exception_info"] is None, done.stderr
    assert said["verifier_result"]["rewards"] == {"reward": reward}
