"""An audit hook that ends a process's reach: no files, no network, no other processes, no further imports.

Set in a forked child, after everything that its code may import has been imported. It cannot be taken off again.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import purity

_DENIED = (
    "open",
    "os.",
    "shutil.",
    "socket.",
    "subprocess.",
    "sqlite3.connect",
    "ctypes.",
    "pty.",
    "signal.",
    "syslog.",
    "tempfile.",
    "urllib.",
    "mmap.",
    "fcntl.",
    "code.__new__",
    "sys._getframe",
    "sys.settrace",
    "sys.setprofile",
    "gc.",
    "marshal.",
    "pickle.",
    "cpython.run_",
)


def preload() -> None:
    """Import what guarded code may import."""
    for name in purity.MODULES:
        importlib.import_module(name)
    importlib.import_module("encodings.idna")
    importlib.import_module("_strptime")


class Guard:
    """What `guard` set. It cannot be taken off, but this program's own work may lift it for a moment."""

    def __init__(self, told: Callable[[str], object] | None) -> None:
        self._told = told
        self._lifted = False

    def __enter__(self) -> None:
        self._lifted = True

    def __exit__(self, *_: object) -> None:
        self._lifted = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._lifted:
            return
        if event == "import":
            if arguments[0] in sys.modules:
                return
        elif not event.startswith(_DENIED):
            return
        if self._told is not None:
            self._told(event)
        raise PermissionError(f"{event} is not allowed here")


def guard(told: Callable[[str], object] | None = None) -> Guard:
    """Deny from now on what `_DENIED` names. Code meets a `PermissionError`.

    Args:
        told: Called with each denied event's name, before the error is raised.

    Returns:
        The hook: `with` it this program's own code may do what is denied, in a process shared with checked code.
    """
    made = Guard(told)
    sys.addaudithook(made)
    return made
