"""One session of an environment, in a process of its own: the tools on one database, a line for each request."""

from __future__ import annotations

import datetime
import json
import os
import resource
import signal
import time

from calls import Outcome, Toolbox
from describe import Described, describe, load_functions
from environment import Database, canonical, contents
from lines import Message, close_all_but

MEMORY = 512 << 20
"""Most bytes of address space."""


class CallTooLong(BaseException):
    """A call used up its time. Not an `Exception`, so that a tool cannot swallow it by accident."""


class World:
    """What all sessions of an environment share.

    Args:
        source: Text of functions.py.
        today: The environment's day.
        seconds: Time of a call.
        result_bytes: Most bytes of a result.

    Attributes:
        described: What `describe` says of the functions.
    """

    def __init__(self, source: str, today: datetime.date, seconds: float, result_bytes: int) -> None:
        self.source, self.today, self.seconds, self.result_bytes = source, today, seconds, result_bytes
        self.described: list[Described] = []


def live(world: World, path: str, source: int, target: int) -> None:
    """Answer the requests that come by one file descriptor into another, until there are no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _late)
    db = Database.at(path, world.today)
    tools = Toolbox(load_functions(world.source), world.described, world.result_bytes)
    with os.fdopen(source, "rb") as asked, os.fdopen(target, "wb") as out:
        for line in asked:
            reply = answer(world, db, tools, json.loads(line))
            out.write(json.dumps(reply).encode() + b"\n")
            out.flush()


def answer(world: World, db: Database, tools: Toolbox, request: Message) -> Message:
    """What one request gets."""
    if request["do"] == "state":
        return {"state": canonical(contents(db))}
    return {"outcome": call(world, db, tools, request["name"], request["arguments"])}


def call(world: World, db: Database, tools: Toolbox, name: str, arguments: object) -> Outcome:
    """One call of a tool, within its time: processor time, which is the same on a busy machine."""
    db.until(time.process_time() + world.seconds)
    signal.setitimer(signal.ITIMER_PROF, world.seconds + 0.2)  # a query is stopped by `until`, before that
    try:
        return tools.call(db, name, arguments)
    except CallTooLong:
        db.rollback()
        return {"fault": {"message": "The tool failed.", "cause": f"it took longer than {world.seconds:g} s"}}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        db.until(None)


def describe_world(world: World) -> list[Described]:
    """What `describe` says of the functions, found out in another process: here, nothing of a pack's is run.

    Raises:
        ValueError: They cannot be loaded or described; the message says why.
    """
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            close_all_but(write)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            signal.alarm(30)
            with os.fdopen(write, "w") as out:
                out.write(json.dumps(_described(world)))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as said:
        text = said.read()
    os.waitpid(pid, 0)
    found: Message = json.loads(text) if text else {"error": "loading it did not end well"}
    if "error" in found:
        raise ValueError(f"functions.py: {found['error']}")
    tools: list[Described] = found["tools"]
    return tools


def _described(world: World) -> Message:
    try:
        return {"tools": describe(load_functions(world.source))}
    except BaseException as error:
        return {"error": f"{type(error).__name__}: {error}"[:2000]}


def _late(_signal: int, _frame: object) -> None:
    raise CallTooLong
