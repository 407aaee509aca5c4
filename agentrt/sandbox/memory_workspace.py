"""Workspaces in memory: a tmpfs of exactly the policy's `disk` on the host, for `bubblewrap.py`.

Made in a millisecond, bounded, charged to the sandbox that fills it, and alive until it is unmounted: so a run can be
resumed after its client was killed, though not after a reboot. Each is a folder under `state_folder()`:

    bubblewrap/NAME/{files/ (the tmpfs), owner.json, snapshots/NAME/, abandoned}

Copies are made inside a sandbox that sees nothing but the two folders, so no link in a workspace leads anywhere else.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

from agentrt.errors import SandboxError, SandboxUnavailable
from agentrt.sandbox.owner import this_process
from agentrt.sandbox.volumes import Lease, check_name, locked, state_folder

_NOSUID, _NODEV, _DETACH = 2, 4, 2
_BYTES_A_FILE = 4096

libc = ctypes.CDLL(None, use_errno=True)


class MemoryWorkspace:
    """One workspace.

    Attributes:
        name: Its name.
        folder: What belongs to it.
        files: The tmpfs.
    """

    def __init__(self, name: str) -> None:
        self.name = check_name(name, "workspace")
        self.folder = state_folder() / "bubblewrap" / name
        self.files = self.folder / "files"

    def exists(self) -> bool:
        """Whether it is there, with its files: a reboot takes them."""
        return self.files.is_mount()

    def open(self, size: int, lease: Lease) -> Lease:
        """Make it, or take it over from an owner that let go of it or died.

        Raises:
            SandboxError: Another living process has it.
            SandboxUnavailable: It cannot be mounted.
        """
        if not lease.keep:  # its name is new
            return self._create(size, lease)
        with locked():
            old = self.lease()
            if old is None or not self.exists():
                return self._create(size, lease)
            if old.bars():
                raise SandboxError(f"The workspace {self.name!r} is open in process {old.owner.pid}.")
            self._write(fresh := lease.model_copy(update={"uid": old.uid}))
            return fresh

    def release(self) -> None:
        """Let go of it: it stays, for whoever opens it next."""
        with locked():
            lease = self.lease()
            if lease is not None and lease.owner == this_process():
                self._write(lease.model_copy(update={"held": False}))

    def _create(self, size: int, lease: Lease) -> Lease:
        self.files.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._write(lease)
        room = max(size // _BYTES_A_FILE, 1024)
        options = f"size={size},nr_inodes={room},mode=755,uid={lease.uid},gid={lease.uid}"
        if libc.mount(b"agentrt", os.fsencode(self.files), b"tmpfs", _NOSUID | _NODEV, options.encode()) != 0:
            problem = os.strerror(ctypes.get_errno())
            shutil.rmtree(self.folder, ignore_errors=True)
            raise SandboxUnavailable(f"No workspace can be mounted at {self.files}: {problem}. This needs root.")
        return lease

    def lease(self) -> Lease | None:
        """What is written beside it; None where that is missing or torn."""
        try:
            return Lease.model_validate_json((self.folder / "owner.json").read_text())
        except (OSError, ValueError):
            return None

    def _write(self, lease: Lease) -> None:
        beside = self.folder / f".owner.{os.getpid()}"
        beside.write_text(lease.model_dump_json())
        beside.rename(self.folder / "owner.json")
        (self.folder / "abandoned").unlink(missing_ok=True)

    def snapshot(self, name: str) -> Path:
        """The folder of one of its snapshots."""
        return self.folder / "snapshots" / check_name(name, "snapshot")

    def expired(self, now: float) -> bool:
        """Whether its owner is dead and its lease over, which runs from when the death was first seen."""
        lease = self.lease()
        if lease is None:
            return now - self.folder.stat().st_mtime > 60  # one being made is not yet complete
        if not lease.owner.dead():
            return False
        mark = self.folder / "abandoned"
        if not mark.exists():
            mark.touch()
        return not self.exists() or now - mark.stat().st_mtime >= lease.seconds

    def erase(self) -> None:
        """Unmount it and remove all that belongs to it."""
        libc.umount2(os.fsencode(self.files), _DETACH)
        if not self.exists():
            shutil.rmtree(self.folder, ignore_errors=True)


def memory_workspaces() -> list[MemoryWorkspace]:
    """All there are, whoever has them."""
    folder = state_folder() / "bubblewrap"
    return [MemoryWorkspace(item.name) for item in sorted(folder.iterdir())] if folder.is_dir() else []


def copy_files(root: Path, source: Path, target: Path) -> None:
    """Replace what is in `target` by a copy of what is in `source`, with the image's own tools, inside a sandbox.

    Raises:
        SandboxUnavailable: It failed, or the image has no `cp` and no `find`.
    """
    script = "find /to -mindepth 1 -maxdepth 1 -exec rm -rf {} + && cp -a /from/. /to/"
    command = [
        "bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--die-with-parent", "--clearenv",
        "--cap-drop", "ALL", "--cap-add", "CAP_CHOWN", "--cap-add", "CAP_DAC_OVERRIDE", "--cap-add", "CAP_FOWNER",
        "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin", "--tmpfs", "/",
        *(word for item in sorted(root.iterdir()) for word in bound(item)),
        "--ro-bind", str(source), "/from", "--bind", str(target), "/to",
        "--", "/bin/sh", "-c", script,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise SandboxUnavailable(f"The workspace could not be copied: {done.stderr.strip()[:500]}")


def bound(item: Path) -> list[str]:
    """What puts one of the top names of a root file system into a sandbox; only programs and libraries are wanted."""
    if item.name not in ("bin", "lib", "lib32", "lib64", "sbin", "usr"):
        return []
    if item.is_symlink():
        return ["--symlink", str(item.readlink()), f"/{item.name}"]
    return ["--ro-bind", str(item), f"/{item.name}"]
