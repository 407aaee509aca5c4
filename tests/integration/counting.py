"""The tools of the tiny model's tasks (scripts/tiny_model.py)."""

from agentrt import tool


@tool
async def advance(value: int) -> str:
    """One more than a number.

    Args:
        value: The number.
    """
    return str(value + 1)


@tool
async def ping() -> str:
    """Answers pong."""
    return "pong"
