"""Environments in the formats of other projects: written and read as files, without importing those projects."""

from __future__ import annotations

from agentrt.envs.exchange.exporting import TARGETS, export_environment
from agentrt.envs.exchange.importing import import_environment

__all__ = ["TARGETS", "export_environment", "import_environment"]
