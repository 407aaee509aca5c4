"""`scripts/setup` says what it does, and what to install where it cannot do it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).parents[1] / "scripts" / "setup"


def setup(*steps: str, path: Path | None = None, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path or "/usr/sbin:/usr/bin:/sbin:/bin"), "HOME": str(home or Path.home())}
    return subprocess.run([SETUP, *steps], env=environment, capture_output=True, text=True, timeout=300)


@pytest.fixture
def no_debian(tmp_path: Path) -> Path:
    """A folder with what any system has, and neither apt-get nor anything that a step could find done."""
    for program in ("bash", "cat", "cut", "dirname", "env", "flock", "grep", "id", "mkdir", "sha256sum", "timeout"):
        found = shutil.which(program)
        assert found, program
        (tmp_path / program).symlink_to(found)
    return tmp_path


def test_help_names_every_step() -> None:
    result = setup("--help")
    assert result.returncode == 0
    steps = re.findall(r"^step_(\w+)\(\)", SETUP.read_text(), re.MULTILINE)
    assert len(steps) >= 6
    assert set(steps) <= set(re.findall(r"^  (\w+) ", result.stdout, re.MULTILINE))


def test_an_unknown_step_is_refused_before_anything_is_done() -> None:
    result = setup("bubblewrap", "chromum")
    assert result.returncode == 1
    assert "there is no step 'chromum'" in result.stderr


@pytest.mark.parametrize(("step", "package"), [("bubblewrap", "bubblewrap"), ("chromium", "chromium")])
def test_elsewhere_than_on_debian_it_names_what_to_install(
    step: str, package: str, no_debian: Path, tmp_path: Path
) -> None:
    result = setup(step, path=no_debian, home=tmp_path)
    assert result.returncode == 1
    assert "no Debian system" in result.stderr
    assert result.stderr.rstrip().endswith(package)
