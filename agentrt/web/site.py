"""A folder of documents as a web site with a search page, so that search can be done, tested and trained on offline.

    report = index_folder("/usr/share/doc/python3-doc/html")
    async with Site("/usr/share/doc/python3-doc/html") as site:
        print(site.url)          # /  and  /search?q=...  and  /doc/PATH

HTML, Markdown, text and PDF are read; the index is tantivy's (BM25, English stemming). The search page answers in HTML,
in SearXNG's JSON (`format=json`) and in the retrieval format of Search-R1 (`POST /retrieve`). Serving is asyncio only.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import html
import json
import mimetypes
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from agentrt.errors import ConfigurationError
from agentrt.frozen import Frozen

_VERSION = 1
_KINDS = {".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".rst", ".text", ".pdf"}
_MAX_FILE = 32_000_000
_A_PAGE = 10
_MANIFEST = "agentrt-site.json"


class IndexReport(Frozen):
    """What an indexing did.

    Attributes:
        documents: Files indexed.
        skipped: Files of a readable kind that could not be read.
        seconds: How long it took.
        index_bytes: Size of the index on disk.
        text_bytes: UTF-8 size of the text indexed.
    """

    documents: int
    skipped: int
    seconds: float
    index_bytes: int
    text_bytes: int


class Hit(Frozen):
    """One search result: the document's path in the folder, its title, a fitting excerpt, and the BM25 score."""

    path: str
    title: str
    snippet: str
    score: float


@dataclass(frozen=True)
class _Read:
    title: str
    body: str


def default_index(folder: str | Path) -> Path:
    """Where the index of a folder is kept if no place is named: in the user's cache folder."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    digest = hashlib.sha256(str(Path(folder).resolve()).encode()).hexdigest()[:16]
    return cache / "agentrt" / "sites" / digest


def index_folder(folder: str | Path, index: str | Path | None = None) -> IndexReport:
    """Indexes every readable document under a folder, anew.

    Args:
        folder: The documents; links that lead out of it are not followed.
        index: A folder for the index, which is replaced; `default_index(folder)` if None.

    Raises:
        ConfigurationError: the folder is missing or holds nothing to read, or `index` is a folder of something else.
    """
    import tantivy

    home, place = _folder(folder), Path(index) if index is not None else default_index(folder)
    _make_room(place)
    started = time.perf_counter()
    writer = tantivy.Index(_schema(), path=str(place)).writer(heap_size=128_000_000, num_threads=1)
    documents = skipped = size = 0
    for path in _documents(home):
        read = _read(home / path)
        if read is None:
            skipped += 1
            continue
        name = path.as_posix()
        writer.add_document(tantivy.Document(path=[name], title=[read.title or name], body=[read.body]))
        documents += 1
        size += len(read.body.encode("utf-8", "replace"))
    writer.commit()
    writer.wait_merging_threads()
    if not documents:
        raise ConfigurationError(f"{str(home)!r} holds no document that can be read ({', '.join(sorted(_KINDS))})")
    (place / _MANIFEST).write_text(json.dumps({"version": _VERSION, "folder": str(home)}), encoding="utf-8")
    on_disk = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    return IndexReport(
        documents=documents,
        skipped=skipped,
        seconds=time.perf_counter() - started,
        index_bytes=on_disk,
        text_bytes=size,
    )


class SiteIndex:
    """An index made by `index_folder`, open for searching. Searches are independent and may come from any thread."""

    def __init__(self, index: str | Path) -> None:
        """Opens an index.

        Raises:
            ConfigurationError: there is none, or another version of agentrt made it.
        """
        import tantivy

        manifest = Path(index) / _MANIFEST
        try:
            known = json.loads(manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise ConfigurationError(f"{str(index)!r} is no index; make one with `agentrt web index FOLDER`") from None
        if known.get("version") != _VERSION:
            raise ConfigurationError(f"{str(index)!r} was made by another version; run `agentrt web index` again")
        self.folder = Path(known["folder"])
        self._index = tantivy.Index.open(str(index))
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, query: str, *, limit: int = _A_PAGE, offset: int = 0) -> tuple[list[Hit], int]:
        """The best documents for some words, and how many have any of them.

        Words are joined by OR, "quoted words" are a phrase, a minus excludes; a query that is no such thing is read as
        words.
        """
        import tantivy

        parsed, _ = self._index.parse_query_lenient(query, ["title", "body"], field_boosts={"title": 3.0})
        found = self._searcher.search(parsed, limit=limit, offset=offset)
        excerpts = tantivy.SnippetGenerator.create(self._searcher, parsed, self._index.schema, "body")
        excerpts.set_max_num_chars(300)
        hits = []
        for score, address in found.hits:
            document = self._searcher.doc(address)
            path, title, body = (str(document.get_first(field)) for field in ("path", "title", "body"))
            text = excerpts.snippet_from_doc(document).fragment() or body[:300]
            hits.append(Hit(path=path, title=title, snippet=" ".join(text.split()), score=float(score)))
        return hits, int(getattr(found, "count"))  # noqa: B009  the stubs lack it

    def text(self, path: str) -> str:
        """The indexed text of a document, or an empty text if there is none."""
        import tantivy

        query = tantivy.Query.term_query(self._index.schema, "path", path)
        found = self._searcher.search(query, limit=1)
        return str(self._searcher.doc(found.hits[0][1]).get_first("body")) if found.hits else ""


class Site:
    """Serves a folder and its index on loopback.

    Attributes:
        index: The index.
        url: Its address, once it is started.
    """

    def __init__(self, folder: str | Path, index: str | Path | None = None, *, port: int = 0) -> None:
        """Opens the index of a folder.

        Args:
            folder: The documents.
            index: Its index; `default_index(folder)` if None.
            port: Where to listen; a free port if 0.

        Raises:
            ConfigurationError: there is no index.
        """
        self.folder = _folder(folder).resolve()
        self.index = SiteIndex(index if index is not None else default_index(folder))
        self.url = ""
        self._port = port
        self._runner: Any = None

    @property
    def host(self) -> str:
        """Host and port, as `GuardRules.allow_private` wants it."""
        return self.url.removeprefix("http://")

    async def __aenter__(self) -> Site:
        await self.start()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def start(self) -> None:
        """Begins to listen on 127.0.0.1."""
        from aiohttp import web

        app = web.Application()
        app.router.add_get("/", self._home)
        app.router.add_get("/search", self._search)
        app.router.add_get("/doc/{path:.+}", self._document)
        app.router.add_post("/retrieve", self._retrieve)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        listener = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await listener.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Stops listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _home(self, request: Any) -> Any:
        body = f"<p>{len(self.index):,} documents from {html.escape(self.folder.name)}.</p>"
        return _html("Search", _form("") + body)

    async def _search(self, request: Any) -> Any:
        from aiohttp import web

        query = request.query.get("q", "").strip()
        number = _number(request.query.get("pageno") or request.query.get("page"))
        hits: list[Hit] = []
        total = 0
        if query:
            hits, total = await asyncio.to_thread(self.index.search, query, offset=(number - 1) * _A_PAGE)
        if request.query.get("format") == "json":
            return web.json_response(_searxng(self.url, query, hits, total))
        return _html(f"{query} - search", _form(query) + _results(query, hits, total, number))

    async def _retrieve(self, request: Any) -> Any:
        """The retrieval server of Search-R1: `{"queries": [...], "topk": 3, "return_scores": true}`."""
        from aiohttp import web

        try:
            asked = await request.json()
            queries, limit = [str(query) for query in asked["queries"]], min(100, int(asked.get("topk") or 3))
        except (ValueError, KeyError, TypeError):
            return web.json_response({"error": "give queries, a list of strings, and topk"}, status=400)
        scores = bool(asked.get("return_scores"))
        return web.json_response({"result": await asyncio.to_thread(self._passages, queries, limit, scores)})

    def _passages(self, queries: list[str], limit: int, scores: bool) -> list[list[Any]]:
        answers = []
        for query in queries:
            hits, _ = self.index.search(query, limit=limit)
            found = [{"id": hit.path, "contents": f'"{hit.title}"\n{self.index.text(hit.path)}'} for hit in hits]
            scored = [{"document": one, "score": hit.score} for one, hit in zip(found, hits, strict=True)]
            answers.append(scored if scores else found)
        return answers

    async def _document(self, request: Any) -> Any:
        from aiohttp import web

        path = (self.folder / request.match_info["path"]).resolve()
        if not path.is_relative_to(self.folder) or not path.is_file():
            raise web.HTTPNotFound(text="There is no such document.")
        data = await asyncio.to_thread(path.read_bytes)
        name = path.name
        if name.endswith(".gz"):
            data, name = await asyncio.to_thread(gzip.decompress, data), name[:-3]
        if Path(name).suffix.lower() in (".md", ".markdown"):
            title, body = await asyncio.to_thread(_rendered, data.decode("utf-8", "replace"), name)
            return _html(title, body)
        kind = mimetypes.guess_type(name)[0] or (
            "text/plain" if Path(name).suffix in _KINDS else "application/octet-stream"
        )
        return web.Response(body=data, headers={"content-type": kind})


# ------------------------------------------------------------------------------------------------------------- reading


def _folder(folder: str | Path) -> Path:
    path = Path(folder)
    if not path.is_dir():
        raise ConfigurationError(f"{str(folder)!r} is no folder")
    return path.resolve()


def _make_room(place: Path) -> None:
    if place.exists():
        if any(place.iterdir()) and not (place / "meta.json").exists():
            raise ConfigurationError(f"{str(place)!r} is not empty and no index; give another folder for the index")
        shutil.rmtree(place)
    place.mkdir(parents=True)


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("path", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", stored=True, tokenizer_name="en_stem")
    builder.add_text_field("body", stored=True, tokenizer_name="en_stem")
    return builder.build()


def _documents(folder: Path) -> Iterator[Path]:
    """Readable files under a folder, in order of their path."""
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(root) / name
            if _kind(path) in _KINDS and path.resolve().is_relative_to(folder) and path.stat().st_size <= _MAX_FILE:
                yield path.relative_to(folder)


def _kind(path: Path) -> str:
    return Path(path.name.removesuffix(".gz")).suffix.lower()


def _read(path: Path) -> _Read | None:
    """A file's title and text; None if it cannot be read."""
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError):
        return None
    kind = _kind(path)
    if kind == ".pdf":
        return _read_pdf(data)
    if kind in (".html", ".htm", ".xhtml"):
        return _read_html(data)
    text = data.decode("utf-8", "replace")
    if kind in (".md", ".markdown"):
        return _Read(_heading(text), text)
    return _Read("", text)


def _read_html(data: bytes) -> _Read | None:
    """All text of an HTML file but scripts and styles. lxml finds the encoding out by itself, UTF-8 if nothing says."""
    from lxml import etree
    from lxml import html as parser

    try:
        data.decode("utf-8")
        encoding: str | None = "utf-8"
    except UnicodeDecodeError:
        encoding = None
    try:
        tree = parser.document_fromstring(data, parser=parser.HTMLParser(encoding=encoding))
    except (etree.ParserError, ValueError):
        return None
    etree.strip_elements(tree, "script", "style", "noscript", "template", etree.Comment, with_tail=False)
    title = " ".join("".join(tree.xpath("//title//text()")[:5]).split())
    body = tree.find("body")
    return _Read(title, " ".join((body if body is not None else tree).itertext()))


def _read_pdf(data: bytes) -> _Read | None:
    from agentrt.web.extract import pdf_to_markdown

    read = pdf_to_markdown(data)
    return None if "error" in read else _Read(read["title"], read["markdown"])


def _heading(text: str) -> str:
    return next((line.lstrip("# ").strip() for line in text.splitlines() if line.startswith("#")), "")


# ------------------------------------------------------------------------------------------------------------ answering


def _rendered(text: str, name: str) -> tuple[str, str]:
    from markdown_it import MarkdownIt

    return _heading(text) or name, MarkdownIt("commonmark", {"html": False}).enable("table").render(text)


def _html(title: str, body: str) -> Any:
    from aiohttp import web

    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title>'
    page = f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
    return web.Response(text=page, content_type="text/html")


def _form(query: str) -> str:
    field = f'<input name="q" aria-label="Search words" value="{html.escape(query)}">'
    return f'<form action="/search">{field} <button>Search</button></form>'


def _results(query: str, hits: list[Hit], total: int, number: int) -> str:
    if not hits:
        return f"<p>There are no results for {html.escape(query)}.</p>" if query else ""
    rows = "".join(
        f'<li class="result"><a class="title" href="/doc/{quote(hit.path)}">{html.escape(hit.title)}</a>'
        f'<p class="snippet">{html.escape(hit.snippet)}</p></li>'
        for hit in hits
    )
    more = number * _A_PAGE < total
    link = f'<p><a href="/search?q={quote(query)}&amp;page={number + 1}">Next page</a></p>' if more else ""
    return f'<p>{total:,} documents.</p><ol start="{(number - 1) * _A_PAGE + 1}">{rows}</ol>{link}'


def _searxng(base: str, query: str, hits: list[Hit], total: int) -> dict[str, Any]:
    results = [
        {"title": hit.title, "url": f"{base}/doc/{quote(hit.path)}", "content": hit.snippet, "engine": "agentrt"}
        for hit in hits
    ]
    return {
        "query": query,
        "number_of_results": total,
        "results": results,
        "suggestions": [],
        "unresponsive_engines": [],
    }


def _number(text: str | None) -> int:
    return max(1, min(1000, int(text))) if text is not None and text.isdecimal() else 1
