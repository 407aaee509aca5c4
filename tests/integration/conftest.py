"""A real vLLM with a tiny model, started once for all tests of this folder."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from agentrt.errors import ConfigurationError
from agentrt.models.vllm_machine import find_python
from agentrt.models.vllm_server import VLLMServer

SCRIPT = Path(__file__).parents[2] / "scripts" / "tiny_model.py"


@pytest.fixture(scope="session")
def vllm_python() -> Path:
    """The interpreter that has vLLM."""
    try:
        return find_python()
    except ConfigurationError as error:
        pytest.skip(f"no vLLM on this machine: {error}")


@pytest.fixture(scope="session")
def tiny_model(vllm_python: Path) -> str:
    """The tiny model's folder; it is made once for each version of its script, in a few minutes."""
    made = subprocess.run([str(vllm_python), str(SCRIPT)], capture_output=True, text=True, check=True)
    return made.stdout.splitlines()[-1]


def server_of(model: str, log: Path) -> VLLMServer:
    """A server that takes little memory."""
    return VLLMServer(model, family="qwen3", log=log, environment={"VLLM_CPU_KVCACHE_SPACE": "1"}, start_timeout=600)


@pytest.fixture(scope="module")
def server(tiny_model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VLLMServer]:
    """A server that answers."""
    started = server_of(tiny_model, tmp_path_factory.mktemp("vllm") / "log")
    started.start()
    try:
        started.wait()
        yield started
    finally:
        started.stop()
