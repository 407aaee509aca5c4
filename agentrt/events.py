"""What happens in a run, as it happens: one stream that the journal, the terminal, the viewer and the exports all read.

Two sorts. *Records* are the truth: the loop writes each to the journal before its effect is used, and a `Run` is a
pure fold over them (`agentrt.run`). *Deltas* are for the eye only: pieces of a reply while it is sampled, never
journaled and never needed to rebuild anything.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue, TypeAdapter

from agentrt.conversation import AssistantMessage, ContextChange, Message, ToolMessage, UserMessage
from agentrt.frozen import Frozen
from agentrt.limits import Limits
from agentrt.usage import Usage

JOURNAL_VERSION = 1
"""Version of the records below. It grows when a record's meaning changes, not when a field with a default is added."""

Status = Literal["completed", "limit", "cancelled", "failed"]
"""How a run ended: with an answer, at a budget, because it was told to stop, or because it could not go on."""


class RecordBase(Frozen):
    """What every record carries: when it was written, in seconds since the epoch."""

    time: float = Field(default_factory=time.time)


class RunStarted(RecordBase):
    """The header: all that is needed to rebuild the agent, and the conversation that the run starts from.

    Attributes:
        version: `JOURNAL_VERSION` of the writer.
        run_id: Name of the run, unique.
        model: What rebuilds the model (`Model.spec`); never a secret.
        tools: The tools' schemas, in the order in which the model sees them.
        packs: Names of the tool packs that the tools came from, where they did.
        sandbox: What rebuilds or attaches the sandbox; None where there is none.
        limits: Budgets of the run.
        messages: The conversation, the new human message included.
    """

    type: Literal["run_started"] = "run_started"
    version: int = JOURNAL_VERSION
    run_id: str
    model: dict[str, JsonValue] = Field(default_factory=dict)
    tools: tuple[dict[str, JsonValue], ...] = ()
    packs: tuple[str, ...] = ()
    sandbox: dict[str, JsonValue] | None = None
    settings: dict[str, JsonValue] = Field(default_factory=dict)
    limits: Limits = Limits()
    messages: tuple[Message, ...] = ()


class ModelCalled(RecordBase):
    """Intent: the model is about to be asked for step `step` (counted from 1)."""

    type: Literal["model_called"] = "model_called"
    step: int


class ModelRetried(RecordBase):
    """A model call failed in a way that may pass, and is made again after `wait` seconds.

    Attributes:
        fault: "http_429", "http_503", "connection", ...
        reason: What the server said, in one line.
    """

    type: Literal["model_retried"] = "model_retried"
    step: int
    fault: str
    reason: str
    wait: float


class ReplyReceived(RecordBase):
    """The model's reply for `step`; a later one for the same step prolongs it and takes its place."""

    type: Literal["reply_received"] = "reply_received"
    step: int
    message: AssistantMessage


class ReplyDiscarded(RecordBase):
    """A reply that did not become part of the conversation (it was empty), kept here with its thought."""

    type: Literal["reply_discarded"] = "reply_discarded"
    step: int
    message: AssistantMessage
    fault: str


class NoteAdded(RecordBase):
    """The runtime said something to the model that answers no call; `fault` names why, where it was a fault."""

    type: Literal["note_added"] = "note_added"
    message: UserMessage
    fault: str | None = None


class ContextChanged(RecordBase):
    """The window was filling, and the model is shown less from here on.

    Attributes:
        change: What is not shown any more, and what is shown in its place.
        used: Tokens in the window before, as far as they are known.
        window: Tokens that the window holds.
        usage: Tokens of the model call that wrote the summary, if one did.
    """

    type: Literal["context_changed"] = "context_changed"
    change: ContextChange
    used: int
    window: int
    usage: Usage | None = None


class ToolCalled(RecordBase):
    """Intent: call number `index` (from 0) of step `step` is about to run."""

    type: Literal["tool_called"] = "tool_called"
    step: int
    index: int
    call_id: str
    name: str
    arguments: str


class ToolReturned(RecordBase):
    """The result of call `index` of step `step`. A call with this record never runs again.

    Attributes:
        message: What the model is shown.
        seconds: How long the tool took.
        abandoned: A sync tool that outlived its time-out: its thread could not be stopped and is still running.
        usage: Tokens of model calls that the tool made itself (a sub-agent).
        output: The structured value, where the call was an accepted final answer.
        final: Whether the run ends with this call (the finishing tool accepted it).
    """

    type: Literal["tool_returned"] = "tool_returned"
    step: int
    index: int
    message: ToolMessage
    seconds: float = 0.0
    abandoned: bool = False
    usage: Usage | None = None
    output: JsonValue = None
    final: bool = False


class RunResumed(RecordBase):
    """A run that had stopped goes on.

    Attributes:
        torn_bytes: Bytes of a half-written last record that were dropped.
        interrupted: Ids of calls that had started and have no result, and were not run again.
        lost_sessions: What of the sandbox did not survive, in words for the model.
    """

    type: Literal["run_resumed"] = "run_resumed"
    torn_bytes: int = 0
    interrupted: tuple[str, ...] = ()
    lost_sessions: tuple[str, ...] = ()


class RunEnded(RecordBase):
    """The run is over.

    Attributes:
        status: How it ended.
        answer: The model's last words, or the text of the accepted final answer.
        output: The structured value, where the answer was prose that fitted the output type.
        reason: Which limit was reached, or what failed; empty where it completed.
    """

    type: Literal["run_ended"] = "run_ended"
    status: Status
    answer: str | None = None
    output: JsonValue = None
    reason: str = ""


Record = (
    RunStarted
    | ModelCalled
    | ModelRetried
    | ReplyReceived
    | ReplyDiscarded
    | NoteAdded
    | ContextChanged
    | ToolCalled
    | ToolReturned
    | RunResumed
    | RunEnded
)
RECORDS: TypeAdapter[Record] = TypeAdapter(
    Annotated[Record, Field(discriminator="type")], config=ConfigDict(defer_build=True)
)
"""Reads a record from JSON: `RECORDS.validate_json(line)`."""


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """A piece of the thought."""

    text: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the reply's text."""

    text: str


@dataclass(frozen=True, slots=True)
class CallDelta:
    """A piece of call number `index`: its name where it is known, and argument text."""

    index: int
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class ReplyRestarted:
    """The reply is sampled again: what deltas of this step showed so far is void."""

    reason: str


@dataclass(frozen=True, slots=True)
class ToolOutput:
    """Something a tool printed while it runs."""

    call_id: str
    text: str


Delta = ReasoningDelta | TextDelta | CallDelta | ReplyRestarted | ToolOutput
Event = Record | Delta
