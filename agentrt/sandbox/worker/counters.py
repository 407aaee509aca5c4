"""What the kernel counts for this sandbox, from its control group (version 1 or 2)."""

from __future__ import annotations

import os


def counter(path: str, name: str) -> int:
    """A figure out of one of the kernel's files of "name value" lines, 0 where there is none."""
    try:
        with open(path, "rb", buffering=0) as file:
            return figure(file.read(4096), name)
    except (OSError, ValueError):
        return 0


def figure(text: bytes, name: str) -> int:
    """The figure of that name in lines of "name value", or the only one where `name` is empty; 0 where there is none.

    Raises:
        ValueError: It is no number ("max").
    """
    for line in text.splitlines():
        key, _, value = line.partition(b" ")
        if key == name.encode() or not name:
            return int(value if name else key)
    return 0


class Counter:
    """One figure that is asked for often, out of a file of "name value" lines that stays open."""

    def __init__(self, name: str, *files: str) -> None:
        self.name, self.file = name, -1
        try:
            self.file = os.open(cgroup_file(*files), os.O_RDONLY | os.O_CLOEXEC)
        except OSError:  # no such counter here
            pass

    def value(self) -> int:
        """The figure now, 0 where there is none."""
        try:
            return figure(os.pread(self.file, 4096, 0), self.name) if self.file >= 0 else 0
        except (OSError, ValueError):
            return 0


def cgroup_file(*names: str) -> str:
    """The first of these files of the control group that is there: version 2's name, then version 1's."""
    return next((path for path in (f"/sys/fs/cgroup/{name}" for name in names) if os.path.exists(path)), "")
