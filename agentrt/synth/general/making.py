"""A program made into a task: solved for its truth, verified twice, worded, or rejected by the name of a gate.

The gates here are those that need no sandbox: what is asked must have one answer, each of its constraints must be
needed, solution and host must agree, both verifiers must accept the oracle and agree on everything else that is tried.
`agentrt check` measures far more, apart.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from agentrt.envs.inside.environment import Database, Refused
from agentrt.envs.inside.verdict import judge, load
from agentrt.envs.manifest import AnswerForm, Claims, Language, Reward, TaskManifest
from agentrt.envs.task import Probe, Task
from agentrt.synth.general import program as p
from agentrt.synth.general.answer_kind import kind_of_answer
from agentrt.synth.general.chinese import Chinese
from agentrt.synth.general.declared import verify_declared_parts_py, verify_declared_py
from agentrt.synth.general.english import English
from agentrt.synth.general.evaluate import Evaluator, Undefined, relaxed
from agentrt.synth.general.execution import Played, TooManyCalls, play
from agentrt.synth.general.kinds import kind_of
from agentrt.synth.general.parts import Parts, step_names, weights_of
from agentrt.synth.general.raising import replaced
from agentrt.synth.general.sampling import NotFound, Sampler
from agentrt.synth.general.solution import solution_py
from agentrt.synth.general.split import split_of
from agentrt.synth.general.toolset import Toolset
from agentrt.synth.general.verifier import Changes, Truth, changes_of, verify_parts_py, verify_py
from agentrt.synth.general.world import Reading, World

CALLS = {1: 2, 2: 9, 3: 18, 4: 28, 5: 40}
"""Tool calls that the solution of a level may take; beyond them the toolset grows, or the task is rejected."""
PARTIAL_FROM = 3
"""Least level of a task that pays for each of its steps."""
GUESSES = frozenset({-1, 0, 1, 2, 3, 5, 7, 10, 42, 100, 123, 1000})
"""Numbers that anybody would guess: no answer is one of them."""


class Rejected(Exception):
    """A program is no task. Attributes: gate, why."""

    def __init__(self, gate: str, why: str = "") -> None:
        super().__init__(f"{gate}: {why}" if why else gate)
        self.gate, self.why = gate, why


@dataclass(frozen=True)
class Made:
    """A task, with what it was made from.

    Attributes:
        program: The program.
        level: How often it was raised, and 1.
        task: The task; its name and parent are given when the pack is put together.
        played: What its solution did.
    """

    program: p.Program
    level: int
    task: Task
    played: Played


@dataclass(frozen=True)
class Maker:
    """Makes tasks in one world, with one toolset.

    Attributes:
        world: The data and the tools, equipped with the toolset.
        toolset: The tools.
        seed: Seed of the data.
        shares: Whether a task whose steps can be told apart pays for each of them.
    """

    world: World
    toolset: Toolset
    seed: int
    shares: bool = False

    def make(self, program: p.Program, level: int, rng: random.Random) -> Made:
        """A task from a program.

        Raises:
            Rejected: It did not pass a gate.
        """
        domain = self.world.domain
        start = Evaluator(domain, self.world.rows)
        truth = self._truth(program, start)
        solution = solution_py(program, self.toolset, start)
        played = self._played(solution, level)
        self._agreed(program, truth, played)
        changes = changes_of(domain, self.world.rows, played.after)
        self._worth_asking(program, played, changes)
        probes = [*self._relaxations(program, played), *_alternatives(program, played), *_on_budget(program, start)]
        parts = self._parts(program, changes) if self.shares and level >= PARTIAL_FROM else None
        if parts is None:
            verify = verify_py(domain, program, Truth(played.answer, changes), start)
            declared = verify_declared_py(domain, program, played.answer)
            self._verified(verify, declared, played, probes)
        else:
            verify, declared = verify_parts_py(domain, parts), verify_declared_parts_py(domain, program, [*parts])
            probes += self._shares(program, parts, rng)
            self._parts_verified(verify, declared, played, parts, probes)
        words: dict[Language, str] = {
            "en": English(domain, rng).instruction(program),
            "zh": Chinese(domain, rng).instruction(program),
        }
        _no_leak(words, played.answer)
        task = Task(
            environment=domain.name,
            name="000",
            instructions=words,
            solution=solution,
            verify=verify,
            verify_declared=declared,
            probes=tuple(probes),
            manifest=self._manifest(program, level, played, parts),
        )
        return Made(program, level, task, played)

    # ------------------------------------------------------------------------------------------------------- truth

    def _truth(self, program: p.Program, start: Evaluator) -> Any:
        """The answer by the host's own evaluation; None where it depends on steps."""
        if program.steps or program.answer is None:
            return None
        try:
            return start.answer(program.answer)
        except Undefined as error:
            raise Rejected("uniqueness", str(error)) from None

    def _played(self, solution: str, level: int) -> Played:
        try:
            played = play(self.world, solution)
        except TooManyCalls:
            raise Rejected("calls", "more than a session allows") from None
        except Refused as refusal:
            raise Rejected("refused", refusal.code) from None
        except (ValueError, KeyError, StopIteration, ZeroDivisionError, UnboundLocalError) as error:
            raise Rejected("unsolvable", f"{type(error).__name__}: {error}") from None
        if len(played.calls) > CALLS[level]:
            raise Rejected("calls", f"{len(played.calls)} at level {level}")
        return played

    def _agreed(self, program: p.Program, truth: Any, played: Played) -> None:
        """The solution's answer is the host's."""
        if program.answer is None or isinstance(program.answer, p.Chosen):
            return
        if program.steps:
            try:
                truth = Evaluator(self.world.domain, played.after).answer(program.answer)
            except Undefined as error:
                raise Rejected("uniqueness", str(error)) from None
        if truth != played.answer and not _close(truth, played.answer):
            raise Rejected("disagreement", f"host {truth!r}, solution {played.answer!r}")

    # ----------------------------------------------------------------------------------------------------- worth it

    def _worth_asking(self, program: p.Program, played: Played, changes: Changes) -> None:
        if program.steps and not changes:
            raise Rejected("floor", "nothing changes")
        for step in program.steps:
            if isinstance(step, p.DoFirst | p.Fallback) and not played.refusals:
                raise Rejected("floor", "nothing is refused")
            if isinstance(step, p.DoEach) and sum(name == step.action for name, _ in played.calls) < 2:
                raise Rejected("floor", "fewer than two calls for each")
        answer = played.answer
        if isinstance(answer, int | float) and not isinstance(answer, bool) and answer in GUESSES:
            raise Rejected("guessable", str(answer))
        if isinstance(answer, list) and not 2 <= len(answer) <= 15:
            raise Rejected("guessable", f"{len(answer)} ids")

    def _relaxations(self, program: p.Program, played: Played) -> Iterator[Probe]:
        """Each constraint left out alone must change the outcome; what comes out then is a near miss.

        Raises:
            Rejected: A constraint is not needed.
        """
        for step in program.steps if len(program.steps) > 1 else ():
            if isinstance(step, p.DoEach):  # all of whose calls may be refused
                other = self._other_run(replace(program, steps=tuple(one for one in program.steps if one is not step)))
                if other is not None and other.after == played.after and other.answer == played.answer:
                    raise Rejected("necessity", "what is done for each changes nothing")
        for why, easier in _easier(program):
            if program.steps:
                other = self._other_run(easier)
                if other is None:
                    continue
                if other.after == played.after and other.answer == played.answer:
                    raise Rejected("necessity", why)
                yield Probe(accept=False, why=f"without: {why}", answer=other.answer, calls=other.calls)
                continue
            assert easier.answer is not None
            try:
                answer = Evaluator(self.world.domain, self.world.rows).answer(easier.answer)
            except Undefined:
                continue
            if answer == played.answer:
                raise Rejected("necessity", why)
            yield Probe(accept=False, why=f"without: {why}", answer=answer)

    def _other_run(self, program: p.Program) -> Played | None:
        """What a program's solution does; None where it fails."""
        try:
            return play(self.world, solution_py(program, self.toolset, Evaluator(self.world.domain, self.world.rows)))
        except Exception:  # of an easier program's solution any failure will do: it is no way to the same outcome
            return None

    # ---------------------------------------------------------------------------------------------------- verifiers

    def _verified(self, verify: str, declared: str, played: Played, probes: list[Probe]) -> None:
        """Both verifiers accept the oracle, refuse everything else that is tried, and so agree."""
        both = [load(verify), load(declared)]
        start = self.world.read
        after = Reading(Database.from_bytes(played.state, start.today, read_only=True))
        trials: list[tuple[str, bool, Any, Reading]] = [
            ("oracle", True, played.answer, after),
            ("no-op", False, None, start),
            ("a wrong answer", False, "unknown", after),
            *((one.why, one.accept, one.answer, after) for one in probes if one.calls is None),
        ]
        if played.answer is None:
            trials = trials[:2]
        elif len(played.calls) and _changed(played, self.world):
            trials.append(("the answer without the deeds", False, played.answer, start))
        try:
            for name, right, answer, state in trials:
                verdicts = [_verdict(one, answer, start, state) for one in both]
                if verdicts[0] != verdicts[1]:
                    raise Rejected("disagreement", f"{name}: verify {verdicts[0]}, verify_declared {verdicts[1]}")
                if verdicts[0] != right:
                    raise Rejected("oracle" if right else "floor", f"{name} is {verdicts[0]}")
        finally:
            after.close()

    # ------------------------------------------------------------------------------------------------ partial reward

    def _parts(self, program: p.Program, changes: Changes) -> Parts | None:
        """What each step changes, by its name; None where the steps cannot be told apart by what they leave behind."""
        if program.answer is not None or len(program.steps) < 2:
            return None
        alone = [self._other_run(p.Program((one,))) for one in program.steps]
        each = [{} if one is None else changes_of(self.world.domain, self.world.rows, one.after) for one in alone]
        together: dict[str, list[Any]] = {}
        for part in each:
            for name, rows in part.items():
                together.setdefault(name, []).extend(rows)
        apart = all(len({repr(one) for one in rows}) == len(rows) for rows in together.values())
        same = {name: sorted(rows, key=repr) for name, rows in together.items()} == changes
        return dict(zip(step_names(program), each, strict=True)) if all(each) and apart and same else None

    def _shares(self, program: p.Program, parts: Parts, rng: random.Random) -> list[Probe]:
        """Each step done alone is worth its share; a call that nobody asked for makes all of it worth nothing.

        Raises:
            Rejected: No call that does harm was found.
        """
        weights = weights_of(parts)
        tried: list[tuple[tuple[p.Step, ...], float, str]] = [
            ((step,), weights[name], f"only: {name}") for name, step in zip(parts, program.steps, strict=True)
        ]
        tried.append((program.steps, 0.0, "all of it, and a call that nobody asked for"))
        tried.append((program.steps[:1], 0.0, f"only: {next(iter(parts))}, and a call that nobody asked for"))
        sampler, found = Sampler(self.world, rng), []
        for steps, worth, why in tried:
            for _ in range(10):
                try:
                    harm = () if worth else (sampler.accepted(rng.choice(self.world.domain.actions)),)
                except NotFound:
                    continue
                other = self._other_run(p.Program((*steps, *harm)))
                if other is not None and not (set(harm) & set(program.steps)):
                    found.append(Probe(accept=False, why=why, calls=other.calls, reward=worth))
                    break
            else:
                raise Rejected("floor", "no harm was found")
        return found

    def _parts_verified(self, verify: str, declared: str, played: Played, parts: Parts, probes: list[Probe]) -> None:
        """Both verifiers say the same of each step, whatever was done.

        Raises:
            Rejected: They do not, or pay for nothing or for harm.
        """
        both, weights = [load(verify), load(declared)], weights_of(parts)
        trials: list[tuple[str, bytes | None, float | None]] = [("oracle", played.state, 1.0), ("no-op", None, 0.0)]
        trials += [(one.why, self._left_by(one.calls), one.reward) for one in probes if one.calls is not None]
        for name, state, worth in trials:
            start = self.world.read
            with ExitStack() as stack:
                after = start
                if state is not None:
                    after = Reading(Database.from_bytes(state, start.today, read_only=True))
                    stack.callback(after.close)
                said = [judge(one, None, start, after) for one in both]
            if said[0] != said[1]:
                raise Rejected("disagreement", f"{name}: verify {said[0]}, verify_declared {said[1]}")
            paid = sum(weights[one] * value for one, value in said[0].get("criteria", {}).items())
            if paid >= 1.0 - 1e-9 if worth is None else abs(paid - worth) > 1e-9:
                raise Rejected("floor", f"{name} is paid {paid:g}")

    def _left_by(self, calls: Sequence[tuple[str, dict[str, Any]]]) -> bytes:
        """The state that some calls leave behind."""
        with self.world.trial():
            for name, arguments in calls:
                with suppress(Refused):
                    self.world.call(name, **arguments)
            return self.world.snapshot()

    # ----------------------------------------------------------------------------------------------------- manifest

    def _manifest(self, program: p.Program, level: int, played: Played, parts: Parts | None) -> TaskManifest:
        template = p.shape(program)
        names = tuple(dict.fromkeys(name for name, _ in played.calls))
        kind: Any = "both" if program.steps and program.answer else "state" if program.steps else "answer"
        return TaskManifest(
            schema_version=1,
            title=_title(self.world, program),
            level=level,
            template=template,
            split=split_of(template),
            reward=Reward(kind=kind) if parts is None else Reward(kind="partial", weights=weights_of(parts)),
            answer=_form(program, played.answer),
            claims=Claims(calls=len(played.calls), tools=names, writes=bool(program.steps)),
            origin={
                "seed": self.seed,
                "kind": kind_of(program),
                "refusals": [f"{name}.{code}" for name, code in played.refusals],
            },
        )


def _easier(program: p.Program) -> Iterator[tuple[str, p.Program]]:
    """The program with one constraint left out, with its name."""
    if isinstance(program.answer, p.Pick):
        for why, easier in relaxed(program.answer):
            yield why, replace(program, answer=easier)
        return
    for rows in dict.fromkeys(one for one in p.nodes(program) if isinstance(one, p.Rows)):
        for place in range(len(rows.tests)):
            fewer = p.Rows(rows.table, (*rows.tests[:place], *rows.tests[place + 1 :]))
            yield f"{p.shape(rows.tests[place])} of {rows.table}", replaced(program, rows, fewer)


def _alternatives(program: p.Program, played: Played) -> Iterator[Probe]:
    """The right answer in other forms, and wrong ones that are close to it."""
    if program.answer is None:
        return
    answer = played.answer
    match kind_of_answer(program.answer, answer):
        case "set":
            yield Probe(accept=True, why="another order", answer=answer[::-1])
            yield Probe(accept=False, why="one is missing", answer=answer[:-1])
            yield Probe(accept=False, why="one twice", answer=[*answer, answer[0]])
            yield Probe(accept=False, why="one in the place of another", answer=[*answer[:-1], answer[0]])
        case "list":
            yield Probe(accept=False, why="the reverse order", answer=answer[::-1])
            yield Probe(accept=False, why="one is missing", answer=answer[:-1])
        case "text":
            yield Probe(accept=True, why="upper case and spaces", answer=f" {answer.upper()} ")
            yield Probe(accept=False, why="a part of it", answer=answer[:-1])
        case "number" | "mean":
            yield Probe(accept=True, why="a text", answer=str(answer))
            yield Probe(accept=False, why="one more", answer=answer + 1)
            yield Probe(accept=False, why="a little less", answer=answer - 0.5)


def _on_budget(program: p.Program, start: Evaluator) -> Iterator[Probe]:
    """Sets that cost exactly what is allowed, and one more: they show where the bound is.

    Raises:
        Rejected: There are none: another bound would do as well.
    """
    pick = program.answer
    if not isinstance(pick, p.Pick) or not pick.cost:
        return
    key, best = start.domain.table(pick.rows.table).key, start.pick(pick)
    sets = {
        tuple(sorted(str(row[key]) for row in rows)): sum(int(row[pick.cost] or 0) for row in rows)
        for rows in combinations(start.rows(pick.rows), pick.size)
    }
    for bound in (pick.budget, pick.budget + 1):
        chosen = next((one for one, cost in sets.items() if cost == bound and list(one) != best), None)
        if chosen is not None:
            yield Probe(accept=False, why=f"together {bound}, the bound is {pick.budget}", answer=[*chosen])
        elif sets[tuple(best)] != bound:
            raise Rejected("necessity", f"nothing costs {bound}")


def _verdict(verify: Callable[..., Any], answer: Any, before: Reading, after: Reading) -> bool | str:
    said = judge(verify, answer, before, after)
    return said["invalid"] if "invalid" in said else all(one == 1.0 for one in said["criteria"].values())


def _changed(played: Played, world: World) -> bool:
    return any(played.after[table] != world.rows[table] for table in played.after)


def _close(one: Any, other: Any) -> bool:
    return isinstance(one, float) and isinstance(other, int | float) and abs(one - other) < 0.011


def _no_leak(words: dict[Any, str], answer: Any) -> None:
    """The instruction does not hold the answer.

    Raises:
        Rejected: It does.
    """
    parts = answer if isinstance(answer, list) else [answer] if answer is not None else []
    for text in words.values():
        found = [one for one in parts if f" {str(one).lower()} " in f" {_spaced(text.lower())} "]
        if parts and len(found) == len(parts):
            raise Rejected("leak", str(answer))


def _spaced(text: str) -> str:
    kept = "".join(sign if sign.isalnum() or sign in "-." else " " for sign in text)
    return " ".join(word.strip(".") for word in kept.split())


def _form(program: p.Program, answer: Any) -> AnswerForm | None:
    if program.answer is None:
        return None
    match kind_of_answer(program.answer, answer):
        case "set":
            return AnswerForm(schema={"type": "array", "items": {"type": "string"}}, unordered=True)
        case "list":
            return AnswerForm(schema={"type": "array", "items": {"type": "string"}})
        case "mean":
            return AnswerForm(schema={"type": "number"}, tolerance=0.01)
        case "number":
            return AnswerForm(schema={"type": "integer" if isinstance(answer, int) else "number"})
        case _:
            return AnswerForm(schema={"type": "string"})


def _title(world: World, program: p.Program) -> str:
    words = [one.action.replace("_", " ") for one in p.nodes(program) if isinstance(one, p.Do | p.DoEach | p.DoFirst)]
    if program.answer is not None:
        tables = [one.table for one in p.nodes(program.answer) if hasattr(one, "table")]
        kind = type(program.answer).__name__.lower()
        words.append(f"{kind} ({world.domain.table(tables[0]).plural})" if tables else kind)
    title = ", ".join(words)
    return title[0].upper() + title[1:]
