"""The `bash` tool: a shell session in the sandbox."""

from __future__ import annotations

import base64
from importlib.resources import files
from typing import Any

from agentrt.catalogue import PackContext
from agentrt.errors import ToolError
from agentrt.sandbox.base import Sandbox
from agentrt.sandbox.session import Session, SessionLost
from agentrt.tool import Tool, tool

DRIVER = files(__package__).joinpath("driver.py").read_text()
MOST_SECONDS = 600.0
GRACE = 15.0
"""Seconds that the driver gets on top of a command's own, before it is given up itself."""


def tools(context: PackContext) -> list[Tool]:
    """The pack's tools, working in `context.sandbox`."""
    shell = Shell(context.sandbox)

    @tool(
        concurrent=False,
        timeout=MOST_SECONDS + 3 * GRACE,
        session="the shell session (its directory, variables and background jobs)",
    )
    async def bash(command: str, timeout: float = 120.0) -> str:
        """Run a command in a bash session. Directory, variables and background jobs last from call to call.

        Output and errors come together. There is no terminal and no input: give answers by flags or a pipe.

        Args:
            command: What to run; several lines are fine.
            timeout: Seconds until it is killed, at most 600.
        """
        return await shell.run(command, min(max(timeout, 0.1), MOST_SECONDS))

    return [bash]


class Shell:
    """The shell session of one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._session = Session(sandbox, DRIVER, "The shell session")

    async def run(self, command: str, seconds: float) -> str:
        """What the model is shown of a command.

        Raises:
            ToolError: The command holds a NUL, or the session was lost.
        """
        if "\0" in command:
            raise ToolError("The command holds a NUL character, which no shell can take. Leave it out.")
        try:
            reply = await self._session.ask({"command": command, "seconds": seconds}, seconds + GRACE, _check)
        except SessionLost as error:
            raise ToolError(
                f"{error} Its directory, variables and background jobs are lost; files are still there. "
                "The next call starts a new shell in /workspace."
            ) from None
        return _shown(reply, seconds)


def _check(reply: dict[str, Any]) -> None:
    if not isinstance(reply["total"], int) or not isinstance(reply["status"], int | None):
        raise TypeError("a reply of the wrong form")
    base64.b64decode(reply["head"], validate=True)
    base64.b64decode(reply["tail"], validate=True)


def _shown(reply: dict[str, Any], seconds: float) -> str:
    head, tail = base64.b64decode(reply["head"]), base64.b64decode(reply["tail"])
    missing = reply["total"] - len(head) - len(tail)
    if missing > 0:
        said = f"\n[... {missing} bytes left out; all of it is in {str(reply['path'])[:200]} ...]\n"
        text = head.decode(errors="replace") + said + tail.decode(errors="replace")
    else:
        text = (head + tail).decode(errors="replace")
    notes = []
    if reply["timed_out"]:
        notes.append(
            f"[killed after {seconds:g} s; the shell was started again in the same directory, its variables and "
            "background jobs are gone. Run long work in the background with output to a file.]"
        )
    elif reply["restarted"]:
        notes.append(f"[the shell itself ended with exit code {reply['status']}, and was started again]")
    elif reply["status"] != 0:
        notes.append(f"[exit code {reply['status']}]")
    return "\n".join(part for part in (text.rstrip("\n"), *notes) if part) or "(no output)"
