"""The `agentrt` command and its sub-commands. Each lives in a module of its own, which imports what is heavy only when
it runs: `agentrt --help` must not wait for pydantic, Docker and models.
"""

from __future__ import annotations

import typer

from agentrt import __version__
from agentrt.cli import check, code, doctor, env, exchange, listing, rollout, run, sandbox, search, serve, synth, web

app = typer.Typer(
    name="agentrt",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help='Agents that reason while they use tools. Start with **agentrt doctor**, then **agentrt run "..."**.',
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"agentrt {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Options before the command's name."""


app.command("run")(run.run)
app.command("resume")(run.resume)
app.command("code")(code.code)
app.command("check")(check.check)
app.command("search")(search.search)
app.command("rollout")(rollout.rollout)
app.command("models")(listing.models)
app.command("tools")(listing.tools)
app.command("doctor")(doctor.doctor)
app.command("serve")(serve.serve)
app.add_typer(serve.probe_app, name="probe")
env.app.command("export")(exchange.export)
env.app.command("import")(exchange.import_)
app.add_typer(env.app, name="env")
app.add_typer(sandbox.app, name="sandbox")
app.add_typer(web.app, name="web")
app.add_typer(synth.app, name="synth")
