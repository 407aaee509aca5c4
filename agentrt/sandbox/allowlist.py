"""Reads `SandboxPolicy.allow`: which host and port a sandbox may reach, and where that host may lie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agentrt.addresses import why_not_public

WEB_PORTS = (80, 443)
"""What a pattern without a port stands for."""

_MAY_BE_MEANT = ("a loopback address", "a private or reserved address")


class Refused(Exception):
    """Against the allowlist; the message names the host and the rule."""


@dataclass(frozen=True)
class Pattern:
    """One entry: "files.example.com", "*.example.net" (its subdomains, not itself), "localhost:8080"."""

    host: str
    port: int | None

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Read one entry of `SandboxPolicy.allow`, which has checked its form."""
        host, _, port = text.lower().partition(":")
        return cls(host.rstrip("."), int(port) if port else None)

    def matches(self, host: str, port: int) -> bool:
        """Whether it names this host, in lower case, and this port."""
        if port != self.port and (self.port is not None or port not in WEB_PORTS):
            return False
        return host.endswith(self.host[1:]) if self.host.startswith("*.") else host == self.host

    @property
    def may_be_private(self) -> bool:
        """Whether the host may lie on an address that is not public: one named in full, with its port, is meant."""
        return self.port is not None and not self.host.startswith("*.")


@dataclass(frozen=True)
class Allowlist:
    """The hosts that one sandbox may reach."""

    patterns: tuple[Pattern, ...]

    @classmethod
    def parse(cls, entries: Iterable[str]) -> Allowlist:
        """Read `SandboxPolicy.allow`."""
        return cls(tuple(Pattern.parse(entry) for entry in entries))

    def admit(self, host: str, port: int) -> tuple[Pattern, ...]:
        """The patterns that name this host and port.

        Raises:
            Refused: None does.
        """
        found = tuple(pattern for pattern in self.patterns if pattern.matches(host, port))
        if not found:
            raise Refused(f"{host}:{port} is not on the sandbox's allowlist")
        return found

    def judge(self, host: str, port: int, addresses: Iterable[str]) -> None:
        """Refuses a host that has an address it may not have.

        A public name that leads to a private address is how a hostile DNS server reaches into a network; so all of a
        host's addresses are judged, and one bad one refuses the host.

        Raises:
            Refused: An address is not public, and the host is not named in full with its port. Link-local addresses,
                where clouds keep their metadata, are reached only where the address itself is named.
        """
        private = any(pattern.may_be_private for pattern in self.admit(host, port))
        for address in addresses:
            reason = why_not_public(address)
            if reason is None or (private and (host == address or reason in _MAY_BE_MEANT)):
                continue
            hint = "" if private else f"; where that is meant, allow it as {host}:{port}"
            raise Refused(f"{host} leads to {address}, which is {reason}{hint}")
