"""The engine that isolates nothing: what it says of itself, and what holds all the same."""

from __future__ import annotations

import warnings
from pathlib import Path

import anyio
import pytest

from agentrt.errors import SandboxError, SandboxUnavailable
from agentrt.sandbox import LocalSandbox, Sandbox, SandboxPolicy
from agentrt.sandbox.conformance import CHECKS, Check
from agentrt.sandbox.conformance.checks import marker, until_born, until_gone
from agentrt.sandbox.local import IsolatesNothing

HELD = [one for one in CHECKS if not one.needs and one.size != "soak"]
quietly = pytest.mark.filterwarnings("ignore::agentrt.sandbox.local.IsolatesNothing")


@quietly
@pytest.mark.full
@pytest.mark.parametrize("check", [pytest.param(one, id=one.name) for one in HELD])
async def test_it_holds(check: Check) -> None:
    await check.run(lambda policy: LocalSandbox(policy=policy, unenforced=True))


def test_it_says_loudly_that_it_isolates_nothing() -> None:
    with pytest.warns(IsolatesNothing, match="isolates NOTHING"):
        LocalSandbox()


def test_a_policy_that_would_not_hold_is_refused_by_name() -> None:
    with pytest.raises(SandboxUnavailable, match="limits: allow, memory"):
        LocalSandbox(policy=SandboxPolicy(memory="1g", allow=("files.example.com",), timeout=10))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IsolatesNothing)
        LocalSandbox(policy=SandboxPolicy(timeout=10, output="1k", open_files=100))
        LocalSandbox(policy=SandboxPolicy(memory="1g"), unenforced=True)


@quietly
async def test_its_paths_are_relative_to_a_folder_of_its_own_which_goes_with_it() -> None:
    async with LocalSandbox() as box:
        assert isinstance(box, Sandbox)
        folder = box.folder
        await box.write("/workspace/sub/a", "one")
        await box.write("b", "two")
        assert (await box.exec("cat sub/a b; pwd")).stdout == f"onetwo{folder}\n"
        assert (await box.exec("pwd", cwd="/workspace/sub")).stdout == f"{folder}/sub\n"
        assert {entry.name for entry in await box.list("/workspace")} == {"sub", "b"}
        assert await box.read("/etc/hostname") == Path("/etc/hostname").read_bytes()
        assert box.path("/workspaces") == "/workspaces"
        failed = await box.exec("echo out; echo err >&2; exit 3")
        assert (failed.exit_code, failed.stdout, failed.stderr) == (3, "out\n", "err\n")
        assert (await box.exec("tr a-z A-Z; echo $GREETING", stdin="hi ", env={"GREETING": "you"})).stdout == "HI you\n"
    assert not folder.exists()
    with pytest.raises(SandboxError, match="not open"):
        box.folder  # noqa: B018


@quietly
async def test_a_folder_that_was_given_is_left(tmp_path: Path) -> None:
    async with LocalSandbox(tmp_path / "new") as box:
        await box.exec("echo kept > file")
        assert box.spec()["workspace"] == str(tmp_path / "new")
    assert (tmp_path / "new/file").read_text() == "kept\n"


@quietly
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_closing_ends_all_that_was_started(backend: str) -> None:
    async def work() -> None:
        mark = marker()
        async with LocalSandbox() as box, anyio.create_task_group() as tasks:
            tasks.start_soon(box.start, f"setsid sleep {mark} & (setsid setsid sleep {mark} &); sleep {mark}")
            await until_born(mark, 3)
        await until_gone(mark)

    anyio.run(work, backend=backend)
