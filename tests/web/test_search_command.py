"""`agentrt web`, `agentrt search` and the example, from end to end: real processes, a real site, a scripted server."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from pathlib import Path

import aiohttp
import pytest
from typer.testing import CliRunner

from agentrt.cli.app import app
from agentrt.conversation import ToolCall
from agentrt.testing import RecordingServer, Reply

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "documents"
    home.mkdir()
    (home / "ulm.md").write_text("# The town of Ulm\n\nThe minster of Ulm is 161 metres high. See [Bonn](bonn.md).\n")
    (home / "bonn.md").write_text("# Bonn\n\nBonn lies on the Rhine.\n")
    return home


def environment(folder: Path) -> dict[str, str]:
    """That of a command whose home and cache are the test's own."""
    home = str(folder.parent)
    return {**os.environ, "PYTHONPATH": str(ROOT), "HOME": home, "XDG_CACHE_HOME": home, "XDG_STATE_HOME": home}


async def run(folder: Path, *words: str) -> tuple[int, str, str]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env=environment(folder), stdout=pipe, stderr=pipe
    )
    out, errors = await asyncio.wait_for(process.communicate(), 180)
    return process.returncode or 0, out.decode(), errors.decode()


AGENTRT = ("-c", "from agentrt.cli import main; main()")


def call(name: str, **arguments: object) -> Reply:
    return Reply(
        reasoning="Next.",
        tool_calls=[ToolCall(id=f"c{len(arguments)}{name}", name=name, arguments=json.dumps(arguments))],
    )


def steps() -> list[Reply | str]:
    return [
        call("search", query="minster height"),
        call("open", target="1"),
        call("find", words="161 metres"),
        "161 metres.\n\nSources: http://other.example/page",
    ]


async def test_a_question_is_answered_from_a_folder(folder: Path) -> None:
    code, out, _ = await run(folder, *AGENTRT, "web", "index", str(folder), "--json")
    assert code == 0
    assert json.loads(out)["documents"] == 2
    with RecordingServer(steps()) as server:
        words = ["How high is it?", "--folder", str(folder), "--url", server.url, "--model", "any", "--json"]
        code, out, errors = await run(folder, *AGENTRT, "search", *words)
        assert (code, errors) == (0, "")
        result = json.loads(out)
        assert result["answer"].startswith("161 metres.")
        assert result["unread_sources"] == ["http://other.example/page"]
        told = [message["content"] for message in server.requests[-1].messages if message["role"] == "tool"]
        assert "1. The town of Ulm" in told[0]
        assert "Bonn【1】" in told[1]
        assert "page 1: " in told[2]


async def test_the_example_does_the_same(folder: Path) -> None:
    with RecordingServer(steps()) as server:
        script = str(ROOT / "examples" / "search_agent.py")
        code, out, errors = await run(
            folder, script, "How high is it?", "--folder", str(folder), "--url", server.url, "--model", "any"
        )
        assert (code, errors) == (0, "")
    assert "161 metres." in out
    assert "(named, but never opened: http://other.example/page)" in out


async def test_a_folder_is_served_until_it_is_stopped(folder: Path) -> None:
    assert (await run(folder, *AGENTRT, "web", "index", str(folder)))[0] == 0
    words = [*AGENTRT, "web", "serve", str(folder), "--port", "0"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env=environment(folder), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
    [url] = re.findall(r"http://127\.0\.0\.1:\d+", line)
    async with aiohttp.ClientSession() as client, client.get(f"{url}/search?q=rhine&format=json") as response:
        found = await response.json()
    assert [result["title"] for result in found["results"]] == ["Bonn"]
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 30) == 0


def test_what_does_not_fit_together_is_refused(folder: Path) -> None:
    for words in (
        ["x", "--folder", str(folder), "--engine", "bing"],
        ["x", "--record", "a", "--replay", "b"],
        ["x", "--folder", str(folder), "--record", str(folder / "a.warc.gz")],
        [],
    ):
        result = CliRunner().invoke(app, ["search", *words, "--url", "http://127.0.0.1:1/v1", "--model", "m"])
        assert result.exit_code == 2
        assert "Give" in result.output or "recording" in result.output
