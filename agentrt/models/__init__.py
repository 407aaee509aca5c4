"""Models: what turns a conversation into the next reply. Names are imported when first used."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agentrt.errors import ConfigurationError

if TYPE_CHECKING:
    from agentrt.models.anthropic import AnthropicModel
    from agentrt.models.base import Model, Request, Settings, Step
    from agentrt.models.chat import ChatModel, response_format
    from agentrt.models.embedded import EmbeddedModel
    from agentrt.models.families import Family, family_named, family_of
    from agentrt.models.responses import ResponsesModel
    from agentrt.models.retry import RetryPolicy
    from agentrt.models.scripted import ScriptedModel
    from agentrt.models.tokens import TokenModel
    from agentrt.models.vllm_server import VLLMServer

_HOMES = {
    "AnthropicModel": "anthropic",
    "ChatModel": "chat",
    "EmbeddedModel": "embedded",
    "Family": "families",
    "Model": "base",
    "Request": "base",
    "ResponsesModel": "responses",
    "RetryPolicy": "retry",
    "ScriptedModel": "scripted",
    "Settings": "base",
    "Step": "base",
    "TokenModel": "tokens",
    "VLLMServer": "vllm_server",
    "family_named": "families",
    "family_of": "families",
    "response_format": "chat",
}
_KINDS = {
    "chat": "ChatModel",
    "tokens": "TokenModel",
    "embedded": "EmbeddedModel",
    "anthropic": "AnthropicModel",
    "responses": "ResponsesModel",
}

__all__ = [
    "AnthropicModel",
    "ChatModel",
    "EmbeddedModel",
    "Family",
    "Model",
    "Request",
    "ResponsesModel",
    "RetryPolicy",
    "ScriptedModel",
    "Settings",
    "Step",
    "TokenModel",
    "VLLMServer",
    "family_named",
    "family_of",
    "from_spec",
    "response_format",
]


def from_spec(spec: Mapping[str, Any]) -> Model:
    """Build the model that a journal's header tells of (`Model.spec`). Keys come from the environment.

    Raises:
        ConfigurationError: It is of a kind that cannot be built from its spec; resume with the model itself.
    """
    kind = spec.get("kind")
    if kind not in _KINDS:
        raise ConfigurationError(
            f"A model of kind {kind!r} cannot be built from what the journal holds; hand the model to the agent that "
            "resumes the run."
        )
    model: Model = __getattr__(_KINDS[kind]).from_spec(spec)
    return model


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found
