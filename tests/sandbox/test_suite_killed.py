"""The test suite itself, killed with SIGKILL in the middle: seen from outside, nothing of its sandboxes is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import docker.errors
import pytest

from agentrt.sandbox import engine, gc
from agentrt.sandbox.conformance.checks import until
from agentrt.sandbox.owner import OWNER, parse_owner, start_time
from agentrt.sandbox.worker.trees import descendants

pytestmark = pytest.mark.full
ROOT = Path(__file__).parents[2]


def owned(pids: set[int]) -> list[str]:
    """Containers and volumes whose owner is one of these processes."""
    api = engine.client().api
    found = [(box["Names"][0], box["Labels"]) for box in api.containers(all=True, filters=gc.FILTER)]
    found += [(volume["Name"], volume["Labels"]) for volume in api.volumes(filters=gc.FILTER).get("Volumes") or []]
    owners = [(name, parse_owner((labels or {}).get(OWNER))) for name, labels in found]
    return [name for name, owner in owners if owner is not None and owner.pid in pids]


def inside(names: list[str]) -> set[int]:
    """The processes of containers."""
    api, pids = engine.client().api, set()
    for name in names:
        with suppress(docker.errors.APIError):  # it may not run yet, or no longer
            pids |= {int(row[0]) for row in api.top(name.lstrip("/"), ps_args="-eo pid")["Processes"]}
    return pids


def at_work(part: str, suite: int) -> bool:
    """Whether something runs in a sandbox of the suite's."""
    family = {suite, *descendants(suite)}
    if "bubblewrap" in part:
        return any(name_of(pid) == "bwrap" for pid in family)
    return bool(inside(owned(family)))


def name_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def living(processes: dict[int, int | None]) -> list[int]:
    return [pid for pid, started in processes.items() if started is not None and start_time(pid) == started]


@pytest.mark.row("24", "the test suite killed with SIGKILL: no container, volume, mount or process is left")
@pytest.mark.parametrize(
    ("part", "seconds"), [("test_docker_conformance.py", 0.0), ("test_bubblewrap.py", 0.3), ("test_pool.py", 1.5)]
)
async def test_nothing_is_left(part: str, seconds: float, tmp_path: Path, python_image: str) -> None:
    """Killed so many seconds after its first sandbox is there."""
    env = {**os.environ, "AGENTRT_STATE": str(tmp_path / "state"), "AGENTRT_LEASE": "0", "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-q", f"tests/sandbox/{part}"]
    suite = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        await until(lambda: at_work(part, suite.pid), "the suite has a sandbox", 120)
        time.sleep(seconds)
        family = {suite.pid, *descendants(suite.pid)}
        processes = {pid: start_time(pid) for pid in family | inside(owned(family))}
        assert suite.poll() is None, "the suite was over before it could be killed"
    finally:
        os.killpg(suite.pid, signal.SIGKILL)
        suite.wait()
    await until(lambda: not living(processes), "every process is gone")
    api = engine.client().api
    await until(lambda: not [name for name in owned(family) if name.startswith("/")], "every container is gone")
    assert not list(api.networks(filters=gc.FILTER))
    subprocess.run(
        [sys.executable, "-m", "agentrt.cli", "sandbox", "gc"], env=env, check=True, stdout=subprocess.DEVNULL
    )
    assert owned(family) == []
    assert not [item for folder in ("workspaces", "bubblewrap") for item in (tmp_path / "state" / folder).glob("*")]
    mounts = Path("/proc/self/mounts").read_text()
    assert str(tmp_path) not in mounts
    backing = [file.read_text() for file in Path("/sys/block").glob("loop*/loop/backing_file")]
    assert not [name for name in backing if str(tmp_path) in name]
