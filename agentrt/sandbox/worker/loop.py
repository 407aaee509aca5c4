"""The worker's loop: frames in and out, readiness, and the host's small questions."""

from __future__ import annotations

import gc
import os
import select
import sys
import time

from .basics import from_json, send_descriptors, signal, socket, to_json
from .commands import Command
from .counters import Counter, cgroup_file, counter
from .files import FileRead, FileWrite, entry, list_folder
from .identity import PR_SET_DUMPABLE, as_user, libc, prctl
from .job import Job
from .streams import Spool
from .supervisor import Slot
from .trees import descendants, parents, send_signal, stop_all
from .tunnels import Connecting
from .wire import (
    BACKLOG,
    CALL,
    CHUNK,
    CONNECT,
    HEADER,
    HELLO,
    KILL,
    LONGEST_LULL,
    LULL,
    MAX_FRAME,
    MOST_SLOTS,
    OUT,
    PROBLEM,
    PROBLEMS,
    READ,
    RESULT,
    SPARE_SLOTS,
    START,
    VERSION,
    WRITE,
    Refused,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FRAMES_AT_ONCE = 64


class Worker:
    """One stream to the host, and all that goes on at its other end.

    `settings` holds: uid (None: commands run as the worker does), open_files, workspace, spool (a folder), spool_bytes,
    listen (port of the listener handed to the host, 0 for none), alone (whether this is a PID namespace of its own, so
    that every process below no supervisor is a stray).
    """

    def __init__(self, inward: int, outward: int, settings: dict[str, Any]) -> None:
        self.inward, self.outward, self.settings = inward, outward, settings
        self.uid: int | None = settings["uid"]
        self.epoll = select.epoll()
        self.watched: dict[int, tuple[Callable[[], None], int]] = {}
        self.dropped: set[int] = set()
        self.input = bytearray()
        self.output: list[bytes | memoryview] = []
        self.pending = 0
        self.congested = False
        self.jobs: dict[int, Job] = {}
        self.sources: set[Any] = set()
        self.slots: list[Slot] = []
        self.coming: list[Slot] = []
        self.spent: list[Slot] = []
        self.lull = LULL
        self.environment = dict(os.environb)
        self.spool = Spool(settings["spool"], settings["spool_bytes"])
        self.commands, self.started, self.began = 0, 0, time.monotonic()
        self.frozen: set[int] = set()
        self.counted = {
            "memory": Counter("oom_kill", "memory.events", "memory/memory.oom_control"),
            "processes": Counter("max", "pids.events", "pids/pids.events"),
        }

    # Readiness.

    def watch(self, descriptor: int, callback: Callable[[], None] | None, events: int = select.EPOLLIN) -> None:
        """Call back whenever a descriptor is ready; None: no longer."""
        if callback is None:
            if self.watched.pop(descriptor, None) is not None:
                self.epoll.unregister(descriptor)
                self.dropped.add(descriptor)
        elif descriptor not in self.watched:
            self.watched[descriptor] = (callback, events)
            self.epoll.register(descriptor, events)
        elif self.watched[descriptor] != (callback, events):
            self.watched[descriptor] = (callback, events)
            self.epoll.modify(descriptor, events)

    def run(self) -> None:
        """Serve until the host's stream ends."""
        os.set_blocking(self.inward, False)
        os.set_blocking(self.outward, False)
        self.watch(self.inward, self.incoming)
        bash = any(os.access(f"{folder}/bash", os.X_OK) for folder in os.environ.get("PATH", "").split(":"))
        self.new_slot()
        self.send_json(HELLO, 0, {"version": VERSION, "python": sys.version.split()[0], "bash": bash})
        self.flush()
        while True:
            ready = self.epoll.poll(self.lull if self.preparing() else None)
            self.dropped.clear()
            for descriptor, _ in ready:
                watched = self.watched.get(descriptor)
                if watched is not None and descriptor not in self.dropped:  # else its number may be another's by now
                    watched[0]()
            if self.output:
                self.flush()
            if not ready or not self.slots:
                self.prepare()

    # Frames.

    def send(self, kind: int, call_id: int, payload: bytes = b"") -> None:
        """Queue a frame. What is queued while one thing is attended to goes out together after it."""
        frame = HEADER.pack(len(payload), kind, call_id) + payload
        self.output.append(frame)
        self.pending += len(frame)
        if self.pending > BACKLOG and not self.congested:
            self.congested = True
            self.update_sources()

    def send_json(self, kind: int, call_id: int, value: Any) -> None:
        self.send(kind, call_id, to_json(value).encode())

    def problem(self, call_id: int, code: str, message: str) -> None:
        self.send_json(PROBLEM, call_id, {"code": code, "message": message[:2000]})

    def flush(self) -> None:
        """Send what the stream takes."""
        try:
            while self.output:
                done = os.writev(self.outward, self.output[:FRAMES_AT_ONCE])
                self.pending -= done
                while self.output and done >= len(self.output[0]):
                    done -= len(self.output.pop(0))
                if done:
                    self.output[0] = memoryview(self.output[0])[done:]
        except BlockingIOError:
            pass
        except OSError:
            os._exit(0)
        self.watch_output()
        if self.congested and self.pending < BACKLOG // 2:
            self.congested = False
            self.update_sources()

    def watch_output(self) -> None:
        if self.inward != self.outward:
            self.watch(self.outward, self.flush if self.output else None, select.EPOLLOUT)
        else:
            self.watch(self.inward, self.both if self.output else self.incoming, 5 if self.output else 1)

    def both(self) -> None:
        self.flush()
        self.incoming()

    def update_sources(self) -> None:
        for source in list(self.sources):
            source.update()

    def incoming(self) -> None:
        try:
            data = os.read(self.inward, 4 * CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.leave()
        self.input += data
        while len(self.input) >= HEADER.size:
            size, kind, call_id = HEADER.unpack_from(self.input)
            if size > MAX_FRAME:
                self.leave()
            if len(self.input) < HEADER.size + size:
                return
            payload = bytes(self.input[HEADER.size : HEADER.size + size])
            del self.input[: HEADER.size + size]
            self.handle(kind, call_id, payload)

    def handle(self, kind: int, call_id: int, payload: bytes) -> None:
        """Act on one frame; what goes wrong is told to whoever asked."""
        try:
            job = self.jobs.get(call_id)
            if job is not None:
                job.frame(kind, payload)
            elif kind == WRITE:
                FileWrite(self, call_id, payload)
            elif kind in (START, READ, CONNECT):
                {START: Command, READ: FileRead, CONNECT: Connecting}[kind](self, call_id, from_json(payload))
            elif kind == CALL:
                request = from_json(payload)
                with as_user(self.uid):
                    answer = getattr(self, "call_" + request.pop("op"))(**request)
                data = to_json(answer).encode()
                for start in range(0, len(data), CHUNK):
                    self.send(OUT, call_id, data[start : start + CHUNK])
                self.send_json(RESULT, call_id, {})
        except Refused as error:
            self.problem(call_id, error.code, str(error))
        except OSError as error:
            self.problem(
                call_id, PROBLEMS.get(error.errno or 0, "input_output"), f"{error.filename or ''}: {error.strerror}"
            )

    def leave(self) -> None:
        """The host is gone: take every command down and end."""
        for job in list(self.jobs.values()):
            if isinstance(job, Command):
                job.frame(KILL, b"")
        os._exit(0)

    # Processes.

    def preparing(self) -> bool:
        """Whether there is anything to be made ready."""
        return bool(self.spent) or self.short()

    def short(self) -> bool:
        """Whether there are too few slots: one is enough until the first command, for many sandboxes wait for it."""
        return len(self.slots) + len(self.coming) < (SPARE_SLOTS if self.started else 1)

    def prepare(self) -> None:
        """Have slots ready, used ones first. It is done in a lull: a reply on its way wants the processors itself."""
        while self.spent:
            slot = self.spent.pop()
            if slot.again():
                self.await_slot(slot)
            else:
                slot.control.close()
        while self.short() and self.new_slot():
            pass

    def new_slot(self) -> bool:
        """One more slot; False where no process can be made now."""
        try:
            self.await_slot(Slot(self.settings))
        except OSError:
            self.lull = LONGEST_LULL
            return False
        return True

    def await_slot(self, slot: Slot) -> None:
        self.coming.append(slot)
        self.watch(slot.control.fileno(), lambda: self.arrived(slot))

    def arrived(self, slot: Slot) -> None:
        """A supervisor has its next command-to-be, or could make none."""
        self.coming.remove(slot)
        self.watch(slot.control.fileno(), None)
        if slot.take_ready():
            self.slots.append(slot)
            self.lull = LULL
        else:
            slot.close()
            self.lull = LONGEST_LULL

    def recycle(self, slot: Slot, alive: bool) -> None:
        """A supervisor whose command is over is kept for another, unless there are enough."""
        enough = len(self.slots) + len(self.coming) + len(self.spent) >= MOST_SLOTS
        if alive and not enough and not slot.pty:
            self.spent.append(slot)
        else:
            slot.control.close()

    def slot(self, pty: tuple[int, int] | None) -> Slot:
        """A slot that is ready, made now where there is none."""
        if pty is None:
            if not self.slots and not self.coming:
                self.prepare()
            for coming in list(self.coming):
                if self.slots:
                    break
                self.arrived(coming)
            if self.slots:
                return self.slots.pop(0)
        try:
            slot = Slot(self.settings, pty)
        except OSError as error:
            raise Refused("processes", f"no further process can be made here: {error.strerror}") from None
        if not slot.take_ready():
            slot.close()
            raise Refused("processes", "no further process can be made here")
        return slot

    def kill_strays(self) -> None:
        """Kill what is below no supervisor any more, because its supervisor was killed (for memory, say)."""
        if self.settings["alone"]:
            mine = descendants(os.getpid()) | {1, os.getpid()}
            send_signal(set(parents()) - mine, signal.SIGKILL)

    def counters(self) -> dict[str, int]:
        return {name: counter.value() for name, counter in self.counted.items()}

    # Small questions of the host; file names in them are the user's.

    def call_ping(self) -> dict[str, Any]:
        return {}

    def call_list(self, path: str) -> list[list[Any]]:
        return list_folder(path)

    def call_entry(self, path: str) -> list[Any]:
        return entry(os.path.dirname(path), os.path.basename(path))

    def call_mkdir(self, path: str, mode: int = 0o755) -> dict[str, Any]:
        os.makedirs(path, exist_ok=True)
        if os.stat(path).st_uid == (os.getuid() if self.uid is None else self.uid):
            os.chmod(path, mode)
        return {}

    def call_link(self, path: str, target: str) -> dict[str, Any]:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        try:
            os.unlink(path)
        except FileNotFoundError:
            pass
        os.symlink(target, path)
        return {}

    def call_freeze(self) -> dict[str, Any]:
        """Stop every command and bring the workspace's file system to disk, so that it can be copied."""
        self.frozen = set().union(*(stop_all(job.slot.pid) for job in self.jobs.values() if isinstance(job, Command)))
        folder = os.open(self.settings["workspace"], os.O_RDONLY)
        libc.syncfs(folder)
        os.close(folder)
        return {}

    def call_thaw(self) -> dict[str, Any]:
        send_signal(self.frozen, signal.SIGCONT)
        return {}

    def call_clear(self) -> dict[str, Any]:
        """Kill every command."""
        for job in list(self.jobs.values()):
            if isinstance(job, Command):
                job.frame(KILL, b"")
        return {}

    def call_stats(self) -> dict[str, Any]:
        disk = os.statvfs(self.settings["workspace"])
        cpu = counter(cgroup_file("cpu.stat"), "usage_usec") / 1e6
        if not cpu:
            cpu = counter(cgroup_file("cpuacct/cpuacct.usage"), "") / 1e9
        limit = counter(cgroup_file("memory.max", "memory/memory.limit_in_bytes"), "")
        return {
            "memory": counter(cgroup_file("memory.current", "memory/memory.usage_in_bytes"), "") or None,
            "memory_limit": limit or None,
            "memory_kills": self.counters()["memory"],
            "processes": counter(cgroup_file("pids.current", "pids/pids.current"), "") or None,
            "cpu_seconds": cpu or None,
            "disk_used": (disk.f_blocks - disk.f_bfree) * disk.f_frsize,
            "disk_size": disk.f_blocks * disk.f_frsize,
            "commands": self.commands,
            "uptime": time.monotonic() - self.began,
        }


def open_link(address: str) -> tuple[int, int]:
    """Descriptors to read from and write to the host: "unix:PATH", "fd:NUMBER" or "stdio"."""
    kind, _, rest = address.partition(":")
    if kind == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(rest)
        descriptor = connection.detach()
        return descriptor, descriptor
    if kind == "fd":
        return int(rest), int(rest)
    inward, outward = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(null, descriptor)
    return inward, outward


def hand_out_listener(link: int, port: int) -> None:
    """Listen on a loopback port of this network namespace, and give the listener to the host: its only way out."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)
    connection = socket.socket(fileno=os.dup(link))
    send_descriptors(connection, b"L", [listener.fileno()])
    connection.close()
    listener.close()


def main() -> None:
    """Serve the host: `worker.py ADDRESS SETTINGS`, the settings as JSON."""
    prctl(PR_SET_DUMPABLE, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    inward, outward = open_link(sys.argv[1])
    settings = from_json(sys.argv[2])
    os.umask(0o022)
    if settings["uid"] is not None:
        os.setgroups([])
    if settings["listen"]:
        hand_out_listener(outward, settings["listen"])
    os.chdir("/")
    gc.disable()
    gc.freeze()
    Worker(inward, outward, settings).run()
