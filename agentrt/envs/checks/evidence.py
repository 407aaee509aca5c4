"""What experiments on an environment gave: plays, probes and verdicts. Gates read it, and run nothing themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import JsonValue

from agentrt.envs.checks.exploring import Explored
from agentrt.envs.checks.near_miss import AnswerForm, Pools, same_answer
from agentrt.envs.checks.near_states import Change, Statement
from agentrt.envs.checks.reading import Attempt
from agentrt.envs.environment import Environment
from agentrt.envs.scorer import Verdict
from agentrt.envs.task import Task

Expected = Literal["floor", "full", "either"]
"""What a sound verifier pays: nothing, everything, or whatever the replayed solution says."""

INITIAL = "initial"
"""Name of the state before anybody did anything."""
ORACLE = "oracle"
"""Name of the state after the solution."""


@dataclass(frozen=True)
class Probe:
    """An answer and a state that a verifier is tried on.

    Attributes:
        panel: What it belongs to, with a version: "constants/1".
        name: Which one it is in its panel.
        answer: What is submitted; None is nothing.
        state: The state that it is submitted in: `INITIAL`, `ORACLE` or a digest.
        expected: What a sound verifier pays for it.
        what: What it is, in words.
        edits: Statements made on the state first.
        named: Name of the answer among those that the sandbox has already; "" where it is sent.
        worth: What exactly it is paid, where that is said.
    """

    panel: str
    name: str
    answer: JsonValue
    state: str = INITIAL
    expected: Expected = "floor"
    what: str = ""
    edits: tuple[Statement, ...] = ()
    named: str = ""
    worth: float | None = None

    @property
    def id(self) -> str:
        """Panel and name."""
        return f"{self.panel}/{self.name}"


@dataclass(frozen=True)
class Tried:
    """A probe with the verdicts on it.

    Attributes:
        probe: What was tried.
        verdict: Of verify.py.
        declared: Of verify_declared.py, where there is one.
        replayed: Whether answer and changes are those of the replayed solution or of an alternative: the third opinion.
    """

    probe: Probe
    verdict: Verdict
    declared: Verdict | None
    replayed: bool

    @property
    def right(self) -> bool:
        """Whether it deserves full reward: by its label, or by what the replayed solution says."""
        return self.replayed if self.probe.expected == "either" else self.probe.expected == "full"

    @property
    def accepted(self) -> bool:
        """Whether verify.py pays in full."""
        return self.verdict.reward >= 1.0

    @property
    def described(self) -> str:
        """The probe in one line, with what it was paid."""
        answer = repr(self.probe.answer)
        answer = answer if len(answer) <= 80 else f"{answer[:77]}..."
        said = self.verdict.reason or ", ".join(f"{name}={value:g}" for name, value in self.verdict.criteria.items())
        return f"{self.probe.id} ({self.probe.what}): answer {answer} was paid {self.verdict.reward:g} ({said[:200]})"


@dataclass(frozen=True)
class Played:
    """What a solution, or somebody else, did.

    Attributes:
        answer: What was submitted.
        error: Why there is no answer; "" where there is.
        state: Digest of the state at the end.
        changes: What changed, by table.
        calls: Each call: tool, arguments, outcome.
        problems: What its source may not contain.
        reached: What it reached for while it ran.
        seconds: Processor and waiting time.
        rss: Most memory of its process, bytes.
        about: What it is, where it is one of many.
        seen: Values that calls gave.
    """

    answer: JsonValue
    error: str
    state: str
    changes: dict[str, Change]
    calls: tuple[tuple[str, dict[str, JsonValue], dict[str, Any]], ...]
    problems: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    seconds: float = 0.0
    rss: int = 0
    about: str = ""
    seen: tuple[JsonValue, ...] = ()

    @classmethod
    def of(cls, reply: Mapping[str, Any], about: str = "") -> Played:
        """From what the probe runner tells."""
        changes = {
            table: Change(
                tuple(one["inserted"]), tuple(one["deleted"]), tuple((old, new) for old, new in one["changed"])
            )
            for table, one in reply["changes"].items()
        }
        return cls(
            answer=reply.get("answer"),
            error=reply.get("error", ""),
            state=reply["state"],
            changes=changes,
            calls=tuple((one[0], one[1], one[2]) for one in reply["calls"]),
            problems=tuple(reply.get("problems", ())),
            reached=tuple(reply.get("reached", ())),
            seconds=reply["seconds"] if isinstance(reply.get("seconds"), float) else 0.0,
            rss=reply.get("rss", 0),
            about=about or str(reply.get("what", "")),
            seen=tuple(reply.get("seen", ())),
        )


@dataclass(frozen=True)
class MutantReport:
    """What became of a verifier's mutants.

    Attributes:
        made: How many were made.
        same_code: Those that compile to the same code, or to none.
        killed: Those that some probe tells from the verifier.
        survivors: The others: id, what, line, clause, and why it is equivalent ("" where that is not proved).
        clauses: How many of them drop a clause, and how many of those were killed.
        helpers: Mutants in helpers, which other verifiers have too: whether each was killed here. Not counted above.
    """

    made: int
    same_code: int
    killed: int
    survivors: tuple[dict[str, Any], ...]
    clauses: tuple[int, int]
    helpers: dict[str, bool] = field(default_factory=dict)

    @property
    def alive(self) -> tuple[dict[str, Any], ...]:
        """Survivors that are not proved equivalent."""
        return tuple(one for one in self.survivors if not one["equivalent"])

    @property
    def counted(self) -> int:
        """Mutants that are not equivalent: the denominator of the score."""
        return self.killed + len(self.alive)


@dataclass
class EnvironmentCase:
    """An environment, and what was found out about it without its tasks.

    Attributes:
        environment: The environment.
        tools: Its tools as an agent is told of them.
        keys: Primary key of each table.
        initial: Digest of the state that everything begins with.
        pools: Its values by column.
        fuzzed: Scripted calls, each with the tool, the arguments, the outcome, and the tables that it wrote.
        chains: For each interpreter, the outcomes of the same random calls.
        isolated: Whether two interleaved sessions gave what each gives alone, and what differed.
        reset: Digests after reset, each beside the initial one.
        tampered: Hostile solutions, each with whether it was stopped, and what it said.
        explored: What a bounded search saw, in the runner that the tasks are examined in.
        solved: Tools that gave a result in some task's solution.
        failed: Why an experiment could not be made.
    """

    environment: Environment
    tools: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    initial: str = ""
    pools: Pools = field(default_factory=Pools)
    fuzzed: list[dict[str, Any]] = field(default_factory=list)
    chains: list[list[Any]] = field(default_factory=list)
    isolated: list[str] = field(default_factory=list)
    sessions: int = 0
    reset: list[tuple[str, str]] = field(default_factory=list)
    tampered: list[dict[str, Any]] = field(default_factory=list)
    explored: Explored = field(default_factory=Explored)
    solved: frozenset[str] = frozenset()
    failed: str = ""


@dataclass
class TaskCase:
    """A task, and what experiments on it gave.

    Attributes:
        home: Its environment.
        task: The task.
        problems: What its sources may not contain, by file.
        oracle: The solution's plays, one for each interpreter.
        alternatives: Plays of the other correct solutions, by name.
        mutants: Plays of the solution's mutants.
        labelled: What the calls of the pack's own probes came to, by the probe's place.
        random: Plays of the random-tool agent.
        noise: Plays of the solution with calls that go wrong, with the probability.
        tried: The probes with their verdicts.
        backwards: verify.py's verdicts when the probes are tried in the opposite order.
        elsewhere: Verdicts on the solution and on doing nothing, for each interpreter.
        verifiers: What became of the mutants, by file.
        seconds: Time of all verdicts of verify.py together.
        reached: What a verifier reached for.
        rss: Most memory of a verifier's process, bytes.
        attempt: What the reader does after the bounded search.
        searched: The play of its call, where it makes one.
        stopped: Why experiments ended early; "" where they did not.
    """

    home: EnvironmentCase
    task: Task
    problems: dict[str, list[str]] = field(default_factory=dict)
    oracle: list[Played] = field(default_factory=list)
    alternatives: dict[str, Played] = field(default_factory=dict)
    mutants: list[Played] = field(default_factory=list)
    labelled: dict[int, Played] = field(default_factory=dict)
    random: list[Played] = field(default_factory=list)
    noise: list[tuple[float, Played]] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)
    backwards: list[Verdict] = field(default_factory=list)
    elsewhere: list[list[Verdict]] = field(default_factory=list)
    verifiers: dict[str, MutantReport] = field(default_factory=dict)
    seconds: float = 0.0
    reached: tuple[str, ...] = ()
    rss: int = 0
    attempt: Attempt = field(default_factory=Attempt)
    searched: Played | None = None
    unreachable: int = 0
    stopped: str = ""

    @property
    def form(self) -> AnswerForm:
        """How answers are compared."""
        form = self.task.answer
        return AnswerForm() if form is None else AnswerForm(form.unordered, form.tolerance or 0.0)

    @property
    def answered(self) -> bool:
        """Whether an answer is submitted and judged."""
        return self.task.answer is not None

    def panel(self, *names: str) -> Iterator[Tried]:
        """The tried probes of some panels, by the panels' names without version."""
        return (one for one in self.tried if one.probe.panel.split("/")[0] in names)

    @property
    def search_pays(self) -> bool:
        """Whether the reader's best guess after the bounded search is paid in full."""
        tried = next(self.panel("bounded-search"), None)
        if tried is not None:
            return tried.accepted
        # The same was tried already, as another panel's.
        return self.replays(self.attempt.answer, self.searched.changes if self.searched else {})

    def replays(self, answer: JsonValue, changes: Mapping[str, Change]) -> bool:
        """Whether answer and changes are those of the solution, or of an alternative."""
        accepted = [self.oracle[0], *self.alternatives.values()]
        keys = self.home.keys
        for one in accepted:
            same = not self.answered or same_answer(answer, one.answer, self.form)
            if same and same_changes(changes, one.changes, keys):
                return True
        return False


def same_changes(one: Mapping[str, Change], other: Mapping[str, Change], keys: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether two changes are the same but for the keys that new rows were given."""
    if one.keys() != other.keys():
        return False
    return one == other or _plain(one, keys) == _plain(other, keys)


def _plain(changes: Mapping[str, Change], keys: Mapping[str, tuple[str, ...]]) -> list[object]:
    """Changes with the keys of new rows replaced by their place among the table's new rows, which are sorted."""
    names: dict[object, str] = {}
    sorted_rows: dict[str, list[Any]] = {}
    for table, change in sorted(changes.items()):
        key = keys[table][0]
        rows = sorted(change.inserted, key=lambda row, key=key: repr({**row, key: ""}))  # type: ignore[misc]
        sorted_rows[table] = rows
        names |= {row[key]: f"<{table} {index}>" for index, row in enumerate(rows)}

    def named(row: Mapping[str, object]) -> dict[str, object]:
        return {name: names.get(value, value) if isinstance(value, str) else value for name, value in row.items()}

    found: list[object] = []
    for table, change in sorted(changes.items()):
        first = keys[table][0]
        inserted = [{name: value for name, value in named(row).items() if name != first} for row in sorted_rows[table]]
        deleted = sorted(repr(row) for row in change.deleted)
        changed = sorted(repr((old, named(new))) for old, new in change.changed)
        found.append((table, inserted, deleted, changed))
    return found
