"""Judges probes: verifiers, and mutants of verifiers, on many answers and states.

A probe is an answer and a state. The answer is text of JSON, or the name of one that was sent before; the state is the
digest of a play's final state, with statements of SQL that are made on it for this probe and taken back after it.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import functools
import json
import resource
import signal
import time
import zlib
from collections.abc import Callable, Iterator
from types import CodeType
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import guard
import verdict
from environment import build, parse_day
from equivalence import Constants, idle
from lines import Message
from mutation import Mutant, mutants
from playing import STATES
from remembered import Known, Remembered, Row

SECONDS = 2.0
"""Time of one verdict."""
MUTANT_SECONDS = 0.5
"""Time of a mutant's verdict; one that needs longer is told apart by that."""

Given = TypeVar("Given")
Probe = list[Any]
"""[answer, [digest of a state, edits]], where the answer is a text or {"name": ...}."""


class Unreachable(TypedDict):
    """A probe has no verdict, since the schema forbids its state: why."""

    unreachable: str


if TYPE_CHECKING:
    Result = verdict.Judgement | Unreachable  # 3.9 knows no `|` of types


class Wish(TypedDict):
    """Which mutants of a verifier are tried: on which probes, by index; at most how many, also of helpers; from which
    of those on.
    """

    probes: list[int]
    most: int
    helpers: int
    turn: int


class Job(TypedDict, total=False):
    """A verifier, and the probes that it judges; what else is to be done in the same process."""

    source: str
    probes: list[Probe]
    backwards: bool
    then: Job | None
    mutants: Wish | None


class TooSlow(BaseException):
    """A verdict's time is over."""


class Bench:
    """Answers and states, kept for many jobs."""

    def __init__(self, request: Message) -> None:
        self.today = parse_day(request["today"])
        built = build(request["schema"], request["tables"], self.today)
        self.data = built.to_bytes()
        self.named = {name: json.dumps(value) for name, value in request["answers"].items()}
        self.plain: dict[str, Any] = {}
        self.states: dict[str, Remembered] = {}
        self.digest = ""
        self.at: tuple[str, str] | None = None

    def open(self, probes: list[Probe]) -> None:
        """Open the states that some probes name. To be called before the process is guarded."""
        for _, state in probes:
            if state[0] not in self.states:
                with open(f"{STATES}/{state[0]}", "rb") as file:
                    other = json.loads(file.readline())
                    made = Remembered.on(file.read(), self.today, self.before.answers, other)
                self.states[state[0]] = made

    def begin(self, digest: str) -> None:
        """The initial state under its digest."""
        self.digest = digest
        self.before = Remembered.on(self.data, self.today)
        self.states = {digest: Remembered.on(self.data, self.today, self.before.answers, [])}
        for one in (self.before, self.states[digest]):  # the schema is read once, and not in every process
            one._connection.execute("SELECT * FROM sqlite_schema").fetchall()

    def answer(self, said: Any) -> Any:
        """A probe's answer, anew each time if it could be changed."""
        text = self.named[said["name"]] if isinstance(said, dict) else said
        if text in self.plain:
            return self.plain[text]
        value = json.loads(text)
        if type(value) in _UNCHANGING:
            self.plain[text] = value
        return value

    def judged(self, verify: Callable[..., Any], probe: Probe, seconds: float) -> Result:
        """What a verifier says of a probe: criteria, {"invalid": why} or {"unreachable": why}."""
        copies = Remembered.copies
        said = self._judged(verify, probe, seconds)
        return said if Remembered.copies == copies else self._judged(verify, probe, seconds)

    def _judged(self, verify: Callable[..., Any], probe: Probe, seconds: float) -> Result:
        answer, (base, edits) = self.answer(probe[0]), probe[1]
        after = self.states[base]
        self.at = (base, repr(edits))
        if edits:
            unreachable = after.edited(edits)
            if unreachable is not None:
                after.restored()
                return {"unreachable": unreachable}
        try:
            return timed(lambda: verdict.judge(verify, answer, self.before, after), seconds)
        finally:
            if edits:
                after.restored()


def timed(work: Callable[[], Given], seconds: float) -> Given | verdict.Judgement:
    """What `work` gives, or that it took too much of a processor's time."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return work()
    except TooSlow:
        return {"invalid": f"it took longer than {seconds:g} s"}
    except BaseException as error:
        return {"invalid": f"it raised {type(error).__name__}: {error}"[:500]}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _strike(number: int, frame: object) -> None:
    raise TooSlow


def handle(bench: Bench, request: Job) -> Message:
    """Do one job in this process, which ends with it."""
    then, wish = request.get("then"), request.get("mutants")
    bench.open(request["probes"])
    bench.open(then["probes"] if then else [])
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    reached: list[str] = []
    signal.signal(signal.SIGPROF, _strike)
    guard.guard(reached.append)
    began = time.process_time()
    wanted = _score(bench, request)
    done: Message = {"results": wanted, "seconds": time.process_time() - began, "reached": sorted(set(reached))}
    done["rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if then:
        done["then"] = _score(bench, then)
    if wish:
        done["mutants"] = _mutants(bench, request, wish, wanted)
    return done


def _score(bench: Bench, request: Job) -> list[Result]:
    """The verdicts of a verifier on probes, in the order of the probes.

    Forwards, what a helper computes from the two states alone is computed once for each state. Backwards nothing is
    remembered: verdicts that depend on the order, or on what is kept, differ between the two.
    """
    try:
        scope = _loaded(request["source"])
    except verdict.NoVerdict as error:
        return [{"invalid": str(error)} for _ in request["probes"]]
    backwards = request.get("backwards")
    if not backwards:
        remember(bench, scope, ast.parse(request["source"]), {})
    verify = scope["verify"]
    order = list(enumerate(request["probes"]))
    said: list[Result] = [{}] * len(order)
    for index, probe in reversed(order) if backwards else order:
        said[index] = bench.judged(verify, probe, SECONDS)
    return said


def _loaded(source: str) -> dict[str, Any]:
    """The names of a verifier's module.

    Raises:
        NoVerdict: It cannot be loaded, or has no `verify`.
    """
    scope: dict[str, Any] = {"__name__": "verify"}
    verdict.load(source, scope=scope)
    return scope


def remember(bench: Bench, scope: dict[str, Any], tree: ast.Module, known: Known) -> None:
    """Let helpers that take nothing but the two states answer once for each state."""
    for one in tree.body:
        if isinstance(one, ast.FunctionDef) and one.name != "verify" and _of_states(one):
            scope[one.name] = _once(bench, scope[one.name], one.name, known)


def _of_states(function: ast.FunctionDef) -> bool:
    names = [one.arg for one in function.args.args]
    return bool(names) and set(names) <= {"before", "after"} and not function.args.defaults


def _once(bench: Bench, function: Callable[..., Any], name: str, known: Known) -> Callable[..., Any]:
    def helper(*states: Any) -> Any:
        key = (name, bench.at, tuple(one is bench.before for one in states))
        if key not in known:
            known[key] = function(*states)
        return _own(known[key])

    return helper


def _own(value: Any) -> Any:
    """A value that its holder may change. Like `copy.deepcopy`, and quicker for what verifiers compute."""
    kind = type(value)
    if kind is dict:
        return {key: _own(one) for key, one in value.items()}
    if kind is list:
        return [_own(one) for one in value]
    if kind in _UNCHANGING or (kind is Row and not Remembered.copies):
        return value
    return copy.deepcopy(value)


_UNCHANGING = frozenset({str, int, float, bool, type(None), bytes})


def _mutants(bench: Bench, request: Job, wish: Wish, verdicts: list[Result]) -> Message:
    """Which mutants of a verifier any probe tells from the verifier, and by which probe.

    Args:
        bench: Answers and states.
        request: The verifier and the probes.
        wish: Which mutants of it.
        verdicts: The verifier's own on all probes.
    """
    source = request["source"]
    probes, wanted = [request["probes"][at] for at in wish["probes"]], [verdicts[at] for at in wish["probes"]]
    tree = ast.parse(source)
    order = [index for index, one in enumerate(wanted) if "unreachable" not in one]
    try:
        bed = Bed(bench, source, tree)
    except verdict.NoVerdict as error:
        return {"failed": str(error)}
    own: list[Mutant] = []
    shared: list[Mutant] = []
    for one in mutants(tree, verifier=True):
        (shared if bed.helper(one) else own).append(one)
    made = _spread(own, wish["most"], 0)
    told: Message = {
        "possible": len(own),
        "made": 0,
        "same_code": 0,
        "killed": 0,
        "survivors": [],
        "helpers": {},
    }
    clauses = [0, 0]
    for one in [*made, *_spread(shared, wish["helpers"], wish["turn"])]:
        helper = bed.helper(one)
        told["made"] += not helper
        fate = _fate(bench, bed, one, probes, wanted, order)
        if helper:
            if fate is not None:
                told["helpers"][f"{helper} {one.line - bed.first(one)} {one.operator}: {one.what}"] = fate == "killed"
            continue
        if fate is None:
            told["same_code"] += 1
            continue
        told["killed"] += fate == "killed"
        clauses[0] += one.clause
        clauses[1] += one.clause and fate == "killed"
        if fate != "killed":
            told["survivors"].append(
                {"id": one.id, "what": one.what, "line": one.line, "clause": one.clause, "equivalent": fate}
            )
    return {**told, "clauses": clauses}


def _spread(made: list[Mutant], most: int, turn: int) -> list[Mutant]:
    """At most so many mutants, evenly over the source; another turn gives others."""
    if len(made) <= most:
        return made
    step = len(made) / most if most else 0
    return [made[int(turn + at * step) % len(made)] for at in range(most)]


def _fate(
    bench: Bench, bed: Bed, mutant: Mutant, probes: list[Probe], wanted: list[Result], order: list[int]
) -> str | None:
    """What became of a mutant: "killed", why it is equivalent, "" for alive; None where there is nothing to run."""
    put = bed.put(mutant)
    if put is None:
        return None
    with put:
        killer = _killer(bench, bed, probes, wanted, order[:FIRST])
        equal = ""
        if killer is None:
            equal = idle(mutant) or said(timed(lambda: bed.constants.same(mutant, bench.before), 1.0))
            killer = None if equal else _killer(bench, bed, probes, wanted, order[FIRST:])
    if killer is None:
        return equal
    order.remove(killer)
    order.insert(0, killer)
    return "killed"


FIRST = 16
"""Probes after which a mutant that is still alive is looked at for equivalence, before the others are tried."""


def said(value: object) -> str:
    """A text, or nothing where the work was stopped."""
    return value if isinstance(value, str) else ""


class Bed:
    """A verifier's module, in which one statement at a time is replaced by a mutant's.

    Attributes:
        scope: The module's names.
    """

    def __init__(self, bench: Bench, source: str, tree: ast.Module) -> None:
        self._bench, self._tree = bench, tree
        self.scope = _loaded(source)
        self._plain = dict(self.scope)
        self._known: Known = {}
        self._helpers: dict[str, str] = {}
        self._home = {id(node): at for at, one in enumerate(tree.body) for node in ast.walk(one)}
        self._codes = [self._compiled([one]) for one in tree.body]

    @functools.cached_property
    def constants(self) -> Constants:
        """What it computes from the state before alone. Asked for while no mutant is in."""
        return Constants(self._tree)

    def _place(self, mutant: Mutant) -> ast.stmt:
        """The statement of the module that a mutant is in."""
        at = self._home[id(mutant._old if mutant._parent is self._tree else mutant._parent)]
        return self._tree.body[at]

    def helper(self, mutant: Mutant) -> str:
        """The helper that a mutant is in, by name and content; "" for `verify` and the module itself."""
        place = self._place(mutant)
        if not isinstance(place, ast.FunctionDef) or place.name == "verify":
            return ""
        if place.name not in self._helpers:
            self._helpers[place.name] = f"{place.name}-{zlib.crc32(ast.dump(place).encode()):08x}"
        return self._helpers[place.name]

    def first(self, mutant: Mutant) -> int:
        """The first line of the statement that a mutant is in."""
        return self._place(mutant).lineno

    def _compiled(self, body: list[ast.stmt]) -> CodeType:
        return compile(ast.Module(body=body, type_ignores=[]), "verify.py", "exec")

    def put(self, mutant: Mutant) -> contextlib.AbstractContextManager[None] | None:
        """Put a mutant in for the time of a block; None where it compiles to the same code, or to none."""
        at = self._home[id(mutant._parent)] if mutant._parent is not self._tree else self._home[id(mutant._old)]
        with mutant:
            statement = self._tree.body[at]
            try:
                code = self._compiled([statement])
            except (SyntaxError, ValueError):
                return None
            function = isinstance(statement, ast.FunctionDef)
            later = (
                [] if function else [one for one in self._tree.body[at + 1 :] if not isinstance(one, ast.FunctionDef)]
            )
            rest = self._compiled(later) if later else None
        if code == self._codes[at]:
            return None
        inside = isinstance(statement, ast.FunctionDef) and statement.name == "verify"
        return self._replaced(code, rest, self._known if inside else {})

    @contextlib.contextmanager
    def _replaced(self, code: CodeType, rest: CodeType | None, known: Known) -> Iterator[None]:
        self.scope.update(self._plain)
        try:
            exec(code, self.scope)
            if rest is not None:
                exec(rest, self.scope)
            remember(self._bench, self.scope, self._tree, known)
        except Exception:
            self.scope["verify"] = _broken
        try:
            yield
        finally:
            self.scope.update(self._plain)


def _broken(answer: object, before: object, after: object) -> None:
    raise ValueError("the mutant cannot be loaded")


def _killer(bench: Bench, bed: Bed, probes: list[Probe], wanted: list[Result], order: list[int]) -> int | None:
    """The first probe on which a mutant says something else."""
    verify = bed.scope["verify"]
    for index in order:
        if _differs(bench.judged(verify, probes[index], MUTANT_SECONDS), wanted[index]):
            return index
    return None


def _differs(said: Result, wanted: Result) -> bool:
    """Whether two verdicts differ: in a criterion, or in there being one."""
    if "invalid" in said or "invalid" in wanted:
        return ("invalid" in said) != ("invalid" in wanted)
    return said != wanted
