"""The image with a browser: pages are rendered inside, by an unprivileged user, without any network."""

from __future__ import annotations

import struct

import anyio
import pytest

from agentrt.sandbox import BubblewrapSandbox, DockerSandbox, Sandbox

pytestmark = pytest.mark.full  # the image is 1.2 GB, and takes a minute to build

PAGE = """<!doctype html><title>page</title><h1>before</h1>
<script>document.querySelector("h1").textContent = "made " + 6 * 7</script>"""

SCRIPT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright, playwright.chromium.launch(channel="chrome") as browser:
    page = browser.new_page()
    page.goto("file:///workspace/page.html")
    print(page.inner_text("h1"))
"""


@pytest.fixture(params=[DockerSandbox, BubblewrapSandbox], ids=lambda engine: engine.engine)
def box(request: pytest.FixtureRequest) -> Sandbox:
    return request.param("browser")  # type: ignore[no-any-return]


async def test_a_page_is_rendered_inside(box: Sandbox) -> None:
    async with box:
        await box.write("page.html", PAGE)
        dom = await box.exec("browser --dump-dom file:///workspace/page.html", timeout=60)
        assert "made 42" in dom.stdout, dom.stderr
        shot = await box.exec(
            "browser --window-size=400,300 --screenshot=/workspace/page.png file:///workspace/page.html"
        )
        assert shot.ok, shot.stderr
        picture = await box.read("page.png")
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack("!II", picture[16:24]) == (400, 300)
        await box.write("script.py", SCRIPT)
        scripted = await box.exec(["python3", "script.py"], timeout=60)
        assert scripted.stdout == "made 42\n", scripted.stderr
        left = await box.exec("pgrep -c chromium")
        assert left.stdout == "0\n"


async def test_it_is_driven_from_outside_and_reaches_nothing(box: Sandbox) -> None:
    playwright = pytest.importorskip("playwright.async_api")
    async with box, await box.start("browser --remote-debugging-port=9222 about:blank"):
        with anyio.fail_after(60):
            while not (await box.exec("curl -sf http://127.0.0.1:9222/json/version")).ok:
                await anyio.sleep(0.1)
        async with box.expose(9222) as endpoint, playwright.async_playwright() as driver:
            browser = await driver.chromium.connect_over_cdp(f"http://{endpoint.host}:{endpoint.port}")
            page = await (await browser.new_context()).new_page()
            await page.set_content(PAGE)
            assert await page.inner_text("h1") == "made 42"
            with pytest.raises(playwright.Error, match=r"ERR_INTERNET_DISCONNECTED|ERR_ADDRESS_UNREACHABLE"):
                await page.goto("http://169.254.169.254/latest/meta-data")
            await browser.close()
