"""What an environment costs: a session, a call, a verdict; against a sandbox made for each session.

.venv/bin/python benchmarks/environments.py
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio

from agentrt.envs import Environment, FunctionServer, Scorer, load_environment
from agentrt.envs.scaffold import new_environment

CALL = ("search_desks", {"floor": 2})


async def timed(work: Callable[[], Awaitable[object]], rounds: int) -> float:
    """Median milliseconds."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        await work()
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


async def used(server: FunctionServer) -> None:
    async with server.session() as session:
        await session.call(*CALL)


async def alone(environment: Environment) -> None:
    async with FunctionServer(environment) as server:
        await used(server)


async def measure(environment: Environment, rounds: int) -> None:
    task = environment.task("001")
    rows: list[tuple[str, float]] = []
    begun = time.perf_counter()
    load_environment(environment.root)
    rows.append(("load the pack", 1000 * (time.perf_counter() - begun)))
    async with FunctionServer(environment) as server, Scorer(environment) as scorer, server.session() as session:
        await used(server)
        rows.append(("a session with one call", await timed(lambda: used(server), rounds)))
        rows.append(("a call", await timed(lambda: session.call(*CALL), rounds)))
        rows.append(("the state", await timed(session.state, rounds)))
        rows.append(("a verdict", await timed(lambda: scorer.score(task, "D-0006"), rounds)))
        begun = time.perf_counter()
        async with anyio.create_task_group() as tasks:
            for _ in range(10 * rounds):
                tasks.start_soon(used, server)
        each = 1000 * (time.perf_counter() - begun) / (10 * rounds)
        rows.append((f"a session with one call, {10 * rounds} at once", each))
    rows.append(("the same in a sandbox of its own", await timed(lambda: alone(environment), max(3, rounds // 5))))
    for name, milliseconds in rows:
        print(f"{name:45} {milliseconds:9.2f} ms")
    found = dict(rows)
    ratio = found["the same in a sandbox of its own"] / found["a session with one call"]
    print(f"a session of a shared server costs 1/{ratio:.0f} of one with a sandbox of its own")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        new_environment(Path(folder) / "desks")
        anyio.run(measure, load_environment(Path(folder) / "desks"), arguments.rounds)


if __name__ == "__main__":
    main()
