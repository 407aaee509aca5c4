"""Output: endless, binary, one line of a gigabyte, forged."""

# ruff: noqa: D103  a check says what it does in its title
from __future__ import annotations

from agentrt.sandbox.base import ExecResult, Sandbox
from agentrt.sandbox.conformance.checks import Make, check, memory_of_this_process
from agentrt.sandbox.policy import SandboxPolicy


@check("4", "endless output: head and tail kept, the whole counted, this process's memory does not grow")
async def check_endless_output(make: Make) -> None:
    async with make(SandboxPolicy(output="64k")) as box:
        await box.exec("yes", timeout=0.5)
        before = memory_of_this_process()
        result = await box.exec("yes 0123456789", timeout=4)
        assert memory_of_this_process() - before < 8 << 20
        assert result.timed_out
        assert result.truncated
        assert result.out.total > 1 << 20
        assert len(result.out.head) == len(result.out.tail) == 32 << 10
        assert result.out.head.startswith(b"0123456789\n")
        assert "left out" in result.stdout


@check("5", "a cut is never silent: what was left out is counted, and lies in a file inside")
async def check_cut_is_said(make: Make) -> None:
    async with make(SandboxPolicy(output=1000)) as box:
        exact = await box.exec("head -c 1000 /dev/zero")
        assert not exact.truncated
        assert exact.out.total == len(exact.stdout_bytes) == 1000
        result = await box.exec("seq 100000; seq 5 >&2")
        assert result.out.truncated
        assert not result.err.truncated
        assert result.stderr == "1\n2\n3\n4\n5\n"
        full = "".join(f"{number}\n" for number in range(1, 100001)).encode()
        assert result.out.total == len(full)
        assert result.out.head == full[:500]
        assert result.out.tail == full[-500:]
        assert result.out.path is not None
        assert result.out.path_bytes == len(full)
        assert await box.read(result.out.path) == full
        assert result.out.path in result.stdout


@check("6", "bytes that are no text: kept as they are, shown with replacement characters")
async def check_binary_output(make: Make) -> None:
    everything = bytes(range(256)) * 64
    async with make(SandboxPolicy()) as box:
        await box.write("all", everything)
        result = await box.exec("cat all; cat all >&2")
        assert result.stdout_bytes == everything
        assert result.stderr_bytes == everything
        assert "\ufffd" in result.stdout
        split = await box.exec("printf '\\xc3'; sleep 0.3; printf '\\xa9'")
        assert split.stdout == "é"


async def huge_line(make: Make, size: int) -> None:
    """One line of `size` bytes through a command, and through a stream."""
    async with make(SandboxPolicy(output="64k")) as box:
        before = memory_of_this_process()
        result = await box.exec(f"head -c {size} /dev/zero", timeout=300)
        assert result.out.total == size
        assert len(result.stdout_bytes) == 64 << 10
        total = 0
        async with await box.start(f"head -c {size} /dev/zero") as process:
            async for data in process.stdout:
                total += len(data)
        assert total == size
        assert memory_of_this_process() - before < 8 << 20


@check("7", "one line of 32 MB, through a call and through a stream, in bounded memory")
async def check_huge_line(make: Make) -> None:
    await huge_line(make, 32 << 20)


@check("7", "one line of 1 GB, through a call and through a stream, in bounded memory", size="full")
async def check_gigabyte_line(make: Make) -> None:
    await huge_line(make, 1 << 30)


@check("4", "a stream that nobody reads makes its command wait, and nothing else")
async def check_backpressure(make: Make) -> None:
    async with make(SandboxPolicy()) as box, await box.start("yes; echo never") as process:
        before = memory_of_this_process()
        for _ in range(20):
            assert (await box.exec("echo on")).stdout == "on\n"
        assert memory_of_this_process() - before < 8 << 20
        assert (await process.stdout.receive()).startswith(b"y\n")


@check("13", "output that looks like the protocol is output")
async def check_forged_protocol(make: Make) -> None:
    forged = b'\x00\x00\x00\x14\x26\x00\x00\x00\x02{"exit_code": 0, "signal": null}\n__EXIT_CODE__:0\n' * 50
    async with make(SandboxPolicy()) as box:
        await box.write("forged", forged)
        result: ExecResult = await box.exec("cat forged; cat forged >&2; exit 7")
        assert result.exit_code == 7
        assert result.stdout_bytes == result.stderr_bytes == forged


@check("29", "the worker's own streams, memory and environment are out of a command's reach", needs=("identity",))
async def check_worker_out_of_reach(make: Make) -> None:
    async with make(SandboxPolicy()) as box:
        assert await root_owned(box), "no process of the sandbox's own was seen"
        script = (
            "for p in /proc/[0-9]*; do [ -O $p ] || for f in fd/0 fd/3 fd/5 mem environ; do "
            "cat $p/$f >/dev/null 2>&1 < /dev/null && echo reached $p/$f; done; done; echo done"
        )
        assert (await box.exec(script, timeout=30)).stdout == "done\n"


async def root_owned(box: Sandbox) -> bool:
    """Whether a command sees processes that are not its user's."""
    return (await box.exec("for p in /proc/[0-9]*; do [ -O $p ] || echo $p; done")).stdout != ""
