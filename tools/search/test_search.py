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
from agentrt.web import Browser, GuardRules, Site, index_folder

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
