"""An agent with one tool, and a second turn. `python examples/quickstart.py [--url URL --model NAME]`."""

from __future__ import annotations

import asyncio

from endpoint import call, endpoint

from agentrt import Agent, Limits, tool
from agentrt.models import ChatModel

SCRIPT = [
    call("I need Rome.", "weather", city="Rome"),
    call("Rome has 24, now Oslo.", "weather", city="Oslo"),
    "It is warmer in Rome.",
    "By 15 degrees.",
]


@tool
async def weather(city: str) -> str:
    """Weather of a city now.

    Args:
        city: Name of the city.
    """
    return {"Rome": "24 °C", "Oslo": "9 °C"}.get(city, "unknown")


async def main() -> None:
    with endpoint(SCRIPT) as server:
        model = ChatModel(server.url, model=server.model)
        agent = Agent(model=model, tools=[weather], instructions="Be brief.", limits=Limits(steps=50, seconds=600))
        run = await agent.run("Is it warmer in Rome or in Oslo?")
        print(run.status, run.answer, run.usage, run.faults)
        again = await agent.run("And by how much?", conversation=run.conversation)  # the next turn
        print(again.answer)
        await model.aclose()


asyncio.run(main())
