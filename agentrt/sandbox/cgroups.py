"""Control groups made by hand, versions 1 and 2: what bounds a sandbox's memory, processors and processes.

An engine with a daemon leaves this to the daemon. Here root is needed: nobody else may bound a group of processes on
every machine, and a bound that does not hold is not promised.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agentrt.errors import SandboxUnavailable
from agentrt.sandbox.policy import SandboxPolicy

_PERIOD = 100_000  # microseconds over which processor time is counted
_V1 = ("memory", "pids", "cpu", "cpuacct")
_V2 = {"memory", "pids", "cpu"}
_OURS = "agentrt"
OWN_PROCESSES = 28
"""What a sandbox's own machinery may take, besides `SandboxPolicy.processes`."""


@dataclass(frozen=True)
class ControlGroup:
    """The control group of one sandbox.

    Attributes:
        folders: Its folder in each hierarchy, by controller; a single "" in version 2.
    """

    folders: dict[str, Path]

    @classmethod
    def create(cls, name: str, policy: SandboxPolicy) -> ControlGroup:
        """Make it and set its limits; the workspace is memory here, so its size is added to the memory's.

        Raises:
            SandboxUnavailable: A limit cannot be set here.
        """
        group = cls.named(name)
        try:
            for folder in group.folders.values():
                folder.mkdir(parents=True)
            for file, value in group._limits(policy):
                file.write_text(value)
        except OSError as error:
            group.remove()
            raise SandboxUnavailable(
                f"The limits on memory, processors and processes cannot be set: {error}. Control groups must be "
                "writable for this user; DockerSandbox leaves them to the Docker daemon."
            ) from None
        return group

    @classmethod
    def named(cls, name: str) -> ControlGroup:
        """The group of this name, which need not be there."""
        return cls({controller: root / name for controller, root in roots().items()})

    def _limits(self, policy: SandboxPolicy) -> list[tuple[Path, str]]:
        quota, processes = str(int(policy.cpus * _PERIOD)), str(policy.processes + OWN_PROCESSES)
        memory = str(policy.memory + policy.disk)
        if "" in self.folders:
            folder = self.folders[""]
            swap = folder / "memory.swap.max"
            return [
                (folder / "memory.max", memory),
                *([(swap, "0")] if swap.exists() else []),
                (folder / "pids.max", processes),
                (folder / "cpu.max", f"{quota} {_PERIOD}"),
            ]
        swap = self.folders["memory"] / "memory.memsw.limit_in_bytes"
        return [
            (self.folders["memory"] / "memory.limit_in_bytes", memory),
            *([(swap, memory)] if swap.exists() else []),
            (self.folders["pids"] / "pids.max", processes),
            (self.folders["cpu"] / "cpu.cfs_period_us", str(_PERIOD)),
            (self.folders["cpu"] / "cpu.cfs_quota_us", quota),
        ]

    def doors(self) -> list[str]:
        """Files into which a process of one thread writes 0 to enter.

        In version 1 that is `tasks`: a thread that moves itself takes no lock of the whole machine's, which costs
        `cgroup.procs` ten milliseconds in every hierarchy.
        """
        return [str(folder / ("tasks" if name else "cgroup.procs")) for name, folder in self.folders.items()]

    def seen_inside(self) -> list[tuple[str, str]]:
        """Folders of the host and where the worker looks for them."""
        return [(str(folder), f"/sys/fs/cgroup/{name}".rstrip("/")) for name, folder in self.folders.items()]

    def processes(self) -> list[int]:
        """Every process in it, by the host's numbers."""
        found: set[int] = set()
        for folder in self.folders.values():
            with contextlib.suppress(OSError):
                found |= {int(line) for line in (folder / "cgroup.procs").read_text().split()}
        return sorted(found)

    def kill(self) -> None:
        """Kill everything in it; returns at once."""
        for process in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def collect(self, age: float = 60.0) -> bool:
        """Remove it where it is empty and so many seconds old; whether it is gone by that."""
        with contextlib.suppress(OSError):
            if all(time.time() - folder.stat().st_mtime > age for folder in self.folders.values() if folder.exists()):
                return all(_removed(folder) for folder in self.folders.values())
        return False

    def remove(self, seconds: float = 5.0) -> bool:
        """Remove it, killing what is still there; whether it is gone. Blocks until then, or so long."""
        deadline = time.monotonic() + seconds
        while True:
            left = [folder for folder in self.folders.values() if not _removed(folder)]
            if not left or time.monotonic() > deadline:
                return not left
            self.kill()
            time.sleep(0.002)


def _removed(folder: Path) -> bool:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def names() -> set[str]:
    """The groups of this kind that there are."""
    found: set[str] = set()
    for root in roots().values():
        with contextlib.suppress(OSError):
            found |= {folder.name for folder in root.iterdir() if folder.is_dir()}
    return found


@cache
def roots() -> dict[str, Path]:
    """Where groups are made, by controller; a single "" in version 2. Looked up once: mounts can be many.

    Raises:
        SandboxUnavailable: This machine has no usable control groups.
    """
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    unified = [Path(mount[1]) for mount in mounts if mount[2] == "cgroup2"]
    for root in unified:
        if set((root / "cgroup.controllers").read_text().split()) >= _V2:
            return {"": _prepare(root)}
    split = {option: Path(mount[1]) for mount in mounts if mount[2] == "cgroup" for option in mount[3].split(",")}
    missing = [name for name in _V1 if name not in split]
    if missing:
        raise SandboxUnavailable(f"This machine has no control groups for {', '.join(missing)}; use Docker.")
    own = dict(line.split(":", 2)[1:] for line in Path("/proc/self/cgroup").read_text().splitlines())
    return {name: _below(split[name], _own(own, name)) / _OURS for name in _V1}


def _own(groups: dict[str, str], controller: str) -> str:
    return next((path for names, path in groups.items() if controller in names.split(",")), "/")


def _below(root: Path, path: str) -> Path:
    """The group this process is in, so that a limit on it holds for its sandboxes too."""
    inner = root / path.lstrip("/")
    return inner if inner.is_dir() else root


def _prepare(root: Path) -> Path:
    """A version 2 group whose children may be limited."""
    enable = " ".join(f"+{name}" for name in sorted(_V2))
    ours = root / _OURS
    try:
        ours.mkdir(exist_ok=True)
        for folder in (root, ours):
            (folder / "cgroup.subtree_control").write_text(enable)
    except OSError as error:
        raise SandboxUnavailable(
            f"Control groups cannot be made below {root}: {error}. Run as root, or use Docker."
        ) from None
    return ours
