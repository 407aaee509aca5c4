"""Recording a session and replaying it without a network: what the model is shown is the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from agentrt.errors import ConfigurationError
from agentrt.web import actions
from agentrt.web.archive import record_to, replay_from
from agentrt.web.browser import Browser
from agentrt.web.page import view
from agentrt.web.session import Session
from agentrt.web.tab import PageError

CHANGING = """<title>Changing</title><p id=t></p><p id=f></p><script>
  t.textContent = [new Date().toISOString(), Date.now(), Math.random(), crypto.randomUUID(),
                   crypto.getRandomValues(new Uint8Array(4)).join()].join(' ');
  fetch('/data?' + Date.now() + Math.random()).then(r => r.text()).then(x => { f.textContent = x; });
</script><form action=/form method=post enctype=multipart/form-data><input name=a><button>Send</button></form>
<a href=/hop>hop</a>"""


async def wander(session: Session, world) -> list[str]:
    """A walk over the site: all that the model is shown on the way."""
    shown: list[str] = []

    async def look() -> None:
        shown.append(view(await session.document(whole=True), secret=session.secret()))
        shown.append((await session.snapshot()).view(secret=session.secret()))

    await session.open(world.url())
    await look()
    await session.open(world.url())
    await look()
    [field] = (await session.snapshot()).find("textbox")
    await actions.type_text(session, field.partition("ref=")[2].partition("]")[0], "hello", submit=True)
    await look()
    await session.open(world.url("/hop"))
    await look()
    return shown


def build(world) -> None:
    counter = iter(range(1000))

    async def form(request: web.Request) -> web.Response:
        data = await request.post()
        return web.Response(text=f"<p>got {data['a']!s}</p>", content_type="text/html")

    def target(request: web.Request) -> web.Response:
        response = web.Response(
            text=f"<p>cookie {request.cookies.get('c')}, {next(counter)}</p>", content_type="text/html"
        )
        response.set_cookie("c", "set", expires="Fri, 01 Jan 2100 00:00:00 GMT")
        return response

    world.page("/", CHANGING)
    world.page(
        "/data", lambda request: web.Response(text=f"number {next(counter)}", headers={"cache-control": "max-age=9"})
    )
    world.page("/form", form)
    world.redirect("/hop", "/target")
    world.page("/target", target)


async def test_a_replay_shows_what_the_recording_showed_without_any_request(
    browser: Browser, world, make_rules, tmp_path: Path
) -> None:
    build(world)
    tape = record_to(tmp_path / "run.warc.gz")
    async with browser.session(make_rules(world), tape=tape) as session:
        recorded = await wander(session, world)
    tape.close()
    asked = len(world.requests)
    assert "number 0" in recorded[0]
    assert "number 1" in recorded[2]
    await world.close()  # nothing is there any more
    again = replay_from(tmp_path / "run.warc.gz")
    async with browser.session(make_rules(world), tape=again) as session:
        replayed = await wander(session, world)
        assert session.guard.requests == 0
    assert replayed == recorded
    assert again.misses == []
    assert len(world.requests) == asked
    await world.start()


async def test_https_is_recorded_and_its_certificate_is_still_checked(
    browser: Browser, secure, make_rules, tmp_path: Path
) -> None:
    secure.page("/", "<p>secret</p>")
    tape = record_to(tmp_path / "run.warc.gz")
    async with browser.session(make_rules(secure), tape=tape) as session:
        with pytest.raises(PageError, match="certificate is not good"):
            await session.open(f"https://{secure.host}/")
    tape.close()
    assert secure.requests == []


async def test_https_of_an_archive_is_replayed(browser: Browser, make_rules, tmp_path: Path) -> None:
    from agentrt.web.archive import Exchange

    path = tmp_path / "site.warc.gz"
    tape = record_to(path, clock=1_000_000_000, seed="s")
    html = [("content-type", "text/html; charset=utf-8")]
    tape.record(
        Exchange("GET", "https://news.example/", 301, "Moved", [("location", "https://www.news.example/a")], b"")
    )
    page = b"<title>News</title><p id=p>old news</p><script>p.textContent += new Date().getUTCFullYear()</script>"
    tape.record(Exchange("GET", "https://www.news.example/a", 200, "OK", html, page))
    tape.close()
    tape = replay_from(path)
    async with browser.session(make_rules(), tape=tape) as session:
        await session.open("https://news.example/")
        document = await session.document()
        assert document.url == "https://www.news.example/a"
        assert "old news2001" in document.text
        with pytest.raises(PageError, match="not in the archive"):
            await session.open("https://news.example/other")
        assert ("GET", "https://news.example/other") in tape.misses
        assert session.guard.requests == 0


async def test_web_sockets_are_off_in_both(browser: Browser, world, make_rules, tmp_path: Path) -> None:
    world.page("/", "<p id=p>x</p><script>const w = new WebSocket(`ws://${location.host}/ws`);"
               "w.onerror = () => { p.textContent = 'no socket' }</script>")  # fmt: skip
    tape = record_to(tmp_path / "a.warc.gz")
    async with browser.session(make_rules(world), tape=tape) as session:
        tab = await session.open(world.url())
        await tab.page.wait_for_function("p.textContent === 'no socket'")
    tape.close()
    assert world.seen("/ws") == 0


def test_the_tape_is_a_warc_that_others_read(tmp_path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    from agentrt.web.archive import Exchange

    path = tmp_path / "a.warc.gz"
    tape = record_to(path, clock=5, seed="x")
    tape.record(
        Exchange("POST", "http://a.example/p", 200, "OK", [("content-type", "text/plain")], b"\x00\xff", [], b"q=1")
    )
    tape.close()
    with path.open("rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file)]
    assert kinds == ["warcinfo", "response", "request"]
    again = replay_from(path)
    assert (again.clock, again.seed) == (5, "x")
    assert again.play("POST", "http://a.example/p", b"q=1").body == b"\x00\xff"
    assert again.play("GET", "http://a.example/p", b"").status == 504


def test_a_tape_cut_off_by_a_kill_replays_what_it_has(tmp_path: Path) -> None:
    from agentrt.web.archive import Exchange

    path = tmp_path / "a.warc.gz"
    tape = record_to(path)
    for n in range(3):
        tape.record(Exchange("GET", f"http://a.example/{n}", 200, "OK", [], b"body" * 500))
    tape.close()
    path.write_bytes(path.read_bytes()[:-200])
    again = replay_from(path)
    assert again.play("GET", "http://a.example/0", b"").status == 200
    assert again.play("GET", "http://a.example/1", b"").status == 200


def test_what_cannot_be_recorded_or_replayed_is_said(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"no warc at all")
    with pytest.raises(ConfigurationError, match="cannot record"):
        record_to(tmp_path / "there")
    for name in ("there", "missing"):
        with pytest.raises(ConfigurationError, match="cannot replay"):
            replay_from(tmp_path / name)
