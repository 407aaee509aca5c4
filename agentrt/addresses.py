"""The addresses of a host name, and which of them are public: what the sandbox's way out and the browser's both ask."""

from __future__ import annotations

import ipaddress
import socket

import anyio

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_V4_COMPATIBLE = ipaddress.IPv6Network("::/96")
# Ranges that Python, in some of its versions, takes for public: special-purpose ones (IANA's registries), the old
# site-local range (RFC 3879), and Azure's wire server, which is public by number and answers only inside.
_INSIDE = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",
        "fec0::/10",
        "2001::/23",
        "3fff::/20",
        "5f00::/16",
    )
)


def why_not_public(address: str) -> str | None:
    """What kind of address this is where it is not a public unicast one, such as "a loopback address"; else None.

    An address that carries an IPv4 one (mapped, compatible, NAT64, 6to4, Teredo) must be public by both.
    """
    parsed = ipaddress.ip_address(address.split("%", 1)[0])
    return next((kind for candidate in (*_carried(parsed), parsed) if (kind := _kind(candidate))), None)


def _kind(address: Address) -> str | None:
    for kind in ("unspecified", "loopback", "link_local", "multicast"):
        if getattr(address, f"is_{kind}"):
            return f"a {kind.replace('_', '-')} address"
    if not address.is_global or any(address in network for network in _INSIDE):
        return "a private or reserved address"
    return None


def _carried(address: Address) -> list[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found: list[Address | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in (*_NAT64, _V4_COMPATIBLE)):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [item for item in found if item is not None]


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's resolver, IPv4 first: not every machine has a way out over IPv6.

    Raises:
        OSError: it has none.
    """
    answers = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ordered = sorted(answers, key=lambda answer: answer[0] != socket.AF_INET)
    return list(dict.fromkeys(str(answer[4][0]) for answer in ordered))
