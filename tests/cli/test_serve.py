"""`agentrt serve` and `agentrt probe`, as a user types them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from agentrt.models import ChatModel
from agentrt.testing import RecordingServer
from tests.models.test_vllm_server import folder, gone, ids_in, python
from tests.models.toy_server import ToyServer

__all__ = ["folder", "python"]  # fixtures: an interpreter with a stand-in for vLLM, and a model for it
CALL = '<tool_call>{"name": "wait", "arguments": {}}</tool_call>'


def agentrt(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "agentrt.cli", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AGENTRT_")}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)


def test_serve_prints_an_address_and_ends_with_all_it_started(python: Path, folder: Path):
    log = folder.parent / "log"
    command = [sys.executable, "-m", "agentrt.cli", "serve", str(folder), "--python", str(python), "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        line = running.stdout.readline()
        said = dict(one.split("=", 1) for one in line.split()[1:])
        assert said["AGENTRT_MODEL"] == str(folder)
        ChatModel(said["AGENTRT_URL"], model="x", api_key=said["AGENTRT_API_KEY"])
        running.send_signal(signal.SIGTERM)
        _, told = running.communicate(timeout=60)
    assert running.returncode == 0
    assert "ready" in told
    assert gone(ids_in(log))


def test_serve_says_why_it_cannot(folder: Path):
    done = agentrt("serve", str(folder), "--python", sys.executable)
    assert done.returncode == 1
    assert "has no vLLM" in done.stderr
    assert "Traceback" not in done.stderr


def test_probe_prints_a_table_or_json():
    script = [f"<think>a</think>{CALL}", "<think>c</think>done", f"<think>412</think>{CALL}", "412", *["x"] * 6]
    options = ["--model", "toy", "--family", "qwen3", "--tokens", "--tries", "1", "--steps", "2"]
    with ToyServer(script) as server:
        done = agentrt("probe", "reasoning", "--url", server.url, *options)
    assert done.returncode == 0, done.stderr
    assert "1 of 1 times" in done.stdout
    with ToyServer(script) as server:
        done = agentrt("probe", "reasoning", "--url", server.url, *options, "--json")
    assert len(json.loads(done.stdout)["findings"]) == 7


def test_probe_tells_what_a_server_can():
    with RecordingServer(["Hi."]) as server:
        done = agentrt("probe", "server", "--url", server.url)
    assert done.returncode == 0
    assert "token ids in and out" in done.stdout
    assert agentrt("probe", "server", "--url", "http://127.0.0.1:9/v1").returncode == 1
