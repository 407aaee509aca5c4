"""How a command ends that meets an error, or Ctrl-C. Light: every command imports it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from agentrt.errors import AgentrtError, ConfigurationError, single

EXIT_CODES = {"completed": 0, "failed": 1, "limit": 3, "cancelled": 130}
WRONG_USAGE = 2


@contextmanager
def reported() -> Iterator[None]:
    """Turns this project's errors, and Ctrl-C, into a message and an exit code."""
    try:
        yield
    except KeyboardInterrupt:
        raise typer.Exit(EXIT_CODES["cancelled"]) from None
    except Exception as error:
        cause = single(error)
        if not isinstance(cause, AgentrtError):
            raise
        typer.secho(f"Error: {cause}", fg="red", err=True)
        raise typer.Exit(WRONG_USAGE if isinstance(cause, ConfigurationError) else EXIT_CODES["failed"]) from None
