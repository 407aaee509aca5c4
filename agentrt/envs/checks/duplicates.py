"""Near-duplicates: the same program about other rows, or nearly the same words.

Two tasks have the same structure if their solutions are the same program but for names of variables and for values that
come from the data. They are near-duplicates if they have the same structure and nearly the same words once those values
are masked, or nearly the same words unmasked.
"""

from __future__ import annotations

import ast
import re
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pydantic import JsonValue

SAME_WORDS = 0.9
"""Jaccard similarity of word triples from which two texts are the same."""
SAME_MASKED = 0.8
"""The same for masked texts of tasks with one structure."""
HASHES, BAND = 32, 4
_WORD = re.compile(r"[\w'-]+")
_PRIME = (1 << 61) - 1
_FACTORS = tuple((zlib.crc32(b"a%d" % index) | 1, zlib.crc32(b"b%d" % index)) for index in range(HASHES))


@dataclass(frozen=True)
class Signature:
    """What tasks are compared by.

    Attributes:
        structure: Hash of the masked program.
        flow: Weisfeiler-Lehman hash of the graph of calls and the values that pass between them; "" where unknown.
        words: Hashes of the word triples of the instruction.
        masked: The same, with values of the data masked.
    """

    structure: str
    flow: str
    words: frozenset[int]
    masked: frozenset[int]


def signature(
    solution: str,
    instruction: str,
    values: Collection[object],
    calls: Sequence[tuple[str, Mapping[str, JsonValue], Any]] = (),
) -> Signature:
    """The signature of a task.

    Args:
        solution: Source of solution.py.
        instruction: What the agent is told.
        values: Values of the data, which are masked: texts and numbers.
        calls: The calls that the solution made, for the flow.
    """
    plain = _WORD.findall(instruction.lower())
    return Signature(
        structure=structure(solution, values),
        flow=flow(calls) if calls else "",
        words=_triples(plain),
        masked=_triples(_masked(instruction, values)),
    )


def structure(solution: str, values: Collection[object]) -> str:
    """Hash of a program without names of variables, comments, and values of the data."""
    tree = ast.parse(solution)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.setdefault(node.id, f"v{len(names)}")
        elif isinstance(node, ast.arg):
            names.setdefault(node.arg, f"v{len(names)}")
    masked = _Masked(names, values).visit(tree)
    return sha256(ast.dump(masked).encode()).hexdigest()[:16]


class _Masked(ast.NodeTransformer):
    def __init__(self, names: dict[str, str], values: Collection[object]) -> None:
        self._names, self._values = names, values

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._names.get(node.arg, node.arg)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) > 2
        day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None
        if number or day or (isinstance(value, str) and value in self._values):
            node.value = "<value>"
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)


def flow(calls: Sequence[tuple[str, Mapping[str, JsonValue], Any]], rounds: int = 3) -> str:
    """Weisfeiler-Lehman hash of the graph whose nodes are calls, and whose edges are values handed on.

    N. Shervashidze et al., Weisfeiler-Lehman graph kernels, JMLR 12 (2011).
    """
    sources: dict[str, int] = {}
    edges: list[set[int]] = []
    labels = [f"{name}({','.join(sorted(arguments))})" for name, arguments, _ in calls]
    for index, (_, arguments, outcome) in enumerate(calls):
        used = {sources[one] for one in _scalars(list(arguments.values())) if one in sources}
        edges.append(used)
        for one in _scalars(outcome.get("ok") if isinstance(outcome, dict) else None):
            sources.setdefault(one, index)
    for _ in range(rounds):
        labels = [
            sha256(f"{label}<{sorted(labels[one] for one in edges[index])}".encode()).hexdigest()[:12]
            for index, label in enumerate(labels)
        ]
    return sha256(repr(sorted(labels)).encode()).hexdigest()[:16]


def _scalars(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for each in value.values() for one in _scalars(each)]
    if isinstance(value, list):
        return [one for each in value for one in _scalars(each)]
    return [value] if isinstance(value, str) and len(value) > 1 else []


def _masked(text: str, values: Collection[object]) -> list[str]:
    """Words of a text, with values of the data, numbers and days replaced by one mark."""
    words = re.findall(r"[\w'.-]+", text)
    texts = values if isinstance(values, (set, frozenset, dict)) else set(values)
    found: list[str] = []
    index = 0
    while index < len(words):
        for length in (5, 4, 3, 2, 1):
            part = " ".join(words[index : index + length]).rstrip(".")
            if index + length <= len(words) and (part in texts or (length == 1 and part[:1].isdigit())):
                found.append("#")
                index += length
                break
        else:
            found.append(words[index].lower().rstrip("."))
            index += 1
    return found


def _triples(words: Sequence[str]) -> frozenset[int]:
    if len(words) < 3:
        return frozenset({zlib.crc32(" ".join(words).encode())})
    return frozenset(zlib.crc32(" ".join(words[at : at + 3]).encode()) for at in range(len(words) - 2))


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    """Share of what two sets have in common."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if one or other else 1.0


@dataclass
class NearDuplicates:
    """Finds near-duplicates among tasks as they come. Texts are looked up by MinHash, and compared exactly.

    A. Z. Broder, On the resemblance and containment of documents (1997).
    """

    _structures: dict[str, list[tuple[str, Signature]]] = field(default_factory=dict)
    _bands: dict[tuple[int, ...], list[tuple[str, Signature]]] = field(default_factory=dict)

    def add(self, name: str, one: Signature) -> tuple[str, str] | None:
        """Take in a task. What it is a near-duplicate of, and why; it is taken in all the same."""
        found = self.find(one)
        self._structures.setdefault(one.structure, []).append((name, one))
        for band in _bands(one.words):
            self._bands.setdefault(band, []).append((name, one))
        return found

    def find(self, one: Signature) -> tuple[str, str] | None:
        """What a task is a near-duplicate of, and why; None where of nothing."""
        for name, other in self._structures.get(one.structure, ()):
            if jaccard(one.masked, other.masked) >= SAME_MASKED:
                return name, "the same program and the same words about other values"
        for band in _bands(one.words):
            for name, other in self._bands.get(band, ()):
                if jaccard(one.words, other.words) >= SAME_WORDS:
                    return name, "nearly the same words"
        return None


def _bands(words: frozenset[int]) -> list[tuple[int, ...]]:
    least = [min((factor * word + shift) % _PRIME for word in words) for factor, shift in _FACTORS]
    return [(at, *least[at : at + BAND]) for at in range(0, HASHES, BAND)]
