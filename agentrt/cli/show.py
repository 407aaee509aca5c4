"""A run on the terminal while it happens: thought dimmed, calls, results, faults, and the sum at the end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from agentrt.conversation import text_of
from agentrt.events import (
    CallDelta,
    Event,
    ModelRetried,
    NoteAdded,
    ReasoningDelta,
    ReplyDiscarded,
    ReplyReceived,
    ReplyRestarted,
    RunResumed,
    TextDelta,
    ToolCalled,
    ToolOutput,
    ToolReturned,
)
from agentrt.run import Run

RESULT_LINES = 12
"""Lines of a result that are shown; the journal has all of it."""


class LiveView:
    """Prints events as they come.

    Args:
        console: Where to.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._open: str | None = None  # what kind of piece the cursor is in

    def show(self, event: Event) -> None:
        """Print one event."""
        match event:
            case ReasoningDelta(text=text):
                self._piece("thought", text, "dim italic")
            case TextDelta(text=text):
                self._piece("text", text, "")
            case CallDelta():
                self._close()  # the whole call is shown when it runs
            case ReplyRestarted(reason=reason):
                self._line(f"reply sampled again: {reason}", "yellow")
            case ModelRetried():
                self._line(f"retrying in {event.wait:.1f} s: {event.reason}", "yellow")
            case ReplyDiscarded():
                self._line(f"reply discarded: {event.fault}", "yellow")
            case ReplyReceived():
                self._close()
            case NoteAdded():
                self._line(text_of(event.message.content), "yellow")
            case ToolCalled():
                self._line(f"▸ {event.name} {_arguments(event.arguments)}", "cyan")
            case ToolOutput(text=text):
                self._piece("output", text, "dim")
            case ToolReturned():
                self._result(event)
            case RunResumed():
                self._resumed(event)

    def finish(self, run: Run) -> None:
        """Print what became of it."""
        self._close()
        usage = run.usage
        said = f"{run.status}: {run.steps} steps, {usage.prompt_tokens} prompt tokens"
        if usage.cached_tokens is not None:
            said += f" ({usage.cached_tokens} cached)"
        said += f", {usage.completion_tokens} completion tokens"
        if usage.reasoning_tokens is not None:
            said += f" ({usage.reasoning_tokens} thought)"
        if usage.cost is not None:
            said += f", ${usage.cost:.4f}"
        if run.faults:
            said += "; faults: " + ", ".join(f"{count} {fault}" for fault, count in run.faults.items())
        self._line(said, "green" if run.status == "completed" else "red")
        if run.reason:
            self._line(run.reason, "red")

    def _piece(self, kind: str, text: str, style: str) -> None:
        if self._open != kind:
            self._close()
            self._open = kind
        self._console.print(Text(text, style), end="", soft_wrap=True)

    def _close(self) -> None:
        if self._open is not None:
            self._console.print()
            self._open = None

    def _line(self, text: str, style: str) -> None:
        self._close()
        self._console.print(Text(text, style), soft_wrap=True)

    def _result(self, event: ToolReturned) -> None:
        lines = text_of(event.message.content).rstrip("\n").split("\n")
        hidden = len(lines) - RESULT_LINES
        if hidden > 0:
            lines = [*lines[:RESULT_LINES], f"... {hidden} more lines"]
        style = "red" if event.message.fault else "blue"
        self._line("\n".join(f"  │ {line}" for line in lines), style)

    def _resumed(self, event: RunResumed) -> None:
        said = "resumed"
        if event.torn_bytes:
            said += f"; dropped a torn record of {event.torn_bytes} bytes"
        if event.interrupted:
            said += f"; interrupted calls: {', '.join(event.interrupted)}"
        self._line(said, "yellow")


def _arguments(text: str) -> str:
    """Arguments for the eye: code keeps its lines."""
    try:
        values = json.loads(text)
    except ValueError:
        return text
    if isinstance(values, dict) and len(values) == 1 and isinstance(only := next(iter(values.values())), str):
        return only if "\n" not in only else "\n" + "\n".join(f"    {line}" for line in only.split("\n"))
    return text


def as_json(run: Run, more: Mapping[str, Any]) -> str:
    """The outcome as one JSON object, for scripts, with further fields."""
    return json.dumps(
        {
            "run_id": run.run_id,
            "status": run.status,
            "answer": run.answer,
            "reason": run.reason,
            "steps": run.steps,
            "usage": run.usage.model_dump(),
            "faults": run.faults,
            "journal": str(run.journal) if run.journal else None,
            **more,
        },
        ensure_ascii=False,
    )
