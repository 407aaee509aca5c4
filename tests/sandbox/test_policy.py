from __future__ import annotations

import pytest
from pydantic import ValidationError

from agentrt.sandbox import SandboxPolicy


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("512m", 512 << 20),
        ("1.5g", 3 << 29),
        ("64 KiB", 64 << 10),
        ("2GB", 2 << 30),
        ("1048576", 1 << 20),
        (1 << 30, 1 << 30),
    ],
)
def test_sizes_are_bytes_or_text(text: str | int, size: int) -> None:
    assert SandboxPolicy(tmp=text).tmp == size


@pytest.mark.parametrize("text", ["", "lots", "12x", "-5m", "1 2m", True])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="no size"):
        SandboxPolicy(memory=text)


@pytest.mark.parametrize("host", ["http://example.org", "example.org/path", "", "a b", "*", "-x.org", "user@host"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValidationError, match="no host"):
        SandboxPolicy(allow=[host])


def test_nobody_is_root() -> None:
    with pytest.raises(ValidationError):
        SandboxPolicy(uid=0)


def test_a_misspelt_limit_is_refused() -> None:
    with pytest.raises(ValidationError):
        SandboxPolicy.model_validate({"memroy": "1g"})


def test_no_network_is_the_default() -> None:
    assert SandboxPolicy().network == "none"
    assert SandboxPolicy(allow=["Files.Example.com", "*.example.org:8080"]).allow == (
        "files.example.com",
        "*.example.org:8080",
    )
