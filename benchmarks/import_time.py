"""What `import agentrt` costs above the interpreter, and above pydantic and anyio, which it cannot do without.

Each figure is the median over fresh interpreters, the rows taken in turn so that a busy machine is as unfair to all.
Wall time is what a user waits on a quiet machine; processor time (user and system) says the same on a busy one, and is
what is judged.

    .venv/bin/python benchmarks/import_time.py [ROUNDS]
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time

FLOOR = "pydantic and anyio"
ROWS = {
    "the bare interpreter": "pass",
    FLOOR: "import pydantic, anyio; pydantic.BaseModel",
    "  and a first model of pydantic's": "import pydantic, anyio\nclass Model(pydantic.BaseModel): field: int",
    "import agentrt": "import pydantic, anyio; pydantic.BaseModel; import agentrt",
    "from agentrt import Agent, tool, Limits": "from agentrt import Agent, tool, Limits",
}
ALLOWED = 150.0
"""Milliseconds that agentrt may add to pydantic and anyio."""


def milliseconds(statement: str) -> tuple[float, float]:
    """Wall and processor time of a fresh interpreter that runs `statement`."""
    before, began = _spent_by_children(), time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return (time.perf_counter() - began) * 1000, (_spent_by_children() - before) * 1000


def _spent_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(rounds: int) -> None:
    for statement in ROWS.values():  # byte code is written, and the disk read, before anything is timed
        milliseconds(statement)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ROWS}
    for _ in range(rounds):
        for name, statement in ROWS.items():
            taken[name].append(milliseconds(statement))
    medians = {
        name: [statistics.median(column) for column in zip(*times, strict=True)] for name, times in taken.items()
    }
    floor = medians[FLOOR]
    print(f"{f'median of {rounds}':42}{'wall ms':>9}{'CPU ms':>9}{'added wall':>12}{'added CPU':>11}{'CPU ratio':>11}")
    for name, (wall, cpu) in medians.items():
        print(f"{name:42}{wall:9.0f}{cpu:9.0f}{wall - floor[0]:12.0f}{cpu - floor[1]:11.0f}{cpu / floor[1]:11.2f}")
    added = max(cpu for _, cpu in medians.values()) - floor[1]
    print(f"allowed above pydantic and anyio: {ALLOWED:.0f} ms; {'kept' if added <= ALLOWED else 'BROKEN'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
