"""A folder of source code in a sandbox: copied in, and what was changed there taken out as a patch.

    root = root_of("my_project")
    async with DockerSandbox() as box:
        await copy_in(root, box)
        ...                                  # an agent works in /workspace
        patch = await changes(box)
    apply(root, patch)                       # nothing is changed on this machine before

Only the files are copied, those that version control would have (`git ls-files`, changes that are not committed
included), and not its history: what was deleted long ago is none of the agent's business.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import anyio.to_thread

from agentrt.errors import SandboxError
from agentrt.sandbox.base import WORKSPACE, Sandbox

BASE = "refs/agentrt/base"
"""In the sandbox, names the commit of what was copied in, whatever else the agent commits."""
SECONDS = 120.0
MOST_PATCH = 64 << 20
_PATCH = "/workspace/.git/agentrt.patch"
_NOT_SOURCE = shutil.ignore_patterns(".git", ".venv", "venv", "node_modules", "__pycache__", ".*_cache", ".tox")
"""Left out where there is no version control to tell."""

_COMMIT = f"""
set -e
git init --quiet --initial-branch=main .
git config user.name agent && git config user.email agent@sandbox
printf '%s\\n' __pycache__/ '*.pyc' .pytest_cache/ .venv/ node_modules/ >>.git/info/exclude
git add --all --force .
git commit --quiet --allow-empty --no-verify --message 'As it was handed in'
git update-ref {BASE} HEAD
"""
_DIFF = f"""
set -e
git add --all .
git diff --cached --binary --no-color --no-ext-diff --no-textconv --no-renames --output={_PATCH} {BASE}
"""


def root_of(path: str | os.PathLike[str]) -> Path:
    """The top folder of the repository that `path` is in, or `path` itself where it is in none.

    Raises:
        NotADirectoryError: It is no folder.
        SandboxError: Git refuses to look at it.
    """
    folder = Path(path).resolve()
    if not folder.is_dir():
        raise NotADirectoryError(f"{path} is no folder.")
    found = _git(folder, "rev-parse", "--show-toplevel")
    return Path(os.fsdecode(found).rstrip("\n")) if found is not None else folder


async def copy_in(root: Path, box: Sandbox) -> tuple[str, ...]:
    """Copy the files of `root` to `/workspace`, and commit them there to a new repository.

    Returns:
        Links that lead out of the folder, which were left out.

    Raises:
        SandboxError: The files do not fit, or the image has no git.
    """
    with tempfile.TemporaryDirectory(prefix="agentrt-repository-") as folder:
        staged = Path(folder) / "files"
        left_out = await anyio.to_thread.run_sync(_stage, root, staged)
        await box.upload(staged, WORKSPACE)
    await _must(box, _COMMIT, "The files could not be put under version control")
    return left_out


async def changes(box: Sandbox) -> bytes:
    """What is different from what was copied in, as a patch that `git apply` takes; empty where nothing is.

    Raises:
        SandboxError: The repository in the sandbox was damaged, or the patch is larger than 64 MiB.
    """
    await _must(box, _DIFF, "The changes cannot be told, the repository in the sandbox was damaged")
    patch = await box.read(_PATCH, length=MOST_PATCH + 1)
    if len(patch) > MOST_PATCH:
        raise SandboxError(f"The changes are larger than {MOST_PATCH >> 20} MiB; look at them in the sandbox.")
    return patch


def apply(root: Path, patch: bytes) -> None:
    """Make the changes in `root`: all of them, or none. Blocks.

    Git refuses a patch that reaches outside of the folder, through a link, or into `.git`.

    Raises:
        SandboxError: It does not fit what is there now; the message is git's.
    """
    if not patch:
        return
    done = _run_git(root, "apply", "--whitespace=nowarn", "-", stdin=patch)
    if done.returncode:
        raise SandboxError(
            f"The changes do not fit {root} (was it changed meanwhile?), nothing was done: {_said(done)}"
        )


async def _must(box: Sandbox, script: str, problem: str) -> None:
    result = await box.exec(script, timeout=SECONDS, cwd=WORKSPACE)
    if not result.ok:
        said = (result.stderr or result.stdout).strip()[-1000:]
        raise SandboxError(f"{problem} (exit code {result.exit_code}): {said}")


def _stage(root: Path, target: Path) -> tuple[str, ...]:
    """A copy of the files that count; the links that lead out, which are not among them."""
    listed = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    target.mkdir()
    if listed is None:
        shutil.copytree(root, target, symlinks=True, ignore=_NOT_SOURCE, dirs_exist_ok=True)
    else:
        for name in {os.fsdecode(one) for one in listed.split(b"\0") if one}:
            if (root / name).is_symlink() or (root / name).is_file():  # neither a submodule nor one deleted
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, target / name, follow_symlinks=False)
    return _drop_links_out(target)


def _drop_links_out(target: Path) -> tuple[str, ...]:
    top, dropped = target.resolve(), []
    for path in sorted(target.rglob("*")):
        if path.is_symlink() and (path.readlink().is_absolute() or not path.resolve().is_relative_to(top)):
            path.unlink()
            dropped.append(str(path.relative_to(target)))
    return tuple(dropped)


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git says of a folder; None where it is under no version control.

    Raises:
        SandboxError: Git refuses, or there is none.
    """
    done = _run_git(folder, *arguments)
    if done.returncode == 0:
        return done.stdout
    if b"not a git repository" in done.stderr:
        return None
    raise SandboxError(f"Git refuses to look at {folder}: {_said(done)}")


def _run_git(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command, env = ["git", *arguments], {**os.environ, "LC_ALL": "C"}
    try:
        return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, check=False, env=env)
    except FileNotFoundError:
        raise SandboxError("Git is not installed on this machine; it is needed to copy source code.") from None


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode(errors="replace").strip()[:2000]
