"""The life of the browser: many sessions, crashes, recycling, kills, and nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
from aiohttp import web

from agentrt.errors import ConfigurationError
from agentrt.web.browser import Browser
from agentrt.web.guard import Blocked, GuardRules
from agentrt.web.launch import FLAGS, find_chromium, prepare
from agentrt.web.session import Session
from agentrt.web.tab import PageError

PAGE = "<title>t</title><p>a page of words</p>" + "<p>more words here</p>" * 50


def children(name: str = "") -> list[psutil.Process]:
    """Processes below this one, by a part of their name."""
    return [child for child in psutil.Process().children(recursive=True) if name in _name(child)]


def _name(process: psutil.Process) -> str:
    try:
        return str(process.name())
    except psutil.Error:
        return ""


async def read(session: Session, url: str) -> str:
    await session.open(url)
    return (await session.document()).text


async def test_sessions_read_side_by_side_no_more_than_are_allowed(world, make_rules) -> None:
    for number in range(5):
        world.page(f"/{number}", PAGE.replace("a page", f"page {number}"))

    async with Browser(max_sessions=3) as browser:

        async def one(number: int) -> str:
            async with browser.session(make_rules(world)) as session:
                assert browser.state()["contexts"] <= 3
                return await read(session, world.url(f"/{number}"))

        texts = await asyncio.gather(*(one(number) for number in range(5)))
        assert [f"page {number} of words" in text for number, text in enumerate(texts)] == [True] * 5
        assert browser.state()["contexts"] == 0


async def test_a_crash_of_the_browser_is_told_and_got_over(world, make_rules) -> None:
    world.page("/", PAGE)
    before = {child.pid for child in children("chrom")}
    async with Browser() as browser, browser.session(make_rules(world)) as session:
        await read(session, world.url())
        mine = [child for child in children("chrom") if child.pid not in before]
        assert mine
        for child in mine:
            child.kill()
        for _ in range(200):
            if session.lost:
                break
            await asyncio.sleep(0.05)
        with pytest.raises(PageError, match="the browser crashed"):
            session.tab()
        assert "a page of words" in await read(session, world.url())
        async with browser.session(make_rules(world)) as other:
            assert "a page of words" in await read(other, world.url())
        assert browser.state()["engines"] == 1


async def test_after_many_sessions_a_fresh_browser_takes_over_without_breaking_the_old(world, make_rules) -> None:
    world.page("/", PAGE)
    async with Browser(recycle_after=2) as browser, browser.session(make_rules(world)) as first:
        await read(first, world.url())
        async with browser.session(make_rules(world)):
            pass
        async with browser.session(make_rules(world)) as third:
            assert browser.state()["engines"] == 2
            assert "words" in await read(first, world.url())
            assert "words" in await read(third, world.url())


async def test_a_session_that_is_cancelled_leaves_nothing(browser: Browser, world, make_rules) -> None:
    async def hang(request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    world.page("/", hang)
    before = browser.state()

    async def use() -> None:
        async with browser.session(make_rules(world)) as session:
            await session.open(world.url())

    task = asyncio.ensure_future(use())
    while not world.requests:
        await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    after = browser.state()
    assert (after["contexts"], after["pages"]) == (before["contexts"], before["pages"])


async def test_closing_leaves_no_process_and_no_file(world, make_rules) -> None:
    world.page("/", PAGE)
    before = {child.pid for child in children()}
    folders = set(Path("/tmp").glob("agentrt-*"))
    async with Browser() as browser, browser.session(make_rules(world)) as session:
        await read(session, world.url())
    await _gone(lambda: {child.pid for child in children()} <= before)
    assert {child.pid for child in children()} <= before
    assert set(Path("/tmp").glob("agentrt-browser-*")) <= folders


@contextlib.asynccontextmanager
async def reading(world, reads: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that reads pages and then waits; it is killed at the end."""
    for number in range(20):
        world.page(f"/{number}", PAGE * (number + 1))
    command = [sys.executable, str(Path(__file__).with_name("reading_client.py")), world.url(), world.host, str(reads)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    client = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=environment)
    try:
        yield client
    finally:
        with contextlib.suppress(ProcessLookupError):
            client.kill()
        await client.wait()


async def reads_done(client: asyncio.subprocess.Process, count: int) -> set[bytes]:
    """Waits for so many reads; what the client said of its contexts and pages."""
    assert client.stdout is not None
    return {await asyncio.wait_for(client.stdout.readline(), 120) for _ in range(count)}


async def test_a_kill_leaves_no_process(world) -> None:
    """Kill -9: the driver sees its pipe close and ends Chromium; the workers see theirs."""
    async with reading(world, 1) as client:
        assert await reads_done(client, 1) == {b"1 1\n"}
        started = psutil.Process(client.pid).children(recursive=True)
        assert any("chrom" in _name(child) for child in started)
        client.send_signal(signal.SIGKILL)
        await client.wait()
    await _gone(lambda: not any(_alive(child) for child in started), 20)
    assert [child for child in started if _alive(child)] == []


@pytest.mark.full
async def test_a_browser_that_runs_already_is_used_over_cdp(world, make_rules, tmp_path: Path) -> None:
    world.page("/", PAGE)
    launch = prepare(find_chromium(""))
    flags = [*FLAGS, "--headless", "--remote-debugging-port=0", f"--user-data-dir={launch.folder}/profile"]
    (launch.folder / "profile").mkdir()
    if not launch.sandboxed:
        flags.append("--no-sandbox")
    chromium = await asyncio.create_subprocess_exec(
        launch.executable, *flags, "--proxy-server=http://127.0.0.1:9", stderr=asyncio.subprocess.PIPE
    )
    try:
        assert chromium.stderr is not None
        while b"DevTools listening on " not in (line := await asyncio.wait_for(chromium.stderr.readline(), 60)):
            pass
        async with Browser(cdp=line.split()[-1].decode()) as browser, browser.session(make_rules(world)) as session:
            assert "a page of words" in await read(session, world.url())
            with pytest.raises(Blocked):
                await session.open("http://127.0.0.1:4444/")
    finally:
        chromium.kill()
        await chromium.wait()
        launch.remove()


@pytest.mark.full
async def test_chromium_has_its_own_sandbox_even_when_started_by_root(browser: Browser, session: Session) -> None:
    await session.new_tab()
    if not browser.state()["sandboxed"]:
        pytest.skip("user namespaces are off here: Chromium's sandbox cannot be used")
    tab = session.tab()
    await tab.page.goto("chrome://sandbox")
    assert "adequately sandboxed" in await tab.page.inner_text("body")
    users = {child.username() for child in children("chrom")}
    assert "root" not in users or os.geteuid() != 0


@pytest.mark.full
async def test_a_hundred_sessions_leave_nothing_behind(world, make_rules) -> None:
    world.page("/", PAGE)
    async with Browser() as browser:
        async with browser.session(make_rules(world)) as session:
            await read(session, world.url())
        before = len(children("chrom"))
        for _ in range(100):
            async with browser.session(make_rules(world)) as session:
                await session.open(world.url())
        await _gone(lambda: len(children("chrom")) <= before + 4)
        assert len(children("chrom")) <= before + 4  # Chromium keeps a few renderers spare
        assert browser.state()["contexts"] == 0


@pytest.mark.soak
async def test_a_thousand_pages_do_not_make_it_grow_and_a_kill_leaves_nothing(world) -> None:
    async with reading(world, 1100) as client:
        census, memory, seen = [], [], set()
        for _ in range(11):
            seen |= await reads_done(client, 100)
            census.append(kinds(client.pid))
            memory.append(_memory(client.pid) / 1e6)
        print("memory in MB after each hundred reads:", *(f"{size:.0f}" for size in memory))
        print("processes:", dict(census[-1]))
        assert seen == {b"1 1\n"}  # one context, one page, after every read
        assert [one for one in census if one != census[0]] == []
        assert max(memory) < memory[0] * 1.15  # 15 MB are Playwright's own notes of requests
        started = psutil.Process(client.pid).children(recursive=True)
        client.send_signal(signal.SIGKILL)
        await client.wait()
    await _gone(lambda: not any(_alive(child) for child in started), 20)
    assert [child for child in started if _alive(child)] == []


def test_the_folder_of_a_killed_process_is_removed_by_the_next_and_one_in_use_is_not() -> None:
    used = prepare("/bin/true")
    code = "from agentrt.web.launch import prepare; import os; print(prepare('/bin/true').folder); os._exit(9)"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    killed = Path(done.stdout.strip())
    assert killed.is_dir()
    for folder in (killed, used.folder):
        os.utime(folder, (0, 0))
    third = prepare("/bin/true")
    assert not killed.exists()
    assert used.folder.is_dir()
    for launch in (used, third):
        launch.remove()
        assert not launch.folder.exists()


def test_a_chromium_that_is_named_and_not_there_is_an_error(tmp_path: Path) -> None:
    os.environ["AGENTRT_CHROMIUM"] = str(tmp_path / "none")
    try:
        with pytest.raises(ConfigurationError, match="AGENTRT_CHROMIUM names"):
            find_chromium("")
    finally:
        del os.environ["AGENTRT_CHROMIUM"]


def test_the_defaults_reach_nothing_private() -> None:
    rules = GuardRules()
    assert rules.allow_private == ()
    assert rules.robots


def kinds(pid: int) -> Counter[str]:
    """The processes below one, by what they are: Chromium names its own by `--type`."""
    found: Counter[str] = Counter()
    for process in psutil.Process(pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            types = [word for word in process.cmdline() if word.startswith(("--type=", "--utility-sub-type="))]
            found[" ".join([process.name(), *types])] += 1
    return found


def _memory(pid: int) -> int:
    """Proportional memory of a process and of everything below it, in bytes."""
    total = 0
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            total += process.memory_full_info().pss
    return total


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


async def _gone(met, seconds: float = 10.0) -> None:
    for _ in range(int(seconds / 0.1)):
        if met():
            return
        await asyncio.sleep(0.1)
