"""The gates on generate/score pairs: procedural sets such as reasoning-gym, or two functions of any module.

There is neither state nor tool: what can be measured is whether the stated answer passes, what nothing and nonsense
earn, whether an answer with one thing wrong passes, and whether the score is a number that does not change.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agentrt.envs.checks.foreign import NO_STATE, NO_TOOLS, ForeignItem, ForeignReport, measured, not_applicable
from agentrt.envs.checks.foreign_process import ForeignProcess
from agentrt.envs.checks.gates import Measurement
from agentrt.envs.checks.near_miss import AnswerForm, Pools, right_answers, wrong_answers
from agentrt.envs.checks.panels import CONSTANTS, EMPTIES, INJECTIONS, REFUSALS
from agentrt.errors import SandboxLost

ITEMS = 25
"""Items of each generator that are tried."""
MANY = 200
"""Items that are looked through for duplicates and for the most common answer."""
FULL = 1.0
SLOW = 1.0
"""Seconds that a score may take."""
ENDS = "__import__('os')._exit(0)"
"""An answer that ends a process in which it is run."""
SKIPPED = "skipped"
"""What the probe says of a trial for which there was no time left."""
BEST_CONSTANT = 0.5
"""Share of items that a single answer may solve."""

REASONS = {
    "runtime.episode_isolation": NO_STATE,
    "runtime.state_contract": NO_STATE,
    "sanity.collateral": NO_STATE,
    "sanity.side_effects": NO_TOOLS,
    "sanity.reachable_tools": NO_TOOLS,
    "sanity.needed_calls": NO_TOOLS,
    "runtime.tool_declaration_accuracy": NO_TOOLS,
    "runtime.oracle_containment": "the answer comes with the question; there is no solution program",
    "discrimination.solution_mutants": "there is no solution program to mutate",
    "discrimination.verifier_mutants": "the scorers are the library's code, of which mutants were not made",
    "discrimination.differential": "there is no second scorer",
    "discrimination.constraint_necessity": "constraints are not stated apart from the scorer",
    "statistical.difficulty_separation": "scripted policies need tools to call",
    "set.split_integrity": "there are no splits: items are made from seeds",
}


@dataclass
class Trials:
    """Answers to be scored, and what came of them.

    Attributes:
        asked: Panel, what it is in words, index of the item, answer.
        scores: Score, seconds and error of each.
    """

    asked: list[tuple[str, str, int, str | None]] = field(default_factory=list)
    scores: list[tuple[float | None, float, str]] = field(default_factory=list)

    def of(self, *panels: str) -> Iterator[tuple[str, int, str | None, float | None, str]]:
        """What was tried for some panels: what it is, item, answer, score, error."""
        for (panel, what, at, answer), (score, _, error) in zip(self.asked, self.scores, strict=True):
            if panel in panels and error != SKIPPED:
                yield what, at, answer, score, error


def audit_pairs(
    spec: str,
    python: Path,
    *,
    names: Sequence[str] | None = None,
    path: Sequence[Path] = (),
    seed: int = 7,
    progress: Callable[[ForeignItem, int, int], None] | None = None,
) -> ForeignReport:
    """Audit generate/score pairs.

    Args:
        spec: "reasoning_gym", or "module:generate,score" with `generate(seed, n)` and `score(answer, entry)`.
        python: The interpreter that has the module.
        names: Which generators; None: all.
        path: Folders in which the interpreter finds the module.
        seed: Of the items and the trials.
        progress: Told of each generator.

    Raises:
        SandboxLost: The module cannot be loaded.
    """
    with ForeignProcess(python, "pair_probe.py", [spec], path=path) as process:
        chosen = list(names or process.ask({"do": "names"}))
    items = []
    for done, name in enumerate(chosen, 1):
        with (
            ForeignProcess(python, "pair_probe.py", [spec], path=path, hash_seed=0) as one,
            ForeignProcess(python, "pair_probe.py", [spec], path=path, hash_seed=4242) as other,
        ):
            try:
                items.append(_Generator(name, one, other, seed).audit())
            except SandboxLost as error:
                why = measured("semantic.resource_envelope", [f"not measured to the end: {error}"], 1)
                items.append(ForeignItem(name=name, measurements=(why,)))
        if progress is not None:
            progress(items[-1], done, len(chosen))
    return ForeignReport(kind="pairs", source=spec, items=tuple(items))


class _Generator:
    """One generator under audit."""

    def __init__(self, name: str, process: ForeignProcess, other: ForeignProcess, seed: int) -> None:
        self.name, self.process, self.other, self.seed = name, process, other, seed
        self.entries: list[dict[str, Any]] = []
        self.trials = Trials()

    def audit(self) -> ForeignItem:
        many = self.process.ask({"do": "generate", "name": self.name, "seed": self.seed + 1, "n": MANY})
        made = self.process.ask({"do": "generate", "name": self.name, "seed": self.seed, "n": ITEMS})
        again = self.other.ask({"do": "generate", "name": self.name, "seed": self.seed, "n": ITEMS})
        if "error" in made:
            return ForeignItem(name=self.name, measurements=(measured("static.manifest", [made["error"]], 1),))
        self.entries = made["entries"]
        self._try()
        gates = [
            self._manifest(), self._seed(made, again, many), self._oracle(), self._floor(), self._constants(),
            self._full("adversaries.injection", "injection"), self._full("adversaries.cross_task", "cross-task"),
            self._full("adversaries.shotgun", "shotgun", "wrapped"), self._full("adversaries.echo", "echo"),
            self._full("discrimination.near_miss_answers", "near"), self._equivalents(), self._well_formed(),
            self._same(), self._resources(made), *self._set(many), self._purity(),
        ]  # fmt: skip
        return ForeignItem(name=self.name, measurements=(*gates, *not_applicable(REASONS)))

    # What is tried.

    def _try(self) -> None:
        rng = random.Random(self.seed)
        for at, entry in enumerate(self.entries):
            self._try_item(at, entry, rng)
        self._score(self.process, self.trials.asked, self.trials.scores)

    def _try_item(self, at: int, entry: dict[str, Any], rng: random.Random) -> None:
        true = entry["answer"]
        self._add("oracle", "the stated answer", at, true)
        self._add("empty", "nothing (None)", at, None)
        for name, value in EMPTIES:
            self._add("empty", f"empty: {name}", at, value if isinstance(value, str) else repr(value))
        for text in REFUSALS:
            self._add("empty", "a refusal", at, text)
        for text in dict.fromkeys(str(value) for _, value in CONSTANTS):
            if len(text) < 100:
                self._add("constant", text, at, text)
        for name, value in INJECTIONS:
            if isinstance(value, str) and "_exit" not in value:
                self._add("injection", name, at, value)
        self._add("echo", "the question itself", at, str(entry["question"]))
        self._add("malformed", "a million letters", at, "x" * 1_000_000 if at == 0 else "x" * 10_000)
        for text in ("\0", "\u202e\u200b\U0001f600", "9" * 5000, "[" * 500, "-", ".", "1/0", "1e400"):
            self._add("malformed", f"the text {text[:12]!r}", at, text)
        if isinstance(true, str):
            self._try_answer(at, true, rng)

    def _try_answer(self, at: int, true: str, rng: random.Random) -> None:
        others = list(dict.fromkeys(str(one["answer"]) for one in self.entries if one["answer"] != true))
        for text in others[:8]:
            self._add("cross-task", "the answer of another item", at, text)
        if others:
            for glue in (" ", ", ", " or ", "\n"):
                self._add("shotgun", f"candidates joined by {glue!r}", at, glue.join([*others[:6], true]))
        for text in (f"not {true}", f"{true} or maybe something else", f"x{true}x"):
            self._add("wrapped", "the answer inside another text", at, text)
        wrong = dict(wrong_answers(true, AnswerForm(), Pools(), rng)) | dict(_wrong_numbers(true))
        for what, value in wrong.items():
            if isinstance(value, str) and _plain(value) != _plain(true):
                self._add("near", what, at, value)
        for what, value in right_answers(true, AnswerForm()):
            if isinstance(value, str) and value != true and value.strip() == true.strip():
                self._add("equivalent", what, at, value)

    def _add(self, panel: str, what: str, at: int, answer: str | None) -> None:
        self.trials.asked.append((panel, what, at, answer))

    def _score(
        self,
        process: ForeignProcess,
        asked: Sequence[tuple[str, str, int, str | None]],
        into: list[tuple[float | None, float, str]],
    ) -> None:
        for begin in range(0, len(asked), 500):
            part = [(at, answer) for _, _, at, answer in asked[begin : begin + 500]]
            said = process.ask({"do": "score", "name": self.name, "trials": part})
            into.extend((score, seconds, error) for score, seconds, error in said)

    # What it comes to.

    def _manifest(self) -> Measurement:
        wrong = [
            f"item {at}: the answer is {type(one['answer']).__name__}, not text"
            for at, one in enumerate(self.entries)
            if not isinstance(one["answer"], str)
        ]
        wrong += [f"item {at}: there is no question" for at, one in enumerate(self.entries) if not one["question"]]
        return measured("static.manifest", wrong, len(self.entries))

    def _seed(self, made: dict[str, Any], again: dict[str, Any], other: dict[str, Any]) -> Measurement:
        wrong = []
        if made["entries"] != again.get("entries"):
            first = next((at for at, pair in enumerate(zip(made["entries"], again.get("entries", []), strict=False))
                          if pair[0] != pair[1]), 0)  # fmt: skip
            wrong.append(f"item {first} differs in another process with another PYTHONHASHSEED, under the same seed")
        if made["entries"] == other.get("entries", [])[: len(made["entries"])]:
            wrong.append("another seed gives the same items")
        return measured("runtime.seed_control", wrong, 2)

    def _oracle(self) -> Measurement:
        tried = list(self.trials.of("oracle"))
        wrong = [
            f"item {at}: its stated answer {answer!r:.80} earns {score}{f' ({error})' if error else ''}"
            for _, at, answer, score, error in tried
            if score is None or score < FULL
        ]
        return measured("semantic.oracle_max", wrong, len(tried), 1 - len(wrong) / max(1, len(tried)))

    def _floor(self) -> Measurement:
        tried = [one for one in self.trials.of("empty") if not self._stated(one[1], one[2])]
        best = max((score for *_, score, _ in tried if score is not None), default=0.0)
        paid: dict[str, tuple[float, int, str | None]] = {}
        for what, at, answer, score, _ in tried:
            if score is not None and score > paid.get(what, (0.0, 0, None))[0]:
                paid[what] = (score, at, answer)
        wrong = [f"item {at}: {what} ({answer!r}) earns {score:g}" for what, (score, at, answer) in paid.items()]
        return measured("semantic.canary_floor", wrong, len(tried), best)

    def _constants(self) -> Measurement:
        """The best constant: its full-credit share over the honest share, that of items whose answer it is."""
        full: Counter[str] = Counter()
        honest: Counter[str] = Counter()
        for what, at, answer, score, _ in self.trials.of("constant"):
            honest[what] += self._stated(at, answer)
            full[what] += score is not None and score >= FULL
        total = len(self.entries)
        excess = {what: (full[what] - honest[what]) / total for what in full}
        best = max(excess, key=lambda what: excess[what], default="")
        wrong = [
            f"the answer {what!r} is paid in full for {full[what]} of {total} items; it is the stated answer of "
            f"{honest[what]}"
            for what, over in excess.items()
            if over > 0
        ]
        return measured(
            "adversaries.constants", wrong, len(full) * total, excess.get(best, 0.0), {"best": best} if best else None
        )

    def _full(self, gate: str, *panels: str) -> Measurement:
        """Full credit for what should not have it."""
        tried = [one for one in self.trials.of(*panels) if not self._stated(one[1], one[2])]
        wrong = [
            f"item {at}: {what} earns {score:g}: {_shown(answer)} (stated: {_shown(self.entries[at]['answer'])})"
            for what, at, answer, score, _ in tried
            if score is not None and score >= FULL
        ]
        return measured(gate, wrong, len(tried), len(wrong) / max(1, len(tried)))

    def _equivalents(self) -> Measurement:
        scores = {at: score for _, at, _, score, _ in self.trials.of("oracle")}
        tried = [one for one in self.trials.of("equivalent") if (scores[one[1]] or 0) >= FULL]
        wrong = [
            f"item {at}: {answer!r:.60} earns {score}, the same without spaces earns full"
            for _, at, answer, score, _ in tried
            if score is None or score < FULL
        ]
        return measured("discrimination.equivalents", wrong, len(tried), len(wrong) / max(1, len(tried)))

    def _well_formed(self) -> Measurement:
        seen: dict[str, str] = {}
        for (panel, what, at, answer), (score, _, error) in zip(self.trials.asked, self.trials.scores, strict=True):
            if error and error != SKIPPED:
                seen.setdefault(error[:60], f"item {at}: {panel}, {what}: {_shown(answer)}: {error}")
            elif score is not None and not 0 <= score <= 1:
                seen.setdefault("range", f"item {at}: {panel}, {what}: {_shown(answer)}: the score {score}")
        return measured("runtime.reward_well_formed", seen.values(), len(self.trials.asked))

    def _same(self) -> Measurement:
        """All again in the opposite order, in another process with another hash seed."""
        asked = list(reversed(self.trials.asked))
        again: list[tuple[float | None, float, str]] = []
        self._score(self.other, asked, again)
        wrong = [
            f"item {at}: {panel}, {_shown(answer)}: {first[0]}, and {second[0]} the other time"
            for (panel, _, at, answer), second, first in zip(asked, again, reversed(self.trials.scores), strict=True)
            if first[0] != second[0] and SKIPPED not in (first[2], second[2])
        ]
        return measured("semantic.verifier_determinism", wrong, len(asked))

    def _purity(self) -> Measurement:
        """Last, since it ends the process of a scorer that runs answers as code."""
        wrong = []
        for process, answer in ((self.process, ENDS), (self.other, f"[{ENDS}]")):
            try:
                process.ask({"do": "score", "name": self.name, "trials": [[0, answer]]})
            except SandboxLost:
                wrong.append(f"the answer {answer!r} ends the scorer's process: answers are run as code")
        return measured("sanity.verifier_purity", wrong, 2)

    def _resources(self, made: dict[str, Any]) -> Measurement:
        slowest = max((seconds for _, seconds, _ in self.trials.scores), default=0.0)
        wrong = [] if slowest <= SLOW else [f"a score takes {slowest:.1f} s"]
        skipped = sum(error == SKIPPED for *_, error in self.trials.scores)
        if skipped:
            wrong.append(f"{skipped} of {len(self.trials.scores)} trials were skipped: scoring takes too long")
        details = {"generate_seconds": round(made["seconds"], 3), "slowest_score_seconds": round(slowest, 3)}
        return measured("semantic.resource_envelope", wrong, len(self.trials.scores), slowest, details)

    def _set(self, many: dict[str, Any]) -> tuple[Measurement, Measurement]:
        entries = many.get("entries", [])
        questions = Counter(str(one["question"]) for one in entries)
        doubles = sum(count - 1 for count in questions.values())
        share = doubles / max(1, len(entries))
        answers = Counter(str(one["answer"]) for one in entries if one["answer"] is not None)
        common, count = answers.most_common(1)[0] if answers else ("", 0)
        balance = count / max(1, len(entries))
        double = [f"{doubles} of {len(entries)} questions occur before"] if share > 0.01 else []
        wrong = [f"{common!r:.40} answers {count} of {len(entries)} items"] if balance > BEST_CONSTANT else []
        return (
            measured("set.near_duplicates", double, len(entries), share),
            measured("set.label_balance", wrong, answers.total(), balance),
        )

    def _stated(self, at: int, answer: str | None) -> bool:
        """Whether an answer is the stated one, spaces and case apart."""
        true = self.entries[at]["answer"]
        return (true is None and answer is None) or (
            isinstance(true, str) and answer is not None and _plain(true) == _plain(answer)
        )


def _wrong_numbers(text: str) -> Iterator[tuple[str, str]]:
    """A text with one of its numbers, or two of its words, changed."""
    found = list(re.finditer(r"-?\d+(?:\.\d+)?", text))
    for where, one in (("first", found[0]), ("last", found[-1])) if found else ():
        for what, by in (("one more", 1), ("a tenth more", 0.1)):
            number = float(one[0]) + by if "." in one[0] or by != 1 else int(one[0]) + by
            changed = text[: one.start()] + (f"{number:.12g}" if isinstance(number, float) else str(number))
            yield f"the {where} number: {what}", changed + text[one.end() :]
    words = text.split()
    if len(words) > 1:
        yield "without its last word", " ".join(words[:-1])
        if words[0] != words[-1]:
            yield "first and last word exchanged", " ".join([words[-1], *words[1:-1], words[0]])


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _shown(answer: object) -> str:
    text = repr(answer)
    return text if len(text) <= 90 else f"{text[:80]}... ({len(text)} characters)"
