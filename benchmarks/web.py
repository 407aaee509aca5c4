"""Pages read per second, and memory per context, against plain Playwright doing the same reads, and against crawl4ai.

    python benchmarks/web.py                    # 1, 8 and 32 contexts
    python benchmarks/web.py --contexts 1 8 --pages 40 --sides plain agentrt
    python benchmarks/web.py --refs             # how fast an action fails whose element is gone
    python benchmarks/web.py --folder DOCUMENTS # the local site: time and size of the index, time of a query

A read is: go to a page of 40 kB on loopback, wait for its load event, and extract its main text. The plain loop does it
with Playwright's own calls and trafilatura in a thread; agentrt adds the guard's proxy, the wait for a still DOM, the
pruning of hidden text and the worker process; crawl4ai does what it does by default, in its own virtual environment
(made the first time); contained is agentrt with Chromium in a Docker sandbox, whose memory is not counted. Each context
keeps its page. The sides run in turns, each in a process and a browser of its own;
the better of two rounds counts.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from aiohttp import web
from peers import crawl4ai_reader

if TYPE_CHECKING:
    from agentrt.web import Session

Read = Callable[[str], Awaitable[str]]
Reader = Callable[[], contextlib.AbstractAsyncContextManager[Read]]
SIDES = ("plain", "agentrt", "contained", "crawl4ai")


def page(number: int) -> str:
    """About 40 kB of HTML: an article, a menu, a table, links."""
    words = "The river rises in the hills and runs past mills and towns to the sea, as it did in the year"
    story = "".join(f"<p>{words} {number * 1000 + n}, says <a href='/{n}'>source {n}</a>.</p>" for n in range(220))
    menu = "".join(f"<li><a href='/menu/{n}'>Menu entry {n}</a></li>" for n in range(60))
    rows = "".join(f"<tr><td>town {n}</td><td>{n * 37 % 101}</td></tr>" for n in range(60))
    return (
        f"<!doctype html><title>Page {number}</title><style>p{{margin:4px}}</style><nav><ul>{menu}</ul></nav>"
        f"<article><h1>River {number}</h1>{story}<table>{rows}</table></article><footer>Imprint</footer>"
        "<script>document.body.dataset.ready = 1</script>"
    )


async def serve() -> None:
    """Serves the pages until the standard input ends; says where."""

    async def answer(request: web.Request) -> web.Response:
        text = request.match_info["n"]
        return web.Response(text=page(int(text)) if text.isdecimal() else "", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{n:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The pages' server, in a process of its own; gives host and port."""
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate("")


@contextlib.asynccontextmanager
async def plain() -> AsyncIterator[Reader]:
    """Playwright by itself."""
    import trafilatura
    from playwright.async_api import async_playwright

    from agentrt.web.launch import find_chromium, prepare

    def extract(html: str) -> str:
        return (
            trafilatura.extract(html, output_format="markdown", fast=True, include_links=True, include_tables=True)
            or ""
        )

    async with async_playwright() as playwright:
        launch = prepare(find_chromium(playwright.chromium.executable_path))
        chromium = await playwright.chromium.launch(
            executable_path=launch.executable, chromium_sandbox=launch.sandboxed
        )

        @contextlib.asynccontextmanager
        async def reader() -> AsyncIterator[Read]:
            context = await chromium.new_context()
            tab = await context.new_page()

            async def read(url: str) -> str:
                await tab.goto(url)
                return await asyncio.to_thread(extract, await tab.content())

            yield read
            await context.close()

        yield reader
        await chromium.close()
        launch.remove()


@contextlib.asynccontextmanager
async def agentrt(host: str, *, contained: bool = False) -> AsyncIterator[Reader]:
    """Agentrt's sessions; `contained`: Chromium in a Docker sandbox."""
    from agentrt.sandbox import DockerSandbox, SandboxPolicy
    from agentrt.web import Browser, GuardRules

    rules = GuardRules(allow_private=(host,), robots=False)
    async with contextlib.AsyncExitStack() as stack:
        policy = SandboxPolicy(cpus=os.cpu_count() or 1, memory="4g", processes=2000)
        box = await stack.enter_async_context(DockerSandbox("browser", policy=policy)) if contained else None
        browser = await stack.enter_async_context(Browser(sandbox=box))

        @contextlib.asynccontextmanager
        async def reader() -> AsyncIterator[Read]:
            async with browser.session(rules) as session:

                async def read(url: str) -> str:
                    await session.open(url)
                    return (await session.document()).text

                yield read

        yield reader


async def measure(side: str, host: str, contexts: int, pages: int) -> tuple[float, float]:
    """Pages a second, and megabytes (PSS) that a context takes which has read one page."""
    sides = {
        "plain": plain,
        "agentrt": lambda: agentrt(host),
        "contained": lambda: agentrt(host, contained=True),
        "crawl4ai": crawl4ai_reader.crawl4ai,
    }
    async with sides[side]() as reader, contextlib.AsyncExitStack() as stack:
        async with reader() as warm:
            assert "River 0" in await warm(f"http://{host}/0")
        before = memory()
        reads = [await stack.enter_async_context(reader()) for _ in range(contexts)]
        await asyncio.gather(*(read(f"http://{host}/{n}") for n, read in enumerate(reads)))
        size = (memory() - before) / contexts
        numbers = iter(range(1, pages + 1))

        async def work(read: Read) -> None:
            for number in numbers:
                assert f"River {number}" in await read(f"http://{host}/{number}")

        started = time.perf_counter()
        await asyncio.gather(*(work(read) for read in reads))
        return pages / (time.perf_counter() - started), size


def memory() -> float:
    """Proportional set size of this process and everything below it, in MB."""
    gc.collect()
    total = 0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            total += process.memory_full_info().pss
    return total / 1e6


async def refs(rounds: int = 100) -> None:
    """How long an action takes to fail whose element is not there any more, and how long Playwright's own does."""
    from agentrt.web import Browser, GuardRules, actions
    from agentrt.web.tab import StaleRef

    async def failing(session: Session, ref: str) -> float:
        started = time.perf_counter()
        try:
            await actions.click(session, ref)
        except StaleRef:
            return 1000 * (time.perf_counter() - started)
        raise AssertionError(f"{ref} is there")

    with server() as host:
        rules = GuardRules(allow_private=(host,), robots=False)
        async with Browser() as browser, browser.session(rules) as session:
            await session.open(f"http://{host}/0")
            page = session.tab().page
            snapshot = await session.snapshot()
            [line] = [line for line in snapshot.lines if 'link "Menu entry 7"' in line]
            ref = line.split("[ref=")[1].split("]")[0]
            await page.evaluate("document.querySelectorAll('li')[7].remove()")
            gone = sorted([await failing(session, ref) for _ in range(rounds)])
            unknown = sorted([await failing(session, "e99999") for _ in range(rounds)])
            started = time.perf_counter()
            with contextlib.suppress(Exception):
                await page.locator(f"aria-ref={ref}").click(timeout=2000)
            raw = 1000 * (time.perf_counter() - started)
            await session.open(f"http://{host}/1")
            earlier = sorted([await failing(session, ref) for _ in range(rounds)])
    print("stale ref                              ms, median      95th")
    for name, times in (("unknown", unknown), ("of an earlier page", earlier), ("of a removed element", gone)):
        print(f"{name:<36} {times[rounds // 2]:>12.3f} {times[rounds * 19 // 20]:>9.3f}")
    print(f"the last in Playwright, given 2,000 ms {raw:>10.0f}")


def site(folder: Path) -> None:
    """Indexes a folder and asks it 1,000 questions of two to four words that its titles hold."""
    from agentrt.web.site import SiteIndex, index_folder

    with tempfile.TemporaryDirectory() as place:
        report = index_folder(folder, place)
        index = SiteIndex(place)
        common = ("a", "b", "c", "d", "how", "to", "of", "in")
        titles = [hit.title for word in common for hit in index.search(word, limit=200)[0]]
        words = sorted({word for title in titles for word in title.split() if word.isalpha()})
        chance = random.Random(0)
        times, found = [], 0
        for _ in range(1000):
            query = " ".join(chance.sample(words, chance.randint(2, 4)))
            started = time.perf_counter()
            hits, _ = index.search(query)
            times.append(1000 * (time.perf_counter() - started))
            found += bool(hits)
        times.sort()
        print("documents  text MB  index s  docs/s  index MB  query ms    p95  found")
        print(
            f"{report.documents:>9,} {report.text_bytes / 1e6:>8.1f} {report.seconds:>8.1f} "
            f"{report.documents / report.seconds:>7.0f} {report.index_bytes / 1e6:>9.1f} {times[500]:>9.2f} "
            f"{times[950]:>6.2f} {found / 10:>5.1f}%"
        )


def compare(contexts: list[int], pages: int, sides: list[str]) -> None:
    """Measures the sides in turns, and prints a table."""
    if "crawl4ai" in sides and (why := crawl4ai_reader.install()):
        print(f"crawl4ai is left out: {why}")
        sides = [side for side in sides if side != "crawl4ai"]
    with server() as host:
        print(f"{'contexts':>8}  {'side':<9} {'pages/s':>8} {'MB/context':>11}  ratio (plain / side)")
        for count in contexts:
            best: dict[str, tuple[float, float]] = {}
            for side in sides * 2:
                rate, size = measured(side, host, count, max(pages, 2 * count))
                best[side] = max(best.get(side, (0.0, 0.0)), (rate, size))
            for side, (rate, size) in best.items():
                ratio = f"{best['plain'][0] / rate:.2f}" if "plain" in best else "-"
                print(f"{count:>8}  {side:<9} {rate:>8.2f} {size:>11.0f}  {ratio}", flush=True)


def measured(side: str, host: str, contexts: int, pages: int) -> tuple[float, float]:
    """What one side's process measures of itself."""
    python = crawl4ai_reader.PYTHON if side == "crawl4ai" else sys.executable
    command = [python, __file__, "--side", side, "--host", host, "--contexts", str(contexts), "--pages", str(pages)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    rate, size = json.loads(done.stdout.splitlines()[-1])
    return rate, size


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contexts", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--pages", type=int, default=64, help="in all, and at least two a context")
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=["plain", "agentrt", "crawl4ai"])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--refs", action="store_true", help="how fast a stale ref fails")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--host", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.refs:
        asyncio.run(refs())
    elif given.folder:
        site(given.folder)
    elif given.serve:
        asyncio.run(serve())
    elif given.side:
        print(json.dumps(asyncio.run(measure(given.side, given.host, given.contexts[0], given.pages))))
    else:
        compare(given.contexts, given.pages, given.sides)
