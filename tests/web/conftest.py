"""A small web on loopback, and one Chromium for all tests of this folder."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from agentrt.web.browser import Browser
from agentrt.web.certificate import throwaway_context
from agentrt.web.guard import GuardRules
from agentrt.web.session import Session


@dataclass(frozen=True)
class Redirect:
    target: str


Answer = Redirect | str | bytes | web.StreamResponse | Callable[[web.Request], Any]


class World:
    """A real HTTP server whose pages the tests write.

    Attributes:
        requests: Every request that came in, as (method, path with query).
    """

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.requests: list[tuple[str, str]] = []
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}{path}"

    def page(self, path: str, body: Answer) -> str:
        """Puts a page there; text is HTML."""
        self.pages[path] = body
        return self.url(path)

    def redirect(self, path: str, target: str) -> str:
        self.pages[path] = Redirect(target)
        return self.url(path)

    def seen(self, path: str) -> int:
        return sum(1 for _, asked in self.requests if asked.partition("?")[0] == path)

    async def start(self, tls: ssl.SSLContext | None = None) -> None:
        app = web.Application(client_max_size=64_000_000)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        listener = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=tls)
        await listener.start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.method, request.path_qs))
        answer = self.pages.get(request.path)
        if isinstance(answer, Redirect):
            return web.Response(status=302, headers={"location": answer.target})
        if callable(answer) and not isinstance(answer, web.StreamResponse):
            answer = answer(request)
            response: web.StreamResponse = await answer if hasattr(answer, "__await__") else answer
            return response
        if answer is None:
            return web.Response(status=404, text="<h1>Not here</h1>", content_type="text/html")
        if isinstance(answer, str):
            return web.Response(text=answer, content_type="text/html")
        if isinstance(answer, bytes):
            return web.Response(body=answer, content_type="application/octet-stream")
        if isinstance(answer, web.Response):  # aiohttp sends a response once only
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in ("content-length", "date", "server")}
            return web.Response(body=answer.body, status=answer.status, headers=kept)
        return answer


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with Browser() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def world() -> AsyncIterator[World]:
    made = World()
    await made.start()
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def other() -> AsyncIterator[World]:
    """A second server, which no session of the tests may reach unless it says so."""
    made = World()
    await made.start()
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def secure() -> AsyncIterator[World]:
    """A server whose certificate nobody trusts."""
    made = World()
    await made.start(throwaway_context())
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def session(browser: Browser, world: World) -> AsyncIterator[Session]:
    """A session that may reach `world` and nothing else on this machine."""
    async with browser.session(rules(world)) as made:
        yield made


def rules(*worlds: World, **changes: Any) -> GuardRules:
    """Rules that let a session reach these servers."""
    given = {"allow_private": tuple(world.host for world in worlds), "robots": False, "page_seconds": 20.0}
    return GuardRules(**{**given, **changes})


@pytest.fixture
def make_rules() -> Callable[..., GuardRules]:
    return rules


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here share one event loop, as they share one browser."""
    mark = pytest.mark.asyncio(loop_scope="session")
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and item.get_closest_marker("asyncio") is not None:
            item.add_marker(mark, append=False)
