"""What `agentrt run`, `resume` and `code` have in common: an agent set up, driven to its end and watched, and an exit
code. Imported when one of them runs, since it brings in everything an agent needs.
"""

from __future__ import annotations

import os
import shlex
import signal
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import anyio
import anyio.to_thread
import typer
from rich.console import Console

from agentrt.agent import Agent, RunStream
from agentrt.catalogue import load_tools
from agentrt.cli.choice import kept, sandbox_from_spec
from agentrt.cli.reporting import EXIT_CODES, reported
from agentrt.cli.show import LiveView, as_json
from agentrt.errors import JournalError
from agentrt.events import RunStarted
from agentrt.journal import read_journal
from agentrt.limits import Limits
from agentrt.models import from_spec
from agentrt.models.base import Model, Settings
from agentrt.run import Run
from agentrt.sandbox.base import Sandbox


@dataclass
class Session:
    """One run as the command line does it.

    Attributes:
        model: The model; closed at the end.
        packs: Names of tool packs.
        sandbox: Where they work, not yet started; closed at the end. None: nowhere.
        workspace: Name of its workspace, which is kept for `agentrt resume` unless the run is completed; None where
            this machine cannot keep one.
        journal: Where the run is recorded.
        ask: Ask the human before each call.
        json: Show nothing while it runs.
    """

    model: Model
    packs: list[str]
    sandbox: Sandbox | None
    workspace: str | None
    journal: Path
    limits: Limits
    settings: Settings
    instructions: str | None = None
    ask: bool = False
    json: bool = False

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Agent]:
        """The agent, its sandbox up."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.model.aclose)
            if self.workspace is not None and self.sandbox is not None:
                stack.push_async_callback(_tidy, self.sandbox.engine, self.workspace, self.journal)
            box = await stack.enter_async_context(self.sandbox) if self.sandbox is not None else None
            yield Agent(
                self.model,
                load_tools(*self.packs, sandbox=box),
                self.instructions,
                limits=self.limits,
                settings=self.settings,
                approve=_approve if self.ask else None,
                sandbox=box,
            )

    async def start(self, agent: Agent, words: str) -> Run:
        """A new run, shown while it happens."""
        async with agent.stream(words, journal=self.journal) as events:
            return await self._watch(events)

    async def go_on(self, agent: Agent) -> Run:
        """The run in the journal, continued."""
        async with agent.stream(resume=self.journal) as events:
            return await self._watch(events)

    async def _watch(self, events: RunStream) -> Run:
        """Show the events until they end. Ctrl-C stops the run in order; a second one, at once."""
        view = None if self.json else LiveView(Console(highlight=False))
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_stop_on_signal, events)
            async for event in events:
                if view is not None:
                    view.show(event)
            tasks.cancel_scope.cancel()
        if view is not None:
            view.finish(events.run)
        return events.run


def recorded(journal: Path, *, steps: int | None, seconds: float | None, ask: bool, json: bool) -> Session:
    """The session that a journal tells of.

    Raises:
        JournalError: It cannot be read.
        ConfigurationError: Model or sandbox cannot be made again.
        SandboxUnavailable: The workspace is gone.
    """
    records, _ = read_journal(journal)
    header = records[0]
    assert isinstance(header, RunStarted)  # `read_journal` accepts nothing else
    changes = {name: value for name, value in (("steps", steps), ("seconds", seconds)) if value is not None}
    box, workspace = sandbox_from_spec(header.sandbox, quiet=json) if header.sandbox else (None, None)
    return Session(
        model=from_spec(header.model),
        packs=list(header.packs),
        sandbox=box,
        workspace=workspace,
        journal=journal,
        limits=Limits.model_validate({**header.limits.model_dump(), **changes}),
        settings=Settings(),
        ask=ask,
        json=json,
    )


def show_completed(journal: Path, *, json: bool) -> None:
    """Where the run in a journal is completed, show how it ended and leave: there is nothing to go on with."""
    with reported():
        done = Run.of(read_journal(journal)[0], journal)
    if done.status != "completed":
        return
    if json:
        typer.echo(as_json(done, {}))
    else:
        typer.echo(done.answer or "")
        LiveView(Console(highlight=False)).finish(done)
    raise typer.Exit(EXIT_CODES["completed"])


async def _tidy(engine: str, workspace: str, journal: Path) -> None:
    """Remove the workspace of a closed sandbox, unless the run may be resumed."""
    if not await anyio.to_thread.run_sync(_may_be_resumed, journal):
        await anyio.to_thread.run_sync(kept(engine, workspace).erase)


def _may_be_resumed(journal: Path) -> bool:
    try:
        records, _ = read_journal(journal)
    except JournalError:
        return False
    return Run.of(records).status != "completed"


async def _approve(request: Any) -> bool | str:
    question = f"Run {request.tool.name} {request.call.arguments}?"
    # Abandoned on Ctrl-C: nothing can stop a thread that waits for the terminal.
    return await anyio.to_thread.run_sync(
        lambda: typer.confirm(question, default=True, err=True), abandon_on_cancel=True
    )


async def _stop_on_signal(events: RunStream) -> None:
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            events.cancel()
            return


def driven(make: Callable[[], Session], work: Callable[[Session, Agent], Awaitable[Run]]) -> tuple[Session, Run]:
    """Make the session and do the work in it. Errors and Ctrl-C end the command, with a message and an exit code.

    Args:
        make: Makes the session; may take its time.
        work: Drives the run.
    """

    async def main(session: Session) -> Run:
        async with session.opened() as agent:
            return await work(session, agent)

    with reported():
        session = make()
        return session, anyio.run(main, session)


def leave(session: Session, done: Run, *, command: str = "agentrt resume", **more: Any) -> NoReturn:
    """Print what scripts want, or how the run can be gone on with, and end with the exit code that says how it ended.

    Args:
        session: The session.
        done: The run.
        command: What goes on with it, the journal's path left out.
        **more: Further fields of the JSON object.
    """
    if session.json:
        typer.echo(as_json(done, more))
    elif done.status != "completed":
        said = f"Go on with it: {command} {shlex.quote(str(session.journal))}"
        if session.sandbox is not None and session.workspace is None:
            said = "It cannot be gone on with: its files were memory (workspaces are kept on a local Docker, by root)."
        typer.secho(said, fg="yellow", err=True)
    raise typer.Exit(EXIT_CODES[done.status or "failed"])


def default_journal() -> Path:
    """A new file in the user's state folder."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return state / "agentrt" / "runs" / f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}.jsonl"
