"""Whose rights a step is taken with."""

from __future__ import annotations

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 4, 36, 38


def prctl(option: int, value: int) -> None:
    """One call of prctl(2); a kernel that lacks the option is no error."""
    libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0)


class as_user:  # noqa: N801 it reads as a step: `with as_user(uid):`
    """Touch files as the commands' user.

    Only the effective ids change: whether a command may signal or trace the worker goes by the real and the saved ones,
    and what `seteuid` takes of the capabilities comes back with it. (`setfsuid` is none of gVisor's system calls.)
    """

    def __init__(self, uid: int | None) -> None:
        self.uid = uid

    def __enter__(self) -> None:
        if self.uid is not None:
            os.setegid(self.uid)
            os.seteuid(self.uid)

    def __exit__(self, *_: object) -> None:
        if self.uid is not None:
            os.seteuid(0)
            os.setegid(0)
