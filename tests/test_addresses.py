"""Which addresses are public."""

from __future__ import annotations

import pytest

from agentrt.addresses import resolve, why_not_public

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
    "2002:7f00:1::", "2002:c0a8:101::1", "2001:0:7f00:1::", "fe80::1%eth0",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
          "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_that_is_not_public_is_named_as_such(address: str) -> None:
    assert why_not_public(address) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_not(address: str) -> None:
    assert why_not_public(address) is None


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"]
)
def test_where_clouds_keep_their_metadata_is_link_local_however_it_is_written(address: str) -> None:
    assert why_not_public(address) == "a link-local address"


async def test_the_addresses_of_a_name_come_from_the_system() -> None:
    assert "127.0.0.1" in await resolve("localhost", 80)
    with pytest.raises(OSError):
        await resolve("no-such-host.invalid", 80)
