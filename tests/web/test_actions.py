"""Acting on pages by the refs of their snapshots, in real Chromium."""

from __future__ import annotations

import asyncio
import re
import time

import pytest
from aiohttp import web

from agentrt.web import actions
from agentrt.web.browser import Browser
from agentrt.web.session import Session, safe_name
from agentrt.web.tab import PageError, StaleRef


async def ref_of(session: Session, words: str) -> str:
    """The ref of the only node with these words, in a new snapshot."""
    [line] = (await session.snapshot()).find(words)
    found = re.search(r"\[ref=(\w+)\]", line)
    assert found is not None
    return found[1]


async def test_a_form_of_several_pages_is_filled_in(session: Session, world) -> None:
    async def second(request: web.Request) -> web.Response:
        form = await request.post()
        return web.Response(
            text=f"<form action=/third method=post><input type=hidden name=name value='{form['name']!s}'>"
            f"<label>Town <select name=town><option value=u>Ulm<option value=b>Bonn</select></label>"
            "<label><input type=checkbox name=news> News</label><button>Send</button></form>",
            content_type="text/html",
        )

    async def third(request: web.Request) -> web.Response:
        form = await request.post()
        return web.Response(
            text=f"<p>{form['name']!s} of {form['town']!s}, news {form.get('news')!s}</p>", content_type="text/html"
        )

    world.page(
        "/", "<form action=/second method=post><label>Name <input name=name></label><button>Next</button></form>"
    )
    world.page("/second", second)
    world.page("/third", third)
    await session.open(world.url())
    await actions.type_text(session, await ref_of(session, "textbox Name"), "Ada", submit=True)
    await actions.select(session, await ref_of(session, "combobox Town"), ["Bonn"])
    await actions.click(session, await ref_of(session, "checkbox News"))
    await actions.click(session, await ref_of(session, "button Send"))
    assert "Ada of b, news on" in (await session.document()).text
    await actions.back(session)
    assert session.tab().page.url == world.url("/second")


async def test_a_stale_ref_fails_at_once_and_not_after_a_time_out(session: Session, world) -> None:
    world.page("/", "<button onclick='this.remove()'>One</button><button>Two</button>")
    await session.open(world.url())
    one = await ref_of(session, "button One")
    two = await ref_of(session, "button Two")
    await session.tab().page.evaluate("document.querySelector('button').remove()")
    with pytest.raises(StaleRef, match="gone"):
        await actions.click(session, one)
    with pytest.raises(StaleRef, match="no element 'e999'"):
        await actions.click(session, "e999")
    await actions.click(session, two)
    await session.open(world.url())
    with pytest.raises(StaleRef):
        await actions.click(session, two)
    started = time.perf_counter()
    for _ in range(20):
        with pytest.raises(StaleRef):
            await actions.click(session, two)
    print(f"a stale ref took {(time.perf_counter() - started) / 20 * 1000:.2f} ms")


async def test_infinite_scroll_brings_more(session: Session, world) -> None:
    world.page("/more", lambda request: web.json_response([f"row {request.query['from']}+{n}" for n in range(20)]))
    world.page("/", """<div id=l></div><script>
      let n = 0, busy = false;
      const more = async () => { if (busy || n > 60) return; busy = true;
        for (const t of await (await fetch('/more?from=' + n)).json())
          l.insertAdjacentHTML('beforeend', `<p style="height:60px">${t}</p>`);
        n += 20; busy = false; };
      addEventListener('scroll', () => { if (innerHeight + scrollY > document.body.scrollHeight - 50) more(); });
      more();
    </script>""")  # fmt: skip
    await session.open(world.url())
    assert (await session.snapshot()).find("row 20+0") == []
    await actions.scroll(session, "bottom")
    assert (await session.snapshot()).find("row 20+0")
    await actions.scroll(session, "bottom")
    assert (await session.snapshot()).find("row 40+19")


async def test_dialogs_are_answered_and_told(session: Session, world) -> None:
    world.page(
        "/", "<button onclick=\"alert('saved'); document.title = confirm('really?') ? 'yes' : 'no'\">Save</button>"
    )
    tab = await session.open(world.url())
    await actions.click(session, await ref_of(session, "button Save"))
    assert await tab.page.title() == "no"
    events = tab.take_events()
    assert any("'saved', closed" in event for event in events)
    assert any("'really?', declined" in event for event in events)


async def test_a_pop_up_is_a_new_tab(session: Session, world) -> None:
    world.page("/pop", "<title>Popped</title><p>the pop-up</p>")
    world.page("/", "<a href='/pop' target=_blank>Open it</a>")
    tab = await session.open(world.url())
    await actions.click(session, await ref_of(session, "link Open it"))
    events: list[str] = []
    for _ in range(100):  # Chromium tells of the new tab when it gets to it
        events += tab.take_events()
        if any("new tab, number 2" in event for event in events):
            break
        await asyncio.sleep(0.1)
    assert any("new tab, number 2" in event for event in events)
    session.switch(2)
    await session.tab().settle(5)
    assert "the pop-up" in (await session.document()).text
    session.switch(1)
    assert session.tab() is tab
    with pytest.raises(PageError, match="no tab 3"):
        session.switch(3)


@pytest.mark.full
async def test_a_page_that_opens_tabs_without_end_gets_few(session: Session, world) -> None:
    world.page("/", "<button onclick=\"for (let i = 0; i < 40; i++) open('/')\">Flood</button>")
    await session.open(world.url())
    await actions.click(session, await ref_of(session, "button Flood"))
    for _ in range(100):
        if len([tab for tab in session.tabs if tab.usable]) <= 10 and len(session.tabs) > 10:
            break
        await asyncio.sleep(0.1)
    assert len([tab for tab in session.tabs if tab.usable]) <= 10


async def test_a_download_is_kept_in_quarantine(browser: Browser, world, make_rules) -> None:
    kept = {"content-disposition": 'attachment; filename="../../evil name.sh"', "content-type": "text/x-sh"}
    world.page("/file", web.Response(body=b"echo hello\n", headers=kept))
    world.page("/", "<a href='/file'>Get it</a><button>Nothing</button>")
    async with browser.session(make_rules(world)) as session:
        await session.open(world.url())
        saved = await actions.download(session, await ref_of(session, "link Get it"))
        assert saved.path.read_bytes() == b"echo hello\n"
        assert "/" not in saved.name
        assert saved.name.endswith("evil name.sh")
        with pytest.raises(PageError, match="it was downloaded as"):
            await session.open(world.url("/file"))
        assert len(session.downloads) == 2
    assert not saved.path.exists()


async def test_a_download_that_is_too_large_fails(browser: Browser, world, make_rules) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "application/zip"})
        await response.prepare(request)
        try:
            for _ in range(2000):
                await response.write(b"x" * 10_000)
        except ConnectionError:
            pass
        return response

    world.page("/file", endless)
    world.page("/", "<a href='/file'>Get it</a>")
    async with browser.session(make_rules(world, page_bytes=500_000)) as session:
        await session.open(world.url())
        with pytest.raises(PageError, match="more than 500,000 bytes"):
            await actions.download(session, await ref_of(session, "link Get it"))


async def test_an_overlay_does_not_stop_a_click(session: Session, world) -> None:
    world.page("/", "<button onclick=\"document.title = 'clicked'\">Buy</button>"
               "<div style='position:fixed;inset:0'>We value your privacy. <button>Accept</button></div>")  # fmt: skip
    tab = await session.open(world.url())
    await actions.click(session, await ref_of(session, "button Buy"))
    assert await tab.page.title() == "clicked"
    assert any("hidden" in event for event in tab.take_events())


async def test_what_cannot_be_done_says_why(session: Session, world) -> None:
    world.page("/", "<button disabled>Off</button><p>text</p><select><option>a</select>")
    await session.open(world.url())
    with pytest.raises(PageError, match="not enabled"):
        await actions.click(session, await ref_of(session, "button Off"))
    with pytest.raises(PageError, match="cannot be done"):
        await actions.type_text(session, await ref_of(session, "paragraph text"), "x")
    with pytest.raises(PageError, match="key"):
        await actions.press(session, "NoSuchKey")


async def test_keys_and_pictures(session: Session, world) -> None:
    world.page("/", '<input autofocus onkeydown="document.title = event.key"><p>x</p>')
    tab = await session.open(world.url())
    await actions.click(session, await ref_of(session, "textbox"))
    await actions.press(session, "ArrowDown")
    assert await tab.page.title() == "ArrowDown"
    assert (await actions.screenshot(session)).startswith(b"\x89PNG")
    assert (await actions.screenshot(session, await ref_of(session, "paragraph"))).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a.txt", "a.txt"), ("../../b.sh", "b.sh"), ("c:\\x\\d.exe", "d.exe"), (".bashrc", "bashrc"), ("", "download"),
     ("..", "download"), ("a\u202etxt.exe", "atxt.exe"), ("x" * 300 + ".pdf", "x" * 100 + ".pdf"), ("a/b\0c", "bc")],
)  # fmt: skip
def test_names_of_downloads_are_names_only(given: str, kept: str) -> None:
    assert safe_name(given) == kept
