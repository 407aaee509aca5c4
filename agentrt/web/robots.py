"""robots.txt (RFC 9309), read with protego through the session's own proxy and kept for the session."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.async_api import APIRequestContext
from playwright.async_api import Error as PlaywrightError
from protego import Protego

AGENT = "agentrt"
_MAX_CHARS = 500_000  # RFC 9309 2.5: at least 500 kibibytes are to be read


class Robots:
    """What the sites of one session allow."""

    def __init__(self) -> None:
        self._rules: dict[str, Protego] = {}

    async def allows(self, url: str, client: APIRequestContext) -> bool:
        """Whether the site's robots.txt lets agentrt read this address. A site without one allows everything."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = Protego.parse(await _fetch(f"{origin}/robots.txt", client))
        return bool(self._rules[origin].can_fetch(url, AGENT))


async def _fetch(url: str, client: APIRequestContext) -> str:
    try:
        response = await client.get(url, timeout=10_000, max_redirects=5)
    except PlaywrightError:
        return ""  # the page itself will not come either, and its error says why
    try:
        if "x-agentrt-refused" in response.headers or response.status < 500:
            return (await response.text())[:_MAX_CHARS] if response.ok else ""
        return "User-agent: *\nDisallow: /"  # RFC 9309 2.3.1.4: a server in trouble is not to be asked for more
    finally:
        await response.dispose()
