"""What a verifier says of an answer and a state, as data: criteria, or why there is no verdict."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypedDict


class Judgement(TypedDict, total=False):
    """What a verifier said: its criteria as numbers from 0 to 1, or why there is no verdict."""

    criteria: dict[str, float]
    invalid: str


class NoVerdict(Exception):
    """The verifier gave no verdict; the message says why."""


def judge(verify: Callable[..., Any], answer: object, before: object, after: object) -> Judgement:
    """Run a verifier.

    Returns:
        {"criteria": {name: number from 0 to 1}}, or {"invalid": why}.
    """
    try:
        return {"criteria": criteria(verify(answer, before, after))}
    except NoVerdict as error:
        return {"invalid": str(error)}
    except RecursionError:
        return {"invalid": "RecursionError"}
    except Exception as error:
        return {"invalid": f"it raised {type(error).__name__}: {error}"[:500]}


def criteria(said: object) -> dict[str, float]:
    """A verifier's return value as numbers.

    Raises:
        NoVerdict: It is no dict of names to True, False or numbers from 0 to 1, or an empty one.
    """
    if type(said) is not dict or not said:
        raise NoVerdict(f"it returned no criteria but {type(said).__name__}")
    found = {}
    for name, value in said.items():
        # Not `isinstance`: a class of the verifier's own may say that it equals anything.
        if type(name) is not str or type(value) not in (bool, int, float):
            raise NoVerdict(f"the criterion {name!r} is {type(value).__name__}, not True, False or a number")
        if not math.isfinite(value) or not 0 <= value <= 1:
            raise NoVerdict(f"the criterion {name!r} is {value}, not from 0 to 1")
        found[name] = float(value)
    return found


def load(source: str, name: str = "verify", scope: dict[str, Any] | None = None) -> Callable[..., Any]:
    """The function of a module's text.

    Args:
        source: The text.
        name: Of the function, and of its module.
        scope: Where to put the module's names.

    Raises:
        NoVerdict: It cannot be loaded.
    """
    scope = {} if scope is None else scope
    scope["__name__"] = name
    try:
        exec(compile(source, f"{name}.py", "exec"), scope)
        function: Callable[..., Any] = scope[name]
        return function
    except Exception as error:
        raise NoVerdict(f"it cannot be loaded: {type(error).__name__}: {error}"[:500]) from None
