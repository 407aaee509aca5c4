"""What is Docker's alone: coming and going, being killed, workspaces that outlive their client."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest

from agentrt.errors import SandboxError, SandboxLost
from agentrt.sandbox import CommandLost, DockerSandbox, Sandbox, SandboxPolicy, engine, gc
from agentrt.sandbox.conformance.checks import alive, marker, until, until_born, until_gone
from agentrt.sandbox.volumes import Workspace, can_loop

pytestmark = pytest.mark.usefixtures("python_image")
needs_disks = pytest.mark.skipif(not can_loop(), reason="workspaces are memory here: no root or no loop devices")


def containers() -> set[str]:
    return {found.id for found in gc.list_sandboxes()}


def gone(box_id: str) -> bool:
    return box_id not in containers()


async def test_ten_lines_in_plain_asyncio() -> None:
    async with DockerSandbox("python", policy=SandboxPolicy(memory="512m")) as box:
        result = await box.exec("python3 -c 'print(1)'", timeout=10)
        assert (result.exit_code, result.stdout, result.stderr, result.timed_out) == (0, "1\n", "", False)
        await box.write("/workspace/a.txt", b"x")
        assert await box.read("/workspace/a.txt") == b"x"
        assert isinstance(box, Sandbox)
        assert box.policy.memory == 512 << 20
        stats = await box.stats()
        assert stats.memory_limit == 512 << 20
        volume = box.workspace_name
    assert gone(box.id)
    assert volume is None or not Workspace(volume).exists()


def test_on_trio() -> None:
    async def work() -> None:
        async with DockerSandbox("python") as box:
            assert (await box.exec("echo trio")).stdout == "trio\n"
            async with await box.start(["cat"]) as process:
                await process.stdin.send(b"x")
                assert await process.stdout.receive() == b"x"

    anyio.run(work, backend="trio")


async def test_one_that_is_not_open_says_so_and_closing_twice_is_no_error() -> None:
    box = DockerSandbox("python")
    with pytest.raises(SandboxError, match="not open"):
        await box.exec("true")
    await box.close()
    async with DockerSandbox("python") as box:
        await box.close()
        with pytest.raises(SandboxLost, match="closed"):
            await box.exec("true")


@pytest.mark.row("25", "a start that fails half-way leaves no container in any state, no volume, no folder")
async def test_a_start_that_fails_half_way_leaves_nothing() -> None:
    box = DockerSandbox("python", policy=SandboxPolicy(runtime="no-such-runtime"))
    with pytest.raises(SandboxError, match="no-such-runtime"):
        await box.open()
    assert gone(box.id)
    assert not Workspace(box.id).exists()


async def test_cancelled_while_it_starts_it_leaves_nothing() -> None:
    for delay in (0.0, 0.1, 0.3):
        box = DockerSandbox("python")
        with anyio.move_on_after(delay):
            await box.open()
        await box.close()
        assert gone(box.id)
        assert not Workspace(box.id).exists()


@pytest.mark.row("21", "container removed in mid-command: lost, said so, with what had been written")
async def test_removed_in_the_middle_of_a_command_it_is_lost_and_what_was_written_is_not() -> None:
    mark = marker()
    async with DockerSandbox("python") as box, anyio.create_task_group() as tasks:

        async def run() -> None:
            with pytest.raises(CommandLost) as caught:
                await box.exec(f"echo so far; sleep {mark}")
            assert caught.value.partial.stdout == "so far\n"

        tasks.start_soon(run)
        await until_born(mark)
        await engine.in_thread(lambda: engine.client().api.kill(box.id))
    assert gone(box.id)


@pytest.mark.row("22", "paused container: killed and lost when the time limit is long over, never a hang")
@pytest.mark.full
async def test_paused_it_is_killed_when_the_time_limit_is_long_over() -> None:
    async with DockerSandbox("python") as box:
        await engine.in_thread(lambda: engine.client().api.pause(box.id))
        with pytest.raises(CommandLost):
            await box.exec("true", timeout=1)
        assert gone(box.id)


@contextmanager
def client(workspace: str, mark: str, lease: float) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A process with a busy sandbox: the process, the sandbox's id, its workspace's name."""
    script = str(Path(__file__).with_name("client_to_kill.py"))
    command = [sys.executable, script, workspace, mark, str(lease)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            box, name = process.stdout.readline().split()
            yield process, box, name
        finally:
            process.kill()


@pytest.mark.row("24", "client killed with SIGKILL while busy: the container goes by itself, the workspace waits")
async def test_client_killed_while_busy_the_container_goes_and_the_workspace_waits() -> None:
    mark, name = marker(), f"test-{uuid.uuid4().hex[:8]}"
    with client(name if can_loop() else "", mark, 3600) as (process, box, workspace):
        await until_born(mark, 3)
        assert not gone(box)
        process.send_signal(signal.SIGKILL)
        await until(lambda: gone(box), f"the container {box} going", seconds=20)
        await until_gone(mark)
    if not can_loop():
        return
    gc.collect()  # its lease is not over
    try:
        async with DockerSandbox("python", workspace=workspace) as again:
            assert await again.read("kept") == b"kept"
            await again.write("kept", "still mine")
        assert Workspace(workspace).exists()
    finally:
        erase(workspace)
    assert gone(box)


def erase(workspace: str) -> None:
    engine.drop_volume(Workspace(workspace).volume)
    Workspace(workspace).erase()


@needs_disks
async def test_a_workspace_in_use_is_taken_by_nobody_else_and_goes_when_its_lease_is_over() -> None:
    with client("", mark := marker(), 0) as (process, box, workspace):
        await until_born(mark)
        with pytest.raises(SandboxError, match="open in process"):
            await DockerSandbox("python", workspace=workspace).open()
        gc.collect()  # its owner lives
        assert not gone(box)
        assert Workspace(workspace).exists()
        process.send_signal(signal.SIGKILL)
        process.wait()
        await until(lambda: gone(box), f"the container {box} going", seconds=20)
    removed = gc.collect()
    assert workspace in removed.workspaces or not Workspace(workspace).exists()
    assert not Workspace(workspace).exists()


@pytest.mark.row("24", "what dead owners left goes at the next start, in any state, and nothing else")
async def test_orphans_of_dead_owners_go_in_any_state_and_no_others(python_image: str) -> None:
    dead = subprocess.Popen([sys.executable, "-c", OWNER_SCRIPT], stdout=subprocess.PIPE, text=True)
    assert dead.stdout is not None
    label = dead.stdout.readline().strip()
    api = engine.client().api
    name = f"agentrt-test-{uuid.uuid4().hex[:8]}"
    api.create_container(
        python_image, ["true"], name=name, labels={"agentrt.project": "agentrt", "agentrt.owner": label}
    )
    gc.collect()
    assert not gone(name)  # created, never started, and its owner lives
    dead.kill()
    dead.wait()
    dead.stdout.close()
    assert name in gc.collect().containers
    assert gone(name)


OWNER_SCRIPT = """
import sys, time
from agentrt.sandbox.owner import this_process
print(this_process().label(), flush=True)
time.sleep(600)
"""


@pytest.mark.row("10", "the worker killed from outside: lost, said so, never a hang")
async def test_a_killed_worker_is_a_lost_sandbox() -> None:
    async with DockerSandbox("python") as box:
        top = await engine.in_thread(lambda: engine.client().api.top(box.id))
        workers = [int(row[1]) for row in top["Processes"] if "worker.pyz" in row[-1] and "docker-init" not in row[-1]]
        mark = marker()
        async with anyio.create_task_group() as tasks:

            async def run() -> None:
                with pytest.raises(CommandLost):
                    await box.exec(["sleep", mark])

            tasks.start_soon(run)
            await until_born(mark)
            os.kill(min(workers), signal.SIGKILL)
        with pytest.raises(SandboxLost):
            await box.exec("true")
    assert alive(mark) == []


@needs_disks
async def test_a_named_workspace_is_kept_with_its_snapshots() -> None:
    name = f"test-{uuid.uuid4().hex[:8]}"
    try:
        async with DockerSandbox("python", workspace=name, policy=SandboxPolicy(disk="32m")) as box:
            await box.write("file", "one")
            await box.snapshot("first")
            await box.write("file", "two")
            assert box.spec()["workspace"] == name
        async with DockerSandbox("python", workspace=name) as box:
            assert await box.read("file") == b"two"
            await box.restore("first")
            assert await box.read("file") == b"one"
            with pytest.raises(SandboxError, match="no snapshot"):
                await box.restore("second")
    finally:
        erase(name)


async def test_an_image_without_python_brings_one() -> None:
    async with DockerSandbox("debian:bookworm-slim") as box:
        assert (await box.exec("command -v python3; echo none")).stdout == "none\n"
        await box.write("file", "text")
        assert (await box.exec(["cat", "file"])).stdout == "text"
        assert (await box.exec("env | grep -i python")).stdout == ""


async def test_through_the_daemons_own_stream() -> None:
    data = bytes(range(256)) * 4096
    async with DockerSandbox("python", stream=True) as box:
        await box.write("data", data)
        assert await box.read("data") == data
        result = await box.exec("cat data; exit 3", output=len(data))
        assert (result.exit_code, result.stdout_bytes) == (3, data)
        async with await box.start(["cat"]) as process:
            await process.stdin.send(b"x" * 100_000)
            await process.stdin.aclose()
            assert len(b"".join([part async for part in process.stdout])) == 100_000
    assert gone(box.id)


async def test_an_allowlist_is_refused_where_it_cannot_be_enforced() -> None:
    box = DockerSandbox("python", stream=True, policy=SandboxPolicy(allow=["example.org"]))
    with pytest.raises(SandboxError, match="allowlist"):
        await box.open()
    assert gone(box.id)


@pytest.mark.full
@pytest.mark.row("30", "64 made at once: a few at a time, the wait told apart, all of them answer, none is left")
async def test_many_at_once_are_made_a_few_at_a_time() -> None:
    policy = SandboxPolicy(memory="64m", disk="16m", tmp="4m")
    boxes = [DockerSandbox("python", policy=policy) for _ in range(64)]
    starting: list[int] = []

    async def make(box: DockerSandbox) -> None:
        async with box:
            assert (await box.exec(["echo", box.id])).stdout == f"{box.id}\n"

    async def look() -> None:
        while True:
            found = await engine.in_thread(gc.list_sandboxes)
            starting.append(sum(one.state == "created" and one.pid == os.getpid() for one in found))
            await anyio.sleep(0.05)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(look)
        async with anyio.create_task_group() as makers:
            for box in boxes:
                makers.start_soon(make, box)
        tasks.cancel_scope.cancel()
    assert 0 < max(starting) <= engine.CREATIONS
    assert max(box.queued for box in boxes) > min(box.queued for box in boxes)
    assert not containers() & {box.id for box in boxes}
