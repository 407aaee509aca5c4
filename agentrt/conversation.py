"""What was said: messages, and the turns and steps they make up. Immutable, and lossless through JSON.

Nothing the model thought is ever deleted here. Which earlier thought a model is shown again is decided when a
request is rendered (`agentrt.retention`), never by editing a conversation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, model_validator

from agentrt.frozen import Frozen
from agentrt.usage import Usage


class TextPart(Frozen):
    """A piece of text in a message of several parts."""

    kind: Literal["text"] = "text"
    text: str


class ImagePart(Frozen):
    """An image in a message: an address, or a data URL (`data:image/png;base64,...`)."""

    kind: Literal["image"] = "image"
    url: str
    detail: Literal["auto", "low", "high"] | None = None


Part = Annotated[TextPart | ImagePart, Field(discriminator="kind")]
Content = str | tuple[Part, ...]
"""Text, or several parts in order."""


def text_of(content: Content | None) -> str:
    """The text of a message's content; images are left out."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    return "".join(part.text for part in content if isinstance(part, TextPart))


class ToolCall(Frozen):
    """A call as the model wrote it.

    Attributes:
        id: The server's id, raw. Some families print it in the prompt, so it is never rewritten.
        name: The tool's name as written, which may not exist.
        arguments: Argument text as written, which may not be JSON.
        extra: Fields of the call that agentrt does not know (a thought signature, for instance), echoed as given.
        malformed: Why what the model wrote could not be read as a call, where it could not; never sent anywhere.
    """

    id: str
    name: str
    arguments: str
    extra: dict[str, JsonValue] = Field(default_factory=dict)
    malformed: str | None = None


class WeightSpan(Frozen):
    """The weight version that sampled the completion tokens `start` to `end` (exclusive)."""

    version: str
    start: int
    end: int


class TokenTrace(Frozen):
    """The exact tokens of one model call.

    The whole prompt is the parent's prompt, the parent's completion, and `prompt_delta`: storing whole prompts
    would be quadratic in the length of a chain.

    Attributes:
        id: Name of this trace, unique in its run.
        parent: The trace that this one continues; None where it starts afresh (then `prompt_delta` is the prompt).
        prompt_delta: Token ids, observed.
        completion: Token ids, sampled.
        logprobs: Natural logarithm of each sampled token's probability, as long as `completion`.
        weights: Which weights sampled which tokens.
        branch: Why the trace does not continue the step before it; None where it does, or where there was none.
        extra: What else the server returned per token (sampling mask, expert routing), as given.
    """

    id: str
    parent: str | None = None
    prompt_delta: tuple[int, ...] = ()
    completion: tuple[int, ...] = ()
    logprobs: tuple[float, ...] | None = None
    weights: tuple[WeightSpan, ...] = ()
    branch: str | None = None
    extra: dict[str, JsonValue] = Field(default_factory=dict)


class SystemMessage(Frozen):
    """Instructions that open a conversation."""

    role: Literal["system"] = "system"
    content: Content


class UserMessage(Frozen):
    """What a human said, or a note of the runtime's.

    Only a message of human origin starts a turn; a runtime note never resets reasoning, whatever role it is
    rendered under.
    """

    role: Literal["user"] = "user"
    content: Content
    origin: Literal["human", "runtime"] = "human"


Thought = Literal["present", "none", "unknown"]
"""Whether the model thought in a step: it did, it did not, or nobody knows (an imported or edited message)."""


class AssistantMessage(Frozen):
    """One reply of the model, as the server gave it.

    Attributes:
        content: The text outside thought and calls; None where the server said null.
        reasoning: The thought as text; None where there is none, or only opaque blocks of it.
        thought: Whether the model thought. Left out, it is "present" where there is reasoning and "unknown" otherwise.
        reasoning_fields: The wire fields that the server used for the thought ("reasoning", "reasoning_content").
        tool_calls: Calls in the order in which they were written.
        opaque: Provider blocks to be replayed unchanged and in order (signed or encrypted thought).
        extra: Fields of the wire message that agentrt does not know, echoed as given.
        raw: The sampled text before any parsing, where the model gives it; a sampled message renders from it.
        finish_reason: What the server said ("stop", "tool_calls", "length", ...).
        usage: Tokens of the call that made this message.
        model: The model's name as the server knows it.
        trace: The exact tokens, where the server gives them.
    """

    role: Literal["assistant"] = "assistant"
    content: Content | None = None
    reasoning: str | None = None
    thought: Thought = "unknown"
    reasoning_fields: tuple[str, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    opaque: tuple[dict[str, JsonValue], ...] = ()
    extra: dict[str, JsonValue] = Field(default_factory=dict)
    raw: str | None = None
    finish_reason: str | None = None
    usage: Usage | None = None
    model: str | None = None
    trace: TokenTrace | None = None

    @model_validator(mode="before")
    @classmethod
    def _thought_follows_reasoning(cls, data: Any) -> Any:
        if isinstance(data, dict) and "thought" not in data and (data.get("reasoning") or data.get("opaque")):
            return {**data, "thought": "present"}
        return data

    @property
    def text(self) -> str:
        """The text of the content, empty where there is none."""
        return text_of(self.content)


class ToolMessage(Frozen):
    """The result of one call.

    Attributes:
        call_id: Id of the call that it answers, raw.
        name: Name of the tool, as the model wrote it.
        content: What the model is shown.
        fault: The kind of fault, where the call went wrong ("bad_json", "tool_error", ...); None where it did not.
    """

    role: Literal["tool"] = "tool"
    call_id: str
    name: str
    content: Content
    fault: str | None = None


class ContextChange(Frozen):
    """Earlier messages are no longer shown to the model, because its window was filling. They stay in the record.

    Attributes:
        action: What was done ("summary", "discard_75", "discard_all", "prune").
        hidden: Indexes, in the conversation, of messages that are not shown any more.
        pruned: Indexes of tool results of which only the fact that they were there is shown.
        note: What the model is shown in the place of the hidden messages.
    """

    role: Literal["context"] = "context"
    action: str
    hidden: tuple[int, ...] = ()
    pruned: tuple[int, ...] = ()
    note: str = ""

    @property
    def content(self) -> str:
        """Nothing: it is never shown itself."""
        return ""


Message = Annotated[
    SystemMessage | UserMessage | AssistantMessage | ToolMessage | ContextChange, Field(discriminator="role")
]


def is_human(message: Message) -> bool:
    """Whether `message` came from a human, and so starts a turn."""
    return isinstance(message, UserMessage) and message.origin == "human"


class Conversation(Frozen):
    """Messages in order. Adding to it makes a new one; the old one stays as it is."""

    messages: tuple[Message, ...] = ()

    def add(self, *messages: Message) -> Conversation:
        """This conversation and `messages` after it."""
        # The parts are validated already: checking a growing history at every step would be quadratic.
        return Conversation.model_construct(messages=(*self.messages, *messages))

    @property
    def turns(self) -> tuple[tuple[Message, ...], ...]:
        """The messages by turn: each starts with a human message, the first also holds what came before one."""
        starts = [index for index, message in enumerate(self.messages) if is_human(message)]
        if not starts:
            return (self.messages,) if self.messages else ()
        edges = [0, *starts[1:], len(self.messages)]
        return tuple(self.messages[start:end] for start, end in pairwise(edges))

    @property
    def steps(self) -> tuple[tuple[AssistantMessage, tuple[ToolMessage, ...]], ...]:
        """Each reply with the tool results that answer it."""
        return tuple(_steps(self.messages))

    @property
    def view(self) -> Conversation:
        """What the model is shown: this conversation with its context changes carried out."""
        changes = [message for message in self.messages if isinstance(message, ContextChange)]
        return Conversation.model_construct(messages=_shown(self.messages, changes)) if changes else self

    @property
    def last_human(self) -> int:
        """Index of the last human message, or -1: the live chain is what follows it."""
        for index in range(len(self.messages) - 1, -1, -1):
            if is_human(self.messages[index]):
                return index
        return -1

    def __len__(self) -> int:
        return len(self.messages)


def _steps(messages: Sequence[Message]) -> Iterator[tuple[AssistantMessage, tuple[ToolMessage, ...]]]:
    for index, message in enumerate(messages):
        if isinstance(message, AssistantMessage):
            results = []
            for later in messages[index + 1 :]:
                if isinstance(later, AssistantMessage) or is_human(later):
                    break
                if isinstance(later, ToolMessage):
                    results.append(later)
            yield message, tuple(results)


def _shown(messages: Sequence[Message], changes: Sequence[ContextChange]) -> tuple[Message, ...]:
    hidden = {index for change in changes for index in change.hidden}
    pruned = {index for change in changes for index in change.pruned} - hidden
    notes = {min(change.hidden): change.note for change in changes if change.hidden and change.note}
    shown: list[Message] = []
    for index, message in enumerate(messages):
        if index in notes:
            shown.append(UserMessage(content=notes[index], origin="runtime"))
        if index in hidden or isinstance(message, ContextChange):
            continue
        if index in pruned and isinstance(message, ToolMessage):
            left_out = len(text_of(message.content))
            said = f"[{left_out} characters of this result are no longer shown; call again if you need them]"
            message = message.model_copy(update={"content": said})
        shown.append(message)
    return tuple(shown)
