"""An environment over HTTP and JSON, for a program in any language that plays agent and trainer.

    GET    /                        {"name", "version", "summary", "today", "rules", "tasks", "tools"}
    POST   /sessions                {"task": "001", "language": "en"} -> {"session", "instruction", "tools"}
    POST   /sessions/ID/call        {"tool", "arguments"} -> {"ok": value}, {"refused": {...}}, {"invalid"}, {"fault"}
    POST   /sessions/ID/submit      {"answer": value} -> {"submitted": true}
    GET    /sessions/ID/state       {"digest", "tables"}
    POST   /sessions/ID/score       {} -> {"reward", "valid", "criteria", "reason", "verifier_digest"}
    DELETE /sessions/ID             204

State and score are the trainer's: whoever lets an agent's own code reach this address shows it what the verifier says.
"""

from __future__ import annotations

import json
import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from agentrt.envs.environment import Environment
from agentrt.envs.scorer import Scorer
from agentrt.envs.server import FunctionServer, Session
from agentrt.envs.task import Task
from agentrt.errors import AgentrtError, ConfigurationError, PackError

if TYPE_CHECKING:
    from aiohttp import web

MOST_BYTES = 1 << 20
"""Longest body of a request."""
MOST_SESSIONS = 1000


@dataclass
class _Open:
    """A session that is open."""

    session: Session
    task: Task | None
    stack: AsyncExitStack


class EnvironmentSite:
    """Serves an environment on this machine. Used as `async with EnvironmentSite(environment) as site: site.url`.

    Args:
        environment: The environment.
        host: Address to listen at.
        port: Port; 0 takes a free one.

    Attributes:
        url: Where it is served, once it is.

    Raises:
        ConfigurationError: aiohttp is not installed, or the port is taken.
    """

    def __init__(self, environment: Environment, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.environment, self.url = environment, ""
        self._host, self._port = host, port
        self._server, self._scorer = FunctionServer(environment), Scorer(environment)
        self._sessions: dict[str, _Open] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            from aiohttp import web
        except ModuleNotFoundError:
            raise ConfigurationError("Serving needs an extra package: pip install 'agentrt[fast]'") from None
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._server)
            await stack.enter_async_context(self._scorer)
            runner = web.AppRunner(self._application(), access_log=None)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            site = web.TCPSite(runner, self._host, self._port)
            try:
                await site.start()
            except OSError as error:
                raise ConfigurationError(f"Cannot listen at {self._host}:{self._port}: {error.strerror}.") from None
            stack.push_async_callback(self._close_sessions)
            self.url = f"http://{self._host}:{runner.addresses[0][1]}"
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _close_sessions(self) -> None:
        while self._sessions:
            await self._sessions.popitem()[1].stack.aclose()

    def _application(self) -> web.Application:
        from aiohttp import web

        application = web.Application(client_max_size=MOST_BYTES, middlewares=[web.middleware(_told)])
        application.add_routes(
            [
                web.get("/", self._about),
                web.post("/sessions", self._begin),
                web.post("/sessions/{id}/call", self._call),
                web.post("/sessions/{id}/submit", self._submit),
                web.get("/sessions/{id}/state", self._state),
                web.post("/sessions/{id}/score", self._score),
                web.delete("/sessions/{id}", self._end),
            ]
        )
        return application

    async def _about(self, _request: web.Request) -> web.Response:
        environment = self.environment
        return _json(
            {
                "name": environment.name,
                "version": environment.version,
                "summary": environment.summary,
                "today": environment.today.isoformat(),
                "rules": environment.rules,
                "tasks": list(environment.tasks.names),
                "tools": [one.model_dump(include={"name", "description", "parameters"}) for one in environment.tools],
            }
        )

    async def _begin(self, request: web.Request) -> web.Response:
        asked = await _body(request, {"task": str, "language": str})
        if len(self._sessions) >= MOST_SESSIONS:
            raise PackError(f"{MOST_SESSIONS} sessions are open; end some.")
        task = self.environment.task(asked["task"]) if "task" in asked else None
        language = asked.get("language", "en")
        instruction = task.instruction(language) if task is not None else ""
        stack = AsyncExitStack()
        session = await stack.enter_async_context(self._server.session())
        name = secrets.token_hex(8)
        self._sessions[name] = _Open(session, task, stack)
        tools = [one.spec.model_dump() for one in session.tools(task, language)]
        return _json({"session": name, "instruction": instruction, "tools": tools})

    async def _call(self, request: web.Request) -> web.Response:
        asked = await _body(request, {"tool": str, "arguments": dict})
        if "tool" not in asked:
            raise PackError("A call names its tool.")
        outcome = await self._open(request).session.call(asked["tool"], asked.get("arguments", {}))
        return _json(outcome.as_json())

    async def _submit(self, request: web.Request) -> web.Response:
        asked = await _body(request, {"answer": object})
        self._open(request).session.submit(asked.get("answer"))
        return _json({"submitted": True})

    async def _state(self, request: web.Request) -> web.Response:
        state = await self._open(request).session.state()
        return _json({"digest": state.digest, "tables": state.tables()})

    async def _score(self, request: web.Request) -> web.Response:
        opened = self._open(request)
        if opened.task is None:
            raise PackError("This session was begun without a task.")
        verdict = await self._scorer.score(opened.task, opened.session.answer, await opened.session.state())
        return _json(verdict.model_dump())

    async def _end(self, request: web.Request) -> web.Response:
        from aiohttp import web

        await self._open(request, forget=True).stack.aclose()
        return web.Response(status=204)

    def _open(self, request: web.Request, *, forget: bool = False) -> _Open:
        from aiohttp import web

        name = request.match_info["id"]
        if name not in self._sessions:
            raise web.HTTPNotFound(text=json.dumps({"error": f"There is no session {name!r}."}))
        return self._sessions.pop(name) if forget else self._sessions[name]


async def _body(request: web.Request, known: dict[str, type]) -> dict[str, Any]:
    """The object in a request's body, with nothing in it but what is known.

    Raises:
        PackError: It is none.
    """
    text = await request.text()
    try:
        asked = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError) as error:
        raise PackError(f"The body is no JSON: {error}.") from None
    if not isinstance(asked, dict):
        raise PackError("The body is no JSON object.")
    for key, value in asked.items():
        if key not in known:
            raise PackError(f"There is no {key!r} here; there is {', '.join(known)}.")
        if not isinstance(value, known[key]):
            raise PackError(f"{key!r} must be {'an object' if known[key] is dict else 'a text'}.")
    return asked


def _json(value: object) -> web.Response:
    from aiohttp import web

    return web.json_response(value, dumps=lambda one: json.dumps(one, ensure_ascii=False))


async def _told(request: web.Request, handler: Any) -> web.StreamResponse:
    """This project's errors as {"error": message}: 400 for what was asked wrongly, 500 for what failed."""
    from aiohttp import web

    try:
        answer: web.StreamResponse = await handler(request)
    except AgentrtError as error:
        status = 400 if isinstance(error, ConfigurationError) else 500
        return web.json_response({"error": str(error)}, status=status)
    return answer
