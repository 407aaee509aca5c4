"""A pack's `functions.py`, read without being run: its tools with their schemas, from the syntax tree alone."""

from __future__ import annotations

import ast

from pydantic import JsonValue

from agentrt.envs.inside.describe import Undescribed, documented
from agentrt.errors import PackError
from agentrt.frozen import Frozen

FILE = "functions.py"
Schema = dict[str, JsonValue]
_SCALARS = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


class ToolDescription(Frozen):
    """A tool as an agent is told of it.

    Attributes:
        name: Its name.
        description: What it does.
        parameters: JSON schema of its arguments.
        writes: Tables that it may change.
    """

    name: str
    description: str
    parameters: Schema
    writes: tuple[str, ...] = ()


def read_functions(source: str, where: str = FILE) -> tuple[ToolDescription, ...]:
    """The tools of a functions.py, in its order.

    Raises:
        PackError: A tool lacks its mark, docstring, a type hint or an argument's description, or has a type that no
            schema can say; the message names file, line and function.
    """
    tree = parse_source(source, where)
    found = [_described(one, where) for one in tree.body if isinstance(one, ast.FunctionDef) and one.name[0] != "_"]
    for one in tree.body:
        if isinstance(one, ast.AsyncFunctionDef):
            raise _wrong(where, one, f"{one.name}: a tool is a plain function, not an async one")
    names = [one.name for one in found]
    for name in names:
        if names.count(name) > 1:
            raise PackError(f"{where}: {name} is defined twice.")
    if not found:
        raise PackError(f"{where}: it defines no tool: no function marked with @reads or @writes(...).")
    return tuple(found)


def parse_source(source: str, where: str) -> ast.Module:
    """The syntax tree of a pack's Python file.

    Raises:
        PackError: It is no Python.
    """
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        raise PackError(f"{where}{line}: it is no Python: {getattr(error, 'msg', error)}.") from None


def _wrong(where: str, node: ast.stmt | ast.expr | ast.arg, what: str) -> PackError:
    return PackError(f"{where}, line {node.lineno}: {what}.")


def _described(function: ast.FunctionDef, where: str) -> ToolDescription:
    name = function.name
    writes = _mark(function, where)
    try:
        about, said = documented(name, ast.get_docstring(function) or "")
    except Undescribed as error:
        raise _wrong(where, function, str(error)) from None
    if function.returns is None:
        raise _wrong(where, function, f"{name}: it does not say what it returns: write `-> dict`, for instance")
    parameters = _parameters(function, said, where)
    known = parameters["properties"]
    assert isinstance(known, dict)
    extra = [one for one in said if one not in known]
    if extra:
        raise _wrong(where, function, f"{name}: its docstring describes {extra[0]!r}, which is no argument")
    return ToolDescription(name=name, description=about, parameters=parameters, writes=writes)


def _mark(function: ast.FunctionDef, where: str) -> tuple[str, ...]:
    """Tables that it may change, from its decorator."""
    if len(function.decorator_list) == 1:
        match function.decorator_list[0]:
            case ast.Name(id="reads"):
                return ()
            case ast.Call(func=ast.Name(id="writes"), args=tables, keywords=[]) if tables:
                names = tuple(one.value for one in tables if isinstance(one, ast.Constant))
                if len(names) == len(tables) and all(isinstance(one, str) for one in names):
                    return tuple(str(one) for one in names)
    wanted = '@reads, or @writes("table", ...) with the tables that it may change'
    raise _wrong(where, function, f"{function.name}: mark it with exactly one of {wanted}; or begin its name with _")


def _parameters(function: ast.FunctionDef, said: dict[str, str], where: str) -> Schema:
    arguments, name = function.args, function.name
    if arguments.vararg or arguments.kwarg or arguments.posonlyargs:
        raise _wrong(where, function, f"{name}: arguments are given by name: no *, ** or / in its signature")
    if not arguments.args or arguments.args[0].arg != "db":
        raise _wrong(where, function, f"{name}: its first argument must be `db: Database`")
    named = [*arguments.args[1:], *arguments.kwonlyargs]
    positional = [None] * (len(arguments.args) - len(arguments.defaults)) + list(arguments.defaults)
    defaults = [*positional[1:], *arguments.kw_defaults]
    properties: Schema = {}
    required: list[JsonValue] = []
    for one, default in zip(named, defaults, strict=True):
        properties[one.arg] = _property(function, one, default, said, where)
        if default is None:
            required.append(one.arg)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _property(
    function: ast.FunctionDef, argument: ast.arg, default: ast.expr | None, said: dict[str, str], where: str
) -> Schema:
    place = f"{function.name}, argument {argument.arg}"
    if argument.annotation is None:
        raise _wrong(where, argument, f"{place}: it has no type hint")
    if not said.get(argument.arg):
        raise _wrong(where, argument, f"{place}: the docstring does not describe it")
    schema = _type(argument.annotation, place, where) | {"description": said[argument.arg]}
    if default is not None:
        try:
            schema["default"] = ast.literal_eval(default)
        except ValueError:
            raise _wrong(where, default, f"{place}: its default must be a constant") from None
    return schema


def _type(hint: ast.expr, place: str, where: str) -> Schema:
    match hint:
        case ast.Name(id=name) if name in _SCALARS:
            return {"type": _SCALARS[name]}
        case ast.Constant(value=str(text)):
            return _type(ast.parse(text, mode="eval").body, place, where)
        case ast.Subscript(value=ast.Name(id="list"), slice=item):
            return {"type": "array", "items": _type(item, place, where)}
        case ast.Subscript(value=ast.Name(id="Optional"), slice=item):
            return {"anyOf": [_type(item, place, where), {"type": "null"}]}
        case ast.Subscript(value=ast.Name(id="Literal"), slice=item):
            return _literal(item, hint, place, where)
        case ast.BinOp(left=one, op=ast.BitOr(), right=ast.Constant(value=None)):
            return {"anyOf": [_type(one, place, where), {"type": "null"}]}
    wanted = "str, int, float, bool, Literal[...], list[...], or one of them `| None`"
    raise _wrong(where, hint, f"{place}: the type {ast.unparse(hint)} is none of {wanted}")


def _literal(item: ast.expr, hint: ast.expr, place: str, where: str) -> Schema:
    values = item.elts if isinstance(item, ast.Tuple) else [item]
    words = [one.value for one in values if isinstance(one, ast.Constant) and type(one.value) in (str, int)]
    if len(words) != len(values):
        raise _wrong(where, hint, f"{place}: Literal holds texts or whole numbers")
    if len({type(one) for one in words}) != 1:
        raise _wrong(where, hint, f"{place}: Literal holds texts, or whole numbers, and not both")
    return {"type": "string" if isinstance(words[0], str) else "integer", "enum": list(words)}  # type: ignore[arg-type]
