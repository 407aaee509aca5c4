"""A run that is killed goes on. `python examples/resume.py`.

The script starts itself as a second process, whose second tool call kills it with SIGKILL, as a power cut would. The
first process then resumes the run from its journal: the first call does not run again, and the model is told that the
second one was interrupted.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from agentrt import Agent, tool
from agentrt.conversation import AssistantMessage, ToolCall
from agentrt.models import Request, ScriptedModel


def reply(request: Request) -> AssistantMessage | str:
    """What the model says next, given the conversation so far: so it can be asked by either process."""
    results = [one.content for one in request.conversation.messages if one.role == "tool"]
    if not results:
        return AssistantMessage(
            reasoning="Pay first.", tool_calls=(ToolCall(id="a", name="pay", arguments='{"euros": 5}'),)
        )
    if len(results) == 1:
        return AssistantMessage(
            reasoning="Now the receipt.", tool_calls=(ToolCall(id="b", name="send_receipt", arguments="{}"),)
        )
    return f"I paid. About the receipt I was told: {results[1]}"


def agent(ledger: Path, *, crash: bool) -> Agent:
    """The agent of both processes; in the second one, its receipt printer takes the machine down."""

    @tool
    def pay(euros: int) -> str:
        """Pay."""
        with ledger.open("a") as file:
            file.write(f"{euros} euros\n")
        return "paid"

    @tool
    def send_receipt() -> str:
        """Send the receipt."""
        if crash:
            os.kill(os.getpid(), signal.SIGKILL)
        return "sent"

    return Agent(ScriptedModel(reply), [pay, send_receipt])


async def crash(folder: Path) -> None:
    """What the second process does."""
    await agent(folder / "ledger.txt", crash=True).run("Pay the 5 euros.", journal=folder / "run.jsonl")


async def go_on(folder: Path) -> None:
    """What the first process does then."""
    run = await agent(folder / "ledger.txt", crash=False).resume(folder / "run.jsonl")
    print(f"{run.status}: {run.answer}")


if len(sys.argv) > 1:
    asyncio.run(crash(Path(sys.argv[1])))
else:
    with tempfile.TemporaryDirectory() as name:
        killed = subprocess.run([sys.executable, __file__, name], check=False)
        print(f"the second process ended with {killed.returncode}")
        asyncio.run(go_on(Path(name)))
        print(f"in the ledger: {(Path(name) / 'ledger.txt').read_text().strip()}")  # once
