"""Search engines behind one call.

    search = Search(session, ["searxng:http://127.0.0.1:8888", "duckduckgo"])
    found = await search.find("capital of Assyria")

An engine is named by `duckduckgo`, `bing`, `searxng:ADDRESS`, `site:ADDRESS` (`agentrt web serve`) or `page:ADDRESS`
with `{query}` in it, for any result page. If one is blocked or has changed, the next is tried, and the model is told.
The adapters of DuckDuckGo and Bing are tested on saved result pages, not live. asyncio only.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, parse_qsl, quote_plus, unquote, urlencode, urljoin, urlsplit

from playwright.async_api import Error as PlaywrightError

from agentrt.errors import ConfigurationError, WebError
from agentrt.frozen import Frozen
from agentrt.web.page import clean
from agentrt.web.session import Session
from agentrt.web.snapshot import Snapshot

_BLOCKED_STATUS = (202, 403, 418, 429, 503)
_BLOCKED = re.compile(
    r"captcha|unusual traffic|anomal(y|ies)|are you (a )?(human|robot)|verify you are|bots use", re.IGNORECASE
)
_EMPTY = re.compile(
    r"no (more )?results|no documents|did not match any|nothing found|there are no results", re.IGNORECASE
)
_TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|msclkid|mc_eid|igshid)$")


class SearchError(WebError):
    """An engine did not give results; the message says whether it blocked us, changed, or failed."""


class SearchResult(Frozen):
    """One result, in the engine's order."""

    title: str
    url: str
    snippet: str = ""


class Found(Frozen):
    """The results of one search.

    Attributes:
        query: What was asked.
        engine: Which engine answered.
        results: Without duplicates, in the engine's order; none means that the engine said so.
        notes: Which engines failed before, and why.
    """

    query: str
    engine: str
    results: tuple[SearchResult, ...]
    notes: tuple[str, ...] = ()


class SearchAdapter(Protocol):
    """One engine."""

    @property
    def name(self) -> str:
        """What the engine is called."""
        ...

    async def search(self, session: Session, query: str, page: int) -> list[SearchResult]:
        """The results of page `page` (from 1).

        Raises:
            SearchError: the engine blocked us, or its answer was not understood.
            WebError: it could not be reached.
        """
        ...


@dataclass(frozen=True)
class ResultPage:
    """An engine whose result page is read by CSS selectors.

    Attributes:
        name: What it is called.
        address: Its result page, with `{query}` and `{offset}` (results to skip) or `{page}`.
        row: Selector of one result; `title` (a link) and `snippet` are looked up in it.
        advert: Selector of rows that are paid for and are left out.
    """

    name: str
    address: str
    row: str
    title: str
    snippet: str
    advert: str = ".result--ad, .b_ad"
    results_a_page: int = 10

    async def search(self, session: Session, query: str, page: int) -> list[SearchResult]:
        address = self.address.replace("{query}", quote_plus(query))
        address = address.replace("{offset}", str((page - 1) * self.results_a_page)).replace("{page}", str(page))
        text, status = await _open(session, address)
        try:
            rows = await session.tab().page.evaluate(_READ, [self.row, self.title, self.snippet, self.advert])
        except PlaywrightError as error:
            raise session.tab().explain(error, address) from None
        results = [SearchResult(title=clean(t), url=unwrap(u), snippet=clean(s)) for t, u, s in rows if t and u]
        return results or _nothing(self.name, text, status)


@dataclass(frozen=True)
class AnyResultPage:
    """Any engine, read by its accessibility tree: links with a title, and the text between them.

    A result is a link to another host (or under `/doc/` of the same) with a name of two words or twelve letters.
    """

    name: str
    address: str

    async def search(self, session: Session, query: str, page: int) -> list[SearchResult]:
        address = self.address.replace("{query}", quote_plus(query)).replace("{page}", str(page))
        text, status = await _open(session, address)
        results = read_tree(await session.snapshot())
        return results or _nothing(self.name, text, status)


@dataclass(frozen=True)
class SearXNG:
    """A SearXNG instance, by its JSON (`search: formats: [html, json]` in its settings)."""

    address: str
    name: str = "searxng"

    async def search(self, session: Session, query: str, page: int) -> list[SearchResult]:
        url = f"{self.address.rstrip('/')}/search?" + urlencode({"q": query, "format": "json", "pageno": page})
        status, body = await session.fetch(url)
        if status in _BLOCKED_STATUS:
            raise SearchError(f"{self.name} refuses (status {status}); JSON may be off in its settings")
        try:
            found = json.loads(body)
            rows = [(row["title"], row["url"], row.get("content") or "") for row in found["results"]]
        except (ValueError, KeyError, TypeError) as error:
            raise SearchError(f"{self.name} answered with something that is not its JSON ({error})") from None
        return [SearchResult(title=clean(str(t)), url=clean(str(u)), snippet=clean(str(s))) for t, u, s in rows]


def duckduckgo(base: str = "https://html.duckduckgo.com") -> ResultPage:
    """DuckDuckGo's page without scripts."""
    address = base + "/html/?q={query}&s={offset}"
    return ResultPage("duckduckgo", address, "div.result", "a.result__a", ".result__snippet")


def bing(base: str = "https://www.bing.com") -> ResultPage:
    """Bing's result page."""
    address = base + "/search?q={query}&first={offset}"
    return ResultPage("bing", address, "li.b_algo", "h2 a", ".b_caption p, p")


def site(base: str) -> ResultPage:
    """A site of `agentrt web serve`."""
    return ResultPage("site", base.rstrip("/") + "/search?q={query}&page={page}", "li.result", "a.title", "p.snippet")


def adapter(engine: str) -> SearchAdapter:
    """The adapter for an engine's name.

    Raises:
        ConfigurationError: there is no such engine, or it needs an address.
    """
    name, _, address = engine.partition(":")
    if name in ("duckduckgo", "bing"):
        make = {"duckduckgo": duckduckgo, "bing": bing}[name]
        return make(address.rstrip("/")) if address else make()
    if name in ("searxng", "site", "page") and urlsplit(address).scheme in ("http", "https"):
        if name == "page" and "{query}" not in address:
            raise ConfigurationError(f"{engine!r} needs {{query}} in its address")
        return _by_address(name, address)
    raise ConfigurationError(
        f"there is no search engine {engine!r}; use duckduckgo, bing, searxng:ADDRESS, site:ADDRESS or page:ADDRESS"
    )


def _by_address(name: str, address: str) -> SearchAdapter:
    if name == "searxng":
        return SearXNG(address)
    return site(address) if name == "site" else AnyResultPage("page", address)


class Search:
    """Several engines, asked in order until one answers."""

    def __init__(self, session: Session, engines: Sequence[str | SearchAdapter] = ("duckduckgo", "bing")) -> None:
        if not engines:
            raise ConfigurationError("a search needs at least one engine")
        self.session = session
        self.engines = [adapter(engine) if isinstance(engine, str) else engine for engine in engines]

    async def find(self, query: str, *, limit: int = 10, page: int = 1) -> Found:
        """Asks the engines in order.

        Args:
            query: What to look for.
            limit: Most results.
            page: Which page of results, from 1.

        Raises:
            SearchError: no engine answered; the message says what each one did.
            ConfigurationError: the query is empty.
        """
        if not query.strip():
            raise ConfigurationError("the query is empty")
        notes: list[str] = []
        for engine in self.engines:
            try:
                results = await engine.search(self.session, query, page)
            except WebError as error:
                notes.append(f"{engine.name}: {error}")
                continue
            kept = tuple(without_duplicates(results))[:limit]
            return Found(query=query, engine=engine.name, results=kept, notes=tuple(notes))
        raise SearchError("no search engine answered: " + "; ".join(notes))


_READ = """
([row, title, snippet, advert]) => {
  const text = (e) => e ? e.innerText.replace(/\\s+/g, ' ').trim() : '';
  return Array.from(document.querySelectorAll(row)).filter((e) => !e.matches(advert)).map((e) => {
    const a = e.querySelector(title), s = e.querySelector(snippet);
    return [text(a).slice(0, 300), a ? a.href : '', text(s).slice(0, 1000)];
  });
}
"""


async def _open(session: Session, address: str) -> tuple[str, int]:
    tab = await session.open(address)
    status = tab.response.status if tab.response is not None else 200
    tab.take_events()
    try:
        text = str(await tab.page.evaluate("() => (document.body ? document.body.innerText : '').slice(0, 20000)"))
    except PlaywrightError as error:
        raise tab.explain(error, address) from None
    return text, status


def _nothing(name: str, text: str, status: int) -> list[SearchResult]:
    """No result was read: is there none, were we blocked, or has the page changed?"""
    if status in _BLOCKED_STATUS or _BLOCKED.search(text):
        raise SearchError(f"{name} takes us for a robot and shows no results (status {status})")
    if status >= 400:
        raise SearchError(f"{name} answered with status {status}")
    if _EMPTY.search(text):
        return []
    raise SearchError(f"{name}'s result page was not understood; its layout may have changed")


def unwrap(url: str) -> str:
    """The address behind an engine's counting link (DuckDuckGo's `uddg`, Bing's `u=a1...`)."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    if parts.path.startswith("/l/") and "uddg" in query:
        return clean(query["uddg"][0])
    if parts.path.startswith("/ck/a") and query.get("u", [""])[0].startswith("a1"):
        packed = query["u"][0][2:]
        try:
            return clean(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode())
        except ValueError:
            return clean(url)
    return clean(url)


def without_duplicates(results: Iterable[SearchResult]) -> list[SearchResult]:
    """The first of each address; fragments, tracking parameters and a final slash make no difference."""
    kept: dict[str, SearchResult] = {}
    for result in results:
        parts = urlsplit(result.url)
        if parts.scheme not in ("http", "https"):
            continue
        query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)]
        key = f"{parts.netloc.lower().removeprefix('www.')}{unquote(parts.path).rstrip('/')}?{urlencode(query)}"
        kept.setdefault(key, result)
    return list(kept.values())


_NODE = re.compile(r'^( *)- (\w+)(?: "((?:[^"\\]|\\.)*)")?[^:]*?(?:: (.*))?:?$')
_URL = re.compile(r"^ *- /url: (.+)$")
_SILENT = {"button", "img", "textbox", "searchbox", "combobox", "navigation"}


@dataclass
class _Piece:
    """A link or a text of a result page."""

    text: str
    depth: int
    url: str = ""
    heading: bool = False


def read_tree(snapshot: Snapshot) -> list[SearchResult]:
    """Results of any result page, from its accessibility tree: where some links are headings, those are the results."""
    pieces = _pieces(snapshot)
    own = urlsplit(snapshot.url).hostname
    links = [piece for piece in pieces if piece.url and _is_result(piece.text, piece.url, own)]
    titles = [piece for piece in links if piece.heading] or links
    results: list[SearchResult] = []
    for piece in pieces:
        if any(piece is title for title in titles):
            results.append(SearchResult(title=piece.text, url=piece.url))
        elif results and (not piece.url or len(piece.text.split()) > 3):
            snippet = f"{results[-1].snippet} {piece.text}".strip()[:500]
            results[-1] = results[-1].model_copy(update={"snippet": snippet})
    return results


def _pieces(snapshot: Snapshot) -> list[_Piece]:
    pieces: list[_Piece] = []
    heading = link = -1  # depth of the heading, and of the link, that we are in
    for line in snapshot.lines:
        depth = len(line) - len(line.lstrip(" "))
        heading, link = (heading if depth > heading else -1), (link if depth > link else -1)
        address, node = _URL.match(line), _NODE.match(line)
        if address is not None and link >= 0:
            pieces[-1].url = unwrap(urljoin(snapshot.url, address[1].strip("\"' ")))
        elif node is None or node[2] in _SILENT:
            continue
        else:
            text = (node[3] or (node[4] or "").strip('"')).replace('\\"', '"').strip()
            if node[2] == "heading":
                heading = depth
            if node[2] == "link":
                link = depth
                pieces.append(_Piece(text, depth, heading=heading >= 0))
            elif link >= 0:
                pieces[-1].text = f"{pieces[-1].text} {text}".strip() if not pieces[-1].url or text else pieces[-1].text
            elif text and node[2] != "heading":
                pieces.append(_Piece(text, depth))
    return pieces


def _is_result(title: str, url: str, own: str | None) -> bool:
    parts = urlsplit(url)
    elsewhere = parts.hostname != own or parts.path.startswith("/doc/")
    return parts.scheme in ("http", "https") and elsewhere and (len(title.split()) > 1 or len(title) >= 12)
