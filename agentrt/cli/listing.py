"""`agentrt models` and `agentrt tools`: what there is to choose from."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from agentrt.cli import options

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def models(url: options.Url = None, json: Json = False) -> None:
    """List the embedded models (and which are on this machine), and how each model family's thought is kept.

    With --url, list what that server serves instead.
    """
    if url is not None:
        _served(url, json)
        return
    embedded, families = _embedded(), _families()
    if json:
        typer.echo(jsonlib.dumps({"embedded": embedded, "families": families}))
        return
    _table(
        "Embedded models: run in this process, on the CPU (--model NAME)",
        ("name", "on this machine", "what it is"),
        [(one["name"], one["path"] or "no, fetched on first use", one["summary"]) for one in embedded],
    )
    _table(
        "Model families: found from the model's name, or given by --family",
        ("family", "which earlier thought it is shown", "efforts", "vLLM's parsers: reasoning, tools"),
        [(one["name"], one["policy"], " ".join(one["efforts"]), " ".join(one["vllm"])) for one in families],
    )


def tools(json: Json = False) -> None:
    """List the tool packs that come with agentrt (--tools NAME,NAME)."""
    from agentrt.catalogue import shipped_packs

    packs = shipped_packs()
    if json:
        typer.echo(jsonlib.dumps([pack.model_dump() for pack in packs.values()]))
        return
    rows = [(pack.name, ", ".join(pack.needs), pack.summary) for pack in packs.values()]
    _table("Tool packs", ("name", "needs", "what it does"), rows)


def _embedded() -> list[dict[str, Any]]:
    from agentrt.models.weights import REGISTRY, find

    def described(name: str) -> dict[str, Any]:
        path = find(name)
        return {"name": name, "path": str(path) if path else None, "summary": REGISTRY[name].summary}

    return [described(name) for name in REGISTRY]


def _families() -> list[dict[str, Any]]:
    from agentrt.models.families import FAMILIES, GENERIC

    return [
        {
            "name": one.name,
            "policy": one.policy,
            "efforts": list(one.effort),
            "vllm": [one.vllm.reasoning_parser or "-", one.vllm.tool_call_parser] if one.vllm else [],
            "traps": list(one.traps),
        }
        for one in (*FAMILIES, GENERIC)
    ]


def _served(url: str, json: bool) -> None:
    from agentrt.cli.probe import probe
    from agentrt.errors import ModelError

    try:
        server = probe(url)
    except ModelError as error:
        typer.secho(f"Error: {error}", fg="red", err=True)
        raise typer.Exit(1) from None
    if json:
        typer.echo(jsonlib.dumps({"server": server.engine, "models": server.models}))
        return
    from agentrt.models import family_of

    rows = [(name, (family := family_of(name)).name, family.policy) for name in server.models]
    _table(f"{url}: {server.engine}", ("model", "family", "which earlier thought it is shown"), rows)


def _table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(table)
