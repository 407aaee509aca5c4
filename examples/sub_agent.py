"""An agent as a tool of another. `python examples/sub_agent.py [--url URL --model NAME]`.

The one that is asked has a conversation, tools and limits of its own; its tokens count towards the asking run. Both
share the journal's fate: where the outer run is recorded, the inner one is recorded beside it and resumed with it.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from endpoint import call, endpoint

from agentrt import Agent, Limits, tool
from agentrt.models import ChatModel

SCRIPT = [
    call("The librarian knows.", "librarian", task="In which year did Moby-Dick appear?"),
    call("I look it up.", "look_up", title="Moby-Dick"),
    "In 1851.",
    "Moby-Dick appeared in 1851.",
]


@tool
def look_up(title: str) -> str:
    """The catalogue card of a book."""
    return f"{title}; Melville, Herman; 1851"


async def main(folder: Path) -> None:
    with endpoint(SCRIPT) as server:
        model = ChatModel(server.url, model=server.model)
        librarian = Agent(model, [look_up], "Answer from the catalogue.", name="librarian")
        asks = librarian.as_tool(description="Knows all books. Ask in words.", limits=Limits(steps=5))
        run = await Agent(model, [asks]).run("When did Moby-Dick appear?", journal=folder / "run.jsonl")
        print(run.answer)
        print(f"{run.steps} steps of its own, {run.usage.total_tokens} tokens of both")
        await model.aclose()


with tempfile.TemporaryDirectory() as name:
    asyncio.run(main(Path(name)))
    print("journals:", *sorted(str(one.relative_to(name)) for one in Path(name).rglob("*.jsonl")))
