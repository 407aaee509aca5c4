"""How a build reaches the package sources that this machine uses, and how none of that stays in the image.

The configuration of apt, pip and npm, certificates and proxies are put into a throw-away base image under one folder;
after the build the file system is exported without them into an image of one layer, so no history holds them either.
"""

from __future__ import annotations

import ast
import io
import json
import os
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from agentrt.sandbox.engine import client
from agentrt.sandbox.owner import OWNER, PROJECT, this_process

FOLDER = "etc/agentrt-build"
APT_CONF = "etc/apt/apt.conf.d/zz-agentrt-build"
PIP_KEYS = {"index-url", "extra-index-url", "trusted-host", "proxy"}
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")

Files = Mapping[str, bytes]


def machine_files(base: str) -> Files:
    """Path inside (without the leading slash) and content of everything a build needs of this machine."""
    files = apt_files(base) | pip_files()
    if CERTIFICATES.exists():
        files[f"{FOLDER}/ca.crt"] = CERTIFICATES.read_bytes()
    npm = Path.home() / ".npmrc"
    if npm.exists():
        files[f"{FOLDER}/npmrc"] = npm.read_bytes()
    return files


def apt_files(base: str) -> dict[str, bytes]:
    """This machine's package sources, where it runs the same release as the image."""
    with suppress(OSError):
        release = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
        if release.get("VERSION_CODENAME", "?").strip('"') not in base:
            return {}
    apt, files = Path("/etc/apt"), {}
    for pattern in ("sources.list", "sources.list.d/*.list", "sources.list.d/*.sources", "auth.conf.d/*", "keyrings/*"):
        for file in apt.glob(pattern):
            if file.is_file():
                files[f"{FOLDER}/apt/{file.relative_to(apt)}"] = file.read_bytes()
    if not files:
        return {}
    settings = [f'Dir::Etc::{key} "/{FOLDER}/apt/{value}";' for key, value in (
        ("SourceList", "sources.list"), ("SourceParts", "sources.list.d"), ("netrcparts", "auth.conf.d"),
    )]  # fmt: skip
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False).stdout
    wanted = ("Acquire::http", "Acquire::https", "Acquire::Check-")
    settings += [line for line in dump.splitlines() if line.startswith(wanted)]
    files[APT_CONF] = "\n".join([*settings, ""]).encode()
    return files


def pip_files() -> dict[str, bytes]:
    """Pip's package sources, as pip itself knows them here; folders of this machine are left out."""
    listing = [sys.executable, "-m", "pip", "config", "list"]
    lines = ["[global]"]
    for line in subprocess.run(listing, capture_output=True, text=True, check=False).stdout.splitlines():
        key, _, value = line.partition("=")
        name = key.rpartition(".")[2]
        if name in PIP_KEYS:
            with suppress(ValueError, SyntaxError):
                places = [place for place in str(ast.literal_eval(value)).split() if not place.startswith("file:")]
                if places:
                    lines.append(f"{name} = {' '.join(places)}")
    return {f"{FOLDER}/pip.conf": "\n".join([*lines, ""]).encode()}


def build_environment(files: Files) -> dict[str, str]:
    """Variables that point the package tools at those files."""
    env = {name: os.environ[name] for name in PROXIES if name in os.environ}
    env["PIP_CONFIG_FILE"] = f"/{FOLDER}/pip.conf"
    if f"{FOLDER}/ca.crt" in files:
        for name in ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"):
            env[name] = f"/{FOLDER}/ca.crt"
    if f"{FOLDER}/npmrc" in files:
        env["NPM_CONFIG_USERCONFIG"] = f"/{FOLDER}/npmrc"
    return env


@contextmanager
def seeded(base: str, files: Files) -> Iterator[str]:
    """The tag of a throw-away image: `base` with the machine's files in it."""
    tag = f"agentrt/build-base:{uuid.uuid4().hex[:12]}"
    env = "".join(f"ENV {name}={json.dumps(value)}\n" for name, value in build_environment(files).items())
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in {"Dockerfile": f"FROM {base}\nCOPY seed /\n{env}".encode(), **prefixed(files)}.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(data), 0o644
            archive.addfile(info, io.BytesIO(data))
    buffer.seek(0)
    labels = {PROJECT: "agentrt", OWNER: this_process().label()}
    client().images.build(fileobj=buffer, custom_context=True, tag=tag, rm=True, forcerm=True, labels=labels)
    try:
        yield tag
    finally:
        remove_image(tag)


def prefixed(files: Files) -> dict[str, bytes]:
    """The files as they lie in the build's context."""
    return {f"seed/{name}": data for name, data in files.items()}


def remove_image(tag: str) -> None:
    """Remove an image and the unnamed ones it was made of; one that is gone or in use is no error."""
    import docker.errors

    with suppress(docker.errors.APIError):
        client().api.remove_image(tag, force=True)


def flatten(raw: str, tag: str, files: Files, labels: Mapping[str, str]) -> None:
    """Make `tag` from `raw`: one layer, without the machine's files, variables and history. `raw` is removed."""
    api = client().api
    config = api.inspect_image(raw)["Config"]  # type: ignore[no-untyped-call]
    drop = set(build_environment(files))
    changes = [f"ENV {item}" for item in quoted(config.get("Env") or []) if item.split("=", 1)[0] not in drop]
    changes += [f"LABEL {key}={json.dumps(value)}" for key, value in labels.items()]
    changes += [f"WORKDIR {config['WorkingDir']}"] if config.get("WorkingDir") else []
    changes += [f"CMD {json.dumps(config['Cmd'])}"] if config.get("Cmd") else []
    script = f"rm -rf /{FOLDER} /{APT_CONF} /root/.cache /root/.npm /var/cache/apt/archives/*.deb"
    container = api.create_container(
        raw,
        ["-c", script],
        entrypoint=["/bin/sh"],
        host_config=api.create_host_config(network_mode="none"),
        labels={PROJECT: "agentrt", OWNER: this_process().label()},
    )["Id"]
    try:
        api.start(container)
        api.wait(container)
        repository, _, version = tag.partition(":")
        api.import_image_from_data(api.export(container), repository=repository, tag=version, changes=changes)
    finally:
        api.remove_container(container, force=True)
        remove_image(raw)


def quoted(env: list[str]) -> list[str]:
    """Variables as a Dockerfile's ENV wants them."""
    return [f"{name}={json.dumps(value)}" for name, _, value in (item.partition("=") for item in env)]
