"""What a tool may do, what is seen while a run goes on, and what of the thought is sent again.

`python examples/tools_and_turns.py [--url URL --model NAME]`
"""

from __future__ import annotations

import asyncio
import time
from typing import Literal

from endpoint import Endpoint, call, endpoint

from agentrt import Agent, ToolContext, ToolError, tool
from agentrt.events import ReasoningDelta, TextDelta, ToolCalled, ToolOutput, ToolReturned
from agentrt.models import ChatModel

STOCK = {"apple": 3, "pear": 0}

SCRIPT = [
    call("First the stock of appels.", "stock", fruit="appel"),  # misspelt: told, counted, corrected
    call("It is called apple.", "stock", fruit="apple"),
    call("Three. Order two more.", "order", fruit="apple", count=2, speed="fast"),
    "There were 3 apples; 2 more are on their way.",
    "Because you asked for five.",
]


@tool(idempotent=True)
def stock(fruit: str) -> int:
    """How many pieces of a fruit there are.

    Args:
        fruit: Its name.
    """
    if fruit not in STOCK:
        raise ToolError(f"There is no fruit {fruit!r}. There are: {', '.join(STOCK)}.")  # in words for the model
    return STOCK[fruit]


@tool(timeout=30, concurrent=False)
async def order(fruit: str, count: int, speed: Literal["fast", "slow"], context: ToolContext) -> dict[str, object]:
    """Order more of a fruit.

    Args:
        fruit: Its name.
        count: How many.
        speed: How soon.
        context: What the tool may know of the run; the model does not see it.
    """
    context.emit(f"ordering in step {context.step} of run {context.run_id}")  # seen by whoever watches the run
    STOCK[fruit] += count
    return {"fruit": fruit, "ordered": count, "at": time.strftime("%H:%M")}


async def watched(agent: Agent, prompt: str, server: Endpoint) -> None:
    """One turn, its events as they come, then a second turn."""
    async with agent.stream(prompt) as events:
        async for event in events:
            match event:
                case ReasoningDelta(text=text) | TextDelta(text=text):
                    print(text, end="", flush=True)
                case ToolCalled(name=name, arguments=arguments):
                    print(f"\n-> {name} {arguments}")
                case ToolOutput(text=text):
                    print(f"   {text}")
                case ToolReturned(message=message):
                    print(f"<- {message.content}")
    run = events.run
    print(f"\n{run.status}; survived: {run.faults}")
    await agent.run("Why two?", conversation=run.conversation)
    for number, request in enumerate(server.requests, start=1):
        thoughts = [one["reasoning"] for one in request.messages if one.get("reasoning")]
        print(f"request {number} carried the thoughts {thoughts}")  # none in the last: Qwen3 forgets at a new turn


async def main() -> None:
    with endpoint(SCRIPT) as server:
        model = ChatModel(server.url, model=server.model)
        await watched(Agent(model, [stock, order]), "I want five apples. Order what is missing.", server)
        await model.aclose()


asyncio.run(main())
