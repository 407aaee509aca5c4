"""`agentrt env export` and `agentrt env import`: environments in the formats of other projects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from agentrt.cli.reporting import reported

if TYPE_CHECKING:
    from agentrt.envs.manifest import Language


def export(
    environment: Annotated[str, typer.Argument(help="Name, or a path with a slash.")],
    out: Annotated[Path, typer.Argument(help="Folder to write under; made where it is missing.")],
    to: Annotated[str, typer.Option("--to", help="harbor, verifiers, openenv or nemo.")],
    image: Annotated[
        str | None,
        typer.Option("--image", help="What containers start from, with a digest at best; it must have Python 3.9."),
    ] = None,
    language: Annotated[str, typer.Option("--language", help="Of the instructions: en or zh.")] = "en",
) -> None:
    """Write an environment for another project: Harbor task directories, a verifiers taskset, an OpenEnv server, or
    a NeMo Gym resources server with its rows.

    The project itself is not needed. What is written carries the environment and runs without agentrt; the verifier
    and the solution are kept from the agent's side where the format can keep them apart. `docs/exchange.md` says how
    each is used.
    """
    import anyio

    from agentrt.envs import load_environment
    from agentrt.envs.exchange import TARGETS, export_environment
    from agentrt.envs.exchange.harbor import IMAGE

    if to not in TARGETS:
        raise typer.BadParameter(f"--to {to}: there is {', '.join(TARGETS)}")

    async def work() -> tuple[Path, ...]:
        return await export_environment(
            load_environment(environment),
            to,
            out,
            image=image or IMAGE,
            language=cast("Language", language),
        )

    with reported():
        for folder in anyio.run(work):
            typer.echo(str(folder))


def import_(
    source: Annotated[Path, typer.Argument(help="What `agentrt env export` wrote, in any of its formats.")],
    out: Annotated[Path, typer.Argument(help="Folder to make the pack in.")] = Path("environments"),
) -> None:
    """Make an environment pack again from what was exported.

    Task directories that agentrt did not write are no packs (their state is a whole container): `agentrt check`
    audits them as they are.
    """
    from agentrt.envs.exchange import import_environment

    with reported():
        made = import_environment(source, out)
        typer.echo(f"{made.root}: {len(made.tasks)} tasks")
