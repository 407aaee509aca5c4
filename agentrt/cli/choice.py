"""From what is typed after `--model`, `--tools` and `--sandbox` to the things themselves."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

import typer
from pydantic import JsonValue, ValidationError

from agentrt.catalogue import shipped_packs
from agentrt.errors import ConfigurationError, SandboxUnavailable
from agentrt.limits import Limits
from agentrt.models.base import Model, Settings

if TYPE_CHECKING:
    from agentrt.sandbox.base import Sandbox
    from agentrt.sandbox.memory_workspace import MemoryWorkspace
    from agentrt.sandbox.volumes import Workspace

Chosen = tuple["Sandbox | None", str | None]
"""A sandbox that is not yet started, and the name of its workspace."""


def choose_model(model: str | None, url: str | None, family: str | None, *, quiet: bool = False) -> Model:
    """The model that the options name. Weights that are not here yet are fetched, which takes minutes.

    Args:
        model: Name on the server; or, without a server, an embedded model's name or the path of a GGUF file.
        url: An OpenAI-compatible server, with its `/v1`.
        family: Overrides the family found from the name.
        quiet: Show no progress.

    Raises:
        ConfigurationError: There is no such embedded model, or a server is named without a model.
        ModelError: The weights could not be fetched.
    """
    url = url or os.environ.get("AGENTRT_URL")
    model = model or os.environ.get("AGENTRT_MODEL")
    if url is None:
        return _embedded(model, quiet=quiet)
    if model is None:
        raise ConfigurationError(f"Name the model that {url} serves: --model NAME (agentrt models --url {url}).")
    from agentrt.models import ChatModel

    return ChatModel(url, model=model, family=family)


def _embedded(name: str | None, *, quiet: bool) -> Model:
    from agentrt.models import EmbeddedModel
    from agentrt.models.weights import DEFAULT, fetch, find, progress_bar

    name = name or DEFAULT
    if find(name) is None:
        with nullcontext() if quiet else progress_bar(name) as told:
            fetch(name, told)
    return EmbeddedModel(name)


def choose_limits(steps: int, seconds: float | None) -> Limits:
    """Budgets of the run.

    Raises:
        ConfigurationError: A number is no budget.
    """
    try:
        return Limits(steps=steps, seconds=seconds)
    except ValidationError as error:
        raise _wrong_option(error) from None


def choose_settings(max_tokens: int | None, temperature: float | None, effort: str | None) -> Settings:
    """How replies are sampled.

    Raises:
        ConfigurationError: There is no such effort.
    """
    try:
        return Settings.model_validate({"max_tokens": max_tokens, "temperature": temperature, "effort": effort})
    except ValidationError as error:
        raise _wrong_option(error) from None


def _wrong_option(error: ValidationError) -> ConfigurationError:
    first = error.errors()[0]
    name = "-".join(map(str, first["loc"])).replace("_", "-")
    return ConfigurationError(f"--{name} {first['input']}: {first['msg'][0].lower()}{first['msg'][1:]}.")


def pack_names(tools: str) -> list[str]:
    """Names of packs from "bash,python"; "none" is no pack."""
    return [name.strip() for name in tools.split(",") if name.strip() and name.strip() != "none"]


def needs_sandbox(names: Sequence[str]) -> bool:
    """Whether one of the shipped packs among `names` runs code."""
    shipped = shipped_packs()
    return any("sandbox" in shipped[name].needs for name in names if name in shipped)


def choose_sandbox(name: str | None, packs: Sequence[str], allow: Sequence[str], *, quiet: bool) -> Chosen:
    """The sandbox that the options name, not yet started, and the name of its workspace.

    The sandbox is None where no tool needs one; the workspace has no name where this machine cannot keep one.

    Args:
        name: An image's name, "none", or None for the default: "python" where a tool needs a sandbox.
        packs: The tool packs that will be loaded.
        allow: Hosts that it may reach.
        quiet: Say nothing while an image is built.

    Raises:
        ConfigurationError: There is no such image, or a host is none.
        SandboxUnavailable: No Docker daemon answers.
    """
    if name == "none" or (name is None and not needs_sandbox(packs)):
        return None, None
    from agentrt.sandbox import DockerSandbox, SandboxPolicy
    from agentrt.sandbox.engine import keeps_workspaces

    try:
        policy = SandboxPolicy(allow=tuple(allow)) if allow else None
    except ValidationError as error:
        raise _wrong_option(error) from None
    workspace = f"run-{uuid.uuid4().hex[:12]}" if keeps_workspaces() else None
    told = None if quiet else progress
    return DockerSandbox(name or "python", policy=policy, workspace=workspace, progress=told), workspace


def sandbox_from_spec(spec: Mapping[str, JsonValue], *, quiet: bool) -> Chosen:
    """The sandbox that a journal's header tells of, attached to the workspace that it left.

    Raises:
        ConfigurationError: It cannot be made again from what the journal holds.
        SandboxUnavailable: Its workspace is gone, and the run's files with it.
    """
    from agentrt.sandbox import BubblewrapSandbox, DockerSandbox, SandboxPolicy

    engines = {"docker": DockerSandbox, "bubblewrap": BubblewrapSandbox}
    engine, workspace = str(spec.get("engine")), spec.get("workspace")
    if engine not in engines:
        raise ConfigurationError(
            f"The run was in a {engine!r} sandbox, which cannot be made again from a record alone. Make it in Python "
            "and go on there: Agent(..., sandbox=...).resume(path)."
        )
    if not isinstance(workspace, str) or not kept(engine, workspace).exists():
        raise SandboxUnavailable(
            "The files of this run are gone: its workspace was removed when its lease ended, or was memory that ended "
            "with it or with a reboot (workspaces are kept by root, on a local Docker daemon and by bubblewrap). "
            "Start the task again."
        )
    policy = SandboxPolicy.model_validate(spec.get("policy") or {})
    told = None if quiet else progress
    box = engines[engine](str(spec["image"]), policy=policy, workspace=workspace, progress=told)
    return box, workspace


def kept(engine: str, name: str) -> Workspace | MemoryWorkspace:
    """The workspace of that name of an engine that keeps them."""
    from agentrt.sandbox.memory_workspace import MemoryWorkspace
    from agentrt.sandbox.volumes import Workspace

    return MemoryWorkspace(name) if engine == "bubblewrap" else Workspace(name)


def progress(line: str) -> None:
    """Say what takes long, on standard error."""
    typer.secho(line, dim=True, err=True)
