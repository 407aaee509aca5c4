"""What sandboxes of agentrt there are, and what dead processes left behind."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from agentrt.errors import SandboxError
from agentrt.frozen import Frozen
from agentrt.sandbox import engine
from agentrt.sandbox.owner import OWNER, PROJECT, RUN, parse_owner
from agentrt.sandbox.volumes import can_loop, locked, workspaces

FILTER = {"label": f"{PROJECT}=agentrt"}


class SandboxInfo(Frozen):
    """One container of agentrt's, as Docker knows it.

    Attributes:
        id: The sandbox's id, the container's name.
        image: What it was made from, in the user's words.
        run: The run it belongs to, or empty.
        state: Docker's word: "running", "created", "exited".
        pid: Process id of its owner.
        orphaned: Its owner is dead.
        created: When, Unix seconds.
    """

    id: str
    image: str
    run: str
    state: str
    pid: int | None
    orphaned: bool
    created: float


class Removed(Frozen):
    """What `collect` removed, by name."""

    containers: tuple[str, ...] = ()
    workspaces: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


def list_sandboxes() -> list[SandboxInfo]:
    """Every container of agentrt's on this daemon, whoever owns it, also those that were never started. Blocks."""
    return [describe(container) for container in engine.client().api.containers(all=True, filters=FILTER)]


def describe(container: dict[str, Any]) -> SandboxInfo:
    """A container as Docker lists it."""
    labels = container.get("Labels") or {}
    owner = parse_owner(labels.get(OWNER))
    return SandboxInfo(
        id=container["Names"][0].lstrip("/") if container.get("Names") else container["Id"],
        image=labels.get("agentrt.image", container.get("Image", "")),
        run=labels.get(RUN, ""),
        state=container.get("State", ""),
        pid=owner.pid if owner else None,
        orphaned=owner is not None and owner.dead(),
        created=float(container.get("Created", 0)),
    )


def collect() -> Removed:
    """Remove what dead owners left: containers in any state, workspaces after their lease, folders, half-built images.

    What a living process owns, on this machine or another, is never touched. Blocks.
    """
    return Removed(
        containers=tuple(remove_containers()),
        workspaces=(*remove_workspaces(), *remove_memory_workspaces()),
        images=tuple(remove_images()),
        folders=tuple(remove_folders()),
    )


def remove_containers() -> list[str]:
    """Containers of dead owners."""
    import docker.errors

    removed = []
    for found in list_sandboxes():
        if found.orphaned:
            with suppress(docker.errors.APIError):  # its own removal, or another's, was faster
                engine.client().api.remove_container(found.id, force=True)
                removed.append(found.id)
    return removed


def remove_workspaces() -> list[str]:
    """Workspaces whose owner is dead and whose lease is over, and volumes whose files are gone."""
    import docker.errors

    removed: list[str] = []
    if not can_loop():
        return removed
    with locked():
        there = workspaces()
        for workspace in there:
            if workspace.expired(time.time()):
                with suppress(docker.errors.APIError, SandboxError):
                    engine.drop_volume(workspace.volume)
                    workspace.erase()
                    removed.append(workspace.name)
    known = {workspace.volume for workspace in there}
    for volume in engine.client().api.volumes(filters=FILTER).get("Volumes") or []:
        owner = parse_owner((volume.get("Labels") or {}).get(OWNER))
        if volume["Name"] not in known and owner is not None and owner.dead():
            with suppress(docker.errors.APIError):
                engine.drop_volume(volume["Name"])
                removed.append(volume["Name"])
    return removed


def remove_memory_workspaces() -> list[str]:
    """What sandboxes without a daemon left."""
    from agentrt.sandbox.bubblewrap import collect as collect_bubblewrap

    return collect_bubblewrap()


def remove_images() -> list[str]:
    """Images of builds that were cut off. Finished ones are kept: they are content-addressed and wanted again."""
    import docker.errors

    removed = []
    for image in engine.client().api.images(all=False, filters=FILTER):
        owner = parse_owner((image.get("Labels") or {}).get(OWNER))
        if owner is not None and owner.dead():
            with suppress(docker.errors.APIError):
                engine.client().api.remove_image(image["Id"], force=True)
                removed.append((image.get("RepoTags") or [image["Id"]])[0])
    return removed


def remove_folders() -> list[str]:
    """The folders of sockets."""
    removed = []
    for folder in Path(tempfile.gettempdir()).glob("agentrt-*"):
        with suppress(OSError):
            owner = parse_owner((folder / "owner").read_text())
            if owner is not None and owner.dead():
                shutil.rmtree(folder)
                removed.append(str(folder))
    return removed


_last: list[float] = []


def collect_sometimes(seconds: float = 30.0) -> None:
    """`collect`, at most so often in one process; what every start calls. A failure here stops no start."""
    if not _last or time.monotonic() - _last[0] >= seconds:
        _last[:] = [time.monotonic()]
        with suppress(Exception):
            collect()
