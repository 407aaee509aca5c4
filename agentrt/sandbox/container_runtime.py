"""Container runtimes by name (`SandboxPolicy.runtime`): whether the daemon has one, and whether it keeps the limits.

A name says little: crun refuses some machines' control groups, and gVisor's runsc can be set up to ignore them. So the
one that was asked for is tried by its first container, and what it does not hold is an error.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from agentrt.errors import SandboxUnavailable
from agentrt.sandbox import engine

GROUPS = Path("/sys/fs/cgroup")


def described(name: str) -> dict[str, Any]:
    """What the daemon says of a runtime.

    Raises:
        SandboxUnavailable: It has none of that name.
    """
    known: dict[str, dict[str, Any]] = engine.client().info()["Runtimes"]
    if name not in known:
        raise SandboxUnavailable(
            f"The Docker daemon has no runtime {name!r}; it has {', '.join(sorted(known))}. Install it and name it in "
            "the daemon's configuration (dockerd --add-runtime NAME=PATH)."
        )
    return known[name]


def shares_sockets(name: str) -> bool:
    """Whether a process in its containers can connect to a socket of the host's: not to gVisor's, which is a kernel
    of its own; its worker speaks through the daemon.
    """
    return "runsc" not in Path(described(name).get("path", "")).name and "runsc" not in name


def start_with(name: str, container: str, memory: int) -> None:
    """Start a container that was made for a runtime.

    Raises:
        SandboxUnavailable: The daemon has no such runtime, it starts nothing on this machine, or holds no limit.
    """
    import docker.errors

    described(name)
    try:
        engine.client().api.start(container)
    except docker.errors.APIError as error:
        raise SandboxUnavailable(f"The runtime {name!r} starts no container here: {error.explanation}") from None
    check_memory_limit(name, container, memory)


def check_memory_limit(name: str, container: str, limit: int) -> None:
    """Look from outside whether a running container's memory is bounded.

    Raises:
        SandboxUnavailable: It is not.
    """
    pid = engine.client().api.inspect_container(container)["State"]["Pid"]
    found = memory_limit(int(pid))
    if found is not None and found > limit:
        raise SandboxUnavailable(
            f"The runtime {name!r} does not hold the limit on memory: it is set up to ignore control groups."
        )


def memory_limit(pid: int) -> int | None:
    """The memory limit of the control group that a process is in, version 1 or 2; None where it cannot be read."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines():
            _, controllers, place = line.split(":", 2)
            file = "memory.max" if not controllers else "memory/memory.limit_in_bytes"
            if controllers in ("", "memory"):
                folder, _, name = file.rpartition("/")
                path = GROUPS / folder / place.lstrip("/") / name
                if path.exists():
                    text = path.read_text().strip()
                    return 1 << 63 if text == "max" else int(text)
    return None
