"""From what is typed after `--model`, `--tools` and `--sandbox` to the things themselves."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from agentrt.catalogue import load_tools, shipped_packs
from agentrt.errors import ConfigurationError
from agentrt.models.base import Model
from agentrt.tool import Tool

DEFAULT_MODEL = "qwen2.5-coder-1.5b"
"""The embedded model that is used where neither a model nor a server is named."""


def choose_model(model: str | None, url: str | None, family: str | None) -> Model:
    """The model that the options name.

    Args:
        model: Name on the server; or, without a server, an embedded model's name or the path of a GGUF file.
        url: An OpenAI-compatible server, with its `/v1`.
        family: Overrides the family found from the name.

    Raises:
        ConfigurationError: There is no such embedded model, or a server is named without a model.
    """
    from agentrt.models import ChatModel, EmbeddedModel

    url = url or os.environ.get("AGENTRT_URL")
    model = model or os.environ.get("AGENTRT_MODEL")
    if url is None:
        return EmbeddedModel(model or DEFAULT_MODEL)
    if model is None:
        raise ConfigurationError(f"Name the model that {url} serves: --model NAME (GET {url}/models lists them).")
    return ChatModel(url, model=model, family=family)


def pack_names(tools: str) -> list[str]:
    """Names of packs from "bash,python"; "none" is no pack."""
    return [name.strip() for name in tools.split(",") if name.strip() and name.strip() != "none"]


def needs_sandbox(names: list[str]) -> bool:
    """Whether one of the shipped packs among `names` runs code."""
    shipped = shipped_packs()
    return any("sandbox" in shipped[name].needs for name in names if name in shipped)


def choose_sandbox(name: str | None, packs: list[str], workspace: str | None) -> Any | None:
    """The sandbox that the options name, not yet started; None where no tool needs one.

    Args:
        name: An image's name, "none", or None for the default: "python" where a tool needs a sandbox.
        packs: The tool packs that will be loaded.
        workspace: Name of its workspace, which then outlives a crash.
    """
    if name == "none" or (name is None and not needs_sandbox(packs)):
        return None
    from agentrt.sandbox import DockerSandbox

    return DockerSandbox(name or "python", workspace=workspace)


def sandbox_from_spec(spec: Mapping[str, JsonValue]) -> Any:
    """The sandbox that a journal's header tells of, attached to the workspace that it left.

    Raises:
        ConfigurationError: It cannot be made again from what the journal holds.
    """
    from agentrt.sandbox import DockerSandbox, SandboxPolicy

    if spec.get("engine") != "docker":
        raise ConfigurationError(
            f"A run in a {spec.get('engine')!r} sandbox is resumed from Python: agent.resume(path)."
        )
    workspace = spec.get("workspace")
    return DockerSandbox(
        str(spec["image"]),
        policy=SandboxPolicy.model_validate(spec.get("policy") or {}),
        workspace=str(workspace) if workspace else None,
    )


def choose_tools(packs: list[str], sandbox: Any | None) -> list[Tool]:
    """The tools of the packs."""
    return load_tools(*packs, sandbox=sandbox)
