"""The function server: an environment's tools over its data, for many sessions at once. Run in a sandbox of its own.

Every session has its own copy of the data and its own copy of the functions' module, so that nothing which one agent
does, not even a global variable, is seen by another.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from calls import Toolbox
from describe import describe, load_functions
from environment import Database, build, canonical, contents, parse_day
from lines import handle


class CallTooLong(BaseException):
    """A call used up its time. Not an `Exception`, so that a tool cannot swallow it by accident."""


class Server:
    """Answers the host's requests."""

    def __init__(self):
        self.sessions = {}

    def answer(self, request):
        return getattr(self, "do_" + request["do"])(request)

    def do_load(self, request):
        """The environment; answers with its tools."""
        self.source, self.seconds = request["functions"], request["call_seconds"]
        self.result_bytes = request["result_bytes"]
        self.today = parse_day(request["today"])
        self.schema = request["schema"]
        built = build(self.schema, request["tables"], self.today)
        self.data = built.to_bytes()
        self.described = describe(load_functions(self.source))
        return {"tools": self.described, "state": canonical(contents(built))}

    def do_open(self, request):
        """A session of the initial state, or of the given one."""
        data = self.data if request.get("state") is None else self.built(json.loads(request["state"]))
        tools = Toolbox(load_functions(self.source), self.described, self.result_bytes)
        self.sessions[request["session"]] = (Database.from_bytes(data, self.today), tools)
        return {}

    def built(self, tables):
        """The bytes of a database with these rows."""
        return build(self.schema, tables, self.today).to_bytes()

    def do_call(self, request):
        """One call of a tool."""
        db, tools = self.sessions[request["session"]]
        db.until(time.monotonic() + self.seconds)
        signal.setitimer(signal.ITIMER_REAL, self.seconds + 0.5)
        try:
            return {"outcome": tools.call(db, request["name"], request["arguments"])}
        except CallTooLong:
            db.rollback()
            return {"outcome": {"fault": {"message": "The tool failed.", "cause": f"over {self.seconds:g} s"}}}
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            db.until(None)

    def do_state(self, request):
        """The whole content of a session's database."""
        db, _ = self.sessions[request["session"]]
        return {"state": canonical(contents(db))}

    def do_close(self, request):
        """The end of a session."""
        db, _ = self.sessions.pop(request["session"], (None, None))
        if db is not None:
            db.close()
        return {}


def _late(_signal, _frame):
    raise CallTooLong


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, _late)
    handle(Server().answer)
