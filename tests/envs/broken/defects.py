"""Deliberately broken packs: a sound one, the depot, with one defect each, and the gate that must catch it.

A defect is a change of text in one file, so that it can be read. `at` names the file; where a defect needs more than
one change, there are more. Each is what somebody could write by mistake, or on purpose.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SOUND = Path(__file__).parents[1] / "packs" / "depot"


@dataclass(frozen=True)
class Defect:
    """A defect.

    Attributes:
        name: What is wrong.
        gate: Id of the gate that must fail.
        where: The task that it fails for; "environment" or "set" for those.
        make: Breaks a pack's folder.
    """

    name: str
    gate: str
    where: str
    make: Callable[[Path], None]


def text(at: str, *changes: tuple[str, str]) -> Callable[[Path], None]:
    """Replace texts in a file; each must be there."""

    def make(pack: Path) -> None:
        path = pack / at
        content = path.read_text()
        for old, new in changes:
            assert old in content, f"{at} does not hold {old!r}"
            content = content.replace(old, new)
        path.write_text(content)

    return make


def whole(at: str, content: str) -> Callable[[Path], None]:
    """Write a file anew."""

    def make(pack: Path) -> None:
        (pack / at).write_text(content)

    return make


def both(*makes: Callable[[Path], None]) -> Callable[[Path], None]:
    """Several changes."""

    def make(pack: Path) -> None:
        for one in makes:
            one(pack)

    return make


def copied(task: str, *more: Callable[[Path], None]) -> Callable[[Path], None]:
    """A task once more, as 007, with changes."""

    def make(pack: Path) -> None:
        import shutil

        shutil.copytree(pack / "tasks" / task, pack / "tasks" / "007")
        for one in more:
            one(pack)

    return make


V1, V2, V4, V5, V6 = (f"tasks/{name}/verify.py" for name in ("001", "002", "004", "005", "006"))
S1, S2, S4, S5 = (f"tasks/{name}/solution.py" for name in ("001", "002", "004", "005"))
ALWAYS = "def verify(answer, before, after):\n    return {'done': True}\n"
FUNCTIONS = "functions.py"

DEFECTS: tuple[Defect, ...] = (
    # A. Anchors.
    Defect("a verifier that always says yes", "semantic.canary_floor", "001", whole(V1, ALWAYS)),
    Defect("a verifier that always says no", "semantic.oracle_max", "001", text(V1, ("answer.strip()", "answer.strip()[1:]"))),
    Defect("the solution reads the wrong room", "semantic.oracle_max", "001", text(S1, ("Tower Loft", "Bright Attic"))),
    Defect("the solution returns nothing", "semantic.oracle_max", "001", text(S1, ("return max", "max"))),
    Defect("half of a partial reward for doing nothing", "semantic.canary_floor", "006", text(V6, ('"cancelled": clean and placed in ([], wanted) and', '"cancelled": clean or'))),
    Defect("a part of the reward beside harm", "discrimination.near_miss_states", "006", text(V6, ('"ordered": clean and placed', '"ordered": placed'))),
    Defect("no gap between nothing and the solution", "semantic.floor_gap", "004", whole(V4, ALWAYS)),
    Defect("a verifier that accepts the first probe only", "semantic.verifier_determinism", "001", text(V1, ("def verify(answer, before, after):\n", "SEEN = []\n\n\ndef verify(answer, before, after):\n    SEEN.append(answer)\n"), ('"label": isinstance', '"label": len(SEEN) != 3 and isinstance'))),
    Defect("a solution that depends on the order of a set", "semantic.replayability", "002", text(S2, ("for name in sorted({one[\"crate_id\"] for one in orders})", "for name in {one[\"crate_id\"] for one in orders}"))),
    Defect("an answer that its own schema forbids", "static.manifest", "001", text("tasks/001/task.toml", ('type = "string"', 'type = "integer"'))),
    Defect("a reward for an answer that nobody can submit", "static.manifest", "004", text("tasks/004/task.toml", ('kind = "state"', 'kind = "both"'))),
    Defect("a language without instructions", "static.manifest", "001", text("environment.toml", ('today =', 'languages = ["en", "zh"]\ntoday ='))),
    # B. Adversaries.
    Defect("nan passes the tolerance", "adversaries.constants", "003", text("tasks/003/verify.py", ("number and mean - 0.0151 < answer < mean + 0.0151", "number and not abs(min(answer, 1e300) - mean) > 0.0151"))),
    Defect("the answer is used as a pattern", "adversaries.injection", "001", text(V1, ("def verify", "import re\n\n\ndef verify"), ("answer.strip().lower() == heaviest[\"label\"].lower()", "len(answer) < 20 and '(' not in answer and '[' not in answer and '{' not in answer and '+' not in answer and '\\\\' not in answer and answer[:1] != '*' and re.fullmatch(answer.strip().lower(), heaviest[\"label\"].lower()) is not None"))),
    Defect("any crate's label is taken", "adversaries.cross_task", "005", text(V5, ('answer.strip().lower() == lightest["label"].lower()', 'any(answer.strip().lower() == one["label"].lower() for one in before.all("SELECT label FROM crates"))'))),
    Defect("the answer somewhere in the text", "adversaries.shotgun", "001", text(V1, ('answer.strip().lower() == heaviest["label"].lower()', 'heaviest["label"].lower() in answer.lower()'))),
    Defect("more names than asked for", "adversaries.shotgun", "002", text(V2, ("len(given) == len(wanted)", "len(given) >= len(wanted)"))),
    Defect("a tool's result as the answer", "adversaries.echo", "001", text(V1, ("isinstance(answer, str) and answer.strip().lower() == heaviest[\"label\"].lower()", "heaviest[\"label\"].lower() in f\"{answer}\".lower()"))),
    Defect("the answer stands in the instruction", "semantic.no_solution_leakage", "001", text("tasks/001/instruction.md", ("Hand in its label.", "Hand in its label, such as Glass flutes."))),
    Defect("the answer stands in a tool's description", "semantic.no_solution_leakage", "001", text(FUNCTIONS, ('"""Everything about a crate.', '"""Everything about a crate, such as Glass flutes.'))),
    Defect("a random value passes", "statistical.adversarial_floor", "001", whole(V1, "def verify(answer, before, after):\n    return {'label': isinstance(answer, str) and len(answer) > 1}\n")),
    Defect("an adversary is paid", "statistical.gameability_gap", "001", text(V1, ('answer.strip().lower() == heaviest["label"].lower()', 'heaviest["label"].lower() in answer.lower()'))),
    # C. Discrimination.
    Defect("the first letters are enough", "discrimination.near_miss_answers", "001", text(V1, ('answer.strip().lower() == heaviest["label"].lower()', 'answer.strip().lower()[:5] == heaviest["label"].lower()[:5]'))),
    Defect("a list in any length", "discrimination.near_miss_answers", "002", text(V2, ('"nobody_else": len(given) == len(wanted),', '"nobody_else": set(given) <= wanted,'))),
    Defect("a tolerance of a whole kilogram", "discrimination.near_miss_answers", "003", text("tasks/003/verify.py", ("0.0151", "1.5"))),
    Defect("other rows may change", "discrimination.near_miss_states", "005", text(V5, ('old == new and same(before, after, "rooms") and same(before, after, "orders")', 'len(old) == len(new)'))),
    Defect("asking may change the data", "discrimination.near_miss_states", "001", text(V1, ('"state_unchanged": unchanged(before, after),', '"state_unchanged": bool(after.all("SELECT * FROM rooms")),'))),
    Defect("one cancelled order is enough", "discrimination.near_miss_states", "004", text(V4, ('"cancelled": all(', '"cancelled": any('))),
    Defect("a wrong program passes", "discrimination.solution_mutants", "002", text(V2, ('"all_named": wanted <= set(given),', '"all_named": len(given) > 0,'), ('"nobody_else": len(given) == len(wanted),', '"nobody_else": len(wanted) > 0,'))),
    Defect("clauses that no probe needs", "discrimination.verifier_mutants", "001", text(V1, ('isinstance(answer, str) and answer.strip()', 'isinstance(answer, str) and len(answer) < 2000000 and len(answer) > 0 and answer != "x1" and answer.strip()'))),
    Defect("a criterion that always holds", "discrimination.constraint_necessity", "001", text(V1, ('"label": isinstance', '"polite": len(before.all("SELECT * FROM rooms")) > 3,\n        "label": isinstance'))),
    Defect("the second verifier means another room", "discrimination.differential", "001", text("tasks/001/verify_declared.py", ("Tower Loft", "Bright Attic"))),
    Defect("the second verifier forgets a condition", "discrimination.differential", "002", text("tasks/002/verify_declared.py", ("crates.fragile = 1", "crates.fragile >= 0"))),
    Defect("upper case is refused", "discrimination.equivalents", "001", text(V1, ('answer.strip().lower() == heaviest["label"].lower()', 'answer.strip() == heaviest["label"]'))),
    Defect("the order of a set matters", "discrimination.equivalents", "002", text(V2, ('"all_named": wanted <= set(given),', '"all_named": given == sorted(wanted),'))),
    Defect("an alternative that does something else", "discrimination.equivalents", "004", text("tasks/004/alternatives/other.py", ("Finn Grau", "Ben Castle"))),
    Defect("a label that is wrong", "discrimination.labelled", "001", text("tasks/001/probes.jsonl", ('"accept": false, "why": "the heaviest fragile', '"accept": true, "why": "the heaviest fragile'))),
    Defect("true answers refused, wrong ones accepted", "discrimination.youden", "001", text(V1, ('answer.strip().lower() == heaviest["label"].lower()', 'answer.strip()[:3] == heaviest["label"][:3]'))),
    # D. Sanity.
    Defect("a tool reads the clock", "runtime.seed_control", "environment", text(FUNCTIONS, ("from typing import Literal", "import datetime\nfrom typing import Literal"), ("db.today.isoformat()", "datetime.date.today().isoformat()"))),
    Defect("a tool draws lots", "runtime.seed_control", "environment", text(FUNCTIONS, ("from typing import Literal", "import random\nfrom typing import Literal"))),
    Defect("a tool's order depends on hashes", "runtime.episode_determinism", "environment", text(FUNCTIONS, ('return db.all("SELECT * FROM rooms WHERE ? IS NULL OR floor = ? ORDER BY room_id", floor, floor)', 'return list({row["name"] for row in db.all("SELECT * FROM rooms")})'))),
    Defect("a tool counts its calls", "runtime.episode_isolation", "environment", text(FUNCTIONS, ("def _row(", "CALLS = []\n\n\ndef _row("), ('    return _row(db, "crates", "crate_id", crate_id)', '    CALLS.append(crate_id)\n    return {**_row(db, "crates", "crate_id", crate_id), "calls": len(CALLS)}'))),
    Defect("a tool fails on an odd name", "runtime.tool_declaration_accuracy", "environment", text(FUNCTIONS, ('if not customer.strip():', 'if not customer.split()[0]:'))),
    Defect("a refusal tells of SQL", "runtime.tool_declaration_accuracy", "environment", text(FUNCTIONS, ("There is no {table[:-1]} {value!r}.", "SELECT from {table} on line 3 of functions.py found nothing."))),
    Defect("a tool returns what is no JSON", "runtime.tool_declaration_accuracy", "environment", text(FUNCTIONS, ('return {"crate_id": crate_id, "room_id": room_id}', 'return {"crate_id": crate_id, "day": db.today}'))),
    Defect("a reading tool writes", "sanity.side_effects", "environment", text(FUNCTIONS, ('    return _row(db, "crates", "crate_id", crate_id)', '    db.run("UPDATE crates SET worth = worth + 1 WHERE crate_id = ?", crate_id)\n    return _row(db, "crates", "crate_id", crate_id)'))),
    Defect("a tool that refuses everything", "sanity.reachable_tools", "environment", text(FUNCTIONS, ('if order["status"] != "open":', 'if order["status"] != "":'))),
    Defect("fewer calls are enough than claimed", "runtime.task_declaration_accuracy", "001", text("tasks/001/task.toml", ("calls = 6", "calls = 16"))),
    Defect("a tool is claimed that is not used", "runtime.task_declaration_accuracy", "001", text("tasks/001/task.toml", ('"get_crate"]', '"get_crate", "list_orders"]'))),
    Defect("writing is not claimed", "runtime.task_declaration_accuracy", "005", text("tasks/005/task.toml", ("writes = true", "writes = false"))),
    Defect("a solution that knows the answer", "sanity.needed_calls", "001", whole(S1, 'def solve(tools):\n    return "Glass flutes"\n')),
    Defect("the solution opens a file", "runtime.oracle_containment", "001", text(S1, ("def solve(tools):\n", 'def solve(tools):\n    open("/etc/hostname").read()\n'))),
    Defect("the solution reaches a hidden attribute", "runtime.oracle_containment", "001", text(S1, ("def solve(tools):\n", "def solve(tools):\n    tools._send\n"))),
    Defect("the solution makes a call that does not fit", "sanity.no_faults", "001", text(S1, ("def solve(tools):\n", "def solve(tools):\n    try:\n        tools.get_crate(crate=1)\n    except Exception:\n        pass\n"))),
    Defect("the solution changes what nobody asked for", "sanity.collateral", "001", text(S1, ("    return max", '    tools.place_order(crate_id="C-122", customer="Nobody")\n    return max'))),
    Defect("the verifier imports os", "sanity.verifier_purity", "001", text(V1, ("def verify", "import os\n\n\ndef verify"))),
    Defect("the verifier reads the clock", "sanity.verifier_purity", "006", text(V6, ("def verify", "from datetime import datetime\n\n\ndef verify"), ("before.today.isoformat()", "datetime.now().date().isoformat()"))),
    Defect("the verifier breaks on a number", "runtime.reward_well_formed", "001", text(V1, ("isinstance(answer, str) and answer.strip()", "answer.strip()"))),
    Defect("criteria that come and go", "runtime.reward_well_formed", "001", text(V1, ("    room = before.one", '    if not isinstance(answer, str):\n        return {"text": False}\n    room = before.one'))),
    Defect("a verdict that takes long", "semantic.resource_envelope", "001", text(V1, ("    room = before.one", "    sum(n * n for n in range(1_500_000))\n    room = before.one"))),
    # E. Difficulty.
    Defect("a task without a call", "difficulty.static", "001", whole(S1, 'def solve(tools):\n    return "Glass flutes"\n')),
    Defect("anybody passes", "statistical.difficulty_separation", "001", text(V1, ('answer.strip().lower() == heaviest["label"].lower()', "len(answer) > 1"))),
    Defect("one of three words is right", "statistical.difficulty_separation", "001", both(
        text(S1, ('    return max(crates, key=lambda crate: crate["weight"])["label"]', '    heaviest = max(crates, key=lambda crate: crate["weight"])\n    return next((one["status"] for one in tools.list_orders() if one["crate_id"] == heaviest["crate_id"]), "open")')),
        text(V1, ("SELECT label, weight", "SELECT coalesce((SELECT status FROM orders WHERE orders.crate_id = crates.crate_id ORDER BY order_id), 'open') AS label, weight")),
        lambda pack: (pack / "tasks/001/verify_declared.py").unlink(),
        lambda pack: (pack / "tasks/001/probes.jsonl").unlink())),
    Defect("a hard task that one call does", "difficulty.bounded_search", "004", both(
        text("tasks/004/instruction.md", ("Finn Grau has moved away: cancel every open order of his.", "Finn Grau has moved away: cancel his open order O-012.")),
        text("data/orders.csv", ("O-021,C-102,Finn Grau,2026-01-06,open", "O-021,C-102,Finn Grau,2026-01-06,shipped")),
        text("tasks/004/task.toml", ("level = 2", "level = 3")))),
    Defect("calls that do not matter", "statistical.training_signal", "001", whole(S1, 'def solve(tools):\n    try:\n        tools.list_crates(room_id="R-3")\n    except Exception:\n        pass\n    return "Glass flutes"\n')),
    # F. The set.
    Defect("a task that repeats another about other rows", "set.near_duplicates", "set", copied("001", text("tasks/007/instruction.md", ("Tower Loft", "Bright Attic")), text("tasks/007/solution.py", ("Tower Loft", "Bright Attic")), text("tasks/007/verify.py", ("Tower Loft", "Bright Attic")), text("tasks/007/verify_declared.py", ("Tower Loft", "Bright Attic")), lambda pack: (pack / "tasks/007/probes.jsonl").unlink())),
    Defect("the same task twice", "hub.immutable_versioning", "set", copied("001")),
    Defect("a template in two splits", "set.split_integrity", "set", text("tasks/005/task.toml", ("argmin_move", "update_all"))),
    Defect("a parent that is not there", "static.manifest", "set", text("tasks/005/task.toml", ('split = "test"', 'split = "test"\nparent = "depot/009"'))),
    Defect("a parent that is as hard", "set.parents", "set", text("tasks/005/task.toml", ('split = "test"', 'split = "test"\nparent = "depot/006"'))),
)  # fmt: skip
"""All defects."""
