"""The tools `search`, `open` and `find`: research in a browser session, read as text.

Options (`load_tools(options={"search": {...}})`):
    engines: Names of search engines, in the order to be tried; see `agentrt.web.search`.
    tokens: Most tokens of a result that shows page text.
    results: Most results of a search.
"""

from __future__ import annotations

from agentrt.catalogue import PackContext
from agentrt.errors import ToolError
from agentrt.tool import Tool, tool
from agentrt.web.page import fence, find_view, view
from agentrt.web.search import Found, Search
from agentrt.web.session import Session
from agentrt.web.tooling import options_of, required_session, told

DEFAULTS = {"engines": ("duckduckgo", "bing"), "tokens": 4000, "results": 10}


def tools(context: PackContext) -> list[Tool]:
    """The pack's tools, working in `context.browser`, a `Session`."""
    options = options_of("search", context.options, DEFAULTS)
    research = Research(required_session(context.browser, "search"), **options)
    pages = "the pages that were open"

    @tool(concurrent=False, idempotent=True, timeout=180.0)
    @told
    async def search(query: str, page: int = 1) -> str:
        """Search the web. Gives numbered results with title, address and excerpt; open reads one of them.

        Args:
            query: A few words that the page you want would have.
            page: 2 and above give further results.
        """
        return await research.search(query, page)

    @tool(name="open", concurrent=False, idempotent=True, timeout=180.0, session=pages)
    @told
    async def open_page(target: str, page: int = 1, whole: bool = False) -> str:
        """Open a page, PDF or text file and read it. Links in the text are numbered 【n】. Long texts come in pages.

        Args:
            target: An address (http or https), or the number of a search result or of a link of the open page.
            page: Which part of a long text; to read on, repeat the same target with the next number.
            whole: Show all of the page, with menus and sidebars, not only its main content.
        """
        return await research.open(target, page, whole)

    @tool(concurrent=False, idempotent=True, timeout=60.0)
    @told
    async def find(words: str) -> str:
        """Find words in the page that is open, in all its parts. Gives excerpts with the page numbers they are on.

        Args:
            words: One or several words that stand together.
        """
        return await research.find(words)

    return [search, open_page, find]


class Research:
    """One run's reading: what numbers mean, and what is open."""

    def __init__(self, session: Session, *, engines: tuple[str, ...], tokens: int, results: int) -> None:
        self._session = session
        self._search = Search(session, engines)
        self._tokens = tokens
        self._results = results
        self._links: tuple[str, ...] = ()
        self._opened = ""
        self._target = ""

    async def search(self, query: str, page: int) -> str:
        """The results, fenced."""
        async with self._session.lock:
            found = await self._search.find(query, limit=self._results, page=max(1, page))
            self._links = tuple(result.url for result in found.results)
            self._opened = self._target = ""
            return self._shown(found)

    async def open(self, target: str, page: int, whole: bool) -> str:
        """A part of a page, fenced."""
        async with self._session.lock:
            # A number keeps its meaning while its page is read on, though that page has numbers of its own.
            again = page > 1 and target.strip() == self._target
            url = self._opened if again else self._address(target.strip())
            reading_on = url == self._opened and page > 1
            if not reading_on:
                await self._session.open(url)
            document = await self._session.document(whole=whole, cached=reading_on)
            self._opened, self._target = url, target.strip()
            self._links = document.links
            return view(document, page=page, budget=self._tokens, secret=self._session.secret())

    async def find(self, words: str) -> str:
        """Excerpts of the open page, fenced."""
        async with self._session.lock:
            if not self._opened:
                raise ToolError("No page is open. Open one first, then find words in it.")
            document = await self._session.document(cached=True)
            return find_view(document, words, budget=self._tokens, secret=self._session.secret())

    def _address(self, target: str) -> str:
        number = target.strip("【】[]# ")
        if not number.isdecimal():
            return target
        if not 1 <= int(number) <= len(self._links):
            raise ToolError(f"There is no number {number}: the last result had {len(self._links)} links.")
        return self._links[int(number) - 1]

    def _shown(self, found: Found) -> str:
        notes = [f"Not asked further: {note}" for note in found.notes]
        if not found.results:
            return "\n".join([*notes, f"{found.engine} has no results for {found.query!r}. Try other or fewer words."])
        rows = [
            f"{number}. {result.title}\n   {result.url[:300]}\n   {result.snippet[:400]}".rstrip()
            for number, result in enumerate(found.results, 1)
        ]
        return fence(
            "\n".join(rows), label=f"search results of {found.engine}", secret=self._session.secret(), header=notes
        )
