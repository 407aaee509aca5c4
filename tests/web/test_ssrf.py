"""No page gets a request through to an address inside, whatever it tries: real pages in real Chromium."""

from __future__ import annotations

import asyncio
import socket

import pytest
from aiohttp import web

from agentrt.web.browser import Browser
from agentrt.web.guard import Blocked
from agentrt.web.session import Session
from agentrt.web.tab import PageError

# What a page may try. INSIDE is the address of a server that the session may not reach.
ATTEMPTS = {
    "fetch": "fetch('http://INSIDE/x', {mode: 'no-cors'}).catch(() => 0)",
    "beacon": "navigator.sendBeacon('http://INSIDE/x', 'data')",
    "image": "new Image().src = 'http://INSIDE/x'",
    "script": "document.head.appendChild(Object.assign(document.createElement('script'), {src: 'http://INSIDE/x'}))",
    "frame": "document.body.appendChild(Object.assign(document.createElement('iframe'), {src: 'http://INSIDE/x'}))",
    "frame_data": "document.body.appendChild(Object.assign(document.createElement('iframe'), "
    "{src: 'data:text/html,<img src=http://INSIDE/x>'}))",
    "websocket": "new WebSocket('ws://INSIDE/x')",
    "event_source": "new EventSource('http://INSIDE/x')",
    "worker": "new Worker(URL.createObjectURL(new Blob([\"fetch('http://INSIDE/x', {mode: 'no-cors'})\"])))",
    "prefetch": "document.head.appendChild(Object.assign(document.createElement('link'), "
    "{rel: 'prefetch', href: 'http://INSIDE/x'}))",
    "form": "document.body.innerHTML = '<form method=post action=http://INSIDE/x></form>'; document.forms[0].submit()",
    "location": "location.href = 'http://INSIDE/x'",
    "popup": "window.open('http://INSIDE/x')",
    "redirected_fetch": "fetch('/hop', {mode: 'no-cors'}).catch(() => 0)",
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
async def test_a_page_script_does_not_reach_inside(attempt: str, session: Session, world, other) -> None:
    world.redirect("/hop", other.url("/x"))
    other.page("/x", "inside")
    world.page(
        "/", f"<body>page<script>setTimeout(() => {{ {ATTEMPTS[attempt].replace('INSIDE', other.host)} }}, 0)</script>"
    )
    await session.open(world.url())
    await _until(lambda: session.guard.blocked)
    assert session.guard.blocked, "the attempt was not even made"
    assert other.requests == []


async def test_a_redirect_inside_is_blocked_and_named(session: Session, world, other) -> None:
    world.redirect("/", other.url("/secret"))
    with pytest.raises(Blocked, match=r"127\.0\.0\.1 is blocked: it leads to 127\.0\.0\.1, which is a loopback"):
        await session.open(world.url())
    assert other.requests == []


async def test_a_meta_refresh_inside_is_blocked(session: Session, world, other) -> None:
    world.page("/", f"<meta http-equiv=refresh content='0;url={other.url('/secret')}'>")
    await session.open(world.url())
    await _until(lambda: session.guard.blocked)
    assert session.guard.blocked
    assert other.requests == []


LOOPBACK = """2130706433 0x7f.1 0177.0.0.1 127.1 [::1] [::ffff:127.0.0.1] localhost a.localhost [::ffff:7f00:1] 0
127.0.0.1. ①②⑦.⓪.⓪.①"""


@pytest.mark.parametrize("host", LOOPBACK.split())
async def test_other_ways_to_write_loopback_lead_nowhere(host: str, session: Session, other) -> None:
    with pytest.raises((Blocked, PageError)):
        await session.open(f"http://{host}:{other.port}/")
    assert other.requests == []


async def test_https_and_other_ports_of_an_allowed_host_are_not_allowed_with_it(
    session: Session, secure, other
) -> None:
    for url in (f"https://{secure.host}/", other.url()):
        with pytest.raises(Blocked):
            await session.open(url)
    assert secure.requests == other.requests == []


async def test_a_name_that_changes_its_address_is_judged_each_time(browser: Browser, world, other, make_rules) -> None:
    """DNS rebinding: the first answer is public, the next is loopback. Each is judged where it is used."""
    answers = iter([["192.0.2.1", "1.1.1.1"], ["127.0.0.1"]])

    async def rebind(host: str, port: int) -> list[str]:
        return next(answers, ["127.0.0.1"])

    async with browser.session(make_rules(), resolver=rebind) as session:
        for _ in range(2):
            with pytest.raises((Blocked, PageError)):
                await session.open(f"http://rebind.example:{other.port}/")
    assert other.requests == []


async def test_a_page_cannot_open_local_files_or_inner_pages(session: Session, world) -> None:
    world.page("/", "<body>here<iframe src='file:///etc/passwd'></iframe><a href='file:///etc/passwd'>f</a>")
    tab = await session.open(world.url())
    for target in ("file:///etc/passwd", "view-source:http://a.b/", "chrome://version", "data:text/html,<p>x"):
        await tab.page.evaluate("(url) => { location.href = url }", target)
        await asyncio.sleep(0.1)
        assert tab.page.url == world.url()
    assert "root:" not in (await session.document(whole=True)).text


async def test_a_service_worker_goes_through_the_proxy(session: Session, world, other) -> None:
    fetch = f"fetch('{other.url('/x')}', {{mode: 'no-cors'}}).catch(() => 0)"
    script = f"self.addEventListener('install', (e) => e.waitUntil({fetch}))"
    world.page("/sw.js", lambda request: web.Response(text=script, content_type="text/javascript"))
    world.page("/", "<script>navigator.serviceWorker.register('/sw.js')</script>")
    await session.open(world.url())
    await _until(lambda: session.guard.blocked)
    assert session.guard.blocked
    assert other.requests == []


async def test_webrtc_sends_nothing_past_the_proxy(session: Session, world) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.setblocking(False)
        stun = f"stun:127.0.0.1:{listener.getsockname()[1]}"
        world.page(
            "/",
            f"<script>const c = new RTCPeerConnection({{iceServers: [{{urls: '{stun}'}}]}}); c.createDataChannel('x');"
            "c.createOffer().then((o) => c.setLocalDescription(o)).then(() => document.title = 'gathered')</script>",
        )
        tab = await session.open(world.url())
        await tab.page.wait_for_function("document.title === 'gathered'")
        await asyncio.sleep(1.5)
        with pytest.raises(BlockingIOError):
            listener.recv(100)


async def test_a_refused_tunnel_says_why(session: Session) -> None:
    with pytest.raises(Blocked, match="loopback"):
        await session.open("https://localhost:1443/")


async def test_more_bytes_than_a_page_may_have_are_cut(browser: Browser, world, make_rules) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"content-type": "text/html"})
        await response.prepare(request)
        try:
            while sent < 50_000_000:
                await response.write(b"<p>more and more</p>" * 1000)
                sent += 20_000
        except ConnectionError:
            pass
        return response

    world.page("/", endless)
    async with browser.session(make_rules(world, page_bytes=300_000)) as session:
        await session.open(world.url())
        document = await session.document()
        assert "more than 300,000 bytes" in " ".join(document.notes)
    assert sent < 20_000_000


async def test_chromium_itself_asks_for_nothing(browser: Browser, session: Session) -> None:
    """What it wants of its own accord is refused by a proxy that leads nowhere."""
    assert browser._nowhere is not None
    assert browser._nowhere.guard.requests == 0


async def _until(met, seconds: float = 8.0) -> None:
    for _ in range(int(seconds / 0.05)):
        if met():
            return
        await asyncio.sleep(0.05)
