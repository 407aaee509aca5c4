"""What a draw gave: tasks of one chain, what was rejected on the way, tools that were grown. A journal keeps it."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256

from pydantic import Field, JsonValue

from agentrt.envs.task import Task
from agentrt.frozen import Frozen
from agentrt.synth.general.kinds import Kind, kind_of
from agentrt.synth.general.making import Made
from agentrt.synth.general.program import Do, DoEach, DoFirst, Program, nodes
from agentrt.synth.general.toolset import Joined


class Drawn(Frozen):
    """A task, with what a pack needs to know of its program.

    Attributes:
        task: The task; its name and parent are given when the pack is put together.
        kind: The kind of its program.
        program: Digest of its program.
        answer: What its solution hands in.
        refusals: Rules that refused a call of its solution: "ACTION.CODE".
        done: Actions of which a call of its solution was accepted.
    """

    task: Task
    kind: Kind
    program: str
    answer: JsonValue
    refusals: tuple[str, ...]
    done: tuple[str, ...]

    @classmethod
    def of(cls, made: Made) -> Drawn:
        """From a program that was made into a task."""
        called = Counter(name for name, _ in made.played.calls)
        called.subtract(name for name, _ in made.played.refusals)
        actions = {one.action for one in nodes(made.program) if isinstance(one, Do | DoEach | DoFirst)}
        return cls(
            task=made.task,
            kind=kind_of(made.program),
            program=program_digest(made.program),
            answer=made.played.answer,
            refusals=tuple(f"{name}.{code}" for name, code in made.played.refusals),
            done=tuple(sorted(one for one in actions if called[one] > 0)),
        )

    @property
    def answer_text(self) -> str:
        """The answer as text, to compare with others; "" where nothing is asked."""
        return "" if self.answer is None else json.dumps(self.answer)


class Grown(Frozen):
    """A tool that was grown.

    Attributes:
        table: Whose rows it gives.
        reference: Column that is followed.
        column: Column there.
        template: Template of the task that needed it.
    """

    table: str
    reference: str
    column: str
    template: str

    @property
    def tool(self) -> Joined:
        """The tool."""
        return Joined(self.table, self.reference, self.column)


class Draw(Frozen):
    """What one draw gave.

    Attributes:
        number: Which draw it was, from 0.
        chain: Its tasks, each harder than the one before.
        rejected: Programs rejected, by gate.
        grown: Tools grown.
    """

    number: int
    chain: tuple[Drawn, ...] = ()
    rejected: dict[str, int] = Field(default_factory=dict)
    grown: tuple[Grown, ...] = ()


def program_digest(program: Program) -> str:
    """Tells programs apart."""
    return sha256(repr(program).encode()).hexdigest()[:24]
