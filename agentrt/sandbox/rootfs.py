"""Images as folders: what an engine without a daemon runs on.

An image is exported from Docker once and kept, unpacked, under the user's cache folder by its content id; later starts
need no Docker, and the folder can be copied to a machine that has none:

    ~/.cache/agentrt/rootfs/ID/{root/, image.json}    ~/.cache/agentrt/rootfs/names/NAME -> ../ID
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from urllib.parse import quote

from agentrt.errors import SandboxError, SandboxUnavailable
from agentrt.frozen import Frozen
from agentrt.sandbox.images import Progress, build_image

MOUNT_POINTS = ("dev", "proc", "run/agentrt/output", "sys/fs/cgroup", "tmp", "workspace")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_FILES = {"etc/hosts": "127.0.0.1 localhost sandbox\n::1 localhost\n", "etc/resolv.conf": ""}


class RootFolder(Frozen):
    """An unpacked image.

    Attributes:
        path: Its root.
        env: Variables that the image sets.
    """

    path: Path
    env: dict[str, str]


def cache_folder() -> Path:
    """Where unpacked images are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "agentrt" / "rootfs"


def root_folder(image: str, progress: Progress | None = None) -> RootFolder:
    """The unpacked image, made where it is not there. Blocks; seconds the first time, minutes where it is built first.

    Args:
        image: As for `DockerSandbox`, or the folder of a root file system (a path with a slash).
        progress: As for `build_image`.

    Raises:
        SandboxUnavailable: It was never unpacked here, and there is no Docker to get it from.
        SandboxError: It cannot be unpacked, or the folder holds no root file system.
    """
    folder = Path(image)
    if "/" in image and folder.is_dir() and not (folder / "Dockerfile").exists():
        return _given(folder.resolve())
    name = cache_folder() / "names" / quote(image, safe="")
    try:
        tag = build_image(image, progress=progress)
        identity = _identity(tag)
    except SandboxUnavailable:
        if not (name / "image.json").exists():
            raise
    else:
        _unpack(tag, identity)
        _point(name, identity)
    stored = json.loads((name / "image.json").read_text())
    return RootFolder(path=(name / "root").resolve(), env=stored["env"])


def _given(folder: Path) -> RootFolder:
    missing = [point for point in (*MOUNT_POINTS, "bin/sh") if not os.path.lexists(folder / point)]
    if missing:
        raise SandboxError(
            f"{folder} cannot be the root of a sandbox: it has no {', '.join(missing)}. "
            "Folders that are missing may be made empty."
        )
    return RootFolder(path=folder, env={"PATH": PATH})


def _identity(tag: str) -> str:
    from agentrt.sandbox.engine import client, translated

    found = translated(lambda: client().api.inspect_image(tag))  # type: ignore[no-untyped-call]
    return str(found["Id"]).removeprefix("sha256:")[:24]


def _point(name: Path, identity: str) -> None:
    """Let a name stand for an image, in one step."""
    name.parent.mkdir(parents=True, exist_ok=True)
    mine = f"{os.getpid()}.{threading.get_ident()}"  # threads open sandboxes side by side
    beside = name.with_name(f".{name.name}.{mine}")
    beside.unlink(missing_ok=True)
    beside.symlink_to(Path("..") / identity)
    beside.rename(name)


def _unpack(tag: str, identity: str) -> None:
    """Unpack an image beside its place, then put it there; who comes second throws its own away."""
    place = cache_folder() / identity
    if (place / "image.json").exists():
        return
    cache_folder().mkdir(parents=True, exist_ok=True, mode=0o755)
    beside = Path(tempfile.mkdtemp(prefix=f".{identity}.", dir=cache_folder()))
    try:
        beside.chmod(0o755)
        (beside / "root").mkdir()
        config = _export(tag, beside / "root")
        _furnish(beside / "root")
        env = dict(item.split("=", 1) for item in config.get("Env") or [] if re.match(r"[A-Za-z_]\w*=", item))
        (beside / "image.json").write_text(json.dumps({"tag": tag, "env": {"PATH": PATH} | env}))
        beside.rename(place)
    except OSError as error:
        if not (place / "image.json").exists():
            raise SandboxError(f"The image {tag} cannot be unpacked into {place}: {error}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _export(tag: str, root: Path) -> dict[str, list[str]]:
    """Write a container's files out, by tar, which does not follow links that it has itself unpacked."""
    from agentrt.sandbox.engine import client
    from agentrt.sandbox.owner import OWNER, PROJECT, this_process

    api = client().api
    labels = {PROJECT: "agentrt", OWNER: this_process().label()}
    container = api.create_container(tag, ["true"], entrypoint=[], labels=labels)["Id"]
    try:
        config: dict[str, list[str]] = api.inspect_container(container)["Config"]
        command = ["tar", "-x", "-p", "--numeric-owner", "--exclude=dev/*", "--exclude=.dockerenv", "-C", str(root)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as tar:
            assert tar.stdin is not None
            assert tar.stderr is not None
            for chunk in api.export(container):
                tar.stdin.write(chunk)
            tar.stdin.close()
            problem = tar.stderr.read().decode("utf-8", "replace")
        if tar.returncode:
            raise SandboxError(f"The image {tag} cannot be unpacked: {problem.strip()[:500]}")
    finally:
        api.remove_container(container, force=True, v=True)
    return config


def _furnish(root: Path) -> None:
    """Places to mount on, and the two files that a container runtime writes."""
    for point in MOUNT_POINTS:
        folder = root / point
        if folder.resolve().is_relative_to(root):  # an image's own link must not lead out of it
            folder.mkdir(parents=True, exist_ok=True)
    for name, text in _FILES.items():
        file = root / name
        if file.parent.is_dir() and file.parent.resolve().is_relative_to(root):
            file.unlink(missing_ok=True)
            file.write_text(text)
