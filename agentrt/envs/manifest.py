"""The two manifests of an environment pack: `environment.toml` and each task's `task.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import Field, JsonValue, ValidationError, model_validator

from agentrt.errors import PackError
from agentrt.frozen import Frozen

SCHEMA_VERSION = 1
NAME = r"^[a-z][a-z0-9_]*$"
Scalar = str | int | float | bool | date | list[str] | list[int]

Kind = Literal["answer", "state", "both", "partial"]
Split = Literal["train", "validation", "test"]
Language = Literal["en", "zh"]
Found = TypeVar("Found", bound=Frozen)


class CallLimits(Frozen):
    """Bounds of an agent's use of the environment.

    Attributes:
        call_seconds: Processor time that a tool call may take; by the clock, ten times as much.
        calls: Calls of one session.
        result_bytes: Longest result of a call, as JSON.
    """

    call_seconds: float = Field(default=5.0, gt=0, le=60)
    calls: int = Field(default=100, ge=1)
    result_bytes: int = Field(default=65_536, ge=256, le=1 << 20)


class EnvironmentManifest(Frozen):
    """`environment.toml`.

    Attributes:
        name: The pack's name, the same as its folder's.
        version: Version of data and tools.
        summary: One line: what it is about.
        license: SPDX name.
        languages: Languages in which every task has an instruction.
        today: The day it is there, always: the only clock that tools and verifiers have.
        limits: Bounds of a session.
        origin: What made it, where a program did.
    """

    schema_version: Literal[1]
    name: str = Field(pattern=NAME)
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    summary: str = Field(min_length=1)
    license: str = "Apache-2.0"
    languages: tuple[Language, ...] = ("en",)
    today: date
    limits: CallLimits = CallLimits()
    origin: dict[str, Scalar] = Field(default_factory=dict)


class Reward(Frozen):
    """How a verdict becomes a number.

    Attributes:
        kind: What is judged: the answer, the final state, or both (1.0 where every criterion holds, else 0.0); or
            "partial", the weighted sum of the criteria.
        weights: Weight of each criterion, for "partial"; they add up to 1.
    """

    kind: Kind
    weights: dict[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _weighted(self) -> Self:
        if self.kind == "partial":
            if not self.weights or any(not weight > 0 for weight in self.weights.values()):
                raise ValueError("a partial reward needs a positive weight for each criterion")
            if abs(sum(self.weights.values()) - 1) > 1e-9:
                raise ValueError(f"the weights add up to {sum(self.weights.values()):g}, not to 1")
        elif self.weights:
            raise ValueError(f'weights are for kind = "partial", not for {self.kind!r}')
        return self


class AnswerForm(Frozen):
    """What an agent submits.

    Attributes:
        schema: JSON schema of the answer.
        unordered: The answer is a list whose order does not matter.
        tolerance: How far a number may be off.
    """

    form: dict[str, JsonValue] = Field(alias="schema")
    unordered: bool = False
    tolerance: float | None = Field(default=None, ge=0)


class Claims(Frozen):
    """What a task says of itself, held against what is measured.

    Attributes:
        calls: The fewest tool calls that a solution needs.
        tools: The tools that the solution uses.
        writes: Whether the task changes the data.
    """

    calls: int = Field(ge=0)
    tools: tuple[str, ...] = ()
    writes: bool = False


class TaskManifest(Frozen):
    """`task.toml`.

    Attributes:
        title: What it is, in a few words.
        level: How hard, from 1.
        template: The kind of task it was made from; empty where it was written by hand. Splits are by template.
        split: What it is for.
        parent: Name of the easier task that it was made from.
        reward: How a verdict becomes a number.
        answer: What is submitted; None where `submit()` takes nothing.
        claims: What it says of itself.
        origin: What made it, where a program did.
    """

    schema_version: Literal[1]
    title: str = Field(min_length=1)
    level: int = Field(ge=1, le=9)
    template: str = ""
    split: Split = "train"
    parent: str = ""
    reward: Reward
    answer: AnswerForm | None = None
    claims: Claims
    origin: dict[str, Scalar] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if self.reward.kind in ("answer", "both") and self.answer is None:
            raise ValueError(f'reward.kind = "{self.reward.kind}" needs an [answer] with a schema')
        if self.reward.kind == "state" and self.answer is not None:
            raise ValueError('reward.kind = "state" has no [answer]: the final state alone is judged')
        return self


def read_manifest(path: Path, kind: type[Found]) -> Found:
    """A manifest file.

    Raises:
        PackError: It is missing, is no TOML, or has wrong keys; the message names file and key path.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise PackError(f"{path} is missing.") from None
    except UnicodeDecodeError as error:
        raise PackError(f"{path} is no UTF-8: {error}.") from None
    try:
        return parse_manifest(tomllib.loads(text), kind, path)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{path} is not TOML: {error}.") from None


def parse_manifest(values: Mapping[str, object], kind: type[Found], where: Path | str) -> Found:
    """A manifest from its values.

    Raises:
        PackError: It has wrong keys; the message names them.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors())
        raise PackError(f"{where}: {said}.") from None
