"""An audit hook that ends a process's reach: no files, no network, no other processes, no further imports.

Set in a forked child, after everything that its code may import has been imported. It cannot be taken off again.
"""

from __future__ import annotations

import importlib
import sys

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


def preload():
    """Import what guarded code may import."""
    for name in purity.MODULES:
        importlib.import_module(name)
    importlib.import_module("encodings.idna")
    importlib.import_module("_strptime")


def guard(told=None):
    """Deny from now on what `_DENIED` names. Code meets a `PermissionError`.

    Args:
        told: Called with each denied event's name, before the error is raised.
    """

    def hook(event, _arguments):
        if event == "import":
            name = _arguments[0]
            if name in sys.modules:
                return
        elif not event.startswith(_DENIED):
            return
        if told is not None:
            told(event)
        raise PermissionError(f"{event} is not allowed here")

    sys.addaudithook(hook)
