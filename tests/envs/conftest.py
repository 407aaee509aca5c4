from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from agentrt.envs import Environment, load_environment

PACKS = Path(__file__).parent / "packs"
Edit = Callable[..., Path]


@pytest.fixture(scope="session")
def lending() -> Environment:
    """A pack that was written by hand."""
    return load_environment(PACKS / "lending")


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """Makes a copy of that pack in which one piece of text of a file is another."""

    def edit(file: str = "", old: str = "", new: str = "", *, more: str = "") -> Path:
        folder = tmp_path / "lending"
        if not folder.exists():
            shutil.copytree(PACKS / "lending", folder)
        if file:
            path = folder / file
            text = path.read_text() if path.exists() else ""
            assert old in text
            path.write_text((text.replace(old, new, 1) if old else text) + more)
        return folder

    return edit
