"""What a run's pages may reach: host rules, address rules and byte limits.

The rules are enforced by `agentrt.web.proxy`, through which a browser context sends everything: request interception
inside the browser does not see redirect targets, WebSockets or beacons. A name is resolved here, every address it has
is judged, and the connection goes to the address that was judged, so a second DNS answer cannot change the verdict.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import Field

from agentrt.addresses import resolve, why_not_public
from agentrt.errors import ConfigurationError, WebError
from agentrt.frozen import Frozen

Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Gives the addresses of a host, as text; raises OSError where it has none."""

_BLOCKED_KEPT = 1000


class Blocked(WebError):
    """The guard refused a request; the message names the host and the rule."""


class GuardRules(Frozen):
    """What one run may reach. A host is `example.org`, `*.example.org` (its subdomains), or either with `:port`.

    Private, loopback, link-local, multicast, reserved and metadata addresses are refused whatever name leads to them.
    """

    allow: tuple[str, ...] = Field(default=(), description="If not empty, only these hosts may be reached.")
    deny: tuple[str, ...] = Field(default=(), description="These hosts may not be reached; stronger than `allow`.")
    allow_private: tuple[str, ...] = Field(default=(), description="Hosts that may lie on a private address.")
    page_bytes: int = Field(default=64_000_000, gt=0, description="Bytes that one page load may bring in.")
    page_seconds: float = Field(default=30.0, gt=0, description="Seconds that one page load may take.")
    robots: bool = Field(default=True, description="Obey robots.txt when an address is opened.")
    seconds_between: float = Field(default=0.0, ge=0, description="Least seconds between two opens of one host.")


@dataclass
class Guard:
    """The rules of one run and what came of them.

    Attributes:
        rules: What may be reached.
        resolver: Where addresses come from; the system's by default.
        blocked: What was refused, as (host, reason), the latest thousand.
        requests: Requests and tunnels that were let through.
        received: Bytes received over the run.
    """

    rules: GuardRules = field(default_factory=GuardRules)
    resolver: Resolver | None = None
    blocked: list[tuple[str, str]] = field(default_factory=list)
    requests: int = 0
    received: int = 0
    _page_received: int = 0
    _page_blocked: list[tuple[str, str]] = field(default_factory=list)

    async def admit(self, host: str, port: int) -> list[str]:
        """The addresses to connect to, each of them judged.

        Raises:
            Blocked: the host, or one of its addresses, is against the rules.
            OSError: the name does not resolve.
        """
        host = canonical_host(host)
        self._judge_name(host, port)
        addresses = await (self.resolver or resolve)(host, port)
        if not matches(host, port, self.rules.allow_private):
            for address in addresses:
                reason = why_not_public(address)
                if reason is not None:
                    raise self.refuse(host, f"it leads to {address}, which is {reason}")
        self.requests += 1
        return addresses

    def _judge_name(self, host: str, port: int) -> None:
        if matches(host, port, self.rules.deny):
            raise self.refuse(host, "the run's deny list names it")
        named = self.rules.allow + self.rules.allow_private
        if self.rules.allow and not matches(host, port, named):
            raise self.refuse(host, "the run's allow list does not name it")

    def refuse(self, host: str, reason: str) -> Blocked:
        """Notes a refusal and gives the error to raise."""
        self.blocked.append((host, reason))
        self._page_blocked.append((host, reason))
        del self.blocked[:-_BLOCKED_KEPT], self._page_blocked[:-_BLOCKED_KEPT]
        return Blocked(f"{host} is blocked: {reason}")

    def why(self, host: str) -> str | None:
        """Why `host` was refused during this page load; None if it was not."""
        return next((reason for name, reason in self._page_blocked if name == canonical_host(host)), None)

    def new_page(self) -> None:
        """A page load begins: the bytes of a page are counted from here."""
        self._page_received = 0
        self._page_blocked.clear()

    def spend(self, host: str, count: int) -> None:
        """Counts bytes received.

        Raises:
            Blocked: the page brought in more than `page_bytes`.
        """
        self.received += count
        self._page_received += count
        if self._page_received > self.rules.page_bytes:
            raise self.refuse(host, f"the page brought in more than {self.rules.page_bytes:,} bytes")


def canonical_host(host: str) -> str:
    """A host name as it is compared: lower case, no brackets, no final dot, no zone."""
    return host.strip("[]").rstrip(".").split("%", 1)[0].lower()


def matches(host: str, port: int, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns of `GuardRules` names this host and port."""
    return any(_matches(host, port, pattern) for pattern in patterns)


def _matches(host: str, port: int, pattern: str) -> bool:
    name, wanted = _split_port(pattern)
    if wanted is not None and wanted != port:
        return False
    if name.startswith("*."):
        return host.endswith(name[1:])
    return host == name


def _split_port(pattern: str) -> tuple[str, int | None]:
    text = pattern.lower()
    if text.startswith("["):
        name, _, rest = text[1:].partition("]")
        return name, int(rest[1:]) if rest[1:] else None
    name, colon, port = text.rpartition(":")
    if colon and ":" not in name and port.isdecimal():
        return canonical_host(name), int(port)
    return canonical_host(text), None


def check_url(url: str) -> str:
    """A URL that may be opened, as given.

    Raises:
        Blocked: its scheme is not http or https (so no file:, data:, view-source:, chrome:, javascript:).
        ConfigurationError: it is no absolute URL.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ConfigurationError(f"{url!r} is not a URL: {error}") from None
    if parts.scheme.lower() not in ("http", "https"):
        kind = f"{parts.scheme}: addresses" if parts.scheme else "relative addresses"
        raise Blocked(
            f"{url[:200]!r} cannot be opened: {kind} are not allowed, give a full http:// or https:// address"
        )
    if not host:
        raise ConfigurationError(f"{url!r} names no host")
    return url
