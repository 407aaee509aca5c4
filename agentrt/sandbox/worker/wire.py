"""What goes over the stream between host and worker: frame kinds, sizes, names of problems."""

from __future__ import annotations

import errno
import struct

VERSION = 1
HEADER = struct.Struct("!IBI")
MAX_FRAME = 4 << 20
CHUNK = 1 << 16
WINDOW = 1 << 18
BACKLOG = 1 << 20
SPARE_SLOTS = 2
"""Slots that are made ready whenever there are fewer, once there has been a command."""

MOST_SLOTS = 6
"""Slots that are kept when commands end."""

LULL = 0.002
"""Seconds in which nothing happens, before slots are made ready; at once where there is none."""

LONGEST_LULL = 0.2
"""The same while no process can be made."""

MAX_NAMES = 100_000

# From the host.
START, DATA, EOF, CREDIT, SIGNAL, KILL, RESIZE, CALL, WRITE, READ, CONNECT = range(1, 12)
# From the worker; DATA, EOF and CREDIT go both ways.
HELLO, STARTED, OUT, ERR, OUT_EOF, ERR_EOF, EXIT, RESULT, PROBLEM = range(32, 41)

PROBLEMS = {
    errno.ENOENT: "not_found",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.EROFS: "permission",
    errno.EISDIR: "is_directory",
    errno.ENOTDIR: "not_directory",
    errno.EEXIST: "exists",
    errno.ENOTEMPTY: "exists",
    errno.ENOSPC: "no_space",
    errno.EDQUOT: "no_space",
    errno.EFBIG: "no_space",
    errno.ENXIO: "not_a_file",
    errno.ELOOP: "unsafe",
}


class Refused(Exception):
    """Something the host asked for cannot be done; `code` is one of the names in base.FileProblem, or "start"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
