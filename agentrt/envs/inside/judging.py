"""Judges probes: verifiers, and mutants of verifiers, on many answers and states.

A probe is an answer and a state. The answer is text of JSON, or the name of one that was sent before; the state is the
digest of a play's final state, with statements of SQL that are made on it for this probe and taken back after it.
"""

from __future__ import annotations

import ast
import json
import resource
import signal
import time
from collections.abc import Callable
from typing import Any

import guard
import verdict
from environment import Database, _reading, build, parse_day
from equivalence import idle, same_values
from mutation import Mutant, mutants
from playing import STATES

SECONDS = 2.0
"""Time of one verdict."""
MUTANT_SECONDS = 0.5
"""Time of a mutant's verdict; one that needs longer is told apart by that."""


class TooSlow(BaseException):
    """A verdict's time is over."""


class Remembered(Database):  # type: ignore[misc]
    """A database that is only read, and answers the same query twice without asking twice."""

    answers: dict[Any, Any]

    @classmethod
    def on(cls, data: bytes, today: Any) -> Remembered:
        """Of a file's bytes."""
        made: Remembered = cls.from_bytes(data, today, read_only=True)
        made.answers = {}
        made._connection.set_authorizer(None)  # a probe's state may be one that references and CHECKs forbid
        made._connection.execute("PRAGMA foreign_keys = OFF")
        made._connection.execute("PRAGMA ignore_check_constraints = ON")
        made._connection.set_authorizer(_reading)
        return made

    def one(self, sql: str, *values: Any) -> Any:
        """See `Database`."""
        key = ("one", sql, values)
        try:
            row = self.answers[key]
        except KeyError:
            row = self.answers[key] = super().one(sql, *values)
        except TypeError:
            return super().one(sql, *values)
        return None if row is None else dict(row)

    def all(self, sql: str, *values: Any) -> Any:
        """See `Database`."""
        key = ("all", sql, values)
        try:
            rows = self.answers[key]
        except KeyError:
            rows = self.answers[key] = super().all(sql, *values)
        except TypeError:
            return super().all(sql, *values)
        return [dict(row) for row in rows]

    def edited(self, edits: list[Any]) -> str | None:
        """Make statements on it, to be taken back; what the schema says against them, or None."""
        self._connection.set_authorizer(None)
        self.answers = {}
        try:
            self._connection.execute("PRAGMA query_only = OFF")
            self._connection.execute("BEGIN")
            for sql, values in edits:
                if self._connection.execute(sql, values).rowcount < 1:
                    return "it changes nothing"
        except Exception as error:
            return str(error)
        finally:
            self._connection.execute("PRAGMA query_only = ON")
            self._connection.set_authorizer(_reading)
        return None

    def restored(self) -> None:
        """Take the statements back."""
        self._connection.set_authorizer(None)
        self.rollback()
        self._connection.set_authorizer(_reading)
        self.answers = {}


class Bench:
    """Answers and states, kept for many jobs."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.today = parse_day(request["today"])
        built = build(request["schema"], request["tables"], self.today)
        self.data = built.to_bytes()
        self.named = {name: json.dumps(value) for name, value in request["answers"].items()}
        self.states: dict[str, Remembered] = {}
        self.digest = ""

    def open(self, probes: list[Any]) -> None:
        """Open the states that some probes name. To be called before the process is guarded."""
        for _, state in probes:
            if state[0] not in self.states:
                with open(f"{STATES}/{state[0]}", "rb") as file:
                    self.states[state[0]] = Remembered.on(file.read(), self.today)

    def begin(self, digest: str) -> None:
        """The initial state under its digest."""
        self.digest = digest
        self.before = Remembered.on(self.data, self.today)
        self.states = {digest: Remembered.on(self.data, self.today)}

    def answer(self, said: Any) -> Any:
        """A probe's answer, anew each time."""
        return json.loads(self.named[said["name"]] if isinstance(said, dict) else said)

    def judged(self, verify: Callable[..., Any], probe: list[Any], seconds: float) -> Any:
        """What a verifier says of a probe: criteria, {"invalid": why} or {"unreachable": why}."""
        answer, (base, edits) = self.answer(probe[0]), probe[1]
        after = self.states[base]
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


def timed(work: Callable[[], Any], seconds: float) -> Any:
    """What `work` gives, or that it took too long."""

    def strike(number: int, frame: Any) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work()
    except TooSlow:
        return {"invalid": f"it took longer than {seconds:g} s"}
    except BaseException as error:
        return {"invalid": f"it raised {type(error).__name__}: {error}"[:500]}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def handle(bench: Bench, request: dict[str, Any]) -> dict[str, Any]:
    """Do one job in this process, which ends with it."""
    bench.open(request["probes"])
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    reached: list[str] = []
    guard.guard(reached.append)
    began = time.perf_counter()
    done: dict[str, Any] = {"results": {"score": _score, "mutants": _mutants}[request["do"]](bench, request)}
    done["seconds"] = time.perf_counter() - began
    done["reached"] = sorted(set(reached))
    done["rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return done


def _score(bench: Bench, request: dict[str, Any]) -> list[Any]:
    """The verdicts of a verifier on probes, in the order of the probes; they are tried backwards if that is asked."""
    try:
        verify = verdict.load(request["source"])
    except verdict.NoVerdict as error:
        return [{"invalid": str(error)} for _ in request["probes"]]
    order = list(enumerate(request["probes"]))
    said: list[Any] = [None] * len(order)
    for index, probe in reversed(order) if request.get("backwards") else order:
        said[index] = bench.judged(verify, probe, SECONDS)
    return said


def _mutants(bench: Bench, request: dict[str, Any]) -> dict[str, Any]:
    """Which mutants of a verifier any probe tells from the verifier, and by which probe."""
    source, probes = request["source"], request["probes"]
    tree = ast.parse(source)
    original = compile(tree, "verify.py", "exec")
    wanted = _score(bench, request)
    order = list(range(len(probes)))
    killed, survivors, same = 0, [], 0
    made = mutants(tree, verifier=True)
    if len(made) > request["most"]:
        made = [made[round(step * (len(made) - 1) / (request["most"] - 1))] for step in range(request["most"])]
    clauses = [0, 0]
    for one in made:
        code = _compiled(tree, one)
        if code is None or code == original:
            same += 1
            continue
        clauses[0] += one.clause
        killer = _killer(bench, code, probes, wanted, order)
        if killer is not None:
            killed += 1
            clauses[1] += one.clause
            order.remove(killer)
            order.insert(0, killer)
            continue
        equal = idle(one) or timed(lambda one=one: same_values(tree, one, bench.before), 1.0)  # type: ignore[misc]
        survivors.append({
            "id": one.id, "what": one.what, "line": one.line, "clause": one.clause,
            "equivalent": equal if isinstance(equal, str) else "",
        })  # fmt: skip
    return {"made": len(made), "same_code": same, "killed": killed, "survivors": survivors, "clauses": clauses}


def _compiled(tree: ast.Module, mutant: Mutant) -> Any:
    with mutant:
        try:
            return compile(tree, "verify.py", "exec")
        except (SyntaxError, ValueError):
            return None


def _killer(bench: Bench, code: Any, probes: list[Any], wanted: list[Any], order: list[int]) -> int | None:
    """The first probe on which a mutant says something else."""
    scope: dict[str, Any] = {"__name__": "verify"}
    try:
        exec(code, scope)
        verify = scope["verify"]
    except Exception:
        return order[0]
    for index in order:
        if "unreachable" in wanted[index]:
            continue
        if _differs(bench.judged(verify, probes[index], MUTANT_SECONDS), wanted[index]):
            return index
    return None


def _differs(said: Any, wanted: Any) -> bool:
    """Whether two verdicts differ: in a criterion, or in there being one."""
    if "invalid" in said or "invalid" in wanted:
        return ("invalid" in said) != ("invalid" in wanted)
    return bool(said != wanted)
