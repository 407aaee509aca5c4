"""The `python` tool: a notebook kernel in the sandbox."""

from __future__ import annotations

import base64
import re
from importlib.resources import files
from typing import Any

from agentrt.catalogue import PackContext
from agentrt.conversation import ImagePart, TextPart
from agentrt.errors import SandboxError, ToolError
from agentrt.sandbox.base import Sandbox
from agentrt.sandbox.session import Session, SessionLost
from agentrt.tool import Tool, tool

DRIVER = files(__package__).joinpath("driver.py").read_text()
MOST_SECONDS = 600.0
START_SECONDS = 90.0
"""What the kernel may take to start, or to start again, on top of the cell's own time."""

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def tools(context: PackContext) -> list[Tool]:
    """The pack's tools, working in `context.sandbox`.

    Options:
        images: Show figures to the model as images; else they are saved in the workspace and named in the text.
    """
    notebook = Notebook(context.sandbox, images=bool(context.options.get("images", False)))

    @tool(
        concurrent=False,
        timeout=MOST_SECONDS + 2 * START_SECONDS,
        session="the Python kernel (its variables and imports)",
    )
    async def python(code: str, timeout: float = 120.0) -> Any:
        """Run Python code in a notebook kernel. Variables and imports last from call to call.

        What the code prints is shown, and the value of its last expression.

        Args:
            code: Python code; several lines are fine.
            timeout: Seconds until it is interrupted, at most 600.
        """
        return await notebook.run(code, min(max(timeout, 0.1), MOST_SECONDS))

    return [python]


class Notebook:
    """The kernel of one sandbox."""

    def __init__(self, sandbox: Sandbox, *, images: bool) -> None:
        self._sandbox = sandbox
        self._images = images
        self._session = Session(sandbox, DRIVER, "The Python kernel")
        self._figures = 0

    async def run(self, code: str, seconds: float) -> str | list[TextPart | ImagePart]:
        """What the model is shown of a cell.

        Raises:
            ToolError: The kernel was lost, or cannot be started.
        """
        try:
            reply = await self._session.ask({"code": code, "seconds": seconds}, seconds + START_SECONDS, _check)
        except SessionLost as error:
            raise ToolError(
                f"{error} Its variables and imports are lost; files are still there. The next call starts a new "
                "kernel. If it never starts, the image lacks ipykernel: use a shell instead."
            ) from None
        text = _ANSI.sub("", reply["text"]).rstrip("\n")
        parts: list[TextPart | ImagePart] = []
        for image in reply["images"]:
            if self._images:
                parts.append(ImagePart(url=f"data:image/png;base64,{image}"))
            else:
                text += f"\n[figure saved as {await self._save(image)}]"
        shown = "\n".join(part for part in (text.lstrip("\n"), *_notes(reply, seconds)) if part) or "(no output)"
        return [TextPart(text=shown), *parts] if parts else shown

    async def _save(self, image: str) -> str:
        self._figures += 1
        path = f"/workspace/figure-{self._figures}.png"
        try:
            await self._sandbox.write(path, base64.b64decode(image))
        except SandboxError as error:
            return f"nothing: {error}"
        return path


def _check(reply: dict[str, Any]) -> None:
    if not isinstance(reply["text"], str) or not isinstance(reply["images"], list):
        raise TypeError("a reply of the wrong form")
    for image in reply["images"]:
        base64.b64decode(image, validate=False)


def _notes(reply: dict[str, Any], seconds: float) -> list[str]:
    if reply["died"]:
        return ["[the kernel died (out of memory, or the code ended it) and was started again: its variables are gone]"]
    if reply["restarted"]:
        return [f"[deaf to the interrupt after {seconds:g} s: the kernel was started again, its variables are gone]"]
    if reply["timed_out"]:
        return [f"[interrupted after {seconds:g} s; variables are kept]"]
    return []
