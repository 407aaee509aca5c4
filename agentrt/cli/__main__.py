"""`python -m agentrt.cli` is `agentrt`, for an interpreter whose scripts are not in the path."""

from __future__ import annotations

from agentrt.cli import main

main()
