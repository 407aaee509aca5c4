"""`agentrt serve MODEL`: a local vLLM until Ctrl-C; `agentrt probe reasoning`: what a server does with thoughts."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agentrt.cli import options

if TYPE_CHECKING:
    from agentrt.models.vllm_server import Progress, VLLMServer

probe_app = typer.Typer(no_args_is_help=True, help="What a server does, found out by asking it.")


def serve(
    model: Annotated[str, typer.Argument(help="A name on the hub, or a folder.")],
    port: Annotated[int | None, typer.Option(help="Port to listen at; default: a free one.")] = None,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    family: options.Family = None,
    context: Annotated[int | None, typer.Option(help="Tokens of context; default: what fits.")] = None,
    tensor_parallel: Annotated[int | None, typer.Option(help="GPUs of one replica; default: the fewest.")] = None,
    data_parallel: Annotated[int | None, typer.Option(help="Replicas; default: what the GPUs make.")] = None,
    python: Annotated[Path | None, typer.Option(help="Interpreter that has vLLM.")] = None,
    log: Annotated[Path | None, typer.Option(help="Where vLLM's own output goes; default: a temporary file.")] = None,
) -> None:
    """Serve a model with vLLM until Ctrl-C. Prints the address; the key is AGENTRT_API_KEY, or a new one is printed.

    Exit codes: 0 when it was told to stop, 1 if it cannot be started or has crashed for good.
    """
    from agentrt.errors import AgentrtError
    from agentrt.models.vllm_server import VLLMServer

    server = VLLMServer(
        model,
        python=python,
        family=family,
        context=context,
        tensor_parallel=tensor_parallel,
        data_parallel=data_parallel,
        host=host,
        port=port,
        api_key=os.environ.get("AGENTRT_API_KEY"),
        log=log,
        progress=_show,
    )
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        server.start()
        server.wait()
        typer.echo(f"export AGENTRT_URL={server.url} AGENTRT_MODEL={model} AGENTRT_API_KEY={server.api_key}")
        _stay(server, stop)
    except AgentrtError as error:
        typer.secho(f"Error: {error}", fg="red", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()


def _stay(server: VLLMServer, stop: threading.Event) -> None:
    """Until told to stop, or until the server has crashed for good."""
    while not stop.wait(0.5):
        if server.state == "failed":
            server.wait()


def _show(progress: Progress) -> None:
    typer.secho(f"{progress.seconds:6.0f} s  {progress.phase:<9}{progress.detail}", dim=True, err=True)


@probe_app.command("reasoning")
def reasoning(
    model: options.Model = None,
    url: options.Url = None,
    family: options.Family = None,
    tokens: Annotated[bool, typer.Option("--tokens", help="Over the server's token routes.")] = False,
    tries: Annotated[int, typer.Option(help="How often the secret-number test is made.")] = 5,
    steps: Annotated[int, typer.Option(help="Calls of the chain whose cache is looked at.")] = 4,
    json: options.Json = False,
) -> None:
    """What becomes of a thought after a tool call: does the model still know it, and does the server show it?

    Exit codes: 0 if the table could be made, 1 if the server cannot be reached or refuses.
    """
    import asyncio

    from agentrt.cli.choice import choose_model
    from agentrt.errors import AgentrtError
    from agentrt.models.probe import Report, probe_reasoning

    async def probed() -> Report:
        chosen = choose_model(model, url, family, quiet=json)
        if tokens:
            from agentrt.models import ChatModel, TokenModel

            if isinstance(chosen, ChatModel):
                chosen = TokenModel(chosen.base_url, model=chosen.name, family=family)
        try:
            return await probe_reasoning(chosen, tries=tries, steps=steps)
        finally:
            await chosen.aclose()

    try:
        report = asyncio.run(probed())
    except AgentrtError as error:
        typer.secho(f"Error: {error}", fg="red", err=True)
        raise typer.Exit(1) from None
    typer.echo(report.model_dump_json() if json else report.table())


@probe_app.command("server")
def server(url: options.Url = None, json: options.Json = False) -> None:
    """Which server it is, and whether it takes token ids and tells what it cached.

    Exit codes: 0 if it answers, 1 if not.
    """
    import asyncio

    from agentrt.errors import AgentrtError
    from agentrt.models.probe import probe_server

    address = url or os.environ.get("AGENTRT_URL")
    if address is None:
        typer.secho("Error: name a server: --url http://HOST:PORT/v1.", fg="red", err=True)
        raise typer.Exit(1)
    try:
        report = asyncio.run(probe_server(address))
    except AgentrtError as error:
        typer.secho(f"Error: {error}", fg="red", err=True)
        raise typer.Exit(1) from None
    typer.echo(report.model_dump_json() if json else report.table())
