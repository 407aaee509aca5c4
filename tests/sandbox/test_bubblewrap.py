"""The engine without a daemon: the conformance suite, and what is its alone."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest

from agentrt.errors import SandboxError, SandboxLost, SandboxUnavailable
from agentrt.sandbox import BubblewrapSandbox, CommandLost, Sandbox, SandboxPolicy, SandboxPool
from agentrt.sandbox.bubblewrap import collect
from agentrt.sandbox.cgroups import ControlGroup, names
from agentrt.sandbox.conformance import CHECKS, Check
from agentrt.sandbox.conformance.checks import alive, marker, until, until_born, until_gone
from agentrt.sandbox.memory_workspace import MemoryWorkspace
from agentrt.sandbox.nursery import nursery
from agentrt.sandbox.rootfs import cache_folder
from agentrt.sandbox.seccomp import program

SIZES = {"small": (), "full": (pytest.mark.full,), "soak": (pytest.mark.soak,)}
pytestmark = [
    pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed"),
    pytest.mark.skipif(os.geteuid() != 0, reason="BubblewrapSandbox needs root"),
    pytest.mark.usefixtures("python_image"),
]


@pytest.mark.parametrize("check", [pytest.param(one, id=one.name, marks=SIZES[one.size]) for one in CHECKS])
async def test_it_holds(check: Check) -> None:
    await check.run(lambda policy: BubblewrapSandbox("python", policy=policy))


def gone(box: str) -> bool:
    """Whether nothing of a sandbox is left: no control group, so no process either."""
    return box not in names()


async def test_it_is_a_sandbox_and_leaves_nothing() -> None:
    async with BubblewrapSandbox("python", policy=SandboxPolicy(memory="200m", disk="50m")) as box:
        assert isinstance(box, Sandbox)
        assert (await box.exec("echo hello")).stdout == "hello\n"
        stats = await box.stats()
        assert (stats.memory_limit, stats.disk_size) == (250 << 20, 50 << 20)
        assert not gone(box.id)
        assert MemoryWorkspace(box.workspace_name).exists()
        assert json.loads(json.dumps(box.spec()))["workspace"] == box.workspace_name
    assert gone(box.id)
    assert not MemoryWorkspace(box.workspace_name).folder.exists()
    with pytest.raises(SandboxLost):
        await box.exec("true")
    await box.close()


def test_on_trio() -> None:
    async def work() -> None:
        async with BubblewrapSandbox("python") as box:
            assert (await box.exec("echo trio")).stdout == "trio\n"

    anyio.run(work, backend="trio")


async def test_the_walls_as_the_kernel_sees_them() -> None:
    async with BubblewrapSandbox("python") as box:
        status = (await box.exec("cat /proc/self/status")).stdout
        assert "CapEff:\t0000000000000000" in status
        assert "NoNewPrivs:\t1" in status
        assert "Seccomp:\t2" in status
        assert (await box.exec("touch /usr/x /etc/x /x /sys/x /dev/x")).stderr.count("touch:") == 5
        refused = await box.exec(["python3", "-c", SYSTEM_CALLS])
        assert refused.stdout.split() == ["1"] * 6 + ["97", "38"], refused.stderr
        inside = (await box.exec("ps -eo args | cat")).stdout
        assert "/var/lib" not in inside  # no path of the host's among the arguments


SYSTEM_CALLS = """
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
x86 = platform.machine() == "x86_64"
calls = dict(unshare=(272, 97), mount=(165, 40), keyctl=(250, 219), bpf=(321, 280), userfaultfd=(323, 282))
for new, old in calls.values():
    ctypes.set_errno(0)
    libc.syscall(new if x86 else old, 0, 0, 0, 0, 0)
    print(ctypes.get_errno())
libc.syscall(56 if x86 else 220, 0x10000000, 0, 0, 0, 0)  # clone into a new user namespace
print(ctypes.get_errno())
libc.socket(40, 1, 0)  # vsock: the hypervisor
print(ctypes.get_errno())
libc.syscall(435, 0, 0)  # clone3
print(ctypes.get_errno())
"""


def test_a_filter_for_a_machine_that_is_not_known_is_refused() -> None:
    assert len(program("x86_64")) % 8 == len(program("aarch64")) % 8 == 0
    with pytest.raises(SandboxUnavailable, match="riscv64"):
        program("riscv64")


async def test_what_it_cannot_enforce_it_refuses() -> None:
    with pytest.raises(SandboxUnavailable, match="runsc"):
        await BubblewrapSandbox("python", policy=SandboxPolicy(runtime="runsc")).open()


def test_without_root_it_says_what_is_missing(tmp_path: Path) -> None:
    script = tmp_path / "try.py"
    script.write_text(AS_NOBODY)
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("SandboxUnavailable: BubblewrapSandbox needs root"), done.stderr


AS_NOBODY = """
import os, anyio
from agentrt.sandbox import BubblewrapSandbox

async def main():
    box = BubblewrapSandbox("python")
    os.setresuid(65534, 65534, 65534)
    try:
        await box.open()
    except Exception as error:
        print(f"{type(error).__name__}: {error}")

anyio.run(main)
"""


async def test_a_folder_that_is_no_root_file_system_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    with pytest.raises(SandboxError, match="bin/sh"):
        await BubblewrapSandbox(str(tmp_path)).open()


async def test_it_runs_on_a_folder_and_needs_no_python_there(tmp_path: Path) -> None:
    async with BubblewrapSandbox("python") as box:  # has the image unpacked
        assert box.engine == "bubblewrap"
    unpacked = (cache_folder() / "names" / "python" / "root").resolve()
    for name in ("bin", "lib", "lib64", "sbin"):
        (tmp_path / name).symlink_to(f"usr/{name}")
    for name in ("dev", "proc", "run/agentrt/output", "sys/fs/cgroup", "tmp", "workspace", "usr/bin", "usr/sbin"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("bash", "sh", "cat", "ls"):
        shutil.copy(unpacked / "bin" / name, tmp_path / "usr/bin" / name)
    for name in ("lib", "lib64"):
        if (unpacked / "usr" / name).is_dir():
            libraries = shutil.copytree(unpacked / "usr" / name, tmp_path / "usr" / name, ignore=only_libraries)
            assert Path(libraries).is_dir()
    tmp_path.chmod(0o755)
    async with BubblewrapSandbox(f"{tmp_path}/") as box:
        result = await box.exec("ls /; command -v python3")
        assert "workspace" in result.stdout
        assert "python3" not in result.stdout
        await box.write("file", "text")
        assert (await box.exec("cat file")).stdout == "text"


def only_libraries(folder: str, names: list[str]) -> list[str]:
    wanted = ("ld-linux", "libc.so", "libtinfo", "libselinux", "libpcre2-8", "libdl", "libacl", "libattr")
    kept = {"x86_64-linux-gnu", "aarch64-linux-gnu"}
    return [name for name in names if name not in kept and not name.startswith(wanted)]


async def test_its_tmp_and_shared_memory_are_bounded() -> None:
    async with BubblewrapSandbox("python", policy=SandboxPolicy(tmp="1m", shm="1m")) as box:
        for folder in ("/tmp", "/dev/shm"):
            full = await box.exec(f"head -c 2000000 /dev/zero > {folder}/x; stat -c %s {folder}/x")
            assert "No space left" in full.stderr
            assert int(full.stdout) <= 1 << 20
        assert (await box.exec("ls -ld /run/agentrt/output; touch /run/agentrt/output/x")).exit_code != 0


async def test_copies_keep_links_modes_and_names_and_follow_nothing() -> None:
    async with BubblewrapSandbox("python") as box:
        await box.exec("ln -s /etc outside; ln -s ../../../../etc/passwd up; mkdir -m 700 -p a/b; mkfifo pipe")
        await box.exec("printf x > $'new\\nline'; echo '#!/bin/sh' > run; chmod 751 run; ln run hard; chmod 0 run")
        listing = "ls -lR --time-style=+ . | cat -v"
        before = (await box.exec(listing)).stdout
        (copy,) = await box.fork()
        try:
            assert (await copy.exec(listing)).stdout == before
        finally:
            await copy.close()
    assert gone(copy.id)


async def test_killed_from_outside_it_is_lost_and_what_was_written_is_not() -> None:
    mark = marker()
    async with BubblewrapSandbox("python") as box, anyio.create_task_group() as tasks:

        async def run() -> None:
            with pytest.raises(CommandLost) as caught:
                await box.exec(f"echo so far; sleep {mark}")
            assert caught.value.partial.stdout == "so far\n"

        tasks.start_soon(run)
        await until_born(mark)
        await box.exec("true")  # what was written before is here by now: one stream carries both
        ControlGroup.named(box.id).kill()
    assert alive(mark) == []
    assert gone(box.id)


async def test_cancelled_while_it_starts_it_leaves_nothing() -> None:
    for delay in (0.0, 0.01, 0.05):
        box = BubblewrapSandbox("python")
        with anyio.move_on_after(delay):
            await box.open()
        await box.close()
        assert gone(box.id)
        assert not MemoryWorkspace(box.id).folder.exists()


async def test_a_nursery_that_died_is_replaced() -> None:
    async with BubblewrapSandbox("python") as before:
        old = nursery()
        os.kill(old._process.pid, signal.SIGKILL)
        old._process.wait()
        assert (await before.exec("echo on")).stdout == "on\n"
        async with BubblewrapSandbox("python") as after:
            assert (await after.exec("echo anew")).stdout == "anew\n"


async def test_a_pool_of_them() -> None:
    pool = SandboxPool(size=2, factory=lambda: BubblewrapSandbox("python"))
    async with pool, pool.acquire() as one, pool.acquire() as other:
        assert one.id != other.id
        assert (await one.exec("echo ready")).stdout == "ready\n"


@contextmanager
def client(workspace: str, mark: str, lease: float) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A process with a busy sandbox: the process, the sandbox's id, its workspace's name."""
    command = [sys.executable, str(Path(__file__).with_name("bubblewrap_client.py")), workspace, mark, str(lease)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            box, name = process.stdout.readline().split()
            yield process, box, name
        finally:
            process.kill()


async def test_client_killed_while_busy_all_processes_go_and_the_workspace_waits() -> None:
    mark, name = marker(), f"test-{uuid.uuid4().hex[:8]}"
    workspace = MemoryWorkspace(name)
    try:
        with client(name, mark, 3600) as (process, box, _):
            await until_born(mark, 3)
            with pytest.raises(SandboxError, match="open in process"):
                await BubblewrapSandbox("python", workspace=name).open()
            process.send_signal(signal.SIGKILL)
            process.wait()
            await until_gone(mark)
        group = ControlGroup.named(box)
        await until(lambda: not group.processes(), "all its processes going")
        collect()  # its lease is not over
        async with BubblewrapSandbox("python", workspace=name) as again:
            assert await again.read("kept") == b"kept"
        assert workspace.exists()
        assert group.collect(age=0)
    finally:
        workspace.erase()
    assert not workspace.folder.exists()


async def test_a_workspace_goes_when_its_lease_is_over() -> None:
    with client("", mark := marker(), 0) as (process, box, name):
        await until_born(mark)
        collect()  # its owner lives
        assert MemoryWorkspace(name).exists()
        process.send_signal(signal.SIGKILL)
        process.wait()
        await until_gone(mark)
    collect()
    assert not MemoryWorkspace(name).folder.exists()
    await until(lambda: ControlGroup.named(box).collect(age=0), "its control group being empty")


async def test_snapshots_of_a_kept_workspace() -> None:
    name = f"test-{uuid.uuid4().hex[:8]}"
    try:
        async with BubblewrapSandbox("python", workspace=name) as box:
            await box.write("file", "one")
            await box.snapshot("first")
            await box.write("file", "two")
        async with BubblewrapSandbox("python", workspace=name) as box:
            assert await box.read("file") == b"two"
            await box.restore("first")
            assert await box.read("file") == b"one"
            with pytest.raises(SandboxError, match="no snapshot"):
                await box.restore("second")
    finally:
        MemoryWorkspace(name).erase()
