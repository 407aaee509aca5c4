"""A sandbox in a Docker container: Docker makes and removes it, a worker inside does everything else.

The container: no network, read-only root, no capability but SETUID, SETGID and KILL for the worker (commands have
none, under another uid, and may gain none), Docker's seccomp profile, limits on memory, processors, processes and
disk, no log. It removes itself when its worker ends, and the worker ends when this process's socket closes, however
this process ends.
"""

from __future__ import annotations

import json
import logging
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Self

import anyio
from pydantic import JsonValue

from agentrt.errors import SandboxError, SandboxLost, SandboxUnavailable
from agentrt.sandbox import engine
from agentrt.sandbox.attach import attach, carry
from agentrt.sandbox.base import WORKSPACE
from agentrt.sandbox.channel import Channel
from agentrt.sandbox.client import WorkerSandbox
from agentrt.sandbox.container_runtime import shares_sockets, start_with
from agentrt.sandbox.copies import load, save
from agentrt.sandbox.gc import collect_sometimes
from agentrt.sandbox.images import build_image, find_image, merged
from agentrt.sandbox.network import PROXY_PORT, Gateway
from agentrt.sandbox.owner import OWNER, PROJECT, RUN, this_process
from agentrt.sandbox.policy import SandboxPolicy
from agentrt.sandbox.runtime import ENTRY, FOLDER, bootstrap, runtime_volume
from agentrt.sandbox.transfer import together
from agentrt.sandbox.volumes import Lease, Workspace, can_loop, check_name, copy_disk
from agentrt.sandbox.worker.archive import START, archive

log = logging.getLogger(__name__)

HOST_FOLDER = "/run/agentrt/host"
OUTPUT_FOLDER = "/run/agentrt/output"
HOME = {"HOME": "/tmp", "USER": "agent", "LANG": "C.UTF-8"}  # noqa: S108
"""Variables of every command. The home is memory: a file left there is no part of the work."""

RESERVE = 24
"""Processes beside the policy's: init, the worker, a supervisor for each command."""

START_TIMEOUT = 60.0


_WITHOUT_PYTHON: set[str] = set()


class NoPython(SandboxUnavailable):
    """The container ended before its worker said a word: most often its image has no python3."""


class DockerSandbox(WorkerSandbox):
    """A sandbox in a container of its own, on the Docker daemon of this machine.

    Args:
        image: Name of a sandbox image (built on first use), a folder with a Dockerfile (a path with a slash), or an
            image of Docker's with its tag.
        policy: Limits; those set here explicitly win over the image's.
        workspace: Name of a workspace to keep: made where there is none, attached where there is one, left when the
            sandbox is closed. None: one of its own, removed when it is closed. Either way it outlives a client that
            was killed, for the policy's `lease`; `workspace_name` says how to attach it again. The lease of a kept one
            runs from the end of the process that had it last, too.
        env: Variables for every command.
        run: The run it belongs to; a label.
        stream: Speak to the worker through the daemon instead of a shared socket; None: where the daemon is not on
            this machine. Slower, and without a network allowlist.
        progress: Told, line by line, what takes long (building an image).

    Attributes:
        workspace_name: Name under which the workspace can be attached again; None where it dies with the container.
        tag: The image.
        queued: Seconds that its start waited for others' (a few are made at once: more only slow each other).
    """

    engine = "docker"

    def __init__(
        self,
        image: str = "python",
        *,
        policy: SandboxPolicy | None = None,
        workspace: str | None = None,
        env: Mapping[str, str] | None = None,
        run: str = "",
        stream: bool | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(merged(find_image(image), policy))
        self.image, self.run, self.progress = image, run, progress
        self.tag = ""
        self.id = f"agentrt-{secrets.token_hex(6)}"
        self.queued = 0.0
        self._env = dict(env or {})
        self._keep = workspace is not None
        self._workspace = Workspace(workspace or self.id)
        self._source: Path | None = None
        self._looped = False
        self._container: str | None = None
        self._stream = stream
        self._python: str | None = None
        self._folder: Path | None = None
        self._gateway = Gateway(self.policy.allow) if self.policy.allow else None

    @property
    def workspace_name(self) -> str | None:
        """Name under which the workspace can be attached again; None where it dies with the container."""
        return self._workspace.name if self._looped else None

    def spec(self) -> dict[str, JsonValue]:
        """What makes it again, its workspace attached: the arguments of `DockerSandbox`. Variables are left out."""
        policy = self.policy.model_dump(mode="json", exclude_defaults=True)
        return {"engine": self.engine, "image": self.image, "policy": policy, "workspace": self.workspace_name}

    # Coming.

    async def open(self) -> Self:
        """Make the container and start its worker.

        Raises:
            SandboxUnavailable: No daemon, or it cannot enforce the policy.
            SandboxError: The workspace is in use, or the container does not start.
        """
        if self._channel is not None:
            raise SandboxError("This sandbox has been opened before; make another one.")
        try:
            await engine.in_thread(engine.finish_postponed)
            await engine.in_thread(collect_sometimes)
            await together(partial(engine.in_thread, step) for step in (self._find_image, self._make_workspace))
            await self._launch_somehow()
            if self._source is not None and not self._looped:
                await load(self, self._source)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self.close()
            raise
        return self

    def _find_image(self) -> None:
        self.tag = build_image(self.image, progress=self.progress)

    async def _launch_somehow(self) -> None:
        """Launch; where the image turns out to have no Python, with one brought along."""
        if self.tag in _WITHOUT_PYTHON:
            self._python = await engine.in_thread(lambda: runtime_volume(self.progress))
        try:
            await self._launch()
        except NoPython:
            if self._python is not None:
                raise
            log.info("the image %s has no python3; its sandboxes bring one for their worker", self.tag)
            _WITHOUT_PYTHON.add(self.tag)
            await engine.in_thread(self._remove_container)
            self._remove_folder()
            await self._launch_somehow()

    async def _launch(self) -> None:
        runtime = self.policy.runtime
        if self._stream is None:
            self._stream = not await engine.in_thread(engine.is_local)
            if runtime is not None and not await engine.in_thread(lambda: shares_sockets(runtime)):
                self._stream = True
        if self._stream and self._gateway is not None:
            raise SandboxUnavailable(
                "A network allowlist needs a socket shared with the container: a Docker daemon on this machine, no "
                "`stream`, and a runtime other than runsc."
            )
        came = time.monotonic()
        async with engine.creation():
            self.queued += time.monotonic() - came
            if self._stream:
                connection = carry(await engine.in_thread(self._run_container))
            else:
                with self._listen() as listener:
                    await engine.in_thread(self._run_container)
                    connection = await self._accept(listener)
        await self._greet(connection)

    async def _greet(self, connection: socket.socket) -> None:
        channel = self._channel = Channel(connection)
        try:
            with anyio.fail_after(START_TIMEOUT):
                if self._gateway is not None:
                    await self._serve_network(self._gateway, connection)
                await channel.greet()
        except (TimeoutError, SandboxLost) as error:
            if self._stream and not await engine.in_thread(self._runs):
                raise self._no_python() from None
            raise SandboxError(f"The worker in the container does not answer: {error}") from error

    def _listen(self) -> socket.socket:
        """A listening socket in a new folder of the host's; the worker connects to it once, then it is gone."""
        folder = self._folder = Path(tempfile.mkdtemp(prefix="agentrt-"))
        folder.chmod(0o711)
        (folder / "owner").write_text(this_process().label())
        worker = folder / "worker.pyz"
        worker.write_bytes(archive())
        worker.chmod(0o644)
        self._address = secrets.token_hex(12)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(folder / self._address))
        (folder / self._address).chmod(0o666)
        listener.listen(1)
        listener.setblocking(False)
        return listener

    async def _accept(self, listener: socket.socket) -> socket.socket:
        """The worker's connection; looks in between whether the container still runs."""
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            with anyio.move_on_after(0.5):
                await anyio.wait_readable(listener)
                connection, _ = listener.accept()
                if self._folder is not None:
                    (self._folder / self._address).unlink()
                return connection
            if not await engine.in_thread(self._runs):
                raise self._no_python()
        raise SandboxUnavailable(f"The worker in the container of {self.tag} did not answer in {START_TIMEOUT:.0f} s.")

    def _no_python(self) -> NoPython:
        return NoPython(f"The container of {self.tag} ended at once: the sandbox's worker could not be started in it.")

    def _runs(self) -> bool:
        import docker.errors

        try:
            state = engine.client().api.inspect_container(self.id)["State"]
        except docker.errors.NotFound:
            return False
        return bool(state["Running"])

    # What the container is.

    def _run_container(self) -> Any:
        """Make and start it; returns the daemon's stream of it, where one is used."""
        api = engine.client().api
        self._container = self.id  # known by name from the first moment, so it is removed whatever happens
        address = "stdio" if self._stream else f"unix:{HOST_FOLDER}/{self._address}"
        worker = ["-c", bootstrap(len(archive()))] if self._stream else ["-c", START, f"{HOST_FOLDER}/worker.pyz"]
        api.create_container(
            self.tag,
            command=[*worker, address, json.dumps(self._settings())],
            entrypoint=ENTRY if self._python else ["python3", "-IS"],
            stdin_open=bool(self._stream),
            name=self.id,
            hostname="sandbox",
            user="0:0",
            working_dir="/",
            environment=HOME | (self._gateway.env if self._gateway else {}),
            labels=self._labels(),
            host_config=api.create_host_config(**self._host_config()),
        )
        stream = attach(self.id) if self._stream else None
        if self.policy.runtime is None:
            api.start(self.id)
        else:
            start_with(self.policy.runtime, self.id, self._memory())
        return stream

    def _settings(self) -> dict[str, Any]:
        policy = self.policy
        return {
            "uid": policy.uid,
            "open_files": policy.open_files,
            "workspace": WORKSPACE,
            "spool": OUTPUT_FOLDER,
            "spool_bytes": policy.output_file,
            "listen": PROXY_PORT if policy.allow else 0,
            "alone": True,
        }

    def _labels(self) -> dict[str, str]:
        return {PROJECT: "agentrt", OWNER: this_process().label(), RUN: self.run, "agentrt.image": self.image}

    def _memory(self) -> int:
        """The limit on memory, with the workspace where that is memory."""
        return self.policy.memory + (0 if self._looped else self.policy.disk)

    def _host_config(self) -> dict[str, Any]:
        policy = self.policy
        memory = self._memory()
        own = f"uid={policy.uid},gid={policy.uid},mode=755"
        tmpfs = {
            "/tmp": f"rw,exec,nosuid,nodev,mode=1777,size={policy.tmp}",  # noqa: S108
            OUTPUT_FOLDER: f"rw,noexec,nosuid,nodev,mode=755,size={max(policy.output_file, 4096)}",
        }
        binds = [] if self._stream else [f"{self._folder}:{HOST_FOLDER}:ro"]
        binds += [f"{self._python}:{FOLDER}:ro,nocopy"] if self._python else []
        if self._looped:
            binds.append(f"{self._workspace.volume}:{WORKSPACE}:nocopy")
        else:
            tmpfs[WORKSPACE] = f"rw,exec,nosuid,nodev,{own},size={policy.disk}"
        return {
            "network_mode": "none",
            "init": True,
            "auto_remove": True,
            "read_only": True,
            "cap_drop": ["ALL"],
            "cap_add": ["SETUID", "SETGID", "KILL"],
            "security_opt": ["no-new-privileges"],
            "mem_limit": memory,
            "memswap_limit": memory,
            "nano_cpus": int(policy.cpus * 1e9),
            "pids_limit": policy.processes + RESERVE,
            "shm_size": policy.shm,
            "tmpfs": tmpfs,
            "binds": binds,
            "log_config": {"Type": "none", "Config": {}},
            "ulimits": [{"Name": "core", "Soft": 0, "Hard": 0}],
            "runtime": policy.runtime,
        }

    # The workspace.

    def _make_workspace(self) -> None:
        """Make or attach the workspace. Without loop devices it is a tmpfs, made with the container."""
        if not (can_loop() and engine.is_local()):
            if self._keep:
                raise SandboxUnavailable(
                    "A workspace that outlives its container needs a local Docker daemon and root (loop devices); "
                    "here workspaces are memory. Leave `workspace` out."
                )
            return
        policy, workspace = self.policy, self._workspace
        lease = Lease(owner=this_process(), seconds=policy.lease, keep=self._keep, uid=policy.uid, run=self.run)
        if workspace.exists():
            lease = workspace.claim(lease)
            self._looped = True  # from here on it is ours to clean up, and not before
            self.policy = policy.model_copy(update={"uid": lease.uid})
        else:
            self._looped = True
            workspace.create(policy.disk, lease, self._source)
        if lease.keep:
            self._mount_again()
        else:  # its name is new: there is neither a volume nor a device
            self._mount(workspace.attach())

    def _mount_again(self) -> None:
        """The volume made anew: the device may have another name now."""
        engine.drop_volume(self._workspace.volume)
        self._mount(self._workspace.device())

    def _mount(self, device: str) -> None:
        """The Docker volume over the workspace's loop device."""
        options = {"type": "ext4", "device": device, "o": "nosuid,nodev,noatime,discard"}
        engine.client().api.create_volume(
            self._workspace.volume, driver="local", driver_opts=options, labels=self._labels()
        )

    # Network.

    async def _serve_network(self, gateway: Gateway, connection: socket.socket) -> None:
        """Take the listener that the worker made in the container's network namespace, and serve it with the proxy."""
        await anyio.wait_readable(connection)
        _, descriptors, _, _ = socket.recv_fds(connection, 1, 1)
        if len(descriptors) != 1:
            raise SandboxLost("The worker handed out no listener.")
        gateway.serve(socket.socket(fileno=descriptors[0]))

    # Copies.

    async def fork(self, n: int = 1) -> Sequence[DockerSandbox]:
        """`n` sandboxes with a copy of the workspace; see `Sandbox.fork`."""
        channel = self.channel
        with tempfile.TemporaryDirectory(prefix="agentrt-fork-", dir=self._copies_folder()) as folder:
            copy = Path(folder) / "copy"
            await self._save(channel, copy)
            boxes = [self._sibling(copy) for _ in range(n)]
            try:
                await together(box.open for box in boxes)
            except BaseException:  # all are open, or none
                with anyio.CancelScope(shield=True):
                    for box in boxes:
                        await box.close()
                raise
        return boxes

    def _sibling(self, copy: Path) -> DockerSandbox:
        box = DockerSandbox(self.image, policy=self.policy, env=self._env, run=self.run, progress=self.progress)
        box._source = copy
        return box

    async def _save(self, channel: Channel, target: Path) -> None:
        """Copy the workspace to a file, with all commands stopped meanwhile where it is a disk."""
        if not self._looped:
            await save(self, target)
            return
        await channel.ask("freeze")
        try:
            await engine.in_thread(lambda: copy_disk(self._workspace.disk, target))
        finally:
            with anyio.CancelScope(shield=True), suppress(SandboxLost):
                await channel.ask("thaw")

    def _copies_folder(self) -> Path | None:
        """Where copies are made: beside the workspaces, so that a file system that can share blocks does."""
        return self._workspace.folder if self._looped else self._folder

    def _snapshot_file(self, name: str) -> Path:
        if self._looped:
            return self._workspace.snapshot(name)
        assert self._folder is not None
        return self._folder / f"{check_name(name, 'snapshot')}.tar"

    async def snapshot(self, name: str) -> None:
        """Keep a copy of the workspace; see `Sandbox.snapshot`."""
        channel = self.channel
        await self._save(channel, self._snapshot_file(name))

    async def restore(self, name: str) -> None:
        """Put the workspace back; see `Sandbox.restore`. The container is replaced where the workspace is a disk."""
        channel, file = self.channel, self._snapshot_file(name)
        if not file.exists():
            raise SandboxError(f"There is no snapshot {name!r} of this workspace.")
        if not self._looped:
            await channel.ask("clear")
            await load(self, file)
            return
        channel.lose("The workspace was put back to a snapshot; every process was ended.")
        await engine.in_thread(lambda: self._put_back(file))
        await self._launch()

    def _put_back(self, file: Path) -> None:
        self._remove_container()
        self._remove_folder()
        engine.drop_volume(self._workspace.volume)
        self._workspace.detach()
        copy_disk(file, self._workspace.disk)
        self._mount(self._workspace.attach())

    # Going.

    async def _destroy(self) -> None:
        await engine.in_thread(self._remove_container)

    def _remove_container(self) -> None:
        """Kill and remove the container; returns when it is gone."""
        import docker.errors

        api = engine.client().api
        deadline = time.monotonic() + 30
        while self._container is not None and time.monotonic() < deadline:
            try:
                api.remove_container(self._container, force=True)
                break
            except docker.errors.NotFound:
                break
            except docker.errors.APIError:  # its own removal is under way
                time.sleep(0.02)
        self._container = None

    async def close(self) -> None:
        """Kill everything inside and remove it, the workspace too unless it was named."""
        if self._channel is not None:
            self._channel.lose("The sandbox was closed.")
        if self._gateway is not None:
            self._gateway.close()
        with anyio.CancelScope(shield=True):
            try:
                await engine.in_thread(self._clean_up)
            except SandboxUnavailable:
                engine.postponed.append(self._clean_up)
                raise

    def _remove_folder(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _clean_up(self) -> None:
        """Remove what there is; may be called again. Without a daemon its part is left for the next start to do."""
        began = self._container is not None
        self._remove_container()
        self._remove_folder()
        if self._looped:
            try:
                engine.drop_volume(self._workspace.volume)
            except OSError:  # no daemon answers
                if began:
                    raise
            self._looped = False
            if self._keep:
                self._workspace.release()
            else:
                self._workspace.erase()
