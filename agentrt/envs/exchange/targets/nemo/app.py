"""A resources server for NeMo Gym: an environment made with agentrt. Verdicts depend on the response alone."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from nemo_gym.base_resources_server import (
    BaseResourcesServerConfig,
    BaseSeedSessionRequest,
    BaseSeedSessionResponse,
    BaseVerifyRequest,
    BaseVerifyResponse,
    ReverifyMode,
    SimpleResourcesServer,
)
from nemo_gym.server_utils import SESSION_ID_KEY
from pydantic import ConfigDict, PrivateAttr

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "runtime"))

import portable

PACK = portable.Pack(portable.read(HERE / "pack.json"))
SECONDS = 60


class PackServerConfig(BaseResourcesServerConfig):
    """As the base."""

    REVERIFY_MODE: ClassVar[ReverifyMode] = ReverifyMode.STATELESS


class PackVerifyRequest(BaseVerifyRequest):
    """A row with the response to it."""

    model_config = ConfigDict(extra="allow")
    task: str


class PackVerifyResponse(BaseVerifyResponse):
    """The row with its reward; masked where the verifier gave no verdict."""

    model_config = ConfigDict(extra="allow")
    mask_sample: bool = False
    failure_kind: str | None = None
    failure_reason: str | None = None


class PackResourcesServer(SimpleResourcesServer):
    """The tools as routes, each session on data of its own."""

    config: PackServerConfig
    _sessions: dict[str, Any] = PrivateAttr(default_factory=dict)

    def setup_webserver(self) -> FastAPI:
        """The base's routes, and one for each tool."""
        app = super().setup_webserver()
        for name in [*(one["name"] for one in PACK.tools), portable.SUBMIT]:
            app.post(f"/{name}")(self._route(name))
        return app

    def _route(self, name: str) -> Any:
        async def route(request: Request) -> Any:
            play = self._sessions.setdefault(request.session[SESSION_ID_KEY], PACK.begin())
            arguments = await request.json()
            if name == portable.SUBMIT:
                play.submit(arguments.get("answer"))
                return {"ok": "Submitted."}
            return play.call(name, arguments)

        return route

    async def seed_session(self, request: Request, body: BaseSeedSessionRequest) -> BaseSeedSessionResponse:
        """A session on fresh data."""
        self._sessions[request.session[SESSION_ID_KEY]] = PACK.begin()
        return BaseSeedSessionResponse()

    async def verify(self, request: Request, body: PackVerifyRequest) -> PackVerifyResponse:
        """The verdict on the calls that the response holds, made again on fresh data."""
        self._sessions.pop(request.session.get(SESSION_ID_KEY, ""), None)
        record = record_of([item.model_dump() for item in body.response.output])
        verdict = await job({"do": "score", "task": body.task, "record": record})
        failure = {} if verdict["valid"] else {
            "mask_sample": True, "failure_kind": "verifier_error", "failure_reason": verdict["reason"]
        }  # fmt: skip
        return PackVerifyResponse(**body.model_dump(), reward=verdict["reward"], **failure)


def record_of(output: list[dict[str, Any]]) -> dict[str, Any]:
    """The session's record that a response's function calls tell of."""
    play = {"calls": [], "submitted": False, "answer": None}
    for item in output:
        if item.get("type") != "function_call" or play["submitted"]:
            continue
        try:
            arguments = json.loads(item.get("arguments") or "{}")
        except ValueError:
            arguments = {}
        arguments = arguments if isinstance(arguments, dict) else {}
        if item["name"] == portable.SUBMIT:
            play |= {"submitted": True, "answer": arguments.get("answer")}
        else:
            play["calls"].append([item["name"], arguments])
    return play


async def job(asked: dict[str, Any]) -> dict[str, Any]:
    """Ask `portable_job.py`, a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(HERE / "portable_job.py"),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(json.dumps(asked).encode()), SECONDS)
    return json.loads(out)


if __name__ == "__main__":
    PackResourcesServer.run_webserver()
