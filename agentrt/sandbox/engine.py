"""Docker's control plane: one client for the process, called in threads of its own."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import anyio.to_thread
from anyio.lowlevel import RunVar

from agentrt.errors import SandboxError, SandboxUnavailable

if TYPE_CHECKING:
    import docker

log = logging.getLogger(__name__)
Result = TypeVar("Result")

CREATIONS = 2 * (os.cpu_count() or 1)
"""Containers created at once: more only make each other slow."""

postponed: list[Callable[[], None]] = []
"""Removals that found no daemon. Where this process ends before there is one, `gc` does what is left."""

_threads: RunVar[anyio.CapacityLimiter] = RunVar("agentrt_docker_threads")
_creations: RunVar[anyio.CapacityLimiter] = RunVar("agentrt_docker_creations")


def client() -> docker.DockerClient:
    """The process's client of the Docker daemon that the environment names.

    Raises:
        SandboxUnavailable: No daemon answers.
    """
    return _client(os.getpid())


@cache
def _client(_pid: int) -> docker.DockerClient:
    import docker
    import docker.errors

    try:
        return docker.from_env(timeout=120, max_pool_size=64)
    except docker.errors.DockerException as error:
        raise SandboxUnavailable(
            f"No Docker daemon answers ({error}). `scripts/setup docker` starts one; "
            "without Docker, BubblewrapSandbox has the same protocol."
        ) from None


@cache
def info() -> dict[str, Any]:
    """What the daemon says of itself; asked once."""
    found: dict[str, Any] = client().info()
    return found


def is_local() -> bool:
    """Whether the daemon shares this machine's file system and kernel."""
    base_url = str(client().api.base_url)
    return base_url.startswith("http+docker") and info().get("Name") == os.uname().nodename


def keeps_workspaces() -> bool:
    """Whether a workspace can outlive its container here: the daemon is local, and disks can be mounted."""
    from agentrt.sandbox.volumes import can_loop

    return can_loop() and translated(is_local)


async def in_thread(function: Callable[[], Result]) -> Result:
    """Call the daemon in a thread. Cancelling waits for the call's end, so nothing is made that nobody knows of.

    Raises:
        SandboxError: The daemon refused; the message is the daemon's.
        SandboxUnavailable: It does not answer.
    """
    return await anyio.to_thread.run_sync(lambda: translated(function), limiter=limiter(_threads, 64))


def limiter(variable: RunVar[anyio.CapacityLimiter], size: int) -> anyio.CapacityLimiter:
    """A limiter of this event loop's."""
    try:
        return variable.get()
    except LookupError:
        variable.set(anyio.CapacityLimiter(size))
        return variable.get()


def creation() -> anyio.CapacityLimiter:
    """Held while a container is created; fair, first come first served."""
    return limiter(_creations, CREATIONS)


def translated(function: Callable[[], Result]) -> Result:
    """Call it; Docker's and HTTP's exceptions become this project's."""
    import docker.errors
    import requests

    try:
        return function()
    except docker.errors.APIError as error:
        raise SandboxError(f"Docker refused: {error.explanation or error}") from error
    except (docker.errors.DockerException, requests.RequestException) as error:
        raise SandboxUnavailable(f"The Docker daemon does not answer: {error}") from error


def drop_volume(name: str) -> None:
    """Remove a volume; one that is not there is no error."""
    import docker.errors

    with suppress(docker.errors.NotFound):
        client().api.remove_volume(name, force=True)


def finish_postponed() -> None:
    """Do what could not be removed while no daemon answered; what still cannot stays for the next time."""
    for _ in range(len(postponed)):
        removal = postponed.pop(0)
        try:
            translated(removal)
        except SandboxError as error:
            log.warning("what a closed sandbox left is still there: %s", error)
            postponed.append(removal)
