"""Runs code nobody trusts: engines with one protocol (`base.py`), their limits (`policy.py`), a pool, images."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agentrt.sandbox.base import (
        CommandLost,
        Endpoint,
        ExecResult,
        FileEntry,
        Output,
        Process,
        Sandbox,
        SandboxFileError,
        Stats,
    )
    from agentrt.sandbox.bubblewrap import BubblewrapSandbox
    from agentrt.sandbox.docker import DockerSandbox
    from agentrt.sandbox.local import LocalSandbox
    from agentrt.sandbox.policy import SandboxPolicy
    from agentrt.sandbox.pool import SandboxPool

__all__ = [
    "BubblewrapSandbox",
    "CommandLost",
    "DockerSandbox",
    "Endpoint",
    "ExecResult",
    "FileEntry",
    "LocalSandbox",
    "Output",
    "Process",
    "Sandbox",
    "SandboxFileError",
    "SandboxPolicy",
    "SandboxPool",
    "Stats",
]

_HOME = {
    "BubblewrapSandbox": "bubblewrap",
    "DockerSandbox": "docker",
    "LocalSandbox": "local",
    "SandboxPolicy": "policy",
    "SandboxPool": "pool",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"agentrt.sandbox.{_HOME.get(name, 'base')}"), name)
