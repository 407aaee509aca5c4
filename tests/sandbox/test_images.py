"""Images: found by name, tagged by what goes in, built without anything of this machine staying in them."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

import pytest

from agentrt.errors import PackError
from agentrt.sandbox import DockerSandbox, SandboxPolicy
from agentrt.sandbox.engine import client
from agentrt.sandbox.images import base_image, build_image, find_image, merged, read_pack, shipped, tag_of
from agentrt.sandbox.seed import FOLDER, remove_image

DOCKERFILE = """
ARG BASE
FROM ${BASE}
COPY hello /usr/local/bin/hello
RUN env | grep -c . > /seen && mkdir /workspace
ENV GREETING=hi
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / f"tiny{uuid.uuid4().hex[:6]}"
    folder.mkdir()
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / "hello").write_text(f"#!/bin/sh\necho {uuid.uuid4()} $GREETING\n")
    (folder / "hello").chmod(0o755)
    (folder / "sandbox.toml").write_text('schema_version = 1\nsummary = "tiny"\n[policy]\nmemory = "64m"\ntmp = "2m"\n')
    return folder


def test_shipped_images_are_found_by_name() -> None:
    assert {"python", "node", "c", "browser"} <= set(shipped())
    for name in shipped():
        found = find_image(name)
        assert found is not None
        assert found.summary


def test_a_name_with_a_tag_is_dockers_own() -> None:
    assert find_image("debian:bookworm-slim") is None


@pytest.mark.parametrize("name", ["no-such-image", "./no/such/folder"])
def test_what_is_not_there_is_an_error_that_says_what_is(name: str) -> None:
    with pytest.raises(PackError, match=name.strip("./")):
        find_image(name)


def test_the_same_files_have_the_same_tag_and_others_another(pack: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / pack.name
    shutil.copytree(pack, copy)
    first = tag_of(read_pack(pack), "base")
    assert tag_of(read_pack(copy), "base") == first
    (copy / "sandbox.toml").write_text('summary = "other words"')
    assert tag_of(read_pack(copy), "base") == first
    assert tag_of(read_pack(copy), "another base") != first
    (copy / "hello").chmod(0o644)
    assert tag_of(read_pack(copy), "base") != first


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('memory = "1g"', "memory"),
        ('[policy]\nmemroy = "1g"', "memroy"),
        ("schema_version = 9", "schema_version"),
        ("[", "key"),
    ],
)
def test_a_wrong_manifest_is_an_error_that_names_file_and_key(pack: Path, text: str, key: str) -> None:
    (pack / "sandbox.toml").write_text(text)
    with pytest.raises(PackError, match=key) as caught:
        find_image(str(pack))
    assert "sandbox.toml" in str(caught.value)


def test_what_the_user_sets_wins_over_the_image_and_the_image_over_the_defaults(pack: Path) -> None:
    found = read_pack(pack)
    assert merged(found, None).memory == 64 << 20
    both = merged(found, SandboxPolicy(memory="1g"))
    assert (both.memory, both.tmp, both.disk) == (1 << 30, 2 << 20, SandboxPolicy().disk)


async def test_a_built_image_holds_what_it_should_and_nothing_of_this_machine(pack: Path) -> None:
    said: list[str] = []
    tag = build_image(str(pack), progress=said.append)
    try:
        assert build_image(str(pack)) == tag
        assert any(tag in line for line in said)
        assert tag == tag_of(read_pack(pack), base_image("debian:bookworm-slim"))
        details = client().images.get(tag).attrs
        assert len(details["RootFS"]["Layers"]) == 1
        assert not any("agentrt-build" in item or "PIP_" in item for item in details["Config"]["Env"])
        async with DockerSandbox(str(pack)) as box:
            assert (await box.exec("hello")).stdout.split()[1] == "hi"
            assert box.policy.memory == 64 << 20
            assert (await box.exec(f"ls /{FOLDER} /etc/apt/apt.conf.d/*agentrt*")).exit_code != 0
        names = {name for image in client().images.list() for name in image.tags}
        assert not any("build-base" in name or name.endswith("-raw") for name in names if pack.name in name)
    finally:
        remove_image(tag)


USES = {
    "c": "echo 'int main(void) { return 42; }' > a.c && cc a.c -o a && ./a; test $? = 42 && cmake --version && gdb -v",
    "node": "echo 'const a: number = 42; console.log(a)' > a.ts && tsx a.ts | grep -x 42 && tsc -v && npm -v",
    "python": "python -c 'import ipykernel, numpy, pandas, matplotlib, pytest' && git --version && rg --version",
}


@pytest.mark.full
@pytest.mark.parametrize("name", USES)
async def test_a_shipped_image_has_what_it_is_for(name: str) -> None:
    async with DockerSandbox(name) as box:
        result = await box.exec(USES[name], timeout=120)
        assert result.ok, result.stdout + result.stderr
