"""What a scripted user hears and says. No model: the same words get the same reply, here and where it is exported to.

It listens for phrases, which are readable, the same for every reader, and quick on any text.

A phrase is words that must all occur in one sentence, in any order: "order number|id" is `order` together with
`number` or `id`; "deliver*" is any word that begins so. Case does not matter. Chinese has no spaces between words, so a
word in Chinese occurs where its signs do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

MESSAGE_USER = "message_user"
"""Name of the tool by which an agent talks with the user of a dialogue task."""
MOST_CHARACTERS = 20_000
"""Longest message to the user."""
TALKING: dict[str, Any] = {
    "name": MESSAGE_USER,
    "description": "Say something to the user, and get the user's reply.",
    "parameters": {
        "type": "object",
        "properties": {
            "message": {"type": "string", "description": "What you say.", "minLength": 1, "maxLength": MOST_CHARACTERS}
        },
        "required": ["message"],
        "additionalProperties": False,
    },
}
"""That tool as an agent is told of it."""

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


def turn(script: dict[str, Any], language: str, done: int, message: str) -> tuple[str, list[str], int]:
    """What a user says to a message: the facts that it is asked for; then, where a request is done, the next one.

    Args:
        script: The script (`agentrt.envs.user.UserScript`) as plain data.
        language: What the user speaks.
        done: How many of its requests are done.
        message: What it is told.

    Returns:
        The words, the ids of the facts that they tell, and how many requests are done now.
    """
    requests = script["requests"]
    facts = [one for one in script["facts"] if heard(one["ask"], message)]
    said = list(facts)
    if done < len(requests) and heard(requests[done]["done"], message):
        done += 1
        said.append([*requests, script["closing"]][done])
    said = said or [script["closing"] if done == len(requests) else script["unknown"]]
    return " ".join(one["say"][language] for one in said), [one["id"] for one in facts], done


def wrong_message(arguments: dict[str, Any]) -> str:
    """Why these are no arguments of `message_user`; "" where they are."""
    message = arguments.get("message")
    if not isinstance(message, str) or len(message) > MOST_CHARACTERS or len(arguments) > 1:
        return f"{MESSAGE_USER} takes one message, which is a text."
    return ""
