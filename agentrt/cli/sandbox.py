"""`agentrt sandbox`: images are built and listed, sandboxes looked at, cleaned up, and entered."""

from __future__ import annotations

import json as jsonlib
import time
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from agentrt.cli import options

app = typer.Typer(no_args_is_help=True, help="Sandbox images and the sandboxes made of them.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("build")
def build(
    names: Annotated[
        list[str] | None, typer.Argument(help="Images; a folder with a slash. Default: all shipped.")
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build also what is there.")] = False,
) -> None:
    """Build sandbox images. What is there already, made of the same files, is not built again."""
    from agentrt.sandbox.images import build_image, shipped

    for name in names or shipped():
        tag = _or_exit(partial(build_image, name, progress=_dim, rebuild=rebuild))
        typer.echo(f"{name}: {tag}")


@app.command("list")
def listed(json: Json = False) -> None:
    """List the shipped sandbox images, and whether they are built."""
    from agentrt.cli.images import described

    images = _or_exit(described)
    if json:
        rows = [{"name": one.name, "summary": one.summary, "tag": one.tag, "built": one.built} for one in images]
        typer.echo(jsonlib.dumps(rows))
        return
    for one in images:
        typer.echo(f"{one.name}: {one.summary}")
        typer.echo(f"    {one.tag}" if one.built else f"    not built; agentrt sandbox build {one.name}")


@app.command("ps")
def ps(json: Json = False) -> None:
    """List the sandboxes that are running or were left behind, and the workspaces that are kept."""
    sandboxes, workspaces = _or_exit(_running), _kept()
    if json:
        typer.echo(jsonlib.dumps({"sandboxes": sandboxes, "workspaces": workspaces}))
        return
    for one in sandboxes:
        owner = "its owner is dead: agentrt sandbox gc" if one["orphaned"] else f"of process {one['pid']}"
        age = time.time() - one["created"]
        typer.echo(f"{one['id']}  {one['image']}  {one['state']}  {age:.0f} s old  {owner}")
    for one in workspaces:
        owner = f"in use by process {one['pid']}" if one["in_use"] else "kept, its owner has ended"
        typer.echo(f"workspace {one['name']}  {one['bytes'] / 2**20:.1f} MiB  {owner}")
    if not sandboxes and not workspaces:
        typer.echo("No sandboxes and no workspaces.")


@app.command("gc")
def gc(
    workspaces: Annotated[
        bool, typer.Option("--workspaces", help="Also workspaces whose lease is not over; their runs are then lost.")
    ] = False,
    json: Json = False,
) -> None:
    """Remove what dead processes left: containers, expired workspaces, half-built images. What lives is not touched."""
    from agentrt.sandbox.gc import collect

    removed = _or_exit(collect).model_dump()
    if workspaces:
        removed["workspaces"] = (*removed["workspaces"], *_or_exit(_erase_unused))
    if json:
        typer.echo(jsonlib.dumps(removed))
        return
    for kind, names in removed.items():
        for name in names:
            typer.echo(f"removed {kind.removesuffix('s')} {name}")
    if not any(removed.values()):
        typer.echo("Nothing to remove.")


@app.command("shell")
def shell(
    image: Annotated[str, typer.Argument(help="Image, as for agentrt run --sandbox.")] = "python",
    workspace: Annotated[str | None, typer.Option(help="A kept workspace to look into (agentrt sandbox ps).")] = None,
    allow: options.Allow = None,
) -> None:
    """Open a shell in a new sandbox, under the same limits that an agent has. It is removed when the shell ends."""
    from agentrt.cli.shell import open_shell

    code = _or_exit(lambda: open_shell(image, workspace, tuple(allow or ())))
    raise typer.Exit(code)


def _running() -> list[dict[str, Any]]:
    from agentrt.sandbox.gc import list_sandboxes

    return [one.model_dump() for one in list_sandboxes()]


def _kept() -> list[dict[str, Any]]:
    from agentrt.sandbox.volumes import workspaces

    rows = []
    for one in workspaces():
        lease = one.lease()
        if lease is not None and one.exists():
            used = one.disk.stat().st_blocks * 512
            in_use = not lease.owner.dead()
            rows.append({"name": one.name, "bytes": used, "pid": lease.owner.pid, "in_use": in_use, "run": lease.run})
    return rows


def _erase_unused() -> list[str]:
    """Erase the workspaces whose owner is dead."""
    from agentrt.sandbox.volumes import locked, workspaces

    gone = []
    with locked():
        for one in workspaces():
            lease = one.lease()
            if lease is not None and lease.owner.dead():
                one.erase()
                gone.append(one.name)
    return gone


def _dim(line: str) -> None:
    typer.secho(line, dim=True, err=True)


def _or_exit(function: Callable[[], Any]) -> Any:
    """Its result; this project's errors end the command with exit code 1, or 2 for what was typed wrong."""
    from agentrt.errors import AgentrtError, ConfigurationError
    from agentrt.sandbox.engine import translated

    try:
        return translated(function)
    except AgentrtError as error:
        typer.secho(f"Error: {error}", fg="red", err=True)
        raise typer.Exit(2 if isinstance(error, ConfigurationError) else 1) from None
