"""Workspaces with a size: where they are kept, how long, and how they are copied.

On a local daemon, as root, a workspace is a Docker volume over an ext4 file system of exactly the policy's `disk` in a
sparse file (a loop device): full means "No space left on device", its pages are no memory of the container, a copy
costs what is used and not what it could hold, and it outlives its container, so a run can be resumed after its client
was killed. Each workspace is a folder under `state_folder()`:

    NAME/disk.img  NAME/owner.json  NAME/snapshots/NAME.img  NAME/abandoned (since when its owner is known to be dead)

Elsewhere it is a tmpfs of that size: bounded too, but memory, and gone with its container.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from agentrt.errors import SandboxError, SandboxUnavailable
from agentrt.frozen import Frozen
from agentrt.sandbox.owner import Owner, parse_owner, this_process

MKFS = ("mkfs.ext4", "-q", "-F", "-m", "0", "-i", "8192", "-O", "^has_journal,^resize_inode")
"""No journal: a workspace is not worth one."""
MKFS_DIGEST = hashlib.sha256(" ".join(MKFS).encode()).hexdigest()[:8]
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,100}")


class Lease(Frozen):
    """What is written beside a workspace.

    Attributes:
        owner: The process that has it open, or had it last.
        seconds: How long it outlives an owner that died.
        keep: It was named by the user, and is kept when its sandbox is closed.
        uid: Whose files are in it.
        run: The run it belongs to.
        held: Whether the owner has it open, so that nobody else may.
    """

    owner: Owner
    seconds: float
    keep: bool
    uid: int
    run: str = ""
    held: bool = True

    def bars(self) -> bool:
        """Whether this process may not take the workspace: another one has it open and lives."""
        return self.held and not self.owner.dead() and self.owner != this_process()


def state_folder() -> Path:
    """Where workspaces are kept: `AGENTRT_STATE`, else /var/lib/agentrt for root, else the user's state folder."""
    if folder := os.environ.get("AGENTRT_STATE"):
        return Path(folder)
    if os.geteuid() == 0:
        return Path("/var/lib/agentrt")
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "agentrt"


def workspaces_folder() -> Path:
    """The folder of all workspaces."""
    return state_folder() / "workspaces"


def can_loop() -> bool:
    """Whether workspaces can be files with a file system of their own here."""
    tools = all(shutil.which(tool) for tool in ("losetup", "mkfs.ext4", "debugfs"))
    return tools and os.geteuid() == 0 and Path("/dev/loop-control").exists()


def check_name(name: str, what: str) -> str:
    """`name`, if it can be one.

    Raises:
        SandboxError: It cannot.
    """
    if not _NAME.fullmatch(name):
        raise SandboxError(f"{name!r} cannot be the name of a {what}: letters, digits, dot, dash and underscore can.")
    return name


class Workspace:
    """One workspace on a loop device.

    Attributes:
        name: Its name, the Docker volume's too (after "agentrt-").
        folder: What belongs to it.
    """

    def __init__(self, name: str) -> None:
        self.name = check_name(name, "workspace")
        self.folder = workspaces_folder() / name
        self.disk = self.folder / "disk.img"

    @property
    def volume(self) -> str:
        """Name of the Docker volume."""
        return f"agentrt-{self.name}"

    def exists(self) -> bool:
        """Whether it has been made."""
        return self.disk.exists()

    def create(self, size: int, lease: Lease, source: Path | None = None) -> None:
        """Make it: empty, or a copy of another's disk."""
        (self.folder / "snapshots").mkdir(parents=True, exist_ok=True)
        self.write_lease(lease)
        if source is not None:
            copy_disk(source, self.disk)
        else:
            make_disk(self.disk, size, lease.uid)

    def lease(self) -> Lease | None:
        """What is written beside it; None where that is missing or torn."""
        try:
            return Lease.model_validate_json((self.folder / "owner.json").read_text())
        except (OSError, ValueError):
            return None

    def write_lease(self, lease: Lease) -> None:
        """Write down who has it, in one step."""
        beside = self.folder / f".owner.{os.getpid()}"
        beside.write_text(lease.model_dump_json())
        beside.rename(self.folder / "owner.json")
        (self.folder / "abandoned").unlink(missing_ok=True)

    def claim(self, lease: Lease) -> Lease:
        """Take over a workspace that exists, whose owner let go of it or died.

        Raises:
            SandboxError: Another living process has it.
        """
        with locked():
            old = self.lease()
            if old is not None and old.bars():
                raise SandboxError(f"The workspace {self.name!r} is open in process {old.owner.pid}.")
            fresh = lease.model_copy(update={"uid": old.uid if old else lease.uid, "keep": lease.keep})
            self.write_lease(fresh)
            return fresh

    def release(self) -> None:
        """Let go of it: it stays, for whoever opens it next."""
        self.detach()
        with locked():
            lease = self.lease()
            if lease is not None and lease.owner == this_process():
                self.write_lease(lease.model_copy(update={"held": False}))

    def device(self) -> str:
        """The loop device it is on, attached where it was not."""
        found = run("losetup", "--noheadings", "--output", "NAME", "--associated", str(self.disk)).split()
        return found[0] if found else self.attach()

    def attach(self) -> str:
        """Put it on a free loop device, and say which."""
        return run("losetup", "--find", "--show", str(self.disk)).strip()

    def detach(self) -> None:
        """Take it off its loop device."""
        for device in run("losetup", "--noheadings", "--output", "NAME", "--associated", str(self.disk)).split():
            with suppress(SandboxError):
                run("losetup", "--detach", device)

    def snapshot(self, name: str) -> Path:
        """The file of one of its snapshots."""
        return self.folder / "snapshots" / f"{check_name(name, 'snapshot')}.img"

    def expired(self, now: float) -> bool:
        """Whether its owner is dead and its lease over. The lease runs from when the death was first seen."""
        lease = self.lease()
        if lease is None:
            return now - self.folder.stat().st_mtime > 60  # one being made is not yet complete
        if not lease.owner.dead():
            return False
        mark = self.folder / "abandoned"
        with suppress(FileExistsError), mark.open("x") as file:
            json.dump(now, file)
        return now - float(json.loads(mark.read_text())) >= lease.seconds

    def erase(self) -> None:
        """Remove its files; the Docker volume must be gone."""
        self.detach()
        shutil.rmtree(self.folder, ignore_errors=True)


def workspaces() -> list[Workspace]:
    """All there are, whoever has them."""
    folder = workspaces_folder()
    if not folder.is_dir():
        return []
    return [Workspace(item.name) for item in sorted(folder.iterdir()) if _NAME.fullmatch(item.name)]


@contextmanager
def locked(what: str = "workspaces") -> Iterator[None]:
    """One process (and one thread of it) at a time decides who has which workspace, or builds an image."""
    state_folder().mkdir(parents=True, exist_ok=True)
    with (state_folder() / f"{what}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_disk(path: Path, size: int, uid: int) -> None:
    """An empty ext4 file system in a sparse file: a copy of a template, kept because mkfs costs ten times as much."""
    template = state_folder() / "templates" / f"{MKFS_DIGEST}-{size}-{uid}.img"
    if not template.exists():
        template.parent.mkdir(parents=True, exist_ok=True)
        beside = template.with_name(f".{template.name}.{os.getpid()}.{time.monotonic_ns()}")
        format_disk(beside, size, uid)
        beside.rename(template)
    clone(template, path)


def format_disk(path: Path, size: int, uid: int) -> None:
    """Make an empty ext4 file system, without the folder that such a one comes with, which is none of the user's."""
    with path.open("wb") as file:
        file.truncate(max(size, 2 << 20))
    options = f"root_owner={uid}:{uid},lazy_itable_init=1,nodiscard"
    run(*MKFS, "-E", options, str(path))
    run("debugfs", "-w", "-R", "rmdir lost+found", str(path))


def clone(source: Path, target: Path) -> None:
    """Copy the parts of a sparse file that hold something."""
    with source.open("rb") as old, target.open("wb") as new:
        size = os.fstat(old.fileno()).st_size
        new.truncate(size)
        start = 0
        while start < size:
            try:
                start = os.lseek(old.fileno(), start, os.SEEK_DATA)
            except OSError as error:
                if error.errno == errno.ENXIO:  # only a hole is left
                    return
                raise
            end = os.lseek(old.fileno(), start, os.SEEK_HOLE)
            while start < end:
                start += os.copy_file_range(old.fileno(), new.fileno(), end - start, start, start)


def copy_disk(source: Path, target: Path) -> None:
    """Copy what is used of a sparse file, shared with the original where the file system can."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.{time.monotonic_ns()}")
    run("cp", "--reflink=auto", "--sparse=always", str(source), str(beside))
    beside.rename(target)


def run(*command: str) -> str:
    """Run one of the machine's own tools.

    Raises:
        SandboxUnavailable: It failed; the message is its own.
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SandboxUnavailable(f"{' '.join(command[:2])} failed: {done.stderr.strip()[:500]}")
    return done.stdout


__all__ = ["Lease", "Workspace", "can_loop", "copy_disk", "locked", "parse_owner", "state_folder", "workspaces"]
