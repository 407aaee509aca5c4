"""Tools as typed Python methods, written from their descriptions."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from pydantic import JsonValue

from agentrt.envs.server import ToolDescription

_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def tool_methods(tools: tuple[ToolDescription, ...], mark: str = "@vf.tool") -> str:
    """A method for each tool, indented for the body of a class that has `_call(name, **arguments)`."""
    return "\n".join(textwrap.indent(_method(one, mark), "    ") for one in tools)


def type_text(schema: Mapping[str, JsonValue]) -> str:
    """The Python type that a parameter's JSON schema says."""
    if isinstance(one := schema.get("anyOf"), list) and isinstance(one[0], dict):
        return f"{type_text(one[0])} | None"
    if isinstance(values := schema.get("enum"), list):
        return f"Literal[{', '.join(map(repr, values))}]"
    if schema.get("type") == "array" and isinstance(items := schema.get("items"), dict):
        return f"list[{type_text(items)}]"
    return _TYPES.get(str(schema.get("type")), "Any")


def _method(tool: ToolDescription, mark: str) -> str:
    properties = tool.parameters.get("properties")
    assert isinstance(properties, dict)
    schemas = {name: schema for name, schema in properties.items() if isinstance(schema, dict)}
    ordered = sorted(schemas, key=lambda name: "default" in schemas[name])
    parameters = [_parameter(name, schemas[name]) for name in ordered]
    passed = "".join(f", {name}={name}" for name in schemas)
    described = "".join(f"\n    {name}: {schema.get('description', '')}" for name, schema in schemas.items())
    body = f"{tool.description}\n\nArgs:{described}\n" if described else tool.description
    quoted = body.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    docstring = textwrap.indent(f'"""{quoted}"""', "    ").lstrip()
    signature = ", ".join(["self", *parameters])
    return (
        f'{mark}\ndef {tool.name}({signature}) -> str:\n    {docstring}\n    return self._call("{tool.name}"{passed})\n'
    )


def _parameter(name: str, schema: Mapping[str, JsonValue]) -> str:
    default = f" = {schema['default']!r}" if "default" in schema else ""
    return f"{name}: {type_text(schema)}{default}"
