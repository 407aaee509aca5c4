"""`agentrt synth author`: an environment written by agents, with the gates as their feedback."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agentrt.cli import options

if TYPE_CHECKING:
    from agentrt.synth.general.author import Authored

EXIT_CODES = {"completed": 0, "failed": 1, "quarantined": 1, "limit": 3, "cancelled": 130}


def author(
    category: Annotated[str, typer.Argument(help='What it is about: "a city library that lends books".')],
    name: Annotated[str, typer.Option(help="Name of the environment: lower case letters, digits, underscores.")],
    out: Annotated[Path, typer.Option(help="Folder for the work and its result. Name it again to go on.")],
    model: options.Model = None,
    url: options.Url = None,
    family: options.Family = None,
    verifier_model: Annotated[
        str | None,
        typer.Option(
            help="Another model, on the same server, that writes a second verifier for each task without seeing the "
            "first: one author for both is how errors agree."
        ),
    ] = None,
    levels: Annotated[int, typer.Option(help="How many tasks, each made from the one before and harder.")] = 3,
    steps: Annotated[int, typer.Option(help="Most model calls, over the whole job.")] = 300,
    tokens: Annotated[int | None, typer.Option(help="Most tokens, over the whole job.")] = None,
    seconds: options.Seconds = None,
    window: Annotated[int | None, typer.Option(help="Tokens of the model's window; old results are hidden.")] = None,
    json: options.Json = False,
) -> None:
    r"""Have an environment written by an agent: data, tools, an easy task, and harder ones made from it.

    The author works in a sandbox, and hands in what it has made; the gates of `agentrt check` judge it and say what is
    wrong, and nothing that fails them is accepted. Every attempt is kept in OUT/attempts. Started again with the same
    OUT, a job that was killed, or had used up its budget, goes on where it was.

    For example:

        agentrt synth author "a repair shop for bicycles" --name bicycles --out work/bicycles \
            --url http://127.0.0.1:8000/v1 --model Qwen/Qwen3-32B --verifier-model deepseek-ai/DeepSeek-V3.2
    """
    import anyio
    from pydantic import ValidationError

    from agentrt.cli import choice
    from agentrt.cli.reporting import reported
    from agentrt.errors import ConfigurationError
    from agentrt.limits import Limits
    from agentrt.synth.general.author import Authors, Brief, author_environment

    async def main() -> Authored:
        authors = Authors(
            author=choice.choose_model(model, url, family, quiet=json),
            verifier=None if verifier_model is None else choice.choose_model(verifier_model, url, family, quiet=json),
        )
        try:
            brief = Brief(name=name, category=category, levels=levels)
            limits = Limits(steps=steps, tokens=tokens, seconds=seconds)
            told = (lambda line: None) if json else choice.progress
            return await author_environment(brief, authors, out, limits=limits, window=window, told=told)
        except ValidationError as error:
            first = error.errors()[0]
            raise ConfigurationError(f"{first['loc'][0]}: {first['msg']}.") from None
        finally:
            for one in (authors.author, authors.verifier):
                if one is not None:
                    await one.aclose()

    with reported():
        done = anyio.run(main)
    _show(done, out, json=json)
    raise typer.Exit(EXIT_CODES[done.status])


def _show(done: Authored, out: Path, *, json: bool) -> None:
    if json:
        values = {
            "status": done.status,
            "reason": done.reason,
            "pack": str(done.pack) if done.pack else None,
            "tasks": list(done.tasks),
            "attempts": done.attempts,
            "rejected": done.rejected,
            "steps": done.steps,
            "usage": done.usage.model_dump(),
        }
        typer.echo(jsonlib.dumps(values))
        return
    typer.echo(f"{done.status}: {len(done.tasks)} tasks accepted in {done.attempts} attempts, {done.steps} model calls")
    for gate, times in sorted(done.rejected.items(), key=lambda item: -item[1]):
        typer.echo(f"  {times:4d} x {gate}")
    if done.reason:
        typer.secho(f"{done.reason}. The same command goes on from there.", fg="yellow", err=True)
    if done.pack is not None:
        typer.echo(f"{done.pack}")
