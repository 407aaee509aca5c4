"""`agentrt run` and `agentrt resume`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from agentrt.cli import options

INSTRUCTIONS = (
    "You are a careful assistant with tools. Think first. Use the tools to find out and to check, one step at a time, "
    "and do not guess what a tool can tell you. When the task is done, answer briefly and say what you found."
)


def run(
    task: Annotated[str, typer.Argument(help="What to do, in words; - reads it from standard input.")],
    model: options.Model = None,
    url: options.Url = None,
    family: options.Family = None,
    tools: Annotated[
        str, typer.Option(help="Tool packs by name or path, with commas between; none for no tools.")
    ] = "bash,python",
    sandbox: options.Sandbox = None,
    allow: options.Allow = None,
    instructions: Annotated[str, typer.Option(help="System message.", show_default=False)] = INSTRUCTIONS,
    journal: options.NewJournal = None,
    steps: options.Steps = 50,
    seconds: options.Seconds = None,
    max_tokens: options.MaxTokens = None,
    temperature: options.Temperature = None,
    effort: options.Effort = None,
    ask: options.Ask = False,
    json: options.Json = False,
) -> None:
    """Run an agent on a task, and watch it think, call tools and answer.

    The run is recorded as it goes; after a crash or Ctrl-C, `agentrt resume` goes on with it.

    Exit codes: 0 completed, 1 failed, 2 wrong usage, 3 a limit was reached, 130 cancelled by Ctrl-C.

    For example:

        agentrt run "Write primes.py that prints the first 20 primes, run it, and tell me their sum."

        agentrt run "Why is the sky blue?" --tools none --url http://127.0.0.1:8000/v1 --model Qwen/Qwen3-8B
    """
    from agentrt.cli import choice, drive

    words = sys.stdin.read() if task == "-" else task

    def session() -> drive.Session:
        packs = choice.pack_names(tools)
        box, workspace = choice.choose_sandbox(sandbox, packs, allow or [], quiet=json)
        return drive.Session(
            model=choice.choose_model(model, url, family, quiet=json),
            packs=packs,
            sandbox=box,
            workspace=workspace,
            journal=journal or drive.default_journal(),
            limits=choice.choose_limits(steps, seconds),
            settings=choice.choose_settings(max_tokens, temperature, effort),
            instructions=instructions,
            ask=ask,
            json=json,
        )

    drive.leave(*drive.driven(session, lambda it, agent: it.start(agent, words)))


def resume(
    journal: Annotated[Path, typer.Argument(help="The run's record.", exists=True, dir_okay=False)],
    steps: Annotated[
        int | None, typer.Option(help="Most model calls, earlier ones included; default: as recorded.")
    ] = None,
    seconds: options.Seconds = None,
    ask: options.Ask = False,
    json: options.Json = False,
) -> None:
    """Go on with a run that was killed, cancelled, or ended by a limit.

    Model, tools and sandbox are rebuilt from the record; the files of its workspace are still there. A call that has
    a result never runs again. A completed run's outcome is shown. Exit codes are those of `agentrt run`.
    """
    from agentrt.cli import drive

    drive.show_completed(journal, json=json)

    def session() -> drive.Session:
        return drive.recorded(journal, steps=steps, seconds=seconds, ask=ask, json=json)

    drive.leave(*drive.driven(session, lambda it, agent: it.go_on(agent)))
