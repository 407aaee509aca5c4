"""`agentrt web`: a folder of documents as a site with a search page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agentrt.cli import options

app = typer.Typer(no_args_is_help=True, help="Make a folder of documents searchable, and serve it on this machine.")

Folder = Annotated[Path, typer.Argument(help="The documents: HTML, Markdown, text, PDF; also gzipped.")]
Index = Annotated[Path | None, typer.Option(help="Folder of the index; default: in the user's cache folder.")]


@app.command()
def index(folder: Folder, index: Index = None, json: options.Json = False) -> None:
    """Index a folder, anew.

    For example:

        agentrt web index /usr/share/doc/python3-doc/html
    """
    from agentrt.cli.reporting import reported
    from agentrt.web.site import default_index, index_folder

    with reported():
        report = index_folder(folder, index)
    if json:
        typer.echo(report.model_dump_json())
        return
    typer.echo(
        f"{report.documents:,} documents ({report.text_bytes / 1e6:,.1f} MB of text) in {report.seconds:.1f} s; "
        f"the index has {report.index_bytes / 1e6:,.1f} MB, in {index or default_index(folder)}."
    )
    if report.skipped:
        typer.secho(f"{report.skipped:,} files could not be read.", fg="yellow", err=True)


@app.command()
def serve(
    folder: Folder,
    index: Index = None,
    port: Annotated[int, typer.Option(help="Where to listen, on 127.0.0.1; 0 takes a free port.")] = 8080,
) -> None:
    """Serve an indexed folder until Ctrl-C: a search page at /search, documents under /doc/.

    The search page also answers in SearXNG's JSON (format=json) and, at /retrieve, in the format of Search-R1.
    """
    import asyncio
    import signal

    from agentrt.cli.reporting import reported
    from agentrt.web.site import Site

    async def main() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with Site(folder, index, port=port) as site:
            typer.echo(f"Serving {len(site.index):,} documents at {site.url}/ (Ctrl-C ends).")
            await stop.wait()

    with reported():
        asyncio.run(main())
