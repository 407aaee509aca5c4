"""What the tool packs `search` and `browser` have in common."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from agentrt.errors import ConfigurationError, PackError, ToolError, WebError
from agentrt.web.session import Session

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def required_session(given: Any, pack: str) -> Session:
    """The session that a pack works in.

    Raises:
        PackError: something else was given, such as the browser itself.
    """
    if not isinstance(given, Session):
        raise PackError(
            f"The tool pack {pack!r} works in a session of a browser: "
            f"`async with Browser() as browser, browser.session() as session: load_tools({pack!r}, browser=session)`."
        )
    return given


def options_of(pack: str, given: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """A pack's settings.

    Raises:
        PackError: a setting that the pack does not have.
    """
    unknown = sorted(set(given) - set(defaults))
    if unknown:
        raise PackError(f"The tool pack {pack!r} has no option {unknown[0]!r}; it has {', '.join(sorted(defaults))}.")
    return {**defaults, **given}


def told(function: Callable[_Parameters, Awaitable[_Result]]) -> Callable[_Parameters, Awaitable[_Result]]:
    """Has a failure of the web told to the model, as what it is: a result, not a fault of the run."""

    @functools.wraps(function)
    async def call(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        try:
            return await function(*args, **kwargs)
        except (WebError, ConfigurationError) as error:
            text = str(error)
            raise ToolError(text[:1].upper() + text[1:] + ".") from None

    return call
