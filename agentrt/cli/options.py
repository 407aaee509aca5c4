"""Options that several commands share, under the same name and with the same meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[
    str | None,
    typer.Option("--model", help="Name on the server; without --url an embedded model or a GGUF file."),
]
Url = Annotated[str | None, typer.Option(help="OpenAI-compatible server, with its /v1. Or set AGENTRT_URL.")]
Family = Annotated[str | None, typer.Option(help="Model family, where the name does not tell it.")]
Sandbox = Annotated[str | None, typer.Option(help="Sandbox image; default python where a tool runs code.")]
Allow = Annotated[
    list[str] | None,
    typer.Option(help="A host that the sandbox may reach, such as example.org:443; may be repeated. Default: none."),
]
NewJournal = Annotated[Path | None, typer.Option(help="Where to record the run; default: the user's state folder.")]
Steps = Annotated[int, typer.Option(help="Most model calls.")]
Seconds = Annotated[float | None, typer.Option(help="Most seconds, for the whole run.")]
MaxTokens = Annotated[int | None, typer.Option(help="Most tokens of one reply.")]
Temperature = Annotated[float | None, typer.Option(help="Sampling temperature.")]
Effort = Annotated[str | None, typer.Option(help="How hard to think: none, low, medium, high, max.")]
Ask = Annotated[bool, typer.Option("--ask", help="Ask before each call.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object at the end, and nothing else.")]
_PANEL = "A model's attempts"
Attempts = Annotated[int, typer.Option("-n", help="Attempts at each task.", min=1, rich_help_panel=_PANEL)]
Concurrency = Annotated[int, typer.Option("--concurrency", help="Attempts at once.", min=1, rich_help_panel=_PANEL)]
AttemptSteps = Annotated[int, typer.Option("--steps", help="Model calls of an attempt.", min=1, rich_help_panel=_PANEL)]
AttemptSeconds = Annotated[float, typer.Option("--seconds", help="Time of an attempt.", rich_help_panel=_PANEL)]
InstructionLanguage = Annotated[
    str, typer.Option("--language", help="Of the instructions: en or zh.", rich_help_panel=_PANEL)
]
Journals = Annotated[
    Path | None,
    typer.Option(
        "--journals",
        help="Folder to record the attempts in. The same folder again goes on where it was cut off.",
        rich_help_panel=_PANEL,
    ),
]
