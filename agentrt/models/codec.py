"""What a local renderer of a model family offers: a request as prompt text, and sampled text as a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pydantic import JsonValue

from agentrt.conversation import AssistantMessage
from agentrt.models.base import Request


@dataclass(frozen=True, slots=True)
class RenderedPrompt:
    """A prompt, ready to be sampled from.

    Attributes:
        text: All of it, the opening of the reply included.
        special: Half-open ranges of `text`, ascending and disjoint, each the spelling of one special token. A
            tokeniser that splits the text between them as plain text, without its added vocabulary, is safe from what
            users and tools write; one that is given `text` whole would read a token wherever one is spelled.
    """

    text: str
    special: tuple[tuple[int, int], ...] = ()


class Codec(Protocol):
    """Renders and parses one model family's format. Stateless."""

    @property
    def family(self) -> str:
        """Name of the family's row in `agentrt.models.families`."""
        ...

    @property
    def stop(self) -> tuple[str, ...]:
        """Tokens, as text, at which a reply ends."""
        ...

    def render(self, request: Request) -> RenderedPrompt:
        """The prompt for `request`; where a reply is prolonged, it ends with what there is of it.

        Raises:
            LostTraceError: A thought of the live chain is missing.
            ModelError: The conversation cannot be written in this format; the message says where and why.
        """
        ...

    def parse(self, text: str, request: Request) -> AssistantMessage:
        """The reply that was sampled for `request`: what was prolonged, and `text` after it.

        It never raises on malformed text: what cannot be read as a call is a call with its reason in `malformed`. `raw`
        is the whole text, from which the message is rendered the next time.
        """
        ...


def schema_of(response_format: Mapping[str, JsonValue] | None) -> Mapping[str, JsonValue] | None:
    """The JSON schema in `Settings.response_format`, which may be wrapped with its name."""
    if response_format is None:
        return None
    inner = response_format.get("json_schema", response_format)
    inner = inner if isinstance(inner, dict) else response_format
    schema = inner.get("schema", inner)
    return schema if isinstance(schema, dict) else None
