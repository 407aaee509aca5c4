"""One page of the browser: loading it, waiting until it is still, and reading it. asyncio only (Playwright)."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from dataclasses import dataclass, field
from html import escape
from typing import Any

from playwright.async_api import (
    CDPSession,
    Dialog,
    Download,
    Frame,
    Page,
    Request,
    Response,
)
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from agentrt.errors import WebError
from agentrt.web.serialise import SERIALISE
from agentrt.web.snapshot import Snapshot, parse

_MAX_CHARS = 4_000_000
_MAX_NODES = 400_000
_QUIET_MS = 100  # no change of the DOM for this long, and no request under way: the page is still
_QUIET_ALONE_MS = 40  # for a page that asked for nothing but itself: no script of it waits for an answer
_LEAST_QUIET_MS = 15  # of which at least this much is waited for, whatever is foreseen
_HELD_DOCUMENTS = 50  # documents and nodes that a renderer may hold before it is told to free those it has left
_HELD_NODES = 100_000
_BLOCKED_KINDS = ("png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "bmp", "woff", "woff2", "ttf", "otf", "eot")
_BLOCKED_MEDIA = ("mp4", "webm", "mp3", "ogg", "wav", "m4a", "mov", "avi", "m3u8")

# Still is: no change of the DOM for `quiet` ms. Part of that need not be sat out: Chromium ends an idle period before
# the next timer of the page that is due, so the length of one (50 ms at most) says for how long no script will run.
_STILL = """
([quiet, limit]) => {
  if (document.readyState === 'complete' && document.scripts.length === 0) return 'static';
  return new Promise((resolve) => {
    const start = performance.now();
    const loaded = performance.getEntriesByType('navigation')[0]?.loadEventEnd || start;
    let changed = 0, timer = 0, idle = 0;
    const seen = new MutationObserver(() => { changed = performance.now(); });
    seen.observe(document, { subtree: true, childList: true, characterData: true });
    const end = () => { seen.disconnect(); clearTimeout(timer); cancelIdleCallback(idle); resolve('still'); };
    const check = () => {
      const now = performance.now(), left = Math.min(quiet - (now - Math.max(start, changed)), limit - (now - start));
      if (left <= 0) end(); else timer = setTimeout(check, left);
    };
    const rest = (period) => {
      const calm = performance.now() - Math.max(loaded, changed);
      if (calm >= LEAST && calm + period.timeRemaining() >= quiet) end();
      else idle = requestIdleCallback(rest);
    };
    check();
    idle = requestIdleCallback(rest);
  });
}
""".replace("LEAST", str(_LEAST_QUIET_MS))


class PageError(WebError):
    """A page could not be loaded, read or acted on; the message says why, for the model."""


class StaleRef(PageError):
    """The element is not on the page any more, or never was; a fresh snapshot has its new ref."""


@dataclass
class Tab:
    """A Playwright page and what happened on it.

    Attributes:
        page: The Playwright page.
        events: What happened since the model was last told: dialogs, new tabs, downloads.
        snapshot: The last snapshot that the model was shown; None once the page went elsewhere.
        crashed: Whether its renderer died.
        stuck: Whether its scripts did not let it answer.
    """

    page: Page
    events: list[str] = field(default_factory=list)
    downloads: asyncio.Queue[Download] = field(default_factory=asyncio.Queue)
    snapshot: Snapshot | None = None
    crashed: bool = False
    stuck: bool = False
    response: Response | None = None
    _cdp: CDPSession | None = None
    _pending: set[Request] = field(default_factory=set)
    _requests: int = 0  # since the page was loaded
    _cut: asyncio.Event = field(default_factory=asyncio.Event)  # the page's own response broke off

    def __post_init__(self) -> None:
        page = self.page
        page.on("request", self._asked)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._failed)
        page.on("framenavigated", self._navigated)
        page.on("dialog", self._dialog)
        page.on("download", self._download)
        page.on("crash", self._crash)

    @property
    def usable(self) -> bool:
        return not self.crashed and not self.page.is_closed()

    def take_events(self) -> list[str]:
        events, self.events = self.events, []
        return events

    def _navigated(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self.snapshot = None
            self._pending.clear()

    def _asked(self, request: Request) -> None:
        self._pending.add(request)
        self._requests += 1

    def _answered(self, request: Request) -> None:
        self._pending.discard(request)

    def _failed(self, request: Request) -> None:
        self._pending.discard(request)
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self._cut.set()

    def _download(self, download: Download) -> None:
        self.downloads.put_nowait(download)

    def _crash(self, page: Page) -> None:
        self.crashed = True

    async def _dialog(self, dialog: Dialog) -> None:
        """Answers a dialog at once: alert and beforeunload are accepted, a question is declined."""
        accept = dialog.type in ("alert", "beforeunload")
        self.events.append(
            f"the page showed a dialog ({dialog.type}): {dialog.message[:300]!r}, {'closed' if accept else 'declined'}"
        )
        with contextlib.suppress(PlaywrightError):
            await (dialog.accept() if accept else dialog.dismiss())

    async def load(self, url: str, seconds: float) -> Response | Download | None:
        """Goes to an address, until it is loaded and still; what is there after `seconds` is taken as it is.

        Returns:
            The response, the download that the address turned out to be, or None (an anchor on the same page).

        Raises:
            PageError: nothing came, or the browser refused it.
        """
        deadline = time.monotonic() + seconds
        while not self.downloads.empty():
            self.downloads.get_nowait()
        self._pending.clear()
        self._requests = 0
        self._cut.clear()
        try:
            self.response = await self.page.goto(url, wait_until="commit", timeout=seconds * 1000)
        except PlaywrightError as error:
            if "Download is starting" in error.message:
                return await asyncio.wait_for(self.downloads.get(), 10)
            raise self.explain(error, url) from None
        await self._loaded(url, max(0.05, deadline - time.monotonic()))
        await self.settle(min(5.0, max(0.5, deadline - time.monotonic())))
        return self.response

    async def _loaded(self, url: str, seconds: float) -> None:
        """Waits for the load event; a page whose response broke off has none."""
        load = asyncio.ensure_future(self.page.wait_for_load_state("load", timeout=seconds * 1000))
        cut = asyncio.ensure_future(self._cut.wait())
        try:
            await asyncio.wait((load, cut), return_when=asyncio.FIRST_COMPLETED)
            if not load.done():
                self.events.append("the page broke off before its end")
                return
            load.result()
        except PlaywrightTimeout:
            self.events.append("the page was still loading when it was read")
        except PlaywrightError as error:
            raise self.explain(error, url) from None
        finally:
            for waiting in (load, cut):
                waiting.cancel()
            await asyncio.gather(load, cut, return_exceptions=True)

    def explain(self, error: PlaywrightError, url: str) -> PageError:
        """A Playwright error in words for the model."""
        if self.crashed:
            return PageError(f"the page at {url[:300]} crashed its renderer")
        first = error.message.splitlines()[0] if error.message else type(error).__name__
        if isinstance(error, PlaywrightTimeout):
            return PageError(f"{url[:300]} did not answer in time")
        return PageError(f"{url[:300]} could not be loaded: {_plain(first)}")

    async def settle(self, seconds: float) -> None:
        """Waits until the DOM is quiet and no request is under way, at most `seconds`."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                async with asyncio.timeout(left + 1):
                    quiet = _QUIET_MS if self._requests > 1 else _QUIET_ALONE_MS
                    state = await self.page.evaluate(_STILL, [quiet, left * 1000])
            except TimeoutError:
                self.events.append("the page's scripts keep it busy")
                self.stuck = True
                return
            except PlaywrightError:  # it went elsewhere meanwhile: wait for the new page
                if not self.usable:
                    return
                await asyncio.sleep(0.05)
                continue
            if state == "static" or not self._pending:
                return
            await asyncio.sleep(0.05)

    async def serialise(self, seconds: float) -> dict[str, Any]:
        """What the page shows, frames of other origins included; see `agentrt.web.serialise`.

        Raises:
            PageError: the page does not answer.
        """
        try:
            async with asyncio.timeout(seconds):
                shown = await self._apart(SERIALISE, [_MAX_CHARS, _MAX_NODES, False])
                if shown["frames"]:
                    await self._add_frames(shown)
        except TimeoutError:
            self.stuck = True
            raise PageError("the page is too busy to be read") from None
        except PlaywrightError as error:
            raise self.explain(error, self.page.url) from None
        return shown

    async def _apart(self, script: str, argument: list[Any]) -> dict[str, Any]:
        """Runs a function in a world of its own, where nothing is what the page's scripts made of it."""
        if self._cdp is None:
            in_page: dict[str, Any] = await self.page.evaluate(script, argument)
            return in_page
        frame = (await self._cdp.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        world = await self._cdp.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "agentrt"})
        call = {
            "functionDeclaration": script,
            "executionContextId": world["executionContextId"],
            "arguments": [{"value": argument}],
            "returnByValue": True,
        }
        done = await self._cdp.send("Runtime.callFunctionOn", call)
        if "exceptionDetails" in done:
            raise PlaywrightError(done["exceptionDetails"]["exception"]["description"])
        value: dict[str, Any] = done["result"]["value"]
        return value

    async def _add_frames(self, shown: dict[str, Any]) -> None:
        """Appends frames that the page itself may not read. Their links follow on the page's in number."""
        wanted = set(shown["frames"])
        for frame in self.page.frames[1:20]:
            if frame.url not in wanted:
                continue
            with contextlib.suppress(PlaywrightError):
                inner = await frame.evaluate(SERIALISE, [_MAX_CHARS // 4, _MAX_NODES // 4, False])
                offset = len(shown["links"])
                html = _renumbered(inner["html"], offset)
                shown["links"] += inner["links"]
                shown["visible"] += inner["visible"]
                shown["hidden"] += inner["hidden"]
                shown["html"] += f"<section><h2>Frame: {escape(inner['title'] or frame.url)}</h2>{html}</section>"

    async def take_snapshot(self, seconds: float, subtree: str | None = None) -> Snapshot:
        """The accessibility snapshot of the page, or of one element.

        Raises:
            PageError: the page does not answer.
        """
        try:
            if subtree is not None:
                raw = await self.page.locator(f"aria-ref={subtree}").aria_snapshot(mode="ai", timeout=seconds * 1000)
            else:
                raw = await self.page.aria_snapshot(mode="ai", timeout=seconds * 1000)
            title = await self.page.title()
            async with asyncio.timeout(seconds):
                concealed = await self._concealed()
        except (PlaywrightTimeout, TimeoutError):
            self.stuck = True
            raise PageError("the page is too busy to be read") from None
        except PlaywrightError as error:
            raise self.explain(error, self.page.url) from None
        snapshot = parse(raw, url=self.page.url, title=title, concealed=concealed)
        if subtree is None:
            self.snapshot = snapshot
        return snapshot

    async def _concealed(self) -> dict[str, str]:
        """Texts that no reader sees, or hardly, and the word for that: a screen reader's tree holds them."""
        found: dict[str, str] = {}
        wanted = [_MAX_CHARS, _MAX_NODES, True]
        for frame in self.page.frames[:20]:
            with contextlib.suppress(PlaywrightError):  # a frame may go away meanwhile
                own = frame == self.page.main_frame
                texts = await (self._apart(SERIALISE, wanted) if own else frame.evaluate(SERIALISE, wanted))
                found |= dict.fromkeys(texts["pale"], "hard to see") | dict.fromkeys(texts["hidden"], "hidden")
        return found

    async def require(self, ref: str) -> None:
        """Makes sure at once that an element is there, instead of waiting for it until a time-out.

        Raises:
            StaleRef: it is not.
        """
        if self.snapshot is None or ref not in self.snapshot.refs:
            raise StaleRef(f"there is no element {ref!r} in the latest snapshot of this page")
        try:
            async with asyncio.timeout(2):
                if await self.page.locator(f"aria-ref={ref}").count():
                    return
        except (TimeoutError, PlaywrightError):
            raise PageError("the page is too busy to be acted on") from None
        raise StaleRef(f"the element {ref!r} is gone from the page")

    async def attach(self, cdp: CDPSession, *, block_media: bool) -> None:
        """Takes a DevTools session of the page.

        Args:
            cdp: The session.
            block_media: Have images, fonts and media refused by file name, inside the browser, so that no request
                costs more.
        """
        self._cdp = cdp
        if block_media:
            endings = (*_BLOCKED_KINDS, *_BLOCKED_MEDIA)
            urls = [pattern for ending in endings for pattern in (f"*.{ending}", f"*.{ending}?*")]
            await cdp.send("Network.enable")
            await cdp.send("Network.setBlockedURLs", {"urls": urls})

    async def free(self) -> None:
        """Frees pages that were left, if there are many: Chromium does so by itself only after gigabytes (measured)."""
        if self._cdp is None or not self.usable:
            return
        with contextlib.suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(10):
                held = await self._cdp.send("Memory.getDOMCounters")
                if held["documents"] > _HELD_DOCUMENTS or held["nodes"] > _HELD_NODES:
                    await self._cdp.send("HeapProfiler.collectGarbage")

    async def close(self) -> None:
        with contextlib.suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(5):
                await self.page.close()


_PLAIN = {
    "ERR_NAME_NOT_RESOLVED": "the host name does not exist",
    "ERR_CONNECTION_REFUSED": "nothing listens there",
    "ERR_CONNECTION_RESET": "the connection was cut",
    "ERR_EMPTY_RESPONSE": "the server sent nothing",
    "ERR_TOO_MANY_REDIRECTS": "it redirects in a circle",
    "ERR_TUNNEL_CONNECTION_FAILED": "the server could not be reached",
    "ERR_CERT_AUTHORITY_INVALID": "its certificate is not trusted",
    "ERR_CERT_COMMON_NAME_INVALID": "its certificate is for another host",
    "ERR_CERT_DATE_INVALID": "its certificate has expired",
    "ERR_SSL_PROTOCOL_ERROR": "its TLS is broken",
    "ERR_INVALID_RESPONSE": "the response is not HTTP",
    "ERR_ABORTED": "the load was aborted",
}


def _plain(message: str) -> str:
    return next((f"{words} ({code})" for code, words in _PLAIN.items() if code in message), message[:300])


def _renumbered(html: str, offset: int) -> str:
    prefix = "https://agentrt.invalid/"
    return re.sub(re.escape(prefix) + r"(\d+)", lambda found: f"{prefix}{int(found[1]) + offset}", html)
