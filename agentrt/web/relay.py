"""The end of the sessions' proxies inside a sandbox that has no network; run there, by its own Python.

    python3 -IS -c SOURCE TOKEN PORT

It listens on loopback twice over: on one port for agentrt, which comes in through the sandbox's worker, and on the
port of each session's proxy for Chromium. A connection of agentrt's begins with a line, `TOKEN PORT`, is answered `+`
(`!` where something else has that port), and waits until Chromium opens one to that port; then it is told `.`, and
bytes go both ways until both sides have ended. `TOKEN -PORT` ends a port. It ends when its input does.
"""

from __future__ import annotations

import asyncio
import sys

_CHUNK = 65_536

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Relay:
    """Pairs connections of agentrt's with those of Chromium's."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.waiting: dict[int, asyncio.Queue[Pair]] = {}
        self.listeners: dict[int, asyncio.Server] = {}

    async def from_agentrt(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection that came in through the worker."""
        token, _, number = (await reader.readline()).decode("ascii", "replace").strip().partition(" ")
        if token != self.token or not number.lstrip("-").isdigit():
            writer.close()
            return
        port = int(number)
        if port < 0:
            self.end(-port)
            writer.close()
        elif await self.listen(port):
            writer.write(b"+")
            self.waiting[port].put_nowait((reader, writer))
        else:
            writer.write(b"!")
            writer.close()

    async def listen(self, port: int) -> bool:
        """Makes sure that Chromium finds a proxy at this port; False if something else has it."""
        if port not in self.listeners:
            self.waiting[port] = asyncio.Queue()
            try:
                self.listeners[port] = await asyncio.start_server(
                    lambda reader, writer: self.from_chromium(port, reader, writer), "127.0.0.1", port
                )
            except OSError:
                return False
        return True

    def end(self, port: int) -> None:
        """Closes a session's port, and the connections that wait for it."""
        listener = self.listeners.pop(port, None)
        if listener is not None:
            listener.close()
        waiting = self.waiting.pop(port, None)
        while waiting is not None and not waiting.empty():
            waiting.get_nowait()[1].close()

    async def from_chromium(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection to a session's proxy."""
        waiting = self.waiting.get(port)
        if waiting is None:
            writer.close()
            return
        outer_reader, outer_writer = await waiting.get()
        outer_writer.write(b".")
        await asyncio.gather(copy(reader, outer_writer), copy(outer_reader, writer))


async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """All bytes of one side to the other, then its end."""
    try:
        while data := await source.read(_CHUNK):
            target.write(data)
            await target.drain()
        if target.can_write_eof():
            target.write_eof()
    except OSError:
        target.close()


async def main(token: str, port: int) -> None:
    """Says when it listens, and serves until the standard input ends."""
    await asyncio.start_server(Relay(token).from_agentrt, "127.0.0.1", port)
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
