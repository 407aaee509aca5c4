"""`agentrt env`: environment packs are begun, listed, looked at, converted and served."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agentrt.cli import options
from agentrt.cli.reporting import reported

if TYPE_CHECKING:
    from agentrt.envs import Environment, Task

app = typer.Typer(
    no_args_is_help=True,
    help="Environments: data, tools over them, and tasks with solution and verifier. See docs/environments.md.",
)
Pack = Annotated[str, typer.Argument(help="A shipped environment's name, or a folder with a slash: ./library.")]
TaskName = Annotated[str | None, typer.Option("--task", help="Name of a task, such as 001.")]
LanguageOption = Annotated[str, typer.Option("--language", help="Language of the task: en or zh.")]


@app.command("new")
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; its name is the environment's.")],
    summary: Annotated[str | None, typer.Option(help="One line: what it is about.")] = None,
) -> None:
    """Begin a pack: a small one that works, with three tools and a task, to be changed into yours.

    For example:

        agentrt env new ./library && agentrt env show ./library && agentrt check ./library
    """
    from agentrt.envs.scaffold import SUMMARY, new_environment

    with reported():
        new_environment(folder, summary=summary or SUMMARY)
    path = folder if "/" in str(folder) else f"./{folder}"
    typer.echo(f"Made {path}. Look at it: agentrt env show {path}")


@app.command("list")
def listed(json: options.Json = False) -> None:
    """List the environments that come with agentrt."""
    from agentrt.envs import load_environment, shipped_environments

    with reported():
        rows = [_row(load_environment(name)) for name in shipped_environments()]
    if json:
        typer.echo(jsonlib.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['name']}: {row['summary']}")
        typer.echo(f"    version {row['version']}, {row['tools']} tools, {row['tasks']} tasks, {row['quality']}")
    if not rows:
        typer.echo("No environments are shipped. Begin one: agentrt env new ./my_environment")


@app.command("show")
def show(environment: Pack, task: TaskName = None, json: options.Json = False) -> None:
    """Show an environment: its data, tools, rules and tasks, and whether its quality.json still holds; or one task.

    Loading it checks that it is whole: a misspelt key, a missing file, a broken reference is an error that says where.
    """
    from agentrt.envs import load_environment

    with reported():
        loaded = load_environment(environment)
        if task is not None:
            _show_task(loaded.task(task), json)
            return
        about = _about(loaded)
    if json:
        typer.echo(jsonlib.dumps(about, ensure_ascii=False))
        return
    typer.secho(f"{about['name']} {about['version']}", bold=True, nl=False)
    typer.echo(f": {about['summary']}\n  {loaded.root}\n  today is {about['today']}; quality: {about['quality']}")
    typer.echo("Tables: " + ", ".join(f"{name} ({rows} rows)" for name, rows in about["tables"].items()))
    typer.echo("Tools:")
    for one in loaded.tools:
        arguments = ", ".join(one.parameters["properties"])  # type: ignore[arg-type]
        changes = f"  [changes {', '.join(one.writes)}]" if one.writes else ""
        typer.echo(f"  {one.name}({arguments}){changes}: {one.description.splitlines()[0]}")
    if loaded.rules:
        typer.echo(f"Rules:\n{_indented(loaded.rules)}")
    typer.echo(f"Tasks ({len(about['tasks'])}):")
    for row in about["tasks"]:
        typer.echo(f"  {row['name']}  level {row['level']}  {row['reward']:7}  {row['split']:10}  {row['title']}")


@app.command("convert")
def convert(
    environment: Pack,
    target: Annotated[Path, typer.Argument(help="Folder to make.")],
    sharded: Annotated[bool, typer.Option("--sharded/--folders", help="Shards for thousands of tasks.")] = True,
) -> None:
    """Copy a pack into the other store: a folder for each task, or shards for thousands. No byte is changed."""
    from agentrt.envs.convert import to_folders, to_shards
    from agentrt.envs.environment import find_environment, load_environment
    from agentrt.errors import PackError

    with reported():
        source = find_environment(environment)
        if target.exists():
            raise PackError(f"{target} exists already.")
        (to_shards if sharded else to_folders)(source, target)
        typer.echo(f"{target}: {len(load_environment(target).tasks)} tasks.")


@app.command("serve")
def serve(
    environment: Pack,
    mcp: Annotated[bool, typer.Option("--mcp", help="Speak MCP by standard input and output instead.")] = False,
    task: Annotated[str | None, typer.Option("--task", help="With --mcp: the task to work on.")] = None,
    language: LanguageOption = "en",
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0 takes a free one.")] = 8090,
) -> None:
    """Serve an environment's tools from a sandbox until Ctrl-C: over HTTP and JSON, or over MCP.

    Over HTTP each client begins sessions of its own (POST /sessions); over MCP there is one session. For example:

        agentrt env serve library --mcp --task 001
    """
    import asyncio

    from agentrt.envs import load_environment

    with reported():
        loaded = load_environment(environment)
        chosen = loaded.task(task) if task is not None else None
        if chosen is not None:
            chosen.instruction(language)  # type: ignore[arg-type] # an unknown language is told of here
        asyncio.run(_over_mcp(loaded, chosen, language) if mcp else _over_http(loaded, host, port))


async def _over_mcp(environment: Environment, task: Task | None, language: str) -> None:
    from agentrt.envs.over_mcp import serve_mcp

    await serve_mcp(environment, task, language)  # type: ignore[arg-type]


async def _over_http(environment: Environment, host: str, port: int) -> None:
    import asyncio
    import signal

    from agentrt.envs.over_http import EnvironmentSite

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with EnvironmentSite(environment, host=host, port=port) as site:
        typer.echo(f"Serving {environment.name} ({len(environment.tasks)} tasks) at {site.url}/ (Ctrl-C ends).")
        await stop.wait()


def _row(environment: Environment) -> dict[str, Any]:
    return {
        "name": environment.name,
        "version": environment.version,
        "summary": environment.summary,
        "tools": len(environment.tools),
        "tasks": len(environment.tasks),
        "quality": _quality(environment),
    }


def _about(environment: Environment) -> dict[str, Any]:
    tasks = [
        {
            "name": one.name,
            "level": one.level,
            "reward": one.reward.kind,
            "split": one.split,
            "title": one.manifest.title,
        }
        for one in environment.tasks
    ]
    return _row(environment) | {
        "today": environment.today.isoformat(),
        "tables": {name: len(rows) for name, rows in environment.tables.items()},
        "tools": [one.model_dump() for one in environment.tools],
        "rules": environment.rules,
        "tasks": tasks,
        "digests": environment.digests,
    }


def _quality(environment: Environment) -> str:
    """In words: what quality.json says, and whether it still holds."""
    quality = environment.quality
    if quality is None:
        return "not checked yet: agentrt check"
    stale = quality.stale(environment)
    if stale:
        return f"stale: {stale}"
    return "accepted" if quality.accepted else "not accepted: see quality.json"


def _show_task(task: Task, json: bool) -> None:
    if json:
        typer.echo(
            jsonlib.dumps(task.model_dump(mode="json", by_alias=True) | {"digests": task.digests}, ensure_ascii=False)
        )
        return
    manifest = task.manifest
    typer.secho(f"{task.id}: {manifest.title}", bold=True)
    typer.echo(f"  level {task.level}, {task.reward.kind} reward, {task.split}, template {task.template or 'none'}")
    for language, text in task.instructions.items():
        typer.echo(f"Instruction ({language}):\n{_indented(text)}")
    typer.echo(f"Solution:\n{_indented(task.solution)}\nVerifier:\n{_indented(task.verify)}")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.rstrip().splitlines())
