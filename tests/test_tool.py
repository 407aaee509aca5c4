"""Tools: schemas from signatures and docstrings, and what becomes of argument text and of values."""

from __future__ import annotations

import dataclasses
import enum
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from agentrt import Agent, ImagePart, TextPart, ToolContext, tool
from agentrt.calls import Worker, perform, shown
from agentrt.errors import ConfigurationError
from agentrt.models.scripted import ScriptedModel
from agentrt.tool import BadArguments, Tool, ToolSpec

GOOGLE = """Find flights.

Looks at all airlines.

Args:
    origin: Where to start.
    stops: Most stops.

Returns:
    Flight numbers.
"""
NUMPY = """Find flights.

Looks at all airlines.

Parameters
----------
origin : str
    Where to start.
stops : int
    Most stops.

Returns
-------
list
    Flight numbers.
"""
SPHINX = """Find flights.

Looks at all airlines.

:param origin: Where to start.
:param stops: Most stops.
:returns: Flight numbers.
"""


@pytest.mark.parametrize("docstring", [GOOGLE, NUMPY, SPHINX], ids=["google", "numpy", "sphinx"])
def test_every_docstring_style_describes_the_parameters(docstring: str) -> None:
    def flights(origin: str, stops: int = 0) -> list[str]:
        return [origin] * stops

    flights.__doc__ = docstring
    spec = tool(flights).spec
    assert spec.name == "flights"
    assert spec.description == "Find flights.\n\nLooks at all airlines.\n\nReturns: Flight numbers."
    assert spec.parameters == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "origin": {"type": "string", "description": "Where to start."},
            "stops": {"type": "integer", "default": 0, "description": "Most stops."},
        },
        "required": ["origin"],
    }


class Unit(enum.Enum):
    C = "celsius"
    F = "fahrenheit"


class Place(BaseModel):
    title: str = Field(description="Its name.")
    at: tuple[float, float]


@tool
def forecast(place: Place, unit: Unit = Unit.C, mode: Literal["short", "long"] = "short", json: bool = False) -> str:
    """Forecast."""
    return f"{place.title} {unit.name} {mode} {json}"


def test_rich_types_are_parsed_and_a_parameter_may_have_any_name() -> None:
    parsed = forecast.parse('{"place": {"title": "Oslo", "at": [59.9, 10.7]}, "unit": "fahrenheit", "json": true}')
    assert parsed == {"place": Place(title="Oslo", at=(59.9, 10.7)), "unit": Unit.F, "mode": "short", "json": True}
    properties: Any = forecast.spec.parameters["properties"]
    assert set(properties) == {"place", "unit", "mode", "json"}
    definitions: Any = forecast.spec.parameters["$defs"]
    assert definitions["Place"]["properties"]["title"] == {"type": "string", "description": "Its name."}


@pytest.mark.parametrize("text", ["", "  ", "{}"])
def test_no_arguments_may_be_written_as_nothing(text: str) -> None:
    @tool
    def now() -> str:
        """Now."""
        return "now"

    assert now.parse(text) == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "bad_json"),
        ("nonsense", "bad_json"),
        ('{"place": 3}', "bad_arguments"),
        ("null", "bad_arguments"),
        ("[]", "bad_arguments"),
    ],
)
def test_unreadable_arguments_are_named(text: str, fault: str) -> None:
    with pytest.raises(BadArguments, match="forecast") as raised:
        forecast.parse(text)
    assert raised.value.fault == fault


def test_the_context_is_hidden_from_the_model() -> None:
    @tool
    async def where(context: ToolContext, deep: bool = False) -> str:
        """Where."""
        return context.run_id

    properties: Any = where.spec.parameters["properties"]
    assert set(properties) == {"deep"}


@pytest.mark.parametrize("make", [lambda: tool(_variadic), lambda: tool(_positional), lambda: tool(_unresolved)])
def test_a_signature_that_cannot_be_a_schema_is_refused_when_the_tool_is_made(make: Any) -> None:
    with pytest.raises(ConfigurationError, match="Tool '_"):
        make()


def _variadic(*values: int) -> None: ...


def _positional(value: int, /) -> None: ...


def _unresolved(value: Nowhere) -> None: ...  # type: ignore[name-defined]  # noqa: F821


def test_a_subprocess_tool_must_be_sync() -> None:
    async def coroutine() -> None: ...

    with pytest.raises(ConfigurationError, match="subprocess=True needs a sync function"):
        tool(subprocess=True)(coroutine)


def test_two_tools_of_one_name_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="Two tools are called 'forecast'"):
        Agent(ScriptedModel([]), [forecast, forecast])


@dataclasses.dataclass
class Point:
    x: int
    y: float


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("text", "text"),
        (None, "(no output)"),
        (3.5, "3.5"),
        ({"a": [1, None]}, '{"a":[1,null]}'),
        (Point(1, 2.5), '{"x":1,"y":2.5}'),
        (Place(title="Oslo", at=(1, 2)), '{"title":"Oslo","at":[1.0,2.0]}'),
        (b"caf\xc3\xa9\xff", "café\ufffd"),
        ("lone \ud800 surrogate", "lone ? surrogate"),
        (float("nan"), "NaN"),
        (TextPart(text="part"), (TextPart(text="part"),)),
        ([ImagePart(url="data:image/png;base64,")], (ImagePart(url="data:image/png;base64,"),)),
    ],
)
def test_values_are_shown_as_text_parts_or_json(value: Any, seen: Any) -> None:
    assert shown(value, 1000) == seen


def test_a_result_that_is_too_long_loses_its_middle_and_says_so() -> None:
    text = shown("a" * 600 + "b" * 600, 1000)
    assert isinstance(text, str)
    assert text.startswith("a" * 500)
    assert text.endswith("b" * 500)
    assert "200 of 1200 characters left out" in text


def brake(seconds: float) -> str:
    """Block the interpreter for a while, deaf to everything but a kill."""
    import time

    time.sleep(seconds)
    return "done"


async def test_a_subprocess_tool_returns_and_is_killed_at_its_time_out() -> None:
    quick = tool(subprocess=True, timeout=60)(brake)
    assert (await perform(Worker(quick, {"seconds": 0}, ToolContext()), None)).value == "done"
    slow = tool(subprocess=True, timeout=0.2)(brake)
    outcome = await perform(Worker(slow, {"seconds": 60}, ToolContext()), None)
    assert (outcome.fault, outcome.abandoned) == ("tool_timeout", False)


def test_a_tool_is_still_the_function() -> None:
    assert forecast(Place(title="Oslo", at=(1, 2))) == "Oslo C short False"


async def test_a_tool_that_is_described_by_a_schema() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "array", "items": {"type": "integer"}}},
        "required": ["city"],
        "additionalProperties": False,
    }
    spec = ToolSpec(name="weather", description="Weather.", parameters=schema)
    described = Tool.of_schema(spec, lambda **arguments: sorted(arguments))
    assert described.spec == spec
    assert described.parse('{"city": "Ulm", "days": [1, 2]}') == {"city": "Ulm", "days": [1, 2]}
    for text, fault, said in [
        ('{"city"', "bad_json", "not valid JSON"),
        ('{"city": NaN}', "bad_json", "not valid JSON"),
        ("[]", "bad_arguments", "arguments: they are no object"),
        ("", "bad_arguments", "'city' is a required property"),
        ('{"city": 3}', "bad_arguments", "city: 3 is not of type 'string'"),
        ('{"city": "Ulm", "days": [1, "x"]}', "bad_arguments", "days.1: 'x' is not of type 'integer'"),
        ('{"city": "Ulm", "town": 1}', "bad_arguments", "'town' was unexpected"),
    ]:
        with pytest.raises(BadArguments) as error:
            described.parse(text)
        assert error.value.fault == fault, text
        assert said in str(error.value), text


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "string"}, 'must say "type": "object"'),
        ({"type": "object", "properties": {"a": {"type": "text"}}}, "properties.a.type: 'text' is not valid"),
        ({"type": "object", "properties": {"a": {"$ref": "https://example.org/a"}}}, "which is not in it"),
    ],
)
def test_what_cannot_describe_a_tool(schema: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        Tool.of_schema(ToolSpec(name="x", parameters=schema), lambda: None)
