"""Tools: Python functions a model may call, with a schema made from their signature and docstring.

    @tool
    async def weather(city: str) -> str:
        '''Weather of a city now.

        Args:
            city: Name of the city.
        '''

Google, NumPy and Sphinx docstrings are read. A parameter annotated with `ToolContext` is filled in by the runtime and
hidden from the model. What a tool returns is shown to the model: text as it is, anything else as JSON. To tell the
model what went wrong, raise `ToolError`; any other exception is told to it as well, and counted as a fault.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ParamSpec, TypeVar, overload

from pydantic import BaseModel, ConfigDict, Field, JsonValue, PydanticUserError, ValidationError, create_model
from pydantic_core import PydanticUndefined, from_json

from agentrt.conversation import Conversation
from agentrt.errors import ConfigurationError, ToolError
from agentrt.frozen import Frozen
from agentrt.schema import check_schema, problems
from agentrt.usage import Usage

__all__ = ["BadArguments", "Tool", "ToolContext", "ToolError", "ToolSpec", "tool"]

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")

_PREFIX = "argument_"
"""Before each field of an arguments model, so that a parameter may be called `json` or `copy` as pydantic's own are."""


def _no_arguments() -> dict[str, JsonValue]:
    return {"type": "object", "properties": {}}


class ToolSpec(Frozen):
    """What the model is told of a tool.

    Attributes:
        name: The name it is called by.
        description: What it does, when to use it, what it returns.
        parameters: JSON schema of an object, one property per argument.
    """

    name: str
    description: str = ""
    parameters: dict[str, JsonValue] = Field(default_factory=_no_arguments)


@dataclass(slots=True)
class ToolContext:
    """What a tool may know of the run that calls it. Ask for it with a parameter annotated `ToolContext`.

    Attributes:
        run_id: Name of the run.
        step: Number of the step, from 1.
        call_id: The id of this call.
        conversation: All that was said up to this call.
        sandbox: The agent's sandbox, or None.
        journal: Path of the run's journal, or None.
        spend: Adds usage of the tool's own model calls to the run's.
        emit: Shows text to whoever watches the run, while the tool is still at work.
    """

    run_id: str = ""
    step: int = 0
    call_id: str = ""
    conversation: Conversation = field(default_factory=Conversation)
    sandbox: Any = None
    journal: str | None = None
    spend: Callable[[Usage], None] = lambda usage: None
    emit: Callable[[str], None] = lambda text: None


class BadArguments(Exception):
    """Argument text that is no JSON object, or does not fit the schema.

    Attributes:
        fault: "bad_json" or "bad_arguments".
    """

    def __init__(self, fault: str, message: str) -> None:
        super().__init__(message)
        self.fault = fault


@dataclass(frozen=True)
class Tool:
    """A function with what the model and the loop need to know of it. Made by `@tool`; callable like the function.

    Attributes:
        name: The name the model calls it by.
        description: What the model is told of it.
        function: The function itself, sync or async.
        arguments: Pydantic model of the arguments; its JSON schema is the tool's, unless `schema` is given.
        timeout: Seconds a call may take; the agent's `Limits.tool_seconds` where None.
        concurrent: Whether it may run beside other calls of the same step.
        idempotent: Whether a call that was cut off by a crash may simply run again.
        subprocess: Run the (sync, importable) function in a process that a time-out can kill, not in a thread.
        max_characters: Longest result the model is shown; the middle of a longer one is cut out, and said so.
        context_parameter: Name of the parameter that takes the `ToolContext`, if there is one.
        session: What a call leaves behind that a crash would lose ("the shell session"), in words for the model.
        pack: Name of the pack it came from, if any.
        sandbox: The sandbox it works in, if any.
        schema: JSON schema of the arguments, for a tool that comes with one; arguments are held against it.
    """

    name: str
    description: str
    function: Callable[..., Any]
    arguments: type[BaseModel]
    timeout: float | None = None
    concurrent: bool = True
    idempotent: bool = False
    subprocess: bool = False
    max_characters: int = 100_000
    context_parameter: str | None = None
    session: str | None = None
    pack: str | None = None
    sandbox: Any = field(default=None, repr=False)
    schema: dict[str, JsonValue] | None = None

    @classmethod
    def of_schema(cls, spec: ToolSpec, function: Callable[..., Any], **options: Any) -> Tool:
        """A tool that is described by a JSON schema, not by a signature: one of a server's, or of an environment's.

        Args:
            spec: Its name, description and the schema of its arguments.
            function: Called with the arguments by name, as JSON values.
            **options: Other attributes of `Tool`.

        Raises:
            ConfigurationError: It is no JSON schema of an object.
        """
        check_schema(spec.parameters, f"Tool {spec.name!r}")
        if spec.parameters.get("type") != "object":
            raise ConfigurationError(f'Tool {spec.name!r}: the schema of its arguments must say "type": "object".')
        return cls(spec.name, spec.description, function, BaseModel, schema=spec.parameters, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function itself, as if it had not been decorated."""
        return self.function(*args, **kwargs)

    @cached_property
    def spec(self) -> ToolSpec:
        """What the model is told."""
        if self.schema is not None:
            return ToolSpec(name=self.name, description=self.description, parameters=self.schema)
        schema = _without_titles(self.arguments.model_json_schema())
        schema.pop("description", None)
        return ToolSpec(name=self.name, description=self.description, parameters=schema)

    @cached_property
    def is_async(self) -> bool:
        """Whether the function is a coroutine function."""
        return inspect.iscoroutinefunction(self.function)

    def parse(self, text: str) -> dict[str, Any]:
        """The arguments as Python values, from the text that the model wrote.

        Raises:
            BadArguments: The text is no JSON object, or does not fit; the message says what is wrong, for the model.
        """
        if self.schema is not None:
            return _fitted(self.name, self.schema, text)
        try:
            parsed = self.arguments.model_validate_json(text if text.strip() else "{}")
        except ValidationError as error:
            raise _explained(self.name, error) from None
        return {name.removeprefix(_PREFIX): getattr(parsed, name) for name in type(parsed).model_fields}

    def renamed(self, **changes: Any) -> Tool:
        """This tool with some attributes replaced."""
        return replace(self, **changes)


@overload
def tool(function: Callable[_Parameters, _Result], /) -> Tool: ...
@overload
def tool(
    *,
    name: str | None = None,
    description: str | None = None,
    timeout: float | None = None,
    concurrent: bool = True,
    idempotent: bool = False,
    subprocess: bool = False,
    max_characters: int = 100_000,
    session: str | None = None,
) -> Callable[[Callable[_Parameters, _Result]], Tool]: ...
def tool(function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
    """Make a `Tool` of a sync or async function.

    Args:
        function: The function; its type hints and docstring become the schema.
        **options: `name`, `description`, `timeout`, `concurrent`, `idempotent`, `subprocess`,
            `max_characters` and `session` as in `Tool`; name and description default to the function's.

    Raises:
        ConfigurationError: The signature cannot be a schema (`*args`, a type without one), or the options contradict.
    """
    if function is None:
        return lambda decorated: _make(decorated, **options)
    return _make(function, **options)


def _make(
    function: Callable[..., Any],
    *,
    name: str | None = None,
    description: str | None = None,
    **options: Any,
) -> Tool:
    title: str = name or str(getattr(function, "__name__", type(function).__name__))
    summary, described = _docstring(function)
    hints = _hints(function, title)
    context = next((key for key, hint in hints.items() if hint is ToolContext), None)
    fields: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name != context:
            fields[_PREFIX + parameter.name] = _field(title, parameter, hints, described)
    if options.get("subprocess") and (inspect.iscoroutinefunction(function) or context):
        raise ConfigurationError(f"Tool {title!r}: subprocess=True needs a sync function without a ToolContext.")
    try:
        arguments = create_model(f"{title}_arguments", __config__=ConfigDict(extra="forbid"), **fields)
        made = Tool(title, description or summary, function, arguments, context_parameter=context, **options)
        made.spec  # noqa: B018 - a type without a JSON schema is reported here, not at the first call
    except (PydanticUserError, NameError) as error:
        raise ConfigurationError(f"Tool {title!r}: its signature cannot be made into a schema: {error}") from error
    return made


def _hints(function: Callable[..., Any], title: str) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function, include_extras=True)
    except NameError as error:
        raise ConfigurationError(
            f"Tool {title!r}: the type hint {error.name!r} cannot be resolved; import it where the tool is defined."
        ) from error


def _field(title: str, parameter: inspect.Parameter, hints: Mapping[str, Any], described: Mapping[str, str]) -> Any:
    """A parameter as pydantic's `create_model` wants it: its type, and a field with default and description."""
    if parameter.kind not in (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY):
        raise ConfigurationError(
            f"Tool {title!r}: parameter {parameter.name!r} is positional-only or variadic; a model passes arguments "
            "by name, so give each one a name of its own."
        )
    default = PydanticUndefined if parameter.default is inspect.Parameter.empty else parameter.default
    hint = hints.get(parameter.name, Any)
    return (hint, Field(default=default, alias=parameter.name, description=described.get(parameter.name)))


def _docstring(function: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """The description and the parameters' descriptions, from a Google, NumPy or Sphinx docstring."""
    from docstring_parser import parse  # here: `import agentrt` must stay light

    parsed = parse(inspect.getdoc(function) or "")
    said = [part for part in (parsed.short_description, parsed.long_description) if part]
    if parsed.returns and parsed.returns.description:
        said.append(f"Returns: {parsed.returns.description}")
    return "\n\n".join(said), {one.arg_name: one.description or "" for one in parsed.params if one.description}


def _without_titles(schema: Any) -> Any:
    """The schema less the titles that pydantic makes of names: tokens that tell the model nothing."""
    if isinstance(schema, list):
        return [_without_titles(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "title" and isinstance(value, str):
            continue
        if key in ("properties", "$defs") and isinstance(value, dict):  # here the keys are names, not keywords
            kept[key] = {name: _without_titles(one) for name, one in value.items()}
        elif key in ("default", "const", "enum", "examples"):  # values of the user's, not schemas
            kept[key] = value
        else:
            kept[key] = _without_titles(value)
    return kept


def _fitted(name: str, schema: dict[str, JsonValue], text: str) -> dict[str, Any]:
    """The arguments in `text`, which must fit a JSON schema."""
    try:
        parsed = from_json(text if text.strip() else "{}", allow_inf_nan=False)
    except ValueError as error:
        raise _no_json(name, str(error)) from None
    found = problems(schema, parsed) if isinstance(parsed, dict) else ["arguments: they are no object"]
    if found:
        raise _misfit(name, found)
    assert isinstance(parsed, dict)
    return parsed


def _explained(name: str, error: ValidationError) -> BadArguments:
    """A validation error as one line for the model: what is wrong, and what to do."""
    found = error.errors(include_url=False, include_context=False)
    if found and found[0]["type"] == "json_invalid":
        return _no_json(name, found[0]["msg"].removeprefix("Invalid JSON: "))
    return _misfit(name, [f"{'.'.join(map(str, one['loc'])) or 'arguments'}: {one['msg']}" for one in found])


def _no_json(name: str, cause: str) -> BadArguments:
    return BadArguments("bad_json", f"The arguments of {name!r} are not valid JSON ({cause}). Write the call again.")


def _misfit(name: str, found: list[str]) -> BadArguments:
    more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
    said = (
        f"The arguments of {name!r} do not fit its schema: {'; '.join(found[:5])}{more}. Correct them and call again."
    )
    return BadArguments("bad_arguments", said)
