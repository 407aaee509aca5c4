"""Processes: bombs, daemons, signals, ends."""

# ruff: noqa: D103  a check says what it does in its title
from __future__ import annotations

import signal

import anyio

from agentrt.errors import SandboxError
from agentrt.sandbox.base import ExecResult, Sandbox
from agentrt.sandbox.conformance.checks import Make, alive, check, marker, until_born, until_gone
from agentrt.sandbox.policy import SandboxPolicy


@check("-", "a command's result: exit code, both streams, folder, variables, input", needs=("root",))
async def check_result(make: Make) -> None:
    async with make(SandboxPolicy()) as box:
        result = await box.exec("echo out; echo err >&2; exit 3")
        assert (result.exit_code, result.stdout, result.stderr, result.ok) == (3, "out\n", "err\n", False)
        assert (await box.exec(["echo", "a b", "$HOME"])).stdout == "a b $HOME\n"
        assert (await box.exec("pwd")).stdout == "/workspace\n"
        assert (await box.exec("pwd", cwd="/tmp")).stdout == "/tmp\n"  # noqa: S108
        assert (await box.exec("echo $GREETING", env={"GREETING": "hello"})).stdout == "hello\n"
        assert (await box.exec("tr a-z A-Z", stdin="hello")).stdout == "HELLO"
        assert (await box.exec("kill -9 $$")).signal == 9


@check("-", "a command that cannot be started is an error that says why")
async def check_no_such_program(make: Make) -> None:
    async with make(SandboxPolicy()) as box:
        for command, cwd in ((["no-such-program"], None), (["true"], "/no/such/folder")):
            try:
                await box.exec(command, cwd=cwd)
            except SandboxError as error:
                said = str(error)
            else:
                raise AssertionError(f"{command} in {cwd} was started")
            assert "No such file" in said, said


async def exec_until_dead(box: Sandbox, command: str, mark: str, count: int) -> ExecResult:
    """Run a command with a time limit whose children carry a mark; prove them alive, then gone."""
    results: list[ExecResult] = []

    async def run() -> None:
        results.append(await box.exec(command, timeout=4))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run)
        await until_born(mark, count)
    assert alive(mark) == []
    return results[0]


@check("9", "time limit: children that called setsid, forked twice or ignore signals are dead when the call returns")
async def check_timeout_kills_all(make: Make) -> None:
    mark = marker()
    command = (
        f"sleep {mark} & setsid sleep {mark} & (setsid setsid sleep {mark} &) ; nohup sleep {mark} & "
        f"(trap '' TERM HUP INT; exec sleep {mark}) & bash -c '(sleep {mark} & exec sleep {mark}) & exit'; sleep {mark}"
    )
    async with make(SandboxPolicy()) as box:
        result = await exec_until_dead(box, command, mark, 8)
        assert result.timed_out
        assert result.outcome == "timeout"
        assert (await box.exec("echo on")).stdout == "on\n"


@check("8", "a background child that holds the pipes: the call returns with the command, and the child is dead then")
async def check_background_child(make: Make) -> None:
    mark = marker()
    async with make(SandboxPolicy()) as box:
        await box.exec("mkfifo go")
        async with await box.start(f"sleep {mark} & setsid sleep {mark} & read line < go; echo done") as process:
            await until_born(mark, 2)
            await box.exec("echo > go", timeout=10)
            output = b"".join([data async for data in process.stdout])
            result = await process.wait()
        assert output == b"done\n"
        assert result.exit_code == 0
        assert alive(mark) == []


@check("27", "cancelling a call kills what it started, and nothing else")
async def check_cancel(make: Make) -> None:
    first, second = marker(), marker()
    async with make(SandboxPolicy()) as box, anyio.create_task_group() as tasks:
        tasks.start_soon(box.exec, ["sleep", second])
        async with anyio.create_task_group() as inner:
            inner.start_soon(box.exec, f"setsid sleep {first} & sleep {first}")
            await until_born(first, 2)
            await until_born(second)
            inner.cancel_scope.cancel()
        await until_gone(first)
        assert alive(second)
        tasks.cancel_scope.cancel()


@check("27", "64 commands at once, none waits for another, each gets its own answer")
async def check_concurrency(make: Make) -> None:
    async with make(SandboxPolicy(processes=512)) as box:
        results: dict[int, str] = {}

        async def run(number: int) -> None:
            results[number] = (await box.exec(f"read line < gate; echo {number}")).stdout

        await box.exec("mkfifo gate")
        async with anyio.create_task_group() as tasks:
            for number in range(64):
                tasks.start_soon(run, number)
            assert (await box.exec("echo not waiting")).stdout == "not waiting\n"
            while len(results) < 64:  # a line for whoever waits at the gate now
                await box.exec("timeout 5 bash -c 'echo > gate'", timeout=20)
        assert results == {number: f"{number}\n" for number in range(64)}


@check(
    "1", "fork bomb: bounded, said so; another command starts meanwhile; nothing of it is left", needs=("processes",)
)
async def check_fork_bomb(make: Make) -> None:
    mark = marker()
    bomb = f"bomb() {{ sleep {mark} & bomb & bomb; }}; bomb; sleep {mark}"
    async with make(SandboxPolicy(processes=48)) as box:
        results: list[ExecResult] = []

        async def run() -> None:
            results.append(await box.exec(bomb, timeout=6))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run)
            await until_born(mark, 10)
            assert len(alive(mark)) <= 48 + 24
            assert (await box.exec(["echo", "meanwhile"], timeout=20)).stdout == "meanwhile\n"
        assert "processes" in results[0].struck
        assert alive(mark) == []
        assert (await box.exec("echo after")).stdout == "after\n"


@check("2", "memory bomb: only the offender dies, and the result says so", needs=("memory",))
async def check_memory_bomb(make: Make) -> None:
    async with make(SandboxPolicy(memory="96m", tmp="8m", shm="8m", output_file="8m")) as box:
        result = await box.exec(["tail", "/dev/zero"], timeout=60)
        assert result.outcome == "memory", result
        assert "memory" in result.struck
        assert (await box.exec("echo after")).stdout == "after\n"


@check("10", "kill of every process that can be seen, and of PID 1: the sandbox goes on", needs=("identity",))
async def check_kill_everything(make: Make) -> None:
    async with make(SandboxPolicy()) as box:
        kills = "for p in /proc/[0-9]*; do kill -9 ${p#/proc/} 2>/dev/null; done"
        await box.exec(f"trap '' TERM; kill -TERM 1; kill -9 1; {kills}; kill -9 -1", timeout=20)
        assert (await box.exec("echo on")).stdout == "on\n"
        await box.exec("kill -STOP -1; kill -9 -1", timeout=20)
        assert (await box.exec("echo on")).stdout == "on\n"


@check("11", "zombies are reaped while the command that made them still runs", needs=("root",))
async def check_zombies(make: Make) -> None:
    count = "grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l"
    async with make(SandboxPolicy()) as box:
        made = "for i in 1 2 3 4 5 6 7 8; do (setsid true &); done; sleep 1"
        result = await box.exec(f"{made}; {count}")
        assert result.stdout.strip() == "0", result.stdout


@check("12", "standard input is at its end unless given: nothing waits for it")
async def check_stdin(make: Make) -> None:
    async with make(SandboxPolicy()) as box:
        assert (await box.exec("cat; read line; echo $?", timeout=30)).stdout == "1\n"
        big = bytes(range(256)) * 4096
        result = await box.exec("cat", stdin=big, output=2 * len(big))
        assert result.stdout_bytes == big
        assert (await box.exec("exit 0", stdin=big)).exit_code == 0  # nobody reads it, nobody waits


@check("-", "a process with streams: input, output as it comes, signals, end of file, the whole tree killed at the end")
async def check_streams(make: Make) -> None:
    mark = marker()
    async with make(SandboxPolicy()) as box:
        async with await box.start(
            "trap 'echo got' USR1; echo ready; while :; do read -t 0.1 l && echo =$l; done"
        ) as p:
            assert await read_until(p.stdout, b"ready\n")
            await p.signal(signal.SIGUSR1)
            assert await read_until(p.stdout, b"got\n")
            await p.stdin.send(b"hello\n")
            assert await read_until(p.stdout, b"=hello\n")
            await p.kill()
            assert (await p.wait()).signal == 9
        async with await box.start(["cat"]) as process:
            await process.stdin.send(b"x" * 100_000)
            await process.stdin.aclose()
            assert b"".join([data async for data in process.stdout]) == b"x" * 100_000
            assert (await process.wait()).exit_code == 0
        async with await box.start(f"setsid sleep {mark} & sleep {mark}"):
            await until_born(mark, 2)
        await until_gone(mark)


async def read_until(stream: anyio.abc.ByteReceiveStream, wanted: bytes) -> bool:
    """Read until something has come."""
    data = b""
    with anyio.fail_after(30):
        while wanted not in data:
            data += await stream.receive()
    return True


@check("-", "a terminal: the command sees one, its size, and a typed end of file")
async def check_terminal(make: Make) -> None:
    async with make(SandboxPolicy()) as box, await box.start("tty && stty size && cat", pty=(30, 90)) as process:
        assert await read_until(process.stdout, b"30 90")
        await process.stdin.send(b"typed\n")
        await process.stdin.aclose()
        rest = b"".join([data async for data in process.stdout])
        assert b"typed" in rest
        assert (await process.wait()).exit_code == 0


@check("26", "the clock cannot be set, and time limits do not follow it", needs=("root",))
async def check_clock(make: Make) -> None:
    async with make(SandboxPolicy()) as box:
        result = await box.exec("date -s '2001-01-01' ; sleep 60", timeout=2)
        assert result.timed_out
        assert "not permitted" in result.stderr.lower()


@check("-", "1,000 commands in a row: no descriptor, process or memory is left of them", size="full")
async def check_thousand(make: Make) -> None:
    async with make(SandboxPolicy()) as box:

        async def figures() -> tuple[int, int]:
            worker = await box.exec("ls /proc/self/fd | wc -l")
            return int(worker.stdout), (await box.stats()).memory or 0

        for _ in range(50):
            await box.exec("true")
        before = await figures()
        for _ in range(1000):
            result = await box.exec("true")
            assert result.ok, repr(result)
        after = await figures()
        assert after[0] == before[0], f"open files: {before[0]}, then {after[0]}"
        assert after[1] - before[1] < 16 << 20, f"bytes of memory: {before[1]}, then {after[1]}"
