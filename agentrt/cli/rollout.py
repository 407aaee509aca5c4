"""`agentrt rollout`: a model tries an environment's tasks, and how often it solves them is printed by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from agentrt.cli import options
from agentrt.cli.attempts import print_rates, trial_of, try_tasks
from agentrt.cli.reporting import reported

if TYPE_CHECKING:
    from agentrt.rollouts import Rollout


def rollout(
    environments: list[str] = typer.Argument(..., help="Names, or paths with a slash, of environments."),
    model: options.Model = None,
    url: options.Url = None,
    family: options.Family = None,
    n: options.Attempts = 1,
    tasks: int | None = typer.Option(None, "--tasks", help="How many tasks of each environment; all by default."),
    concurrency: options.Concurrency = 8,
    steps: options.AttemptSteps = 30,
    seconds: options.AttemptSeconds = 600.0,
    max_tokens: options.MaxTokens = None,
    temperature: options.Temperature = None,
    language: options.InstructionLanguage = "en",
    journals: options.Journals = None,
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

    with reported():
        trial = trial_of(
            model, url, family, n=n, concurrency=concurrency, steps=steps, seconds=seconds, max_tokens=max_tokens,
            temperature=temperature, language=language, journals=journals, quiet=as_json,
        )  # fmt: skip

    async def work() -> list[Rollout]:
        from agentrt.envs import load_environment

        wanted = ((load_environment(name), tasks) for name in environments)
        return await try_tasks(trial, wanted, allow_unchecked=allow_unchecked)

    with reported():
        done = anyio.run(work)
        print_rates(done, as_json=as_json)
        for name in environments if label else ():
            from agentrt.envs import load_environment
            from agentrt.rollouts.labels import write_labels

            typer.echo(str(write_labels(load_environment(name), trial.model.name, done)), err=True)
