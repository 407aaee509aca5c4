"""Every check of the conformance suite, against real containers."""

from __future__ import annotations

import pytest

from agentrt.sandbox import DockerSandbox
from agentrt.sandbox.conformance import CHECKS, Check

SIZES = {"small": (), "full": (pytest.mark.full,), "soak": (pytest.mark.soak,)}


@pytest.mark.usefixtures("python_image")
@pytest.mark.parametrize("check", [pytest.param(one, id=one.name, marks=SIZES[one.size]) for one in CHECKS])
async def test_it_holds(check: Check) -> None:
    await check.run(lambda policy: DockerSandbox("python", policy=policy))
