"""The function server: an environment's tools over its data, for many sessions at once. Run in a sandbox of its own.

Each session is a process of its own, forked from this one, on a database file of its own: what one agent does is seen
by no other, no call waits for another session's, and a call that does not end is killed without harm to anybody. The
functions run in those processes alone; this one passes lines on between them and the host, and keeps time.
"""

from __future__ import annotations

import collections
import contextlib
import json
import os
import selectors
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from environment import Tables, build, canonical, contents, parse_day
from lines import Message, close_all_but, take_streams
from session import World, describe_world, live

GRACE = 1.0
"""Seconds of processor time past a call's limit at which its process is killed: what runs in C hears no signal."""
PATIENCE = 10.0
"""Seconds by the clock, for each of processor time, at which a process is killed that waits instead of working."""
STATE_SECONDS = 10.0
TICK = 0.5
"""Seconds between two looks at the clock."""
CHUNK = 1 << 16
MOST = 80 << 20
"""Most bytes of a line from a session's process."""


class Pipe:
    """A file descriptor with what is still to be written to it."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor, self.waiting = descriptor, bytearray()

    def write(self) -> bool:
        """Write what can be written now; true where nothing is left to do."""
        try:
            while self.waiting:
                del self.waiting[: os.write(self.descriptor, self.waiting[:CHUNK])]
        except BlockingIOError:
            return False
        except BrokenPipeError:  # who reads it has ended, which is noticed where it is heard
            self.waiting.clear()
        return True


class Child:
    """A session's process.

    Attributes:
        pid: Its number.
        to: What it reads.
        source: File descriptor of what it writes.
        said: The beginning of a line that it writes.
        asked: Requests that it has not answered; it works at the first.
        begun: When it began with that one; None: it is asked nothing.
        worked: Processor time that it had used when it was first found over its time; None: it never was.
    """

    def __init__(self, pid: int, to: int, source: int) -> None:
        self.pid, self.to, self.source = pid, Pipe(to), source
        self.said = bytearray()
        self.asked: collections.deque[Message] = collections.deque()
        self.begun: float | None = None
        self.worked: float | None = None

    def begin(self) -> None:
        """It begins with the first of what it is asked."""
        self.begun = time.monotonic() if self.asked else None
        self.worked = None

    def is_late(self, now: float, seconds: float) -> bool:
        """Whether its time is over: it has worked for that long, or waited for ten times as long."""
        if self.begun is None or now - self.begun < seconds:
            return False
        worked = processor_time(self.pid)
        if self.worked is None:
            self.worked = worked
        return worked - self.worked > seconds or now - self.begun > PATIENCE * seconds


class Server:
    """Answers the host's requests, by itself or by a session's process.

    Args:
        source: File descriptor of the host's requests.
        target: File descriptor of the answers.
    """

    def __init__(self, source: int, target: int) -> None:
        self.source, self.host = source, Pipe(target)
        self.said = bytearray()
        self.children: dict[str, Child] = {}
        self.files: dict[str, str] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(source, selectors.EVENT_READ, self.hear_host)
        self.folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sessions")
        self.ended, self.looked = False, time.monotonic()

    def run(self) -> None:
        """Serve until the host goes."""
        while not self.ended:
            for key, _ in self.selector.select(TICK if self.children else None):
                key.data()
            if time.monotonic() - self.looked > TICK:
                self.strike()

    # The host.

    def hear_host(self) -> None:
        """Take what the host writes."""
        piece = os.read(self.source, CHUNK)
        if not piece:
            self.ended = True
        for line in whole_lines(self.said, piece):
            request = json.loads(line)
            try:
                reply: Message | None = getattr(self, "do_" + request["do"])(request)
            except Exception as error:
                reply = {"error": f"{type(error).__name__}: {error}"[:4000]}
            if reply is not None:
                self.answer(request["id"], reply)

    def answer(self, number: int, reply: Message) -> None:
        """Tell the host."""
        self.write(self.host, json.dumps({"id": number, **reply}).encode() + b"\n")

    def write(self, pipe: Pipe, data: bytes) -> None:
        """Write as soon as it can be done."""
        was_waiting = bool(pipe.waiting)
        pipe.waiting += data
        if not was_waiting and not pipe.write():
            self.selector.register(pipe.descriptor, selectors.EVENT_WRITE, lambda: self.flush(pipe))

    def flush(self, pipe: Pipe) -> None:
        """Go on writing."""
        if pipe.write():
            self.selector.unregister(pipe.descriptor)

    # What it answers.

    def do_load(self, request: Message) -> Message:
        """The environment; answers with its tools, and the state of its data."""
        self.today, self.schema = parse_day(request["today"]), request["schema"]
        built = build(self.schema, request["tables"], self.today)
        self.data = built.to_bytes()
        state = canonical(contents(built))
        built.close()
        self.world = World(request["functions"], self.today, request["call_seconds"], request["result_bytes"])
        self.world.described = describe_world(self.world)
        os.makedirs(self.folder, exist_ok=True)
        return {"tools": self.world.described, "state": state}

    def do_open(self, request: Message) -> Message:
        """A session of the initial state, or of the given one; one that there is begins again."""
        name = request["session"]
        self.drop(name)
        data = self.data if request.get("state") is None else self.built(json.loads(request["state"]))
        path = self.files[name] = os.path.join(self.folder, f"{name}.sqlite")
        with open(path, "wb") as file:
            file.write(data)
        return {}

    def built(self, tables: Tables) -> bytes:
        """The bytes of a database with these rows."""
        return build(self.schema, tables, self.today).to_bytes()

    def do_call(self, request: Message) -> None:
        """One call of a tool: its session's process answers."""
        self.pass_on(request)

    def do_state(self, request: Message) -> None:
        """The whole content of a session's database: its process answers."""
        self.pass_on(request)

    def do_close(self, request: Message) -> Message:
        """The end of a session."""
        self.drop(request["session"])
        return {}

    # The sessions' processes.

    def pass_on(self, request: Message) -> None:
        """Give a request to its session's process, which is started if there is none."""
        name = request["session"]
        child = self.children.get(name) or self.bear(name)
        child.asked.append(request)
        if len(child.asked) == 1:
            child.begin()
        self.write(child.to, json.dumps(request).encode() + b"\n")

    def limit(self, child: Child) -> float:
        """Processor time that it has for the first of what it is asked, in seconds."""
        return self.world.seconds + GRACE if child.asked and child.asked[0]["do"] == "call" else STATE_SECONDS

    def bear(self, name: str) -> Child:
        """Start a session's process on its file."""
        path = self.files[name]
        to_read, to_write = os.pipe()
        said_read, said_write = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                close_all_but(to_read, said_write)
                live(self.world, path, to_read, said_write)
            finally:
                os._exit(0)
        os.close(to_read)
        os.close(said_write)
        child = self.children[name] = Child(pid, to_write, said_read)
        self.selector.register(said_read, selectors.EVENT_READ, lambda: self.hear(name, child))
        return child

    def hear(self, name: str, child: Child) -> None:
        """Take what a session's process writes. Its words are passed on under the number of what it was asked."""
        piece = os.read(child.source, CHUNK)
        for line in whole_lines(child.said, piece):
            if not child.asked or not is_json(line):
                self.end(name, child, "its process broke the protocol")
                return
            number = child.asked.popleft()["id"]
            child.begin()
            self.write(self.host, b'{"id": %d, "said": ' % number + line + b"}\n")
        if not piece or len(child.said) > MOST:
            self.end(name, child, "its process ended" if not piece else f"it said more than {MOST} bytes")

    def strike(self) -> None:
        """Kill the processes whose time is over."""
        self.looked = time.monotonic()
        for name, child in list(self.children.items()):
            if child.is_late(self.looked, self.limit(child)):
                self.end(name, child, f"it took longer than {self.world.seconds:g} s, and was killed")

    def drop(self, name: str) -> None:
        """Forget a session and its file."""
        path = self.files.pop(name, None)
        if name in self.children:
            self.end(name, self.children[name], "the session was closed")
        if path is not None:
            for one in (path, path + "-journal"):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(one)

    def end(self, name: str, child: Child, why: str) -> None:
        """Kill a session's process. What it worked at is a fault. Its file stays, and whatever else it was asked is
        asked again, of a new process; where the session is forgotten, that is a fault too.
        """
        if name not in self.children or self.children[name] is not child:
            return
        del self.children[name]
        os.kill(child.pid, signal.SIGKILL)
        os.waitpid(child.pid, 0)
        if child.to.waiting:
            self.selector.unregister(child.to.descriptor)
        self.selector.unregister(child.source)
        os.close(child.to.descriptor)
        os.close(child.source)
        again = list(child.asked)[1:] if name in self.files else []
        for request in list(child.asked)[: len(child.asked) - len(again)]:
            fault = {"message": "The tool failed.", "cause": why}
            self.answer(request["id"], {"said": {"outcome": {"fault": fault}}})
        for request in again:
            self.pass_on(request)


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    with open(f"/proc/{pid}/stat", "rb") as file:
        fields = file.read().rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def is_json(line: bytes) -> bool:
    """Whether a line is one JSON value, so that it can be put into another."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def whole_lines(begun: bytearray, piece: bytes) -> list[bytes]:
    """The lines that are whole with a further piece; what is left over stays in `begun`."""
    begun += piece
    if b"\n" not in piece:
        return []
    *lines, rest = bytes(begun).split(b"\n")
    begun[:] = rest
    return lines


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    Server(*take_streams()).run()
