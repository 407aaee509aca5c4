"""crawl4ai's own crawler, driven by benchmarks/web.py: runs in crawl4ai's virtual environment, never in agentrt's."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

HOME = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "agentrt/benchmarks/crawl4ai"
PYTHON = HOME / "bin/python"

Read = Callable[[str], Awaitable[str]]


def install() -> str | None:
    """Makes crawl4ai's environment; the reason where that cannot be done."""
    if PYTHON.exists() and _run(PYTHON, "-c", "import crawl4ai") is None:
        return None
    return _run(sys.executable, "-m", "venv", HOME) or _run(PYTHON, "-m", "pip", "install", "-q", "crawl4ai")


def _run(*command: str | Path) -> str | None:
    """Runs a command; the last line of its complaint if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stderr.strip().splitlines() or ["it failed"])[-1] if done.returncode else None


@contextlib.asynccontextmanager
async def crawl4ai() -> AsyncIterator[Callable[[], contextlib.AbstractAsyncContextManager[Read]]]:
    """Readers with crawl4ai's defaults, each of which keeps its page (a session of crawl4ai's)."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CRAWL4_AI_BASE_DIRECTORY": folder, "CRAWL4AI_NO_CLOUD_NOTICE": "1"}
        _lend_chromium(Path(folder), await _own_chromium())
        from crawl4ai import AsyncWebCrawler, BrowserConfig, CacheMode, CrawlerRunConfig

        names = itertools.count()
        async with AsyncWebCrawler(config=BrowserConfig(headless=True, verbose=False)) as crawler:

            @contextlib.asynccontextmanager
            async def reader() -> AsyncIterator[Read]:
                name = str(next(names))
                settings = CrawlerRunConfig(cache_mode=CacheMode.BYPASS, verbose=False, session_id=name)

                async def read(url: str) -> str:
                    return str((await crawler.arun(url, config=settings)).markdown)

                yield read
                await crawler.crawler_strategy.kill_session(name)

            yield reader


async def _own_chromium() -> Path:
    """Where Playwright keeps a Chromium of its own, be it there or not."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _lend_chromium(folder: Path, own: Path) -> None:
    """Has Playwright find the system's Chromium in the place of its own: crawl4ai takes no path of one."""
    system = shutil.which("chromium") or shutil.which("google-chrome")
    if own.exists() or system is None:
        return
    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(folder)
    revision = own.parents[1].name.rpartition("-")[2]
    for place in (
        f"chromium-{revision}/chrome-linux64/chrome",
        f"chromium_headless_shell-{revision}/chrome-headless-shell-linux64/chrome-headless-shell",
    ):
        link = folder / place
        link.parent.mkdir(parents=True)
        link.symlink_to(system)
