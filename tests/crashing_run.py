"""A run with side effects, to be killed at any moment: run by tests/test_journal.py in a process of its own.

    python crashing_run.py JOURNAL EFFECTS

Starts the run, or resumes it where there is a journal. Each tool call appends one line to EFFECTS when it starts and
one when it ends, so the test can count what really happened. The model looks only at the conversation, as a real one
does, so it plays the same part in every process.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import anyio

from agentrt import Agent, AssistantMessage, ToolCall, tool
from agentrt.errors import JournalError
from agentrt.models.base import Request
from agentrt.models.scripted import ScriptedModel

STEPS = 12
effects: Path


def note(line: str) -> None:
    with effects.open("a") as file:
        file.write(line + "\n")
        file.flush()


@tool
async def charge(number: int) -> str:
    """Take money: must not happen twice."""
    note(f"charge {number} starts")
    await anyio.sleep(0.002)
    note(f"charge {number} ends")
    return f"charged {number}"


@tool(idempotent=True)
def look(number: int) -> str:
    """Look something up: may happen twice."""
    note(f"look {number} starts")
    note(f"look {number} ends")
    return f"saw {number}"


def next_reply(request: Request) -> AssistantMessage | str:
    done = len(request.conversation.steps)
    if done == STEPS:
        return "all done"
    wanted = [("charge", done * 2), ("look", done), ("charge", done * 2 + 1)]
    calls = tuple(
        ToolCall(id=f"{name}-{number}", name=name, arguments=f'{{"number": {number}}}') for name, number in wanted
    )
    return AssistantMessage(reasoning=f"This is step {done}.", tool_calls=calls)


async def main(journal: Path) -> None:
    agent = Agent(ScriptedModel(next_reply), [charge, look], "Charge and look.")
    try:
        run = await agent.resume(journal) if journal.exists() else await agent.run("Begin.", journal=journal)
    except JournalError as error:
        if "holds no run" not in str(error):
            raise
        journal.unlink()  # killed inside the header: nothing had happened yet
        run = await agent.run("Begin.", journal=journal)
    note(f"{run.status}: {run.answer}")


if __name__ == "__main__":
    effects = Path(sys.argv[2])
    anyio.run(main, Path(sys.argv[1]))
    os._exit(0)
