"""The server name in a TLS ClientHello (RFC 8446 section 4.1.2, RFC 6066 section 3).

The bytes come from code nobody trusts: everything that is not exactly a ClientHello with at most one name is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

_HANDSHAKE_RECORD = 22
_CLIENT_HELLO = 1
_SERVER_NAME = 0
_MAX_RECORD = (1 << 14) + 2048
_MAX_HELLO = 1 << 14


class NotClientHello(ValueError):
    """The bytes are no well-formed ClientHello."""


def is_tls(start: bytes) -> bool:
    """Whether a connection that begins so is TLS, as far as its first bytes tell (an empty start is not)."""
    return start[:1] == b"\x16" and start[1:2] in (b"", b"\x03")


def server_name(data: bytes) -> tuple[bool, str | None]:
    """Whether `data` holds a whole ClientHello, and the name in it, in lower case (None: it names none).

    Raises:
        NotClientHello: These bytes do not begin one, whatever follows.
    """
    hello = _hello(data)
    if hello is None:
        return False, None
    return True, _name(hello)


def _hello(data: bytes) -> bytes | None:
    """The body of the first handshake message, put together from its records; None where more bytes are needed."""
    message = b""
    at = 0
    while at + 5 <= len(data):
        kind, size = data[at], int.from_bytes(data[at + 3 : at + 5], "big")
        if kind != _HANDSHAKE_RECORD or data[at + 1] != 3 or not 0 < size <= _MAX_RECORD:
            raise NotClientHello("a record that is no TLS handshake")
        message += data[at + 5 : at + 5 + size]
        at += 5 + size
        if message and message[0] != _CLIENT_HELLO:
            raise NotClientHello("a handshake message that is no ClientHello")
        length = int.from_bytes(message[1:4], "big") if len(message) >= 4 else 0
        if length > _MAX_HELLO:
            raise NotClientHello("a ClientHello of more than 16 KiB")
        if len(message) >= 4 + length and len(message) >= 4:
            return message[4 : 4 + length]
    return None


class _Reader:
    """Takes length-prefixed fields off bytes, and refuses to read past their end."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def take(self, count: int) -> bytes:
        if count > len(self.data):
            raise NotClientHello("a field that is longer than what holds it")
        field, self.data = self.data[:count], self.data[count:]
        return field

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def field(self, prefix: int) -> bytes:
        return self.take(self.number(prefix))


def _name(hello: bytes) -> str | None:
    reader = _Reader(hello)
    reader.take(2 + 32)  # version, random
    reader.field(1)  # session id
    reader.field(2)  # cipher suites
    reader.field(1)  # compression methods
    if not reader.data:
        return None
    names = [body for kind, body in _extensions(_Reader(reader.field(2))) if kind == _SERVER_NAME]
    if len(names) > 1:
        raise NotClientHello("two server name extensions")
    return _host(names[0]) if names else None


def _extensions(reader: _Reader) -> Iterator[tuple[int, bytes]]:
    while reader.data:
        yield reader.number(2), reader.field(2)


def _host(extension: bytes) -> str:
    entries = _Reader(_Reader(extension).field(2))
    kind, name = entries.number(1), entries.field(2)
    if kind != 0 or entries.data:
        raise NotClientHello("a server name list that does not hold one host name")
    try:
        return name.decode("ascii").lower()
    except UnicodeDecodeError:
        raise NotClientHello("a server name that is not ASCII") from None
