"""`agentrt rollout`: a model tries an environment's tasks, and how often it solves them is printed by level."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from agentrt.cli import options
from agentrt.cli.reporting import reported

if TYPE_CHECKING:
    from agentrt.rollouts import PassRate, Rollout


def rollout(
    environments: list[str] = typer.Argument(..., help="Names, or paths with a slash, of environments."),
    model: options.Model = None,
    url: options.Url = None,
    family: options.Family = None,
    n: int = typer.Option(1, "-n", help="Attempts at each task.", min=1),
    tasks: int | None = typer.Option(None, "--tasks", help="How many tasks of each environment; all by default."),
    concurrency: int = typer.Option(8, "--concurrency", help="Attempts at once.", min=1),
    steps: int = typer.Option(30, "--steps", help="Model calls of an attempt.", min=1),
    seconds: float = typer.Option(600.0, "--seconds", help="Time of an attempt."),
    max_tokens: options.MaxTokens = None,
    temperature: options.Temperature = None,
    language: str = typer.Option("en", "--language", help="Of the instructions: en or zh."),
    journals: Path | None = typer.Option(
        None, "--journals", help="Folder to record the attempts in. The same folder again goes on where it was cut off."
    ),
    label: bool = typer.Option(False, "--label", help="Write each task's pass@k into the pack's quality.json."),
    allow_unchecked: bool = typer.Option(
        False, "--allow-unchecked", help="Also an environment that has not passed `agentrt check` as it is now."
    ),
    as_json: bool = typer.Option(False, "--json", help="One line of JSON for each task, then for each level."),
) -> None:
    """Let a model try tasks, score each attempt, and print pass@k by level.

    **agentrt rollout library --model qwen2.5-coder-1.5b -n 4 --journals runs/library**
    """
    import anyio

    from agentrt.cli.choice import choose_model, choose_settings
    from agentrt.limits import Limits

    with reported():
        limits = Limits(steps=steps, seconds=seconds)
        settings = choose_settings(max_tokens, temperature, None)
        chosen = choose_model(model, url, family, quiet=as_json)

    async def work() -> list[Rollout]:
        from agentrt.envs import load_environment
        from agentrt.rollouts import rollout as roll

        done: list[Rollout] = []
        try:
            for name in environments:
                attempts = roll(
                    load_environment(name), chosen, n=n, tasks=tasks, concurrency=concurrency, limits=limits,
                    settings=settings, language=language, journals=journals, progress=None if as_json else _told,
                    allow_unchecked=allow_unchecked,
                )  # fmt: skip
                done += [one async for one in attempts]
        finally:
            await chosen.aclose()
        return done

    with reported():
        done = anyio.run(work)
        _print(done, as_json=as_json)
        for name in environments if label else ():
            from agentrt.envs import load_environment
            from agentrt.rollouts.labels import write_labels

            typer.echo(str(write_labels(load_environment(name), chosen.name, done)), err=True)


def _told(one: Rollout, done: int, total: int) -> None:
    worth = f"{one.reward:g}" if one.valid else "nothing measured"
    typer.echo(
        f"{done}/{total} {one.task_id} level {one.level}, attempt {one.index}: {worth} ({one.status}, {one.run.steps} "
        f"steps, {one.seconds:.0f} s{', recorded' if one.resumed else ''})",
        err=True,
    )


def _print(done: Sequence[Rollout], *, as_json: bool) -> None:
    from agentrt.rollouts import pass_rates

    levels = pass_rates(done, by=lambda one: f"level {one.level}")
    whole = pass_rates(done, by=lambda _: "all")
    if as_json:
        for rate in [*pass_rates(done), *levels, *whole]:
            typer.echo(rate.model_dump_json())
        return
    ks = sorted({k for rate in [*levels, *whole] for k in rate.pass_at})
    typer.echo("| | tasks | attempts | passed | " + " | ".join(f"pass@{k}" for k in ks) + " | 95 % of pass@1 |")
    typer.echo("|---|" + "---:|" * (len(ks) + 4))
    for rate in [*levels, *whole]:
        typer.echo(_row(rate, ks))


def _row(rate: PassRate, ks: Sequence[int]) -> str:
    low, high = rate.interval
    cells = " | ".join(f"{rate.pass_at[k]:.2f}" if k in rate.pass_at else "" for k in ks)
    attempts = f"{rate.attempts}" + (f" (+{rate.lost} lost)" if rate.lost else "")
    return f"| {rate.name} | {rate.tasks} | {attempts} | {rate.passed} | {cells} | {low:.2f} to {high:.2f} |"
