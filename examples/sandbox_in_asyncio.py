"""A sandbox in any asyncio program, ten lines. `python examples/sandbox_in_asyncio.py` (needs Docker)."""

import asyncio

from agentrt.sandbox import DockerSandbox, SandboxPolicy


async def main() -> None:
    async with DockerSandbox("python", policy=SandboxPolicy(memory="512m")) as box:
        await box.write("numbers.txt", "1\n2\n3\n")
        result = await box.exec("python3 -c 'print(sum(map(int, open(\"numbers.txt\"))))'", timeout=10)
        print(result.exit_code, result.stdout.strip(), f"{result.duration * 1000:.0f} ms")
        endless = await box.exec("yes", timeout=1)  # killed, its output bounded
        print(endless.timed_out, endless.truncated)


asyncio.run(main())
