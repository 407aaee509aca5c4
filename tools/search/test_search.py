"""The search pack on a local site, in real Chromium."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agentrt import load_tools
from agentrt.errors import PackError, ToolError
from agentrt.web import Browser, GuardRules, Session, Site, index_folder, record_to, replay_from

RIVER = "The river Lauter rises in the hills near Old Mill. " * 60


@pytest_asyncio.fixture
async def research(tmp_path: Path) -> AsyncIterator[dict[str, Any]]:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "river.md").write_text(
        f"# The river Lauter\n\n{RIVER}\n\nIts mouth is at [Ulm](ulm.md), 48 km away.\n\n{RIVER}"
    )
    (folder / "ulm.md").write_text("# Ulm\n\nUlm has a minster.")
    index_folder(folder, tmp_path / "index")
    async with (
        Site(folder, tmp_path / "index") as site,
        Browser() as browser,
        browser.session(GuardRules(allow_private=(site.host,))) as session,
    ):
        options = {"engines": [f"site:{site.url}"], "tokens": 900}
        made = load_tools("search", browser=session, options={"search": options})
        yield {one.name: one for one in made}


async def test_a_question_is_researched(research: dict[str, Any]) -> None:
    assert list(research) == ["search", "open", "find"]
    found = await research["search"]("river lauter")
    assert "1. The river Lauter" in found
    assert found.startswith("<untrusted-page")
    first = await research["open"]("1")
    assert "Page 1 of" in first
    assert "page=2 shows the next" in first
    where = await research["find"]("mouth is at")
    [page] = re.findall(r"^page (\d+):", where, re.MULTILINE)
    later = await research["open"]("1", page=int(page))  # 1 is still the search result while its page is read on
    assert "Its mouth is at Ulm【1】" in later
    assert "Ulm has a minster" in await research["open"]("【1】")


async def test_a_recorded_search_replays_without_any_site(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "river.md").write_text(f"# The river Lauter\n\n{RIVER}\n\nIts mouth is at [Ulm](ulm.md).")
    (folder / "ulm.md").write_text("# Ulm\n\nUlm has a minster.")
    index_folder(folder, tmp_path / "index")

    async def research(session: Session, engine: str) -> list[str]:
        options = {"engines": [engine], "tokens": 900}
        tools: dict[str, Any] = {
            one.name: one for one in load_tools("search", browser=session, options={"search": options})
        }
        shown = [await tools["search"]("river lauter"), await tools["open"]("1"), await tools["find"]("mouth is at")]
        return [*shown, await tools["open"]("1", page=2), await tools["search"]("minster"), await tools["open"]("1")]

    async with Browser() as browser:
        async with Site(folder, tmp_path / "index") as site:
            rules = GuardRules(allow_private=(site.host,))
            tape = record_to(tmp_path / "run.warc.gz")
            async with browser.session(rules, tape=tape) as session:
                recorded = await research(session, f"site:{site.url}")
            tape.close()
        assert "Ulm has a minster" in recorded[-1]
        tape = replay_from(tmp_path / "run.warc.gz")
        async with browser.session(rules, tape=tape) as session:
            assert await research(session, f"site:{site.url}") == recorded
            assert tape.misses == []
            assert session.guard.requests == 0


async def test_what_goes_wrong_is_told_to_the_model(research: dict[str, Any]) -> None:
    with pytest.raises(ToolError, match="No page is open"):
        await research["find"]("x")
    with pytest.raises(ToolError, match="There is no number 7"):
        await research["open"]("7")
    with pytest.raises(ToolError, match="is blocked"):
        await research["open"]("http://127.0.0.1:1/")
    assert "no results" in await research["search"]("zyxwv")


def test_the_pack_needs_a_session() -> None:
    with pytest.raises(PackError, match=r"browser\.session\(\)"):
        load_tools("search", browser=object())
