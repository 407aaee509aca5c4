"""One Chromium that serves many runs, each in a context of its own.

    async with Browser() as browser:
        async with browser.session(GuardRules(allow_private=("127.0.0.1:8000",))) as session:
            await session.open("http://127.0.0.1:8000/")
            document = await session.document()

The browser is started when the first session needs it, replaced after a crash or after many sessions (Chromium and its
driver do not give all memory back), and gone when `close` returns. asyncio only: Playwright is.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from agentrt.errors import ConfigurationError, WebError
from agentrt.web.archive import Tape
from agentrt.web.contained import Box, Contained
from agentrt.web.extract import Extractor
from agentrt.web.guard import Guard, GuardRules, Resolver
from agentrt.web.launch import FLAGS, Launch, find_chromium, prepare
from agentrt.web.proxy import Proxy
from agentrt.web.session import Session

_NOWHERE = GuardRules(allow=("nowhere.invalid",))


@dataclass
class _Engine:
    """One Chromium process tree."""

    chromium: Chromium
    launch: Launch | None = None
    contained: Contained | None = None
    served: int = 0
    active: int = 0
    retired: bool = False

    @property
    def contexts(self) -> list[BrowserContext]:
        """The sessions' contexts. A Chromium that Playwright did not start has one of its own, the first."""
        return self.chromium.contexts[0 if self.launch else 1 :]


@dataclass
class Browser:
    """A pool of browser contexts in one Chromium.

    Attributes:
        executable: The Chromium to run; found by itself if None (see `agentrt.web.launch.find_chromium`).
        cdp: Address of a running Chromium's DevTools, to use that one instead. It has to reach this host's loopback
            addresses, where the guard's proxies listen, and it keeps its own flags: give it those of `launch.FLAGS` and
            `launch.AUTOMATION_FLAGS`.
        sandbox: An open sandbox without a network in which Chromium runs instead of on this machine, with the image
            `browser` or another that has `browser` and `python3`. It is not closed here.
        max_sessions: Sessions at a time; more wait.
        max_loads: Pages that load at a time; two a core by default. More only slow each other down.
        recycle_after: Sessions after which a fresh Chromium takes over.
        block_media: Do not load images, fonts, audio and video (by file name).
        headless: Without a window.
        flags: More Chromium flags.
    """

    executable: str | None = None
    cdp: str | None = None
    sandbox: Box | None = None
    max_sessions: int = 32
    max_loads: int | None = None
    recycle_after: int = 300
    block_media: bool = True
    headless: bool = True
    flags: tuple[str, ...] = ()
    extractor: Extractor = field(default_factory=Extractor)
    _playwright: Playwright | None = None
    _engine: _Engine | None = None
    _retired: list[_Engine] = field(default_factory=list)
    _nowhere: Proxy | None = None
    _hosts: dict[str, float] = field(default_factory=dict)
    _closed: bool = False

    def __post_init__(self) -> None:
        if self.sandbox is not None and (self.cdp or self.executable):
            raise ConfigurationError("with `sandbox` the browser is the sandbox's: leave out `cdp` and `executable`")
        self._starting = asyncio.Lock()
        self._sessions = asyncio.Semaphore(self.max_sessions)
        self.loads = asyncio.Semaphore(self.max_loads or 2 * (os.cpu_count() or 1))

    async def __aenter__(self) -> Browser:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    @contextlib.asynccontextmanager
    async def session(
        self, rules: GuardRules | None = None, *, tape: Tape | None = None, resolver: Resolver | None = None
    ) -> AsyncIterator[Session]:
        """A context with its own cookies, guard and tabs, closed at the end whatever happens.

        Args:
            rules: What it may reach; the public web, if None.
            tape: A recording to make or to replay (`agentrt.web.archive`); it is not closed here.
            resolver: Where addresses of hosts come from; the system's, if None.

        Raises:
            ConfigurationError: no Chromium is installed.
            WebError: Chromium does not start.
        """
        async with self._sessions:
            session = Session(self, Guard(rules or GuardRules(), resolver), tape)
            try:
                await session.start()
                yield session
            finally:
                await asyncio.shield(session.close())

    async def engine(self) -> _Engine:
        """The Chromium for a new context, started or replaced if need be."""
        async with self._starting:
            if self._closed:
                raise WebError("the browser was closed")
            engine = self._engine
            if engine is not None and engine.chromium.is_connected() and engine.served < self.recycle_after:
                return engine
            if engine is not None:
                engine.retired = True
                self._retired.append(engine)
                await self._bury()
            self._engine = await self._start()
            return self._engine

    async def release(self, engine: _Engine) -> None:
        """A context of this engine is closed."""
        engine.active -= 1
        await self._bury()

    async def _bury(self) -> None:
        """Ends the engines that were replaced and serve nobody any more."""
        for engine in [one for one in self._retired if one.active <= 0 or not one.chromium.is_connected()]:
            self._retired.remove(engine)
            await _end(engine)

    async def _start(self) -> _Engine:
        try:
            return await self._launch()
        except (PlaywrightError, OSError) as first:
            await self._stop_driver()  # it may be the driver that died: once more with a new one
            try:
                return await self._launch()
            except (PlaywrightError, OSError) as error:
                raise WebError(f"Chromium does not start: {str(error)[:500]}") from first

    async def _launch(self) -> _Engine:
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        if self.cdp is not None:
            return _Engine(await self._playwright.chromium.connect_over_cdp(self.cdp))
        if self.sandbox is not None:
            return await self._launch_contained(self._playwright, self.sandbox)
        if self._nowhere is None:
            self._nowhere = Proxy(Guard(_NOWHERE))  # what Chromium does of its own accord ends here
            await self._nowhere.start()
        launch = prepare(self.executable or find_chromium(self._playwright.chromium.executable_path))
        warming = asyncio.create_task(self.extractor.warm())
        try:
            chromium = await self._playwright.chromium.launch(
                executable_path=launch.executable,
                chromium_sandbox=launch.sandboxed,
                headless=self.headless,
                args=[*FLAGS, *self.flags],
                proxy={"server": self._nowhere.url},
                downloads_path=launch.folder,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
        except BaseException:
            launch.remove()
            raise
        finally:
            await warming
        return _Engine(chromium, launch)

    async def _launch_contained(self, playwright: Playwright, box: Box) -> _Engine:
        contained = Contained(box, self.flags)
        address, _ = await asyncio.gather(contained.start(), self.extractor.warm())
        try:
            return _Engine(await playwright.chromium.connect_over_cdp(address), contained=contained)
        except BaseException:
            await asyncio.shield(contained.close())
            raise

    async def wait_turn(self, host: str, seconds: float) -> None:
        """Spaces out the loads of one host by `seconds`, over all sessions."""
        now = time.monotonic()
        turn = max(now, self._hosts.get(host, 0.0))
        self._hosts[host] = turn + seconds
        await asyncio.sleep(turn - now)

    def state(self) -> dict[str, Any]:
        """How many engines, contexts and pages there are now; for tests and curious people."""
        engines = [*([self._engine] if self._engine else []), *self._retired]
        contexts = [context for engine in engines for context in engine.contexts]
        return {
            "engines": len(engines),
            "contexts": len(contexts),
            "pages": sum(len(context.pages) for context in contexts),
            "contained": any(engine.contained for engine in engines),
            "sandboxed": any(engine.launch.sandboxed for engine in engines if engine.launch),
            "background_requests_refused": len(self._nowhere.guard.blocked) if self._nowhere else 0,
        }

    async def close(self) -> None:
        """Ends Chromium, its driver, the proxies and the extraction workers."""
        self._closed = True
        async with self._starting:
            for engine in [*([self._engine] if self._engine else []), *self._retired]:
                await _end(engine)
            self._engine = None
            self._retired.clear()
            await self._stop_driver()
            if self._nowhere is not None:
                await self._nowhere.close()
            await self.extractor.close()

    async def _stop_driver(self) -> None:
        if self._playwright is not None:
            with contextlib.suppress(PlaywrightError, OSError):
                await self._playwright.stop()
            self._playwright = None


async def _end(engine: _Engine) -> None:
    with contextlib.suppress(PlaywrightError, OSError, TimeoutError):
        async with asyncio.timeout(10):
            await engine.chromium.close()
    if engine.launch is not None:
        engine.launch.remove()
    if engine.contained is not None:
        await engine.contained.close()
