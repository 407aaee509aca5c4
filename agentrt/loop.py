"""The agent loop.

    while the run is not over:
        if the last reply has calls without results   ->  run them
        else if it is a reply                         ->  it is the answer, or it is cut off and prolonged
        else                                          ->  ask the model

Each round looks only at the run's state, which is a fold over the journal: so a run that was killed goes on by
entering the loop again. Every effect has a record before it and a record after it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import cached_property
from inspect import isawaitable
from typing import Any

import anyio
import anyio.lowlevel
from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from agentrt.calls import Outcome, Worker, perform
from agentrt.context import ASK_FOR_SUMMARY, ContextPolicy, change, plan, tokens_in
from agentrt.conversation import AssistantMessage, Conversation, ToolCall, ToolMessage, UserMessage
from agentrt.errors import LostTraceError, ModelError, ModelResponseError
from agentrt.events import (
    ContextChanged,
    Event,
    ModelCalled,
    ModelRetried,
    NoteAdded,
    Record,
    ReplyDiscarded,
    ReplyReceived,
    RunEnded,
    Status,
    ToolCalled,
    ToolOutput,
    ToolReturned,
)
from agentrt.final import FinalAnswer
from agentrt.journal import Journal
from agentrt.limits import Limits
from agentrt.models.base import Model, Request, Retrying, Settings, Step
from agentrt.run import Run
from agentrt.tool import BadArguments, Tool, ToolContext, ToolSpec
from agentrt.usage import PriceTable, priced

MAX_CALLS = 64
"""Calls of one reply that are run; a reply with more of them comes from a model gone astray."""
MAX_PROLONGED = 8
"""How often one reply is prolonged before it is taken as it is."""

Call = tuple[int, ToolCall]
"""A call and its index in the reply."""


@dataclass(frozen=True)
class ApprovalRequest:
    """A call that waits for leave to run.

    Attributes:
        tool: The tool.
        arguments: Its arguments, validated.
        call: The call as the model wrote it.
        run: The run so far.
    """

    tool: Tool
    arguments: dict[str, Any]
    call: ToolCall
    run: Run


@dataclass
class Loop:
    """Drives one run to its end.

    Attributes:
        model: The model.
        tools: The tools by name, in the order in which the model sees them.
        run: The state, which every record is applied to.
        limits: Budgets.
        settings: How to sample the next reply, given the run so far.
        final: What a final answer must be; None where prose without a call is one.
        approve: Asked before a call runs; returns (or awaits to) True, or False or a reason to refuse.
        prices: Prices by model name.
        sandbox: Handed to tools that ask for it.
        context: What happens when the model's window fills; nothing where None.
        resamples: How often an empty reply is sampled again before the model is told.
        journal: Where records go, if anywhere.
        emit: Shown every record and delta.
        note: What the model is to be told before it is asked next.
    """

    model: Model
    tools: dict[str, Tool]
    run: Run
    limits: Limits
    settings: Callable[[Run], Settings]
    final: FinalAnswer | None = None
    approve: Callable[[ApprovalRequest], Any] | None = None
    prices: PriceTable = field(default_factory=dict)
    sandbox: Any = None
    context: ContextPolicy | None = None
    resamples: int = 2
    journal: Journal | None = None
    emit: Callable[[Event], None] | None = None
    note: str | None = None
    _previous: Step | None = None
    _workers: dict[int, Worker] = field(default_factory=dict)

    def commit(self, record: Record) -> None:
        """Journal a record, apply it to the run, and show it: in this order, always."""
        if self.journal is not None:
            self.journal.append(record)
        self.run.apply(record)
        if self.emit is not None:
            self.emit(record)

    async def drive(self) -> Run:
        """Go on until the run is over.

        Raises:
            LostTraceError: The history lacks a thought that the model needs; nothing was sent.
            BaseException: Cancellation from outside, after it was journaled; errors of the journal itself.
        """
        try:
            with anyio.move_on_after(math.inf if self.limits.seconds is None else self.limits.seconds):
                while self.run.status is None:
                    await anyio.lowlevel.checkpoint()  # a model and tools that never wait must not stop the others
                    await self._advance()
            self.end("limit", "seconds")
        except ModelError as error:
            self.run.error = error
            self.end("failed", str(error))
            if isinstance(error, LostTraceError):
                raise
        except anyio.get_cancelled_exc_class():
            self.end("cancelled", "the run was cancelled")
            raise
        except BaseException as error:
            self.run.error = error
            self.end("failed", f"{type(error).__name__}: {error}")
            raise
        return self.run

    def end(self, status: Status, reason: str = "", output: JsonValue = None) -> None:
        """Close the record. Open calls get a result, so that the conversation can go on in a later turn."""
        if self.run.status is not None:
            return
        for index, call in self.run.open_calls:
            said = "This call was not finished: the run was stopped. Its effects may or may not have happened."
            left = index in self._workers and self._workers[index].running
            self._answer(index, call, Outcome(said, fault="interrupted", abandoned=left))
        answer = self.run.answer if self.run.finished else self.run.last_words
        self.commit(RunEnded(status=status, reason=reason, answer=answer, output=output))

    async def _advance(self) -> None:
        """One round: whatever the state asks for next."""
        run, most = self.run, self.limits.faults_in_a_row
        reply = run.last_reply
        if run.open_calls:
            await self._answer_calls()
        elif run.finished:
            self.end("completed")
        elif reply is not None:
            await self._settle(reply)
        elif most is not None and run.faulty_steps >= most:
            counts = ", ".join(f"{count} {fault}" for fault, count in run.faults.items())
            self.end("failed", f"{run.faulty_steps} faulty steps in a row; faults so far: {counts}")
        elif limit := self.limits.reached(run.steps, run.usage):
            self.end("limit", limit)
        elif self.context is not None and self._used >= self.context.threshold:
            await self._make_room(self.context)
        else:
            await self._ask()

    @property
    def _used(self) -> int:
        return tokens_in(self.run.conversation, self.run.window_used)

    async def _make_room(self, policy: ContextPolicy) -> None:
        """Show the model less from here on, or stop."""
        run, used = self.run, self._used
        planned = plan(policy, run.conversation)
        if planned is None:
            self.end("limit", "context")
            return
        summary, usage = "", None
        if planned.summarise:
            asked = run.conversation.add(UserMessage(content=ASK_FOR_SUMMARY, origin="runtime"))
            message = (await self._sample(run.steps + 1, asked)).message
            summary, usage = message.text.strip() or (message.reasoning or ""), message.usage
        changed = ContextChanged(change=change(planned, summary), used=used, window=policy.window, usage=usage)
        self.commit(changed)

    async def _ask(self) -> None:
        """Ask the model for the next reply."""
        run = self.run
        if self.note is not None:
            self._tell(self.note, "resumed")
            self.note = None
        step = await self._sample(run.steps + 1, run.conversation)
        message = step.message
        if message.tool_calls or message.text.strip():
            self._previous = step
            self.commit(ReplyReceived(step=run.step, message=message))
            return
        cut = message.finish_reason == "length"
        self.commit(ReplyDiscarded(step=run.step, message=message, fault="cut_off" if cut else "empty_reply"))
        if run.discarded > self.resamples:
            cause = (
                "Your thought filled the whole length of a reply, so no answer was left. Think briefly"
                if cut
                else "Your last replies were empty: neither text nor a call. Go on with the task"
            )
            self._tell(f"{cause}, then call a tool or answer.", "empty_reply")

    async def _settle(self, reply: AssistantMessage) -> None:
        """A reply without calls: the answer, unless it was cut off or a final answer has to be called."""
        if reply.finish_reason == "length" and self.run.prolonged < MAX_PROLONGED:
            await self._prolong(reply)
        elif self.final is None:
            self.end("completed")
        elif (value := self.final.from_prose(reply.text)) is not None:
            self.end("completed", output=to_jsonable_python(value))
        else:
            self._tell(self.final.note, "no_final_answer")

    async def _prolong(self, reply: AssistantMessage) -> None:
        """Let the model go on where its reply was cut off; where its server cannot, tell it."""
        if await self.model.can_prolong(reply):
            before = Conversation.model_construct(messages=self.run.conversation.messages[:-1])
            step = await self._sample(self.run.step, before, prolong=reply)
            self._previous = step
            self.commit(ReplyReceived(step=self.run.step, message=step.message))
        else:
            said = "Your reply was cut off by its length limit. Go on exactly where it stops, without repeating."
            self._tell(said, "cut_off")

    async def _sample(self, number: int, conversation: Conversation, prolong: AssistantMessage | None = None) -> Step:
        """One model call, from its intent to its step."""
        self.commit(ModelCalled(step=number))
        settings = self.settings(self.run)
        request = Request(conversation.view, self._specs, settings, self._previous, prolong)
        step: Step | None = None
        async with aclosing(self.model.generate(request)) as events:
            async for event in events:
                if isinstance(event, Step):
                    step = event
                elif isinstance(event, Retrying):
                    self.commit(ModelRetried(step=number, fault=event.fault, reason=event.reason, wait=event.wait))
                elif self.emit is not None:
                    self.emit(event)
        if step is None:
            raise ModelResponseError(f"The model {self.model.name!r} ended its reply without a step.")
        return self._with_price(step)

    def _with_price(self, step: Step) -> Step:
        message = step.message
        if not self.prices or message.usage is None:
            return step
        usage = priced(message.usage, message.model or self.model.name, self.prices)
        return Step(message.model_copy(update={"usage": usage}), step.carry)

    @cached_property
    def _specs(self) -> tuple[ToolSpec, ...]:
        return tuple(tool.spec for tool in self.tools.values())

    @cached_property
    def _approval(self) -> anyio.Lock:
        """One question at a time: a human answers them."""
        return anyio.Lock()

    async def _answer_calls(self) -> None:
        """Run the open calls: neighbours whose tools allow it at once, the others alone, all in their order."""
        self._workers.clear()
        for group in self._groups(self.run.open_calls):
            if len(group) == 1:
                await self._call(*group[0])
                continue
            try:
                async with anyio.create_task_group() as tasks:
                    for index, call in group:
                        tasks.start_soon(self._call, index, call)
            except BaseExceptionGroup as errors:
                raise errors.exceptions[0] from None  # the first failure (of the journal, say) is the one to report

    def _groups(self, calls: Sequence[Call]) -> list[list[Call]]:
        groups: list[list[Call]] = []
        open_group = False
        for index, call in calls:
            tool = self.tools.get(call.name)
            concurrent = tool is None or tool.concurrent
            if not (concurrent and open_group):
                groups.append([])
            groups[-1].append((index, call))
            open_group = concurrent
        return groups

    async def _call(self, index: int, call: ToolCall) -> None:
        """One call, from its text to its journaled result."""
        tool = self.tools.get(call.name)
        if (refusal := self._refusal(index, call, tool)) is not None:
            self._answer(index, call, refusal)
            return
        assert tool is not None  # `_refusal` answers calls of unknown tools
        try:
            arguments = tool.parse(call.arguments)
        except BadArguments as error:
            self._answer(index, call, self._unreadable(index, error))
            return
        if (denial := await self._denied(tool, arguments, call)) is not None:
            self._answer(index, call, denial)
            return
        step = self.run.step
        record = ToolCalled(step=step, index=index, call_id=call.id, name=call.name, arguments=call.arguments)
        self.commit(record)
        worker = self._workers[index] = Worker(tool, arguments, self._context(call))
        outcome = await perform(worker, self.limits.tool_seconds)
        final = self.final is not None and tool.name == self.final.tool.name and outcome.fault is None
        self._answer(index, call, outcome, final=final)

    def _refusal(self, index: int, call: ToolCall, tool: Tool | None) -> Outcome | None:
        """Why a call is not run at all, if it is not."""
        if index in self.run.started and not (tool is not None and tool.idempotent):
            said = (
                "Error: this call was interrupted by a crash of the runtime, and was not run again. Its effects may or "
                "may not have happened: check, and call again if they have not."
            )
            return Outcome(said, fault="interrupted")
        if index >= MAX_CALLS:
            return Outcome(f"Error: not run, a reply may hold {MAX_CALLS} calls at most.", fault="too_many_calls")
        if call.malformed:
            return Outcome(f"Error: {call.malformed} Write the call again, in the right form.", fault="malformed_call")
        if tool is None:
            return Outcome(self._no_such_tool(call.name), fault="unknown_tool")
        return None

    def _no_such_tool(self, name: str) -> str:
        shown = name if len(name) <= 100 else name[:100] + "..."
        if not self.tools:
            return f"Error: there is no tool {shown!r}; you have no tools. Answer in text."
        from difflib import get_close_matches  # here: only a model's mistake needs it

        near = get_close_matches(shown, self.tools, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        return f"Error: there is no tool {shown!r}.{hint} Your tools are: {', '.join(self.tools)}."

    def _unreadable(self, index: int, error: BadArguments) -> Outcome:
        reply = self.run.last_reply
        cut = reply is not None and reply.finish_reason == "length" and index == len(reply.tool_calls) - 1
        if cut and error.fault == "bad_json":
            said = (
                "Error: your reply was cut off by its length limit inside the arguments of this call, so it was not "
                "run. Call again with shorter arguments, in several calls if need be."
            )
            return Outcome(said, fault="cut_off")
        return Outcome(f"Error: {error}", fault=error.fault)

    async def _denied(self, tool: Tool, arguments: dict[str, Any], call: ToolCall) -> Outcome | None:
        if self.approve is None:
            return None
        async with self._approval:
            answer = self.approve(ApprovalRequest(tool, arguments, call, self.run))
            if isawaitable(answer):
                answer = await answer
        if answer is True:
            return None
        reason = f": {answer}" if isinstance(answer, str) and answer else "."
        return Outcome(f"Error: this call was not allowed{reason} Do not repeat it; find another way.", fault="denied")

    def _context(self, call: ToolCall) -> ToolContext:
        run, emit = self.run, self.emit
        return ToolContext(
            run_id=run.run_id,
            step=run.step,
            call_id=call.id,
            conversation=run.conversation,
            sandbox=self.sandbox,
            journal=str(run.journal) if run.journal else None,
            emit=(lambda text: emit(ToolOutput(call.id, text))) if emit is not None else (lambda text: None),
        )

    def _answer(self, index: int, call: ToolCall, outcome: Outcome, *, final: bool = False) -> None:
        message = ToolMessage(call_id=call.id, name=call.name, content=outcome.content, fault=outcome.fault)
        self.commit(
            ToolReturned(
                step=self.run.step,
                index=index,
                message=message,
                seconds=outcome.seconds,
                abandoned=outcome.abandoned,
                usage=outcome.usage,
                output=to_jsonable_python(outcome.value, fallback=str) if final else None,
                final=final,
            )
        )

    def _tell(self, text: str, fault: str) -> None:
        """Say something to the model that answers no call; never in the name of a human."""
        note = UserMessage(content=f"[Note of the runtime, not of the user] {text}", origin="runtime")
        self.commit(NoteAdded(message=note, fault=fault))
