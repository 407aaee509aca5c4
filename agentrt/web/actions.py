"""What can be done on a page, by the refs of its snapshot. asyncio only (Playwright).

Each action checks its ref first (a stale one fails at once), acts, and waits until the page is still again. If
something lies over the element, notices and overlays are hidden, and the action is tried once more.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Literal

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator
from playwright.async_api import TimeoutError as PlaywrightTimeout

from agentrt.web.session import Downloaded, Session
from agentrt.web.tab import PageError, Tab

_ACT_MS = 4000
_SETTLE_SECONDS = 5.0
_MAX_SCREENSHOT = 8_000_000

# Hides what is fixed over the page and either speaks of cookies or covers most of it; nothing is accepted.
_UNCOVER = """
() => {
  let count = 0;
  for (const e of document.querySelectorAll('body *')) {
    const style = getComputedStyle(e);
    if (style.position !== 'fixed' && style.position !== 'sticky') continue;
    const box = e.getBoundingClientRect();
    const large = box.width * box.height > 0.4 * innerWidth * innerHeight;
    const notice = /cookie|consent|gdpr|privacy|subscribe|newsletter/i.test(e.textContent.slice(0, 4000));
    if (large || notice) { e.style.setProperty('display', 'none', 'important'); count++; }
  }
  for (const e of [document.documentElement, document.body]) e.style.setProperty('overflow', 'auto', 'important');
  return count;
}
"""


async def click(session: Session, ref: str) -> None:
    """Clicks an element.

    Raises:
        StaleRef: the element is not there any more.
        PageError: it cannot be clicked.
    """
    await _act(session, ref, lambda element: element.click(timeout=_ACT_MS))


async def type_text(session: Session, ref: str, text: str, *, submit: bool = False) -> None:
    """Replaces the text of a field, and presses Enter if `submit`."""

    async def fill(element: Locator) -> None:
        await element.fill(text, timeout=_ACT_MS)
        if submit:
            await element.press("Enter", timeout=_ACT_MS)

    await _act(session, ref, fill)


async def select(session: Session, ref: str, values: list[str]) -> None:
    """Chooses options of a list, by what they show or by value."""

    async def choose(element: Locator) -> None:
        chosen = await element.select_option(values, timeout=_ACT_MS)
        if not chosen:
            raise PageError(f"the list {ref!r} has no such option")

    await _act(session, ref, choose)


async def press(session: Session, key: str) -> None:
    """Presses a key, such as `Enter`, `Escape`, `ArrowDown` or `Control+a`, where the focus is."""
    tab = session.tab()
    try:
        async with asyncio.timeout(_ACT_MS / 1000):
            await tab.page.keyboard.press(key)
    except PlaywrightError as error:
        raise PageError(f"the key {key!r} cannot be pressed: {error.message.splitlines()[0]}") from None
    except TimeoutError:
        raise PageError("the page is too busy to take a key") from None
    await _still(session, tab)


async def scroll(session: Session, where: Literal["up", "down", "top", "bottom"] | str) -> None:
    """Scrolls by most of a window, to an end of the page, or to the element with this ref."""
    tab = session.tab()
    moves = {
        "up": "scrollBy(0, -0.9 * innerHeight)",
        "down": "scrollBy(0, 0.9 * innerHeight)",
        "top": "scrollTo(0, 0)",
        "bottom": "scrollTo(0, document.documentElement.scrollHeight)",
    }
    if where not in moves:
        await _act(session, where, lambda element: element.scroll_into_view_if_needed(timeout=_ACT_MS))
        return
    try:
        async with asyncio.timeout(_ACT_MS / 1000):
            await tab.page.evaluate(f"() => window.{moves[where]}")
    except (PlaywrightError, TimeoutError):
        raise PageError("the page is too busy to be scrolled") from None
    await _still(session, tab)


async def back(session: Session) -> None:
    """Goes back to the page before this one.

    Raises:
        PageError: there is none.
    """
    tab = session.tab()
    session.guard.new_page()
    before = tab.page.url
    try:
        tab.response = await tab.page.go_back(timeout=session.guard.rules.page_seconds * 1000, wait_until="commit")
    except PlaywrightError as error:
        raise tab.explain(error, "the page before") from None
    if tab.response is None and tab.page.url == before:
        raise PageError("there is no page before this one")
    await _still(session, tab)


async def download(session: Session, ref: str) -> Downloaded:
    """Clicks an element that starts a download, and waits for the file.

    Raises:
        StaleRef: the element is not there any more.
        PageError: no download starts, or it fails.
    """
    tab = session.tab()
    await tab.require(ref)
    session.guard.new_page()
    while not tab.downloads.empty():
        tab.downloads.get_nowait()
    await _reach(tab, tab.page.locator(f"aria-ref={ref}"), lambda element: element.click(timeout=_ACT_MS))
    try:
        async with asyncio.timeout(10):
            started = await tab.downloads.get()
    except TimeoutError:
        raise PageError("no download started") from None
    return await session.save(started)


async def screenshot(session: Session, ref: str | None = None) -> bytes:
    """A PNG picture of the window, or of one element.

    Raises:
        PageError: the page is too busy, or the picture too large.
    """
    tab = session.tab()
    try:
        if ref is None:
            data = await tab.page.screenshot(timeout=_ACT_MS * 2)
        else:
            await tab.require(ref)
            data = await tab.page.locator(f"aria-ref={ref}").screenshot(timeout=_ACT_MS * 2)
    except PlaywrightError as error:
        raise PageError(f"no picture can be taken: {error.message.splitlines()[0]}") from None
    if len(data) > _MAX_SCREENSHOT:
        raise PageError("the picture is too large")
    return data


async def _act(session: Session, ref: str, action: Callable[[Locator], Awaitable[object]]) -> None:
    tab = session.tab()
    await tab.require(ref)
    session.guard.new_page()
    await _reach(tab, tab.page.locator(f"aria-ref={ref}"), action)
    await _still(session, tab)


async def _reach(tab: Tab, element: Locator, action: Callable[[Locator], Awaitable[object]]) -> None:
    """Acts on an element; if that takes too long, once more with overlays out of the way."""
    try:
        await action(element)
    except PlaywrightTimeout as first:
        hidden = await _uncover(tab)
        try:
            if not hidden:
                raise first
            await action(element)
            tab.events.append("something that lay over the element was hidden")
        except PlaywrightError as error:
            raise PageError(f"the element cannot be reached: {_reason(error)}") from None
    except PlaywrightError as error:
        raise PageError(f"that cannot be done with this element: {_reason(error)}") from None


async def _uncover(tab: Tab) -> int:
    with contextlib.suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(5):
            return int(await tab.page.evaluate(_UNCOVER))
    return 0


def _reason(error: PlaywrightError) -> str:
    """The line of Playwright's call log that says what was in the way, or its first line."""
    lines = [line.strip(" -") for line in error.message.splitlines() if line.strip()]
    signs = ("intercepts pointer events", "not visible", "not enabled")
    telling = [line for line in lines if any(sign in line for sign in signs)]
    return (telling[-1] if telling else lines[0] if lines else "no reason given")[:300]


async def _still(session: Session, tab: Tab) -> None:
    """Waits for what the action set off: a navigation that was started ends, then the page is quiet."""
    await asyncio.sleep(0.05)
    if not tab.usable:
        raise PageError("the page closed itself or crashed; open another address or switch to another tab")
    with contextlib.suppress(PlaywrightError):
        await tab.page.wait_for_load_state("load", timeout=session.guard.rules.page_seconds * 1000)
    await tab.settle(_SETTLE_SECONDS)
