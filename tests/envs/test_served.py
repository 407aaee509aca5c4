"""An environment served to others: over MCP to the protocol's own client, and over HTTP."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from agentrt.envs import Environment
from agentrt.envs.over_http import EnvironmentSite

LENDING = Path(__file__).parent / "packs" / "lending"
STEPS = [
    ("list_things", {"kind": "ladder"}),
    ("get_loans", {"thing_id": "T-0005"}),
    ("lend", {"thing_id": "T-0005", "neighbour": "Dora"}),
]


async def test_a_client_of_mcp_works_on_a_task() -> None:
    mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")
    from mcp.client.stdio import stdio_client

    command = [*("-m", "agentrt.cli", "env", "serve", str(LENDING)), "--mcp", "--task", "001"]
    server = mcp.StdioServerParameters(command=sys.executable, args=command)
    async with stdio_client(server) as (read, write), mcp.ClientSession(read, write) as client:
        begun = await client.initialize()
        assert begun.server_info.name == "lending"
        assert "Lend Dora the ladder" in begun.instructions
        tools = {one.name: one for one in (await client.list_tools()).tools}
        assert list(tools) == ["list_things", "get_loans", "lend", "submit"]
        assert tools["lend"].input_schema["required"] == ["thing_id", "neighbour"]
        for name, arguments in STEPS:
            said = await client.call_tool(name, arguments)
            assert not said.is_error, said
        refused = await client.call_tool("lend", {"thing_id": "T-0005", "neighbour": "Bo"})
        assert json.loads(refused.content[0].text)["refused"]["code"] == "thing_out"
        wrong = await client.call_tool("lend", {"thing_id": "T-0005"})
        assert wrong.is_error
        assert "'neighbour' is a required property" in wrong.content[0].text
        assert (await client.call_tool("submit", {"answer": "step ladder"})).content[0].text == "Submitted."
        late = await client.call_tool("list_things", {})
        assert late.is_error
        assert "The task is over" in late.content[0].text


@pytest.fixture
async def site(lending: Environment) -> AsyncIterator[EnvironmentSite]:
    async with EnvironmentSite(lending) as site:
        yield site


async def asked(client: ClientSession, method: str, url: str, body: Any = None, status: int = 200) -> Any:
    async with client.request(method, url, json=body) as answer:
        text = await answer.text()
        assert answer.status == status, text
        return json.loads(text) if text else None


async def test_a_program_plays_and_scores_over_http(site: EnvironmentSite) -> None:
    async with ClientSession(site.url) as client:
        about = await asked(client, "GET", "/")
        assert (about["name"], about["tasks"]) == ("lending", ["001"])
        begun = await asked(client, "POST", "/sessions", {"task": "001"})
        assert begun["instruction"].startswith("Lend Dora")
        assert begun["tools"][-1]["name"] == "submit"
        here = f"/sessions/{begun['session']}"
        other = await asked(client, "POST", "/sessions")
        for name, arguments in STEPS:
            assert "ok" in await asked(client, "POST", f"{here}/call", {"tool": name, "arguments": arguments})
        refused = await asked(client, "POST", f"{here}/call", {"tool": "lend", "arguments": STEPS[2][1]})
        assert refused["refused"]["code"] == "thing_out"
        await asked(client, "POST", f"{here}/submit", {"answer": "step ladder"})
        assert (await asked(client, "POST", f"{here}/score"))["reward"] == 1.0
        state = await asked(client, "GET", f"{here}/state")
        untouched = await asked(client, "GET", f"/sessions/{other['session']}/state")
        assert len(state["tables"]["loans"]) == len(untouched["tables"]["loans"]) + 1
        await asked(client, "DELETE", here, status=204)
        await asked(client, "GET", f"{here}/state", status=404)


async def test_what_is_asked_wrongly_over_http_is_told(site: EnvironmentSite) -> None:
    async with ClientSession(site.url) as client:
        begun = await asked(client, "POST", "/sessions")
        here = f"/sessions/{begun['session']}"
        wrong: list[tuple[str, Any, str]] = [
            ("/sessions", {"task": "009"}, "no task '009'"),
            ("/sessions", {"tsak": "001"}, "no 'tsak' here"),
            (f"{here}/call", {"tool": 3}, "'tool' must be a text"),
            (f"{here}/call", [], "no JSON object"),
            (f"{here}/score", None, "begun without a task"),
        ]
        for path, body, message in wrong:
            assert message in (await asked(client, "POST", path, body, status=400))["error"]
