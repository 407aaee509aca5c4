"""Search engines: the local site and SearXNG's JSON for real, the others on saved result pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from agentrt.errors import ConfigurationError
from agentrt.web.browser import Browser
from agentrt.web.search import Search, SearchError, SearchResult, adapter, without_duplicates
from agentrt.web.session import Session
from agentrt.web.site import Site, index_folder

PAGES = Path(__file__).parent / "pages"


def saved(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


async def test_duckduckgo(session: Session, world) -> None:
    world.page("/html/", saved("duckduckgo-2026-11.html"))
    found = await Search(session, [f"duckduckgo:{world.url('')}"]).find("capital of assyria & more")
    assert world.requests[-1] == ("GET", "/html/?q=capital+of+assyria+%26+more&s=0")
    assert found.results == (
        SearchResult(title="Assur - Wikipedia", url="https://en.wikipedia.org/wiki/Assur?a=1",
                     snippet="Assur was the capital of the Old Assyrian city-state."),
        SearchResult(title="Nineveh | Museum", url="https://museum.example/nineveh?utm_source=ddg",
                     snippet="The last great capital."),
    )  # fmt: skip


async def test_bing(session: Session, world) -> None:
    world.page("/search", saved("bing-2026-11.html"))
    found = await Search(session, [f"bing:{world.url('')}"]).find("capital of assyria", page=2)
    assert [(result.title, result.url) for result in found.results] == [
        ("Assur - Wikipedia", "https://en.wikipedia.org/wiki/Assur"),
        ("Nineveh | Museum", "https://museum.example/nineveh"),
    ]


@pytest.mark.parametrize("name", ["duckduckgo-2026-11.html", "bing-2026-11.html"])
async def test_the_generic_adapter_reads_any_result_page(name: str, session: Session, world) -> None:
    world.page("/", saved(name))
    found = await Search(session, [f"page:{world.url('/?q={query}')}"]).find("x")
    urls = [result.url for result in found.results]
    assert any(url.startswith("https://en.wikipedia.org/wiki/Assur") for url in urls)
    assert any(url.startswith("https://museum.example/nineveh") for url in urls)
    [assur] = [
        result for result in found.results if "wiki/Assur" in result.url and "Assur - Wikipedia" in result.title
    ][:1]
    assert "capital of the Old Assyrian" in assur.snippet.replace("  ", " ")


async def test_an_engine_that_blocks_us_is_named_and_the_next_is_asked(session: Session, world) -> None:
    blocked = web.Response(text=saved("duckduckgo-blocked-2026-11.html"), status=202, content_type="text/html")
    world.page("/html/", blocked)
    world.page("/search", saved("bing-2026-11.html"))
    found = await Search(session, [f"duckduckgo:{world.url('')}", f"bing:{world.url('')}"]).find("x")
    assert found.engine == "bing"
    assert "robot" in found.notes[0]
    with pytest.raises(SearchError, match="no search engine answered: duckduckgo"):
        await Search(session, [f"duckduckgo:{world.url('')}"]).find("x")


async def test_a_changed_page_is_not_taken_for_no_results(session: Session, world) -> None:
    world.page("/search", "<main><div class=new-layout>things</div></main>")
    with pytest.raises(SearchError, match="layout may have changed"):
        await Search(session, [f"bing:{world.url('')}"]).find("x")
    world.page("/search", "<p>There are no results for xyzzy</p>")
    assert (await Search(session, [f"bing:{world.url('')}"]).find("xyzzy")).results == ()


async def test_searxng_json_and_an_instance_that_has_it_off(session: Session, world) -> None:
    row = {"title": "A", "url": "http://a.example/", "content": None, "engines": ["x"]}
    world.page("/search", lambda request: web.json_response({"query": request.query["q"], "results": [row, row]}))
    found = await Search(session, [f"searxng:{world.url('/')}"]).find("x y")
    assert found.results == (SearchResult(title="A", url="http://a.example/"),)
    assert world.requests[-1][1] == "/search?q=x+y&format=json&pageno=1"
    world.page("/search", web.Response(status=403))
    with pytest.raises(SearchError, match="JSON may be off"):
        await Search(session, [f"searxng:{world.url('/')}"]).find("x")
    world.page("/search", "<html>no json")
    with pytest.raises(SearchError, match="not its JSON"):
        await Search(session, [f"searxng:{world.url('/')}"]).find("x")


@pytest.mark.parametrize("kind", ["site:{}", "searxng:{}", "page:{}/search?q={{query}}"])
async def test_a_local_site_is_searched_by_each_adapter(
    kind: str, browser: Browser, make_rules, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "ulm.md").write_text("# The town of Ulm\n\nUlm has a tall minster on the Danube.\n")
    (folder / "bonn.html").write_text("<title>The town of Bonn</title><p>Bonn lies on the Rhine.")
    index_folder(folder, tmp_path / "index")
    async with (
        Site(folder, tmp_path / "index") as site,
        browser.session(make_rules(allow_private=(site.host,))) as session,
    ):
        search = Search(session, [kind.format(site.url)])
        found = await search.find("minster danube")
        assert [result.title for result in found.results] == ["The town of Ulm"]
        assert "tall minster" in found.results[0].snippet
        await session.open(found.results[0].url)
        assert "tall minster on the Danube" in (await session.document()).text
        assert (await search.find("nothing-like-it")).results == ()


def test_duplicates_differ_only_in_what_does_not_matter() -> None:
    urls = ["https://a.example/x", "https://www.a.example/x/", "https://a.example/x?utm_source=y#z", "https://a.example/x?p=1",
            "javascript:alert(1)"]  # fmt: skip
    kept = without_duplicates(SearchResult(title=str(n), url=url) for n, url in enumerate(urls))
    assert [result.title for result in kept] == ["0", "3"]


@pytest.mark.parametrize("name", ["google", "searxng", "searxng:nowhere", "page:http://a.example/", ""])
def test_an_engine_that_is_not_there_is_said_to_be_none(name: str) -> None:
    with pytest.raises(ConfigurationError):
        adapter(name)
