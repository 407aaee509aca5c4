"""`import agentrt` is light: what a process does not use, it does not load."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("docker", "playwright", "torch", "vllm", "openai", "httpx2", "httpx", "tenacity", "typer", "rich", "xllamacpp")

PROBE = """
import sys
{statement}
print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""


def loaded_by(statement: str) -> set[str]:
    """Top-level names of the modules that a fresh interpreter holds after `statement`."""
    command = [sys.executable, "-c", PROBE.format(statement=statement)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.split())


@pytest.mark.parametrize("statement", ["import agentrt", "from agentrt import Agent, tool, Limits"])
def test_pulls_in_nothing_heavy(statement: str) -> None:
    loaded = loaded_by(statement)
    assert "agentrt" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_every_public_name_is_there() -> None:
    import agentrt

    missing = [name for name in agentrt.__all__ if not hasattr(agentrt, name)]
    assert not missing
    assert sorted(agentrt.__all__) == sorted(set(agentrt.__all__))
