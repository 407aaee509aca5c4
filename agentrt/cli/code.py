"""`agentrt code`: an agent works on a copy of a repository, and its changes are shown; applied only when asked."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agentrt.cli import options

if TYPE_CHECKING:
    from agentrt.agent import Agent
    from agentrt.cli.drive import Session
    from agentrt.run import Run

PACKS = ["bash", "edit", "python"]
STEPS = 100

INSTRUCTIONS = (
    "You are a careful programmer. A copy of the user's repository is in /workspace, which is the current directory of "
    "every tool. Work in small steps: look at the code, run the tests to see the problem, change as little as is "
    "needed, and run the tests again. Do not change tests unless you are asked to. When the tests pass, answer "
    "briefly what was wrong and what you changed."
)


def code(
    task: Annotated[str | None, typer.Argument(help='What to do: "fix the failing test"; - reads it.')] = None,
    repo: Annotated[
        Path, typer.Option(help="The repository, or a folder in it.", exists=True, file_okay=False)
    ] = Path(),
    apply: Annotated[bool, typer.Option("--apply", help="Make the changes in the repository, without asking.")] = False,
    resume: Annotated[Path | None, typer.Option(help="Go on with the run in this record, instead of a task.")] = None,
    model: options.Model = None,
    url: options.Url = None,
    family: options.Family = None,
    sandbox: options.Sandbox = None,
    allow: options.Allow = None,
    instructions: Annotated[str, typer.Option(help="System message.", show_default=False)] = INSTRUCTIONS,
    journal: options.NewJournal = None,
    steps: Annotated[int | None, typer.Option(help="Most model calls. Default: 100, or as recorded.")] = None,
    seconds: options.Seconds = None,
    max_tokens: options.MaxTokens = None,
    temperature: options.Temperature = None,
    effort: options.Effort = None,
    ask: options.Ask = False,
    json: options.Json = False,
) -> None:
    """Let an agent work on a copy of a repository, and show what it changed.

    The copy is in a sandbox: the files that git knows, without history, and changes that are not committed. The
    repository itself is changed only with --apply, or after you said yes on a terminal.

    Exit codes are those of `agentrt run`.

    For example:

        agentrt code "fix the failing test" --repo ~/my_project

        agentrt code "add type hints to parser.py" --apply --url http://127.0.0.1:8000/v1 --model Qwen/Qwen3-Coder-30B
    """
    from agentrt.cli import choice, drive
    from agentrt.cli.reporting import reported
    from agentrt.errors import ConfigurationError

    def session() -> Session:
        if (task is None) == (resume is None):
            raise ConfigurationError("Give a task, or --resume with a run's record, and not both.")
        if resume is not None:
            return drive.recorded(resume, steps=steps, seconds=seconds, ask=ask, json=json)
        box, workspace = choice.choose_sandbox(sandbox, PACKS, allow or [], quiet=json)
        return drive.Session(
            model=choice.choose_model(model, url, family, quiet=json),
            packs=PACKS,
            sandbox=box,
            workspace=workspace,
            journal=journal or drive.default_journal(),
            limits=choice.choose_limits(STEPS if steps is None else steps, seconds),
            settings=choice.choose_settings(max_tokens, temperature, effort),
            instructions=instructions,
            ask=ask,
            json=json,
        )

    if resume is not None:
        drive.show_completed(resume, json=json)
    words = sys.stdin.read() if task == "-" else task
    work = _Work(repo, words)
    done = drive.driven(session, work.drive)
    with reported():
        applied = work.settle(done[1], apply=apply, json=json)
    command = f"agentrt code --repo {shlex.quote(str(repo))} --resume"
    drive.leave(*done, command=command, patch=work.patch.decode(errors="replace"), applied=applied)


class _Work:
    """A task on a repository.

    Attributes:
        words: The task; None to go on with a recorded run.
        patch: What the agent changed.
    """

    def __init__(self, repo: Path, words: str | None) -> None:
        self._repo = repo
        self.words = words
        self.patch = b""

    async def drive(self, session: Session, agent: Agent) -> Run:
        from agentrt.errors import ConfigurationError
        from agentrt.sandbox import repository

        if session.sandbox is None:
            raise ConfigurationError("This run has no sandbox, and so no copy of a repository.")
        if self.words is None:
            done = await session.go_on(agent)
        else:
            left_out = await repository.copy_in(repository.root_of(self._repo), session.sandbox)
            for link in left_out:
                typer.secho(f"Left out, since it leads out of the repository: {link}", fg="yellow", err=True)
            done = await session.start(agent, self.words)
        self.patch = await repository.changes(session.sandbox)
        return done

    def settle(self, done: Run, *, apply: bool, json: bool) -> bool:
        """Show the changes, and make them where that is wanted; whether they were made."""
        from agentrt.sandbox import repository

        if not json:
            _show(self.patch)
        if not self.patch or done.status != "completed":
            return False
        if not apply and not json and sys.stdin.isatty():
            apply = typer.confirm(f"Make these changes in {self._repo}?", default=False, err=True)
        if apply:
            repository.apply(repository.root_of(self._repo), self.patch)
            typer.secho("The changes were made.", fg="green", err=True)
        elif not json:
            typer.secho("Nothing was changed in the repository; --apply would.", fg="yellow", err=True)
        return apply


def _show(patch: bytes) -> None:
    if not patch:
        typer.secho("The agent changed nothing.", fg="yellow", err=True)
        return
    for line in patch.decode(errors="replace").splitlines():
        color = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        typer.secho(line, fg=color)
