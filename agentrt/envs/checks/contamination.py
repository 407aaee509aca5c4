"""Word n-grams of texts that no task may repeat: kept as hashes, so that the texts themselves need not be shipped."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from struct import iter_unpack

from agentrt.frozen import Frozen

WORDS = 8
"""Length of an n-gram. Eight words in a row are no accident."""
BYTES = 6
"""Length of a hash: an n-gram hits one of 220,000 others by a chance of 1 in 1.3 billion."""
REST = 32
"""Bits of a hash behind those that the file sorts by."""
FILE = "benchmarks.bin"
_WORD = re.compile(r"[\w'-]+")


@dataclass(frozen=True)
class Corpus:
    """Hashes of n-grams.

    Attributes:
        grams: `hashed` of each n-gram.
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
    """48 bits of an n-gram."""
    return int.from_bytes(blake2b(gram.encode("utf-8", "replace"), digest_size=BYTES).digest(), "big")


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


class Source(Frozen):
    """A public benchmark whose n-grams are shipped.

    Attributes:
        name: What it is called.
        repository: Owner and name of the public repository that it was read from.
        commit: The commit.
        licence: Of its tasks, as SPDX names it.
        texts: How many texts.
        grams: How many n-grams.
    """

    name: str
    repository: str
    commit: str
    licence: str
    texts: int
    grams: int


def packed(sources: Sequence[Source], grams: Iterable[int]) -> bytes:
    """Hashes as a small file: a line of JSON that names the sources, then for each value of the first two bytes how
    many hashes begin with it (one byte), then the other four bytes of each, in order.

    Raises:
        ValueError: More than 255 hashes begin alike.
    """
    ordered = sorted(grams)
    counts = Counter(one >> REST for one in ordered)
    head = json.dumps({"words": WORDS, "sources": [one.model_dump() for one in sources]}).encode() + b"\n"
    rest = b"".join((one & (1 << REST) - 1).to_bytes(REST // 8, "big") for one in ordered)
    return head + bytes(counts[first] for first in range(1 << 8 * BYTES - REST)) + rest


def unpacked(data: bytes) -> tuple[list[Source], frozenset[int]]:
    """What `packed` gave."""
    end = data.index(b"\n") + 1
    sources = [Source.model_validate(one) for one in json.loads(data[:end])["sources"]]
    at = end + (1 << 8 * BYTES - REST)
    firsts = (first for first, count in enumerate(data[end:at]) for _ in range(count))
    rests = (one for (one,) in iter_unpack(">I", data[at:]))
    return sources, frozenset(first << REST | rest for first, rest in zip(firsts, rests, strict=True))


@cache
def shipped() -> Corpus:
    """The corpus of public benchmarks that comes with agentrt; `scripts/benchmark_grams.py` makes it."""
    told, grams = unpacked((files("agentrt.envs.checks") / FILE).read_bytes())
    return Corpus(grams, tuple(one.name for one in told))
