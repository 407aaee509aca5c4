"""The host's end of the stream, with an enemy at the other end."""

from __future__ import annotations

import json
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest

from agentrt.errors import SandboxError, SandboxLost
from agentrt.sandbox.base import SandboxFileError
from agentrt.sandbox.channel import Call, Channel
from agentrt.sandbox.reports import ended, entries
from agentrt.sandbox.worker import wire


class Enemy:
    """The worker's end, saying whatever a test wants."""

    def __init__(self) -> None:
        ours, self.socket = socket.socketpair()
        self.channel = Channel(ours)

    def say(self, kind: int, call: int, payload: bytes | Any = b"") -> None:
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.socket.sendall(wire.HEADER.pack(len(data), kind, call) + data)

    def __enter__(self) -> Enemy:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()
        self.channel.lose("the test is over")


def ask(channel: Channel) -> Call:
    return channel.open_json(wire.START, {}, room=1000)


EXIT: dict[str, Any] = {
    "exit_code": 0,
    "signal": None,
    "duration": 0.1,
    "timed_out": False,
    "struck": [],
    "streams": [],
}

Says = list[tuple[int, int, bytes | Any]]
"""Frames: kind, how far its call is from the one that is open, payload."""

BREACHES: dict[str, Says] = {
    "an answer to a call that nobody made": [(wire.EXIT, 1, EXIT)],
    "more output than there is room for": [(wire.OUT, 0, b"x" * 1001)],
    "output after its end": [(wire.OUT_EOF, 0, b""), (wire.OUT, 0, b"x")],
    "credit that was never spent": [(wire.CREDIT, 0, b"\x7f\xff\xff\xff")],
    "a report that is no JSON": [(wire.EXIT, 0, b"\xff{")],
    "a report that is no object": [(wire.EXIT, 0, b"[1]")],
    "a report nested without end": [(wire.EXIT, 0, b"[" * 60_000)],
    "two reports": [(wire.EXIT, 0, EXIT), (wire.EXIT, 0, EXIT)],
    "an unknown kind": [(99, 0, b"")],
    "a second greeting": [(wire.HELLO, 0, {"version": 1}), (wire.HELLO, 0, {})],
    "a problem without a code": [(wire.PROBLEM, 0, {"message": "x"})],
    "a problem with a code that is no text": [(wire.PROBLEM, 0, {"code": {}, "message": ""})],
}


async def until_broken(call: Call) -> None:
    with anyio.fail_after(10):
        await call.result()
        await call.until(lambda: False)


@pytest.mark.row("14", "hostile replies of the worker: huge, of the wrong kind, for another call: cut off for good")
@pytest.mark.parametrize("what", list(BREACHES))
async def test_a_breach_ends_the_channel_for_good(what: str) -> None:
    with Enemy() as enemy:
        call = ask(enemy.channel)
        for kind, distance, payload in BREACHES[what]:
            enemy.say(kind, 0 if kind == wire.HELLO else call.id + distance, payload)
        with pytest.raises(SandboxLost):
            await until_broken(call)
        assert enemy.channel.error is not None
        with pytest.raises(SandboxLost):
            ask(enemy.channel)


@pytest.mark.parametrize(
    "raw", [wire.HEADER.pack(1 << 31, wire.OUT, 1), b"\x00\x00"], ids=["huge frame", "half a frame"]
)
async def test_a_stream_that_is_none_ends_the_channel(raw: bytes) -> None:
    with Enemy() as enemy:
        call = ask(enemy.channel)
        enemy.socket.sendall(raw)
        enemy.socket.shutdown(socket.SHUT_WR)
        with pytest.raises(SandboxLost):
            await until_broken(call)


@pytest.mark.parametrize(
    "change",
    [
        {"exit_code": "0"},
        {"exit_code": 256},
        {"exit_code": 1 << 70},
        {"signal": -9},
        {"duration": None},
        {"duration": -1.0},
        {"timed_out": "no"},
        {"struck": ["everything"]},
        {"struck": ["memory"] * 9},
        {"streams": [{"total": -1, "path": None, "path_bytes": 0}] * 2},
        {"streams": [{"total": 5, "path": "x" * 5000, "path_bytes": 0}] * 2},
    ],
)
async def test_a_report_of_wrong_types_ends_the_channel(change: dict[str, Any]) -> None:
    with Enemy() as enemy:
        call = ask(enemy.channel)
        enemy.say(wire.EXIT, call.id, EXIT | change)
        message = await call.result()
        with pytest.raises(SandboxLost):
            ended(enemy.channel, message, call, 1000)
        assert enemy.channel.error is not None


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/etc", "a\0b", "x" * 2000, 5, None])
async def test_a_name_that_is_none_ends_the_channel(name: object) -> None:
    with Enemy() as enemy, pytest.raises(SandboxLost):
        entries(enemy.channel, [[name, "file", 1, 0o644, 1.0, None]])


async def test_problems_become_exceptions_chosen_here() -> None:
    with Enemy() as enemy:
        for code, kind in (("not_found", SandboxFileError), ("os.system", SandboxError), ("start", SandboxError)):
            call = ask(enemy.channel)
            enemy.say(wire.PROBLEM, call.id, {"code": code, "message": "a: b", "module": "os", "args": ["x"]})
            with pytest.raises(SandboxError) as caught:
                await call.result()
            assert type(caught.value) is kind
        assert enemy.channel.error is None


async def test_what_comes_late_for_a_cancelled_call_is_dropped() -> None:
    with Enemy() as enemy:
        first, second = ask(enemy.channel), ask(enemy.channel)
        first.close()
        enemy.say(wire.OUT, first.id, b"late")
        enemy.say(wire.EXIT, first.id, EXIT)
        enemy.say(wire.EXIT, second.id, EXIT)
        assert (await second.result())["exit_code"] == 0


async def test_another_version_is_refused() -> None:
    with Enemy() as enemy:
        enemy.say(wire.HELLO, 0, {"version": 999})
        with pytest.raises(SandboxLost, match="version"):
            await enemy.channel.greet()


def in_turn(work: Callable[[], Awaitable[None]], backend: str) -> None:
    anyio.run(work, backend=backend)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_many_wait_on_one_stream_and_each_gets_its_own(backend: str) -> None:
    async def work() -> None:
        with Enemy() as enemy:
            calls = [ask(enemy.channel) for _ in range(50)]
            answers: dict[int, Any] = {}

            async def wait(call: Call) -> None:
                answers[call.id] = (await call.result())["exit_code"]

            with anyio.fail_after(20):
                async with anyio.create_task_group() as tasks:
                    for call in calls:
                        tasks.start_soon(wait, call)
                    await anyio.lowlevel.checkpoint()
                    for call in reversed(calls):
                        enemy.say(wire.EXIT, call.id, EXIT | {"exit_code": call.id})
                        await anyio.lowlevel.checkpoint()
            assert answers == {call.id: call.id for call in calls}

    in_turn(work, backend)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_whoever_reads_may_be_cancelled_and_another_reads_on(backend: str) -> None:
    async def work() -> None:
        with Enemy() as enemy, anyio.fail_after(20):
            calls = [ask(enemy.channel) for _ in range(3)]
            done: list[int] = []

            async def wait(call: Call) -> None:
                await call.result()
                done.append(call.id)

            async with anyio.create_task_group() as tasks:
                async with anyio.create_task_group() as reader:
                    reader.start_soon(wait, calls[0])
                    await anyio.wait_all_tasks_blocked()
                    tasks.start_soon(wait, calls[1])
                    tasks.start_soon(wait, calls[2])
                    await anyio.wait_all_tasks_blocked()
                    reader.cancel_scope.cancel()
                enemy.say(wire.EXIT, calls[2].id, EXIT)
                enemy.say(wire.EXIT, calls[1].id, EXIT)
            assert sorted(done) == [calls[1].id, calls[2].id]

    in_turn(work, backend)


async def test_a_request_cut_off_by_cancellation_is_still_sent_whole() -> None:
    with Enemy() as enemy:
        big = enemy.channel.open(wire.WRITE, b"x" * (3 << 20))
        with anyio.move_on_after(0.05) as scope:
            await enemy.channel.drain()
        assert scope.cancelled_caught
        big.close()
        read = bytearray()

        async def reader() -> None:
            enemy.socket.setblocking(False)
            while len(read) < (3 << 20) + 2 * wire.HEADER.size:
                await anyio.wait_readable(enemy.socket)
                read.extend(enemy.socket.recv(1 << 20))

        with anyio.fail_after(20):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(reader)
                await enemy.channel.drain()
        size, kind, _ = wire.HEADER.unpack_from(read)
        assert (size, kind) == (3 << 20, wire.WRITE)
        assert wire.HEADER.unpack_from(read, wire.HEADER.size + size)[1] == wire.KILL


async def test_closing_it_ends_whoever_waits_with_the_reason() -> None:
    with Enemy() as enemy:
        reader, waiter = ask(enemy.channel), ask(enemy.channel)
        ends: list[str] = []

        async def wait(call: Call) -> None:
            try:
                await call.result()
            except SandboxLost as lost:
                ends.append(str(lost))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(wait, reader)
            tasks.start_soon(wait, waiter)
            await anyio.wait_all_tasks_blocked()
            enemy.channel.lose("closed here")
        assert ends == ["closed here", "closed here"]
