"""What `import agentrt` costs above the interpreter, and above pydantic and anyio, which it cannot do without.

Each row is the median of fresh interpreters, their rows taken in turn so that a busy machine is as unfair to all.

    .venv/bin/python benchmarks/import_time.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROWS = {
    "the bare interpreter": "pass",
    "pydantic and anyio": "import pydantic, anyio; pydantic.BaseModel",
    "import agentrt": "import agentrt, pydantic, anyio; pydantic.BaseModel",
    "from agentrt import Agent, tool, Limits": "from agentrt import Agent, tool, Limits",
}
ALLOWED = 150.0
"""Milliseconds that agentrt may add to pydantic and anyio (design.md, the import rule)."""


def milliseconds(statement: str) -> float:
    """Wall time of a fresh interpreter that runs `statement`."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return (time.perf_counter() - began) * 1000


def main(rounds: int) -> None:
    for statement in ROWS.values():  # byte code is written, and the disk read, before anything is timed
        milliseconds(statement)
    taken: dict[str, list[float]] = {name: [] for name in ROWS}
    for _ in range(rounds):
        for name, statement in ROWS.items():
            taken[name].append(milliseconds(statement))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    floor = medians["pydantic and anyio"]
    print(f"{'':42}{'median ms':>10}{'added ms':>10}{'ratio':>8}   (against pydantic and anyio; {rounds} rounds)")
    for name, median in medians.items():
        print(f"{name:42}{median:10.0f}{median - floor:10.0f}{median / floor:8.2f}")
    added = max(medians.values()) - floor
    print(f"allowed: {ALLOWED:.0f} ms added; {'kept' if added <= ALLOWED else 'BROKEN'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
