"""What an agent is told of the tools in a `functions.py`, and how its arguments are checked against it."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Mapping
from types import FunctionType
from typing import Any, TypedDict

SIMPLE: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}
_PYTHON: dict[str, tuple[type[Any], ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
Schema = dict[str, Any]
"""A JSON schema of one parameter."""


class Parameters(TypedDict):
    """The JSON schema of a tool's arguments."""

    type: str
    properties: dict[str, Schema]
    required: list[str]
    additionalProperties: bool


class Described(TypedDict):
    """A tool, as an agent is told of it, and the tables that it may write."""

    name: str
    description: str
    parameters: Parameters
    writes: list[str]


class Undescribed(Exception):
    """A function that cannot be a tool as it is; the message says why."""


def load_functions(source: str, path: str = "functions.py") -> dict[str, FunctionType]:
    """The tools of a module's text, by name, in the order in which they are defined."""
    scope: dict[str, object] = {"__name__": "functions"}
    exec(compile(source, path, "exec"), scope)
    return {
        name: value
        for name, value in scope.items()
        if inspect.isfunction(value) and value.__module__ == "functions" and not name.startswith("_")
    }


def describe(functions: Mapping[str, FunctionType]) -> list[Described]:
    """Name, description, JSON schema of the arguments, and tables written, for each tool.

    Raises:
        Undescribed: One lacks a docstring, a type hint, a description of a parameter, or a mark.
    """
    return [_described(name, function) for name, function in functions.items()]


def _described(name: str, function: FunctionType) -> Described:
    summary, arguments = documented(name, inspect.getdoc(function) or "")
    hints = _hints(name, function)
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].name != "db":
        raise Undescribed(f"{name}: its first parameter must be `db: Database`")
    if not hasattr(function, "writes"):
        raise Undescribed(f"{name}: mark it with @reads or @writes(tables)")
    properties: dict[str, Schema] = {}
    required: list[str] = []
    for one in parameters[1:]:
        if one.kind not in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY):
            raise Undescribed(f"{name}: parameter {one.name!r} is variadic or positional-only")
        if one.name not in hints:
            raise Undescribed(f"{name}: parameter {one.name!r} has no type hint")
        if one.name not in arguments:
            raise Undescribed(f"{name}: parameter {one.name!r} is not described under `Args:`")
        schema = {**_schema(name, one.name, hints[one.name]), "description": arguments[one.name]}
        if one.default is one.empty:
            required.append(one.name)
        else:
            schema["default"] = one.default
        properties[one.name] = schema
    return {
        "name": name,
        "description": summary,
        "parameters": {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        },
        "writes": list(function.writes),
    }


def _hints(name: str, function: FunctionType) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function)
    except Exception as error:
        raise Undescribed(f"{name}: its type hints cannot be read ({error})") from None


def _schema(name: str, parameter: str, hint: Any) -> Schema:
    if hint in SIMPLE:
        return {"type": SIMPLE[hint]}
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        kinds = {SIMPLE.get(type(one)) for one in inner}
        if len(kinds) == 1 and None not in kinds:
            return {"type": kinds.pop(), "enum": list(inner)}
    if origin is list and len(inner) == 1:
        return {"type": "array", "items": _schema(name, parameter, inner[0])}
    others = [one for one in inner if one is not type(None)]
    if type(None) in inner and len(others) == 1:  # T | None
        return {"anyOf": [_schema(name, parameter, others[0]), {"type": "null"}]}
    raise Undescribed(
        f"{name}: parameter {parameter!r} has type {hint!r}; use str, int, float, bool, Literal, list or T | None"
    )


def documented(name: str, text: str) -> tuple[str, dict[str, str]]:
    """The description, and that of each parameter, from a docstring in Google's style.

    Raises:
        Undescribed: There is none.
    """
    if not text:
        raise Undescribed(f"{name}: it has no docstring, which is all that the agent is told of it")
    head, _, rest = text.partition("\nArgs:\n")
    block, _, tail = rest.partition("\n\n")
    arguments: dict[str, str] = {}
    last: str | None = None
    for line in block.splitlines():
        found = re.match(r"^ {2,4}(\w+)(?: \([^)]*\))?: (.+)$", line)
        if found:
            last = found[1]
            arguments[last] = found[2].strip()
        elif last is not None and line.strip():
            arguments[last] += " " + line.strip()
    summary = head.strip() + ("\n\n" + tail.strip() if tail.strip() else "")
    return summary, arguments


def fit(schema: Schema, value: Any, where: str) -> Any:
    """The value as the schema has it (a whole number for a float), or an error in words.

    Raises:
        ValueError: It does not fit.
    """
    if "anyOf" in schema:
        if value is None:
            return None
        return fit(schema["anyOf"][0], value, where)
    kind = schema["type"]
    if kind == "array":
        if not isinstance(value, list):
            raise ValueError(f"{where} must be a list")
        return [fit(schema["items"], one, f"{where}[{at}]") for at, one in enumerate(value)]
    wanted = _PYTHON[kind]
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind != "boolean"):
        raise ValueError(f"{where} must be a {kind}")
    if kind == "number" and value != value:  # NaN
        raise ValueError(f"{where} must be a finite number")
    if kind == "string":
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError(f"{where} is no valid text") from None
    if kind == "integer" and not -(2**63) <= value < 2**63:
        raise ValueError(f"{where} is too large")
    if "enum" in schema and value not in schema["enum"]:
        raise ValueError(f"{where} must be one of {', '.join(map(str, schema['enum']))}")
    return value


def fit_arguments(parameters: Parameters, arguments: Any) -> dict[str, Any]:
    """The arguments of a call, fitted to the tool's schema.

    Raises:
        ValueError: They do not fit; the message says what is wrong.
    """
    if not isinstance(arguments, dict):
        raise ValueError("the arguments must be an object")
    known = parameters["properties"]
    for name in arguments:
        if name not in known:
            raise ValueError(f"there is no parameter {name!r}; there are: {', '.join(known) or 'none'}")
    for name in parameters["required"]:
        if name not in arguments:
            raise ValueError(f"{name} is missing")
    return {name: fit(known[name], value, name) for name, value in arguments.items()}
