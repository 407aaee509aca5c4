"""What a worker reports, checked before anything is made of it: it is an enemy's word."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agentrt.errors import SandboxLost
from agentrt.sandbox.base import ExecResult, FileEntry, Output, Stats, Struck
from agentrt.sandbox.channel import Call, Channel
from agentrt.sandbox.worker import wire

Count = Annotated[int, Field(ge=0, le=1 << 62)]


class Report(BaseModel):
    """A message of a worker's, of bounded size; what it should not hold is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class Kept(Report):
    """How much of one output stream was kept, and where."""

    total: Count
    path: Annotated[str, Field(max_length=4096)] | None
    path_bytes: Count


class Exit(Report):
    """How a command ended."""

    exit_code: Annotated[int, Field(ge=0, le=255)] | None
    signal: Annotated[int, Field(ge=1, le=64)] | None
    duration: Annotated[float, Field(ge=0, le=1e9)]
    timed_out: bool = False
    struck: Annotated[list[Struck], Field(max_length=8)] = []
    streams: Annotated[list[Kept], Field(max_length=2)] = []


class Usage(Report):
    """What the sandbox uses, as its worker reads it."""

    memory: Count | None
    memory_limit: Count | None
    memory_kills: Count | None
    processes: Count | None
    cpu_seconds: Annotated[float, Field(ge=0)] | None
    disk_used: Count | None
    disk_size: Count | None
    commands: Count
    uptime: Annotated[float, Field(ge=0)]


Model = TypeVar("Model", bound=Report)


def checked(channel: Channel, model: type[Model], value: Any) -> Model:
    """`value` as a report; what is none breaks the channel.

    Raises:
        SandboxLost: It is none.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        channel.breach(f"sent a malformed report ({error.error_count()} problems)")
        raise SandboxLost(str(channel.error)) from None


def ended(channel: Channel, message: Any, call: Call, limit: int) -> ExecResult:
    """The result of a command, from its report and what came of its output (`limit` bytes of each stream at most)."""
    report = checked(channel, Exit, message)
    out, err = Output(), Output()
    if len(report.streams) == 2:
        out = output(bytes(call.buffers[wire.OUT]), limit, report.streams[0])
        err = output(bytes(call.buffers[wire.ERR]), limit, report.streams[1])
    return ExecResult(
        exit_code=report.exit_code,
        signal=report.signal,
        out=out,
        err=err,
        duration=report.duration,
        timed_out=report.timed_out,
        struck=tuple(report.struck),
    )


def output(data: bytes, limit: int, stream: Kept) -> Output:
    """One stream of a command: what came, in one piece or as head and tail."""
    if stream.total <= len(data):
        return Output(head=data, total=len(data))
    head = limit - limit // 2
    return Output(
        head=data[:head], tail=data[head:], total=stream.total, path=stream.path, path_bytes=stream.path_bytes
    )


def partial(call: Call) -> ExecResult:
    """What a command had written when its sandbox was lost."""
    out, err = bytes(call.buffers[wire.OUT]), bytes(call.buffers[wire.ERR])
    return ExecResult(exit_code=None, out=Output(head=out, total=len(out)), err=Output(head=err, total=len(err)))


def entries(channel: Channel, value: Any) -> tuple[FileEntry, ...]:
    """The names in a folder; one that is no name breaks the channel."""
    try:
        found = tuple(entry(row) for row in value)
    except (ValidationError, TypeError, ValueError):
        channel.breach("sent a malformed list of names")
        raise SandboxLost(str(channel.error)) from None
    return found


def entry(row: Any) -> FileEntry:
    """One name: name, kind, size, mode, time, target.

    Raises:
        ValueError: It is no name of a file.
    """
    name, kind, size, mode, modified, target = row
    if not isinstance(name, str) or not name or name in (".", "..") or "/" in name or "\0" in name or len(name) > 1024:
        raise ValueError("no name")
    return FileEntry.model_validate(
        {"name": name, "kind": kind, "size": size, "mode": mode, "modified": modified, "target": target}, strict=True
    )


async def usage(channel: Channel) -> Stats:
    """What the sandbox uses now."""
    report = checked(channel, Usage, await channel.ask("stats"))
    return Stats(**report.model_dump())
