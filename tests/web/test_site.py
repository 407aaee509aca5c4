"""A folder as a searchable site: what is indexed, found and served."""

from __future__ import annotations

import gzip
from pathlib import Path

import aiohttp
import pytest

from agentrt.errors import ConfigurationError
from agentrt.web.site import Site, SiteIndex, index_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "documents"
    (home / "deep").mkdir(parents=True)
    (home / "a.html").write_text("<title>Alpha page</title><script>var secret</script><p>Rivers run.</p>")
    (home / "latin.html").write_bytes(
        "<title>Umlaut</title><meta charset=iso-8859-1><p>Die Mühle</p>".encode("latin-1")
    )
    (home / "deep" / "b.md").write_text(
        "# Beta heading\n\nMills *grind* corn. <b>raw</b>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    (home / "c.txt").write_text("The canal was dug by hand.")
    (home / "d.html.gz").write_bytes(gzip.compress(b"<title>Delta</title><p>A packed harbour"))
    (home / "empty.html").write_bytes(b"")
    (home / "broken.pdf").write_bytes(b"%PDF-1.4")
    (home / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "outside.txt").write_text("outside the folder")
    (home / "link.txt").symlink_to(tmp_path / "outside.txt")
    return home


def test_documents_are_found_by_their_words(folder: Path, tmp_path: Path) -> None:
    report = index_folder(folder, tmp_path / "index")
    assert report.documents == 5
    assert report.skipped == 2
    index = SiteIndex(tmp_path / "index")
    assert len(index) == 5
    for words, path in {
        "river": "a.html",
        "mühle": "latin.html",
        "grinding mill": "deep/b.md",
        "canal": "c.txt",
        "packed harbour": "d.html.gz",
    }.items():
        hits, _ = index.search(words)
        assert hits[0].path == path
    assert index.search("secret")[0] == []
    assert index.search("outside")[0] == []
    assert index.text("c.txt") == "The canal was dug by hand."


@pytest.mark.parametrize("query", ['"', "a AND", "title:", "(((", "a:b:c", "*", "^", "\\", "x" * 5000, "NOT", "-river"])
def test_no_query_breaks_the_search(query: str, folder: Path, tmp_path: Path) -> None:
    index_folder(folder, tmp_path / "index")
    SiteIndex(tmp_path / "index").search(query)


def test_indexing_again_replaces_and_never_touches_another_folder(folder: Path, tmp_path: Path) -> None:
    index_folder(folder, tmp_path / "index")
    (folder / "c.txt").unlink()
    assert index_folder(folder, tmp_path / "index").documents == 4
    with pytest.raises(ConfigurationError, match="not empty and no index"):
        index_folder(folder, folder)
    assert (folder / "a.html").exists()
    with pytest.raises(ConfigurationError, match="no document that can be read"):
        index_folder(tmp_path / "index", tmp_path / "other")
    with pytest.raises(ConfigurationError, match="agentrt web index"):
        SiteIndex(tmp_path)


async def test_documents_are_served_as_pages_and_nothing_else_is(folder: Path, tmp_path: Path) -> None:
    index_folder(folder, tmp_path / "index")
    async with Site(folder, tmp_path / "index") as site, aiohttp.ClientSession() as client:

        async def get(path: str) -> tuple[int, str, str]:
            async with client.get(f"{site.url}{path}") as response:
                return response.status, response.content_type, await response.text(errors="replace")

        assert (await get("/doc/a.html"))[:2] == (200, "text/html")
        status, kind, text = await get("/doc/deep/b.md")
        assert (status, kind) == (200, "text/html")
        assert "<h1>Beta heading</h1>" in text
        assert "<td>1</td>" in text
        assert "<b>raw" not in text
        assert "packed harbour" in (await get("/doc/d.html.gz"))[2]
        for path in (
            "/doc/../outside.txt",
            "/doc/%2e%2e/outside.txt",
            "/doc/link.txt",
            "/doc//etc/passwd",
            "/doc/deep",
            "/doc/no",
        ):
            assert (await get(path))[0] == 404
        _, _, page = await get("/search?q=%3Cscript%3Ealert(1)")
        assert "<script>" not in page


async def test_the_retrieval_format_of_search_r1(folder: Path, tmp_path: Path) -> None:
    index_folder(folder, tmp_path / "index")
    async with Site(folder, tmp_path / "index") as site, aiohttp.ClientSession() as client:
        asked = {"queries": ["canal", "nothing at all like it"], "topk": 1, "return_scores": True}
        async with client.post(f"{site.url}/retrieve", json=asked) as response:
            answer = await response.json()
        [[first], second] = answer["result"]
        assert first["document"]["contents"] == '"c.txt"\nThe canal was dug by hand.'
        assert first["score"] > 0
        assert second == []
        async with client.post(f"{site.url}/retrieve", data=b"no json") as response:
            assert response.status == 400
