"""SWE-ReX's own client, driven by benchmarks/sandbox.py: runs in SWE-ReX's virtual environment, never in agentrt's.

Reads one JSON object a line (`op`, `count`) and answers with the milliseconds of each call, timed here.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable

from swerex.runtime.abstract import (  # type: ignore[import-not-found]
    BashAction,
    Command,
    CreateBashSessionRequest,
    ReadFileRequest,
    WriteFileRequest,
)
from swerex.runtime.remote import RemoteRuntime  # type: ignore[import-not-found]

MEGABYTE = "head -c 1000000 /dev/zero | tr '\\0' x"


async def main(port: int, token: str) -> None:
    runtime = RemoteRuntime(auth_token=token, host="http://127.0.0.1", port=port, timeout=30)
    await runtime.wait_until_alive(timeout=60)
    await runtime.create_session(CreateBashSessionRequest())

    async def execute() -> None:
        assert (await runtime.execute(Command(command=["true"]))).exit_code == 0

    async def session() -> None:
        assert (await runtime.run_in_session(BashAction(command="true"))).exit_code == 0

    async def megabyte() -> None:
        reply = await runtime.execute(Command(command=MEGABYTE, shell=True))
        assert len(reply.stdout) == 1_000_000

    async def file() -> None:
        await runtime.write_file(WriteFileRequest(path="/tmp/small", content="x" * 1000))
        assert len((await runtime.read_file(ReadFileRequest(path="/tmp/small"))).content) == 1000

    calls: dict[str, Callable[[], Awaitable[None]]] = {
        "true": execute, "shell": session, "megabyte": megabyte, "file": file,
    }  # fmt: skip
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        call, taken = calls[asked["op"]], []
        began = time.perf_counter()
        if asked.get("together"):
            await asyncio.gather(*(call() for _ in range(asked["count"])))
        else:
            for _ in range(asked["count"]):
                began = time.perf_counter()
                await call()
                taken.append((time.perf_counter() - began) * 1000)
        print(json.dumps(taken or [(time.perf_counter() - began) * 1000]), flush=True)


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
