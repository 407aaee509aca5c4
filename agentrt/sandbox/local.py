"""A sandbox that is none: the same protocol on this machine itself, for development where nothing else is there.

Commands run as this user, with this user's files and network. Kept are: process trees that end with their command or
its time limit, bounded output, a workspace of its own, and an environment without this process's variables.
"""

from __future__ import annotations

import json
import os
import posixpath
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import Self

import anyio
import anyio.to_thread
from pydantic import JsonValue

from agentrt.errors import SandboxError, SandboxLost, SandboxUnavailable
from agentrt.sandbox.base import WORKSPACE
from agentrt.sandbox.channel import Channel
from agentrt.sandbox.client import WorkerSandbox, inside
from agentrt.sandbox.owner import this_process
from agentrt.sandbox.policy import SandboxPolicy
from agentrt.sandbox.volumes import check_name
from agentrt.sandbox.worker.archive import START, archive
from agentrt.sandbox.worker.trees import descendants, stop_all

ENFORCED = frozenset({"output", "output_file", "open_files", "timeout", "lease", "unbounded_workspace"})
"""Fields of the policy that hold here."""

START_TIMEOUT = 60.0
STOP_TIMEOUT = 10.0


class IsolatesNothing(UserWarning):
    """A `LocalSandbox` was made: whatever runs in it can do what this user can do."""


class LocalSandbox(WorkerSandbox):
    """The protocol without the isolation. Never run code in it that you would not run yourself.

    Paths given to its methods that are relative, or begin with `/workspace`, lie in its own folder; a command that
    names `/workspace` itself does not find it, and should use relative paths.

    Args:
        folder: The workspace; None: a new one, removed when the sandbox is closed.
        policy: Limits. Those that nothing here enforces (memory, processes, disk, network and the like) are refused
            where they were set explicitly, unless `unenforced` is given.
        env: Variables for every command, besides PATH, HOME and LANG.
        unenforced: Accept a policy that does not hold.

    Raises:
        SandboxUnavailable: The policy sets limits that do not hold here.
    """

    engine = "local"

    def __init__(
        self,
        folder: str | PathLike[str] | None = None,
        *,
        policy: SandboxPolicy | None = None,
        env: Mapping[str, str] | None = None,
        unenforced: bool = False,
    ) -> None:
        policy = policy or SandboxPolicy()
        broken = sorted(policy.model_fields_set - ENFORCED)
        if broken and not unenforced:
            raise SandboxUnavailable(
                f"LocalSandbox enforces none of these limits: {', '.join(broken)}. Use DockerSandbox or "
                "BubblewrapSandbox; or pass unenforced=True, if nothing hostile will ever run in it."
            )
        warnings.warn(
            "LocalSandbox isolates NOTHING: commands run as this user, with this user's files and network.",
            IsolatesNothing,
            stacklevel=2,
        )
        super().__init__(policy)
        self.id = f"agentrt-{secrets.token_hex(6)}"
        self._given = Path(folder).resolve() if folder is not None else None
        self._env = {"LANG": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath)} | dict(env or {})
        self._state: Path | None = None
        self._worker: subprocess.Popen[bytes] | None = None

    def spec(self) -> dict[str, JsonValue]:
        """What makes it again; see `Sandbox.spec`."""
        folder = str(self._given) if self._given else None
        return {"engine": self.engine, "policy": self.policy.model_dump(mode="json"), "workspace": folder}

    @property
    def folder(self) -> Path:
        """The workspace on this machine.

        Raises:
            SandboxError: It is not open.
        """
        if self._state is None:
            raise SandboxError("This sandbox is not open. Use it as `async with LocalSandbox() as box:`.")
        return self._given or self._state / "workspace"

    def path(self, path: str) -> str:
        """A path of the protocol's as it is on this machine."""
        full = posixpath.normpath(inside(path))
        below = full.removeprefix(WORKSPACE)
        return str(self.folder) + below if below == "" or (below != full and below[0] == "/") else full

    # Coming.

    async def open(self) -> Self:
        """Start the worker.

        Raises:
            SandboxError: It does not start.
        """
        if self._state is not None:
            raise SandboxError("This sandbox is open already.")
        try:
            self._state = await anyio.to_thread.run_sync(make_state)
            self._env = {"HOME": str(self._state / "home")} | self._env
            if self._given is not None:
                self._given.mkdir(parents=True, exist_ok=True)
            await self._launch()
        except BaseException:
            await self.close()
            raise
        return self

    async def _launch(self) -> None:
        ours, theirs = socket.socketpair()
        await anyio.to_thread.run_sync(self._spawn, theirs)
        channel = Channel(ours)
        try:
            with anyio.fail_after(START_TIMEOUT):
                await channel.greet()
        except (TimeoutError, SandboxLost) as error:
            channel.lose("It never answered.")
            raise SandboxError(f"The worker does not answer: {error}") from error
        self._channel = channel

    def _spawn(self, theirs: socket.socket) -> None:
        assert self._state is not None
        settings = {
            "uid": None,
            "open_files": self.policy.open_files,
            "workspace": str(self.folder),
            "spool": str(self._state / "output"),
            "spool_bytes": self.policy.output_file,
            "listen": 0,
            "alone": False,
        }
        archive_path = str(self._state / "worker.pyz")
        worker = [sys.executable, "-IS", "-c", START, archive_path, f"fd:{theirs.fileno()}", json.dumps(settings)]
        with theirs:
            self._worker = subprocess.Popen(
                worker,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PATH": self._env["PATH"]},
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    # Copies.

    async def fork(self, n: int = 1) -> Sequence[LocalSandbox]:
        """`n` sandboxes with a copy of the workspace; see `Sandbox.fork`."""
        source, copies = self.folder, []
        try:
            for _ in range(n):
                copy = LocalSandbox(policy=self.policy, env=self._env, unenforced=True)
                copies.append(await copy.open())
                await in_thread(copy_tree, source, copy.folder)
        except BaseException:
            for copy in copies:
                await copy.close()
            raise
        return copies

    async def snapshot(self, name: str) -> None:
        """Keep a copy of the workspace under a name, as long as the sandbox is open."""
        source, kept = self.folder, self._snapshot(name)
        await in_thread(copy_tree, source, kept)

    async def restore(self, name: str) -> None:
        """Put the workspace back to a snapshot; see `Sandbox.restore`."""
        kept, target = self._snapshot(name), self.folder
        if not kept.is_dir():
            raise SandboxError(f"There is no snapshot named {name!r}.")
        await self._stop()
        await in_thread(copy_tree, kept, target)
        await self._launch()

    def _snapshot(self, name: str) -> Path:
        assert self._state is not None
        return self._state / "snapshots" / check_name(name, "snapshot")

    # Going.

    async def _destroy(self) -> None:
        if self._worker is not None:
            await in_thread(kill_tree, self._worker.pid)

    async def close(self) -> None:
        """Kill everything that was started and remove the folder, unless it was given."""
        with anyio.CancelScope(shield=True):
            await self._stop()
            if self._state is not None:
                state, self._state = self._state, None
                await in_thread(shutil.rmtree, state, True)

    async def _stop(self) -> None:
        """End the worker and all that it started: it ends its commands when its stream closes."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        with anyio.CancelScope(shield=True):
            family = await anyio.to_thread.run_sync(descendants, worker.pid)
            if self._channel is not None:
                self._channel.lose("The sandbox was closed.")
            await in_thread(wait_ended, worker, family)


def wait_ended(worker: subprocess.Popen[bytes], family: set[int]) -> None:
    """Wait until a worker and what it had started are gone; what takes too long is killed."""
    deadline = time.monotonic() + STOP_TIMEOUT
    while worker.poll() is None or living(family):
        if time.monotonic() > deadline:
            for process in living(family | {worker.pid}):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        time.sleep(0.005)


def kill_tree(root: int) -> None:
    """Kill a process and all below it, stopped first so that none gets away."""
    for process in (*stop_all(root), root):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


async def in_thread(function: Callable[..., object], *arguments: object) -> None:
    """Call something that blocks."""
    await anyio.to_thread.run_sync(lambda: function(*arguments))


def make_state() -> Path:
    """A folder for what belongs to one sandbox; with its owner in it, so that `gc` finds it when the owner is dead."""
    state = Path(tempfile.mkdtemp(prefix="agentrt-"))
    (state / "owner").write_text(this_process().label())
    (state / "worker.pyz").write_bytes(archive())
    for name in ("workspace", "output", "home", "snapshots"):
        (state / name).mkdir()
    return state


def living(processes: set[int]) -> set[int]:
    """Those that have not ended."""
    found = set()
    for process in processes:
        with suppress(OSError):
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
                found.add(process)
    return found


def copy_tree(source: Path, target: Path) -> None:
    """Replace a folder's content by a copy of another's: files, folders and links, nothing else."""
    target.mkdir(parents=True, exist_ok=True)
    for item in target.iterdir():
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item)
        else:
            item.unlink()
    shutil.copytree(source, target, symlinks=True, ignore=odd_files, dirs_exist_ok=True)


def odd_files(folder: str, names: list[str]) -> list[str]:
    """Pipes, sockets and devices."""
    place = Path(folder)
    return [name for name in names if not ((item := place / name).is_symlink() or item.is_file() or item.is_dir())]
