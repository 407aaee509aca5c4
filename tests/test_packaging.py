"""A shipped pack has one import name, and the same files, however agentrt was installed."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
CATALOGUES = ("environments", "sandboxes", "tools")

# Run by an installation's own interpreter: what its catalogues hold, and which tool packs import under the one name.
REPORT = """
import importlib, json, os, pathlib
import agentrt, agentrt.packs

def files(folder):
    for place, _, names in os.walk(folder, followlinks=True):
        yield from (pathlib.Path(place, name) for name in names)

home = pathlib.Path(agentrt.packs.__path__[0])
packs = sorted(path.parent.name for path in (home / "tools").glob("*/pack.toml"))
print(json.dumps({
    "home": str(home),
    "catalogues": sorted(path.name for path in home.iterdir() if path.is_dir() and path.name != "__pycache__"),
    "files": sorted(str(path.relative_to(home)) for path in files(home)),
    "imported": [importlib.import_module(f"agentrt.packs.tools.{name}.tools").__name__ for name in packs],
}))
"""


class Distributions(NamedTuple):
    wheel: Path
    sdist: Path
    wheel_of_sdist: Path


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    result = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def build(kind: str, source: Path, into: Path) -> Path:
    run(sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "--outdir", into, source)
    return next(into.iterdir())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    folder = tmp_path_factory.mktemp("dist")
    sdist = build("sdist", ROOT, folder / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    source = next((folder / "unpacked").iterdir())
    return Distributions(build("wheel", ROOT, folder / "wheel"), sdist, build("wheel", source, folder / "second"))


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def is_test(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name == "conftest.py" or (name.startswith("test_") and name.endswith(".py"))


def test_the_wheel_is_the_same_from_a_checkout_and_from_the_sdist(built: Distributions) -> None:
    assert contents(built.wheel) == contents(built.wheel_of_sdist)


def test_the_wheel_holds_the_catalogues_under_one_name_and_no_tests_of_packs(built: Distributions) -> None:
    names = contents(built.wheel)
    for catalogue in CATALOGUES:
        assert f"agentrt/packs/{catalogue}/__init__.py" in names
    tops = {name.partition("/")[0] for name in names}
    assert {top.partition("-")[0] for top in tops} == {"agentrt"}
    assert len(tops) == 2  # the package and its metadata
    assert not [name for name in names if name.count("/") == 4 and is_test(name)]


def test_the_sdist_holds_each_file_once_and_the_tests(built: Distributions) -> None:
    with tarfile.open(built.sdist) as archive:
        names = [member.name.partition("/")[2] for member in archive]
    assert len(names) == len(set(names))
    assert {"agentrt/packs/tools/__init__.py", "tests/test_packaging.py", "Makefile", "LICENSE"} <= set(names)
    assert not [name for name in names if name.startswith(CATALOGUES)]


def installed(what: tuple[str | Path, ...], home: Path) -> dict[str, object]:
    """What an environment that holds `what`, and our dependencies, finds in `agentrt.packs`."""
    run(sys.executable, "-m", "venv", "--without-pip", home)
    python = home / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    # Our packages by their path alone: the .pth file of our own editable install is not read there.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-build-isolation",
        "--ignore-installed", *what)  # fmt: skip
    report: dict[str, object] = json.loads(run(python, "-c", REPORT, cwd=home))
    return report


def test_packs_have_the_same_names_and_files_from_wheel_sdist_and_editable_install(
    built: Distributions, tmp_path: Path
) -> None:
    ways: dict[str, tuple[str | Path, ...]] = {
        "wheel": (built.wheel,),
        "sdist": (built.sdist,),
        "editable": ("--editable", ROOT),
    }
    homes, reports = {}, {}
    for way, what in ways.items():
        report = installed(what, tmp_path / way)
        homes[way] = str(report.pop("home"))
        files = report.pop("files")
        assert isinstance(files, list)
        report["files"] = [file for file in files if "__pycache__" not in file and not is_test(file)]
        reports[way] = report
    assert homes["wheel"].startswith(str(tmp_path))
    assert homes["sdist"].startswith(str(tmp_path))
    assert homes["editable"] == str(ROOT / "agentrt" / "packs")
    assert reports["wheel"] == reports["sdist"] == reports["editable"]
    assert reports["wheel"]["catalogues"] == list(CATALOGUES)
