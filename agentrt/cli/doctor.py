"""`agentrt doctor`: what works on this machine, and what to do about the rest."""

from __future__ import annotations

import json as jsonlib
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from agentrt.cli import options


@dataclass(frozen=True)
class Finding:
    """What was found out about one part.

    Attributes:
        part: Its name.
        works: Whether it does.
        said: What was found.
        remedy: What to do, where it does not work.
        optional: Whether `agentrt run` does without it.
    """

    part: str
    works: bool
    said: str
    remedy: str = ""
    optional: bool = False


def doctor(
    url: options.Url = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Look at what agentrt needs: Docker, images, a model, a browser, a GPU. Says what works and what to do.

    Exit codes: 0 if `agentrt run` can work here (with --url: on that server's model), else 1.
    """
    found: list[Finding] = []
    for finding in findings(url or os.environ.get("AGENTRT_URL")):
        found.append(finding)
        if not json:
            _show(finding)
    works = all(one.works or one.optional for one in found)
    if json:
        typer.echo(jsonlib.dumps({"works": works, "findings": [asdict(one) for one in found]}))
    else:
        typer.echo(
            "\nEverything that `agentrt run` needs works." if works else "\nSomething that is needed is missing."
        )
    raise typer.Exit(0 if works else 1)


def _show(finding: Finding) -> None:
    mark, color = ("ok", "green") if finding.works else ("--", "yellow") if finding.optional else ("no", "red")
    typer.echo(f"{typer.style(mark, fg=color)}  {finding.part}: {finding.said}")
    if finding.remedy:
        typer.echo(f"    {finding.remedy}")


def findings(url: str | None) -> Iterable[Finding]:
    """Every part, one after the other as they are found out."""
    docker = _docker()
    yield docker
    if docker.works:
        yield _base_image()
        yield from _sandbox_images()
    yield _bubblewrap()
    if url is not None:
        server = _server(url)
        yield server
        if server.works:
            yield from abilities(url)
    yield _engine(needed=url is None)
    yield _weights()
    yield _gpu()
    yield _vllm()
    yield _browser()


def _docker() -> Finding:
    from agentrt.errors import SandboxError
    from agentrt.sandbox import engine
    from agentrt.sandbox.volumes import can_loop

    try:
        info = engine.translated(engine.info)
        local = engine.translated(engine.is_local)
    except SandboxError as error:
        return Finding("Docker", False, str(error), "scripts/setup docker installs and starts one (Debian, as root).")
    said = f"engine {info['ServerVersion']}, {info['NCPU']} processors, {info['MemTotal'] / 2**30:.1f} GiB"
    if not (local and can_loop()):
        said += "; workspaces are memory here, so a killed run cannot be resumed with its files"
    return Finding("Docker", True, said)


def _base_image() -> Finding:
    from agentrt.sandbox.images import ImagePack, present

    base = str(ImagePack.model_fields["base"].default)
    if present(base):
        return Finding("base image", True, base)
    return Finding("base image", False, f"{base} is missing", "scripts/setup image pulls or builds it.")


def _sandbox_images() -> Iterable[Finding]:
    from agentrt.cli.images import described

    for one in described():
        said = one.tag if one.built else "not built yet"
        remedy = (
            "" if one.built else f"Built on first use, which takes minutes; or now: agentrt sandbox build {one.name}"
        )
        yield Finding(f"sandbox image {one.name}", one.built, said, remedy, optional=True)


def _bubblewrap() -> Finding:
    from agentrt.errors import SandboxError
    from agentrt.sandbox.bubblewrap import check_machine
    from agentrt.sandbox.policy import SandboxPolicy

    try:
        check_machine(SandboxPolicy())
    except SandboxError as error:
        return Finding("bubblewrap", False, str(error), "scripts/setup bubblewrap", optional=True)
    tried = _said(["bwrap", "--ro-bind", "/", "/", "--unshare-all", "true"])
    if tried is None:
        remedy = "This machine forbids the namespaces it needs; use Docker."
        return Finding("bubblewrap", False, "it cannot make a sandbox", remedy, optional=True)
    return Finding("bubblewrap", True, _said(["bwrap", "--version"]) or "", optional=True)


def _server(url: str) -> Finding:
    from agentrt.cli.probe import probe
    from agentrt.errors import ModelError

    try:
        server = probe(url)
    except ModelError as error:
        return Finding("server", False, str(error), "Start it, or correct the address: agentrt doctor --url URL")
    names = ", ".join(server.models[:5]) + (f" and {len(server.models) - 5} more" if len(server.models) > 5 else "")
    return Finding("server", bool(server.models), f"{url} is {server.engine}, serving {names or 'no model'}")


def abilities(url: str) -> Iterable[Finding]:
    """What the server can do that not all can."""
    import anyio

    from agentrt.errors import ModelError
    from agentrt.models.probe import probe_server

    remedies = {
        "token ids in and out": "ChatModel works all the same. For TokenModel start vLLM with --enable-scale-out.",
        "tells how much was cached": "vLLM: --enable-prompt-tokens-details; SGLang: --enable-cache-report.",
    }
    try:
        report = anyio.run(probe_server, url)
    except ModelError as error:
        yield Finding("server's routes", False, str(error), "agentrt probe server --url URL", optional=True)
        return
    for one in report.findings:
        if one.name in remedies:
            works = one.verdict == "yes"
            yield Finding(one.name, works, one.detail, "" if works else remedies[one.name], optional=True)


def _engine(*, needed: bool) -> Finding:
    if find_spec("xllamacpp") is None:
        remedy = "pip install 'agentrt[cpu]', or name a server with --url."
        return Finding("embedded engine", False, "xllamacpp is not installed", remedy, optional=not needed)
    from importlib.metadata import version

    return Finding("embedded engine", True, f"xllamacpp {version('xllamacpp')}", optional=not needed)


def _weights() -> Finding:
    from agentrt.models.weights import DEFAULT, REGISTRY, cache_directory, find

    there = [name for name in REGISTRY if find(name) is not None]
    if there:
        return Finding("embedded weights", True, f"{', '.join(there)} in {cache_directory()}", optional=True)
    size = REGISTRY[DEFAULT].size / 1e9
    remedy = f"The first `agentrt run` without --url fetches {DEFAULT} ({size:.1f} GB)."
    return Finding("embedded weights", False, f"none in {cache_directory()}", remedy, optional=True)


def _gpu() -> Finding:
    from agentrt.models.vllm_machine import installed_gpus

    gpus = installed_gpus()
    if not gpus:
        remedy = "Models run on the CPU: the embedded ones, or vLLM's CPU build."
        return Finding("GPU", False, "none that nvidia-smi lists", remedy, optional=True)
    return Finding("GPU", True, ", ".join(f"{one.name} {one.memory / 2**30:.0f} GiB" for one in gpus), optional=True)


def _vllm() -> Finding:
    from agentrt.errors import ConfigurationError
    from agentrt.models.vllm_machine import find_python

    try:
        python = find_python()
    except ConfigurationError as error:
        return Finding("vLLM", False, "not found", str(error), optional=True)
    asked = "import importlib.metadata as m; print(m.version('vllm'))"
    version = _said([str(python), "-c", asked])
    if version is None:
        return Finding("vLLM", False, f"{python} has none", "scripts/setup vllm", optional=True)
    return Finding("vLLM", True, f"{version} of {python}", optional=True)


def _browser() -> Finding:
    if find_spec("playwright") is None:
        remedy = "pip install 'agentrt[browser]'"
        return Finding("browser", False, "playwright is not installed", remedy, optional=True)
    from agentrt.errors import ConfigurationError
    from agentrt.web.launch import find_chromium

    try:
        path = find_chromium(_of_playwright())
    except ConfigurationError as error:
        return Finding("browser", False, str(error), "scripts/setup chromium", optional=True)
    version = _said([path, "--version", "--no-sandbox"])
    if version is None:
        return Finding("browser", False, f"{path} does not start", "scripts/setup chromium", optional=True)
    return Finding("browser", True, f"{version} ({path})", optional=True)


def _of_playwright() -> str:
    """The Chromium that `playwright install` put down, or an empty path. Asking Playwright itself would start it."""
    home = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(home.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else ""


def _said(command: list[str]) -> str | None:
    """The first line that a program prints; None where it is not there or fails."""
    if shutil.which(command[0]) is None:
        return None
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return next(iter(done.stdout.splitlines()), "").strip()
