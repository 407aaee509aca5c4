from __future__ import annotations

import pytest

from agentrt.sandbox.images import build_image


@pytest.fixture(scope="session")
def python_image() -> str:
    """The tag of the shipped Python image, built once where it is missing."""
    return build_image("python")
