"""Lines of generated Python broken where a person, or ruff, would break them."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise

WIDTH = 120
_OPEN, _CLOSE = "([{", ")]}"
_DELIMITERS = (",", " if | else | for ", " or ", " and ", " == | != | <= | >= | < | > | in | not in ", " + | - ")
"""What an expression is split at, loosest first."""
_HEAD = re.compile(
    r"(?P<head>(?:(?:if|elif|while|return|for .+? in) |[\w\[\]\", ]+ [+\-*/]?= |lambda \w+: )*)"
    r"(?P<body>.*?)(?P<tail>:?)$",
    re.DOTALL,
)


def laid_out(source: str) -> str:
    """The source with no line longer than 120 signs, where it can be."""
    return "".join(f"{line}\n" for one in source.splitlines() for line in _statement(one))


def _statement(line: str) -> list[str]:
    if len(line) <= WIDTH or '"""' in line or line.lstrip().startswith(("#", '"', "'")):
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    text = line.lstrip()
    if text.startswith(("def ", "@")):
        return _bracketed(indent, "", text.removesuffix(":"), ":" if text.endswith(":") else "")
    match = _HEAD.match(text)
    assert match is not None
    head, body, tail = match["head"], match["body"], match["tail"]
    split = _bracketed(indent, head, body, tail)
    if split:
        return split
    inner = _parts(indent + "    ", body)
    return [f"{indent}{head}(", *inner, f"{indent}){tail}"]


def _bracketed(indent: str, head: str, body: str, tail: str) -> list[str]:
    """Split in the brackets that the expression ends with; [] if it does not consist of a name and brackets."""
    if not body or body[-1] not in _CLOSE:
        return []
    start = _opening(body)
    before = body[:start]
    if _cuts(before, "|".join(_DELIMITERS[1:])) or _cuts(before, ","):
        return []
    inner = body[start + 1 : -1]
    return [f"{indent}{head}{before}{body[start]}", *_parts(indent + "    ", inner), f"{indent}{body[-1]}{tail}"]


def _parts(indent: str, text: str) -> list[str]:
    """An expression inside brackets, on as many lines as it takes."""
    if len(indent) + len(text) <= WIDTH:
        return [indent + text]
    for delimiter in _DELIMITERS:
        cuts = _cuts(text, delimiter)
        if not cuts:
            continue
        edges = [0, *cuts, len(text)]
        pieces = [text[a:b] for a, b in pairwise(edges)]
        lines: list[str] = []
        for place, piece in enumerate(pieces):
            comma = "," if delimiter == "," else ""
            lines += _piece(indent, piece.strip().removeprefix(",").strip(), comma, last=place == len(pieces) - 1)
        return lines
    return _bracketed(indent, "", text, "") or [indent + text]


def _piece(indent: str, text: str, comma: str, *, last: bool) -> list[str]:
    if not text:
        return []
    if len(indent) + len(text) + len(comma) <= WIDTH:
        return [f"{indent}{text}{comma}"]
    word = re.match(r"(?:(?:if|else|for|in|and|or|not|==|!=|<=|>=|<|>|\+|-|\w+=) ?)+", text)
    head = word[0] if word else ""
    split = _bracketed(indent, head, text[len(head) :], comma)
    if not split and any(_cuts(text, delimiter) for delimiter in _DELIMITERS[1:]):
        split = _parts(indent, text)
        split[-1] += comma
    return split or [f"{indent}{text}{comma}"]


def _cuts(text: str, delimiter: str) -> list[int]:
    """Where a delimiter, or one of several with "|" between them, stands outside brackets and quotes."""
    depth, found = 0, []
    for match in _pieces(delimiter).finditer(text):
        if match["cut"]:
            if depth == 0 and match.start():
                found.append(match.start())
        elif match[0] in _OPEN:
            depth += 1
        elif match[0] in _CLOSE:
            depth -= 1
    return found


@cache
def _pieces(delimiter: str) -> re.Pattern[str]:
    """Quoted texts, brackets, and the first sign of each delimiter: the next may begin with what it ends with."""
    words = "|".join(map(re.escape, delimiter.split("|")))
    return re.compile(rf"""\"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|[(\[{{)\]}}]|(?P<cut>(?={words}).)""", re.DOTALL)


def _opening(text: str) -> int:
    """Where the bracket opens that the text ends with."""
    depth, quote, stack = 0, "", []
    place = 0
    while place < len(text):
        sign = text[place]
        if quote:
            place += 2 if sign == "\\" else 1
            quote = "" if sign == quote else quote
            continue
        if sign in "\"'":
            quote = sign
        elif sign in _OPEN:
            stack.append(place)
            depth += 1
        elif sign in _CLOSE:
            start = stack.pop()
            if place == len(text) - 1:
                return start
        place += 1
    return 0


def python_text(value: object) -> str:
    """A constant as Python text on one line, with double quotes."""
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case dict():
            return "{" + ", ".join(f"{python_text(name)}: {python_text(one)}" for name, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(python_text, value)) + "]"
        case tuple():
            return "(" + ", ".join(map(python_text, value)) + ("," if len(value) == 1 else "") + ")"
    return repr(value)


_CLAUSES = (" FROM ", " WHERE ", " ORDER BY ", " GROUP BY ", " UNION ALL ", " LEFT JOIN ", " AND ")


def laid_out_sql(text: str, indent: str = "    ") -> str:
    """A query with its clauses on lines of their own, where it is too long for one."""
    if len(text) <= WIDTH - len(indent) and "\n" not in text:
        return text
    places = _cuts(text, "|".join(_CLAUSES))
    edges = [0, *places, len(text)]
    pieces = [text[a:b].strip() for a, b in pairwise(edges)]
    return f"\n{indent}".join(piece.replace("\n    JOIN", f"\n{indent}JOIN") for piece in pieces)
