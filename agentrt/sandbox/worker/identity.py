"""Whose rights a step is taken with."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator

libc = ctypes.CDLL(None, use_errno=True)
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 4, 36, 38


def prctl(option: int, value: int) -> None:
    """One call of prctl(2); a kernel that lacks the option is no error."""
    libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0)


@contextlib.contextmanager
def as_user(uid: int | None) -> Iterator[None]:
    """Touch files as the commands' user. Signals and everything else keep the worker's identity."""
    if uid is None:
        yield
        return
    libc.setfsgid(uid)
    libc.setfsuid(uid)
    try:
        yield
    finally:
        libc.setfsuid(0)
        libc.setfsgid(0)
