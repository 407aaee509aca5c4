"""Workspaces copied as tar streams between sandboxes, where an engine has no disk file to copy.

The archive is made and unpacked inside, as the commands' user; the host only stores the bytes.
"""

from __future__ import annotations

from pathlib import Path

import anyio

from agentrt.errors import SandboxError
from agentrt.sandbox.base import WORKSPACE, Process, Sandbox


async def save(box: Sandbox, target: Path) -> None:
    """Write a sandbox's workspace into a tar file of the host's.

    Raises:
        SandboxError: `tar` is missing or failed, or the archive is larger than the workspace can be.
    """
    room = 2 * box.policy.disk + (1 << 20)
    beside = target.with_name(f".{target.name}.new")
    async with await box.start(["tar", "-cf", "-", "-C", WORKSPACE, "."]) as process:
        async with await anyio.open_file(beside, "wb") as file:
            async for data in process.stdout:
                room -= len(data)
                if room < 0:
                    raise SandboxError("The workspace's archive is larger than the workspace can be; it was given up.")
                await file.write(data)
        await succeed(process)
    beside.rename(target)


async def load(box: Sandbox, source: Path) -> None:
    """Replace a sandbox's workspace by what a tar file of `save` holds."""
    clear = await box.exec(["find", WORKSPACE, "-mindepth", "1", "-delete"])
    if not clear.ok:
        raise SandboxError(f"The workspace could not be emptied: {clear.stderr[:500]}")
    async with await box.start(["tar", "-xf", "-", "-C", WORKSPACE]) as process:
        async with await anyio.open_file(source, "rb") as file:
            while data := await file.read(1 << 18):
                await process.stdin.send(data)
        await process.stdin.aclose()
        await succeed(process)


async def succeed(process: Process) -> None:
    """Wait for a tar.

    Raises:
        SandboxError: It failed.
    """
    complaint = b"".join([data async for data in process.stderr])
    if not (await process.wait()).ok:
        raise SandboxError(f"tar in the sandbox failed: {complaint[:500].decode('utf-8', 'replace')}")
