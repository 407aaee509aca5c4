"""Word n-grams of texts that no task may repeat: kept as hashes, so that the texts themselves need not be shipped."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

WORDS = 8
"""Length of an n-gram. Eight words in a row are no accident."""
_WORD = re.compile(r"[\w'-]+")


@dataclass(frozen=True)
class Corpus:
    """Hashes of n-grams.

    Attributes:
        grams: CRC-32 and Adler-32 of each n-gram, together 64 bits.
        names: Where they are from.
    """

    grams: frozenset[int]
    names: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many n-grams."""
        return len(self.grams)

    def shared(self, text: str) -> tuple[list[str], int]:
        """The n-grams of a text that are in the corpus, and how many were looked up."""
        mine = ngrams(text)
        return [one for one in mine if hashed(one) in self.grams], len(mine)

    def __or__(self, other: Corpus) -> Corpus:
        return Corpus(self.grams | other.grams, (*self.names, *other.names))


def ngrams(text: str) -> list[str]:
    """The n-grams of a text, in lower case; a shorter text is one n-gram."""
    words = _WORD.findall(text.lower())
    if len(words) <= WORDS:
        return [" ".join(words)] if len(words) >= WORDS // 2 else []
    return [" ".join(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)]


def hashed(gram: str) -> int:
    """64 bits of an n-gram."""
    data = gram.encode()
    return zlib.crc32(data) << 32 | zlib.adler32(data)


def corpus_of(name: str, texts: Iterable[str]) -> Corpus:
    """A corpus of texts."""
    return Corpus(frozenset(hashed(gram) for text in texts for gram in ngrams(text)), (name,))


def given(paths: Iterable[Path]) -> Corpus:
    """A corpus of text files; a .jsonl file is read as one text a line.

    Raises:
        OSError: One cannot be read.
    """
    made = Corpus(frozenset(), ())
    for path in paths:
        text = path.read_text("utf-8", "replace")
        made |= corpus_of(path.name, text.splitlines() if path.suffix == ".jsonl" else [text])
    return made


def shipped() -> Corpus:
    """The corpus of public benchmarks that comes with agentrt; empty where it was not built in."""
    path = files("agentrt.envs.checks") / "benchmarks.json"
    if not path.is_file():
        return Corpus(frozenset(), ())
    told = json.loads(path.read_text())
    data = bytes.fromhex(told["grams"])
    grams = frozenset(int.from_bytes(data[at : at + 8], "big") for at in range(0, len(data), 8))
    return Corpus(grams, tuple(told["names"]))
