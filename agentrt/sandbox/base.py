"""What every sandbox engine offers: the `Sandbox` protocol and its results.

Above this module nothing knows which engine is at work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from os import PathLike
from types import TracebackType
from typing import Literal, Protocol, Self, runtime_checkable

from anyio.abc import ByteReceiveStream, ByteSendStream
from pydantic import JsonValue

from agentrt.errors import SandboxError, SandboxLost
from agentrt.frozen import Frozen
from agentrt.sandbox.policy import SandboxPolicy

WORKSPACE = "/workspace"
"""Where commands start, what is bounded by `SandboxPolicy.disk`, and what `fork` and `snapshot` copy."""

Command = str | Sequence[str]
"""Text is run by the image's shell (`bash -c`, else `sh -c`); a sequence is run as it is, without a shell."""

Struck = Literal["memory", "processes"]
"""A limit seen to be reached while a command ran. A full disk is an errno inside the command, and its own to report."""


class Output(Frozen):
    """One stream of a command: how it began, how it ended, and where the whole of it is.

    Attributes:
        head: The first bytes.
        tail: The last bytes; empty where nothing was left out.
        total: Bytes that the command wrote.
        path: File inside the sandbox with the full output, where something was left out; None where there is none.
        path_bytes: How much of the output that file holds, from its start.
    """

    head: bytes = b""
    tail: bytes = b""
    total: int = 0
    path: str | None = None
    path_bytes: int = 0

    @property
    def truncated(self) -> bool:
        """Whether bytes between head and tail were left out."""
        return self.total > len(self.head) + len(self.tail)

    @property
    def text(self) -> str:
        """The output as UTF-8, invalid bytes replaced, with a line in the place of what was left out."""
        if not self.truncated:
            return (self.head + self.tail).decode("utf-8", "replace")
        missing = self.total - len(self.head) - len(self.tail)
        where = f"; the first {self.path_bytes} bytes are in {self.path}" if self.path else ""
        marker = f"\n[... {missing} bytes left out{where} ...]\n"
        return self.head.decode("utf-8", "replace") + marker + self.tail.decode("utf-8", "replace")


class ExecResult(Frozen):
    """How a command ended. A command that failed is a result, not an exception.

    Attributes:
        exit_code: Exit status; None where a signal ended it.
        signal: Number of the signal that ended it; None where it exited.
        out: Standard output, with what was cut.
        err: Standard error, with what was cut.
        duration: Seconds from start to end, by the sandbox's monotonic clock.
        timed_out: The time limit struck; the whole process tree was killed.
        struck: Other limits seen to be reached while it ran.
    """

    exit_code: int | None
    signal: int | None = None
    out: Output = Output()
    err: Output = Output()
    duration: float = 0.0
    timed_out: bool = False
    struck: tuple[Struck, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it exited with status 0."""
        return self.exit_code == 0 and not self.timed_out

    @property
    def stdout(self) -> str:
        """Standard output as text, cut in the middle where it is longer than the policy's `output`."""
        return self.out.text

    @property
    def stderr(self) -> str:
        """Standard error as text, cut like `stdout`."""
        return self.err.text

    @property
    def stdout_bytes(self) -> bytes:
        """What was kept of standard output, byte for byte, without a marker."""
        return self.out.head + self.out.tail

    @property
    def stderr_bytes(self) -> bytes:
        """What was kept of standard error, byte for byte, without a marker."""
        return self.err.head + self.err.tail

    @property
    def truncated(self) -> bool:
        """Whether either stream was cut."""
        return self.out.truncated or self.err.truncated

    @property
    def outcome(self) -> Literal["exit", "signal", "timeout", "memory"]:
        """What ended it, in one word."""
        if self.timed_out:
            return "timeout"
        if self.signal is not None:
            return "memory" if "memory" in self.struck and self.signal == 9 else "signal"
        return "exit"


class FileEntry(Frozen):
    """A name in a folder of the sandbox.

    Attributes:
        name: The name alone, without its folder. Bytes that are not UTF-8 are surrogate-escaped.
        kind: What it is; links are not followed.
        size: Bytes of a file, else 0.
        mode: Permission bits.
        modified: Time of the last change, Unix seconds.
        target: What a link points to, else None.
    """

    name: str
    kind: Literal["file", "directory", "link", "other"]
    size: int = 0
    mode: int = 0
    modified: float = 0.0
    target: str | None = None


class Stats(Frozen):
    """What a sandbox uses now. A figure that the engine cannot know is None.

    Attributes:
        memory: Bytes of memory in use.
        memory_limit: Bytes at which the memory limit strikes.
        memory_kills: Processes killed for memory since the start.
        processes: Processes and threads now.
        cpu_seconds: Processor time used since the start.
        disk_used: Bytes used in the workspace.
        disk_size: Bytes that the workspace can hold.
        commands: Commands running now.
        uptime: Seconds since the start.
    """

    memory: int | None = None
    memory_limit: int | None = None
    memory_kills: int | None = None
    processes: int | None = None
    cpu_seconds: float | None = None
    disk_used: int | None = None
    disk_size: int | None = None
    commands: int = 0
    uptime: float = 0.0


FileProblem = Literal[
    "not_found",
    "permission",
    "is_directory",
    "not_directory",
    "not_a_file",
    "exists",
    "no_space",
    "too_large",
    "unsafe",
    "input_output",
]


class SandboxFileError(SandboxError):
    """A file of the sandbox could not be read or written.

    Attributes:
        code: What was wrong.
        path: The path inside the sandbox.
    """

    def __init__(self, message: str, *, code: FileProblem, path: str) -> None:
        super().__init__(message)
        self.code: FileProblem = code
        self.path = path


class CommandLost(SandboxLost):
    """The sandbox died while a command ran in it.

    Attributes:
        partial: What the command had written by then; it has neither exit code nor signal.
    """

    def __init__(self, message: str, *, partial: ExecResult) -> None:
        super().__init__(message)
        self.partial = partial


class Process(Protocol):
    """A running command. Leaving its context kills whatever is left of its process tree.

    Attributes:
        stdin: Bytes to the command; `aclose()` is its end of file.
        stdout: Bytes from the command; ends when the command and all that hold the stream are done, or are killed.
        stderr: Like stdout; with a terminal (`pty`) everything comes by stdout.
    """

    stdin: ByteSendStream
    stdout: ByteReceiveStream
    stderr: ByteReceiveStream

    async def signal(self, number: int) -> None:
        """Send a signal to the command's process group, such as `signal.SIGINT`. No error where it has ended."""
        ...

    async def kill(self) -> None:
        """Kill the whole process tree, also what called setsid or was forked twice. Returns when none is left."""
        ...

    async def resize(self, rows: int, columns: int) -> None:
        """Tell a command with a terminal its new size."""
        ...

    async def wait(self) -> ExecResult:
        """How it ended. `out` and `err` hold nothing: the streams had it.

        Raises:
            CommandLost: The sandbox died first.
        """
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Endpoint(Frozen):
    """A port of the sandbox as the host sees it.

    Attributes:
        host: Loopback address to connect to.
        port: Port on that address.
    """

    host: str
    port: int


@runtime_checkable
class Sandbox(Protocol):
    """A place where code that nobody trusts may run.

    Every path is a path inside. A relative one starts at `/workspace`. Everything may be called concurrently; no
    call blocks another. Cancelling a call ends what it started, and nothing else.

    Attributes:
        id: Name of this sandbox, unique on its machine.
        engine: "docker", "bubblewrap" or "local".
        policy: The limits in force.
    """

    id: str
    engine: str
    policy: SandboxPolicy

    def spec(self) -> dict[str, JsonValue]:
        """What a run's journal keeps so that the sandbox can be made or attached again: engine, image, policy, and
        the workspace's name. Never a secret.
        """
        ...

    async def exec(
        self,
        command: Command,
        *,
        timeout: float | None = None,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
        stdin: bytes | str | None = None,
        output: int | None = None,
    ) -> ExecResult:
        """Run a command to its end. When it has ended, whatever it left behind in its process tree is killed.

        Args:
            command: Text for the shell, or the words of a command without a shell.
            timeout: Seconds, then the whole process tree is killed; None: the policy's.
            cwd: Folder to run in; None: `/workspace`.
            env: Variables in addition to the image's.
            stdin: What the command may read; None: nothing, it sees the end of file at once.
            output: Bytes kept of each stream; None: the policy's.

        Raises:
            SandboxError: The command could not be started (the folder is missing, the program is not there).
            CommandLost: The sandbox died under it; what it had written is in `.partial`.
        """
        ...

    async def start(
        self,
        command: Command,
        *,
        timeout: float | None = None,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
        pty: tuple[int, int] | None = None,
    ) -> Process:
        """Start a command and talk to it while it runs. Use it as `async with await box.start(...) as process`.

        Args:
            command: As for `exec`.
            timeout: Seconds, then the whole tree is killed; None: no limit but the sandbox's own life.
            cwd: As for `exec`.
            env: As for `exec`.
            pty: Rows and columns of a terminal to run it on; None: plain pipes.

        Raises:
            SandboxError: The command could not be started.
        """
        ...

    async def read(self, path: str, *, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes of a regular file, from `offset`, at most `length`.

        Raises:
            SandboxFileError: No such file, no permission, no regular file, or more than 256 MiB were asked for.
        """
        ...

    async def write(self, path: str, data: bytes | str, *, mode: int | None = None) -> None:
        """Replace a file's content in one step, making folders on the way; a reader sees the old or the new one.

        Args:
            path: The file.
            data: Bytes, or text to be written as UTF-8.
            mode: Permission bits; None: those it has, 0o644 for a new file.

        Raises:
            SandboxFileError: No permission, no space, or the path is a folder.
        """
        ...

    async def list(self, path: str = ".") -> tuple[FileEntry, ...]:
        """What is in a folder, sorted by name.

        Raises:
            SandboxFileError: No such folder, no permission, or more than 100,000 names.
        """
        ...

    async def upload(self, source: str | PathLike[str], target: str) -> None:
        """Copy a file or a folder from this machine into the sandbox; a folder's content is merged into `target`.

        Links inside the tree are copied as links where they stay inside it, and refused where they lead out.
        Devices, sockets and pipes are refused.

        Raises:
            SandboxFileError: Something could not be written, or was refused.
            FileNotFoundError: There is no such source.
        """
        ...

    async def download(self, source: str, target: str | PathLike[str], *, limit: int = 1 << 30) -> None:
        """Copy a file or a folder from the sandbox to this machine.

        What comes out is an enemy's: names with `..`, absolute names, links that lead out, devices and pipes are
        refused, permission bits are reduced to the owner's, and nothing is written outside `target`.

        Args:
            source: Path inside.
            target: The file or folder to make.
            limit: Bytes that may come in all.

        Raises:
            SandboxFileError: It does not exist, is larger than `limit`, or was refused.
        """
        ...

    async def fork(self, n: int = 1) -> Sequence[Sandbox]:
        """`n` new sandboxes whose workspace is a copy of this one's. Files are copied; processes and `/tmp` are not.

        They are independent of this one and of each other, and to be closed by the caller. No command should be
        writing while it runs: a copy of a file that is being written holds what was there at that moment.

        Raises:
            SandboxUnavailable: The engine cannot copy this workspace.
        """
        ...

    async def snapshot(self, name: str) -> None:
        """Keep a copy of the workspace under a name, replacing an earlier one. It lives as long as the workspace."""
        ...

    async def restore(self, name: str) -> None:
        """Put the workspace back to a snapshot. Running commands are killed first.

        Raises:
            SandboxError: There is no snapshot of that name.
        """
        ...

    def expose(self, port: int) -> AbstractAsyncContextManager[Endpoint]:
        """Make a TCP port that something inside listens on reachable at a loopback address of this machine.

        Used as `async with box.expose(8000) as endpoint`: the address is `endpoint.host`, `endpoint.port`. Connections
        that are open at the end are cut.
        """
        ...

    async def stats(self) -> Stats:
        """What it uses now."""
        ...

    async def close(self) -> None:
        """Kill everything inside and remove it, the workspace too unless it was named. May be called again."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
