"""What may be reached: the judgement of names and addresses, without a browser."""

from __future__ import annotations

import pytest

from agentrt.errors import ConfigurationError
from agentrt.web.guard import Blocked, Guard, GuardRules, check_url, matches


async def test_one_private_answer_among_public_ones_is_enough_to_refuse() -> None:
    guard = Guard(GuardRules(), resolver=_answers("1.1.1.1", "10.0.0.1"))
    with pytest.raises(Blocked, match=r"mixed\.example is blocked: it leads to 10\.0\.0\.1"):
        await guard.admit("mixed.example", 443)
    assert guard.blocked[0][0] == "mixed.example"


async def test_a_private_address_is_reached_where_the_run_names_the_host() -> None:
    guard = Guard(GuardRules(allow_private=("intranet.example:8080",)), resolver=_answers("10.0.0.1"))
    assert await guard.admit("Intranet.Example.", 8080) == ["10.0.0.1"]
    with pytest.raises(Blocked):
        await guard.admit("intranet.example", 22)


async def test_allow_and_deny_lists() -> None:
    guard = Guard(GuardRules(allow=("*.example.org", "example.org"), deny=("bad.example.org",)), _answers("1.1.1.1"))
    assert await guard.admit("example.org", 443)
    assert await guard.admit("docs.example.org", 443)
    for host in ("bad.example.org", "example.com", "notexample.org", "example.org.evil.net"):
        with pytest.raises(Blocked):
            await guard.admit(host, 443)


@pytest.mark.parametrize(
    ("pattern", "host", "port", "fits"),
    [
        ("127.0.0.1:80", "127.0.0.1", 80, True),
        ("127.0.0.1:80", "127.0.0.1", 81, False),
        ("[::1]:80", "::1", 80, True),
        ("::1", "::1", 80, True),
        ("*.a.b", "a.b", 80, False),
        ("*.a.b", "x.a.b", 80, True),
        ("*.a.b", "xa.b", 80, False),
    ],
)
def test_patterns(pattern: str, host: str, port: int, fits: bool) -> None:
    assert matches(host, port, (pattern,)) is fits


def test_the_bytes_of_a_page_are_limited_and_counted_anew_for_the_next() -> None:
    guard = Guard(GuardRules(page_bytes=100))
    guard.spend("a.example", 90)
    guard.new_page()
    guard.spend("a.example", 90)
    with pytest.raises(Blocked, match="more than 100 bytes"):
        guard.spend("a.example", 11)
    assert guard.received == 191


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "data:text/html,x", "view-source:http://a.b/", "chrome://version", "javascript:1", "ftp://a/",
     "about:blank", "blob:http://a/b", "/relative", "a.example/path", "FILE:///etc/passwd"],
)  # fmt: skip
def test_only_web_addresses_may_be_opened(url: str) -> None:
    with pytest.raises(Blocked):
        check_url(url)


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http://a:99999/"])
def test_what_is_no_address_is_said_to_be_none(url: str) -> None:
    with pytest.raises(ConfigurationError):
        check_url(url)


def _answers(*addresses: str):
    async def resolve(host: str, port: int) -> list[str]:
        return list(addresses)

    return resolve
