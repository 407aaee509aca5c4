"""The notebook kernel, in a real container."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from agentrt import ImagePart, ToolContext, load_tools
from agentrt.calls import Worker, perform
from agentrt.sandbox import DockerSandbox, SandboxPolicy
from agentrt.tool import Tool

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def box(docker_engine: Any) -> AsyncIterator[DockerSandbox]:
    async with DockerSandbox("python", policy=SandboxPolicy(cpus=2)) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def kernel(box: DockerSandbox) -> Tool:
    (tool,) = load_tools("python", sandbox=box)
    return tool


async def run(tool: Tool, code: str, timeout: float = 120.0) -> Any:
    outcome = await perform(Worker(tool, {"code": code, "timeout": timeout}, ToolContext()), 300)
    assert outcome.fault is None, outcome.content
    return outcome.content


async def test_variables_last_and_the_last_value_is_shown(kernel: Tool) -> None:
    assert await run(kernel, "x = 20\nprint('set')\nx + 1") == "set\n21"
    assert await run(kernel, "x + 2") == "22"
    assert await run(kernel, "y = 1") == "(no output)"


async def test_an_error_shows_its_traceback_without_colours(kernel: Tool) -> None:
    text = await run(kernel, "def f():\n    return 1 / 0\nf()")
    assert "ZeroDivisionError: division by zero" in text
    assert "\x1b" not in text


async def test_a_data_frame_is_shown_as_text(kernel: Tool) -> None:
    text = await run(kernel, "import pandas as pd\npd.DataFrame({'a': [1, 2]})")
    assert text.split() == ["a", "0", "1", "1", "2"]


async def test_a_figure_is_saved_or_shown(kernel: Tool, box: DockerSandbox) -> None:
    code = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    text = await run(kernel, code)
    assert "[figure saved as /workspace/figure-1.png]" in text
    assert (await box.read("/workspace/figure-1.png")).startswith(b"\x89PNG")
    (showing,) = load_tools("python", sandbox=box, options={"python": {"images": True}})
    parts = await run(showing, code)
    assert isinstance(parts[1], ImagePart)
    assert parts[1].url.startswith("data:image/png;base64,")


async def test_a_time_out_interrupts_and_keeps_the_variables(kernel: Tool) -> None:
    await run(kernel, "kept = 'yes'")
    text = await run(kernel, "import time\ntime.sleep(600)", timeout=1.0)
    assert "KeyboardInterrupt" in text
    assert "variables are kept" in text
    assert await run(kernel, "kept") == "'yes'"


async def test_a_cell_deaf_to_the_interrupt_costs_the_kernel_and_says_so(kernel: Tool) -> None:
    await run(kernel, "kept = 'yes'")
    deaf = "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(600)"
    assert "variables are gone" in await run(kernel, deaf, timeout=1.0)
    assert "NameError" in await run(kernel, "kept")


async def test_a_dead_kernel_is_started_again_and_said_so(kernel: Tool) -> None:
    assert "the kernel died" in await run(kernel, "import os\nos._exit(3)")
    assert await run(kernel, "1 + 1") == "2"


async def test_a_long_output_loses_its_middle_and_says_so(kernel: Tool) -> None:
    text = await run(kernel, "print('a' * 100_000)\nprint('end')")
    assert "characters left out" in text
    assert text.endswith("end")
