"""A sandbox without a daemon: bubblewrap builds the namespaces over an unpacked image, a worker inside does the rest.

What Docker does for `DockerSandbox` is done here by hand, with the same walls: no network, read-only root, commands
under another uid without capabilities and without new privileges, a system call filter, control groups for memory,
processors and processes, a workspace of bounded size. It starts in a few milliseconds, since the worker is forked from
a process that has Python loaded already (`nursery_process.py`); so the image needs no Python.

It needs root: nobody else can set those limits on every machine. What it cannot enforce it refuses.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Self

import anyio
import anyio.to_thread
from pydantic import JsonValue

from agentrt.errors import SandboxError, SandboxLost, SandboxUnavailable
from agentrt.sandbox import cgroups
from agentrt.sandbox.base import WORKSPACE
from agentrt.sandbox.cgroups import ControlGroup
from agentrt.sandbox.channel import Channel
from agentrt.sandbox.client import WorkerSandbox
from agentrt.sandbox.images import find_image, merged
from agentrt.sandbox.memory_workspace import MemoryWorkspace, copy_files, memory_workspaces
from agentrt.sandbox.network import PROXY_PORT, Gateway
from agentrt.sandbox.nursery import Birth, nursery
from agentrt.sandbox.owner import this_process
from agentrt.sandbox.policy import SandboxPolicy
from agentrt.sandbox.rootfs import RootFolder, root_folder
from agentrt.sandbox.transfer import together
from agentrt.sandbox.volumes import Lease

OUTPUT_FOLDER = "/run/agentrt/output"
START_TIMEOUT = 60.0
STOP_TIMEOUT = 10.0
COLLECT_EVERY = 60.0
"""Seconds between two looks for what dead processes left."""

_find = cache(find_image)
_unpacked = cache(root_folder)
_collecting = threading.Lock()


class BubblewrapSandbox(WorkerSandbox):
    """A sandbox of namespaces and control groups, without a daemon. Linux, root, `bwrap` in the path.

    The workspace and `/tmp` are memory, whose limit is the policy's `memory` and `disk` together.

    Args:
        image: As for `DockerSandbox`, unpacked on first use; or the folder of a root file system (a path with a
            slash), such as debootstrap makes.
        policy: Limits; those set here explicitly win over the image's. `runtime` must be None.
        workspace: Name of a workspace to keep, as for `DockerSandbox`. It does not outlive a reboot.
        env: Variables for every command.
        run: The run it belongs to.
        progress: Told, line by line, what takes long.

    Attributes:
        workspace_name: Name under which the workspace can be attached again.
    """

    engine = "bubblewrap"

    def __init__(
        self,
        image: str = "python",
        *,
        policy: SandboxPolicy | None = None,
        workspace: str | None = None,
        env: Mapping[str, str] | None = None,
        run: str = "",
        progress: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(merged(None if is_root(image) else _find(image), policy))
        self.image, self.run, self.progress = image, run, progress
        self.id = f"agentrt-{secrets.token_hex(6)}"
        self._env = dict(env or {})
        self._keep = workspace is not None
        self._workspace = MemoryWorkspace(workspace or self.id)
        self._mounted = False
        self._root: RootFolder | None = None
        self._group: ControlGroup | None = None
        self._birth: Birth | None = None
        self._gateway: Gateway | None = None

    @property
    def workspace_name(self) -> str:
        """Name under which the workspace can be attached again."""
        return self._workspace.name

    def spec(self) -> dict[str, JsonValue]:
        """What makes or attaches it again; see `Sandbox.spec`."""
        policy = self.policy.model_dump(mode="json", exclude_defaults=True)
        return {"engine": self.engine, "image": self.image, "policy": policy, "workspace": self.workspace_name}

    # Coming.

    async def open(self) -> Self:
        """Build the sandbox and start its worker.

        Raises:
            SandboxUnavailable: This machine cannot enforce the policy; the message says what is missing.
            SandboxError: The workspace is in use, or the image cannot be unpacked.
        """
        if self._mounted:
            raise SandboxError("This sandbox is open already.")
        check_machine(self.policy)
        try:
            await anyio.to_thread.run_sync(self._prepare)
            await self._greet()
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self.close()
            raise
        return self

    def _prepare(self) -> None:
        collect_sometimes()
        self._root = _unpacked(self.image, self.progress)
        policy = self.policy
        lease = Lease(owner=this_process(), seconds=policy.lease, keep=self._keep, uid=policy.uid, run=self.run)
        lease = self._workspace.open(policy.disk, lease)
        self._mounted = True
        self.policy = policy.model_copy(update={"uid": lease.uid})
        self._bear()

    async def _greet(self) -> None:
        assert self._birth is not None
        try:
            with anyio.fail_after(START_TIMEOUT):
                await self._birth.wait_started()
                if self._gateway is not None:
                    await serve_network(self._gateway, self._birth.stream)
                channel = Channel(self._birth.stream)
                await channel.greet()
        except (TimeoutError, SandboxLost) as error:
            raise SandboxError(f"The worker in the sandbox does not answer: {error}") from error
        self._channel = channel

    def _bear(self) -> None:
        assert self._root is not None
        self._gateway = Gateway(self.policy.allow) if self.policy.allow else None
        proxy = self._gateway.env if self._gateway else {}
        self._group = ControlGroup.create(self.id, self.policy)
        self._birth = nursery().bear(
            {
                "bwrap": self._command(self._root),
                "control_groups": self._group.doors(),
                "settings": self._settings(),
                "env": {"HOME": "/tmp", "USER": "agent", "LANG": "C.UTF-8"} | self._root.env | proxy,  # noqa: S108
            }
        )

    def _settings(self) -> dict[str, Any]:
        return {
            "uid": self.policy.uid,
            "open_files": self.policy.open_files,
            "workspace": WORKSPACE,
            "spool": OUTPUT_FOLDER,
            "spool_bytes": self.policy.output_file,
            "listen": PROXY_PORT if self.policy.allow else 0,
            "alone": True,
        }

    def _command(self, root: RootFolder) -> list[str]:
        """Bubblewrap's arguments, in the order in which the mounts lie over each other."""
        assert self._group is not None
        policy = self.policy
        counters = [word for pair in self._group.seen_inside() for word in ("--ro-bind", *pair)]
        return [
            bwrap(), "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--hostname", "sandbox",
            "--die-with-parent", "--cap-drop", "ALL", "--clearenv", "--setenv", "PATH", "/usr/bin:/bin",
            "--ro-bind", str(root.path), "/", "--proc", "/proc", "--dev", "/dev",
            *tmpfs("/dev/shm", policy.shm, "1777"),  # noqa: S108
            *tmpfs("/tmp", policy.tmp, "1777"),  # noqa: S108
            *tmpfs(OUTPUT_FOLDER, max(policy.output_file, 4096), "0755"),
            *tmpfs("/sys/fs/cgroup", 65_536, "0755"), *counters, "--remount-ro", "/sys/fs/cgroup",
            "--bind", str(self._workspace.files), WORKSPACE, "--chdir", "/",
        ]  # fmt: skip

    # Copies.

    async def fork(self, n: int = 1) -> Sequence[BubblewrapSandbox]:
        """`n` sandboxes with a copy of the workspace; see `Sandbox.fork`."""
        channel, copies = self.channel, [self._sibling() for _ in range(n)]
        try:
            await together(copy.open for copy in copies)
            await self._copy(channel, [copy._workspace.files for copy in copies])
        except BaseException:  # all are open, or none
            with anyio.CancelScope(shield=True):
                for copy in copies:
                    await copy.close()
            raise
        return copies

    def _sibling(self) -> BubblewrapSandbox:
        return BubblewrapSandbox(self.image, policy=self.policy, env=self._env, run=self.run)

    async def _copy(self, channel: Channel, targets: Sequence[Path]) -> None:
        """Copy the workspace into folders, with all commands stopped meanwhile."""
        await channel.ask("freeze")
        try:
            for target in targets:
                await self._copy_files(self._workspace.files, target)
        finally:
            with anyio.CancelScope(shield=True), suppress(SandboxLost):
                await channel.ask("thaw")

    async def _copy_files(self, source: Path, target: Path) -> None:
        root = self._root
        assert root is not None
        await anyio.to_thread.run_sync(lambda: copy_files(root.path, source, target))

    async def snapshot(self, name: str) -> None:
        """Keep a copy of the workspace under a name; see `Sandbox.snapshot`."""
        channel, kept = self.channel, self._workspace.snapshot(name)
        beside = kept.with_name(f".{kept.name}.{secrets.token_hex(4)}")
        beside.mkdir(parents=True)
        try:
            await self._copy(channel, [beside])
            await anyio.to_thread.run_sync(swap, beside, kept)
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(lambda: shutil.rmtree(beside, ignore_errors=True))

    async def restore(self, name: str) -> None:
        """Put the workspace back to a snapshot, in a sandbox made anew; see `Sandbox.restore`."""
        kept = self._workspace.snapshot(name)
        if not kept.is_dir():
            raise SandboxError(f"There is no snapshot named {name!r}.")
        await self._stop()
        await self._copy_files(kept, self._workspace.files)
        await anyio.to_thread.run_sync(self._bear)
        await self._greet()

    # Going.

    async def _destroy(self) -> None:
        if self._group is not None:
            self._group.kill()

    async def close(self) -> None:
        """Kill everything inside and remove it, the workspace too unless it was named."""
        with anyio.CancelScope(shield=True):
            await self._stop()
            if self._mounted:
                workspace = self._workspace
                await anyio.to_thread.run_sync(workspace.release if self._keep else workspace.erase)
            self._mounted = False

    async def _stop(self) -> None:
        """End everything that runs; the workspace stays."""
        with anyio.CancelScope(shield=True):
            if self._channel is not None:
                self._channel.lose("The sandbox was closed.")
            if self._gateway is not None:
                self._gateway.close()
            if self._birth is not None:
                self._birth.stream.close()
                with anyio.move_on_after(STOP_TIMEOUT):
                    await self._birth.wait_gone()
                self._birth.close()
                self._birth = None
            if self._group is not None:
                group, self._group = self._group, None
                await anyio.to_thread.run_sync(group.remove)


async def serve_network(gateway: Gateway, stream: socket.socket) -> None:
    """Take the listener that the worker made in the sandbox's network namespace, and serve it with the proxy."""
    await anyio.wait_readable(stream)
    _, descriptors, _, _ = socket.recv_fds(stream, 1, 1)
    if len(descriptors) != 1:
        raise SandboxLost("The worker handed out no listener.")
    gateway.serve(socket.socket(fileno=descriptors[0]))


def is_root(image: str) -> bool:
    """Whether an image is named by the folder of its root file system."""
    return "/" in image and Path(image).is_dir() and not (Path(image) / "Dockerfile").exists()


def tmpfs(path: str, size: int, mode: str) -> list[str]:
    """Bubblewrap's arguments for a bounded file system in memory."""
    return ["--perms", mode, "--size", str(size), "--tmpfs", path]


@cache
def bwrap() -> str:
    """The program.

    Raises:
        SandboxUnavailable: It is not there.
    """
    found = shutil.which("bwrap")
    if found is None:
        raise SandboxUnavailable("bubblewrap is not there: install the package `bubblewrap`, or use DockerSandbox.")
    return found


def check_machine(policy: SandboxPolicy) -> None:
    """Refuse what cannot be enforced here.

    Raises:
        SandboxUnavailable: The message names it.
    """
    bwrap()
    if os.geteuid() != 0:
        raise SandboxUnavailable(
            "BubblewrapSandbox needs root here: without it, limits on memory, processes and disk cannot be set, and "
            "commands cannot run under another user than the worker. Use DockerSandbox, which needs only the daemon."
        )
    if policy.runtime is not None:
        raise SandboxUnavailable(f"There is no container runtime here, so {policy.runtime!r} cannot be used.")


def swap(fresh: Path, place: Path) -> None:
    """Put a folder in the place of another, which goes."""
    old = fresh.with_name(f"{fresh.name}.old")
    with suppress(FileNotFoundError):
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def collect_sometimes() -> None:
    """Look for what dead processes left, once a minute at most."""
    with _collecting:
        collect_now(int(time.monotonic() / COLLECT_EVERY))


@lru_cache(maxsize=1)
def collect_now(_minute: int) -> None:
    """Look for what dead processes left, once in this minute."""
    collect()


def collect() -> list[str]:
    """Remove workspaces of dead processes whose lease is over, and empty control groups; returns what went.

    Processes need no collecting: they end with the process that started them. Without root there is nothing to do.
    """
    gone: list[str] = []
    if os.geteuid() != 0:
        return gone
    for workspace in memory_workspaces():
        with suppress(OSError):
            if workspace.expired(time.time()):
                workspace.erase()
                gone.append(workspace.name)
    with suppress(SandboxUnavailable):
        gone += [f"control group {name}" for name in cgroups.names() if ControlGroup.named(name).collect()]
    return gone
