"""The documentation is true: its Python runs and prints what it says, and its command lines are commands.

A page is one program, read from top to bottom. A comment `<!-- replies: [...] -->` before a block is what the model
will say to it: a text, or a thought and a call. A `text` block behind a block is what that block prints.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import json
import re
import shlex
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
import typer
from docker import DockerClient

from agentrt.cli.app import app
from agentrt.conversation import ToolCall
from agentrt.testing import Recorded, RecordingServer, Reply

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ("index.md", "tutorial.md", "how-to.md", "explanation.md", "reference.md", "environments.md")
SERVER = "http://127.0.0.1:8000/v1"
_BLOCK = re.compile(
    r"(?:<!-- replies: (?P<replies>.*?) -->\s*)?```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Block:
    """A fenced block, with the model's replies to it."""

    language: str
    text: str
    replies: list[Any]
    line: int


def blocks(page: str) -> list[Block]:
    text = (DOCS / page).read_text()
    return [
        Block(
            one["language"],
            one["text"],
            json.loads(one["replies"] or "[]"),
            text[: one.start("text")].count("\n"),
        )
        for one in _BLOCK.finditer(text)
    ]


def reply(said: Any) -> Reply | str:
    if isinstance(said, str):
        return said
    call = ToolCall(id=f"call-{said['call']}", name=said["call"], arguments=json.dumps(said["arguments"]))
    return Reply(reasoning=said["thought"], tool_calls=[call])


async def run(block: Block, page: str, names: dict[str, Any]) -> str:
    """What the block prints; `await` is allowed at its top."""
    source = "\n" * block.line + block.text
    code: CodeType = compile(source, page, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        result = eval(code, names)
        if inspect.iscoroutine(result):
            await result
    return printed.getvalue()


@pytest.mark.parametrize("page", [page for page in PAGES if any(one.language == "python" for one in blocks(page))])
async def test_the_python_of_a_page_runs_and_prints_what_it_says(
    page: str, tmp_path: Path, docker_engine: DockerClient
) -> None:
    script: deque[Any] = deque()

    def next_reply(_: Recorded) -> Reply | str:
        return reply(script.popleft())

    names: dict[str, Any] = {"__name__": "docs"}
    with RecordingServer(next_reply) as server, contextlib.chdir(tmp_path):
        shown = blocks(page)
        try:
            for block, after in zip(shown, [*shown[1:], None], strict=True):
                if block.language != "python":
                    continue
                script.extend(block.replies)
                here = Block("python", block.text.replace(SERVER, server.url), [], block.line)
                printed = await run(here, page, names)
                assert not script, f"{page}:{block.line}: replies that were not asked for"
                expected = after.text if after is not None and after.language == "text" else ""
                assert printed == expected, f"{page}:{block.line}"
        finally:
            for one in names.values():
                if hasattr(one, "aclose") and not isinstance(one, type):
                    await one.aclose()


def command_lines() -> list[tuple[str, str]]:
    found = [
        (page, line) for page in PAGES for one in blocks(page) if one.language == "sh" for line in one.text.split("\n")
    ]
    return [(page, line) for page, line in found if line.startswith("agentrt ")]


@pytest.mark.parametrize(("page", "line"), command_lines())
def test_a_command_line_is_one(page: str, line: str, tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").touch()
    command: Any = typer.main.get_command(app)
    name, arguments = "agentrt", shlex.split(line, comments=True)[1:]
    context = None
    with contextlib.chdir(tmp_path):
        while hasattr(command, "commands"):
            context = command.context_class(command, info_name=name, parent=context)
            name, command, arguments = command.resolve_command(context, arguments)
        command.make_context(name, arguments, parent=context)  # refuses what it does not know


def test_every_command_is_in_the_reference() -> None:
    said = (DOCS / "reference.md").read_text()
    command: Any = typer.main.get_command(app)
    for name in command.commands:
        assert f"agentrt {name}" in said, name
    for name in command.commands["sandbox"].commands:
        assert f"agentrt sandbox {name}" in said, name


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", (DOCS / page).read_text()):
            assert (DOCS / target).exists(), f"{page}: {target}"
