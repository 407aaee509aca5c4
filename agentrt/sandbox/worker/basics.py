"""What the worker takes from the standard library's larger modules, without those modules.

`signal`, `socket`, `json`, `contextlib` and `typing` are Python code around small C modules, and bring enum, re and
collections along: at every start of a sandbox 30 ms, and 3 MB that each fork copies the page tables of and each exec
takes down again, for every command. So the C modules are used by themselves; where one is missing, the large one is.
"""

from __future__ import annotations

import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal
    import socket
    from collections.abc import Callable
    from typing import Any
else:
    try:
        import _signal as signal
        import _socket as socket
    except ImportError:
        import signal
        import socket


class _Strict:
    """How JSON is read: what the C scanner wants to be told."""

    strict = True
    object_hook = object_pairs_hook = parse_constant = None
    parse_float, parse_int = float, int


def _json() -> tuple[Callable[[str, int], tuple[Any, int]], Callable[[str], str]]:
    """What reads JSON from a place of a text, and what writes a text as JSON."""
    try:
        import _json as fast

        scanner: Any = fast.make_scanner
        return scanner(_Strict()), fast.encode_basestring_ascii
    except (ImportError, AttributeError):
        import json

        return json.JSONDecoder().raw_decode, json.dumps


_scan, _quoted = _json()


def from_json(data: str | bytes) -> Any:
    """The value of a text that the host wrote."""
    return _scan(data if isinstance(data, str) else data.decode(), 0)[0]


def to_json(value: Any) -> str:
    """JSON of None, numbers, text, lists, tuples, and dicts with keys of text."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(key)}:{to_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([to_json(item) for item in value]) + "]"
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    return repr(value)


def send_descriptors(connection: socket.socket, data: bytes, descriptors: list[int]) -> None:
    """A message with descriptors, over a Unix socket."""
    packed = struct.pack(f"{len(descriptors)}i", *descriptors)
    connection.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, packed)])


def receive_descriptors(connection: socket.socket, size: int, most: int) -> tuple[bytes, list[int]]:
    """A message of at most `size` bytes and the descriptors that came with it, which no command inherits."""
    data, extra, _, _ = connection.recvmsg(size, socket.CMSG_SPACE(most * 4), socket.MSG_CMSG_CLOEXEC)
    found: list[int] = []
    for level, kind, packed in extra:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            found += struct.unpack(f"{len(packed) // 4}i", packed[: len(packed) // 4 * 4])
    return data, found


__all__ = ["from_json", "receive_descriptors", "send_descriptors", "signal", "socket", "to_json"]
