"""A program that reads pages in one session and then waits, to be killed: run by `test_browser.py`.

After each read it writes a line: the number of contexts and of pages that are open.
"""

from __future__ import annotations

import asyncio
import sys

from agentrt.web import Browser, GuardRules


async def main(url: str, host: str, reads: int) -> None:
    rules = GuardRules(allow_private=(host,), robots=False)
    async with Browser() as browser, browser.session(rules) as session:
        for number in range(reads):
            await session.open(f"{url}{number % 20}")
            assert "words" in (await session.document()).text
            state = browser.state()
            print(state["contexts"], state["pages"], flush=True)
        await asyncio.sleep(600)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
