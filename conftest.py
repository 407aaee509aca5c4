"""What every test may use, those beside the packs included, and what the whole run is held to."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docker import DockerClient

GRACE = 30.0
"""Seconds that the engine has to finish removing what was closed."""


@pytest.fixture(scope="session")
def docker_engine() -> Iterator[DockerClient]:
    """A Docker engine that answers. A test that asks for it fails where there is none: it is never skipped."""
    import docker

    client = docker.from_env(timeout=120)
    try:
        client.ping()
    except Exception as error:
        pytest.fail(f"No Docker engine answers ({error}); `scripts/setup docker image` installs and starts one.")
    yield client
    client.close()


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left_running() -> Iterator[None]:
    """Torn down last: fails the run if a container or a volume that this process owns is still there."""
    yield
    if "agentrt.sandbox.docker" not in sys.modules:
        return
    ends = time.monotonic() + GRACE
    while (left := _owned()) and time.monotonic() < ends:
        time.sleep(0.5)
    if left:
        pytest.fail(f"The tests left behind: {', '.join(left)}")


def _owned() -> list[str]:
    import docker

    from agentrt.sandbox.owner import OWNER, this_process

    mine = {"label": f"{OWNER}={this_process().label()}"}
    client = docker.from_env(timeout=120)
    try:
        containers = client.api.containers(all=True, filters=mine)
        volumes = client.api.volumes(filters=mine)["Volumes"] or []
    finally:
        client.close()
    names = [f"container {one['Names'][0]} ({one['Image']}, {one['State']})" for one in containers]
    return names + [f"volume {one['Name']}" for one in volumes]
