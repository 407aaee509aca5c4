"""The probe runner: plays an environment and judges what came of it, each job in a fresh process.

Three processes are forked at the start: one that has nothing, and runs solutions; one that has functions and data, and
plays; one that has data, and judges. Each forks again for every job, so that a job starts with everything loaded and
leaves nothing behind. This process only passes requests on; it never runs an environment's code.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import re
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import guard
import judging
import playing
import solving
from lines import Message, handle

SECONDS = 60.0
"""Time of one job."""
JOB = re.compile(rb'\{"id": (\d+), "do": "\w+", "to": "(judge|play)"')
"""How a job begins, and for whom it is."""


Load = Callable[[Message], tuple[Any, Message]]
"""Makes what jobs share, from a request; gives it, and what the host is told of it."""


class Nursery:
    """A process that forks another for each job.

    Args:
        load: Makes what the jobs share, from the first request; gives it, and what the host is told of it.
        work: Does a job with it.
        more: Passed to `work`, between the two.
    """

    def __init__(self, load: Load, work: Callable[..., Message], *more: socket.socket) -> None:
        self._socket, theirs = socket.socketpair()
        if os.fork() == 0:
            try:
                self._socket.close()
                _serve(theirs, load, work, more)
            finally:
                os._exit(0)
        theirs.close()
        self._stream = self._socket.makefile("rwb")

    def ask(self, line: bytes) -> bytes:
        """The reply to a request, both as JSON text."""
        self._stream.write(line + b"\n")
        self._stream.flush()
        reply = self._stream.readline()
        if not reply:
            raise EOFError("the process that holds the environment has died")
        return reply


def _serve(channel: socket.socket, load: Load, work: Callable[..., Message], more: tuple[socket.socket, ...]) -> None:
    stream = channel.makefile("rwb")
    shared: Any = None  # what `load` makes, and `work` takes
    for line in stream:
        request = json.loads(line)
        try:
            if request["do"] == "load":
                shared, told = load(request)
                gc.collect()
                gc.freeze()
                gc.disable()
                reply = json.dumps(told).encode()
            else:
                reply = _forked(functools.partial(work, shared, *more, request), request.get("limit", SECONDS))
        except Exception as error:
            reply = _failed(f"{type(error).__name__}: {error}")
        stream.write(reply + b"\n")
        stream.flush()


def _failed(why: str) -> bytes:
    return json.dumps({"failed": why[:2000]}).encode()


def _forked(work: Callable[[], Message], seconds: float) -> bytes:
    """What `work` gives, as JSON text, from a fork that is killed when its time is over."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read)
            try:
                reply = json.dumps(work()).encode()
            except BaseException as error:
                reply = _failed(f"{type(error).__name__}: {error}")
            while reply:
                reply = reply[os.write(write, reply) :]
        finally:
            os._exit(0)
    os.close(write)
    reply, deadline = b"", time.monotonic() + seconds
    try:
        while True:
            if not select.select([read], [], [], max(0.0, deadline - time.monotonic()))[0]:
                os.kill(child, signal.SIGKILL)
                return _failed(f"it took longer than {seconds:g} s")
            piece = os.read(read, 1 << 20)
            if not piece:
                return reply or _failed("its process died")
            reply += piece
    finally:
        os.close(read)
        os.waitpid(child, 0)


def main() -> None:
    """Serve the host."""
    os.makedirs(playing.STATES, exist_ok=True)
    guard.preload()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        try:
            theirs.close()
            os.close(0)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            solving.serve(ours)
        finally:
            os._exit(0)
    ours.close()
    player = Nursery(_loaded_world, playing.handle, theirs)
    judge = Nursery(_loaded_bench, judging.handle)
    theirs.close()

    def answer(request: Message) -> Message:
        told: Message = {}
        if request["do"] == "load":
            told = json.loads(player.ask(json.dumps(request).encode()))
            if "failed" not in told:
                judged = json.loads(judge.ask(json.dumps({**request, "digest": told["digest"]}).encode()))
                told = judged if "failed" in judged else told
        elif request["do"] == "forget":
            for name in set(os.listdir(playing.STATES)) - set(request["keep"]):
                os.unlink(f"{playing.STATES}/{name}")
        return told

    def passed_on(line: bytes) -> tuple[bytes, bytes] | None:
        """The reply to a job as it came, without reading either: they are long."""
        job = JOB.match(line)
        if job is None:
            return None
        try:
            return (judge if job[2] == b"judge" else player).ask(line.rstrip(b"\n")), job[1]
        except (EOFError, OSError) as error:
            return json.dumps({"error": str(error)}).encode(), job[1]

    handle(answer, passed_on)


def _loaded_world(request: Message) -> tuple[playing.World, Message]:
    os.makedirs(playing.STATES, exist_ok=True)
    world = playing.World(request)
    return world, world.told()


def _loaded_bench(request: Message) -> tuple[judging.Bench, Message]:
    bench = judging.Bench(request)
    bench.begin(request["digest"])
    return bench, {}


if __name__ == "__main__":
    main()
