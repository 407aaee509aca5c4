"""The editing tools, on files in a real container."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from agentrt import ToolContext, load_tools
from agentrt.calls import Worker, perform
from agentrt.sandbox import DockerSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def box(docker_engine: Any) -> AsyncIterator[DockerSandbox]:
    async with DockerSandbox("python") as sandbox:
        yield sandbox


class Editor:
    def __init__(self, box: DockerSandbox) -> None:
        self.tools = {tool.name: tool for tool in load_tools("edit", sandbox=box)}

    async def __call__(self, name: str, *, fails: bool = False, **arguments: Any) -> str:
        tool = self.tools[name]
        parsed = tool.arguments(**arguments)
        values = {key.removeprefix("argument_"): value for key, value in vars(parsed).items()}
        outcome = await perform(Worker(tool, values, ToolContext()), 60)
        assert (outcome.fault == "tool_error") is fails, outcome.content
        return str(outcome.content)


@pytest.fixture
def edit(box: DockerSandbox) -> Editor:
    return Editor(box)


async def test_create_view_replace_insert_and_undo(edit: Editor, box: DockerSandbox) -> None:
    assert await edit("create_file", path="a/b.py", text="def f():\n    return 1\n") == "Created a/b.py: 2 lines."
    assert await edit("view_file", path="a/b.py") == "     1\tdef f():\n     2\t    return 1"
    assert "return 2" in await edit("replace_in_file", path="a/b.py", old="return 1", new="return 2")
    await edit("insert_in_file", path="a/b.py", after=0, text="# top")
    assert await box.read("a/b.py") == b"# top\ndef f():\n    return 2\n"
    await edit("undo_edit", path="a/b.py")
    await edit("undo_edit", path="a/b.py")
    assert await box.read("a/b.py") == b"def f():\n    return 1\n"
    assert "is gone again" in await edit("undo_edit", path="a/b.py")
    assert "no change" in await edit("undo_edit", path="a/b.py", fails=True)


async def test_text_that_is_not_there_or_not_unique_is_refused(edit: Editor) -> None:
    await edit("create_file", path="c.py", text="x = 1\ny = 1\n\tz = 1\n")
    assert "occurs 3 times in c.py (lines 1, 2, 3)" in await edit(
        "replace_in_file", path="c.py", old="= 1", new="= 2", fails=True
    )
    assert "Line 3 is like it but for spaces" in await edit(
        "replace_in_file", path="c.py", old="    z = 1", new="", fails=True
    )
    assert "Replaced 3" in await edit("replace_in_file", path="c.py", old="= 1", new="= 2", everywhere=True)


async def test_a_long_file_comes_in_pages(edit: Editor, box: DockerSandbox) -> None:
    await box.write("long.txt", "".join(f"line {number}\n" for number in range(1, 1001)))
    first = await edit("view_file", path="long.txt")
    assert first.endswith("[lines 1 to 200 of 1000; go on with start=201]")
    last = await edit("view_file", path="long.txt", start=901)
    assert last.endswith("  1000\tline 1000")
    assert "there is no line 2000" in await edit("view_file", path="long.txt", start=2000)


async def test_folders_binaries_and_missing_files_are_told(edit: Editor, box: DockerSandbox) -> None:
    await box.write("folder/one.txt", "1")
    assert "one.txt" in await edit("view_file", path="folder")
    await box.write("binary", b"\xff\xfe\x00")
    assert "no UTF-8 text" in await edit("view_file", path="binary", fails=True)
    assert "No such file" in await edit("view_file", path="nowhere.txt", fails=True)
    assert "No such file" in await edit("replace_in_file", path="nowhere.txt", old="a", new="b", fails=True)
