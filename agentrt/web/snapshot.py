"""An accessibility snapshot for a model: what a screen reader would announce, with refs to act on.

The tree is Playwright's (`aria_snapshot(mode="ai")`); here it is cleaned, cut into pages of bounded size and searched.
A page that starts inside the tree repeats the lines that lead to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from agentrt.errors import ConfigurationError
from agentrt.web.page import CountTokens, clean, estimate_tokens, fence

_REF = re.compile(r"\[ref=((?:f\d+)?e\d+)\]")
_CURSOR = " [cursor=pointer]"
_MAX_LINE = 400
_MAX_DEPTH = 40


@dataclass(frozen=True)
class Snapshot:
    """A page's accessibility tree as it was at one moment.

    Attributes:
        url: The page's address.
        title: Its title.
        lines: The tree, a node a line, two spaces a level. What no reader of the page sees is marked `[hidden: …]`.
        marked: How many places are marked.
    """

    url: str
    title: str
    lines: tuple[str, ...]
    marked: int = 0

    @cached_property
    def refs(self) -> frozenset[str]:
        """The refs of the tree."""
        return frozenset(ref for line in self.lines for ref in _REF.findall(line))

    def pages(self, budget: int, count: CountTokens = estimate_tokens) -> list[str]:
        """The tree in parts of at most `budget` tokens."""
        parts: list[str] = []
        current: list[str] = []
        path: list[str] = []
        size = 0
        for line in self.lines:
            line = _cut(line, budget // 2, count)
            path = _path_to(path, line)
            tokens = count(line + "\n")
            if current and size + tokens > budget:
                parts.append("\n".join(current))
                current = _lead(path[:-1], budget // 4, count)
                size = sum(count(one + "\n") for one in current)
            current.append(line)
            size += tokens
        return [*parts, "\n".join(current)]

    def view(
        self, *, page: int = 1, budget: int = 4000, secret: str, note: str = "", count: CountTokens = estimate_tokens
    ) -> str:
        """One part of the tree as the model sees it, never more than `budget` tokens.

        Raises:
            ConfigurationError: there is no such part, or the budget is too small for any.
        """
        if self.marked:
            note = f"{self.marked} texts that people do not see, or hardly, are marked as hidden or hard to see. {note}"
        note = f" {note.strip()}" if note else ""
        room = budget - count(self._framed("", "Part 0000 of 0000. page=0000 shows the next." + note, secret)) - 8
        if room < 150:
            raise ConfigurationError(f"a budget of {budget} tokens is too small to show a page; give at least 600")
        parts = self.pages(room, count)
        if not 1 <= page <= len(parts):
            raise ConfigurationError(f"there is no page {page}; this snapshot has {len(parts)}")
        more = f" page={page + 1} shows the next; find searches all of it." if page < len(parts) else ""
        return self._framed(parts[page - 1], f"Part {page} of {len(parts)}.{more}{note}", secret)

    def _framed(self, body: str, position: str, secret: str) -> str:
        title = " ".join(clean(self.title).split())[:200] or "(no title)"
        return fence(f"# {title}\n{body or '(the page is empty)'}", label=self.url, secret=secret, header=[position])

    def changes(self, before: Snapshot | None) -> list[str] | None:
        """Lines that are new since a snapshot of the same page; None if it is another page, or too much is new."""
        if before is None or before.url != self.url:
            return None
        known = Counter(before.lines)
        new: list[str] = []
        for line in self.lines:
            if known[line] > 0:
                known[line] -= 1
            else:
                new.append(line.strip())
        return new if len(new) <= max(10, len(self.lines) // 4) else None

    def find(self, words: str, limit: int = 20) -> list[str]:
        """The lines that hold all the words, with their refs."""
        wanted = words.lower().split()
        if not wanted:
            raise ConfigurationError("find needs some words to look for")
        return [line.strip() for line in self.lines if all(word in line.lower() for word in wanted)][:limit]


def parse(raw: str, *, url: str, title: str, concealed: Mapping[str, str] | None = None) -> Snapshot:
    """A snapshot of Playwright's text.

    Args:
        raw: The text.
        url: The page's address.
        title: Its title.
        concealed: Texts that readers do not see, and how that is to be called.
    """
    lines = raw.splitlines()
    marked = 0
    for text, word in sorted((concealed or {}).items(), key=lambda item: -len(item[0])):
        lines, count = _mark(lines, text, word)
        marked += count
    cleaned = (clean(line).replace(_CURSOR, "") for line in lines)
    return Snapshot(url, title, tuple(_short(line) for line in cleaned if line.strip()), marked)


def _mark(lines: list[str], text: str, word: str) -> tuple[list[str], int]:
    """Marks a text wherever it stands in a line, outside of roles, refs and what is marked already."""
    words = text.split()
    escaped = r"\s+".join(re.escape(one).replace('"', r"\\?\"") for one in words)
    pattern = re.compile(rf"\[(?:ref=|hidden: |hard to see: )[^\]]*\]|^\s*- '?[\w-]+|({escaped})")
    count = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal count
        if found[1] is None:
            return found[0]
        count += 1
        return f"[{word}: {found[1]}]"

    return [pattern.sub(mark, line) if words[0].partition('"')[0] in line else line for line in lines], count


def _short(line: str) -> str:
    """A line that fits: long texts and addresses are cut, the ref at hand is kept."""
    if len(line) <= _MAX_LINE:
        return line
    refs = _REF.findall(line)
    kept = line[:_MAX_LINE] + "…"
    return kept if not refs or f"[ref={refs[0]}]" in kept else f"{kept} [ref={refs[0]}]"


def _cut(line: str, budget: int, count: CountTokens) -> str:
    while count(line + "\n") > budget and len(line) > 1:
        line = line[: len(line) // 2]
    return line


def _depth(line: str) -> int:
    return (len(line) - len(line.lstrip(" "))) // 2


def _path_to(path: list[str], line: str) -> list[str]:
    return [*[one for one in path if _depth(one) < _depth(line)], line]


def _lead(path: list[str], budget: int, count: CountTokens) -> list[str]:
    """The nearest ancestors of a line, as many as fit, each cut to its role and ref."""
    lead: list[str] = []
    for line in reversed(path[-_MAX_DEPTH:]):
        short = line if len(line) <= 80 else _short_node(line)
        budget -= count(short + "\n")
        if budget < 0:
            break
        lead.insert(0, short)
    return lead


def _short_node(line: str) -> str:
    ref = _REF.search(line)
    return f"{line[:60]}…{' ' + ref[0] if ref else ''}"
