"""A program that reads a page and then waits, to be killed: run by `test_browser.py`."""

from __future__ import annotations

import asyncio
import sys

from agentrt.web import Browser, GuardRules


async def main(url: str, host: str) -> None:
    async with Browser() as browser, browser.session(GuardRules(allow_private=(host,))) as session:
        await session.open(url)
        await session.document()
        print("ready", flush=True)
        await asyncio.sleep(600)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
