"""A worker's stream through the daemon, where no socket can be shared: the container's attached standard streams."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from typing import Any

from agentrt.sandbox.engine import client
from agentrt.sandbox.worker.archive import archive

_HEADER = struct.Struct("!BxxxI")
_STDOUT = 1
MAX_PIECE = 1 << 20


def attach(container: str) -> Any:
    """The daemon's stream of a container that was created with an open standard input, and is not started yet."""
    stream = client().api.attach_socket(container, params={"stdin": 1, "stdout": 1, "stream": 1})
    return getattr(stream, "_sock", stream), stream


def carry(pair: Any) -> socket.socket:
    """A socket that speaks to the worker through the daemon's stream; two threads carry the bytes to the end."""
    ours, theirs = socket.socketpair()
    threading.Thread(target=both_ways, args=(*pair, theirs), name="agentrt-attach", daemon=True).start()
    return ours


def both_ways(remote: Any, owner: Any, theirs: socket.socket) -> None:
    """Carry until both directions have ended, then close everything."""
    with suppress(OSError, AttributeError):
        remote.settimeout(None)
    back = threading.Thread(target=outward, args=(remote, theirs), name="agentrt-attach-out", daemon=True)
    back.start()
    inward(remote, theirs)
    back.join()
    theirs.close()
    owner.close()
    remote.close()


def outward(remote: Any, theirs: socket.socket) -> None:
    """The worker's own archive first, then everything from this side."""
    with suppress(OSError):
        remote.sendall(archive())
        while data := theirs.recv(1 << 18):
            remote.sendall(data)
    with suppress(OSError):
        remote.shutdown(socket.SHUT_RDWR)


def inward(remote: Any, theirs: socket.socket) -> None:
    """What the worker says, taken out of Docker's own framing."""
    with suppress(OSError, EOFError):
        while True:
            stream, size = _HEADER.unpack(exactly(remote, _HEADER.size))
            while size > 0:
                data = exactly(remote, min(size, MAX_PIECE))
                size -= len(data)
                if stream == _STDOUT:
                    theirs.sendall(data)
    with suppress(OSError):
        theirs.shutdown(socket.SHUT_RDWR)


def exactly(remote: Any, size: int) -> bytes:
    """`size` bytes.

    Raises:
        EOFError: The stream ended first.
    """
    data = b""
    while len(data) < size:
        more = remote.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data
