"""The tools `browser_...`: interactive use of pages by the refs of their accessibility snapshots.

Options (`load_tools(options={"browser": {...}})`):
    tokens: Most tokens of a result that shows a page.

Downloads go to the sandbox that was given to `load_tools`; without one they are refused.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable
from typing import Any

from agentrt.catalogue import PackContext
from agentrt.conversation import ImagePart
from agentrt.errors import ToolError
from agentrt.tool import Tool, tool
from agentrt.web import actions
from agentrt.web.page import fence, view
from agentrt.web.session import Session
from agentrt.web.snapshot import Snapshot
from agentrt.web.tab import StaleRef
from agentrt.web.tooling import options_of, required_session, told

DEFAULTS = {"tokens": 4000}
PAGES = "the pages that were open, with what was typed into them"


def tools(context: PackContext) -> list[Tool]:
    """The pack's tools, working in `context.browser`, a `Session`."""
    options = options_of("browser", context.options, DEFAULTS)
    hands = Hands(required_session(context.browser, "browser"), context.sandbox, options["tokens"])
    return [*_looking(hands), *_acting(hands)]


def _looking(hands: Hands) -> list[Tool]:
    options: dict[str, Any] = {"concurrent": False, "idempotent": True, "timeout": 120.0, "session": PAGES}

    @tool(**options)
    @told
    async def browser_open(url: str) -> str:
        """Open an address in the current tab. Shows the page as a tree; act on a node by its ref.

        Args:
            url: A full http or https address.
        """
        return await hands.open(url)

    @tool(**options)
    @told
    async def browser_snapshot(part: int = 1, ref: str | None = None) -> str:
        """Show the current page as a tree, anew.

        Args:
            part: Which part of a large tree.
            ref: Show only the node with this ref and what is in it.
        """
        return await hands.snapshot(part, ref)

    @tool(**options)
    @told
    async def browser_find(words: str) -> str:
        """Find the nodes of the page's tree that hold all these words, with their refs.

        Args:
            words: One or several words.
        """
        return await hands.find(words)

    @tool(**options)
    @told
    async def browser_read(page: int = 1) -> str:
        """Read the text of the current page, without what surrounds it. Long texts come in pages.

        Args:
            page: Which part of a long text.
        """
        return await hands.read(page)

    @tool(**options)
    @told
    async def browser_screenshot(ref: str | None = None) -> ImagePart:
        """Take a picture of the window, for what the tree does not tell: charts, layout, colours.

        Args:
            ref: Only the node with this ref.
        """
        return await hands.screenshot(ref)

    @tool(**options)
    @told
    async def browser_tabs(switch_to: int | None = None) -> str:
        """List the open tabs, or switch to one.

        Args:
            switch_to: Number of the tab to switch to.
        """
        return await hands.tabs(switch_to)

    return [browser_open, browser_snapshot, browser_find, browser_read, browser_screenshot, browser_tabs]


def _acting(hands: Hands) -> list[Tool]:
    options: dict[str, Any] = {"concurrent": False, "timeout": 120.0, "session": PAGES}
    session = hands.session

    @tool(**options)
    @told
    async def browser_click(ref: str) -> str:
        """Click a node. Shows what is new on the page.

        Args:
            ref: The node's ref, such as e12.
        """
        return await hands.act(lambda: actions.click(session, ref))

    @tool(**options)
    @told
    async def browser_type(ref: str, text: str, submit: bool = False) -> str:
        """Type into a field, in place of what it held.

        Args:
            ref: The field's ref.
            text: What to type.
            submit: Press Enter afterwards.
        """
        return await hands.act(lambda: actions.type_text(session, ref, text, submit=submit))

    @tool(**options)
    @told
    async def browser_select(ref: str, options: list[str]) -> str:
        """Choose one or several options of a list.

        Args:
            ref: The list's ref.
            options: The options' texts.
        """
        return await hands.act(lambda: actions.select(session, ref, options))

    @tool(**options)
    @told
    async def browser_press(key: str) -> str:
        """Press a key where the focus is.

        Args:
            key: Such as Enter, Escape, Tab, ArrowDown or Control+a.
        """
        return await hands.act(lambda: actions.press(session, key))

    @tool(**options)
    @told
    async def browser_scroll(to: str = "down") -> str:
        """Scroll the page; pages that load more as they are scrolled do so.

        Args:
            to: down, up, top, bottom, or the ref of a node.
        """
        return await hands.act(lambda: actions.scroll(session, to))

    @tool(**options)
    @told
    async def browser_back() -> str:
        """Go back to the page before this one."""
        return await hands.act(lambda: actions.back(session))

    @tool(**options)
    @told
    async def browser_download(ref: str) -> str:
        """Click a node that starts a download. The file is put into the sandbox, under downloads/.

        Args:
            ref: The node's ref.
        """
        return await hands.download(ref)

    return [browser_click, browser_type, browser_select, browser_press, browser_scroll, browser_back, browser_download]


class Hands:
    """One run's use of its pages."""

    def __init__(self, session: Session, sandbox: Any, tokens: int) -> None:
        self.session = session
        self._sandbox = sandbox
        self._tokens = tokens

    async def open(self, url: str) -> str:
        """Opens an address and shows it."""
        async with self.session.lock:
            await self.session.open(url)
            return self._shown(await self.session.snapshot())

    async def snapshot(self, part: int, ref: str | None) -> str:
        """Shows the page, or one node of it."""
        async with self.session.lock:
            return self._shown(await self.session.snapshot(ref), part)

    async def find(self, words: str) -> str:
        """Lines of a fresh snapshot."""
        async with self.session.lock:
            lines = (await self.session.snapshot()).find(words)
            return self._lines(lines) if lines else f"No node of this page holds {words!r}."

    async def read(self, page: int) -> str:
        """The page's text."""
        async with self.session.lock:
            document = await self.session.document(cached=page > 1)
            return view(document, page=page, budget=self._tokens, secret=self.session.secret())

    async def screenshot(self, ref: str | None) -> ImagePart:
        """A picture."""
        async with self.session.lock:
            data = await actions.screenshot(self.session, ref)
            return ImagePart(url="data:image/png;base64," + base64.b64encode(data).decode("ascii"))

    async def tabs(self, number: int | None) -> str:
        """The open tabs, the current one marked."""
        async with self.session.lock:
            if number is not None:
                self.session.switch(number)
                return self._shown(await self.session.snapshot())
            usable = [tab for tab in self.session.tabs if tab.usable]
            current = self.session.tab() if usable else None
            lines = [
                f"{'*' if tab is current else ' '} {number}. {tab.page.url[:300]}"
                for number, tab in enumerate(usable, 1)
            ]
            return self._lines(lines) if lines else "No tab is open."

    async def act(self, action: Any) -> str:
        """Acts, and shows what came of it; after a stale ref, the page as it is now."""
        async with self.session.lock:
            tab = self.session.tab()
            before = tab.snapshot
            try:
                made: Awaitable[None] = action()
                await made
            except StaleRef as error:
                shown = self._shown(await self.session.snapshot())
                raise ToolError(f"{error}. This is the page now:\n{shown}") from None
            after = await self.session.snapshot()
            new = after.changes(before)
            if new is None:
                return self._shown(after)
            notes = self._events()
            if not new:
                return f"Done; nothing new is on the page.{notes}"
            return f"Done; new on the page:{notes}\n{self._lines(new)}"

    async def download(self, ref: str) -> str:
        """Brings a file into the sandbox."""
        if self._sandbox is None:
            raise ToolError("There is no sandbox that a download could be put into.")
        async with self.session.lock:
            saved = await actions.download(self.session, ref)
            path = f"/workspace/downloads/{saved.path.name}"
            await self._sandbox.write(path, saved.path.read_bytes())
            return f"Downloaded {saved.name} ({saved.size:,} bytes) to {path} in the sandbox."

    def _events(self) -> str:
        events = self.session.tab().take_events()
        return f" Note: {'; '.join(events)}." if events else ""

    def _shown(self, snapshot: Snapshot, part: int = 1) -> str:
        note = self._events().strip()
        return snapshot.view(page=part, budget=self._tokens, secret=self.session.secret(), note=note)

    def _lines(self, lines: list[str]) -> str:
        """Lines of a page, fenced, as many as fit."""
        kept: list[str] = []
        room = self._tokens * 3 - 300  # three bytes a token, see `estimate_tokens`
        for line in lines:
            room -= len(line.encode()) + 1
            if room < 0:
                kept.append("… (more; browser_snapshot shows all)")
                break
            kept.append(line)
        return fence("\n".join(kept), label=self.session.tab().page.url, secret=self.session.secret())
