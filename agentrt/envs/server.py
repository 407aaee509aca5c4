"""An environment in use: its tools run in a sandbox of their own, each session on its own copy of the data.

    async with FunctionServer(load_environment("library")) as server:
        async with server.session() as session:
            agent = Agent(model, session.tools(task), instructions=session.environment.rules, finish="submit")
            run = await agent.run(task.instruction())
            verdict = await scorer.score(task, session.answer, await session.state())

The sandbox holds functions and data, and nothing else: neither solutions nor verifiers nor other tasks. An agent that
may run code gets another sandbox; it reaches the data through these tools alone.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from types import TracebackType
from typing import Self

import anyio
from pydantic import JsonValue, TypeAdapter, ValidationError

from agentrt.envs.environment import Environment
from agentrt.envs.functions import ToolDescription
from agentrt.envs.inside.talk import MESSAGE_USER, wrong_message
from agentrt.envs.inside_process import InsideProcess, Reply, inside
from agentrt.envs.manifest import Language
from agentrt.envs.outcome import Call, Outcome, read_outcome
from agentrt.envs.session_tools import SUBMIT, TALKING, call_tool, submit_tool
from agentrt.envs.state import State, read_state
from agentrt.envs.task import Task
from agentrt.envs.user import ScriptedUser
from agentrt.errors import PackError, SandboxLost
from agentrt.sandbox.base import Sandbox
from agentrt.sandbox.policy import SandboxPolicy
from agentrt.tool import Tool

__all__ = ["POLICY", "SUBMIT", "Call", "FunctionServer", "Outcome", "Session", "ToolDescription", "new_sandbox"]

POLICY = SandboxPolicy(memory="2g", disk="1g", cpus=1.0, processes=4096)
GRACE = 10.0
"""Seconds for the way to the sandbox and back."""
PATIENCE = 12.0
"""Seconds by the clock that a call is waited for, for each of processor time that it may take."""

_DESCRIPTIONS: TypeAdapter[tuple[ToolDescription, ...]] = TypeAdapter(tuple[ToolDescription, ...])


class FunctionServer:
    """Runs an environment's tools.

    Args:
        environment: The environment.
        sandbox: Where to run them, open, with Python 3.9 or later in its image; nothing else may run there. None: a
            bubblewrap sandbox of the image `python`, made for it and closed with it; without bubblewrap, Docker.

    Attributes:
        environment: The environment.
        described: Its tools.
    """

    def __init__(self, environment: Environment, sandbox: Sandbox | None = None) -> None:
        self.environment = environment
        self.described = environment.tools
        self._box = sandbox
        self._stack = AsyncExitStack()
        self._process: InsideProcess | None = None
        self._sessions = 0

    @property
    def initial(self) -> State:
        """The state that sessions begin with."""
        return self.environment.initial

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            box = self._box if self._box is not None else await stack.enter_async_context(new_sandbox())
            what = f"The tools of {self.environment.name!r}"
            self._process = await stack.enter_async_context(inside(box, "serve.py", what))
            await self._load(self._process)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _load(self, process: InsideProcess) -> None:
        manifest = self.environment.manifest
        reply = await process.ask(
            "load",
            schema=self.environment.schema,
            tables=self.environment.tables,
            functions=self.environment.functions,
            today=manifest.today.isoformat(),
            call_seconds=manifest.limits.call_seconds,
            result_bytes=manifest.limits.result_bytes,
        )
        try:
            described = _DESCRIPTIONS.validate_python(reply.get("tools"))
        except ValidationError:
            raise SandboxLost(f"The tools of {self.environment.name!r} describe themselves wrongly.") from None
        if described != self.described:
            raise PackError(
                f"{self.environment.root / 'functions.py'}: when it is run, it has other tools than are written."
            )
        if read_state(reply.get("state"), self.initial) != self.initial:
            raise SandboxLost(f"The sandbox made other data of {self.environment.name!r} than this machine.")

    @asynccontextmanager
    async def session(self, state: State | None = None) -> AsyncGenerator[Session, None]:
        """A session on a fresh copy of the data, or of `state`. What is done in it is seen by no other."""
        assert self._process is not None, "the server is not open"
        self._sessions += 1
        session = Session(self, self._process, f"s{self._sessions}", state)
        try:
            await session.reset()
            yield session
        finally:
            with anyio.move_on_after(GRACE, shield=True):
                await session.close()


class Session:
    """One agent's use of an environment. Calls that come at once are made one after the other, in their order.

    Attributes:
        environment: The environment.
        calls: The calls so far.
        submitted: Whether the agent has handed in; then no call is made any more.
        answer: The answer that was handed in; None where the task asks for none.
        user: The scripted user of the task whose tools were asked for; None where there is none.
    """

    def __init__(self, server: FunctionServer, process: InsideProcess, name: str, state: State | None) -> None:
        self.environment = server.environment
        self._server, self._process, self._name, self._from = server, process, name, state
        self._lock = anyio.Lock()
        self._clear()

    def _clear(self) -> None:
        self.calls: list[Call] = []
        self.submitted = False
        self.answer: JsonValue = None
        self.user: ScriptedUser | None = None

    async def reset(self) -> None:
        """Back to the beginning."""
        state = None if self._from is None else self._from.data.decode("utf-8", "surrogatepass")
        async with self._lock:
            await self._process.ask("open", session=self._name, state=state)
            self._clear()

    async def call(self, name: str, arguments: Mapping[str, JsonValue]) -> Outcome:
        """Call a tool. What is not "ok" has left no trace in the data.

        Raises:
            SandboxLost: The sandbox died, or did not answer.
        """
        given = dict(arguments)
        async with self._lock:
            outcome = self._without_asking(name, given) or await self._called(name, given)
            self.calls.append(Call(name=name, arguments=given, outcome=outcome))
            return outcome

    def submit(self, answer: JsonValue = None) -> None:
        """Hand in. Only the first time counts."""
        if not self.submitted:
            self.submitted, self.answer = True, answer

    async def state(self) -> State:
        """The data as they are now.

        Raises:
            SandboxLost: The sandbox died, or what it sends is no state of the environment.
        """
        async with self._lock:
            said = await self._said("state")
        return read_state(said.get("state"), self.environment.initial)

    async def close(self) -> None:
        """The end of it. A server that has died has closed it already."""
        with suppress(SandboxLost):
            await self._process.ask("close", session=self._name)

    def tools(self, task: Task | None = None, language: Language = "en") -> list[Tool]:
        """The tools for an agent.

        Args:
            task: What it works on: gives it `submit`, which is last and ends the work (`Agent(finish="submit")`), and,
                in a dialogue, `message_user`, by which it talks with the task's user. None: the environment's alone.
            language: What the user speaks.
        """
        made = [call_tool(one, self.call) for one in self._server.described]
        if task is None:
            return made
        if task.script is not None:
            self.user = ScriptedUser(task.script, language)
            made.append(call_tool(TALKING, self.call))
        return [*made, submit_tool(task.answer, self.submit)]

    def _without_asking(self, name: str, arguments: dict[str, JsonValue]) -> Outcome | None:
        """What a call comes to that does not reach the environment."""
        limit = self.environment.manifest.limits.calls
        if self.submitted:
            return Outcome(kind="invalid", message="The task is over: it was submitted.")
        if len(self.calls) >= limit:
            return Outcome(kind="invalid", message=f"All {limit} calls of this session are used up.")
        if self.user is None or name != MESSAGE_USER:
            return None
        if wrong := wrong_message(arguments):
            return Outcome(kind="invalid", message=wrong)
        return Outcome(kind="ok", value=self.user.reply(str(arguments["message"])).text)

    async def _called(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
        seconds = PATIENCE * (self.environment.manifest.limits.call_seconds + GRACE)
        said = await self._said("call", seconds=seconds, name=name, arguments=arguments)
        return read_outcome(said.get("outcome"))

    async def _said(self, do: str, *, seconds: float = 60.0, **values: JsonValue) -> Reply:
        """What the session's own process says: as little to be trusted as what the server says."""
        said = (await self._process.ask(do, seconds=seconds, session=self._name, **values)).get("said")
        return said if isinstance(said, dict) else {}


def new_sandbox() -> Sandbox:
    """A sandbox for an environment's code: the quickest engine that this machine has."""
    import os
    import shutil

    from agentrt.sandbox import BubblewrapSandbox, DockerSandbox

    if os.geteuid() == 0 and shutil.which("bwrap"):
        return BubblewrapSandbox("python", policy=POLICY)
    return DockerSandbox("python", policy=POLICY)
