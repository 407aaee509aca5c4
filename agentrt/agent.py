"""An agent: a model, tools, and what bounds them. It keeps no state between runs, so one agent may run many at once."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterable, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio

from agentrt.context import ContextPolicy
from agentrt.conversation import Content, Conversation, Message, SystemMessage, UserMessage
from agentrt.errors import ConfigurationError, JournalError
from agentrt.events import Event, RunResumed, RunStarted
from agentrt.final import FinalAnswer
from agentrt.journal import Journal
from agentrt.limits import Limits
from agentrt.loop import ApprovalRequest, Loop
from agentrt.models.base import Model, Settings
from agentrt.run import Run
from agentrt.tool import Tool, ToolContext, tool
from agentrt.usage import PriceTable, is_sold, list_prices

if TYPE_CHECKING:
    from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

PathLike = str | os.PathLike[str]


class Agent:
    """A model with tools.

    Args:
        model: What thinks.
        tools: What it may call; functions are made into tools.
        instructions: System message that opens a new conversation.
        limits: Budgets of each run.
        settings: How replies are sampled; or a function of the run so far, asked before each step (so that simple
            steps can think less).
        output_type: The type of a structured final answer; the model gives it by calling `final_answer`.
        finish: Name of one of the tools whose successful call ends the run. Prose is then no answer.
        approve: Asked, with an `ApprovalRequest`, before a call runs. Returns (or awaits to) True, or False or a
            reason, which the model is told.
        sandbox: Handed to tools that ask for it by `ToolContext`; by default the one that the tools came with.
        prices: Prices by model name, for `run.usage.cost` and `Limits.cost`. They stand over the list prices of makers'
            own services (`agentrt.usage.list_prices`), which count for no model of one's own machine or network.
        context: What happens when the model's window fills; nothing where None.
        resamples: How often an empty reply is sampled again before the model is told about it.
        name: Shown in logs, and the default name as a tool.

    Raises:
        ConfigurationError: Two tools have one name, or `finish` names none of them.
    """

    def __init__(
        self,
        model: Model,
        tools: Iterable[Tool | Callable[..., Any]] = (),
        instructions: str | None = None,
        *,
        limits: Limits | None = None,
        settings: Settings | Callable[[Run], Settings] | None = None,
        output_type: Any = None,
        finish: str | None = None,
        approve: Callable[[ApprovalRequest], Any] | None = None,
        sandbox: Any = None,
        prices: PriceTable | None = None,
        context: ContextPolicy | None = None,
        resamples: int = 2,
        name: str = "agent",
    ) -> None:
        self.model = model
        self.tools: dict[str, Tool] = {}
        for one in tools:
            self._add(one if isinstance(one, Tool) else tool(one))
        self.instructions = instructions
        self.limits = limits or Limits()
        self.settings = settings or Settings()
        self.final = self._final(output_type, finish)
        self.approve = approve
        self.sandbox = sandbox or next((one.sandbox for one in self.tools.values() if one.sandbox is not None), None)
        self.prices: PriceTable = {**(list_prices() if is_sold(model.spec().get("base_url")) else {}), **(prices or {})}
        self.context = context
        self.resamples = resamples
        self.name = name

    def _add(self, one: Tool) -> None:
        if one.name in self.tools:
            raise ConfigurationError(f"Two tools are called {one.name!r}; give one of them another name.")
        self.tools[one.name] = one

    def _final(self, output_type: Any, finish: str | None) -> FinalAnswer | None:
        if output_type is not None and finish is not None:
            raise ConfigurationError("Give either output_type or finish, not both: each names what ends a run.")
        if output_type is not None:
            final = FinalAnswer.of_type(output_type)
            self._add(final.tool)
            return final
        if finish is None:
            return None
        if finish not in self.tools:
            raise ConfigurationError(f"finish={finish!r} names none of the tools: {', '.join(self.tools) or 'none'}.")
        return FinalAnswer(self.tools[finish])

    async def run(
        self,
        prompt: Content | Message,
        *,
        conversation: Conversation | None = None,
        journal: PathLike | None = None,
        settings: Settings | None = None,
    ) -> Run:
        """Run until the model answers, a limit is reached, or nothing more can be done.

        Args:
            prompt: What the human says.
            conversation: What was said before (`run.conversation` of the last turn).
            journal: File to record the run in, for `resume`.
            settings: Instead of the agent's, for this run.

        Returns:
            The run; look at `run.status`. A model that cannot be reached is status "failed" with `run.reason`, so
            that what was done so far is not lost.

        Raises:
            LostTraceError: The conversation lacks a thought that the model needs; nothing was sent.
            JournalError: The journal cannot be written.
        """
        with self._begun(prompt, conversation, journal, settings) as loop:
            await loop.drive()
        return self._settled(loop.run)

    async def resume(self, journal: PathLike) -> Run:
        """Go on with a run that was killed, cancelled, or ended by a limit or a failure.

        A call with a journaled result never runs again. One that had started without a result runs again only if
        its tool is idempotent; else the model is told that it was interrupted. A completed run is returned as it is.

        Raises:
            JournalError: The journal cannot be read, or needs tools that this agent lacks.
            LostTraceError: As in `run`.
        """
        with self._resumed(journal, None) as loop:
            await loop.drive()
        return self._settled(loop.run)

    @asynccontextmanager
    async def stream(
        self,
        prompt: Content | Message | None = None,
        *,
        conversation: Conversation | None = None,
        journal: PathLike | None = None,
        resume: PathLike | None = None,
        settings: Settings | None = None,
    ) -> AsyncGenerator[RunStream, None]:
        """The same as `run` (or, given `resume`, as `resume`), watched while it happens.

            async with agent.stream("...") as events:
                async for event in events:
                    ...
            events.run.answer

        Leaving the block early cancels the run.
        """
        if (prompt is None) == (resume is None):
            raise ConfigurationError("stream() wants a prompt for a new run, or resume=PATH, and not both.")
        send, receive = anyio.create_memory_object_stream[Event](float("inf"))
        begun = (
            self._resumed(resume, send.send_nowait)
            if resume is not None
            else self._begun(prompt or "", conversation, journal, settings, send.send_nowait)
        )
        with begun as loop, receive:
            events = RunStream(loop.run, receive)
            failure: Exception | None = None
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._drive, loop, events, send)
                try:
                    yield events
                except Exception as error:
                    failure = error  # raised below: inside the task group it would come out as an ExceptionGroup
                finally:
                    events.cancel()
            if failure is not None:
                raise failure

    async def _drive(self, loop: Loop, events: RunStream, send: MemoryObjectSendStream[Event]) -> None:
        with send, events.scope:
            try:
                await loop.drive()
            except Exception as error:
                events.failure = error
        self._settled(loop.run)

    def as_tool(self, name: str | None = None, description: str = "", *, limits: Limits | None = None) -> Tool:
        """This agent as a tool of another: it takes a task in words and returns the answer.

        Its tokens count towards the caller's run. Where the caller keeps a journal, the sub-agent keeps one beside
        it, and a call that was cut off by a crash goes on from there.
        """
        title = name or self.name

        async def delegate(task: str, context: ToolContext) -> Any:
            path = _journal_beside(context)
            with self._resumed(path, None) if path and path.exists() else self._begun(task, None, path, None) as loop:
                loop.limits = limits or self.limits
                run = self._settled(await loop.drive())
            context.spend(run.usage)
            if run.status == "completed":
                return run.output if run.output is not None else run.answer
            return f"The sub-agent {title!r} did not finish ({run.reason}). Its last words: {run.answer or 'none'}"

        described = description or f"Give a task, in words, to the agent {title!r}; returns its answer."
        return tool(name=title, description=described, idempotent=True)(delegate)

    @contextmanager
    def _begun(
        self,
        prompt: Content | Message,
        conversation: Conversation | None,
        path: PathLike | None,
        settings: Settings | None,
        emit: Callable[[Event], None] | None = None,
    ) -> Generator[Loop, None, None]:
        """A new run, its header journaled; the journal is closed afterwards."""
        messages = self._messages(prompt, conversation)
        journal = Journal.create(path) if path is not None else None
        loop = self._loop(Run(journal=Path(path) if path is not None else None), journal, settings, emit)
        try:
            loop.commit(self._header(messages, settings))
            yield loop
        finally:
            if journal is not None:
                journal.close()

    @contextmanager
    def _resumed(self, path: PathLike, emit: Callable[[Event], None] | None) -> Generator[Loop, None, None]:
        """The run in a journal, ready to go on."""
        journal, records, torn = Journal.reopen(path)
        try:
            run = Run.of(records, Path(path))
            self._check_tools(run)
            settings = Settings.model_validate(run.header.settings) if run.header and run.header.settings else None
            loop = self._loop(run, journal, settings, emit)
            if run.status != "completed":
                lost = self._lost_sessions(run)
                if lost:
                    loop.note = f"The runtime was restarted. Lost with it: {'; '.join(lost)}. {self._files_kept()}"
                interrupted = [call.id for index, call in run.open_calls if index in run.started]
                loop.commit(RunResumed(torn_bytes=torn, interrupted=tuple(interrupted), lost_sessions=lost))
            yield loop
        finally:
            journal.close()

    def _loop(
        self, run: Run, journal: Journal | None, settings: Settings | None, emit: Callable[[Event], None] | None
    ) -> Loop:
        chosen = settings or self.settings
        return Loop(
            model=self.model,
            tools=self.tools,
            run=run,
            limits=self.limits,
            settings=chosen if callable(chosen) else lambda run: chosen,
            final=self.final,
            approve=self.approve,
            prices=self.prices,
            sandbox=self.sandbox,
            context=self.context,
            resamples=self.resamples,
            journal=journal,
            emit=emit,
        )

    def _messages(self, prompt: Content | Message, conversation: Conversation | None) -> tuple[Message, ...]:
        before: tuple[Message, ...] = conversation.messages if conversation else ()
        if not before and self.instructions:
            before = (SystemMessage(content=self.instructions),)
        said = UserMessage(content=prompt) if isinstance(prompt, str | Sequence) else prompt
        return (*before, said)

    def _header(self, messages: tuple[Message, ...], settings: Settings | None) -> RunStarted:
        chosen = settings or self.settings
        return RunStarted(
            run_id=uuid.uuid4().hex[:12],
            model=self.model.spec(),
            tools=tuple(one.spec.model_dump() for one in self.tools.values()),
            packs=tuple(dict.fromkeys(one.pack for one in self.tools.values() if one.pack)),
            sandbox=None if self.sandbox is None else self.sandbox.spec(),
            settings={} if callable(chosen) else chosen.model_dump(exclude_defaults=True),
            limits=self.limits,
            messages=messages,
        )

    def _check_tools(self, run: Run) -> None:
        assert run.header is not None  # a journal without a header is not read
        missing = {str(one["name"]) for one in run.header.tools} - set(self.tools)
        if missing:
            raise JournalError(
                f"The run in {str(run.journal)!r} uses tools that this agent lacks: {', '.join(sorted(missing))}. "
                "Resume it with an agent that has them."
            )

    def _lost_sessions(self, run: Run) -> tuple[str, ...]:
        """What the tools that were called had in memory, which died with the process."""
        called = {call.name for reply, _ in run.conversation.steps for call in reply.tool_calls}
        lost = [one.session for one in self.tools.values() if one.session and one.name in called]
        return tuple(dict.fromkeys(lost))

    def _files_kept(self) -> str:
        kept = self.sandbox is not None and self.sandbox.spec().get("workspace")
        return "Files are still there." if kept else "Look whether your files are still there."

    def _settled(self, run: Run) -> Run:
        """The run with its output as a value of the output type, not as JSON."""
        if self.final is not None and self.final.type is not None and run.output is not None:
            run.output = self.final.type.validate_python(run.output)
        return run


class RunStream:
    """The events of a run, while it runs.

    Attributes:
        run: The run so far; complete once the events have ended.
        failure: What iteration raises at its end: a lost trace, or a journal that cannot be written.
        scope: Holds the run, and not whoever watches it.
    """

    def __init__(self, run: Run, events: MemoryObjectReceiveStream[Event]) -> None:
        self.run = run
        self.failure: Exception | None = None
        self.scope = anyio.CancelScope()
        self._events = events

    async def __aiter__(self) -> AsyncIterator[Event]:
        async for event in self._events:
            yield event
        if self.failure is not None:
            raise self.failure

    def cancel(self) -> None:
        """Stop the run; it ends with status "cancelled", and what was done so far is kept.

        The events go on until that has been recorded.
        """
        self.scope.cancel()


def _journal_beside(context: ToolContext) -> Path | None:
    """Where the sub-agent of this call keeps its record."""
    if context.journal is None:
        return None
    call = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in context.call_id)[:64]
    return Path(f"{context.journal}.d") / f"{context.step:04d}-{call or 'call'}.jsonl"
