"""What an author is asked for, and by whom it is done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import Field

from agentrt.frozen import Frozen
from agentrt.models.base import Model

NAME = r"^[a-z][a-z0-9_]*$"


class Brief(Frozen):
    """The order for one environment.

    Attributes:
        name: Name of the environment, and of its folder.
        category: What it is about, in words: "a city library that lends books and keeps a waiting list".
        levels: How many tasks: the first is easy, each further one is made from the one before it, and harder.
        image: Sandbox image that the author works in.
    """

    name: str = Field(pattern=NAME)
    category: str = Field(min_length=3)
    levels: int = Field(default=3, ge=1, le=9)
    image: str = "python"


@dataclass(frozen=True)
class Authors:
    """Who writes what.

    Attributes:
        author: Writes data, tools, tasks, solutions and verifiers.
        verifier: Writes a second verifier for each task without seeing solution or first verifier; None: nobody does.
            One author for both is how errors agree, so let this be another model.
    """

    author: Model
    verifier: Model | None = None


def prompt(name: str, **values: object) -> str:
    """One of the prompts beside this module, by its name without `.md`, its `{places}` filled."""
    return _text(name).format(**values, format=_text("format"))


@cache
def _text(name: str) -> str:
    return (files(__package__) / f"{name}.md").read_text(encoding="utf-8")
