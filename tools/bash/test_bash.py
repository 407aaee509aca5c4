"""The shell session, in a real container."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from agentrt import ToolContext, load_tools
from agentrt.calls import Outcome, Worker, perform
from agentrt.sandbox import DockerSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def box(docker_engine: Any) -> AsyncIterator[DockerSandbox]:
    async with DockerSandbox("python") as sandbox:
        yield sandbox


class Shell:
    def __init__(self, box: DockerSandbox) -> None:
        (self.tool,) = load_tools("bash", sandbox=box)

    async def outcome(self, command: str, timeout: float = 30.0) -> Outcome:
        return await perform(Worker(self.tool, {"command": command, "timeout": timeout}, ToolContext()), 300)

    async def __call__(self, command: str, timeout: float = 30.0) -> str:
        outcome = await self.outcome(command, timeout)
        assert outcome.fault is None, outcome.content
        return str(outcome.content)


@pytest.fixture
def shell(box: DockerSandbox) -> Shell:
    return Shell(box)


async def test_directory_variables_and_functions_last(shell: Shell) -> None:
    assert await shell("cd /tmp; x=5; f() { echo f$1; }; export y=6") == "(no output)"
    assert await shell("pwd; echo $x; f 7; bash -c 'echo $y'") == "/tmp\n5\nf7\n6"


async def test_a_failing_command_shows_its_exit_code_and_its_errors(shell: Shell) -> None:
    assert await shell("echo out; echo err >&2; (exit 7)") == "out\nerr\n[exit code 7]"


async def test_a_syntax_error_is_told_and_the_session_goes_on(shell: Shell) -> None:
    await shell("x=1")
    assert "syntax error" in await shell("if")
    assert await shell("echo $x") == "1"


async def test_no_input_is_the_end_of_input(shell: Shell) -> None:
    assert await shell('cat; read x; echo "<$x>"') == "<>"


async def test_a_background_job_does_not_hold_the_call_and_is_heard_later(shell: Shell) -> None:
    assert await shell("(sleep 0.3; echo late) & echo now") == "now"
    assert "late" in await shell("wait; echo waited")


async def test_output_cannot_fake_the_end_of_a_command(shell: Shell) -> None:
    fake = r"for fd in 1 2 3 4 5 6 7 8 9 10 11 12; do printf '0\0/fake\0' >&$fd; done 2>/dev/null; sleep 0.2; pwd"
    await shell("cd /workspace")
    text = await shell(fake)
    assert text.endswith("/workspace")


async def test_a_long_output_keeps_both_ends_and_leaves_the_whole_in_a_file(shell: Shell) -> None:
    text = await shell("seq 1 100000")
    assert text.startswith("1\n2\n")
    assert text.endswith("100000")
    assert "bytes left out; all of it is in /tmp/output-" in text
    path = text.split("all of it is in ")[1].split(" ")[0]
    assert await shell(f"wc -l < {path}") == "100000"


async def test_bytes_that_are_no_text_survive_as_far_as_they_can(shell: Shell) -> None:
    assert await shell(r"printf 'a\377\000b'") == "a\ufffd\x00b"


async def test_a_time_out_kills_the_whole_tree_and_says_what_was_lost(shell: Shell, box: DockerSandbox) -> None:
    await shell("cd /tmp")
    await shell("setsid sleep 4711 & (setsid sleep 4712 &) ; sleep 0.1")
    counted = "cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -o 'sleep 471[12]' | wc -l"
    assert (await box.exec(counted)).stdout == "2\n", "they were alive"
    text = await shell("sleep 4711", timeout=0.5)
    assert "killed after 0.5 s" in text
    assert (await box.exec(counted)).stdout == "0\n"
    assert await shell("pwd") == "/tmp"


async def test_leaving_the_shell_starts_another_in_the_same_directory(shell: Shell) -> None:
    await shell("cd /tmp")
    assert "ended with exit code 3" in await shell("exit 3")
    assert await shell("pwd") == "/tmp"


async def test_killing_the_driver_loses_the_session_and_says_so(shell: Shell) -> None:
    await shell("x=1")
    lost = await shell.outcome("kill -9 $PPID; sleep 5")
    assert lost.fault == "tool_error"
    assert "variables and background jobs are lost" in str(lost.content)
    assert await shell('echo "<$x>"') == "<>"


async def test_a_nul_is_refused(shell: Shell) -> None:
    refused = await shell.outcome("echo a\0b")
    assert "NUL" in str(refused.content)


async def test_the_pack_says_that_it_needs_a_sandbox() -> None:
    from agentrt.errors import PackError

    with pytest.raises(PackError, match="needs a sandbox"):
        load_tools("bash")
