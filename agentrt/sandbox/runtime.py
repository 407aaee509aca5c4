"""A Python for the worker in images that have none: copied, loader and libraries with it, into a volume of Docker's.

It starts by its own loader, so it runs in any image of the same processor, one without a C library too, and nothing
in the image can change it. Commands do not see it in their PATH.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Callable

from agentrt.errors import SandboxUnavailable
from agentrt.sandbox.engine import client, drop_volume
from agentrt.sandbox.images import build_image
from agentrt.sandbox.owner import PROJECT
from agentrt.sandbox.volumes import locked

log = logging.getLogger(__name__)

FOLDER = "/run/agentrt/python"
ENTRY = [f"{FOLDER}/loader", "--library-path", f"{FOLDER}/lib", f"{FOLDER}/bin/python3", "-IS"]

_COPY = """
set -e
real=$(readlink -f "$(command -v python3)")
version=$(python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
library=$(python3 -c 'import os; print(os.path.dirname(os.__file__))')
mkdir -p /out/bin /out/lib
cp "$real" /out/bin/python3
cp -r "$library" /out/lib/
cd "/out/lib/$version"
rm -rf test idlelib tkinter lib2to3 ensurepip pydoc_data distutils turtledemo config-* EXTERNALLY-MANAGED
for file in "$real" /out/lib/$version/lib-dynload/_ctypes*.so /out/lib/$version/lib-dynload/zlib*.so; do
    if [ -e "$file" ]; then ldd "$file"; fi
done | awk '$3 ~ /^\\// { print $3 }' | sort -u | xargs -I{} cp -L {} /out/lib/
cp -L "$(ldd "$real" | awk '$1 ~ /^\\/.*ld-/ { print $1 }')" /out/loader
touch /out/complete
"""


def runtime_volume(progress: Callable[[str], None] | None = None) -> str:
    """Name of the volume with the worker's Python, made where it is missing. Blocks.

    Raises:
        SandboxUnavailable: It could not be made.
    """
    import docker.errors

    tag = build_image("python", progress=progress)
    name = f"agentrt-python-{hashlib.sha256(f'{tag}{_COPY}'.encode()).hexdigest()[:12]}"
    with locked("runtime"):
        try:
            client().api.inspect_volume(name)
        except docker.errors.NotFound:
            (progress or log.info)("copying a Python for the worker, since the image has none (once)")
            fill(tag, name)
    return name


def fill(tag: str, name: str) -> None:
    """Copy the image's Python into a new volume; half a copy is removed."""
    api = client().api
    api.create_volume(name, driver="local", labels={PROJECT: "agentrt"})
    host = api.create_host_config(network_mode="none", binds=[f"{name}:/out"], auto_remove=False)
    labels = {PROJECT: "agentrt"}
    container = f"agentrt-copy-{secrets.token_hex(4)}"
    try:
        api.create_container(
            tag, ["-c", _COPY], entrypoint=["/bin/sh"], name=container, host_config=host, labels=labels
        )
        api.start(container)
        status = api.wait(container)["StatusCode"]
        if status:
            said = api.logs(container).decode("utf-8", "replace")[-500:]
            raise SandboxUnavailable(f"A Python for the worker could not be copied from {tag} ({status}): {said}")
    except BaseException:
        api.remove_container(container, force=True)
        drop_volume(name)
        raise
    api.remove_container(container, force=True)


def bootstrap(size: int) -> str:
    """Python that reads the worker's archive, `size` bytes, from its standard input and runs it."""
    place = json.dumps("/run/agentrt/output/.worker.pyz")
    return (
        "import os, sys\n"
        f"data, size = b'', {size}\n"
        "while len(data) < size:\n"
        "    data += os.read(0, size - len(data)) or sys.exit(1)\n"
        f"with open({place}, 'wb') as file:\n"
        "    file.write(data)\n"
        f"sys.path.insert(0, {place})\n"
        "from agentrt_worker.loop import main\n"
        "main()\n"
    )
