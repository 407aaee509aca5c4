"""A solution run against the world it was written for: its answer, what it changed, and every call it made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from agentrt.envs.inside.environment import Refused
from agentrt.synth.general.declare import Row, Value
from agentrt.synth.general.world import World

MAX_CALLS = 90
"""Calls after which a run is ended: a session allows 100."""


class TooManyCalls(Exception):
    """The solution calls without end."""


@dataclass(frozen=True)
class Played:
    """What a solution did.

    Attributes:
        answer: What it returned.
        calls: Names and arguments of its calls, in order.
        refusals: Action and code of each refusal that it met.
        after: All rows at the end, by table and key.
        state: The same as a database's bytes.
    """

    answer: Any
    calls: tuple[tuple[str, dict[str, JsonValue]], ...]
    refusals: tuple[tuple[str, str], ...]
    after: dict[str, dict[Value, Row]]
    state: bytes


class _Tools:
    """The tools as attributes, with a record of their use."""

    Refused = Refused

    def __init__(self, world: World) -> None:
        self._world = world
        self.calls: list[tuple[str, dict[str, JsonValue]]] = []
        self.refusals: list[tuple[str, str]] = []

    def __getattr__(self, name: str, /) -> Callable[..., Any]:
        def call(**arguments: Value) -> Any:
            if len(self.calls) >= MAX_CALLS:
                raise TooManyCalls
            self.calls.append((name, dict(arguments)))
            try:
                return self._world.call(name, **arguments)
            except Refused as refusal:
                self.refusals.append((name, refusal.code))
                raise

        return call


def play(world: World, solution: str) -> Played:
    """Run a solution from the start; the world is afterwards as it was before.

    Raises:
        TooManyCalls: It went past the limit.
        Refused: It met a refusal that it does not handle.
    """
    scope: dict[str, Any] = {}
    exec(compile(solution, "solution.py", "exec", dont_inherit=True), scope)  # noqa: S102
    tools = _Tools(world)
    with world.trial():
        answer = scope["solve"](tools)
        return Played(answer, tuple(tools.calls), tuple(tools.refusals), world.contents(), world.snapshot())
