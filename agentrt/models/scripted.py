"""A model that says what it was told to: for tests and examples, without network or weights."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator

from pydantic import JsonValue

from agentrt.conversation import AssistantMessage
from agentrt.errors import ModelResponseError
from agentrt.events import CallDelta, ReasoningDelta, TextDelta
from agentrt.models.base import ModelEvent, Request, Step

Reply = AssistantMessage | str | Exception
Script = Callable[[Request], Reply]


class ScriptedModel:
    """Replays given replies.

    Args:
        replies: One reply per call, in order: a message, text, an exception to raise, or a function of the request;
            or a single function of the request, asked for every call (it can look at the conversation, so a run
            that was killed can be resumed with it).
        name: The model's name.
        prolongs: Whether a reply that was cut off by length can be continued; the next reply is then appended.

    Attributes:
        requests: Every request so far.
    """

    def __init__(
        self, replies: Iterable[Reply | Script] | Script, *, name: str = "scripted", prolongs: bool = False
    ) -> None:
        self._name = name
        self._prolongs = prolongs
        self._script: Script | None = replies if callable(replies) else None
        self._replies: Iterator[Reply | Script] = iter(()) if callable(replies) else iter(tuple(replies))
        self.requests: list[Request] = []

    @property
    def name(self) -> str:
        return self._name

    async def generate(self, request: Request) -> AsyncGenerator[ModelEvent, None]:
        """The next reply, as deltas and a step.

        Raises:
            ModelResponseError: There is no reply left.
            Exception: Whatever the script says.
        """
        self.requests.append(request)
        message = self._message(request)
        if request.prolong is not None:
            message = message.model_copy(update={"content": request.prolong.text + message.text})
        if message.reasoning:
            yield ReasoningDelta(message.reasoning)
        if message.text:
            yield TextDelta(message.text)
        for index, call in enumerate(message.tool_calls):
            yield CallDelta(index, call.name, call.arguments)
        yield Step(message)

    def _message(self, request: Request) -> AssistantMessage:
        reply = self._script or next(self._replies, None)
        if reply is None:
            raise ModelResponseError(f"The script of {self.name!r} is over after {len(self.requests) - 1} replies.")
        said = reply(request) if callable(reply) else reply
        if isinstance(said, Exception):
            raise said
        return AssistantMessage(content=said, thought="none") if isinstance(said, str) else said

    async def can_prolong(self, message: AssistantMessage) -> bool:
        return self._prolongs

    def spec(self) -> dict[str, JsonValue]:
        return {"kind": "scripted", "name": self.name}

    async def aclose(self) -> None:
        """Nothing to give back."""
