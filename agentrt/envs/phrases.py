"""Phrases: what a scripted user listens for. Readable, the same for every reader, and quick on any text.

A phrase is words that must all occur in one sentence, in any order: "order number|id" is `order` together with
`number` or `id`; "deliver*" is any word that begins so. Case does not matter. Chinese has no spaces between words, so a
word in Chinese occurs where its signs do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SENTENCE = re.compile(r"[.!?;]+(?:\s|$)|[\u3002\uff01\uff1f\uff1b\n]")  # the latter are Chinese, with no space after
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PART = re.compile(r"[^\s|*]+\*?")


def check_phrase(phrase: str) -> str:
    """The phrase itself.

    Raises:
        ValueError: It is none.
    """
    words = phrase.split()
    if not words or not all(_PART.fullmatch(one) for word in words for one in word.split("|")):
        raise ValueError(f"{phrase!r} is no phrase: words, alternatives divided by |, with * for any ending")
    return phrase


def heard(phrases: Iterable[str], message: str) -> bool:
    """Whether a message has a sentence with all words of one of the phrases."""
    plain = message.casefold().replace("\u2019", "'")
    sentences = [one for one in _SENTENCE.split(plain) if one.strip()]
    return any(_occurs(phrase.casefold(), sentence) for phrase in phrases for sentence in sentences)


def _occurs(phrase: str, sentence: str) -> bool:
    words = set(_WORD.findall(sentence))
    return all(any(_is_said(one, words, sentence) for one in word.split("|")) for word in phrase.split())


def _is_said(part: str, words: set[str], sentence: str) -> bool:
    stem = part.removesuffix("*")
    if _CHINESE.search(stem):
        return stem in sentence
    if part.endswith("*"):
        return any(word.startswith(stem) for word in words)
    return part in words or (not _WORD.fullmatch(part) and part in sentence)
