"""A final answer of a type. `python examples/structured_output.py [--url URL --model NAME]`.

The agent gets a tool `final_answer` whose argument is of the type. What does not fit is told to the model, which
corrects it; prose is accepted only where it is the value as JSON.
"""

from __future__ import annotations

import asyncio

from endpoint import call, endpoint
from pydantic import BaseModel, Field

from agentrt import Agent
from agentrt.models import ChatModel


class City(BaseModel):
    """A city."""

    name: str
    country: str
    population: int = Field(ge=0, description="People who live there.")


SCRIPT = [
    call("I know three.", "final_answer", answer=[{"name": "Rome", "country": "Italy", "population": "many"}]),
    call(
        "The population must be a number.",
        "final_answer",
        answer=[
            {"name": "Rome", "country": "Italy", "population": 2_750_000},
            {"name": "Oslo", "country": "Norway", "population": 720_000},
        ],
    ),
]


async def main() -> None:
    with endpoint(SCRIPT) as server:
        model = ChatModel(server.url, model=server.model)
        run = await Agent(model, output_type=list[City]).run("Two capitals of Europe, with their populations.")
        cities: list[City] = run.output
        for city in cities:
            print(f"{city.name} ({city.country}): {city.population:,}")
        print(f"faults survived: {run.faults}")
        await model.aclose()


asyncio.run(main())
