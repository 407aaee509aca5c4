"""An environment without agentrt: what an exported pack carries along, so that another project can run it.

A session is its record: the calls that were made, and what was submitted. Tools are deterministic, so a record says
everything: the state after it, and the verdict on it. Nothing else has to travel between a target's processes.

    python3 portable.py score PACK.json TASK.json RECORD.json     prints the verdict as JSON
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import talk
import verdict
from calls import Outcome, Toolbox
from describe import describe, load_functions
from environment import Database, Refused, build, parse_day

SUBMIT = "submit"


class PackFile(TypedDict):
    """An environment, as `pack.json` has it: `files` is texts by path."""

    name: str
    today: str
    calls: int
    result_bytes: int
    files: dict[str, str]


class User(TypedDict):
    """Whom an agent talks with: see `talk.turn`."""

    script: dict[str, Any]
    language: str


class TaskFile(TypedDict, total=False):
    """A task, as its JSON file has it: source of the verifier, what its criteria are worth, and the user, if any."""

    verify: str
    kind: str
    weights: dict[str, float]
    user: User | None


class Record(TypedDict, total=False):
    """All there is to know of a session: calls as [name, arguments], whether an answer was submitted, and which."""

    calls: list[list[Any]]
    submitted: bool
    answer: Any


class Verdict(TypedDict):
    """What a session is worth: see `agentrt.envs.scorer.Verdict`."""

    reward: float
    valid: bool
    criteria: dict[str, float]
    reason: str


class Pack:
    """An environment's files, ready to be used.

    Args:
        pack: What its file says.
    """

    def __init__(self, pack: PackFile) -> None:
        self.name, self.limit, self.result_bytes = pack["name"], pack["calls"], pack["result_bytes"]
        self.today = parse_day(pack["today"])
        self.functions = pack["files"]["functions.py"]
        self.rules = pack["files"].get("rules.md", "")
        self.tools = describe(load_functions(self.functions))
        self.data = build(pack["files"]["schema.sql"], _tables(pack["files"]), self.today).to_bytes()

    def begin(self, record: Record | None = None, user: User | None = None) -> Play:
        """A session; one that is where `record` was. In a dialogue, `user` is whom it is with."""
        play = Play(self, user)
        for name, arguments in (record or {}).get("calls", ()):
            play.call(name, arguments)
        if record and record.get("submitted"):
            play.submit(record.get("answer"))
        return play

    def database(self) -> Database:
        """The data as they are at the beginning."""
        return Database.from_bytes(self.data, self.today, read_only=True)


class Play:
    """A session: one agent's use of the environment.

    Args:
        pack: The environment.
        user: Whom the agent talks with; None for nobody.

    Attributes:
        record: All there is to know of it. What was said to the user is among the calls.
        tools: The tools as an agent is told of them, without `submit`.
    """

    def __init__(self, pack: Pack, user: User | None = None) -> None:
        self.pack, self._user, self._done = pack, user, 0
        self.tools: Sequence[Mapping[str, Any]] = [*pack.tools, talk.TALKING] if user else pack.tools
        self.record: Record = {"calls": [], "submitted": False, "answer": None}
        self._db = Database.from_bytes(pack.data, pack.today)
        self._tools = Toolbox(load_functions(pack.functions), pack.tools, pack.result_bytes)

    def call(self, name: str, arguments: Any) -> Outcome:
        """What a call comes to: {"ok": value}, {"refused": ...}, {"invalid": ...} or {"fault": ...}."""
        if self.record["submitted"]:
            return {"invalid": {"message": "The answer was submitted; there is nothing more to do."}}
        if len(self.record["calls"]) >= self.pack.limit:
            return {"invalid": {"message": f"All {self.pack.limit} calls of this session are used up."}}
        self.record["calls"].append([name, arguments])
        if self._user and name == talk.MESSAGE_USER:
            return self._said(self._user, arguments)
        return self._tools.call(self._db, name, arguments)

    def _said(self, user: User, arguments: dict[str, Any]) -> Outcome:
        """What the user says."""
        wrong = talk.wrong_message(arguments)
        if wrong:
            return {"invalid": {"message": wrong}}
        text, _, self._done = talk.turn(user["script"], user["language"], self._done, arguments["message"])
        return {"ok": text}

    def submit(self, answer: Any = None) -> None:
        """Hand in the answer; nothing can be done after it."""
        self.record["submitted"], self.record["answer"] = True, answer

    def state(self) -> Database:
        """The data as they are now, to be read."""
        return Database.from_bytes(self._db.to_bytes(), self.pack.today, read_only=True)


class Tools:
    """What a solution is given: `tools.NAME(**arguments)` gives the value, or raises `tools.Refused`."""

    Refused = Refused

    def __init__(self, call: Callable[[str, dict[str, Any]], Outcome]) -> None:
        self._call = call

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def function(**arguments: Any) -> Any:
            outcome = self._call(name, arguments)
            if "ok" in outcome:
                return outcome["ok"]
            said: Any
            kind, said = next(iter(outcome.items()))
            raise Refused(said.get("code", kind), said.get("message", ""))

        return function


def solve(pack: Pack, source: str) -> Record:
    """The record of a solution's work."""
    play = pack.begin()
    play.submit(verdict.load(source, "solve")(Tools(play.call)))
    return play.record


def score(pack: Pack, task: TaskFile, record: Record) -> Verdict:
    """The verdict on a record.

    Args:
        pack: The environment.
        task: What its file says.
        record: Of a session.
    """
    try:
        after = pack.begin(record, task.get("user")).state()
        answer = record.get("answer") if record.get("submitted") else None
        said = verdict.judge(verdict.load(task["verify"]), answer, pack.database(), after)
    except verdict.NoVerdict as error:
        said = {"invalid": str(error)}
    return worth(said, task["kind"], task["weights"])


def worth(said: verdict.Judgement, kind: str, weights: Mapping[str, float]) -> Verdict:
    """What a verifier's word is worth; the same as `agentrt.envs.scorer.verdict_of`."""
    criteria = said.get("criteria")
    if not criteria:
        return {"reward": 0.0, "valid": False, "criteria": {}, "reason": said.get("invalid", "no verdict")}
    if kind == "partial":
        if set(criteria) != set(weights):
            odd = ", ".join(sorted(set(criteria) ^ set(weights)))
            return {
                "reward": 0.0,
                "valid": False,
                "criteria": criteria,
                "reason": f"criteria and weights differ: {odd}",
            }
        paid = min(1.0, sum(weights[name] * value for name, value in criteria.items()))
    else:
        paid = 1.0 if all(value == 1.0 for value in criteria.values()) else 0.0
    return {"reward": paid, "valid": True, "criteria": criteria, "reason": ""}


def read(path: str) -> Any:
    """What a JSON file says."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def _tables(files: Mapping[str, str]) -> dict[str, list[dict[str, str | None]]]:
    """The rows of the CSV files; an empty field is NULL, and STRICT tables turn text into numbers without loss."""
    tables = {}
    for path, text in files.items():
        if path.startswith("data/"):
            header, *rows = csv.reader(io.StringIO(text, newline=""))
            name = path[len("data/") : -len(".csv")]
            tables[name] = [{key: field or None for key, field in zip(header, row)} for row in rows]  # noqa: B905
    return tables


if __name__ == "__main__":
    _, _what, _pack, _task, _record = sys.argv
    print(json.dumps(score(Pack(read(_pack)), read(_task), read(_record))))
