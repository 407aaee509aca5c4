"""A run as a pure fold over its records: the same in memory, from a journal, and after a crash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agentrt.conversation import (
    AssistantMessage,
    Conversation,
    Message,
    ToolCall,
    ToolMessage,
    UserMessage,
    text_of,
)
from agentrt.events import (
    ContextChanged,
    ModelCalled,
    ModelRetried,
    NoteAdded,
    Record,
    ReplyDiscarded,
    ReplyReceived,
    RunEnded,
    RunResumed,
    RunStarted,
    Status,
    ToolCalled,
    ToolReturned,
)
from agentrt.usage import Usage


@dataclass
class Run:
    """What a run has come to.

    Attributes:
        run_id: Name of the run, unique.
        status: How it ended; None while it goes on.
        answer: The model's last words, or the text of the accepted final answer; None where there was none.
        output: The validated final answer, where the agent has an `output_type`.
        reason: Which limit was reached, or what failed; empty where it completed.
        conversation: All that was said, the answer included: hand it to the next `agent.run`.
        usage: Tokens and money of all model calls, those of sub-agents and discarded replies included.
        faults: How often what went wrong and was survived: "bad_json", "unknown_tool", "http_503", ...
        steps: Model calls whose reply became part of the conversation.
        abandoned: Names of sync tools whose threads could not be stopped.
        journal: Where the record lies, if it is kept.
        error: The exception behind status "failed", where there was one.
    """

    run_id: str = ""
    status: Status | None = None
    answer: str | None = None
    output: Any = None
    reason: str = ""
    conversation: Conversation = field(default_factory=Conversation)
    usage: Usage = field(default_factory=Usage)
    faults: dict[str, int] = field(default_factory=dict)
    steps: int = 0
    abandoned: list[str] = field(default_factory=list)
    journal: Path | None = None
    error: BaseException | None = field(default=None, repr=False)

    header: RunStarted | None = field(default=None, repr=False)
    step: int = 0
    """The step under way, from 1."""
    started: set[int] = field(default_factory=set, repr=False)
    """Indexes of this step's calls that have an intent record."""
    results: dict[int, ToolMessage] = field(default_factory=dict, repr=False)
    """This step's results by call index, until all are there."""
    finished: bool = field(default=False, repr=False)
    """Whether the finishing tool accepted an answer."""
    faulty_steps: int = 0
    """Faulty steps in a row: empty replies, missing final answers, steps of which every call went wrong."""
    discarded: int = 0
    """Replies discarded in a row."""
    window_used: int | None = None
    """Tokens of the last model call, prompt and completion: what the window holds up to its reply, where known."""
    prolonged: int = 0
    """How often this step's reply was prolonged."""
    _spent_before_reply: Usage = field(default_factory=Usage, repr=False)

    @classmethod
    def of(cls, records: Iterable[Record], journal: Path | None = None) -> Run:
        """The run that `records` tell of."""
        run = cls(journal=journal)
        for record in records:
            run.apply(record)
        return run

    @property
    def last_words(self) -> str | None:
        """The text of the turn's last reply, with the pieces before it where it was cut off by length."""
        messages = self.conversation.messages
        at = next((i for i in range(len(messages) - 1, -1, -1) if isinstance(messages[i], AssistantMessage)), -1)
        if at < self.conversation.last_human:
            return None
        pieces = [_text(messages[at])]
        while at >= 2 and isinstance(messages[at - 1], UserMessage) and _was_cut(messages[at - 2]):
            at -= 2
            pieces.insert(0, _text(messages[at]))
        return "".join(pieces) or None

    @property
    def open_calls(self) -> list[tuple[int, ToolCall]]:
        """Calls of the last reply, with their index, that have no result yet."""
        reply = self.last_reply
        if reply is None:
            return []
        return [(index, call) for index, call in enumerate(reply.tool_calls) if index not in self.results]

    @property
    def last_reply(self) -> AssistantMessage | None:
        """The reply that ends the conversation, if one does: its calls are not all answered, or it has none."""
        messages = self.conversation.messages
        return messages[-1] if messages and isinstance(messages[-1], AssistantMessage) else None

    def apply(self, record: Record) -> None:
        """Take in one record; called by the loop right after it was journaled, and when a journal is read."""
        match record:
            case ReplyReceived():
                self._reply(record)
            case ToolReturned():
                self._result(record)
            case ToolCalled():
                self.started.add(record.index)
            case ModelCalled():
                self.step = record.step
            case ModelRetried():
                self._count(record.fault)
            case ReplyDiscarded():
                self._count(record.fault)
                self.faulty_steps += 1
                self.discarded += 1
                self.usage += record.message.usage or Usage()
            case NoteAdded():
                self.conversation = self.conversation.add(record.message)
                self.discarded = 0
                if record.fault and record.fault not in _COUNTED_ALREADY:
                    self._count(record.fault)
                    self.faulty_steps += 1
            case ContextChanged():
                self.conversation = self.conversation.add(record.change)
                self.usage += record.usage or Usage()
                self.window_used = None
            case RunStarted():
                self.header, self.run_id = record, record.run_id
                self.conversation = Conversation(messages=record.messages)
            case RunResumed():
                self.status, self.reason, self.faulty_steps, self.discarded = None, "", 0, 0
            case RunEnded():
                self.status, self.answer, self.reason = record.status, record.answer, record.reason
                self.output = self.output if record.output is None else record.output

    def _reply(self, record: ReplyReceived) -> None:
        messages = self.conversation.messages
        if self.last_reply is not None and record.step == self._reply_step:
            messages = messages[:-1]  # the same reply, prolonged
            self.prolonged += 1
            self._count("cut_off")
        else:
            self._spent_before_reply = self.usage
            self.steps += 1
            self.prolonged = 0
        self._reply_step = record.step
        self.conversation = Conversation.model_construct(messages=messages).add(record.message)
        usage = record.message.usage or Usage()
        self.usage = self._spent_before_reply + usage
        self.window_used = usage.total_tokens or None
        self.discarded = 0
        self.started, self.results = set(), {}

    _reply_step: int = field(default=0, repr=False)

    def _result(self, record: ToolReturned) -> None:
        self.results[record.index] = record.message
        if record.message.fault:
            self._count(record.message.fault)
        if record.abandoned:
            self.abandoned.append(record.message.name)
        if record.usage:
            self.usage += record.usage
        if record.final:
            self.finished, self.output, self.answer = True, record.output, text_of(record.message.content)
        if not self.open_calls:
            self._all_answered()

    def _all_answered(self) -> None:
        """Add the results to the conversation, in the order of their calls."""
        results = [self.results[index] for index in sorted(self.results)]
        self.conversation = self.conversation.add(*results)
        clean = any(result.fault is None for result in results)
        self.faulty_steps = 0 if clean else self.faulty_steps + 1

    def _count(self, fault: str) -> None:
        self.faults[fault] = self.faults.get(fault, 0) + 1


def _text(message: Message) -> str:
    return message.text if isinstance(message, AssistantMessage) else ""


def _was_cut(message: Message) -> bool:
    return isinstance(message, AssistantMessage) and message.finish_reason == "length" and not message.tool_calls


_COUNTED_ALREADY = ("empty_reply", "resumed")
"""Notes whose cause was counted where it happened."""
