"""The browser pack in real Chromium."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from agentrt import load_tools
from agentrt.errors import ToolError
from agentrt.web import Browser, GuardRules

FORM = """<title>Order</title>
<form onsubmit="event.preventDefault(); out.textContent = name_.value + ' from ' + town.value">
<label>Name <input id=name_></label><label>Town <select id=town><option>Ulm<option>Bonn</select></label>
<button>Send</button></form>
<p id=out></p><a href=/file download>Get</a>""" + "".join(f"<p>line {n}</p>" for n in range(60))


class Folder:
    """Takes what a sandbox would: the pack asks nothing else of it."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def write(self, path: str, data: bytes) -> None:
        self.files[path] = data


@pytest_asyncio.fixture
async def hands() -> AsyncIterator[dict[str, Any]]:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text=FORM, content_type="text/html")

    async def file(request: web.Request) -> web.Response:
        return web.Response(body=b"data", headers={"content-disposition": "attachment; filename=data.bin"})

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_get("/file", file)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host = f"127.0.0.1:{runner.addresses[0][1]}"
    sandbox = Folder()
    async with Browser() as browser, browser.session(GuardRules(allow_private=(host,))) as session:
        made = {one.name: one for one in load_tools("browser", browser=session, sandbox=sandbox)}
        yield {**made, "url": f"http://{host}/", "files": sandbox.files}
    await runner.cleanup()


async def test_a_form_is_used(hands: dict[str, Any]) -> None:
    shown = await hands["browser_open"](hands["url"])
    assert "Order" in shown
    await hands["browser_type"](ref(shown, "textbox"), "Ada")
    await hands["browser_select"](ref(shown, "combobox"), ["Bonn"])
    answer = await hands["browser_click"](ref(shown, 'button "Send"'))
    assert "Ada from Bonn" in answer
    assert "line 30" not in answer  # only what is new is shown
    assert "Ada from Bonn" in await hands["browser_find"]("ada from")
    assert "Ada from Bonn" in await hands["browser_read"]()
    assert "nothing new" in await hands["browser_scroll"]("down")
    assert (await hands["browser_screenshot"]()).url.startswith("data:image/png;base64,")
    assert f"* 1. {hands['url']}" in await hands["browser_tabs"]()
    told = await hands["browser_download"](ref(shown, 'link "Get"'))
    [(path, data)] = hands["files"].items()
    assert path in told
    assert data == b"data"


async def test_a_stale_ref_is_answered_with_the_page_as_it_is(hands: dict[str, Any]) -> None:
    await hands["browser_open"](hands["url"])
    with pytest.raises(ToolError, match=r"(?s)no element 'e777'.*This is the page now.*button \"Send\""):
        await hands["browser_click"]("e777")


async def test_nothing_open_is_said(hands: dict[str, Any]) -> None:
    with pytest.raises(ToolError, match="No page is open"):
        await hands["browser_snapshot"]()


def ref(shown: str, node: str) -> str:
    line = next(line for line in shown.splitlines() if f"- {node}" in line)
    found = re.search(r"\[ref=(\w+)\]", line)
    assert found is not None
    return found[1]
