"""Files: reading, writing, trees, and names and links made to lead elsewhere."""

# ruff: noqa: D103  a check says what it does in its title
from __future__ import annotations

import os
import tempfile
from collections.abc import Awaitable
from pathlib import Path

import anyio

from agentrt.sandbox.base import SandboxFileError
from agentrt.sandbox.conformance.checks import Make, check
from agentrt.sandbox.policy import SandboxPolicy


async def problem(work: Awaitable[object]) -> str:
    """The code of the file error that `work` ends in, "" where it succeeds."""
    try:
        await work
    except SandboxFileError as error:
        return error.code
    return ""


@check("-", "files: whole, in parts, large, with their mode, replaced in one step, listed")
async def check_files(make: Make) -> None:
    large = os.urandom(1 << 20) * 3
    async with make(SandboxPolicy()) as box:
        await box.write("/workspace/a.txt", b"x")
        assert await box.read("a.txt") == b"x"
        await box.write("deep/er/file", "text \u00e9")
        assert (await box.read("deep/er/file")).decode() == "text \u00e9"
        await box.write("large", large)
        assert await box.read("large") == large
        assert await box.read("large", offset=1 << 20, length=10) == large[1 << 20 : (1 << 20) + 10]
        assert await box.read("large", offset=len(large)) == b""
        await box.write("run", "#!/bin/sh\necho ran\n", mode=0o755)
        assert (await box.exec("./run")).stdout == "ran\n"
        await box.write("run", "#!/bin/sh\necho again\n")
        assert (await box.exec("./run")).stdout == "again\n"
        await box.exec("ln -s a.txt link; mkfifo pipe; printf '\\xff' | xargs -0 touch")
        listed = {entry.name: entry for entry in await box.list()}
        assert {"a.txt", "deep", "large", "run", "link", "pipe", "\udcff"} <= set(listed)
        assert (listed["large"].size, listed["run"].mode, listed["link"].target) == (len(large), 0o755, "a.txt")
        assert (listed["deep"].kind, listed["pipe"].kind) == ("directory", "other")
        assert (await box.exec("stat -c %U:%a a.txt; ls -A | grep -c '^\\.a'")).stdout.split()[1:] == ["0"]


@check("-", "what cannot be read or written is an error that names the problem", needs=("identity",))
async def check_file_errors(make: Make) -> None:
    async with make(SandboxPolicy()) as box:
        assert await problem(box.read("missing")) == "not_found"
        assert await problem(box.read("/workspace")) == "is_directory"
        assert await problem(box.write("/workspace", b"")) == "is_directory"
        assert await problem(box.list("missing")) == "not_found"
        assert await problem(box.read("/etc/shadow")) in ("permission", "not_found")
        assert await problem(box.write("/etc/passwd", b"")) == "permission"
        assert await problem(box.read("a\0b")) == "not_found"


@check("16", "pipes, devices and endless files neither block a read nor fill memory")
async def check_odd_files(make: Make) -> None:
    async with make(SandboxPolicy()) as box:
        await box.exec("mkfifo pipe; truncate -s 3G sparse; ln -s /dev/zero zero; ln -s loop loop")
        with anyio.fail_after(30):
            assert await problem(box.read("pipe")) == "not_a_file"
            assert await problem(box.read("/dev/zero")) == "not_a_file"
            assert await problem(box.read("zero")) == "not_a_file"
            assert await problem(box.write("pipe", b"x")) == "not_a_file"
            assert await problem(box.read("loop")) in ("unsafe", "not_found")
            assert await problem(box.read("sparse")) == "too_large"
            assert await box.read("sparse", offset=1 << 31, length=5) == bytes(5)


@check("-", "trees there and back, with links inside them, modes and empty folders")
async def check_trees(make: Make) -> None:
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        (here / "in/sub/empty").mkdir(parents=True)
        (here / "in/sub/data").write_bytes(os.urandom(300_000))
        (here / "in/run").write_text("#!/bin/sh\n")
        (here / "in/run").chmod(0o755)
        (here / "in/link").symlink_to("sub/data")
        async with make(SandboxPolicy()) as box:
            await box.upload(here / "in", "tree")
            assert (await box.exec("cmp tree/link tree/sub/data && test -x tree/run && test -d tree/sub/empty")).ok
            await box.upload(here / "in/run", "one")
            await box.download("tree", here / "out")
            await box.download("one", here / "one")
        assert (here / "out/sub/data").read_bytes() == (here / "in/sub/data").read_bytes()
        assert (here / "out/link").readlink() == Path("sub/data")
        assert (here / "out/sub/empty").is_dir()
        assert (here / "out/run").stat().st_mode & 0o111
        assert (here / "one").read_text() == "#!/bin/sh\n"


@check(
    "15",
    "upload: links that lead out, pipes and devices are refused; links inside the sandbox reach no further",
    needs=("root",),
)
async def check_upload_traversal(make: Make) -> None:
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        for number, target in enumerate(("/etc/passwd", "../../outside", "sub/../../x")):
            (here / f"bad{number}").mkdir()
            (here / f"bad{number}/link").symlink_to(target)
        (here / "pipes").mkdir()
        os.mkfifo(here / "pipes/pipe")
        (here / "good").mkdir()
        (here / "good/pwn").write_text("pwned")
        async with make(SandboxPolicy()) as box:
            for bad in ("bad0", "bad1", "bad2", "pipes"):
                assert await problem(box.upload(here / bad, "up")) == "unsafe", bad
            await box.exec("ln -s /etc etc")
            assert await problem(box.upload(here / "good", "etc")) in ("permission", "not_directory")
            assert (await box.exec("test -e /etc/pwn")).exit_code == 1


@check("16", "download: links that lead out, pipes, names with tricks: refused, and nothing is written elsewhere")
async def check_download_traversal(make: Make) -> None:
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        (here / "secret").write_text("mine")
        tricks = {
            "absolute": "ln -s /etc/shadow absolute/x",
            "climbing": "ln -s ../../secret climbing/x",
            "pipe": "mkfifo pipe/x",
            "nested": "ln -s . nested/a; ln -s a/../.. nested/b",
        }
        async with make(SandboxPolicy()) as box:
            for folder, trick in tricks.items():
                await box.exec(f"mkdir {folder} && {trick}")
                assert await problem(box.download(folder, here / folder)) == "unsafe", folder
            await box.exec("mkdir over && echo pwned > over/secret")
            (here / "over").mkdir()
            (here / "over/secret").symlink_to(here / "secret")
            await box.download("over", here / "over")
            await box.exec("mkdir -p through/sub && echo pwned > through/sub/secret")
            (here / "through").mkdir()
            (here / "through/sub").symlink_to(here)
            assert await problem(box.download("through", here / "through")) == "unsafe"
        assert (here / "secret").read_text() == "mine"
        assert (here / "over/secret").read_text() == "pwned\n"


@check("17", "a sparse file of 20 GB, and a folder of many files: a download stops at its limit")
async def check_download_bombs(make: Make) -> None:
    with tempfile.TemporaryDirectory() as name:
        async with make(SandboxPolicy()) as box:
            await box.exec(
                "truncate -s 20G sparse; mkdir many; for i in $(seq 50); do head -c 9999 /dev/zero > many/$i; done"
            )
            assert await problem(box.download("sparse", Path(name) / "sparse", limit=8 << 20)) == "too_large"
            assert await problem(box.download("many", Path(name) / "many", limit=100_000)) == "too_large"
            assert size_of(Path(name)) < 16 << 20


def size_of(folder: Path) -> int:
    """Bytes of everything in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*"))


@check("3", "disk fill: no space left inside, the host's disk untouched, usable again after", needs=("disk",))
async def check_disk_fill(make: Make) -> None:
    async with make(SandboxPolicy(disk="16m", tmp="4m", shm="4m")) as box:
        for folder in ("/workspace", "/tmp", "/dev/shm"):  # noqa: S108
            result = await box.exec(f"head -c 64m /dev/zero > {folder}/big")
            assert result.exit_code not in (0, None), folder
            assert "space" in result.stderr, folder
        assert await problem(box.write("more", bytes(1 << 20))) == "no_space"
        many = await box.exec(
            "i=0; while [ $i -lt 99999 ]; do i=$((i+1)); : > /workspace/f$i || exit 9; done", timeout=120
        )
        assert many.exit_code != 0
        stats = await box.stats()
        assert stats.disk_size is not None
        assert stats.disk_size <= 16 << 20
        await box.exec("cd /workspace; rm -f big; find . -name 'f*' -delete", timeout=60)
        await box.write("more", b"again")
        assert await box.read("more") == b"again"


@check("-", "fork: copies of the files, apart from each other and from the first; processes are not copied")
async def check_fork(make: Make) -> None:
    async with make(SandboxPolicy(disk="64m")) as box:
        await box.exec("mkdir d; echo prepared > d/file; ln -s d/file link; chmod 700 d")
        async with await box.start("while :; do date > tick; sleep 0.1; done"):
            copies = await box.fork(2)
        try:
            for number, copy in enumerate(copies):
                assert (await copy.exec("cat link; stat -c %a d; pgrep -c sleep")).stdout.split() == [
                    "prepared",
                    "700",
                    "0",
                ]
                await copy.write("d/file", f"changed {number}")
            assert await box.read("d/file") == b"prepared\n"
            assert [await copy.read("d/file") for copy in copies] == [b"changed 0", b"changed 1"]
        finally:
            for copy in copies:
                await copy.close()
        assert (await box.exec("cat link")).stdout == "prepared\n"


@check("-", "snapshot and restore: the files are as they were, the commands are gone")
async def check_snapshot(make: Make) -> None:
    async with make(SandboxPolicy(disk="64m")) as box:
        await box.write("file", "before")
        await box.snapshot("clean")
        await box.exec("echo after > file; echo new > more")
        await box.restore("clean")
        assert await box.read("file") == b"before"
        assert [entry.name for entry in await box.list()] == ["file"]
        assert (await box.exec("echo on")).stdout == "on\n"
