"""An environment over MCP, for any client of that protocol: one session, its tools, and `submit` for a task."""

from __future__ import annotations

import json
from typing import Any

import anyio

from agentrt.calls import Worker, perform
from agentrt.conversation import text_of
from agentrt.envs.environment import Environment
from agentrt.envs.manifest import Language
from agentrt.envs.server import FunctionServer, Session
from agentrt.envs.task import Task
from agentrt.errors import ConfigurationError
from agentrt.tool import BadArguments, Tool, ToolContext


async def serve_mcp(environment: Environment, task: Task | None = None, language: Language = "en") -> None:
    """Serve one session by standard input and output, until the input ends.

    The server's instructions are the environment's rules and, for a task, what it asks.

    Args:
        environment: The environment.
        task: The task to work on; None: the tools alone, without `submit`.
        language: Language of the task.

    Raises:
        ConfigurationError: The extra `mcp` is not installed.
    """
    try:
        from mcp.server.stdio import stdio_server
    except ModuleNotFoundError:
        raise ConfigurationError("MCP needs an extra package: pip install 'agentrt[mcp]'") from None
    async with FunctionServer(environment) as server, server.session() as session:
        served = mcp_server(session, task, language)
        async with stdio_server() as (read, write):
            await served.run(read, write, served.create_initialization_options())


def mcp_server(session: Session, task: Task | None = None, language: Language = "en") -> Any:
    """A session as a server of the package `mcp` (`mcp.server.lowlevel.Server`)."""
    from mcp import types
    from mcp.server.lowlevel import Server

    environment = session.environment
    tools = {one.name: one for one in session.tools(task, language)}
    alone = anyio.Lock()

    async def list_tools(_context: Any, _parameters: Any) -> types.ListToolsResult:
        specs = [one.spec for one in tools.values()]
        return types.ListToolsResult(
            tools=[types.Tool(name=one.name, description=one.description, input_schema=one.parameters) for one in specs]
        )

    async def call_tool(_context: Any, parameters: types.CallToolRequestParams) -> types.CallToolResult:
        async with alone:  # in the order in which they come: a rule may depend on what was done before
            text, failed = await _called(tools.get(parameters.name), parameters.name, parameters.arguments or {})
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=failed)

    return Server(
        environment.name,
        version=environment.version,
        instructions=_instructions(environment, task, language),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _instructions(environment: Environment, task: Task | None, language: Language) -> str:
    parts = [environment.summary, f"Today is {environment.today.isoformat()}.", environment.rules.strip()]
    if task is not None:
        parts.append(f"Your task: {task.instruction(language).strip()}")
    return "\n\n".join(part for part in parts if part)


async def _called(tool: Tool | None, name: str, arguments: dict[str, Any]) -> tuple[str, bool]:
    """What an agent of this runtime would be shown, and whether it is a fault."""
    if tool is None:
        return f"There is no tool {name!r}.", True
    try:
        values = tool.parse(json.dumps(arguments))
    except BadArguments as error:
        return str(error), True
    outcome = await perform(Worker(tool, values, ToolContext()), None)
    return text_of(outcome.content), outcome.fault is not None
