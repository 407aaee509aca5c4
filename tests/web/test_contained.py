"""Chromium inside a sandbox without a network: what it does, and that the sessions' proxies are its only way out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from agentrt.errors import ConfigurationError, WebError
from agentrt.sandbox import BubblewrapSandbox, DockerSandbox, SandboxPolicy
from agentrt.web import actions
from agentrt.web.archive import record_to, replay_from
from agentrt.web.browser import Browser
from agentrt.web.guard import Blocked
from agentrt.web.session import Session
from agentrt.web.tab import PageError

pytestmark = pytest.mark.full  # the image is 1.2 GB, and takes a minute to build


@pytest_asyncio.fixture(
    params=[DockerSandbox, BubblewrapSandbox], ids=lambda engine: engine.engine, loop_scope="session", scope="module"
)
async def box(request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    async with request.param("browser") as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def contained(box: Any) -> AsyncIterator[Browser]:
    async with Browser(sandbox=box) as made:
        yield made


async def read(session: Session, url: str) -> str:
    await session.open(url)
    return (await session.document()).text


async def test_pages_are_read_and_acted_on(contained: Browser, world, make_rules) -> None:
    world.page(
        "/", '<p>words of a page</p><script>document.body.append("made by a script")</script><a href="/next">on</a>'
    )
    world.page("/next", "<p>the next page")
    async with contained.session(make_rules(world)) as session:
        text = await read(session, world.url())
        assert "words of a page" in text
        assert "made by a script" in text
        snapshot = await session.snapshot()
        [ref] = [line.split("ref=")[1].split("]")[0] for line in snapshot.lines if 'link "on"' in line]
        await actions.click(session, ref)
        assert "the next page" in (await session.document()).text
        assert contained.state()["contained"]
    assert contained.state()["contexts"] == 0


async def test_it_really_runs_inside(contained: Browser, box: Any, world, make_rules) -> None:
    world.page("/", "<p>words")
    async with contained.session(make_rules(world)) as session:
        await read(session, world.url())
        inside = await box.exec("ps -eo args")
        assert "--user-data-dir=/tmp/chromium-" in inside.stdout


async def test_sessions_side_by_side_have_their_own_rules_and_cookies(
    contained: Browser, world, other, make_rules
) -> None:
    def greet(request: web.Request) -> web.Response:
        answer = web.Response(text=f"<p>you are {request.cookies.get('name', 'new')}", content_type="text/html")
        answer.set_cookie("name", request.query.get("name", "nobody"))
        return answer

    for server in (world, other):
        server.page("/", greet)
    async with contained.session(make_rules(world)) as one, contained.session(make_rules(other)) as two:
        texts = await asyncio.gather(read(one, world.url("/?name=one")), read(two, other.url("/?name=two")))
        assert all("you are new" in text for text in texts)
        assert "you are one" in await read(one, world.url())
        for session, server in ((one, other), (two, world)):
            with pytest.raises(Blocked):
                await session.open(server.url())


async def test_what_the_guard_does_not_let_is_not_reached(contained: Browser, world, other, make_rules) -> None:
    other.page("/secret", "the secret")
    secret = other.url("/secret")
    world.page("/", f"<p>words<img src={secret}><script>fetch('{secret}', {{mode: 'no-cors'}})</script>")
    world.redirect("/away", other.url("/secret"))
    async with contained.session(make_rules(world)) as session:
        await read(session, world.url())
        with pytest.raises(Blocked):
            await session.open(world.url("/away"))
        with pytest.raises(Blocked):
            await session.open("http://169.254.169.254/latest/meta-data")
        assert other.requests == []
        assert session.guard.blocked


async def test_nothing_inside_reaches_anything_but_a_proxy_with_rules(
    contained: Browser, box: Any, world, other, make_rules
) -> None:
    """A Chromium that a page has taken over can do what any process inside can."""
    other.page("/", "the secret")
    world.page("/", "<p>words")
    async with contained.session(make_rules(world)) as session:
        await read(session, world.url())
        direct = await box.exec(["curl", "-sS", "--max-time", "5", other.url()])
        assert not direct.ok
        proxy = session._proxy.url
        refused = await box.exec(["curl", "-s", "--max-time", "5", "--proxy", proxy, "--noproxy", "", other.url()])
        assert "is blocked" in refused.stdout
        assert "the secret" not in refused.stdout
        allowed = await box.exec(["curl", "-s", "--max-time", "5", "--proxy", proxy, "--noproxy", "", world.url()])
        assert "words" in allowed.stdout
    closed = await box.exec(["curl", "-s", "--max-time", "5", "--proxy", proxy, "--noproxy", "", world.url()])
    assert not closed.ok
    assert other.requests == []


async def test_a_download_comes_out_of_the_sandbox(contained: Browser, box: Any, world, make_rules) -> None:
    world.page("/file.bin", b"\x00\xffdata")
    async with contained.session(make_rules(world)) as session:
        with pytest.raises(PageError, match=r"downloaded as 'file\.bin'"):
            await session.open(world.url("/file.bin"))
        [saved] = session.downloads
        assert saved.path.read_bytes() == b"\x00\xffdata"
    left = await box.exec("find /tmp -path '*playwright-artifacts*' -type f")
    assert left.stdout == ""


async def test_a_session_is_recorded_and_replayed(contained: Browser, world, make_rules, tmp_path) -> None:
    world.page("/", "<p>words <script>document.write(Math.random())</script>")
    tape = record_to(tmp_path / "run.warc.gz")
    async with contained.session(make_rules(world), tape=tape) as session:
        recorded = await read(session, world.url())
    tape.close()
    before = len(world.requests)
    tape = replay_from(tmp_path / "run.warc.gz")
    async with contained.session(make_rules(world), tape=tape) as session:
        assert await read(session, world.url()) == recorded
    assert len(world.requests) == before


async def test_a_pdf_and_robots_txt_are_fetched_under_the_same_rules(contained: Browser, world, make_rules) -> None:
    world.page("/robots.txt", "User-agent: *\nDisallow: /closed")
    world.page("/closed", "<p>closed")
    world.page("/open", "<p>open words")
    async with contained.session(make_rules(world, robots=True)) as session:
        assert "open words" in await read(session, world.url("/open"))
        with pytest.raises(Blocked, match=r"robots\.txt"):
            await session.open(world.url("/closed"))


async def test_a_crash_inside_is_got_over(contained: Browser, box: Any, world, make_rules) -> None:
    world.page("/", "<p>words of a page")
    async with contained.session(make_rules(world)) as session:
        await read(session, world.url())
        await box.exec("pkill -9 chromium")
        for _ in range(200):
            if session.lost:
                break
            await asyncio.sleep(0.05)
        with pytest.raises(PageError, match="the browser crashed"):
            session.tab()
        assert "words of a page" in await read(session, world.url())


async def test_closing_the_browser_leaves_nothing_inside(world, make_rules) -> None:
    world.page("/", "<p>words")
    async with DockerSandbox("browser") as box:
        async with Browser(sandbox=box) as browser, browser.session(make_rules(world)) as session:
            await read(session, world.url())
            running = (await box.exec("ps -eo args")).stdout
        left = (await box.exec("ps -eo args")).stdout
    for mark in ("--user-data-dir=/tmp/chromium-", "from_chromium"):  # of Chromium, and of the relay's source
        assert mark in running
        assert mark not in left


async def test_a_sandbox_that_goes_away_is_told(world, make_rules) -> None:
    async with (
        DockerSandbox("browser") as box,
        Browser(sandbox=box) as browser,
        browser.session(make_rules(world)) as session,
    ):
        await session.new_tab()
        await box.close()
        with pytest.raises(WebError):
            await session.open(world.url())


async def test_a_sandbox_that_has_a_network_is_refused(world, make_rules) -> None:
    box = DockerSandbox("browser", policy=SandboxPolicy(allow=("example.org",)))
    async with Browser(sandbox=box) as browser:
        with pytest.raises(ConfigurationError, match="without a network"):
            async with browser.session(make_rules(world)):
                pass
