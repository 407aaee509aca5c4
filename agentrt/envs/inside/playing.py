"""Plays an environment: solutions, their mutants, solutions with noise, scripted and random calls, on fresh state.

Each job runs in a process that was forked for it, with functions and data loaded. The final state of each play is
kept as a file under its digest, so that it need not travel.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import resource
import signal
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from io import BufferedRWPair
from types import CodeType
from typing import Any

import guard
import solving
from calls import Outcome, Toolbox
from describe import Described, Schema, describe, load_functions
from environment import Database, Tables, build, canonical, contents, digest_of, parse_day, primary_key, table_names
from lines import Message
from solving import OutOfTime

STATES = "/tmp/agentrt-states"  # noqa: S108 - a folder of the sandbox's
SHOWN = 400
"""Values that are told of what a play saw."""


class World:
    """An environment, loaded once and forked for each job."""

    def __init__(self, request: Message) -> None:
        self.today = parse_day(request["today"])
        built = build(request["schema"], request["tables"], self.today)
        self.data = built.to_bytes()
        self.tables = contents(built)
        self.keys = {name: primary_key(built, name) for name in table_names(built)}
        self.queries = {name: _ordered(name, key) for name, key in self.keys.items()}
        self.rows = {name: _tuples(built, query) for name, query in self.queries.items()}
        self.texts = {name: canonical(rows) for name, rows in self.tables.items()}
        self.digest = digest_of(self.texts)
        self.functions = load_functions(request["functions"])
        self.described = describe(self.functions)
        self.toolbox = Toolbox(self.functions, self.described, request["result_bytes"])
        self.call_seconds = request["call_seconds"]
        self.db = Database.from_bytes(self.data, self.today)
        _tuples(self.db, "SELECT * FROM sqlite_schema")  # the schema is read once, and not in every process

    def told(self) -> Message:
        """What the host is told of it."""
        return {"tools": self.described, "digest": self.digest, "keys": self.keys}


class Play:
    """One use of the environment: calls, what they saw and what they left.

    Args:
        world: The environment; its database is put back to the beginning.
        remember: Outcomes of reading calls on the initial state, shared by plays in one process; None: none.
        noise: Probability and seed, where calls go wrong.
    """

    def __init__(
        self, world: World, remember: dict[str, Outcome] | None = None, noise: tuple[float, int] | None = None
    ) -> None:
        self.world, self.db = world, world.db
        self.calls: list[list[Any]] = []
        self._tables: set[str] = set()
        self._remember = remember
        self._noise = noise
        self._random = random.Random(noise[1] if noise else 0)
        self._changes = self.db._connection.total_changes

    @property
    def touched(self) -> bool:
        """Whether any row was written, be it with the value it had."""
        return self.db._connection.total_changes != self._changes

    def call(self, name: str, arguments: dict[str, Any]) -> Outcome:
        """Call a tool."""
        if self._noise and self._random.random() < self._noise[0]:
            arguments = self._corrupted(arguments)
        if len(self.calls) >= solving.CALLS:
            raise OutOfTime
        key = json.dumps([name, arguments], sort_keys=True) if self._remember is not None and not self.touched else ""
        outcome = self._remember.get(key) if key and self._remember is not None else None
        if outcome is None:
            outcome = self._called(name, arguments)
            if key and self._remember is not None and not self.touched:
                self._remember[key] = outcome
        self.calls.append([name, arguments, outcome])
        if not key:
            return outcome.copy()
        copied: Outcome = json.loads(json.dumps(outcome))
        return copied

    def _called(self, name: str, arguments: dict[str, Any]) -> Outcome:
        self.db.until(time.monotonic() + self.world.call_seconds)
        self._tables.update(self.world.toolbox.writes.get(name, ()))
        try:
            return self.world.toolbox.call(self.db, name, arguments)
        except BaseException as error:
            self.db.rollback()
            return {"fault": {"message": "The tool failed.", "cause": f"{type(error).__name__}: {error}"[:500]}}
        finally:
            self.db.until(None)

    def _corrupted(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments with one of them taken from elsewhere in the data."""
        if not arguments:
            return {"nothing": self._random.random()}
        name = self._random.choice(sorted(arguments))
        return {**arguments, name: drawn({"type": _kind(arguments[name])}, name, self.world, self._random)}

    def result(self, *, outcomes: bool) -> dict[str, Any]:
        """State, changes and calls as data. The database is put back to the beginning."""
        made: dict[str, Any] = {"state": self.world.digest, "changes": {}}
        if self.touched:
            unlike = self.unlike(self._tables)  # SQLite's authorizer let no tool write to another
            if unlike:
                made["changes"], made["state"] = self._difference(unlike), self._kept(unlike)
            self.db.close()  # not deserialized again: prepared statements would outlive it, and write elsewhere
            self.world.db = Database.from_bytes(self.world.data, self.world.today)
        made["calls"] = [one if outcomes else [one[0], one[1], _brief(one[2])] for one in self.calls]
        return made

    def _difference(self, unlike: Tables) -> dict[str, Any]:
        """Rows inserted, deleted and changed, by table."""
        changes = {}
        for table, rows in unlike.items():
            key = self.world.keys[table]
            old = {tuple(row[one] for one in key): row for row in self.world.tables[table]}
            new = {tuple(row[one] for one in key): row for row in rows}
            changes[table] = {
                "inserted": [row for one, row in new.items() if one not in old],
                "deleted": [row for one, row in old.items() if one not in new],
                "changed": [[old[one], row] for one, row in new.items() if one in old and row != old[one]],
            }
        return changes

    def unlike(self, tables: Iterable[str]) -> Tables:
        """The rows of each of some tables that is no more as it was, sorted by primary key."""
        queries, rows = self.world.queries, self.world.rows
        return {one: self.db.all(queries[one]) for one in tables if _tuples(self.db, queries[one]) != rows[one]}

    def _kept(self, unlike: Tables) -> str:
        """The digest of the state, which is kept under it: names of the tables that differ, then the file."""
        texts = self.world.texts | {table: canonical(rows) for table, rows in unlike.items()}
        name = digest_of(texts)
        path = f"{STATES}/{name}"
        if not os.path.exists(path):
            with open(f"{path}.{os.getpid()}", "wb") as file:
                file.write(json.dumps(sorted(unlike)).encode() + b"\n" + self.db.to_bytes())
            os.rename(f"{path}.{os.getpid()}", path)
        return name


def _tuples(db: Database, query: str) -> list[tuple[Any, ...]]:
    """All rows of a query, in the form that is compared quickest."""
    rows: list[tuple[Any, ...]] = db._connection.execute(query).fetchall()
    return rows


def _ordered(table: str, key: list[str]) -> str:
    return f'SELECT * FROM "{table}" ORDER BY {", ".join(chr(34) + one + chr(34) for one in key)}'


def _brief(outcome: Outcome) -> Outcome:
    """An outcome without its value."""
    return {"ok": None} if "ok" in outcome else outcome


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    return "number" if isinstance(value, float) else "array" if isinstance(value, list) else "string"


def drawn(schema: Schema, name: str, world: World, rng: random.Random) -> Any:
    """A value for a parameter: from the column of its name where there is one, so that calls come to something."""
    if "anyOf" in schema:
        return None if rng.random() < 0.4 else drawn(schema["anyOf"][0], name, world, rng)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return [drawn(schema.get("items", {"type": "string"}), name, world, rng) for _ in range(rng.randint(1, 3))]
    if kind == "boolean":
        return rng.random() < 0.5
    values = _column(name, kind, world)
    if values:
        return rng.choice(values)
    return rng.randint(0, 20) if kind == "integer" else round(rng.uniform(0, 100), 1) if kind == "number" else "x"


_KINDS: dict[str, type | tuple[type, ...]] = {"string": str, "integer": int, "number": (int, float)}


def _column(name: str, kind: str | None, world: World) -> list[Any]:
    """Values of the columns that a parameter's name names; else of any column of its kind."""
    found: dict[Any, None] = {}
    kinds = _KINDS.get(str(kind), str)
    for exact in (True, False):
        for rows in world.tables.values():
            for column in rows[0] if rows else ():
                if column == name if exact else (name.endswith("_" + column) or column.endswith("_" + name)):
                    found.update((row[column], None) for row in rows if isinstance(row[column], kinds))
        if found:
            break
    return list(found)


def handle(world: World, solver: socket.socket, request: Message) -> Message:
    """Do one job in this process, which ends with it."""
    done: Message = {"results": globals()["_do_" + request["do"]](world, solver, request)}
    done["rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return done


def _do_solve(world: World, solver: socket.socket, request: Message) -> list[Message]:
    """Run solutions, each in a process of its own that has no data."""
    return [_solved(world, solver, source, request) for source in request["sources"]]


def _solved(world: World, solver: socket.socket, source: str, request: Message) -> Message:
    mine, theirs = socket.socketpair()
    socket.send_fds(solver, [b"x"], [theirs.fileno()])
    theirs.close()
    seconds = request.get("seconds", solving.SECONDS)
    mine.settimeout(10 * seconds)
    stream = mine.makefile("rwb")
    play, pid = Play(world), 0
    end: solving.End = {"error": "its process died"}
    try:
        _say(stream, {"source": source, "seconds": seconds})
        for line in stream:
            message = json.loads(line)
            if not isinstance(message, dict):
                raise ValueError("no message")
            if "call" in message:
                _say(stream, play.call(message["call"], message["arguments"]))
            elif "end" in message:
                end = message["end"]
                break
            else:
                pid = message["pid"]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OutOfTime) as error:  # it may be hostile
        end = {"error": f"it was stopped: {type(error).__name__}"}
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid or os.getpid(), signal.SIGKILL if pid else 0)
    finally:
        stream.close()
        mine.close()
    return {**end, **play.result(outcomes=request.get("outcomes", True))}


def _do_wrong(world: World, solver: socket.socket, request: Message) -> list[Message]:
    """Run mutants of a solution, then the solution with calls that go wrong, in this process, each on fresh state."""
    made: list[tuple[Mapping[str, Any], CodeType, tuple[float, int] | None]]
    made = [(about, code, None) for about, code in solving.mutated(request["source"], request["most"])]
    code = compile(request["source"], "solution.py", "exec")
    made += [({"chance": chance}, code, (chance, seed)) for chance, seed in request["noise"]]
    lifted = guard.guard()
    remember: dict[str, Outcome] = {}
    results: list[Message] = []
    for about, code, noise in made:
        play = Play(world, remember, noise)
        end = solving.run(code, play.call, request.get("seconds", 1.0))
        with lifted:
            results.append({**about, **end, **play.result(outcomes=False)})
    return results


def _do_calls(world: World, solver: socket.socket, request: Message) -> list[Message]:
    """Make scripted calls: one list of results for each episode, each on fresh state."""
    results = []
    for episode in request["episodes"]:
        play, seconds = Play(world), []
        for name, arguments in episode:
            began = time.perf_counter()
            touched = play.touched
            outcome = play.call(name, arguments)
            seconds.append(time.perf_counter() - began)
            if request.get("each"):
                play.calls[-1].append({"wrote": sorted(play.unlike(world.keys)) if play.touched != touched else []})
            if "ok" not in outcome and request.get("stop"):
                break
        results.append({**play.result(outcomes=True), "seconds": seconds})
    return results


def _do_random(world: World, solver: socket.socket, request: Message) -> list[Message]:
    """Make random calls whose arguments fit, and tell what was seen."""
    results: list[Message] = []
    remember: dict[str, Outcome] = {}
    tools = [one for one in world.described if one["name"] not in request.get("without", ())]
    for seed in request["seeds"]:
        rng, play = random.Random(seed), Play(world, remember)
        for _ in range(request["steps"]):
            tool = rng.choice(tools)
            play.call(tool["name"], arguments_of(tool, world, rng))
        values: dict[str, Any] = {}
        for one in play.calls:
            _gather(one[2].get("ok"), values)
        seen = list(values.values())
        rng.shuffle(seen)
        chain = hashlib.sha256(json.dumps(play.calls, sort_keys=True).encode())
        result = play.result(outcomes=False)
        chain.update(result["state"].encode())
        results.append({**result, "seen": seen[:SHOWN], "chain": chain.hexdigest()})
    return results


def _do_fuzz(world: World, solver: socket.socket, request: Message) -> list[Message]:
    """Call each tool with arguments that fit and with such that do not, each time on fresh state."""
    results = []
    rng = random.Random(request["seed"])
    for tool in world.described:
        trials = [("valid", arguments_of(tool, world, rng)) for _ in range(request["valid"])]
        trials += list(odd_arguments(tool, world, rng))
        for kind, arguments in trials:
            play = Play(world)
            began = time.process_time()
            outcome = play.call(tool["name"], arguments)
            seconds = time.process_time() - began
            wrote = sorted(play.unlike(world.keys)) if play.touched else []
            play.result(outcomes=False)
            size = len(json.dumps(outcome))
            shown = outcome if kind == "valid" and size < 4000 else _brief(outcome)
            results.append({
                "tool": tool["name"], "kind": kind, "arguments": _short(arguments), "outcome": shown,
                "wrote": wrote, "seconds": seconds, "bytes": size,
            })  # fmt: skip
    return results


def odd_arguments(tool: Described, world: World, rng: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Arguments that do not fit ("invalid"), and such that fit and are hostile ("hostile")."""
    parameters = tool["parameters"]
    whole = arguments_of(tool, world, rng)
    whole.update({
        name: drawn(schema, name, world, rng)
        for name, schema in parameters["properties"].items()
        if name in parameters["required"]
    })  # fmt: skip
    yield "invalid", {**whole, "no_such_argument": 1}
    for name in parameters["required"]:
        yield "invalid", {key: value for key, value in whole.items() if key != name}
    for name, schema in parameters["properties"].items():
        kind = schema.get("type") or schema.get("anyOf", [{}])[0].get("type")
        for value in WRONG[kind]:
            yield "invalid", {**whole, name: value}
        for value in HOSTILE.get(kind, ()) if "enum" not in schema else ():
            yield "hostile", {**whole, name: value}


WRONG: dict[str | None, tuple[Any, ...]] = {
    "string": (1, True, ["x"], {"x": 1}, "\ud800"),
    "integer": ("1", 1.5, True, [1], 2**80),
    "number": ("1", True, [1], float("nan")),
    "boolean": ("true", 1, [True]),
    "array": ("x", 1, {"x": 1}),
    None: (),
}
HOSTILE: dict[str, tuple[Any, ...]] = {
    "string": (
        "",
        "'",
        "' OR '1'='1",
        "x'; DROP TABLE x; --",
        "%",
        "_",
        "\0",
        "x" * 20_000,
        "\U0001f600",
        "../../etc/passwd",
    ),
    "integer": (-1, 0, 2**62, -(2**63)),
    "number": (-1.0, 0.0, 1e308, -1e308),
    "array": ([],),
}


def _short(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: f"{value[:60]}... ({len(value)} characters)" if isinstance(value, str) and len(value) > 80 else value
            for name, value in arguments.items()}  # fmt: skip


def arguments_of(tool: Described, world: World, rng: random.Random) -> dict[str, Any]:
    """Arguments that fit a tool; those that may be left out are there half of the time."""
    parameters = tool["parameters"]
    return {
        name: drawn(schema, name, world, rng)
        for name, schema in parameters["properties"].items()
        if name in parameters["required"] or rng.random() < 0.5
    }


def _gather(value: Any, into: dict[str, Any]) -> None:
    """All scalars in a value."""
    if isinstance(value, dict):
        for one in value.values():
            _gather(one, into)
    elif isinstance(value, list):
        for one in value:
            _gather(one, into)
    elif value is not None and len(into) < 4 * SHOWN:
        into.setdefault(repr(value), value)


def _say(stream: BufferedRWPair, message: object) -> None:
    stream.write(json.dumps(message).encode() + b"\n")
    stream.flush()
