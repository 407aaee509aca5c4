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

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import talk
import verdict
from calls import Toolbox
from describe import describe, load_functions
from environment import Database, Refused, build, parse_day

SUBMIT = "submit"


class Pack:
    """An environment's files, ready to be used.

    Args:
        pack: {"name", "today", "calls", "result_bytes", "files": {path: text}}.
    """

    def __init__(self, pack):
        self.name, self.limit, self.result_bytes = pack["name"], pack["calls"], pack["result_bytes"]
        self.today = parse_day(pack["today"])
        self.functions = pack["files"]["functions.py"]
        self.rules = pack["files"].get("rules.md", "")
        self.tools = describe(load_functions(self.functions))
        self.data = build(pack["files"]["schema.sql"], _tables(pack["files"]), self.today).to_bytes()

    def begin(self, record=None, user=None):
        """A session; one that is where `record` was. In a dialogue, `user` is whom it is with (see `Play`)."""
        play = Play(self, user)
        for name, arguments in (record or {}).get("calls", ()):
            play.call(name, arguments)
        if record and record.get("submitted"):
            play.submit(record.get("answer"))
        return play

    def database(self):
        """The data as they are at the beginning."""
        return Database.from_bytes(self.data, self.today, read_only=True)


class Play:
    """A session: one agent's use of the environment.

    Args:
        pack: The environment.
        user: Whom the agent talks with: {"script": ..., "language": ...}, see `talk.turn`; None for nobody.

    Attributes:
        record: {"calls": [[name, arguments]], "submitted": bool, "answer": value}; all there is to know of it. What was
            said to the user is among the calls.
        tools: The tools as an agent is told of them, without `submit`.
    """

    def __init__(self, pack, user=None):
        self.pack, self._user, self._done = pack, user, 0
        self.tools = [*pack.tools, talk.TALKING] if user else pack.tools
        self.record: dict = {"calls": [], "submitted": False, "answer": None}  # type: ignore[type-arg]
        self._db = Database.from_bytes(pack.data, pack.today)
        self._tools = Toolbox(load_functions(pack.functions), pack.tools, pack.result_bytes)

    def call(self, name, arguments):
        """What a call comes to: {"ok": value}, {"refused": ...}, {"invalid": ...} or {"fault": ...}."""
        if self.record["submitted"]:
            return {"invalid": {"message": "The answer was submitted; there is nothing more to do."}}
        if len(self.record["calls"]) >= self.pack.limit:
            return {"invalid": {"message": f"All {self.pack.limit} calls of this session are used up."}}
        self.record["calls"].append([name, arguments])
        if self._user and name == talk.MESSAGE_USER:
            return self._said(arguments)
        return self._tools.call(self._db, name, arguments)

    def _said(self, arguments):
        """What the user says."""
        wrong = talk.wrong_message(arguments)
        if wrong:
            return {"invalid": {"message": wrong}}
        script, language = self._user["script"], self._user["language"]
        text, _, self._done = talk.turn(script, language, self._done, arguments["message"])
        return {"ok": text}

    def submit(self, answer=None):
        """Hand in the answer; nothing can be done after it."""
        self.record["submitted"], self.record["answer"] = True, answer

    def state(self):
        """The data as they are now, to be read."""
        return Database.from_bytes(self._db.to_bytes(), self.pack.today, read_only=True)


class Tools:
    """What a solution is given: `tools.NAME(**arguments)` gives the value, or raises `tools.Refused`."""

    Refused = Refused

    def __init__(self, call):
        self._call = call

    def __getattr__(self, name):
        def function(**arguments):
            outcome = self._call(name, arguments)
            if "ok" in outcome:
                return outcome["ok"]
            kind, said = next(iter(outcome.items()))
            raise Refused(said.get("code", kind), said.get("message", ""))

        return function


def solve(pack, source):
    """The record of a solution's work."""
    play = pack.begin()
    play.submit(verdict.load(source, "solve")(Tools(play.call)))
    return play.record


def score(pack, task, record):
    """The verdict on a record: {"reward", "valid", "criteria", "reason"}.

    Args:
        pack: The environment.
        task: {"verify": source, "kind": ..., "weights": {...}, "user": None or as in `Play`}.
        record: Of a session.
    """
    try:
        after = pack.begin(record, task.get("user")).state()
        answer = record.get("answer") if record.get("submitted") else None
        said = verdict.judge(verdict.load(task["verify"]), answer, pack.database(), after)
    except verdict.NoVerdict as error:
        said = {"invalid": str(error)}
    return worth(said, task["kind"], task["weights"])


def worth(said, kind, weights):
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


def read(path):
    """What a JSON file says."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def _tables(files):
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
