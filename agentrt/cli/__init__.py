"""The command line: `agentrt run`, `agentrt resume`, `agentrt doctor` and the rest. `agentrt --help` teaches it."""

from __future__ import annotations


def main() -> None:
    """Entry point of the `agentrt` command."""
    from agentrt.cli.app import app  # here: `import agentrt.cli` must not cost what typer costs

    app()
