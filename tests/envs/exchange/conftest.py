"""What the exchange tests share: an environment, and sessions of which it is known what they are worth."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from agentrt.envs import load_environment
from tests.envs.checks.test_dialogue import USER

LENDING = Path(__file__).parents[1] / "packs" / "lending"
LEND = ["lend", {"thing_id": "T-0005", "neighbour": "Dora"}]


def session(*calls: list[Any], answer: object = None, submitted: bool = True) -> dict[str, Any]:
    return {"calls": list(calls), "submitted": submitted, "answer": answer if submitted else None}


CASES = {
    "oracle": (session(["list_things", {"kind": "ladder"}], LEND, answer="Step Ladder"), 1.0),
    "other spelling": (session(LEND, answer=" step ladder "), 1.0),
    "nothing": (session(submitted=False), 0.0),
    "empty answer": (session(answer=None), 0.0),
    "answer without the loan": (session(answer="Step Ladder"), 0.0),
    "loan without the answer": (session(LEND, submitted=False), 0.0),
    "other neighbour": (session(["lend", {"thing_id": "T-0005", "neighbour": "Dara"}], answer="Step Ladder"), 0.0),
    "one loan too many": (
        session(LEND, ["lend", {"thing_id": "T-0001", "neighbour": "Dora"}], answer="Step Ladder"), 0.0
    ),
    "refused, then right": (
        session(["lend", {"thing_id": "T-0003", "neighbour": "Dora"}], LEND, answer="Step Ladder"), 1.0
    ),
}  # fmt: skip
"""Sessions of lending/001, and what each is worth."""


@pytest.fixture
def lending():
    return load_environment(LENDING)


@pytest.fixture
def dialogue(tmp_path):
    """The same environment, whose task has a user to talk with."""
    root = Path(shutil.copytree(LENDING, tmp_path / "pack" / "lending"))
    (root / "tasks/001/user.toml").write_text(USER)
    return load_environment(root)


TALK = (
    ("What is your name?", "Dora."),
    ("What is your name, and what kind of thing is it?", "Dora. A ladder, please: the one with the lowest deposit."),
    ("Where do you live?", "I do not know."),
    ("It is lent to you.", "Thanks."),
    ("Goodbye.", "Thanks."),
)
"""What is said to that user, and what it replies."""


@pytest.fixture
def asked() -> str:
    """The cases as the programs in `peer_side/` read them."""
    return json.dumps([{"name": name, "task": "lending/001", "record": record} for name, (record, _) in CASES.items()])


@pytest.fixture
def expected() -> dict[str, float]:
    return {name: reward for name, (_, reward) in CASES.items()}
