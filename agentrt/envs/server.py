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

import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Literal, Self

from pydantic import JsonValue, TypeAdapter, ValidationError

from agentrt.envs.environment import Environment
from agentrt.envs.functions import ToolDescription
from agentrt.envs.inside_process import InsideProcess, inside
from agentrt.envs.state import State, read_state
from agentrt.envs.task import Task
from agentrt.errors import SandboxLost, ToolError
from agentrt.frozen import Frozen
from agentrt.sandbox.base import Sandbox
from agentrt.sandbox.policy import SandboxPolicy
from agentrt.tool import Tool, ToolSpec

__all__ = ["POLICY", "SUBMIT", "Call", "FunctionServer", "Outcome", "Session", "ToolDescription", "new_sandbox"]

SUBMIT = "submit"
"""Name of the tool that hands in the answer and ends the run."""
POLICY = SandboxPolicy(memory="512m", disk="256m", cpus=1.0, processes=64)


_DESCRIPTIONS: TypeAdapter[tuple[ToolDescription, ...]] = TypeAdapter(tuple[ToolDescription, ...])


class Outcome(Frozen):
    """What a call came to.

    Attributes:
        kind: "ok", "refused" (a rule said no), "invalid" (no such tool, wrong arguments) or "fault" (the environment
            is at fault).
        value: The result, where it is "ok".
        code: Name of the rule that refused.
        message: What the agent is told, where it is not "ok".
        cause: Why it is a fault; not for the agent.
    """

    kind: Literal["ok", "refused", "invalid", "fault"]
    value: JsonValue = None
    code: str = ""
    message: str = ""
    cause: str = ""


class Call(Frozen):
    """A call that was made in a session.

    Attributes:
        name: The tool.
        arguments: Its arguments.
        outcome: What it came to.
    """

    name: str
    arguments: dict[str, JsonValue]
    outcome: Outcome


class FunctionServer:
    """Runs an environment's tools.

    Args:
        environment: The environment.
        sandbox: Where to run them, open, with Python 3.9 or later in its image; nothing else may run there. None: a
            bubblewrap sandbox of the image `python`, made for it and closed with it; without bubblewrap, Docker.

    Attributes:
        environment: The environment.
        described: Its tools, once it is open.
    """

    def __init__(self, environment: Environment, sandbox: Sandbox | None = None) -> None:
        self.environment = environment
        self.described: tuple[ToolDescription, ...] = ()
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
            self.described = _DESCRIPTIONS.validate_python(reply.get("tools"))
        except ValidationError:
            raise SandboxLost(f"The tools of {self.environment.name!r} describe themselves wrongly.") from None
        read_state(reply.get("state"), self.initial)

    @asynccontextmanager
    async def session(self, state: State | None = None) -> AsyncGenerator[Session, None]:
        """A session on a fresh copy of the data, or of `state`. What is done in it is seen by no other."""
        assert self._process is not None, "the server is not open"
        self._sessions += 1
        session = Session(self, self._process, f"s{self._sessions}", state)
        await session.reset()
        try:
            yield session
        finally:
            await session.close()


class Session:
    """One agent's use of an environment.

    Attributes:
        environment: The environment.
        calls: The calls so far.
        submitted: Whether an answer was handed in.
        answer: The answer that was handed in; None where the task asks for none.
    """

    def __init__(self, server: FunctionServer, process: InsideProcess, name: str, state: State | None) -> None:
        self.environment = server.environment
        self._server, self._process, self._name, self._from = server, process, name, state
        self.calls: list[Call] = []
        self.submitted = False
        self.answer: JsonValue = None

    async def reset(self) -> None:
        """Back to the beginning."""
        state = None if self._from is None else self._from.data.decode("utf-8", "surrogatepass")
        await self._process.ask("open", session=self._name, state=state)
        self.calls, self.submitted, self.answer = [], False, None

    async def call(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
        """Call a tool. What is not "ok" has left no trace in the data."""
        limits = self.environment.manifest.limits
        if len(self.calls) >= limits.calls:
            outcome = Outcome(kind="invalid", message=f"All {limits.calls} calls of this session are used up.")
        else:
            asked = self._process.ask(
                "call", session=self._name, name=name, arguments=arguments, seconds=limits.call_seconds + 10
            )
            outcome = _outcome((await asked).get("outcome"))
        self.calls.append(Call(name=name, arguments=arguments, outcome=outcome))
        return outcome

    async def state(self) -> State:
        """The data as they are now."""
        reply = await self._process.ask("state", session=self._name)
        return read_state(reply.get("state"), self.environment.initial)

    async def close(self) -> None:
        """The end of it. A server that has died has closed it already."""
        with suppress(SandboxLost):
            await self._process.ask("close", session=self._name)

    def tools(self, task: Task | None = None) -> list[Tool]:
        """The tools for an agent (`Agent(..., finish="submit")`), with `submit` for the task's answer last."""
        made = [self._tool(one) for one in self._server.described]
        return made if task is None else [*made, self._submit(task)]

    def _tool(self, described: ToolDescription) -> Tool:
        async def function(**arguments: Any) -> JsonValue:
            outcome = await self.call(described.name, arguments)
            if outcome.kind == "ok":
                return outcome.value
            raise ToolError(f"{outcome.code}: {outcome.message}" if outcome.kind == "refused" else outcome.message)

        spec = ToolSpec(name=described.name, description=described.description, parameters=described.parameters)
        return Tool.of_schema(spec, function, concurrent=not described.writes, pack=f"env:{self.environment.name}")

    def _submit(self, task: Task) -> Tool:
        async def function(**arguments: Any) -> str:
            self.submitted, self.answer = True, arguments.get("answer")
            return "Submitted."

        properties: dict[str, JsonValue] = {}
        if task.answer is not None:
            properties["answer"] = {"description": "Your answer.", **task.answer.form}
        description = "Hand in your answer." if properties else "Say that the task is done."
        parameters: dict[str, JsonValue] = {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
        spec = ToolSpec(name=SUBMIT, description=f"{description} This ends your work.", parameters=parameters)
        return Tool.of_schema(spec, function, concurrent=False)


def new_sandbox() -> Sandbox:
    """A sandbox for an environment's code: the quickest engine that this machine has."""
    import os
    import shutil

    from agentrt.sandbox import BubblewrapSandbox, DockerSandbox

    if os.geteuid() == 0 and shutil.which("bwrap"):
        return BubblewrapSandbox("python", policy=POLICY)
    return DockerSandbox("python", policy=POLICY)


def _outcome(said: JsonValue) -> Outcome:
    """What a call came to, from what the sandbox says; anything unexpected is a fault."""
    if isinstance(said, dict) and len(said) == 1:
        kind, body = next(iter(said.items()))
        if kind == "ok":
            return Outcome(kind="ok", value=body)
        if kind in ("refused", "invalid", "fault") and isinstance(body, dict):
            texts = {name: str(body.get(name, ""))[:4000] for name in ("code", "message", "cause")}
            return Outcome.model_validate({"kind": kind, **texts})
    return Outcome(kind="fault", message="The tool failed.", cause=json.dumps(said)[:500])
