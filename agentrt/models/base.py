"""The model protocol: what the loop asks of a model, and what it gets back.

A model is stateless per run: everything a call needs is in its `Request`, so runs can be forked, resumed and sampled
many times over. Retention and rendering live in the model, not in the loop; chat and token models differ only there.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from pydantic import Field, JsonValue

from agentrt.conversation import AssistantMessage, Conversation
from agentrt.events import CallDelta, ReasoningDelta, ReplyRestarted, TextDelta
from agentrt.frozen import Frozen
from agentrt.tool import ToolSpec


class Settings(Frozen):
    """How a reply is sampled. None leaves a value to the server.

    Attributes:
        max_tokens: Most tokens of one reply, thought included.
        effort: How hard to think: "none", "low", "medium", "high", "max"; each family maps it to its own switch.
        tool_choice: "auto", "none", "required", or the name of one tool. "none" makes some families forget the
            running chain's thought (DeepSeek V4); cap steps instead.
        response_format: A JSON schema that the text of the reply must follow, with its name.
        extra_body: Fields put into the request body as they are; they win over everything else.
    """

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    effort: Literal["none", "low", "medium", "high", "max"] | None = None
    tool_choice: str | None = None
    response_format: dict[str, JsonValue] | None = None
    extra_body: dict[str, JsonValue] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One model call's outcome.

    Attributes:
        message: The reply; its exact tokens, where they are known, are in `message.trace`.
        carry: The model's own memory of what it rendered, handed back in the next `Request.previous_step` so that
            only the new suffix is serialised or tokenised. Opaque to everybody else, never journaled: a model must
            work without it, only slower.
    """

    message: AssistantMessage
    carry: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Request:
    """What a model call needs.

    Attributes:
        conversation: All that was said so far.
        tools: What the model may call. Resent with every step: some families forget thought without them.
        settings: How to sample.
        previous_step: The step before this one in the same run, if there is one.
        prolong: A reply that was cut off by length and is to be continued: the step's message is then the whole
            of it. It is not part of `conversation`.
    """

    conversation: Conversation
    tools: tuple[ToolSpec, ...] = ()
    settings: Settings = field(default_factory=Settings)
    previous_step: Step | None = None
    prolong: AssistantMessage | None = None


@dataclass(frozen=True, slots=True)
class Retrying:
    """A call failed in a way that may pass; it is made again in `wait` seconds.

    Attributes:
        fault: "http_429", "http_503", "connection", ...: counted in `run.faults`.
        reason: What happened, in one line.
    """

    fault: str
    reason: str
    wait: float


ModelEvent = ReasoningDelta | TextDelta | CallDelta | ReplyRestarted | Retrying | Step


@runtime_checkable
class Model(Protocol):
    """Anything that turns a request into a step."""

    @property
    def name(self) -> str:
        """The model's name, as its server knows it."""
        ...

    def generate(self, request: Request) -> AsyncGenerator[ModelEvent, None]:
        """Sample one reply: deltas as they come, then exactly one `Step`, which is the last event.

        Raises:
            LostTraceError: The history lacks a thought that the family needs; nothing was sent.
            ModelRequestError: The server refused the request.
            ModelConnectionError: The server could not be reached, also after the retries.
            ModelResponseError: The server's answer is not a reply.
        """
        ...

    async def can_prolong(self, message: AssistantMessage) -> bool:
        """Whether `Request.prolong` works for this reply (its server can continue a message at that point)."""
        ...

    def spec(self) -> dict[str, JsonValue]:
        """What `agentrt.models.from_spec` needs to build this model again; never a secret."""
        ...

    async def aclose(self) -> None:
        """Give back connections and memory. The model can be used again afterwards."""
        ...
