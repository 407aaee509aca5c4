"""`agentrt run` and `agentrt resume`."""

from __future__ import annotations

import os
import signal
import sys
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import anyio
import typer
from rich.console import Console

from agentrt.agent import Agent, RunStream
from agentrt.cli.choice import choose_model, choose_sandbox, choose_tools, pack_names, sandbox_from_spec
from agentrt.cli.show import LiveView, as_json
from agentrt.errors import AgentrtError, JournalError
from agentrt.events import RunStarted
from agentrt.journal import read_journal
from agentrt.limits import Limits
from agentrt.models.base import Model, Settings
from agentrt.run import Run

INSTRUCTIONS = (
    "You are a careful assistant with tools. Think first. Use the tools to find out and to check, one step at a time, "
    "and do not guess what a tool can tell you. When the task is done, answer briefly and say what you found."
)

EXIT_CODES = {"completed": 0, "failed": 1, "limit": 3, "cancelled": 130}

Steps = Annotated[int, typer.Option(help="Most model calls.")]
Seconds = Annotated[float | None, typer.Option(help="Most seconds, for the whole run.")]
Ask = Annotated[bool, typer.Option("--ask", help="Ask before each call.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object at the end, and nothing else.")]


Model_ = Annotated[
    str | None,
    typer.Option("--model", help="Name on the server; without --url an embedded model or a GGUF file."),
]
Url = Annotated[str | None, typer.Option(help="OpenAI-compatible server, with its /v1. Or set AGENTRT_URL.")]
Family = Annotated[str | None, typer.Option(help="Model family, where the name does not tell it.")]
Tools = Annotated[str, typer.Option(help="Tool packs by name or path, with commas between; none for no tools.")]
Sandbox = Annotated[str | None, typer.Option(help="Sandbox image; default python where a tool runs code.")]
NewJournal = Annotated[Path | None, typer.Option(help="Where to record the run; default: the user's state folder.")]


def run(
    task: Annotated[str, typer.Argument(help="What to do, in words; - reads it from standard input.")],
    model: Model_ = None,
    url: Url = None,
    family: Family = None,
    tools: Tools = "bash,python",
    sandbox: Sandbox = None,
    instructions: Annotated[str, typer.Option(help="System message.")] = INSTRUCTIONS,
    journal: NewJournal = None,
    steps: Steps = 50,
    seconds: Seconds = None,
    max_tokens: Annotated[int | None, typer.Option(help="Most tokens of one reply.")] = None,
    temperature: Annotated[float | None, typer.Option(help="Sampling temperature.")] = None,
    effort: Annotated[str | None, typer.Option(help="How hard to think: none, low, medium, high, max.")] = None,
    ask: Ask = False,
    json: Json = False,
) -> None:
    """Run an agent on a task, and watch it think, call tools and answer.

    The run is recorded as it goes; after a crash or Ctrl-C, `agentrt resume` goes on with it.

    Exit codes: 0 completed, 1 failed, 2 wrong usage, 3 a limit was reached, 130 cancelled by Ctrl-C.

    Examples:
        agentrt run "Write primes.py that prints the first 20 primes, run it, and tell me their sum."

        agentrt run "Why is the sky blue?" --tools none --url http://127.0.0.1:8000/v1 --model Qwen/Qwen3-8B
    """
    words = sys.stdin.read() if task == "-" else task
    settings = Settings.model_validate({"max_tokens": max_tokens, "temperature": temperature, "effort": effort})

    async def main() -> Run:
        path = journal or _default_journal()
        packs = pack_names(tools)
        box = choose_sandbox(sandbox, packs, workspace=f"run-{uuid.uuid4().hex[:12]}")
        limits = Limits(steps=steps, seconds=seconds)
        chosen = choose_model(model, url, family)
        async with (
            _agent(chosen, packs, box, limits, settings, instructions, ask) as agent,
            agent.stream(words, journal=path) as events,
        ):
            return await _watch(events, path, json)

    _finish(main, json)


def resume(
    journal: Annotated[Path, typer.Argument(help="The run's record.", exists=True, dir_okay=False)],
    steps: Annotated[int | None, typer.Option(help="Most model calls; default: as recorded.")] = None,
    seconds: Seconds = None,
    ask: Ask = False,
    json: Json = False,
) -> None:
    """Go on with a run that was killed, cancelled, or ended by a limit.

    Model, tools and sandbox are rebuilt from the record; the files of its workspace are still there. A call that has
    a result never runs again.
    """

    async def main() -> Run:
        header = _header(journal)
        model = _rebuilt(header)
        box = sandbox_from_spec(header.sandbox) if header.sandbox else None
        changed = {"steps": steps or header.limits.steps, "seconds": seconds or header.limits.seconds}
        limits = header.limits.model_copy(update=changed)
        async with (
            _agent(model, list(header.packs), box, limits, Settings(), None, ask) as agent,
            agent.stream(resume=journal) as events,
        ):
            return await _watch(events, journal, json)

    _finish(main, json)


@asynccontextmanager
async def _agent(
    model: Model,
    packs: list[str],
    box: Any | None,
    limits: Limits,
    settings: Settings,
    instructions: str | None,
    ask: bool,
) -> AsyncIterator[Agent]:
    """An agent whose sandbox is up; both are closed at the end."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(model.aclose)
        if box is not None:
            await stack.enter_async_context(box)
        approve = _approve if ask else None
        yield Agent(
            model,
            choose_tools(packs, box),
            instructions,
            limits=limits,
            settings=settings,
            approve=approve,
            sandbox=box,
        )


async def _approve(request: Any) -> bool | str:
    question = f"Run {request.tool.name} {request.call.arguments}?"
    return await anyio.to_thread.run_sync(lambda: typer.confirm(question, default=True, err=True))


async def _watch(events: RunStream, path: Path, json: bool) -> Run:
    """Show the events until they end; Ctrl-C stops the run in order."""
    view = None if json else LiveView(Console(highlight=False))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_stop_on_signal, events)
        async for event in events:
            if view is not None:
                view.show(event)
        tasks.cancel_scope.cancel()
    if view is not None:
        view.finish(events.run)
        if events.run.status != "completed":
            Console(stderr=True).print(f"Go on with it: agentrt resume {path}", style="yellow", soft_wrap=True)
    return events.run


async def _stop_on_signal(events: RunStream) -> None:
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            events.cancel()
            return


def _finish(main: Any, json: bool) -> None:
    """Run `main`, print what scripts want, and leave with the exit code that says how it ended."""
    try:
        done: Run = anyio.run(main)
    except AgentrtError as error:
        typer.secho(f"Error: {error}", fg="red", err=True)
        raise typer.Exit(2 if not isinstance(error, JournalError) else 1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    if json:
        typer.echo(as_json(done))
    raise typer.Exit(EXIT_CODES[done.status or "failed"])


def _default_journal() -> Path:
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return state / "agentrt" / "runs" / f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}.jsonl"


def _header(journal: Path) -> RunStarted:
    records, _ = read_journal(journal)
    header = records[0]
    assert isinstance(header, RunStarted)  # `read_journal` accepts nothing else
    return header


def _rebuilt(header: RunStarted) -> Model:
    from agentrt.models import from_spec

    return from_spec(header.model)
