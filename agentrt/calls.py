"""One call of a tool: from the text that the model wrote to the message that answers it.

Whatever goes wrong becomes a result that names the cause and the way out; nothing is raised but cancellation.
"""

from __future__ import annotations

import contextlib
import contextvars
import importlib
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import anyio
import anyio.lowlevel
from pydantic_core import to_json

from agentrt.conversation import Content, ImagePart, TextPart
from agentrt.errors import ToolError
from agentrt.tool import Tool, ToolContext
from agentrt.usage import Usage

MAX_THREADS = 64
"""Sync tools that may run at once in one event loop, abandoned ones included."""

_threads: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar("agentrt_tool_threads")


@dataclass(slots=True)
class Outcome:
    """What came of a call.

    Attributes:
        content: What the model is shown.
        fault: The kind of fault, or None.
        value: What the function returned.
        seconds: How long it took.
        abandoned: Whether a thread was left running.
        usage: Tokens of model calls that the tool made itself.
    """

    content: Content
    fault: str | None = None
    value: Any = None
    seconds: float = 0.0
    abandoned: bool = False
    usage: Usage | None = None


async def perform(worker: Worker, seconds: float | None) -> Outcome:
    """Run a tool.

    Args:
        worker: The tool with its arguments.
        seconds: Time it may take, where the tool says nothing itself; no bound where None.
    """
    tool = worker.tool
    limit = tool.timeout if tool.timeout is not None else seconds
    spent = _Spent(worker.context)
    begun = time.monotonic()
    outcome: Outcome | None = None
    with anyio.move_on_after(math.inf if limit is None else limit) as clock:
        outcome = await _guarded(tool, worker)
    if outcome is None or clock.cancelled_caught:
        outcome = _timed_out(tool, limit, worker)
    outcome.seconds = time.monotonic() - begun
    outcome.usage = spent.total
    return outcome


class _Spent:
    """Adds up what a tool says it spent."""

    def __init__(self, context: ToolContext) -> None:
        self.total: Usage | None = None
        context.spend = self.add

    def add(self, usage: Usage) -> None:
        self.total = usage if self.total is None else self.total + usage


async def _guarded(tool: Tool, worker: Worker) -> Outcome:
    """Run the tool; exceptions become outcomes, real cancellation goes on."""
    try:
        value = await worker.run()
        return Outcome(shown(value, tool.max_characters), value=value)
    except ToolError as error:
        return Outcome(shown(f"Error: {error}", tool.max_characters), fault="tool_error")
    except (Exception, SystemExit) as error:
        return _raised(tool, error)
    except anyio.get_cancelled_exc_class() as error:
        if _is_being_cancelled():
            raise
        return _raised(tool, error)  # the tool's own inner task was cancelled, not this run


def _raised(tool: Tool, error: BaseException) -> Outcome:
    said = f"Error: the tool {tool.name!r} failed with {type(error).__name__}: {error}. "
    said += "Check the arguments, try another way, or say that it cannot be done."
    return Outcome(shown(said, tool.max_characters), fault="tool_exception")


def _timed_out(tool: Tool, limit: float | None, worker: Worker) -> Outcome:
    said = f"Error: the tool {tool.name!r} was stopped after {limit:g} s. Ask for less at once, or try another way."
    return Outcome(said, fault="tool_timeout", abandoned=worker.running)


def _is_being_cancelled() -> bool:
    if anyio.current_effective_deadline() == -math.inf:
        return True
    try:
        import asyncio

        task = asyncio.current_task()
    except RuntimeError:  # trio: there cancellation always comes from a scope
        return False
    return task is not None and task.cancelling() > 0


def shown(value: Any, most: int) -> Content:
    """What the model is shown of a tool's value: text as it is, parts as they are, anything else as JSON."""
    if isinstance(value, TextPart | ImagePart):
        return (value,)
    if isinstance(value, list | tuple) and value and all(isinstance(one, TextPart | ImagePart) for one in value):
        return tuple(value)
    if value is None:
        return "(no output)"
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    elif not isinstance(value, str):
        value = to_json(value, fallback=str, inf_nan_mode="constants", bytes_mode="base64").decode()
    return _cut(_encodable(value), most)


def _encodable(text: str) -> str:
    """`text` without lone surrogates, which no journal and no request can carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    half = most // 2
    said = f"\n... ({len(text) - 2 * half} of {len(text)} characters left out here; ask for a smaller part) ...\n"
    return text[:half] + said + text[-half:]


@dataclass
class Worker:
    """Runs a tool's function where it belongs: in the event loop, in a thread, or in a process.

    Attributes:
        tool: The tool.
        arguments: What `Tool.parse` returned.
        context: Given to the tool if it asks for one.
        running: Whether a thread is at work; still true after the call if it was abandoned.
    """

    tool: Tool
    arguments: dict[str, Any]
    context: ToolContext
    running: bool = False

    async def run(self) -> Any:
        """The function's value.

        Raises:
            BaseException: Whatever the function raises.
        """
        arguments = self.arguments
        if self.tool.context_parameter:
            arguments = {**arguments, self.tool.context_parameter: self.context}
        function = self.tool.function
        if self.tool.is_async:
            return await function(**arguments)
        if self.tool.subprocess:
            from anyio import to_process  # here: it costs the import of agentrt 10 ms, and few tools need it

            return await to_process.run_sync(
                _call_by_name, function.__module__, function.__qualname__, arguments, cancellable=True
            )
        return await self._in_thread(partial(function, **arguments))

    async def _in_thread(self, function: Callable[[], Any]) -> Any:
        """Run in a daemon thread of its own, which cancellation leaves behind.

        anyio's own worker threads give their slot back when they are abandoned, and keep the interpreter from
        exiting; here an abandoned thread holds its slot until it really ends, and dies with the process.
        """
        limiter = _thread_limiter()
        token = anyio.lowlevel.current_token()
        done = anyio.Event()
        outcome: list[tuple[Any, BaseException | None]] = []
        await limiter.acquire_on_behalf_of(done)

        def finish() -> None:
            self.running = False
            limiter.release_on_behalf_of(done)
            done.set()

        inherited = contextvars.copy_context()

        def work() -> None:
            try:
                outcome.append((inherited.run(function), None))
            except BaseException as error:
                outcome.append((None, error))
            _in_loop(finish, token)

        self.running = True
        threading.Thread(target=work, name=f"agentrt tool {self.tool.name}", daemon=True).start()
        await done.wait()
        value, error = outcome[0]
        if error is not None:
            raise error
        return value


def _in_loop(function: Callable[[], None], token: anyio.lowlevel.EventLoopToken) -> None:
    from anyio import from_thread

    # Where the event loop is gone, so is whoever waited.
    with contextlib.suppress(RuntimeError, anyio.RunFinishedError):
        from_thread.run_sync(function, token=token)


def _thread_limiter() -> anyio.CapacityLimiter:
    try:
        return _threads.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(MAX_THREADS)
        _threads.set(limiter)
        return limiter


def _call_by_name(module: str, name: str, arguments: dict[str, Any]) -> Any:
    """In the child process: the decorated name holds the `Tool`, which cannot be pickled, so it is looked up."""
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return (found.function if isinstance(found, Tool) else found)(**arguments)
