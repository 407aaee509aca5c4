"""`agentrt check` on what agentrt did not make: Harbor tasks, verifiers tasksets, OpenEnv servers, Python functions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from agentrt.envs.checks.foreign import ForeignItem, ForeignReport

Told = Callable[["ForeignItem", int, int], None]


def kind_of(name: str) -> str | None:
    """What kind of thing of others a name names: "harbor", "verifiers", "openenv" or "pairs"; None: none of them."""
    if name.startswith(("http://", "https://")):
        return "openenv"
    path = Path(name)
    if (path / "task.toml").is_file() or any(path.glob("*/task.toml")):
        return "harbor"
    if (path / "pyproject.toml").is_file() and "verifiers" in (path / "pyproject.toml").read_text(errors="replace"):
        return "verifiers"
    return "pairs" if name == "reasoning_gym" or ":" in name else None


def audit(name: str, *, python: Path | None, run: int, told: Told | None = None) -> ForeignReport:
    """Audit something of others.

    Args:
        name: See `kind_of`.
        python: The Python that has the module or the peer; None: the one that `scripts/setup peers` made.
        run: How many Harbor tasks to build and run.
        told: Told of each item.

    Raises:
        ConfigurationError: There is no such Python.
        SandboxLost: What is audited cannot be loaded.
    """
    from agentrt.envs.checks.foreign_harbor import audit_harbor
    from agentrt.envs.checks.foreign_openenv import audit_openenv
    from agentrt.envs.checks.foreign_pairs import audit_pairs
    from agentrt.envs.checks.foreign_verifiers import audit_verifiers

    match kind_of(name):
        case "harbor":
            return audit_harbor(Path(name), run=run, progress=told)
        case "openenv":
            return audit_openenv(name, python or _peer("openenv"))
        case "verifiers":
            return audit_verifiers(Path(name), python or _peer("verifiers"), progress=told)
        case _:
            return audit_pairs(name, python or _peer("reasoning-gym"), path=[Path.cwd()], progress=told)


def show_audit(report: ForeignReport, *, json: bool) -> None:
    """Print an audit: what failed, and how many items each gate passed."""
    if json:
        typer.echo(report.model_dump_json(exclude_defaults=True))
        return
    for item in report.items:
        for one in item.failed:
            typer.secho(f"{item.name}: {one.gate}", bold=True)
            for line in one.evidence[:5]:
                typer.echo(f"    {line}")
    typer.echo(report.table())
    for note in report.notes:
        typer.echo(f"note: {note}")


def _peer(name: str) -> Path:
    from agentrt.errors import ConfigurationError

    python = Path(".venvs") / name / "bin" / "python"
    if not python.exists():
        raise ConfigurationError(f"There is no {python}: run scripts/setup peers, or name a Python by --python.")
    return python.absolute()
