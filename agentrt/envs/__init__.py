"""Environments as data: load one, serve its tools to an agent, score what the agent did."""

from __future__ import annotations

from agentrt.envs.environment import Environment, load_environment, shipped_environments
from agentrt.envs.scorer import Scorer, Verdict
from agentrt.envs.server import FunctionServer, Outcome, Session
from agentrt.envs.state import State, StateDiff
from agentrt.envs.task import Task

__all__ = [
    "Environment",
    "FunctionServer",
    "Outcome",
    "Scorer",
    "Session",
    "State",
    "StateDiff",
    "Task",
    "Verdict",
    "load_environment",
    "shipped_environments",
]
