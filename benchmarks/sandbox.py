"""Sandboxes side by side: agentrt's two engines, `docker exec` (command line and SDK) and SWE-ReX, on one image.

Rows that are timed call by call take the engines in turn, so that a busy machine is as unfair to all; each figure is a
median. SWE-ReX is installed into a virtual environment of its own below ~/.cache/agentrt/benchmarks, and left out,
with the reason, where that fails.

    .venv/bin/python benchmarks/sandbox.py [--rounds 40] [--only WORD]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
from peers.engines import (
    OPS,
    CommandLine,
    Engine,
    Library,
    Ours,
    SweRex,
    command,
    install_swerex,
    labels,
    run_container,
    timed,
)

from agentrt.sandbox import BubblewrapSandbox, DockerSandbox, SandboxPolicy, SandboxPool
from agentrt.sandbox.bubblewrap import check_machine
from agentrt.sandbox.conformance.checks import alive, marker, until_born, until_gone
from agentrt.sandbox.engine import client
from agentrt.sandbox.images import build_image

IMAGE = "python"
POLICY = SandboxPolicy(memory="512m", disk="256m")


# -------------------------------------------------------------------------------------------------------------- rows


class Report:
    """The table: a row for each figure, a column for each engine."""

    def __init__(self, engines: list[str]) -> None:
        self.engines = engines
        widths = "".join(f"{name:>14}" for name in engines)
        print(f"{'':44}{widths}{'best peer /':>14}{'target':>15}")
        print(f"{'':44}{'':{14 * len(engines)}}{'agentrt':>14}")

    def row(self, title: str, found: dict[str, float | None], target: str, *, higher: bool = False) -> None:
        cells = "".join(
            f"{'-' if found.get(name) is None else format(found[name], '.3g'):>14}" for name in self.engines
        )
        peers = [found[name] for name in self.engines[2:] if found.get(name)]
        ours = found.get("docker")
        ratio = ""
        if peers and ours:
            best = max(peers) if higher else min(peers)  # type: ignore[type-var]
            ratio = f"{ours / best:.1f}x" if higher else f"{best / ours:.1f}x"  # type: ignore[operator]
        print(f"{title:44}{cells}{ratio:>14}{target:>15}", flush=True)


async def latencies(report: Report, engines: list[Engine], rounds: int) -> None:
    """One call after the other, the engines in turn."""
    found: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds + 2):
        for op in OPS:
            for engine in engines:
                taken = await engine.call(op)
                if taken is not None and number >= 2:
                    found.setdefault((op, engine.name), []).append(taken)

    def column(op: str, part: float = 0.5) -> dict[str, float | None]:
        return {name: quantile(times, part) for (done, name), times in found.items() if done == op}

    report.row("trivial command, p50 ms", column("true"), "<= 3")
    report.row("trivial command, p99 ms", column("true", 0.99), "")
    report.row("persistent shell, p50 ms", column("shell"), "<= 3")
    report.row("1 MB of stdout, p50 ms", column("megabyte"), "<= 30")
    report.row("1 KB file written and read, p50 ms", column("file"), "<= 3")


def quantile(times: list[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


async def throughput(report: Report, makers: dict[str, Callable[[], Engine]]) -> None:
    """64 commands at once over 8 sandboxes, three times."""
    found: dict[str, float | None] = {}
    for name, make in makers.items():
        boxes = [make() for _ in range(8)]
        async with AsyncExitStack() as stack:
            for box in boxes:
                stack.push_async_callback(box.close)
                await box.open()
            rates = []
            for _ in range(3):
                began = time.perf_counter()
                async with anyio.create_task_group() as tasks:
                    for box in boxes:
                        if isinstance(box, SweRex):
                            tasks.start_soon(box.ask, "true", 8, True)
                        else:
                            for _ in range(8):
                                tasks.start_soon(box.call, "true")
                rates.append(64 / (time.perf_counter() - began))
            found[name] = statistics.median(rates)
    report.row("64 commands at once over 8, a second", found, ">= 300", higher=True)


async def creation(report: Report, tag: str, count: int) -> None:
    """Many made, four at a time; and one at a time, to the end of a first command."""
    ours: dict[str, Callable[[], Any]] = {"docker": docker, "bubblewrap": bubblewrap}
    each: dict[str, float | None] = {}
    rate: dict[str, float | None] = {}
    for name, make in ours.items():
        times, seconds = await create_many(make, count)
        each[name], rate[name] = statistics.median(times), count / seconds
    began, times = time.perf_counter(), []
    limiter, made = anyio.CapacityLimiter(4), []

    async def plain() -> None:
        async with limiter:
            start = time.perf_counter()
            made.append(await anyio.to_thread.run_sync(lambda: run_container(tag)))
            times.append((time.perf_counter() - start) * 1000)

    async with anyio.create_task_group() as tasks:
        for _ in range(count):
            tasks.start_soon(plain)
    rate["docker exec"], each["docker exec"] = count / (time.perf_counter() - began), statistics.median(times)
    for start in range(0, count, 16):
        command("docker", "rm", "-f", *made[start : start + 16])
    run_true = ["docker", "run", "--rm", "--init", "--network", "none", *labels(), tag, "true"]
    first: dict[str, list[float]] = {"docker": [], "bubblewrap": [], "docker exec": []}
    for _ in range(12):  # in turn
        for name, make in ours.items():
            first[name].append(await first_command(make))
        first["docker exec"].append(await timed(lambda: in_thread(*run_true)))
    alone: dict[str, float | None] = {name: statistics.median(times) for name, times in first.items()}
    report.row(f"{count} made, 4 at a time: each, p50 ms", each, "< 1000")
    report.row(f"{count} made, 4 at a time: a second", rate, "bwrap >= 100", higher=True)
    report.row("made, one command, p50 ms (peer: docker run)", alone, "<= peer")


async def in_thread(*words: str) -> None:
    await anyio.to_thread.run_sync(lambda: command(*words))


async def create_many(make: Callable[[], Any], count: int) -> tuple[list[float], float]:
    """Milliseconds of each start, and seconds for all of them."""
    limiter, times, boxes = anyio.CapacityLimiter(4), [], [make() for _ in range(count)]

    async def start(box: Any) -> None:
        async with limiter:
            times.append(await timed(box.open))

    began = time.perf_counter()
    async with anyio.create_task_group() as tasks:
        for box in boxes:
            tasks.start_soon(start, box)
    seconds = time.perf_counter() - began
    async with anyio.create_task_group() as tasks:
        for box in boxes:
            tasks.start_soon(box.close)
    return times, seconds


async def first_command(make: Callable[[], Any]) -> float:
    box = make()

    async def work() -> None:
        await box.open()
        assert (await box.exec(["true"])).ok

    try:
        return await timed(work)
    finally:
        await box.close()


async def starts(report: Report, rounds: int) -> None:
    """Bubblewrap alone, one start after the other; beside it, what the bare program costs."""
    times, bare, spent = [], [], []
    for _ in range(rounds):
        box = bubblewrap()
        times.append(await timed(box.open))
        spent.append(((await box.stats()).cpu_seconds or 0.0) * 1000)
        await box.close()
        words = ("bwrap", "--unshare-pid", "--unshare-net", "--ro-bind", "/", "/", "--proc", "/proc", "true")
        bare.append(await timed(lambda words=words: in_thread(*words)))  # type: ignore[misc]
    report.row("bubblewrap: start, p50 ms", {"bubblewrap": statistics.median(times)}, "<= 20")
    report.row("  fastest start, ms", {"bubblewrap": min(times)}, "")
    report.row("  processor time inside, p50 ms", {"bubblewrap": statistics.median(spent)}, "")
    report.row("  (bwrap running `true`, p50 ms)", {"bubblewrap": statistics.median(bare)}, "")


async def pool(report: Report, tag: str) -> None:
    """Taken from a pool that is full; beside it, what a container costs where there is no pool."""
    found: dict[str, float | None] = {}
    for name, make in {"docker": docker, "bubblewrap": bubblewrap}.items():
        async with SandboxPool(size=4, factory=make) as ready:
            times = []
            for _ in range(8):
                await anyio.sleep(2.5)  # it fills up again
                began = time.perf_counter()
                async with ready.acquire():
                    times.append((time.perf_counter() - began) * 1000)
            found[name] = statistics.median(times)

    times = []
    for _ in range(8):
        began = time.perf_counter()
        box = run_container(tag)
        times.append((time.perf_counter() - began) * 1000)
        command("docker", "rm", "-f", box)
    found["docker exec"] = statistics.median(times)
    report.row("acquired from a warm pool (peer: run), p50 ms", found, "<= 5")


GROWTH = """
import resource, sys, anyio
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
async def ours(name):
    from agentrt.sandbox import BubblewrapSandbox, DockerSandbox
    async with {"docker": DockerSandbox, "bubblewrap": BubblewrapSandbox}[name]("python") as box:
        await box.exec("head -c 3000000 /dev/zero")
        before = peak()
        result = await box.exec("yes", timeout=SECONDS)
        assert result.timed_out and result.out.total > 1 << 20
        print(peak() - before)
def library(box):
    import docker
    container = docker.from_env().containers.get(box)
    container.exec_run(["head", "-c", "3000000", "/dev/zero"])
    before = peak()
    container.exec_run(["timeout", "SECONDS", "yes"])
    print(peak() - before)
library(sys.argv[2]) if sys.argv[1] == "library" else anyio.run(ours, sys.argv[1])
"""


async def growth(report: Report, tag: str) -> None:
    """What `yes` costs this side's memory: 10 s of it here, 3 s for the SDK, which keeps it all."""
    found: dict[str, float | None] = {}
    for name in ("docker", "bubblewrap"):
        found[name] = max(0.1, float(command(sys.executable, "-c", GROWTH.replace("SECONDS", "10"), name)))
    box = run_container(tag)
    found["docker SDK"] = float(command(sys.executable, "-c", GROWTH.replace("SECONDS", "3"), "library", box))
    command("docker", "rm", "-f", box)
    report.row("memory grown by endless output, MB (SDK: 3 s)", found, "<= 8")


async def idle(report: Report, tag: str) -> None:
    """Memory of one idle sandbox: the proportional set size of all its processes, its shim included."""
    found: dict[str, float | None] = {}
    async with docker() as box:
        await box.exec(["true"])
        found["docker"] = container_memory(box.id)
    async with bubblewrap() as box:
        await box.exec(["true"])
        found["bubblewrap"] = sum(set_size(process) for process in box._group.processes())
    sleeper = run_container(tag)
    found["docker exec"] = container_memory(sleeper)
    command("docker", "rm", "-f", sleeper)
    report.row("memory of an idle sandbox, MB", found, "stated")


def container_memory(box: str) -> float:
    inside = {int(row[0]) for row in client().api.top(box, ps_args="-eo pid")["Processes"]}
    first = int(client().api.inspect_container(box)["State"]["Pid"])
    shim = int(Path(f"/proc/{first}/stat").read_text().rpartition(")")[2].split()[1])
    return sum(set_size(process) for process in inside | {shim})


def set_size(process: int) -> float:
    """Megabytes."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


CLIENT = """
import sys, anyio
from agentrt.sandbox import BubblewrapSandbox, DockerSandbox
async def main(name, mark):
    async with {"docker": DockerSandbox, "bubblewrap": BubblewrapSandbox}[name]("python") as box:
        await box.exec(f"setsid sleep {mark} & while :; do :; done", timeout=600)
anyio.run(main, *sys.argv[1:])
"""


async def killed(report: Report) -> None:
    """From SIGKILL of a busy client to the last of its sandbox's processes being gone, seen from outside."""
    found: dict[str, float | None] = {}
    for name in ("docker", "bubblewrap"):
        times = []
        for _ in range(5):
            mark = marker()
            with subprocess.Popen([sys.executable, "-c", CLIENT, name, mark]) as process:  # noqa: ASYNC220
                await until_born(mark, 1)
                began = time.perf_counter()
                process.kill()
                await until_gone(mark)
                times.append((time.perf_counter() - began) * 1000)
                assert not alive(mark)
        found[name] = statistics.median(times)
    report.row("client killed to commands gone, p50 ms", found, "<= 1000")


def docker() -> Any:
    return DockerSandbox(IMAGE, policy=POLICY)


def bubblewrap() -> Any:
    return BubblewrapSandbox(IMAGE, policy=POLICY)


async def main(rounds: int, count: int, only: str) -> None:
    check_machine(POLICY)
    tag = build_image(IMAGE, progress=print)
    async with docker(), bubblewrap():  # unpacked, mapped, warm
        pass
    problem = install_swerex(tag)
    makers: dict[str, Callable[[], Engine]] = {
        "docker": lambda: Ours("docker", docker),
        "bubblewrap": lambda: Ours("bubblewrap", bubblewrap),
        "docker exec": lambda: CommandLine(tag),
        "docker SDK": lambda: Library(tag),
    }
    if problem is None:
        makers["SWE-ReX"] = lambda: SweRex(tag)
    else:
        print(f"SWE-ReX is left out: {problem}")
    print(f"image {tag}; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; medians of {rounds}\n")
    report = Report(list(makers))

    async def in_turn() -> None:
        engines = [make() for make in makers.values()]
        async with AsyncExitStack() as stack:
            for engine in engines:
                stack.push_async_callback(engine.close)
                await engine.open()
            await latencies(report, engines, rounds)

    rows: dict[str, Callable[[], Awaitable[None]]] = {
        "latency": in_turn,
        "throughput": lambda: throughput(report, makers),
        "pool": lambda: pool(report, tag),
        "starts": lambda: starts(report, rounds),
        "creation": lambda: creation(report, tag, count),
        "growth": lambda: growth(report, tag),
        "idle": lambda: idle(report, tag),
        "killed": lambda: killed(report),
    }
    for name, row in rows.items():
        if only in name:
            await row()
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--count", type=int, default=64, help="how many are made at once")
    parser.add_argument("--only", default="", help="only rows whose group's name contains this")
    chosen = parser.parse_args()
    asyncio.run(main(chosen.rounds, chosen.count, chosen.only))
