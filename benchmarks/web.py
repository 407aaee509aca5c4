"""Pages read per second, and memory per context, against plain Playwright doing the same reads.

    python benchmarks/web.py                    # 1, 8 and 32 contexts
    python benchmarks/web.py --contexts 1 8 --pages 40
    python benchmarks/web.py --only crawl4ai    # the peer, in a virtual environment that has it
    python benchmarks/web.py --folder DOCUMENTS # the local site: time and size of the index, time of a query

A read is: go to a page of 40 kB on loopback, wait for its load event, and extract its main text with trafilatura. The
plain loop does it with Playwright's own calls and trafilatura in a thread; agentrt adds the guard's proxy, the wait for
a still DOM, the pruning of hidden text and the worker process. Both sides run in one browser each, side by side, in
turns; the better of two rounds counts.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psutil
from aiohttp import web

Read = Callable[[str], Awaitable[str]]
Reader = Callable[[], contextlib.AbstractAsyncContextManager[Read]]


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


@contextlib.asynccontextmanager
async def server() -> AsyncIterator[str]:
    """Serves the pages; gives host and port."""

    async def serve(request: web.Request) -> web.Response:
        text = request.match_info["n"]
        return web.Response(text=page(int(text)) if text.isdecimal() else "", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{n:.*}", serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


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
async def agentrt(host: str) -> AsyncIterator[Reader]:
    """Agentrt's sessions."""
    from agentrt.web import Browser, GuardRules

    rules = GuardRules(allow_private=(host,), robots=False)
    async with Browser() as browser:

        @contextlib.asynccontextmanager
        async def reader() -> AsyncIterator[Read]:
            async with browser.session(rules) as session:

                async def read(url: str) -> str:
                    await session.open(url)
                    return (await session.document()).text

                yield read

        yield reader


@contextlib.asynccontextmanager
async def crawl4ai() -> AsyncIterator[Reader]:
    """The peer: its crawler with its own defaults, in the same Chromium."""
    import os

    os.environ.setdefault("CRAWL4_AI_BASE_DIRECTORY", "/tmp")  # it keeps a database
    from crawl4ai import AsyncWebCrawler, BrowserConfig, CacheMode, CrawlerRunConfig

    settings = CrawlerRunConfig(cache_mode=CacheMode.BYPASS, verbose=False)
    async with AsyncWebCrawler(config=BrowserConfig(headless=True, verbose=False)) as crawler:

        @contextlib.asynccontextmanager
        async def reader() -> AsyncIterator[Read]:
            async def read(url: str) -> str:
                return str((await crawler.arun(url, config=settings)).markdown)

            yield read

        yield reader


async def measure(reader: Reader, host: str, contexts: int, pages: int) -> tuple[float, float]:
    """Pages a second, and megabytes (PSS) that the contexts take while they read."""
    async with contextlib.AsyncExitStack() as stack:
        async with reader() as warm:
            assert "River 0" in await warm(f"http://{host}/0")
        before = memory()
        reads = [await stack.enter_async_context(reader()) for _ in range(contexts)]
        await asyncio.gather(*(read(f"http://{host}/{n}") for n, read in enumerate(reads)))
        numbers = iter(range(1, pages + 1))

        async def work(read: Read) -> None:
            for number in numbers:
                assert f"River {number}" in await read(f"http://{host}/{number}")

        started = time.perf_counter()
        await asyncio.gather(*(work(read) for read in reads))
        return pages / (time.perf_counter() - started), (memory() - before) / contexts


def memory() -> float:
    """Proportional set size of this process and everything below it, in MB."""
    gc.collect()
    total = 0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            total += process.memory_full_info().pss
    return total / 1e6


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


async def main(contexts: list[int], pages: int, only: str | None) -> None:
    async with server() as host:
        sides = {"plain": plain, "agentrt": lambda: agentrt(host), "crawl4ai": crawl4ai}
        names = [only] if only else ["plain", "agentrt"]
        print(f"{'contexts':>8}  {'side':<9} {'pages/s':>8} {'MB/context':>11}  ratio (plain / side)")
        for count in contexts:
            best: dict[str, tuple[float, float]] = {}
            for name in names * 2:
                async with sides[name]() as reader:
                    rate, size = await measure(reader, host, count, pages)
                best[name] = (max(rate, best.get(name, (0, 0))[0]), size)
            for name, (rate, size) in best.items():
                ratio = f"{best['plain'][0] / rate:.2f}" if "plain" in best else "-"
                print(f"{count:>8}  {name:<9} {rate:>8.2f} {size:>11.0f}  {ratio}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contexts", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--pages", type=int, default=64)
    parser.add_argument("--only", choices=["plain", "agentrt", "crawl4ai"])
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.folder:
        site(given.folder)
    else:
        asyncio.run(main(given.contexts, given.pages, given.only))
