"""A client of a bubblewrap sandbox that a test kills: opens it, keeps it busy, says its names, and waits."""

from __future__ import annotations

import sys

import anyio

from agentrt.sandbox import BubblewrapSandbox, SandboxPolicy


async def main(workspace: str, mark: str, lease: str) -> None:
    policy = SandboxPolicy(lease=float(lease))
    async with BubblewrapSandbox("python", workspace=workspace or None, policy=policy) as box:
        await box.write("kept", "kept")
        async with anyio.create_task_group() as tasks:
            busy = "while :; do :; done"
            tasks.start_soon(box.exec, f"setsid sleep {mark} & (setsid setsid sleep {mark} &); sleep {mark} & {busy}")
            print(box.id, box.workspace_name, flush=True)
            await anyio.sleep_forever()


anyio.run(main, sys.argv[1], sys.argv[2], sys.argv[3])
