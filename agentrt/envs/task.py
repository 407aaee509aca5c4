"""A task: an instruction, a solution, verifiers, and what it says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256

from pydantic import Field, JsonValue

from agentrt.envs.manifest import AnswerForm, Claims, Language, Reward, TaskManifest
from agentrt.envs.user import UserScript, read_user
from agentrt.errors import PackError
from agentrt.frozen import Frozen


class Probe(Frozen):
    """A labelled trial of a task's verifier: what is submitted after some calls, and whether it is right.

    Attributes:
        accept: Whether it fulfils the task.
        why: In words.
        answer: What is submitted.
        calls: Tool calls made before, each a name and its arguments; the solution's where None.
        reward: What it is worth where the reward is partial; None: everything, or less than that.
    """

    accept: bool
    why: str
    answer: JsonValue = None
    calls: tuple[tuple[str, dict[str, JsonValue]], ...] | None = None
    reward: float | None = Field(default=None, ge=0, le=1)


class Task(Frozen):
    """One task of an environment, whole.

    Attributes:
        environment: Name of its environment.
        name: Its own name there: "001".
        instructions: What the agent is told, by language.
        solution: Source of `def solve(tools)`, the oracle.
        verify: Source of `def verify(answer, before, after)`.
        verify_declared: Source of a second verifier, derived without solution and first verifier; None: there is none.
        alternatives: Sources of other correct solutions, by name.
        probes: Labelled trials of the verifier.
        user: Text of `user.toml`, the scripted user that the task is a dialogue with; None: it is no dialogue.
        manifest: What it says of itself.
    """

    environment: str
    name: str
    instructions: dict[Language, str]
    solution: str
    verify: str
    verify_declared: str | None = None
    alternatives: dict[str, str] = Field(default_factory=dict)
    probes: tuple[Probe, ...] = ()
    user: str | None = None
    manifest: TaskManifest

    @property
    def id(self) -> str:
        """Name that is unique over all environments: "library/001"."""
        return f"{self.environment}/{self.name}"

    def instruction(self, language: Language = "en") -> str:
        """What the agent is told.

        Raises:
            PackError: There is no instruction in that language.
        """
        if language not in self.instructions:
            raise PackError(
                f"Task {self.id} has no instruction in {language!r}, but in {', '.join(self.instructions)}."
            )
        return self.instructions[language]

    @property
    def reward(self) -> Reward:
        """How a verdict becomes a number."""
        return self.manifest.reward

    @property
    def answer(self) -> AnswerForm | None:
        """What is submitted."""
        return self.manifest.answer

    @property
    def claims(self) -> Claims:
        """What it says of itself."""
        return self.manifest.claims

    @property
    def level(self) -> int:
        """How hard, from 1."""
        return self.manifest.level

    @property
    def template(self) -> str:
        """The kind of task it was made from."""
        return self.manifest.template

    @property
    def split(self) -> str:
        """What it is for."""
        return self.manifest.split

    @property
    def parent(self) -> str:
        """Name of the easier task that it was made from."""
        return self.manifest.parent

    @cached_property
    def script(self) -> UserScript | None:
        """The scripted user that the task is a dialogue with."""
        return None if self.user is None else read_user(self.user, f"{self.id}/user.toml")

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of its parts: "task" (words and manifest), "solution", "verifier"."""
        manifest = self.manifest.model_dump(mode="json", by_alias=True)
        probes = [one.model_dump(mode="json", exclude=_UNSAID if one.reward is None else None) for one in self.probes]
        return {
            "task": digest_of({"instructions": self.instructions, "manifest": manifest, "user": self.user}),
            "solution": digest_of({"solution": self.solution, "alternatives": self.alternatives}),
            "verifier": digest_of({"verify": self.verify, "declared": self.verify_declared, "probes": probes}),
        }


_UNSAID = {"reward"}
"""What a probe's digest leaves out where it is not said, so that older probes keep theirs."""


def digest_of(value: Mapping[str, object]) -> str:
    """SHA-256 of a JSON value in its canonical form, in hexadecimal."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
