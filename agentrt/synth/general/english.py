"""A program in English: what is wanted, in the words of the domain, never how it is found."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TypeVar

from agentrt.synth.general import program as p
from agentrt.synth.general.declare import Column, Day, Domain, Money, Ref, Table, Value, Whole

_T = TypeVar("_T")
_HOUR = re.compile(r"\d\d:\d\d")
_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True)
class English:
    """Writes instructions.

    Attributes:
        domain: Whose nouns are used.
        rng: Chooses between ways to say the same.
    """

    domain: Domain
    rng: random.Random

    def instruction(self, program: p.Program) -> str:
        """The whole instruction."""
        parts = [_sentence(self.step(one)) for one in program.steps]
        if program.answer is not None:
            parts.append(self.question(program.answer, after=bool(program.steps)))
        else:
            parts.append(self.any_of("Submit when that is done.", "Then submit.", "Submit once everything is done."))
        return "\n\n".join([" ".join(parts)]) + "\n"

    def any_of(self, *ways: _T) -> _T:
        """One of several ways."""
        return self.rng.choice(ways)

    # ------------------------------------------------------------------------------------------------------- nouns

    def column(self, table: Table, path: p.Path) -> Column | None:
        """The column at the end of a path; None for a key."""
        for name in path[:-1]:
            table = self.domain.table(table.refs[name])
        return None if path[-1] == table.key else table.column(path[-1])

    def noun(self, table: Table, path: p.Path) -> str:
        """What is at the end of a path, as a noun: "price", "book's price"."""
        words = []
        for name in path[:-1]:
            words.append(f"{table.column(name).noun}'s ")
            table = self.domain.table(table.refs[name])
        last = "id" if path[-1] == table.key else table.column(path[-1]).noun
        return "".join(words) + last

    def value(self, column: Column | None, value: Value) -> str:
        """A constant with its unit."""
        match column:
            case Money():
                return f"{value} {self.domain.currency}"
            case Whole(unit=unit) if unit:
                return f"{value} {unit}"
        plain = not isinstance(value, str) or isinstance(column, Day) or _HOUR.fullmatch(value)
        return str(value) if plain else f'"{value}"'

    def entity(self, entity: p.Entity) -> str:
        """A thing, as a noun phrase."""
        table = self.domain.table(entity.table)
        match entity:
            case p.ById(key=key):
                return f"{table.one} {key}"
            case p.Titled(title=title):
                return f'the {table.one} "{title}"'
            case p.Follow(entity=inner, column=column):
                noun = self.domain.table(inner.table).column(column).noun
                return f"the {noun} of {self.entity(inner)}"
            case p.Best(rows=rows, path=path, most=most):
                extreme = f"the {self.extreme(table, path, most)} {self.noun(table, path)}"
                if not rows.tests:
                    return f"the {table.one} with {extreme} of all"
                return f"the {table.one} with {extreme} among the {table.plural} {self.clauses(rows)}"

    def extreme(self, table: Table, path: p.Path, most: bool) -> str:
        """The superlative that fits the column."""
        noun = self.noun(table, path)
        if isinstance(self.column(table, path), Day) or "year of" in noun or noun.endswith(" year"):
            return "latest" if most else "earliest"
        if noun.endswith(("length", "size", "weight", "time")):
            return "greatest" if most else "smallest"
        return "highest" if most else "lowest"

    def rows(self, rows: p.Rows, *, article: bool = True) -> str:
        """Rows, as a noun phrase."""
        table = self.domain.table(rows.table)
        start = f"the {table.plural}" if article else table.plural
        if not rows.tests:
            return f"all {table.plural}" if article else table.plural
        return f"{start} {self.clauses(rows)}"

    def clauses(self, rows: p.Rows) -> str:
        """The tests of rows, after the noun."""
        table = self.domain.table(rows.table)
        bare = [one for one in rows.tests if isinstance(one, p.Compare) and one.value is None]
        rest = [one for one in rows.tests if one not in bare]
        rest.sort(key=lambda one: (_nested(one), not self._possessive(table, one)))
        alone = len(rows.tests) == 1
        parts = [[self.clause(table, one, alone=alone) for one in some] for some in (bare, rest)]
        return " ".join(_listed(words) for words in parts if words)

    def _possessive(self, table: Table, test: p.Test) -> bool:
        if not isinstance(test, p.Linked):
            return False
        return table.column(test.column).noun == self.domain.table(test.entity.table).one

    def clause(self, table: Table, test: p.Test, *, alone: bool = True) -> str:
        """One test, after the noun; one of several is never "of ...", after which "whose" would be unclear."""
        match test:
            case p.Compare(path=path, sign=sign, value=value):
                noun, column = self.noun(table, path), self.column(table, path)
                if value is None:
                    return f"without {_article(noun)}" if sign == "==" else f"with {_article(noun)}"
                return f"whose {noun} {self.sign(column, sign)} {self.value(column, value)}"
            case p.Linked(column=column_name, entity=entity):
                possessive = self._possessive(table, test)
                if alone and possessive:
                    return f"of {self.entity(entity)}"
                return f"whose {table.column(column_name).noun} is {self._bare(entity, possessive)}"
            case p.Having(table=child, tests=tests, some=some, column=column_name):
                other = self.domain.table(child)
                inner = f" {self.clauses(p.Rows(child, tests))}" if tests else ""
                role = self._role(other, column_name, table)
                if role:
                    return f"that are {'' if some else 'not '}the {role} of any {other.one}{inner}"
                return f"that {'have' if some else 'do not have'} any {other.one}{inner}"

    def _bare(self, entity: p.Entity, possessive: bool) -> str:
        """A thing after a noun that has said already what it is: "whose label is LB-0004"."""
        match entity:
            case p.ById(key=key) if possessive:
                return key
            case p.Titled(title=title) if possessive:
                return f'"{title}"'
        return self.entity(entity)

    def _role(self, child: Table, column: str, table: Table) -> str:
        """What the row is to a child, where it could be another thing, or one of the same kind."""
        several = [name for name, target in child.refs.items() if target == table.name]
        return child.column(column).noun if len(several) > 1 or child is table else ""

    def sign(self, column: Column | None, sign: p.Sign) -> str:
        """A comparison in words."""
        if isinstance(column, Day):
            words = {"<=": "is on or before", ">=": "is on or after", "<": "is before", ">": "is after"}
        else:
            words = {"<=": "is at most", ">=": "is at least", "<": "is below", ">": "is above"}
        return words.get(sign, "is" if sign == "==" else "is not")

    # --------------------------------------------------------------------------------------------------- questions

    def number(self, value: p.Count | p.Total | p.Attribute) -> str:
        """A number, as a noun phrase."""
        match value:
            case p.Count(rows=rows):
                return f"the number of {self.rows(rows, article=False)}"
            case p.Total(rows=rows, path=path):
                return f"the {_total(self.noun(self.domain.table(rows.table), path))} of {self.rows(rows)}"
            case p.Attribute(entity=entity, column=column):
                return f"the {self.domain.table(entity.table).column(column).noun} of {self.entity(entity)}"

    def question(self, answer: p.Answer, *, after: bool = False) -> str:
        """A question, or a request for what is to be submitted."""
        asked = self._question(answer)
        if after and not isinstance(answer, p.Chosen):
            return f"After that, {asked[0].lower()}{asked[1:]}"
        return asked

    def _question(self, answer: p.Answer) -> str:
        match answer:
            case p.Chosen(table=table):
                return f"Submit the id of the {self.domain.table(table).one} that it was done for."
            case p.Attribute(entity=entity, column=column):
                return self._attribute(entity, column)
            case p.KeyOf(entity=entity):
                phrase = self.entity(entity)
                return self.any_of(f"Give the id of {phrase}.", f"What is the id of {phrase}?")
            case p.Count(rows=rows):
                phrase = self.rows(rows, article=False)
                clauses = self.clauses(rows) if rows.tests else "in all"
                there = f"How many {self.domain.table(rows.table).plural} are there {clauses}?"
                return self.any_of(there, f"Count the {phrase}.", f"What is the number of {phrase}?")
            case p.Total():
                return self.any_of(f"What is {self.number(answer)}?", f"Work out {self.number(answer)}.")
            case p.Mean(rows=rows, path=path):
                noun = self.noun(self.domain.table(rows.table), path)
                return f"What is the average {noun} of {self.rows(rows)}? Give it to two decimals."
            case p.Gap(left=left, right=right):
                return (
                    f"By how much does {self.number(left)} exceed {self.number(right)}? "
                    "Give a negative number if it is the smaller one."
                )
            case p.Keys(rows=rows):
                phrase = self.rows(rows)
                return self.any_of("List", "Give") + f", in any order, the ids of {phrase}."
            case p.Ranked():
                return self._ranked(answer)
            case p.Top():
                return self._top(answer)
            case p.Pick():
                return self._pick(answer)

    def _attribute(self, entity: p.Entity, column: str) -> str:
        table = self.domain.table(entity.table)
        found, phrase = table.column(column), self.entity(entity)
        if isinstance(found, Ref):
            return f"Give the id of the {found.noun} of {phrase}."
        form = " Give it as YYYY-MM-DD." if isinstance(found, Day) else ""
        ways = (
            f"What is the {found.noun} of {phrase}?",
            f"Find the {found.noun} of {phrase}.",
            f"Look up the {found.noun} of {phrase}.",
        )
        return self.any_of(*ways) + form

    def _ranked(self, answer: p.Ranked) -> str:
        table = self.domain.table(answer.rows.table)
        extreme, noun = self.extreme(table, answer.path, answer.most), self.noun(table, answer.path)
        size = _NUMBERS.get(answer.size, str(answer.size))
        return (
            f"Which {size} of {self.rows(answer.rows)} have the {extreme} {noun}? "
            f"Give their ids, the one with the {extreme} {noun} first."
        )

    def _top(self, answer: p.Top) -> str:
        table = self.domain.table(answer.rows.table)
        column = table.column(answer.by)
        ending = " Give its id." if isinstance(column, Ref) else ""
        if answer.total:
            size = "largest" if answer.most else "smallest"
            noun = self.noun(table, answer.total)
            return (
                f"Group {self.rows(answer.rows)} by {column.noun}: "
                f"which {column.noun} has the {size} {_total(noun)}?{ending}"
            )
        often = "most often" if answer.most else "least often (but at least once)"
        return f"Which {column.noun} occurs {often} among {self.rows(answer.rows)}?{ending}"

    def _pick(self, pick: p.Pick) -> str:
        table = self.domain.table(pick.rows.table)
        size = _NUMBERS.get(pick.size, str(pick.size))
        bounds = []
        if pick.cost:
            column = table.column(pick.cost)
            bounds.append(f"their {_total(column.noun)} is at most {self.value(column, pick.budget)}")
        if pick.apart:
            bounds.append(f"no two of them have the same {table.column(pick.apart).noun}")
        such = f" so that {' and '.join(bounds)}" if bounds else ""
        best = "large" if pick.most else "small"
        gain = f"Their {_total(table.column(pick.gain).noun)} must be as {best} as possible."
        return f"Choose {size} of {self.rows(pick.rows)}{such}. {gain} Give their ids, in any order."

    # ------------------------------------------------------------------------------------------------------- steps

    def step(self, step: p.Step) -> str:
        """A step as a request."""
        match step:
            case p.Do():
                return self._ask(step)
            case p.DoEach():
                return self._each(step)
            case p.DoFirst():
                return self._first(step)
            case p.Fallback(first=first, then=then):
                return self.any_of(
                    f"{self._ask(first)}; if the rules forbid that, {self._ask(then)} instead",
                    f"{self._ask(first)}, or, if the rules forbid that, {self._ask(then)}",
                    f"try to {self._ask(first)}; if the rules forbid that, {self._ask(then)}",
                )
            case p.When(value=value, bound=bound, then=then, otherwise=otherwise):
                return f"if {self._more_than(value, bound)}, {self._ask(then)}; otherwise {self._ask(otherwise)}"

    def _each(self, step: p.DoEach) -> str:
        """An action for all of some rows."""
        table = self.domain.table(step.rows.table)
        if self.domain.action(step.action).ask.endswith(f"{{{step.over}}}"):
            ask = self._asked(step.action, {step.over: f"each of {self.rows(step.rows)}"}, step.arguments)
            return f"{ask}, but leave out those for which the rules forbid it"
        ask = self._asked(step.action, {step.over: f"that {table.one}"}, step.arguments)
        return f"for each of {self.rows(step.rows)}, {ask}; leave out those for which the rules forbid it"

    def _first(self, step: p.DoFirst) -> str:
        """An action for the first of some rows that the rules allow."""
        table = self.domain.table(step.rows.table)
        order = f"in order of {self.noun(table, step.path)}, {self.extreme(table, step.path, step.most)} first"
        ask = self._asked(step.action, {step.over: f"that {table.one}"}, step.arguments)
        return f"go through {self.rows(step.rows)}, {order}; for the first one for which the rules allow it, {ask}"

    def _more_than(self, value: p.Count | p.Total | p.Attribute, bound: int) -> str:
        """That a number is above a bound."""
        match value:
            case p.Count(rows=rows):
                return f"there are more than {bound} {self.rows(rows, article=False)}"
            case p.Total(rows=rows, path=path):
                column = self.column(self.domain.table(rows.table), path)
                return f"{self.number(value)} exceeds {self.value(column, bound)}"
            case p.Attribute(entity=entity, column=name):
                column = self.domain.table(entity.table).column(name)
                return f"{self.number(value)} exceeds {self.value(column, bound)}"

    def _ask(self, do: p.Do) -> str:
        return self._asked(do.action, {}, do.arguments)

    def _asked(self, action: str, given: dict[str, str], arguments: tuple[tuple[str, p.Argument], ...]) -> str:
        declared = self.domain.action(action)
        columns = {one.name: one for one in declared.parameters}
        for name, one in arguments:
            plain = isinstance(one, str | int | float)
            given[name] = self.value(columns[name], one) if plain else self.entity(one)  # type: ignore[arg-type]
        return declared.ask.format(**given)


def _total(noun: str) -> str:
    """The sum of what a noun names."""
    return noun if noun.startswith("total ") else f"total {noun}"


def _nested(test: p.Test) -> bool:
    """Whether a test ends in a clause of its own, to which whatever came after it could be taken to belong."""
    if isinstance(test, p.Having):
        return bool(test.tests)
    return isinstance(test, p.Linked) and any(isinstance(one, p.Rows) for one in p.nodes(test))


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
