"""A new pack to begin with: small, whole and sound, so that writing one's own is changing what is there."""

from __future__ import annotations

import re
from pathlib import Path

from agentrt.envs.folder_store import toml
from agentrt.envs.manifest import NAME
from agentrt.errors import PackError

ENVIRONMENT = """\
schema_version = 1
name = "{name}"
version = "1.0.0"
{summary}
languages = ["en"]
today = 2026-03-14 # the only clock that functions and verifiers have

[limits]
call_seconds = 5.0
calls = 50
result_bytes = 65536
"""

SCHEMA = """\
-- Desks of an office, and who has booked which one on which day. Dates are ISO texts.

CREATE TABLE desks (
    desk_id TEXT PRIMARY KEY,
    floor INTEGER NOT NULL CHECK (floor >= 0),
    screens INTEGER NOT NULL,
    window TEXT NOT NULL CHECK (window IN ('yes', 'no'))
) STRICT;

CREATE TABLE bookings (
    booking_id TEXT PRIMARY KEY,
    desk_id TEXT NOT NULL REFERENCES desks (desk_id),
    person TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day = date(day)),
    UNIQUE (desk_id, day)
) STRICT;
"""

DESKS = """\
desk_id,floor,screens,window
D-0001,1,1,yes
D-0002,1,2,no
D-0003,2,2,yes
D-0004,2,2,no
D-0005,2,1,yes
D-0006,2,2,yes
D-0007,3,2,yes
D-0008,3,3,no
"""

BOOKINGS = """\
booking_id,desk_id,person,day
K-0001,D-0003,Ana Ruiz,2026-03-16
K-0002,D-0004,Bo Lindqvist,2026-03-17
K-0003,D-0006,Chen Wei,2026-03-18
K-0004,D-0001,Dora Novak,2026-03-16
"""

RULES = """\
- A desk is booked for one day and one person.
- Nobody books a desk for a day that is over.
- Nobody has more than one desk on a day.
"""

FUNCTIONS = '''\
"""Tools of the desk booking."""

from typing import Literal

from environment import Database, Refused, reads, writes


def _desk(db: Database, desk_id: str) -> dict:
    desk = db.one("SELECT * FROM desks WHERE desk_id = ?", desk_id)
    if desk is None:
        raise Refused("no_such_desk", f"There is no desk {desk_id!r}.")
    return desk


@reads
def search_desks(db: Database, floor: int | None = None, window: Literal["yes", "no"] | None = None) -> list[dict]:
    """Desks, by floor and by whether they stand at a window.

    Args:
        floor: Only desks on this floor.
        window: Only desks at a window, or only others.
    """
    return db.all(
        "SELECT * FROM desks WHERE (?1 IS NULL OR floor = ?1) AND (?2 IS NULL OR window = ?2) ORDER BY desk_id",
        floor,
        window,
    )


@reads
def list_bookings(db: Database, desk_id: str) -> list[dict]:
    """All bookings of a desk, by day.

    Args:
        desk_id: Id of the desk, such as D-0001.
    """
    _desk(db, desk_id)
    return db.all("SELECT * FROM bookings WHERE desk_id = ? ORDER BY day", desk_id)


@writes("bookings")
def book_desk(db: Database, desk_id: str, person: str, day: str) -> dict:
    """Book a desk for a person and a day.

    Args:
        desk_id: Id of the desk.
        person: First and last name.
        day: The day, as YYYY-MM-DD.
    """
    _desk(db, desk_id)
    if db.one("SELECT date(?1) = ?1 AS valid", day)["valid"] != 1:
        raise Refused("no_such_day", f"{day!r} is no day; write it as YYYY-MM-DD.")
    if not person.strip():
        raise Refused("no_name", "A booking needs the name of a person.")
    if day < db.today.isoformat():
        raise Refused("day_is_over", "Nobody books a desk for a day that is over.")
    if db.one("SELECT booking_id FROM bookings WHERE desk_id = ? AND day = ?", desk_id, day):
        raise Refused("desk_taken", "The desk is booked on that day.")
    if db.one("SELECT booking_id FROM bookings WHERE person = ? AND day = ?", person, day):
        raise Refused("one_desk_a_day", "Nobody has more than one desk on a day.")
    booking_id = db.next_id("bookings", "K-")
    db.run("INSERT INTO bookings VALUES (?, ?, ?, ?)", booking_id, desk_id, person, day)
    return {"booking_id": booking_id}
'''

TASK = """\
schema_version = 1
title = "A desk with two screens at a window"
level = 1
split = "train"

[reward]
kind = "both"

[answer]
schema = { type = "string" }

[claims]
calls = 4
tools = ["search_desks", "list_bookings", "book_desk"]
writes = true
"""

INSTRUCTION = """\
Book a desk for Emma Stone on 16 March 2026: on the second floor, at a window, with exactly two screens. Answer with the
id of the desk.
"""

SOLUTION = """\
def solve(tools):
    for desk in tools.search_desks(floor=2, window="yes"):
        taken = {booking["day"] for booking in tools.list_bookings(desk_id=desk["desk_id"])}
        if desk["screens"] == 2 and "2026-03-16" not in taken:
            tools.book_desk(desk_id=desk["desk_id"], person="Emma Stone", day="2026-03-16")
            return desk["desk_id"]
    return None
"""

VERIFY = '''\
FREE = """
SELECT desk_id FROM desks WHERE floor = 2 AND window = 'yes' AND screens = 2
AND desk_id NOT IN (SELECT desk_id FROM bookings WHERE day = '2026-03-16')
"""


def verify(answer, before, after):
    free = {row["desk_id"] for row in before.all(FREE)}
    said = answer.strip().upper() if isinstance(answer, str) else None
    booking = {"booking_id": "K-0005", "desk_id": said, "person": "Emma Stone", "day": "2026-03-16"}
    old, new = (db.all("SELECT * FROM bookings ORDER BY booking_id") for db in (before, after))
    return {
        "right_desk": said in free,
        "booked": new == [*old, booking],
        "nothing_else_changed": before.all("SELECT * FROM desks") == after.all("SELECT * FROM desks"),
    }
'''

SHARED = {
    "schema.sql": SCHEMA,
    "data/desks.csv": DESKS,
    "data/bookings.csv": BOOKINGS,
    "rules.md": RULES,
    "functions.py": FUNCTIONS,
}
TASK_FILES = {
    "task.toml": TASK,
    "instruction.md": INSTRUCTION,
    "solution.py": SOLUTION,
    "verify.py": VERIFY,
}
SUMMARY = "Desks of an office, and who has booked which one."


def new_environment(folder: Path, *, name: str | None = None, summary: str = SUMMARY, task: bool = True) -> None:
    """Write a small sound pack: desks of an office, three tools, rules that refuse, and a task.

    Args:
        folder: Where to; must not exist yet.
        name: The environment's name; None: the folder's, which it must be when the pack is loaded.
        summary: One line: what it is about.
        task: With one task, "001"; else with none.

    Raises:
        PackError: The folder exists, or the name is none.
    """
    title = name or folder.name
    if not re.match(NAME, title):
        raise PackError(f"{title!r} is no name of an environment: lower-case letters, digits and _, a letter first.")
    if "\n" in summary or not summary.strip():
        raise PackError("The summary of an environment is one line.")
    if folder.exists():
        raise PackError(f"{folder} exists already.")
    files = {"environment.toml": ENVIRONMENT.format(name=title, summary=toml({"summary": summary}).strip()), **SHARED}
    if task:
        files |= {f"tasks/001/{file}": text for file, text in TASK_FILES.items()}
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
