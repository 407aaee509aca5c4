"""Runs solutions: code that reaches the data by the tools alone, each in a process without the database.

A process that holds no data waits for a socket, forks, and the fork runs one solution; its tool calls go by the socket
to the process that has the database.
"""

from __future__ import annotations

import ast
import json
import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from io import BufferedRWPair
from types import CodeType
from typing import Any, TypedDict

import guard
import purity
from calls import Outcome
from lines import Message
from mutation import mutants

SECONDS = 5.0
"""Time of one solution."""
CALLS = 1000
"""Most calls of one solution."""

Call = Callable[[str, dict[str, Any]], Outcome]
"""Calls a tool by name."""


class End(TypedDict, total=False):
    """How a solution ended: its answer or its error; what is wrong with its text, and what it reached for; its cost."""

    answer: Any
    error: str
    problems: list[str]
    reached: list[str]
    seconds: float
    rss: int


class About(TypedDict):
    """A mutant of a solution, in words and with its line."""

    id: str
    what: str
    line: int


class Refusal(Exception):
    """What `tools.Refused` is: a rule said no."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Misuse(Exception):
    """A call did not fit its tool, or the tool failed."""


class OutOfTime(BaseException):
    """The solution's time or its calls are over."""


class Tools:
    """What a solution is given: each tool as a method with keyword arguments.

    Args:
        send: Makes a call, and gives its outcome.
    """

    Refused = Refusal

    def __init__(self, send: Call) -> None:
        self._send = send

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)

        def call(**arguments: Any) -> Any:
            return _value(name, self._send(name, arguments))

        return call


def _value(name: str, outcome: Outcome) -> Any:
    if "ok" in outcome:
        return outcome["ok"]
    if "refused" in outcome:
        raise Refusal(outcome["refused"]["code"], outcome["refused"]["message"])
    said = outcome.get("invalid") or outcome.get("fault") or {}
    raise Misuse(f"{name}: {said.get('cause') or said.get('message')}")


def run(code: CodeType, send: Call, seconds: float) -> End:
    """Run one compiled solution in a guarded process: {"answer"}, or {"error"}."""

    def strike(number: int, frame: object) -> None:
        raise OutOfTime

    signal.signal(signal.SIGPROF, strike)
    signal.setitimer(signal.ITIMER_PROF, seconds)  # of a processor: how busy the machine is decides nothing
    try:
        names: dict[str, Any] = {"__name__": "solution"}
        exec(code, names)
        return {"answer": json.loads(json.dumps(names["solve"](Tools(send))))}
    except OutOfTime:
        return {"error": f"it took longer than {seconds:g} s or {CALLS} calls"}
    except BaseException as error:
        return {"error": f"{type(error).__name__}: {error}"[:500]}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def mutated(source: str, most: int) -> list[tuple[About, CodeType]]:
    """Mutants of a solution that compile to something else: description and code. Spread out if too many."""
    tree = ast.parse(source)
    original = compile(tree, "solution.py", "exec")
    found = mutants(tree, verifier=False)
    if len(found) > most:
        found = [found[round(step * (len(found) - 1) / (most - 1))] for step in range(most)]
    made: list[tuple[About, CodeType]] = []
    for one in found:
        with one:
            try:
                code = compile(tree, "solution.py", "exec")
            except (SyntaxError, ValueError):
                continue
        if code != original:
            made.append(({"id": one.id, "what": one.what, "line": one.line}, code))
    return made


def bound(memory: int, seconds: int) -> None:
    """Limits of a process that runs guarded code."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(channel: socket.socket) -> None:
    """Wait for sockets, and run a solution on each in a fork. Ends with the channel."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        try:
            data, descriptors, _, _ = socket.recv_fds(channel, 16, 1)
        except OSError:
            return
        if not data:
            return
        if os.fork() == 0:
            try:
                channel.close()
                _solve(socket.socket(fileno=descriptors[0]))
            finally:
                os._exit(0)
        os.close(descriptors[0])


def _solve(link: socket.socket) -> None:
    stream = link.makefile("rwb")
    job = json.loads(stream.readline())
    _say(stream, {"pid": os.getpid()})
    bound(1 << 30, 60)
    wrong = purity.problems(job["source"], "solve", ("tools",))
    calls = 0

    def send(name: str, arguments: dict[str, Any]) -> Outcome:
        nonlocal calls
        calls += 1
        if calls > CALLS:
            raise OutOfTime
        _say(stream, {"call": name, "arguments": arguments})
        outcome: Outcome = json.loads(stream.readline())
        return outcome

    began = time.process_time()
    reached: list[str] = []
    try:
        code = compile(job["source"], "solution.py", "exec")
    except (SyntaxError, ValueError) as error:
        _say(stream, {"end": {"error": str(error), "problems": wrong}})
        return
    guard.guard(reached.append)
    result = run(code, send, job.get("seconds", SECONDS))
    result["problems"] = wrong
    result["reached"] = sorted(set(reached))
    result["seconds"] = time.process_time() - began
    result["rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    _say(stream, {"end": result})


def _say(stream: BufferedRWPair, message: Message) -> None:
    stream.write(json.dumps(message).encode() + b"\n")
    stream.flush()
