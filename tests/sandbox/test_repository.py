"""A folder of source code, copied into a real container and its changes taken out again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from docker import DockerClient

from agentrt.errors import SandboxError
from agentrt.sandbox import DockerSandbox
from agentrt.sandbox.repository import apply, changes, copy_in, root_of


@pytest.fixture
async def box(docker_engine: DockerClient) -> AsyncIterator[DockerSandbox]:
    async with DockerSandbox("python") as box:
        yield box


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A folder under no version control."""
    folder = tmp_path / "plain"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("one\ntwo\n")
    (folder / "gone.txt").write_text("gone\n")
    (folder / "sub" / "picture").write_bytes(bytes(range(256)))
    (folder / "inside").symlink_to("sub/picture")
    (folder / "outside").symlink_to("/etc/passwd")
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "big.js").write_text("//")
    return folder


async def test_every_kind_of_change_comes_out_and_can_be_made(box: DockerSandbox, plain: Path) -> None:
    assert await copy_in(root_of(plain), box) == ("outside",)
    assert [one.name for one in await box.list()] == [".git", "a.txt", "gone.txt", "inside", "sub"]
    assert await changes(box) == b""
    script = (
        "echo three >>a.txt; rm gone.txt; head -c 1000 /dev/urandom >sub/picture; echo 'echo hi' >new.sh; "
        "chmod +x new.sh; mkdir __pycache__; touch __pycache__/x.pyc; cp sub/picture /tmp; "
        "git config diff.external false; git add .; git commit --quiet --message 'I hide it'"
    )
    assert (await box.exec(script)).ok
    picture = await box.read("sub/picture")
    apply(plain, await changes(box))
    assert (plain / "a.txt").read_text() == "one\ntwo\nthree\n"
    assert not (plain / "gone.txt").exists()
    assert (plain / "sub" / "picture").read_bytes() == picture
    assert os.access(plain / "new.sh", os.X_OK)
    assert not (plain / "__pycache__").exists()
    assert (plain / "outside").readlink() == Path("/etc/passwd")


async def test_a_repository_that_was_damaged_is_an_error(box: DockerSandbox, plain: Path) -> None:
    await copy_in(root_of(plain), box)
    assert (await box.exec("rm -rf .git && git init --quiet")).ok
    with pytest.raises(SandboxError, match="repository in the sandbox was damaged"):
        await changes(box)


def patch_of(name: str) -> bytes:
    return (
        f"diff --git a/{name} b/{name}\nnew file mode 100644\n--- /dev/null\n+++ b/{name}\n@@ -0,0 +1 @@\n+x\n".encode()
    )


@pytest.mark.parametrize("name", ["../escaped", "link/escaped", ".git/hooks/pre-commit", "sub/.git/config"])
def test_a_patch_that_reaches_outside_is_refused(tmp_path: Path, name: str) -> None:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "link").symlink_to(tmp_path)
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    before = sorted(str(one) for one in tmp_path.rglob("*"))
    with pytest.raises(SandboxError, match="nothing was done"):
        apply(root, patch_of(name))
    assert sorted(str(one) for one in tmp_path.rglob("*")) == before


def test_the_root_is_that_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    assert root_of(tmp_path / "deep") == tmp_path / "deep"
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    assert root_of(tmp_path / "deep" / "er") == tmp_path
    with pytest.raises(NotADirectoryError):
        root_of(tmp_path / "missing")
