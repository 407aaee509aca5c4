"""Sandbox images: found by name, built where missing, tagged by what goes into them."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import tarfile
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from agentrt.errors import ConfigurationError, PackError, SandboxError
from agentrt.frozen import Frozen
from agentrt.sandbox.engine import client
from agentrt.sandbox.owner import PROJECT
from agentrt.sandbox.policy import SandboxPolicy
from agentrt.sandbox.seed import flatten, machine_files, seeded
from agentrt.sandbox.volumes import locked

log = logging.getLogger(__name__)
Progress = Callable[[str], None]
RECIPE = "1"
"""Part of every tag; raised when the way images are built changes."""


class ImagePack(Frozen):
    """A folder with a `Dockerfile` and a `sandbox.toml`.

    Attributes:
        name: The folder's name.
        folder: The folder.
        summary: What is inside, one line.
        base: The image that it starts from.
        policy: Limits that differ from `SandboxPolicy`'s defaults.
    """

    name: str
    folder: Path
    summary: str = ""
    base: str = "debian:bookworm-slim"
    policy: dict[str, Any] = Field(default={})


def find_image(name: str) -> ImagePack | None:
    """The pack of that name, or in that folder (a name with a slash is a path); None: `name` is an image of Docker's.

    Raises:
        PackError: There is no such pack, or its sandbox.toml is wrong.
    """
    folder = Path(name)
    if "/" in name and (folder / "Dockerfile").is_file():
        return read_pack(folder.resolve())
    if ":" in name:
        return None
    if "/" in name:
        raise PackError(f"{name!r}: no folder with a Dockerfile. An image of Docker's is named with its tag.")
    for candidate in candidates(name):
        if (candidate / "Dockerfile").is_file():
            return read_pack(candidate)
    raise PackError(
        f"There is no sandbox image named {name!r}. Shipped: {', '.join(shipped())}. "
        "A folder of your own is named with a slash (./my-image), an image of Docker's with its tag (debian:bookworm)."
    )


def candidates(name: str) -> Iterator[Path]:
    """Folders in which a pack of that name may be, one by one: to look through what is installed takes long."""
    yield Path(__file__).parent.parent / "packs" / "sandboxes" / name
    for point in entry_points(group="agentrt.sandboxes", name=name):
        spec = find_spec(point.value)
        yield from (Path(place) for place in (spec.submodule_search_locations if spec else None) or [])


def shipped() -> list[str]:
    """Names of the images that come with agentrt."""
    folder = Path(__file__).parent.parent / "packs" / "sandboxes"
    return sorted(item.parent.name for item in folder.glob("*/Dockerfile"))


def read_pack(folder: Path) -> ImagePack:
    """The pack in a folder.

    Raises:
        PackError: sandbox.toml is wrong; the message names the file and the key.
    """
    file = folder / "sandbox.toml"
    try:
        table = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
        version = table.pop("schema_version", 1)
        if version != 1:
            raise PackError(f"{file}: schema_version: {version!r} is not known here; 1 is.")
        pack = ImagePack(name=folder.name, folder=folder, **table)
        SandboxPolicy(**pack.policy)
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise PackError(f"{file}: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise PackError(f"{file}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    return pack


def merged(pack: ImagePack | None, policy: SandboxPolicy | None) -> SandboxPolicy:
    """The image's limits, with what the caller set explicitly in their place."""
    explicit = {name: getattr(policy, name) for name in policy.model_fields_set} if policy else {}
    return SandboxPolicy(**{**(pack.policy if pack else {}), **explicit})


# ---------------------------------------------------------------------------------------------------------- building


def files_of(folder: Path) -> list[Path]:
    """What goes into a build, sorted; sandbox.toml and caches do not."""
    skip = {"__pycache__", "sandbox.toml", "__init__.py"}
    return sorted(
        item for item in folder.rglob("*") if item.is_file() and not skip & set(item.relative_to(folder).parts)
    )


def tag_of(pack: ImagePack, base_id: str) -> str:
    """The image's name: the same for the same files, the same base and the same way of building."""
    digest = hashlib.sha256(f"{RECIPE}\0{base_id}\0".encode())
    for file in files_of(pack.folder):
        data = file.read_bytes()
        executable = os.access(file, os.X_OK)
        digest.update(f"{file.relative_to(pack.folder)}\0{executable}\0{len(data)}\0".encode() + data)
    return f"agentrt/{pack.name.lower()}:{digest.hexdigest()[:12]}"


def build_image(name: str, *, progress: Progress | None = None, rebuild: bool = False) -> str:
    """The tag of an image, built first where it is not there. Blocks; minutes the first time.

    Args:
        name: As for `DockerSandbox`.
        progress: Called with one line at a time of what is being done; None: to the log.
        rebuild: Build even if it is there.

    Raises:
        PackError: There is no such pack.
        SandboxError: The build failed; the message ends with its last lines.
    """
    pack = find_image(name)
    if pack is None:
        return name
    say = progress or log.info
    tag = tag_of(pack, base_image(pack.base))
    if rebuild or not present(tag):
        with locked("image-" + tag.rpartition(":")[2]):
            if rebuild or not present(tag):  # not built by another process while this one waited
                say(f"building the sandbox image {tag} (once; this takes minutes)")
                build(pack, tag, say)
                say(f"built {tag}")
    return tag


def present(tag: str) -> bool:
    """Whether an image is there."""
    import docker.errors

    try:
        client().api.inspect_image(tag)  # type: ignore[no-untyped-call]
    except docker.errors.ImageNotFound:
        return False
    return True


def base_image(name: str) -> str:
    """The id of an image that others start from.

    Raises:
        ConfigurationError: It is not there and cannot be pulled.
    """
    import docker.errors

    try:
        return str(client().api.inspect_image(name)["Id"])  # type: ignore[no-untyped-call]
    except docker.errors.ImageNotFound:
        try:
            return str(client().images.pull(name).id)
        except docker.errors.APIError as error:
            raise ConfigurationError(
                f"The base image {name} is not there and cannot be pulled ({error.explanation}). "
                "`scripts/setup image` makes it, or `docker load` one."
            ) from None


def build(pack: ImagePack, tag: str, say: Progress) -> None:
    """Build on a base that holds this machine's package configuration, then drop that from the result."""
    files = machine_files(pack.base)
    with seeded(pack.base, files) as base:
        raw = f"{tag}-raw"
        run_build(context_of(pack), raw, base, say)
        say("removing what belongs to this machine from the image")
        flatten(raw, tag, files, {PROJECT: "agentrt", "agentrt.image": pack.name})


def context_of(pack: ImagePack) -> io.BytesIO:
    """The build's files as a tar archive without owners and times."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for file in files_of(pack.folder):
            info = tarfile.TarInfo(str(file.relative_to(pack.folder)))
            info.size, info.mode = file.stat().st_size, 0o755 if os.access(file, os.X_OK) else 0o644
            with file.open("rb") as data:
                archive.addfile(info, data)
    buffer.seek(0)
    return buffer


def run_build(context: io.BytesIO, tag: str, base: str, say: Progress) -> None:
    """One `docker build` with the machine's own network, telling what it says."""
    tail: list[str] = []
    for message in client().api.build(
        fileobj=context,
        custom_context=True,
        tag=tag,
        buildargs={"BASE": base},
        network_mode="host",
        rm=True,
        forcerm=True,
        decode=True,
        labels={PROJECT: "agentrt"},
    ):
        line = str(message.get("stream", message.get("error", ""))).strip()
        if line:
            tail = [*tail[-19:], line]
            say(line)
        if "error" in message:
            raise SandboxError(f"The image {tag} could not be built:\n" + "\n".join(tail))
