"""The Docker daemon dies or is restarted under its sandboxes: a second one of the test's own, not the machine's."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import anyio
import pytest

from agentrt.errors import SandboxUnavailable
from agentrt.sandbox import CommandLost, DockerSandbox, SandboxPolicy, SandboxPool, engine, gc
from agentrt.sandbox.base import ExecResult
from agentrt.sandbox.conformance.checks import alive, marker, until, until_born, until_gone
from agentrt.sandbox.volumes import Workspace, workspaces

pytestmark = [
    pytest.mark.full,
    # Docker's SDK closes no socket that it could not connect.
    pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(
        os.geteuid() != 0 or not shutil.which("dockerd") or not shutil.which("unshare"),
        reason="a second Docker daemon needs root and dockerd",
    ),
]


class Daemon:
    """A Docker daemon with state of its own, in a network namespace of its own: without a bridge, a daemon removes the
    one that the machine's daemon made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.address = folder, f"unix://{folder}/docker.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        for stale in ("docker.pid", "exec/containerd/containerd.pid"):  # their processes may be zombies here
            (self.folder / stale).unlink(missing_ok=True)
        command = [
            "unshare",
            "--net",
            "dockerd",
            "--data-root",
            f"{self.folder}/data",
            "--exec-root",
            f"{self.folder}/exec",
        ]
        command += ["--pidfile", f"{self.folder}/docker.pid", "--host", self.address]
        command += ["--bridge", "none", "--iptables=false", "--ip-masq=false"]
        command += [word for name, path in self.runtimes().items() for word in ("--add-runtime", f"{name}={path}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + 60
        while subprocess.run(["docker", "-H", self.address, "version"], capture_output=True, check=False).returncode:
            assert self.process.poll() is None, (self.folder / "log").read_text()[-2000:]
            assert time.monotonic() < deadline, "the second daemon does not answer"
            time.sleep(0.1)

    def runtimes(self) -> dict[str, str]:
        """What is installed; runsc as its users set it up for containers without a network, once in a careless way."""
        found = {"crun": shutil.which("crun")}
        if program := shutil.which("runsc"):
            for name, flags in {"runsc": "--network=none", "runsc-careless": "--network=none --ignore-cgroups"}.items():
                wrapper = self.folder / name
                wrapper.write_text(f'#!/bin/sh\nexec {program} {flags} "$@"\n')
                wrapper.chmod(0o755)
                found[name] = str(wrapper)
        return {name: path for name, path in found.items() if path}

    def stop(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(60)

    def remove(self) -> None:
        """End it and what it runs, by the ids of processes that name its folder, and remove its files."""
        if self.process is not None and self.process.poll() is None:
            self.stop(signal.SIGTERM)
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if str(self.folder).encode() in (process / "cmdline").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)
        for line in reversed(Path("/proc/self/mounts").read_text().splitlines()):
            if line.split()[1].startswith(str(self.folder)):
                subprocess.run(["umount", "--lazy", line.split()[1]], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def left(self) -> list[str]:
        """Containers and volumes of agentrt's."""
        api = engine.client().api
        volumes = api.volumes(filters=gc.FILTER).get("Volumes") or []
        return [found.id for found in gc.list_sandboxes()] + [volume["Name"] for volume in volumes]


@pytest.fixture(scope="module")
def second(python_image: str) -> Iterator[Daemon]:
    """A daemon that has the image."""
    daemon = Daemon(Path(tempfile.mkdtemp(prefix="agentrt-daemon-", dir="/var/tmp")))
    try:
        daemon.start()
        with subprocess.Popen(["docker", "save", python_image, "debian:bookworm-slim"], stdout=subprocess.PIPE) as save:
            subprocess.run(
                ["docker", "-H", daemon.address, "load"],
                stdin=save.stdout,
                capture_output=True,
                check=True,
                timeout=300,
            )
        yield daemon
    finally:
        daemon.remove()


@pytest.fixture
def daemon(second: Daemon, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Daemon]:
    """The daemon that sandboxes of this test use, and a state folder that nobody else has."""
    engine.client().close()  # the machine's
    monkeypatch.setenv("DOCKER_HOST", second.address)
    monkeypatch.setenv("AGENTRT_STATE", str(tmp_path / "state"))
    forget()
    try:
        yield second
        assert second.process is not None
        assert second.process.poll() is None
        assert second.left() == []
        assert workspaces() == []
    finally:
        if second.process is None or second.process.poll() is not None:
            second.start()
        engine.client().close()
        forget()


def forget() -> None:
    engine._client.cache_clear()
    engine.info.cache_clear()


async def outcome(box: DockerSandbox, command: str) -> ExecResult | CommandLost:
    try:
        return await box.exec(command)
    except CommandLost as lost:
        return lost


@pytest.mark.row("23", "daemon killed and started again: commands go on without it, losses are typed, nothing is left")
async def test_killed_and_started_again(daemon: Daemon) -> None:
    mark = marker()
    found: list[ExecResult | CommandLost] = []
    async with DockerSandbox("python") as box:

        async def work() -> None:
            found.append(await outcome(box, f"echo before; setsid sleep {mark} & sleep {mark}"))

        with anyio.fail_after(120):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(work)
                await until_born(mark, 2)
                daemon.stop(signal.SIGKILL)
                assert (await box.exec("echo still here")).stdout == "still here\n"  # no daemon stands between
                with pytest.raises(SandboxUnavailable, match="daemon"):
                    await DockerSandbox("python").open()
                assert not found
                assert len(alive(mark)) == 2
                daemon.start()  # without live-restore a daemon ends the containers that it finds
        lost = found[0]
        assert isinstance(lost, CommandLost)
        assert lost.partial.stdout == "before\n"
        await until_gone(mark)
        async with DockerSandbox("python") as fresh:
            assert (await fresh.exec("echo again")).stdout == "again\n"


@pytest.mark.row("23", "daemon restarted: commands are lost with what they wrote, a kept workspace is not")
async def test_restarted_in_good_order(daemon: Daemon) -> None:
    mark = marker()
    found: list[ExecResult | CommandLost] = []
    async with DockerSandbox("python", workspace="kept") as box:
        await box.write("file", "kept")

        async def work() -> None:
            found.append(await outcome(box, f"echo before; sleep {mark}"))

        with anyio.fail_after(120):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(work)
                await until_born(mark)
                await anyio.to_thread.run_sync(daemon.stop, signal.SIGTERM)
        lost = found[0]
        assert isinstance(lost, CommandLost)
        assert lost.partial.stdout == "before\n"
        await until_gone(mark)
        daemon.start()
    async with DockerSandbox("python", workspace="kept") as again:
        assert await again.read("file") == b"kept"
    Workspace("kept").erase()


@pytest.mark.row("23", "closed without a daemon: all inside is dead, what is left is said and removed later")
async def test_closing_without_a_daemon_ends_all_inside_and_says_what_it_could_not_do(daemon: Daemon) -> None:
    mark = marker()
    box = await DockerSandbox("python").open()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(outcome, box, f"setsid sleep {mark} & sleep {mark}")
        await until_born(mark, 2)
        daemon.stop(signal.SIGKILL)
        with pytest.raises(SandboxUnavailable):
            await box.close()
        await until_gone(mark)
    daemon.start()
    await box.close()
    await until(lambda: daemon.left() == [], "the container is removed")


async def test_a_pool_replaces_what_a_restart_took(daemon: Daemon) -> None:
    async with SandboxPool("python", size=2) as pool:
        async with pool.acquire() as box:
            assert (await box.exec("echo first")).stdout == "first\n"
        await anyio.to_thread.run_sync(daemon.stop, signal.SIGTERM)
        daemon.start()
        with anyio.fail_after(60):
            async with pool.acquire() as box:
                assert (await box.exec("echo second")).stdout == "second\n"


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


async def test_a_runtime_that_the_daemon_does_not_have(daemon: Daemon) -> None:
    with pytest.raises(SandboxUnavailable, match=r"no runtime 'nope'; it has .*runc"):
        await DockerSandbox("python", policy=SandboxPolicy(runtime="nope")).open()


async def test_the_usual_runtime_by_name(daemon: Daemon) -> None:
    async with DockerSandbox("python", policy=SandboxPolicy(runtime="runc")) as box:
        assert (await box.exec("echo runc")).stdout == "runc\n"


@needs("crun")
async def test_crun_works_or_says_why_not(daemon: Daemon) -> None:
    box = DockerSandbox("python", policy=SandboxPolicy(runtime="crun", memory="128m"))
    try:
        await box.open()
    except SandboxUnavailable as error:
        assert "'crun' starts no container here" in str(error)  # noqa: PT017
        return
    async with box:
        assert (await box.exec("python3 -c 'bytearray(500 << 20)'")).outcome == "memory"


@pytest.mark.row("19", "gVisor (runsc) by name: another kernel, nothing left after a time limit")
@needs("runsc")
async def test_gvisor_has_a_kernel_of_its_own_and_leaves_nothing_after_a_time_out(daemon: Daemon) -> None:
    async with DockerSandbox("python", policy=SandboxPolicy(runtime="runsc")) as box:
        assert "gVisor" in (await box.exec("dmesg", timeout=60)).stdout
        await box.write("file", b"\x00\xff")
        assert await box.read("file") == b"\x00\xff"
        result = await box.exec("setsid sleep 4321 & sleep 4321", timeout=2)
        assert result.timed_out
        assert "sleep" not in (await box.exec(["ps", "ax"], timeout=60)).stdout


@pytest.mark.row("19", "a runtime that ignores limits is refused")
@needs("runsc")
async def test_a_runtime_that_ignores_limits_is_refused(daemon: Daemon) -> None:
    with pytest.raises(SandboxUnavailable, match="does not hold the limit on memory"):
        await DockerSandbox("python", policy=SandboxPolicy(runtime="runsc-careless")).open()
