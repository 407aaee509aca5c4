"""A run's own browser context: its tabs, cookies, guard and archive. asyncio only (Playwright)."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import secrets
import shutil
import tempfile
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Download, Page, Response
from playwright.async_api import Error as PlaywrightError

from agentrt.errors import WebError
from agentrt.frozen import Frozen
from agentrt.web.archive import Tape, pin_script
from agentrt.web.extract import Extracted, ExtractionFailed, plain_text
from agentrt.web.guard import Blocked, Guard, check_url
from agentrt.web.page import Document, clean, unseen_characters
from agentrt.web.proxy import REFUSED, Proxy
from agentrt.web.robots import Robots
from agentrt.web.snapshot import Snapshot
from agentrt.web.tab import PageError, Tab

if TYPE_CHECKING:
    from agentrt.web.browser import Browser, _Engine

_MAX_TABS = 10
_COOKIE_SECONDS = 5.0
_TEXT_KINDS = ("text/", "application/json", "application/xml", "application/javascript", "application/yaml")
_TEXT = "(limit) => (document.body ? document.body.innerText : document.documentElement.textContent).slice(0, limit)"
_MAX_TEXT = 4_000_000


class Downloaded(Frozen):
    """A file that a page sent.

    Attributes:
        name: Its name, without any folder.
        path: Where it lies until the session is closed.
        size: Its bytes.
        url: Where it came from.
    """

    name: str
    path: Path
    size: int
    url: str


class Session:
    """What one run sees of the browser. Made by `Browser.session`; calls run one after the other.

    Attributes:
        guard: What it may reach, and what was refused.
        tape: The recording being made or replayed, if any.
        tabs: Its open pages.
        downloads: Files that pages sent, kept in a quarantine folder until the session is closed.
    """

    def __init__(self, browser: Browser, guard: Guard, tape: Tape | None) -> None:
        self.browser = browser
        self.guard = guard
        self.tape = tape
        self.tabs: list[Tab] = []
        self.downloads: list[Downloaded] = []
        self.lock = asyncio.Lock()
        self._active: Tab | None = None
        self._proxy = Proxy(guard, tape=tape)
        self._engine: _Engine | None = None
        self._context: BrowserContext | None = None
        self._cookies: list[Any] = []  # for a context that takes over after a crash
        self._cookies_kept = 0.0
        self._robots = Robots()
        self._folder: Path | None = None
        self._seed = tape.seed if tape is not None else secrets.token_hex(16)
        self._views = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._documents: dict[int, Document] = {}

    # --------------------------------------------------------------------------------------------------- its lifetime

    async def start(self) -> None:
        await self._proxy.start()
        await self._open_context()

    async def close(self) -> None:
        """Closes the context and everything of it; never fails."""
        await self._close_context()
        await self._proxy.close()
        for task in self._tasks:
            task.cancel()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    async def _open_context(self) -> None:
        engine = await self.browser.engine()
        engine.served += 1
        engine.active += 1
        self._engine = engine
        if engine.contained is not None:
            await engine.contained.lead(self._proxy.port)
        self._context = await engine.chromium.new_context(
            proxy={"server": self._proxy.url},
            viewport={"width": 1280, "height": 800},
            locale="en-US",
            timezone_id="UTC",
            accept_downloads=True,
            ignore_https_errors=self.tape is not None,  # the proxy, or nobody, is at the other end: see `certificate`
            service_workers="allow" if self.tape is None else "block",
        )
        if self.tape is not None:
            await self._context.add_init_script(pin_script(self.tape))
        if self._cookies:
            await self._context.add_cookies(self._cookies)
        self._context.on("page", self._adopt)

    async def _close_context(self) -> None:
        context, engine = self._context, self._engine
        self._context = self._engine = self._active = None
        self.tabs.clear()
        if context is not None:
            with contextlib.suppress(PlaywrightError, TimeoutError):
                async with asyncio.timeout(15):
                    await context.close()
        if engine is not None:
            if engine.contained is not None:
                await engine.contained.leave(self._proxy.port)
            await self.browser.release(engine)

    @property
    def lost(self) -> bool:
        """Whether the browser died under this session."""
        return self._engine is None or not self._engine.chromium.is_connected()

    # ----------------------------------------------------------------------------------------------------------- tabs

    def _adopt(self, page: Page) -> None:
        """A page was opened, by us or by a page."""
        if any(tab.page == page for tab in self.tabs):
            return
        tab = Tab(page)
        self.tabs.append(tab)
        if self._active is not None:
            number = len(self.tabs)
            self._active.events.append(f"the page opened a new tab, number {number}")
        if len([one for one in self.tabs if one.usable]) > _MAX_TABS:
            self._in_background(tab.close())
        elif self._active is not None:
            self._in_background(self._attach(tab))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _attach(self, tab: Tab) -> None:
        with contextlib.suppress(PlaywrightError):  # the tab may be gone already
            if self._context is not None:
                cdp = await self._context.new_cdp_session(tab.page)
                await tab.attach(cdp, block_media=self.browser.block_media)

    async def new_tab(self) -> Tab:
        """Opens an empty tab and makes it the current one."""
        if self.lost:
            await self._close_context()
            await self._open_context()
        assert self._context is not None
        self._active = None
        try:
            page = await self._context.new_page()
        except PlaywrightError as error:
            raise WebError(f"no page can be opened: {error.message.splitlines()[0]}") from None
        self._adopt(page)
        self._active = next(tab for tab in self.tabs if tab.page == page)
        await self._attach(self._active)
        return self._active

    def tab(self) -> Tab:
        """The current tab.

        Raises:
            PageError: nothing is open, or what was open is lost.
        """
        if self.lost and self.tabs:
            raise PageError("the browser crashed and its pages are lost; open the address again")
        if self._active is None:
            raise PageError("no page is open; open an address first")
        if not self._active.usable:
            state = "crashed" if self._active.crashed else "was closed"
            raise PageError(f"the page {state}; open its address again, or switch to another tab")
        return self._active

    def switch(self, number: int) -> Tab:
        """Makes tab `number` (from 1) the current one."""
        open_tabs = [tab for tab in self.tabs if tab.usable]
        if not 1 <= number <= len(open_tabs):
            raise PageError(f"there is no tab {number}; {len(open_tabs)} are open")
        self._active = open_tabs[number - 1]
        return self._active

    async def _usable_tab(self) -> Tab:
        if self._active is not None and self._active.stuck:
            await self._active.close()
        if self.lost or self._active is None or not self._active.usable:
            self.tabs = [] if self.lost else [tab for tab in self.tabs if tab.usable]
            return await self.new_tab()
        return self._active

    # -------------------------------------------------------------------------------------------------------- loading

    async def open(self, url: str) -> Tab:
        """Goes to an address in the current tab, and waits until it is loaded and still.

        Raises:
            Blocked: the guard, or robots.txt, does not let it.
            PageError: it could not be loaded.
            ConfigurationError: it is no address.
        """
        host = urlsplit(check_url(url)).hostname or ""
        tab = await self._usable_tab()
        self._in_background(tab.free())  # while the address is asked for
        self.guard.new_page()
        await self._permit(url, host)
        async with self.browser.loads:
            try:
                got = await tab.load(url, self.guard.rules.page_seconds)
            except PageError as error:
                await self._after_failure(tab)
                raise self._refusal(tab, host) or error from None
            self._documents.pop(id(tab), None)
            if isinstance(got, Download):
                saved = await self.save(got)
                raise PageError(f"{url[:300]} is a file, not a page: it was downloaded as {saved.name!r}")
            await self._check(tab, got, host)
        return tab

    async def _permit(self, url: str, host: str) -> None:
        rules = self.guard.rules
        if rules.seconds_between and (self.tape is None or not self.tape.replays):
            await self.browser.wait_turn(host, rules.seconds_between)
        if rules.robots:
            assert self._context is not None
            if not await self._robots.allows(url, self._context.request):
                raise Blocked(f"the robots.txt of {host} asks programs not to read this address")

    async def fetch(self, url: str) -> tuple[int, bytes]:
        """Status and body of an address, fetched beside the pages with the session's cookies, under the same rules.

        Raises:
            Blocked: the guard, or robots.txt, does not let it.
            PageError: nothing came.
        """
        host = urlsplit(check_url(url)).hostname or ""
        if self.lost or self._context is None:
            await self._close_context()
            await self._open_context()
        assert self._context is not None
        self.guard.new_page()
        await self._permit(url, host)
        try:
            response = await self._context.request.get(url, timeout=self.guard.rules.page_seconds * 1000)
            body = await response.body()
        except PlaywrightError as error:
            why = self.guard.why(host)
            if why is not None:
                raise Blocked(f"{host} is blocked: {why}") from None
            raise PageError(f"{url[:300]} could not be fetched: {error.message.splitlines()[0][:300]}") from None
        refused = response.headers.get(REFUSED)
        await response.dispose()
        if refused is not None:
            raise Blocked(refused) if self.guard.why(host) else PageError(f"{url[:300]}: {refused}")
        return response.status, body

    async def _after_failure(self, tab: Tab) -> None:
        """Leaves no hanging page behind: a load that never ends would go on eating the CPU."""
        tab.snapshot = None
        self._documents.pop(id(tab), None)
        await tab.close()

    async def _check(self, tab: Tab, response: Response | None, host: str) -> None:
        if response is None:
            return
        why = response.headers.get(REFUSED)
        if why is not None:
            refusal = self._refusal(tab, urlsplit(response.url).hostname or host)
            raise refusal or PageError(f"{response.url[:300]}: {why}")
        cut = self.guard.why(host)
        if cut is not None:
            tab.events.append(f"part of the page was refused: {cut}")
        if response.status >= 400:
            tab.events.append(f"the server answered with status {response.status}")
        if time.monotonic() > self._cookies_kept + _COOKIE_SECONDS and self._context is not None:
            self._cookies_kept = time.monotonic()
            with contextlib.suppress(PlaywrightError):
                self._cookies = list(await self._context.cookies())

    def _refusal(self, tab: Tab, host: str) -> Blocked | None:
        """The guard's reason for a load that failed, be it the host itself or one that it redirected to."""
        for name in (host, urlsplit(tab.page.url).hostname or ""):
            why = self.guard.why(name)
            if why is not None:
                return Blocked(f"{name} is blocked: {why}")
        return None

    # -------------------------------------------------------------------------------------------------------- reading

    async def document(self, *, whole: bool = False, cached: bool = False) -> Document:
        """The current page as text.

        Args:
            whole: All of the page, not its main content only.
            cached: What was read last of this page, if there is such, so that its parts fit together.

        Raises:
            PageError, ExtractionFailed: it cannot be read.
        """
        tab = self.tab()
        known = self._documents.get(id(tab))
        if cached and known is not None and known.url == tab.page.url and (known.whole or not whole):
            return known
        kind = self._kind(tab)
        if kind == "application/pdf":
            document = await self._pdf(tab)
        elif kind.startswith(_TEXT_KINDS) and kind not in ("text/html", "application/xhtml+xml"):
            document = await self._plain(tab)
        else:
            document = await self._page(tab, whole)
        self._documents[id(tab)] = document
        return document

    def _kind(self, tab: Tab) -> str:
        if tab.response is None or tab.response.url.partition("#")[0] != tab.page.url.partition("#")[0]:
            return "text/html"
        return str(tab.response.headers.get("content-type", "text/html")).partition(";")[0].strip().lower()

    async def _page(self, tab: Tab, whole: bool) -> Document:
        shown = await tab.serialise(self.guard.rules.page_seconds)
        notes = [*shown["notes"], *tab.take_events()]
        try:
            read = await self.browser.extractor.html(shown["html"], visible=shown["visible"], whole=whole)
        except ExtractionFailed as error:
            notes.append(f"{error}; this is its plain text, without links")
            read = Extracted(markdown=plain_text(shown["html"]))
            shown["links"] = []
        unseen = unseen_characters(read.markdown)
        hidden, seen = shown["hidden"] + unseen, max(0, shown["visible"] - unseen)
        if shown["truncated"]:
            notes.append("the page is too long to be read in full; its end is cut off")
        return Document(
            url=clean(tab.page.url),
            title=clean(shown["title"]),
            text=clean(read.markdown),
            links=tuple(clean(link) for link in shown["links"]),
            whole=read.whole,
            notes=tuple(clean(note) for note in notes),
            hidden_characters=hidden,
            hidden_ratio=hidden / max(1, hidden + seen),
        )

    async def _plain(self, tab: Tab) -> Document:
        try:
            text = str(await tab.page.evaluate(_TEXT, _MAX_TEXT))
        except PlaywrightError as error:
            raise tab.explain(error, tab.page.url) from None
        name = urlsplit(tab.page.url).path.rpartition("/")[2]
        return Document(
            url=clean(tab.page.url),
            title=clean(name),
            text=clean(text),
            kind="text",
            notes=tuple(tab.take_events()),
            hidden_characters=unseen_characters(text),
        )

    async def _pdf(self, tab: Tab) -> Document:
        """The browser shows a PDF in a viewer that hides its text; so it is fetched again, through the same proxy."""
        url = tab.page.url
        _, data = await self.fetch(url)
        read = await self.browser.extractor.pdf(data)
        notes = (f"a PDF of {read.pages} pages", *tab.take_events())
        title = read.title or urlsplit(url).path.rpartition("/")[2]
        return Document(url=clean(url), title=clean(title), text=clean(read.markdown), kind="pdf", notes=notes)

    async def snapshot(self, subtree: str | None = None) -> Snapshot:
        """The accessibility snapshot of the current page, or of the element with this ref."""
        tab = self.tab()
        if subtree is not None:
            await tab.require(subtree)
        return await tab.take_snapshot(min(20.0, self.guard.rules.page_seconds), subtree)

    def secret(self) -> str:
        """A fence's id, another for each view. Under a tape it follows from the tape, so that views are the same."""
        self._views += 1
        return hashlib.sha256(f"{self._seed}:{self._views}".encode()).hexdigest()[:12]

    # ------------------------------------------------------------------------------------------------------ downloads

    async def save(self, download: Download) -> Downloaded:
        """Waits for a download to end and keeps it in the quarantine folder.

        Raises:
            PageError: it failed, took longer than a page may, or is larger.
        """
        rules = self.guard.rules
        name = safe_name(download.suggested_filename)
        try:
            async with asyncio.timeout(rules.page_seconds):
                source = await download.path()
        except TimeoutError:
            await download.cancel()
            raise PageError(f"the download of {name!r} took more than {rules.page_seconds:g} s") from None
        except PlaywrightError:
            why = self.guard.why(urlsplit(download.url).hostname or "")
            raise PageError(f"the download of {name!r} failed{': ' + why if why else ''}") from None
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="agentrt-downloads-"))
        path = self._folder / f"{len(self.downloads) + 1}-{name}"
        if self._engine is not None and self._engine.contained is not None:
            await self._engine.contained.take(source, path)
        else:
            shutil.move(source, path)
        saved = Downloaded(name=name, path=path, size=path.stat().st_size, url=clean(download.url)[:2000])
        self.downloads.append(saved)
        return saved


def safe_name(name: str) -> str:
    """A file name that is a name only: no folder, no leading dot, no odd letters, at most 120 of them."""
    name = clean(name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter if letter.isalnum() or letter in "._- " else "_" for letter in name).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return (f"{stem[:100]}{dot}{ending[:19]}" if dot else kept[:120]) or "download"
