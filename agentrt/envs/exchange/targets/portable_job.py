"""One job in a process of its own: solve a task, or score a session's record. Asked by standard input, in JSON.

{"do": "solve", "task": ID} gives a record; {"do": "score", "task": ID, "record": RECORD} gives a verdict.
"""

from __future__ import annotations

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "runtime"))

import portable


def task_of(name):
    """The row of a task."""
    with open(os.path.join(HERE, "tasks.jsonl"), encoding="utf-8") as rows:
        for line in rows:
            row = json.loads(line)
            if row["id"] == name:
                return row
    sys.exit(f"there is no task {name!r}")


asked = json.load(sys.stdin)
pack, task = portable.Pack(portable.read(os.path.join(HERE, "pack.json"))), task_of(asked["task"])
if asked["do"] == "solve":
    print(json.dumps(portable.solve(pack, task["solution"])))
else:
    print(json.dumps(portable.score(pack, task, asked["record"])))
