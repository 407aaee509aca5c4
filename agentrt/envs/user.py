"""A scripted user: who an agent talks with in a dialogue task. No model: the same words get the same reply.

    schema_version = 1
    opening = { en = "Hello, I would like to borrow a book." }      # also to be found in instruction.md

    [[facts]]                                                      # what it knows, and tells when it is asked
    id = "name"
    ask = ["name", "who are|is"]
    say = { en = "Dora Novak." }
    values = ["Dora Novak"]
    examples = ["What is your name?"]

    [[requests]]                                                   # what it asks for, one after the other
    id = "borrow"
    say = { en = "I want The Glass Orchard." }
    done = ["lent|borrowed"]                                       # what it takes for done
    examples = ["The book is lent to you until the fourth of April."]

    [unknown]
    say = { en = "I do not know." }
    [closing]
    say = { en = "Thank you, that is all." }

`docs/environments.md` says how one is written; `user_problems` checks it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from agentrt.envs.inside.talk import check_phrase, heard, turn
from agentrt.envs.manifest import Language, parse_manifest
from agentrt.errors import PackError
from agentrt.frozen import Frozen

Phrases = Annotated[tuple[Annotated[str, AfterValidator(check_phrase)], ...], Field(min_length=1)]
Words = Annotated[dict[Language, Annotated[str, Field(min_length=1)]], Field(min_length=1)]
"""What it says, by language."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Examples = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]


class Line(Frozen):
    """Something it says.

    Attributes:
        say: The words, by language.
    """

    say: Words


class Fact(Line):
    """Something it knows.

    Attributes:
        id: Its name in the script.
        ask: Phrases that ask for it.
        values: What it hands over, letter for letter, as a tool's argument would have it.
        examples: Questions that get this fact, and no other.
    """

    id: Name
    ask: Phrases
    values: tuple[str, ...] = ()
    examples: Examples


class Request(Line):
    """Something it wants done.

    Attributes:
        id: Its name in the script.
        done: Phrases that tell it that it is done.
        examples: Messages that do.
    """

    id: Name
    done: Phrases
    examples: Examples


class UserScript(Frozen):
    """`user.toml`.

    Attributes:
        schema_version: Of this file's format.
        opening: Its first words, by language.
        facts: What it knows.
        requests: What it wants, in the order in which it asks for it. The first one follows the opening.
        unknown: What it says when it is asked for what it does not know.
        closing: What it says when all is done.
    """

    schema_version: Literal[1]
    opening: Words
    facts: tuple[Fact, ...] = ()
    requests: Annotated[tuple[Request, ...], Field(min_length=1)]
    unknown: Line
    closing: Line

    @model_validator(mode="after")
    def _named_apart(self) -> Self:
        names = [*(one.id for one in self.facts), *(one.id for one in self.requests)]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two facts or requests are called {name!r}")
        return self

    @cached_property
    def plain(self) -> dict[str, Any]:
        """What it hears and says as plain data, for `agentrt.envs.inside.talk`."""
        said = self.model_dump(mode="json")
        return {
            "facts": [{name: one[name] for name in ("id", "ask", "say")} for one in said["facts"]],
            "requests": [{name: one[name] for name in ("id", "done", "say")} for one in said["requests"]],
            "unknown": said["unknown"],
            "closing": said["closing"],
        }

    def lines(self) -> Iterator[tuple[str, Words]]:
        """Everything it can say, each with where it stands in the file."""
        yield "opening", self.opening
        yield from ((f"facts.{one.id}.say", one.say) for one in self.facts)
        yield from ((f"requests.{one.id}.say", one.say) for one in self.requests)
        yield "unknown.say", self.unknown.say
        yield "closing.say", self.closing.say


class UserReply(Frozen):
    """What it says to a message.

    Attributes:
        text: The words.
        facts: Names of the facts that it told.
        satisfied: Whether all that it wants is done.
    """

    text: str
    facts: tuple[str, ...] = ()
    satisfied: bool = False


@dataclass
class ScriptedUser:
    """A user in a conversation.

    Attributes:
        script: What it goes by.
        language: What it speaks.
        told: Names of the facts that it has told.
        done: How many of its requests are done.
    """

    script: UserScript
    language: Language = "en"
    told: set[str] = field(default_factory=set)
    done: int = 0

    @property
    def opening(self) -> str:
        """Its first words: the opening, and the first request."""
        return f"{self.script.opening[self.language]} {self.script.requests[0].say[self.language]}"

    @property
    def satisfied(self) -> bool:
        """Whether all that it wants is done."""
        return self.done == len(self.script.requests)

    def reply(self, message: str) -> UserReply:
        """What it says to a message: the facts that it is asked for; then, where a request is done, the next one."""
        text, facts, self.done = turn(self.script.plain, self.language, self.done, message)
        self.told |= set(facts)
        return UserReply(text=text, facts=tuple(facts), satisfied=self.satisfied)


def read_user(text: str, where: str, languages: Iterable[Language] = ("en",)) -> UserScript:
    """A script from the text of its file.

    Args:
        text: The file's text.
        where: The file, for errors.
        languages: Languages that it must speak.

    Raises:
        PackError: It is no TOML, has wrong keys, or lacks words in a language; the message names file and key.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{where} is not TOML: {error}.") from None
    script = parse_manifest(values, UserScript, where)
    for place, words in script.lines():
        for language in languages:
            if language not in words:
                raise PackError(f"{where}: {place}: it says nothing in {language!r}, a language of the environment.")
    return script


def user_problems(
    script: UserScript, instructions: dict[Language, str], needed: Iterable[str] = (), known: str = ""
) -> list[str]:
    """What is wrong with a scripted user: one line each, nothing where it is sound.

    Args:
        script: The script.
        instructions: What the agent is told, by language.
        needed: Values that a solution uses and that no tool gives: the user or the instruction must hand them over.
        known: What the agent is told besides: rules, and what the tools are for.

    Returns:
        Consistency: every example does what it stands for, and nothing else; a question gets the same answer again; a
        fact says what it hands over, and nobody hears it unasked; the instruction begins the conversation.
        Coverage: every needed value is handed over; every request can be met, and then the user is satisfied.
    """
    return [*_inconsistencies(script, instructions), *_gaps(script, instructions, list(needed), known)]


def _inconsistencies(script: UserScript, instructions: dict[Language, str]) -> Iterator[str]:
    for fact in script.facts:
        for example in fact.examples:
            told = ScriptedUser(script).reply(example).facts
            if told != (fact.id,):
                yield f"facts.{fact.id}: {example!r} gets {', '.join(told) or 'nothing'}, not this fact alone"
        for language, words in fact.say.items():
            yield from (
                f"facts.{fact.id}: {value!r} is handed over but not said in {language!r}"
                for value in fact.values
                if value not in words
            )
        yield from _given_away(script, fact)
    for place, request in enumerate(script.requests):
        yield from _misheard(script, place, request)
    for language, instruction in instructions.items():
        user = ScriptedUser(script, language)
        if user.opening not in instruction:
            yield f"opening: the instruction in {language!r} does not hold {user.opening!r}"


def _given_away(script: UserScript, fact: Fact) -> Iterator[str]:
    """Values of a fact that are also said where nobody asked."""
    for place, words in script.lines():
        if not place.startswith("facts."):
            yield from (
                f"facts.{fact.id}: {value!r} is said unasked in {place}"
                for value in fact.values
                if any(value in text for text in words.values())
            )


def _misheard(script: UserScript, place: int, request: Request) -> Iterator[str]:
    for example in request.examples:
        user = ScriptedUser(script, done=place)
        facts = user.reply(example).facts
        if facts or user.done == place:
            yield f"requests.{request.id}: {example!r} is not heard as done, or is heard as a question"
    for fact in script.facts:
        for example in fact.examples:
            if heard(request.done, example):
                yield f"requests.{request.id}: the question {example!r} is heard as done"


def _gaps(script: UserScript, instructions: dict[Language, str], needed: list[str], known: str) -> Iterator[str]:
    handed = {value for fact in script.facts for value in fact.values}
    for value in needed:
        if value not in handed and value not in known and not all(value in text for text in instructions.values()):
            yield f"coverage: {value!r} is needed, and neither a fact nor the instruction hands it over"
    for fact in script.facts:
        if needed and fact.values and not set(fact.values) & set(needed):
            yield f"coverage: facts.{fact.id} is needed by nothing"
    user = ScriptedUser(script)
    for request in script.requests:
        user.reply(request.examples[0])
    if not user.satisfied:
        yield "coverage: the user is not satisfied when every request is done"
