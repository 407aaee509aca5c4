"""agentrt: an async runtime for agents that reason while they use tools.

    from agentrt import Agent, tool
    from agentrt.models import ChatModel

Names are imported when first used, so that `import agentrt` stays quick.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agentrt.agent import Agent, RunStream
    from agentrt.catalogue import load_tools
    from agentrt.context import ContextPolicy
    from agentrt.conversation import (
        AssistantMessage,
        Conversation,
        ImagePart,
        SystemMessage,
        TextPart,
        ToolCall,
        ToolMessage,
        UserMessage,
    )
    from agentrt.envs.environment import Environment, load_environment
    from agentrt.errors import AgentrtError, ToolError
    from agentrt.limits import Limits
    from agentrt.loop import ApprovalRequest
    from agentrt.models.base import Settings
    from agentrt.run import Run
    from agentrt.tool import Tool, ToolContext, tool
    from agentrt.usage import Price, Usage

__version__ = "0.1.0"

_HOMES = {
    "agent": ("Agent", "RunStream"),
    "catalogue": ("load_tools",),
    "context": ("ContextPolicy",),
    "conversation": (
        "AssistantMessage",
        "Conversation",
        "ImagePart",
        "SystemMessage",
        "TextPart",
        "ToolCall",
        "ToolMessage",
        "UserMessage",
    ),
    "envs.environment": ("Environment", "load_environment"),
    "errors": ("AgentrtError", "ToolError"),
    "limits": ("Limits",),
    "loop": ("ApprovalRequest",),
    "models.base": ("Settings",),
    "run": ("Run",),
    "tool": ("Tool", "ToolContext", "tool"),
    "usage": ("Price", "Usage"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Agent",
    "AgentrtError",
    "ApprovalRequest",
    "AssistantMessage",
    "ContextPolicy",
    "Conversation",
    "Environment",
    "ImagePart",
    "Limits",
    "Price",
    "Run",
    "RunStream",
    "Settings",
    "SystemMessage",
    "TextPart",
    "Tool",
    "ToolCall",
    "ToolContext",
    "ToolError",
    "ToolMessage",
    "Usage",
    "UserMessage",
    "load_environment",
    "load_tools",
    "tool",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'agentrt' has no attribute {name!r}")
    found = getattr(importlib.import_module(f"agentrt.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """`agentrt.tool` is the decorator, also after something imported the module of that name."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "tool" and isinstance(value, ModuleType):
            value = value.tool
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
