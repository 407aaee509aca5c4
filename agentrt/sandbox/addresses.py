"""Which network addresses are public."""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_V4_COMPATIBLE = ipaddress.IPv6Network("::/96")
# Global by IANA's registries, yet answered inside a cloud or a site: Azure's wire server, site-local (RFC 3879).
_INSIDE = (ipaddress.ip_network("168.63.129.16/32"), ipaddress.ip_network("fec0::/10"))


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
