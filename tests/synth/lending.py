"""The environment that the scripted authors of these tests write: neighbours who lend each other tools."""

from __future__ import annotations

from pathlib import Path

PACK = Path(__file__).parents[1] / "envs" / "packs" / "lending"


def _files(folder: Path) -> dict[str, str | None]:
    return {path.relative_to(PACK).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


TASK = _files(PACK / "tasks" / "001")
WORLD: dict[str, str | None] = {
    "data": None,
    "rules.md": None,
    **{path: text for path, text in _files(PACK).items() if not path.startswith("tasks/")},
}

VERIFIER = """def verify(answer, before, after):
    right = before.one(
        "SELECT thing_id, name FROM things AS t WHERE kind = 'ladder' AND broken = 0 AND NOT EXISTS"
        " (SELECT 1 FROM loans WHERE thing_id = t.thing_id AND returned IS NULL) ORDER BY deposit LIMIT 1"
    )
    loans = after.all("SELECT * FROM loans ORDER BY loan_id")
    old = before.all("SELECT * FROM loans ORDER BY loan_id")
    new = [row for row in loans if row not in old]
    return {
        "name": isinstance(answer, str) and answer.strip().casefold() == right["name"].casefold(),
        "lent": len(new) == 1
        and {**new[0], "loan_id": ""}
        == {
            "loan_id": "",
            "thing_id": right["thing_id"],
            "neighbour": "Dora",
            "since": before.today.isoformat(),
            "returned": None,
        },
        "nothing_else_changed": len(loans) == len(old) + 1
        and all(row in loans for row in old)
        and before.all("SELECT * FROM things") == after.all("SELECT * FROM things"),
    }
"""

SECOND_TASK: dict[str, str | None] = {
    "tasks/002/instruction.md": "Lend Dora the two ladders with the lowest deposits that are on the shelf now, and "
    "answer with the sum of their deposits.\n",
    "tasks/002/task.toml": """schema_version = 1
title = "The two cheapest ladders"
level = 2
parent = "001"
split = "train"

[reward]
kind = "both"

[answer]
schema = { type = "integer" }

[claims]
calls = 5
tools = ["list_things", "get_loans", "lend"]
writes = true
""",
    "tasks/002/solution.py": """def solve(tools):
    ladders = sorted(tools.list_things(kind="ladder"), key=lambda thing: thing["deposit"])
    taken = []
    for ladder in ladders:
        loans = tools.get_loans(thing_id=ladder["thing_id"])
        if len(taken) < 2 and all(loan["returned"] is not None for loan in loans):
            tools.lend(thing_id=ladder["thing_id"], neighbour="Dora")
            taken.append(ladder["deposit"])
    return sum(taken)
""",
    "tasks/002/verify.py": """def verify(answer, before, after):
    free = before.all(
        "SELECT * FROM things WHERE kind = 'ladder' AND broken = 0 AND thing_id NOT IN"
        " (SELECT thing_id FROM loans WHERE returned IS NULL) ORDER BY deposit"
    )[:2]
    old = before.all("SELECT * FROM loans ORDER BY loan_id")
    new = after.all("SELECT * FROM loans ORDER BY loan_id")
    wanted = {(one["thing_id"], "Dora", before.today.isoformat(), None) for one in free}
    return {
        "sum": answer == sum(one["deposit"] for one in free),
        "lent": wanted
        == {(row["thing_id"], row["neighbour"], row["since"], row["returned"]) for row in new[len(old) :]},
        "nothing_else_changed": new[: len(old)] == old
        and len(new) == len(old) + 2
        and before.all("SELECT * FROM things") == after.all("SELECT * FROM things"),
    }
""",
}
