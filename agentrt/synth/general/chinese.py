"""A program in Chinese: the same request as in English, by a grammar of its own."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from agentrt.synth.general import program as p
from agentrt.synth.general.declare import Choice, Column, Day, Domain, Money, Number, Ref, Table, Value, Whole

_HOUR = re.compile(r"\d\d:\d\d")
_SEAM = re.compile(r"(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9-])")
_LOOSE = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_NUMBERS = {2: "两", 3: "三", 4: "四", 5: "五"}


@dataclass(frozen=True)
class Chinese:
    """Writes instructions.

    Attributes:
        domain: Whose nouns are used.
        rng: Chooses between ways to say the same.
    """

    domain: Domain
    rng: random.Random
    _named: dict[p.Entity, str] = field(default_factory=dict)

    def instruction(self, program: p.Program) -> str:
        """The whole instruction."""
        parts = [*([] if program.steps else self._namings(program)), *(f"{self.step(one)}。" for one in program.steps)]
        if program.answer is not None:
            after = "完成后，" if program.steps and not isinstance(program.answer, p.Chosen) else ""
            parts.append(after + self.question(program.answer))
        else:
            parts.append(self.rng.choice(("完成后提交。", "办完后请提交。")))
        return spaced("".join(parts)) + "\n"

    def _namings(self, program: p.Program) -> Iterator[str]:
        """Names for things that are described inside a test, where a clause before a noun would be too long to read."""
        tests = [one for one in p.nodes(program) if isinstance(one, p.Linked)]
        long = dict.fromkeys(one.entity for one in tests if _is_long(one.entity))
        for one, name in zip(reversed(long), "甲乙丙丁", strict=False):  # what is inside another thing comes first
            yield f"记{self.entity(one).strip()}为{name}。"
            self._named[one] = name

    # ------------------------------------------------------------------------------------------------------- nouns

    def own_noun(self, table: Table, name: str) -> str:
        """Noun of a column, or of what a reference points to."""
        if name == table.key:
            return "编号"
        column = table.column(name)
        if column.zh:
            return column.zh
        assert isinstance(column, Ref)
        return self.domain.table(column.table).zh

    def noun(self, table: Table, path: p.Path) -> str:
        """What is at the end of a path."""
        words = []
        for name in path[:-1]:
            words.append(self.own_noun(table, name))
            table = self.domain.table(table.refs[name])
        return "的".join([*words, self.own_noun(table, path[-1])])

    def column(self, table: Table, path: p.Path) -> Column | None:
        """The column at the end of a path; None for a key."""
        for name in path[:-1]:
            table = self.domain.table(table.refs[name])
        return None if path[-1] == table.key else table.column(path[-1])

    def value(self, column: Column | None, value: Value) -> str:
        """A constant with its unit; a word of the data with its Chinese meaning."""
        match column:
            case Money():
                return f"{value}{self.domain.currency_zh}"
            case Whole(unit=unit, unit_zh=unit_zh) if unit or unit_zh:
                return f"{value}{unit_zh or unit}"
            case Choice(words_zh=words) if words.get(str(value), value) != value:
                return f"“{words[str(value)]}”（{value}）"
        plain = not isinstance(value, str) or isinstance(column, Day) or _HOUR.fullmatch(value)
        return str(value) if plain else f"“{value}”"

    def entity(self, entity: p.Entity) -> str:
        """A thing, as a noun phrase."""
        if entity in self._named:
            return self._named[entity]
        table = self.domain.table(entity.table)
        match entity:
            case p.ById(key=key):
                return f"{table.zh} {key} "
            case p.Titled(title=title):
                return f"{table.zh}“{title}”"
            case p.Follow(entity=inner, column=column):
                return f"{self.entity(inner)}的{self.own_noun(self.domain.table(inner.table), column)}"
            case p.Best(rows=rows, path=path, most=most):
                where = f"{self.rows(rows)}中" if rows.tests else f"所有{table.zh}中"
                return f"{where}{self.noun(table, path)}{self.extreme(table, path, most)}的那{table.measure}"

    def extreme(self, table: Table, path: p.Path, most: bool) -> str:
        """The superlative that fits the column."""
        if isinstance(self.column(table, path), Day) or self.noun(table, path).endswith("年份"):
            return "最晚" if most else "最早"
        return "最大" if most else "最小"

    def rows(self, rows: p.Rows) -> str:
        """Rows, as a noun phrase."""
        table = self.domain.table(rows.table)
        if not rows.tests:
            return f"所有{table.zh}"
        return f"{'、'.join(self.clause(table, one) for one in rows.tests)}的{table.zh}"

    def clause(self, table: Table, test: p.Test) -> str:
        """One test, before the noun."""
        match test:
            case p.Compare(path=path, sign=sign, value=value):
                noun, column = self.noun(table, path), self.column(table, path)
                if value is None:
                    return f"{'没有' if sign == '==' else '有'}{noun}"
                return f"{noun}{self.sign(column, sign)}{self.value(column, value)}"
            case p.Linked(column=column_name, entity=entity):
                noun, phrase = self.own_noun(table, column_name), self.entity(entity).strip()
                plain = noun == self.domain.table(entity.table).zh and not phrase.startswith("属于")
                return f"属于{phrase}" if plain else f"{noun}为{phrase}"
            case p.Having(table=child, tests=tests, some=some, column=column_name):
                other = self.domain.table(child)
                inner = self.rows(p.Rows(child, tests)).removeprefix("所有")
                several = [name for name, target in other.refs.items() if target == table.name]
                role = f"（以其为{self.own_noun(other, column_name)}）" if len(several) > 1 or other is table else ""
                return f"{'有' if some else '没有'}任何{inner}{role}"

    def sign(self, column: Column | None, sign: p.Sign) -> str:
        """A comparison in words."""
        if isinstance(column, Day):
            words = {"<=": "不晚于", ">=": "不早于", "<": "早于", ">": "晚于"}
        else:
            words = {"<=": "不超过", ">=": "不少于", "<": "小于", ">": "大于"}
        return words.get(sign, "为" if sign == "==" else "不为")

    # --------------------------------------------------------------------------------------------------- questions

    def number(self, value: p.Count | p.Total | p.Attribute) -> str:
        """A number, as a noun phrase."""
        match value:
            case p.Count(rows=rows):
                return f"{self.rows(rows)}的数量"
            case p.Total(rows=rows, path=path):
                return f"{self.rows(rows)}的{self.noun(self.domain.table(rows.table), path)}总和"
            case p.Attribute(entity=entity, column=column):
                return f"{self.entity(entity)}的{self.own_noun(self.domain.table(entity.table), column)}"

    def question(self, answer: p.Answer) -> str:
        """A question, or a request for what is to be submitted."""
        match answer:
            case p.Chosen(table=table):
                return f"请提交所办理的{self.domain.table(table).zh}的编号。"
            case p.Attribute(entity=entity, column=column):
                return self._attribute(entity, column)
            case p.KeyOf(entity=entity):
                return f"请给出{self.entity(entity)}的编号。"
            case p.Count(rows=rows):
                measure = self.domain.table(rows.table).measure
                return self.rng.choice((f"{self.rows(rows)}共有多少{measure}？", f"请统计{self.rows(rows)}的数量。"))
            case p.Total():
                return self.rng.choice((f"{self.number(answer)}是多少？", f"请计算{self.number(answer)}。"))
            case p.Mean(rows=rows, path=path):
                noun = self.noun(self.domain.table(rows.table), path)
                return f"{self.rows(rows)}的平均{noun}是多少？请保留两位小数。"
            case p.Gap(left=left, right=right):
                return f"{self.number(left)}比{self.number(right)}多多少？如果更少，请给出负数。"
            case p.Keys(rows=rows):
                return f"请列出{self.rows(rows)}的编号，顺序不限。"
            case p.Ranked():
                return self._ranked(answer)
            case p.Top():
                return self._top(answer)
            case p.Pick():
                return self._pick(answer)

    def _attribute(self, entity: p.Entity, column: str) -> str:
        table = self.domain.table(entity.table)
        noun, phrase = self.own_noun(table, column), self.entity(entity)
        if isinstance(table.column(column), Ref):
            return f"请给出{phrase}的{noun}的编号。"
        form = "请按 YYYY-MM-DD 格式回答。" if isinstance(table.column(column), Day) else ""
        what = "是什么"
        if isinstance(table.column(column), Day):
            what = "是哪一天"
        elif isinstance(table.column(column), Whole | Money | Number):
            what = "是多少"
        return self.rng.choice((f"{phrase}的{noun}{what}？", f"请查出{phrase}的{noun}。")) + form

    def _ranked(self, answer: p.Ranked) -> str:
        table = self.domain.table(answer.rows.table)
        extreme, noun = self.extreme(table, answer.path, answer.most), self.noun(table, answer.path)
        size = _NUMBERS.get(answer.size, str(answer.size))
        asked = f"{self.rows(answer.rows)}中，{noun}{extreme}的{size}{table.measure}是哪些？"
        return f"{asked}请从{extreme}的开始依次给出编号。"

    def _top(self, answer: p.Top) -> str:
        table = self.domain.table(answer.rows.table)
        noun = self.own_noun(table, answer.by)
        ending = "请给出其编号。" if isinstance(table.column(answer.by), Ref) else ""
        if answer.total:
            size = "最大" if answer.most else "最小"
            summed = f"{self.noun(table, answer.total)}总和{size}"
            return f"将{self.rows(answer.rows)}按{noun}汇总，哪个{noun}的{summed}？{ending}"
        amount = "次数最多" if answer.most else "次数最少（但至少一次）"
        return f"在{self.rows(answer.rows)}中，哪个{noun}出现的{amount}？{ending}"

    def _pick(self, pick: p.Pick) -> str:
        table = self.domain.table(pick.rows.table)
        size = _NUMBERS.get(pick.size, str(pick.size))
        bounds = []
        if pick.cost:
            column = table.column(pick.cost)
            bounds.append(f"{self.own_noun(table, pick.cost)}之和不超过{self.value(column, pick.budget)}")
        if pick.apart:
            bounds.append(f"任意两{table.measure}的{self.own_noun(table, pick.apart)}都不相同")
        such = f"，使{'，且'.join(bounds)}" if bounds else ""
        best = "大" if pick.most else "小"
        gain = self.own_noun(table, pick.gain)
        chosen = f"请从{self.rows(pick.rows)}中选出{size}{table.measure}{such}"
        return f"{chosen}，并使{gain}之和尽可能{best}。请给出编号，顺序不限。"

    # ------------------------------------------------------------------------------------------------------- steps

    def step(self, step: p.Step) -> str:
        """A step as a request."""
        match step:
            case p.Do():
                return f"请{self._ask(step)}"
            case p.DoEach(action=action, over=over, rows=rows, arguments=arguments):
                table = self.domain.table(rows.table)
                ask = self._asked(action, {over: f"每{table.measure}{self.rows(rows).removeprefix('所有')}"}, arguments)
                return f"请{ask}，规则不允许的则跳过"
            case p.DoFirst(action=action, over=over, rows=rows, path=path, most=most, arguments=arguments):
                table = self.domain.table(rows.table)
                extreme = f"{self.noun(table, path)}{self.extreme(table, path, most)}"
                target = f"{self.rows(rows)}中规则允许的、{extreme}的那{table.measure}"
                return f"请{self._asked(action, {over: target}, arguments)}"
            case p.Fallback(first=first, then=then):
                return self.rng.choice(
                    (
                        f"请{self._ask(first)}；如果规则不允许，就{self._ask(then)}",
                        f"请{self._ask(first)}，若规则不允许，则{self._ask(then)}",
                    )
                )
            case p.When(value=value, sign=sign, bound=bound, then=then, otherwise=otherwise):
                test = f"{self.number(value)}{self.sign(None, sign)}{self._bound(value, bound)}"
                return f"如果{test}，请{self._ask(then)}；否则请{self._ask(otherwise)}"

    def _bound(self, value: p.Count | p.Total | p.Attribute, bound: int) -> str:
        """A bound with the unit of what it bounds."""
        match value:
            case p.Total(rows=rows, path=path):
                return self.value(self.column(self.domain.table(rows.table), path), bound)
            case p.Attribute(entity=entity, column=name):
                return self.value(self.domain.table(entity.table).column(name), bound)
        return str(bound)

    def _ask(self, do: p.Do) -> str:
        return self._asked(do.action, {}, do.arguments)

    def _asked(self, action: str, given: dict[str, str], arguments: tuple[tuple[str, p.Argument], ...]) -> str:
        declared = self.domain.action(action)
        columns = {one.name: one for one in declared.parameters}
        for name, one in arguments:
            plain = isinstance(one, str | int | float)
            given[name] = self.value(columns[name], one) if plain else self.entity(one).strip()  # type: ignore[arg-type]
        return declared.ask_zh.format(**given)


def _is_long(entity: p.Entity) -> bool:
    """Whether a thing is described by more than one thing that refers to it."""
    return isinstance(entity, p.Best) or (isinstance(entity, p.Follow) and isinstance(entity.entity, p.Follow | p.Best))


def spaced(text: str) -> str:
    """One space between Chinese and Latin letters or digits, as is usual in print, and none between Chinese signs."""
    return _LOOSE.sub("", re.sub(r" {2,}", " ", _SEAM.sub(" ", text)))
