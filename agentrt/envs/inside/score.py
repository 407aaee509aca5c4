"""The scorer: each verdict in a fresh process that can reach nothing. Run in a sandbox where no agent ever was."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import guard
import verdict
from environment import Database, build, parse_day
from lines import Message, close_all_but, handle

MEMORY = 512 << 20
MOST = 1 << 20
PATIENCE = 10.0
"""Seconds by the clock for each of processor time."""


class Scorer:
    """Answers the host's requests."""

    def answer(self, request: Message) -> Message:
        reply: Message = getattr(self, "do_" + request["do"])(request)
        return reply

    def do_load(self, request: Message) -> Message:
        """The environment's schema, day and initial state."""
        self.schema, self.today = request["schema"], parse_day(request["today"])
        self.before = build(self.schema, json.loads(request["state"]), self.today).to_bytes()
        return {}

    def do_score(self, request: Message) -> Message:
        """A verdict on an answer (as JSON text) and a final state (None: as it was)."""
        after = request.get("after")

        def work() -> verdict.Judgement:
            before_db = Database.from_bytes(self.before, self.today, read_only=True)
            data = self.before if after is None else build(self.schema, json.loads(after), self.today).to_bytes()
            after_db = Database.from_bytes(data, self.today, read_only=True)
            guard.guard()
            answer = json.loads(request["answer"])
            return verdict.judge(verdict.load(request["verify"]), answer, before_db, after_db)

        return {"verdict": in_fresh_process(work, request["limit"])}


def in_fresh_process(work: Callable[[], verdict.Judgement], seconds: float) -> verdict.Judgement:
    """What `work` returns, from a forked child that is killed when its time is up.

    Args:
        work: What is to be done.
        seconds: Processor time; by the clock, ten times as much, so that a busy machine changes no verdict.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            close_all_but(write)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
            try:
                said = work()
            except verdict.NoVerdict as error:
                said = {"invalid": str(error)}
            except BaseException as error:
                said = {"invalid": f"it ended with {type(error).__name__}"}
            _write(write, json.dumps(said).encode()[:MOST])
        finally:
            os._exit(0)
    os.close(write)
    try:
        return _read(read, time.monotonic() + PATIENCE * seconds)
    finally:
        os.close(read)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _read(descriptor: int, deadline: float) -> verdict.Judgement:
    data = b""
    while len(data) <= MOST:
        ready, _, _ = select.select([descriptor], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return {"invalid": "it took too long"}
        piece = os.read(descriptor, 1 << 16)
        if not piece:
            break
        data += piece
    try:
        said: verdict.Judgement = json.loads(data)
    except ValueError:
        return {"invalid": "it ended without a verdict: it took too long, too much memory, or left"}
    return said


if __name__ == "__main__":
    guard.preload()
    handle(Scorer().answer)
