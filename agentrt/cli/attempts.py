"""A model tries tasks, and how often it solves them is printed: for `agentrt rollout` and `agentrt check --model`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from agentrt.envs import Environment
    from agentrt.limits import Limits
    from agentrt.models.base import Model, Settings
    from agentrt.rollouts import PassRate, Rollout


@dataclass(frozen=True)
class Trial:
    """How a model tries tasks.

    Attributes:
        model: The model.
        n: Attempts at each task.
        concurrency: Attempts at once.
        limits: What an attempt may spend.
        settings: How replies are sampled.
        language: Of the instructions.
        journals: Folder to record the attempts in; None: nowhere.
        quiet: Whether nothing is told while it runs.
    """

    model: Model
    n: int
    concurrency: int
    limits: Limits
    settings: Settings
    language: str
    journals: Path | None
    quiet: bool


def trial_of(
    model: str | None,
    url: str | None,
    family: str | None,
    *,
    n: int,
    concurrency: int,
    steps: int,
    seconds: float,
    max_tokens: int | None,
    temperature: float | None,
    language: str,
    journals: Path | None,
    quiet: bool,
) -> Trial:
    """What the options say. Weights that are not here yet are fetched.

    Raises:
        ConfigurationError: There is no such model.
        ModelError: The weights could not be fetched.
    """
    from agentrt.cli.choice import choose_model, choose_settings
    from agentrt.limits import Limits

    settings = choose_settings(max_tokens, temperature, None)
    chosen = choose_model(model, url, family, quiet=quiet)
    return Trial(chosen, n, concurrency, Limits(steps=steps, seconds=seconds), settings, language, journals, quiet)


async def try_tasks(
    trial: Trial, wanted: Iterable[tuple[Environment, int | Sequence[str] | None]], *, allow_unchecked: bool
) -> list[Rollout]:
    """Let the model try tasks of environments, one environment after the other. The model is closed at the end.

    Args:
        trial: How.
        wanted: Environments, each with its tasks as `rollout` takes them.
        allow_unchecked: See `rollout`.
    """
    from agentrt.rollouts import rollout

    done: list[Rollout] = []
    try:
        for environment, tasks in wanted:
            attempts = rollout(
                environment, trial.model, n=trial.n, tasks=tasks, concurrency=trial.concurrency, limits=trial.limits,
                settings=trial.settings, language=trial.language, journals=trial.journals,
                progress=None if trial.quiet else tell, allow_unchecked=allow_unchecked,
            )  # fmt: skip
            done += [one async for one in attempts]
    finally:
        await trial.model.aclose()
    return done


def tell(one: Rollout, done: int, total: int) -> None:
    """Print a line on an attempt."""
    worth = f"{one.reward:g}" if one.valid else "nothing measured"
    typer.echo(
        f"{done}/{total} {one.task_id} level {one.level}, attempt {one.index}: {worth} ({one.status}, {one.run.steps} "
        f"steps, {one.seconds:.0f} s{', recorded' if one.resumed else ''})",
        err=True,
    )


def print_rates(done: Sequence[Rollout], *, as_json: bool) -> None:
    """Print pass@k by level and over all: a table, or a line of JSON for each task, level, and all."""
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
