"""What every test may use, those beside the packs included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docker import DockerClient


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
