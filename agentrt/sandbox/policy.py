"""What a sandbox may use: memory, processors, processes, disk, output, network."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from agentrt.frozen import Frozen

_UNITS = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_HOST = re.compile(r"^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?$")


def parse_size(value: Any) -> int:
    """Bytes, from a number or from text such as "512m", "1.5g", "64 KiB" (units are powers of 1024).

    Raises:
        ValueError: The text is no size.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([bkmgt]?)(?:i?b)?\s*", str(value).lower())
    if match is None:
        raise ValueError(f'{value!r} is no size; write bytes as a number, or text such as "512m" or "2g"')
    return int(float(match[1]) * _UNITS[match[2]])


Size = Annotated[int, BeforeValidator(parse_size)]


def default_lease() -> float:
    """A day, or as many seconds as `AGENTRT_LEASE` says: a test suite's sandboxes need not wait for anybody."""
    return float(os.environ.get("AGENTRT_LEASE") or 86_400)


class SandboxPolicy(Frozen):
    """The limits of a sandbox. Each has a default; an image's `sandbox.toml` may set others in its `[policy]` table.

    Sizes are bytes, or text such as "512m". A limit that an engine cannot enforce is an error when the sandbox is
    made, never a limit that silently does not hold.

    Attributes:
        memory: Memory of all processes together, `/tmp` and `/dev/shm` included. Over it, the largest process is
            killed and the result says so.
        cpus: Processors' worth of time; 0.5 is half of one.
        processes: Processes and threads that may exist at once, besides a few of the sandbox's own.
        disk: Size of the workspace. A full one gives "No space left on device" inside, and nothing outside.
        tmp: Size of `/tmp`, which is memory.
        shm: Size of `/dev/shm`, which is memory.
        output: What `exec` keeps of each of stdout and stderr: the first half and the last half of this.
        output_file: How much of a longer output is left inside the sandbox as a file, over all commands; memory.
        open_files: Open files of one process.
        timeout: Seconds a command may take where the call does not say otherwise.
        allow: Hosts that may be reached, through a filtering proxy: "files.example.com", "*.example.net",
            "localhost:8080". Empty: no network at all.
        lease: Seconds for which a workspace outlives the client that died without closing it; the variable
            `AGENTRT_LEASE` sets another default.
        runtime: Container runtime by name ("runc", "crun", "runsc"); None: the daemon's default. Docker only.
        uid: User and group id that commands run as. Never 0.
        unbounded_workspace: Accept a workspace whose size nothing limits, where the engine cannot limit it.
    """

    memory: Size = Field(default=1 << 30, ge=16 << 20)
    cpus: float = Field(default=1.0, gt=0)
    processes: int = Field(default=256, ge=1)
    disk: Size = Field(default=1 << 30, ge=1 << 20)
    tmp: Size = Field(default=64 << 20, ge=1 << 16)
    shm: Size = Field(default=64 << 20, ge=1 << 16)
    output: Size = Field(default=1 << 20, ge=2)
    output_file: Size = Field(default=64 << 20, ge=0)
    open_files: int = Field(default=4096, ge=16)
    timeout: float = Field(default=300.0, gt=0)
    allow: tuple[str, ...] = ()
    lease: float = Field(default_factory=default_lease, ge=0)
    runtime: str | None = None
    uid: int = Field(default=1000, ge=1, le=65_533)
    unbounded_workspace: bool = False

    if TYPE_CHECKING:  # what it takes: sizes as text too

        def __init__(
            self,
            *,
            memory: int | str = ...,
            cpus: float = ...,
            processes: int = ...,
            disk: int | str = ...,
            tmp: int | str = ...,
            shm: int | str = ...,
            output: int | str = ...,
            output_file: int | str = ...,
            open_files: int = ...,
            timeout: float = ...,
            allow: Iterable[str] = ...,
            lease: float = ...,
            runtime: str | None = ...,
            uid: int = ...,
            unbounded_workspace: bool = ...,
        ) -> None: ...

    @property
    def network(self) -> Literal["none", "allow"]:
        """Whether anything outside can be reached."""
        return "allow" if self.allow else "none"

    @field_validator("allow")
    @classmethod
    def _hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not _HOST.match(host):
                raise ValueError(f'{host!r} is no host; write "example.org", "*.example.org" or "example.org:8080"')
        return tuple(host.lower() for host in hosts)
