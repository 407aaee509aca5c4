"""JSON Schema (draft 2020-12): whether a value fits one, in words for whoever wrote the value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from agentrt.errors import ConfigurationError


def check_schema(schema: Mapping[str, JsonValue], where: str) -> None:
    """Hold a schema to being one.

    Raises:
        ConfigurationError: It is none, or it refers to another document; the message begins with `where`.
    """
    from jsonschema import Draft202012Validator, SchemaError  # here: `import agentrt` must stay light

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        place = ".".join(map(str, error.absolute_path)) or "the whole"
        raise ConfigurationError(f"{where}: it is no JSON schema: {place}: {error.message}.") from None
    outside = [one for one in _references(schema) if not one.startswith("#")]
    if outside:
        raise ConfigurationError(f"{where}: it refers to {outside[0]!r}, which is not in it.")


def problems(schema: Mapping[str, JsonValue], value: Any) -> list[str]:
    """What about a value does not fit, the weightiest first: "place: what is wrong"; nothing where it fits."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import relevance
    from referencing import Registry

    validator = Draft202012Validator(schema, registry=Registry())  # a registry that fetches nothing
    found = sorted(validator.iter_errors(value), key=relevance, reverse=True)
    return [f"{'.'.join(map(str, one.absolute_path)) or 'arguments'}: {one.message[:500]}" for one in found]


def _references(schema: Any) -> list[str]:
    """Everything that a schema's `$ref` names."""
    if isinstance(schema, list):
        return [one for item in schema for one in _references(item)]
    if not isinstance(schema, Mapping):
        return []
    own = [str(schema["$ref"])] if isinstance(schema.get("$ref"), str) else []
    return own + [one for item in schema.values() for one in _references(item)]
