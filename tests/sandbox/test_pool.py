from __future__ import annotations

import anyio
import pytest

from agentrt.errors import ConfigurationError, SandboxError
from agentrt.sandbox import DockerSandbox, Sandbox, SandboxPolicy, SandboxPool, engine, gc

pytestmark = pytest.mark.usefixtures("python_image")

SMALL = SandboxPolicy(memory="64m", tmp="4m", shm="4m", output_file="4m", disk="8m")


@pytest.mark.row("28", "a pool never hands a sandbox out twice")
async def test_sandboxes_are_ready_fresh_and_never_used_again() -> None:
    seen: list[str] = []
    async with SandboxPool("python", size=2, policy=SMALL) as pool:
        for _ in range(3):
            async with pool.acquire() as box:
                assert (await box.exec("ls")).stdout == ""
                await box.write("left", "behind")
                seen.append(box.id)
    assert len(set(seen)) == 3
    assert not {found.id for found in gc.list_sandboxes()} & set(seen)


async def test_no_more_exist_at_once_than_fit_and_those_who_wait_are_served_in_turn() -> None:
    made: list[str] = []
    order: list[int] = []

    def make() -> Sandbox:
        box = DockerSandbox("python", policy=SMALL)
        made.append(box.id)
        return box

    async with SandboxPool(size=2, memory="128m", factory=make) as pool:
        assert pool.capacity == 2

        async def use(number: int) -> None:
            async with pool.acquire() as box:
                order.append(number)
                there = {found.id for found in await engine.in_thread(gc.list_sandboxes)}
                assert len(there & set(made)) <= 2
                assert (await box.exec("true")).ok

        async with anyio.create_task_group() as tasks:
            for number in range(5):
                tasks.start_soon(use, number)
                await anyio.lowlevel.checkpoint()
    assert order == sorted(order)


async def test_one_that_died_while_it_waited_is_replaced() -> None:
    made: list[DockerSandbox] = []

    def make() -> Sandbox:
        made.append(DockerSandbox("python", policy=SMALL))
        return made[-1]

    async with SandboxPool(size=1, factory=make) as pool:
        with anyio.fail_after(60):
            while not made[1:] or made[1]._channel is None or not made[1].channel.hello:
                await anyio.sleep(0.05)
        await engine.in_thread(lambda: engine.client().api.kill(made[1].id))
        async with pool.acquire() as box:
            assert (await box.exec("echo on")).stdout == "on\n"


async def test_where_none_can_be_made_those_who_wait_are_told_why() -> None:
    async with SandboxPool(size=1, policy=SMALL.model_copy(update={"runtime": "no-such-runtime"})) as pool:
        with pytest.raises(SandboxError, match="no-such-runtime"):
            async with pool.acquire():
                pass


async def test_an_error_of_the_user_comes_out_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        async with SandboxPool("python", size=1, policy=SMALL) as pool, pool.acquire():
            raise ZeroDivisionError


def test_a_pool_of_none_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        SandboxPool(size=0)
