"""Verifiers against probes that were written apart from the generators: by a person, from the instruction and the rows.

Nothing of `agentrt.synth` is used here. Each case is an instruction as it is shipped, the right answer as somebody who
read it works it out from the CSV files, and what people who misread it, or nearly get it right, would say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import mean
from typing import Any

import pytest

from agentrt.envs import Scorer, Task, load_environment

Rows = list[dict[str, Any]]
World = dict[str, Rows]


@dataclass(frozen=True)
class Case:
    environment: str
    instruction: str
    right: Callable[[World], Any]
    wrong: Callable[[World], Iterable[Any]]


def where(rows: Rows, **wanted: Any) -> Rows:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def the(rows: Rows, **wanted: Any) -> dict[str, Any]:
    (row,) = where(rows, **wanted)
    return row


def ids(rows: Rows, name: str) -> list[Any]:
    return [row[name] for row in rows]


def near(number: float) -> list[Any]:
    """Numbers that are close to the right one, and are not it."""
    return [number + 1, number - 1, -number, number * 10]


CASES = (
    Case(
        "library",
        'Give the ids of the books whose genre is "science", in any order.',
        lambda w: ids(where(w["books"], genre="science"), "book_id"),
        lambda w: [
            ids(where(w["books"], genre="history"), "book_id"),
            ids(where(w["books"], genre="science"), "title"),
            ids(where(w["books"], genre="science"), "book_id")[:-1],
            [*ids(where(w["books"], genre="science"), "book_id"), "B-9999"],
            len(where(w["books"], genre="science")),
        ],
    ),
    Case(
        "library",
        "What is the number of copies of branch BR-0003?",
        lambda w: len(where(w["copies"], branch_id="BR-0003")),
        lambda w: [
            len(where(w["copies"], branch_id="BR-0003", status="available")),
            len({row["book_id"] for row in where(w["copies"], branch_id="BR-0003")}),
            *near(len(where(w["copies"], branch_id="BR-0003"))),
        ],
    ),
    Case(
        "library",
        "Give the id of the book of the copy of loan L-0062.",
        lambda w: the(w["copies"], copy_id=the(w["loans"], loan_id="L-0062")["copy_id"])["book_id"],
        lambda w: [
            the(w["loans"], loan_id="L-0062")["copy_id"],
            "L-0062",
            the(w["copies"], copy_id="C-0062")["book_id"],
        ],
    ),
    Case(
        "insurance",
        'Count the vehicles whose kind is "car".',
        lambda w: len(where(w["vehicles"], kind="car")),
        lambda w: [
            len(w["vehicles"]),
            ids(where(w["vehicles"], kind="car"), "vehicle_id"),
            *near(len(where(w["vehicles"], kind="car"))),
        ],
    ),
    Case(
        "insurance",
        "What is the average claimed amount of the claims of garage GA-0006? Give it to two decimals.",
        lambda w: round(mean(ids(where(w["claims"], garage_id="GA-0006"), "amount")), 2),
        lambda w: [
            sum(ids(where(w["claims"], garage_id="GA-0006"), "amount")),
            round(mean(ids(w["claims"], "amount")), 2),
            *near(round(mean(ids(where(w["claims"], garage_id="GA-0006"), "amount")), 2)),
        ],
    ),
    Case(
        "insurance",
        "What is the total claimed amount of the claims of the garage of claim CL-0004?",
        lambda w: sum(ids(where(w["claims"], garage_id=the(w["claims"], claim_id="CL-0004")["garage_id"]), "amount")),
        lambda w: [the(w["claims"], claim_id="CL-0004")["amount"], sum(ids(w["claims"], "amount"))],
    ),
    Case(
        "hr",
        'By how much does the number of applications whose stage is "rejected" exceed the number of applications whose '
        'stage is "interview"? Give a negative number if it is the smaller one.',
        lambda w: len(where(w["applications"], stage="rejected")) - len(where(w["applications"], stage="interview")),
        lambda w: [
            len(where(w["applications"], stage="interview")) - len(where(w["applications"], stage="rejected")),
            len(where(w["applications"], stage="rejected")),
            len(where(w["applications"], stage="interview")),
        ],
    ),
    Case(
        "hr",
        'How many leave requests whose status is "approved" and whose first day is on or after 2026-03-27 are there?',
        lambda w: sum(row["first_day"] >= "2026-03-27" for row in where(w["leave_requests"], status="approved")),
        lambda w: [
            sum(row["first_day"] < "2026-03-27" for row in where(w["leave_requests"], status="approved")),
            sum(row["first_day"] >= "2026-03-27" for row in w["leave_requests"]),
            len(where(w["leave_requests"], status="approved")),
        ],
    ),
    Case(
        "hr",
        "List the ids of the applications of the candidate of application AP-0022, in any order.",
        lambda w: ids(
            where(w["applications"], candidate_id=the(w["applications"], application_id="AP-0022")["candidate_id"]),
            "application_id",
        ),
        lambda w: [
            ["AP-0022"],
            the(w["applications"], application_id="AP-0022")["candidate_id"],
            ids(
                where(w["applications"], vacancy_id=the(w["applications"], application_id="AP-0022")["vacancy_id"]),
                "application_id",
            ),
        ],
    ),
    Case(
        "logistics",
        "What is the total capacity of the trucks of depot DP-0001?",
        lambda w: sum(ids(where(w["trucks"], depot_id="DP-0001"), "capacity")),
        lambda w: [
            len(where(w["trucks"], depot_id="DP-0001")),
            sum(ids(w["trucks"], "capacity")),
            max(ids(where(w["trucks"], depot_id="DP-0001"), "capacity")),
            *near(sum(ids(where(w["trucks"], depot_id="DP-0001"), "capacity"))),
        ],
    ),
    Case(
        "office",
        'Work out the total mailbox quota of the people whose team is "sales" and whose mailbox quota is at most 150 '
        "MB.",
        lambda w: sum(row["quota"] for row in where(w["people"], team="sales") if row["quota"] <= 150),
        lambda w: [
            sum(row["quota"] for row in where(w["people"], team="sales")),
            sum(row["quota"] for row in where(w["people"], team="sales") if row["quota"] < 150),
            sum(row["quota"] for row in w["people"] if row["quota"] <= 150),
        ],
    ),
    Case(
        "office",
        'What is the average number of seats of the rooms whose equipment is "none"? Give it to two decimals.',
        lambda w: round(mean(ids(where(w["rooms"], equipment="none"), "seats")), 2),
        lambda w: [round(mean(ids(w["rooms"], "seats")), 2), sum(ids(where(w["rooms"], equipment="none"), "seats"))],
    ),
    Case(
        "travel",
        'By how much does the number of rides whose status is "completed" exceed the number of rides whose status is '
        '"booked"? Give a negative number if it is the smaller one.',
        lambda w: len(where(w["rides"], status="completed")) - len(where(w["rides"], status="booked")),
        lambda w: [
            len(where(w["rides"], status="booked")) - len(where(w["rides"], status="completed")),
            len(w["rides"]),
        ],
    ),
    Case(
        "travel",
        "Find the fare of the train of ride RI-0017.",
        lambda w: the(w["trains"], train_id=the(w["rides"], ride_id="RI-0017")["train_id"])["fare"],
        lambda w: [the(w["rides"], ride_id="RI-0017")["train_id"], the(w["trains"], train_id="TR-0017")["fare"], 0],
    ),
    Case(
        "travel",
        "What is the total travel time of the trains whose departure city is city CI-0001?",
        lambda w: sum(ids(where(w["trains"], from_city_id="CI-0001"), "minutes")),
        lambda w: [
            sum(ids(where(w["trains"], to_city_id="CI-0001"), "minutes")),
            len(where(w["trains"], from_city_id="CI-0001")),
        ],
    ),
    Case(
        "retail",
        "What is the total price of the products of category CA-0012?",
        lambda w: sum(ids(where(w["products"], category_id="CA-0012"), "price")),
        lambda w: [
            len(where(w["products"], category_id="CA-0012")),
            sum(row["price"] * row["stock"] for row in where(w["products"], category_id="CA-0012")),
            *near(sum(ids(where(w["products"], category_id="CA-0012"), "price"))),
        ],
    ),
    Case(
        "tracker",
        "Look up the title of issue IS-0069.",
        lambda w: the(w["issues"], issue_id="IS-0069")["title"],
        lambda w: [
            the(w["issues"], issue_id="IS-0068")["title"],
            "IS-0069",
            the(w["issues"], issue_id="IS-0069")["title"][:-1],
        ],
    ),
    Case(
        "festival",
        'Give the ids of the cinemas whose access is "step-free", in any order.',
        lambda w: ids(where(w["cinemas"], access="step-free"), "cinema_id"),
        lambda w: [ids(w["cinemas"], "cinema_id"), ids(where(w["cinemas"], access="step-free"), "name")],
    ),
    Case(
        "clinic",
        "Look up the daily dose of prescription PR-0084.",
        lambda w: the(w["prescriptions"], prescription_id="PR-0084")["dose"],
        lambda w: [
            the(w["prescriptions"], prescription_id="PR-0084")["drug_id"],
            *near(the(w["prescriptions"], prescription_id="PR-0084")["dose"]),
        ],
    ),
    Case(
        "bank",
        "Look up the account number of the receiving account of transfer T-0102.",
        lambda w: the(w["accounts"], account_id=the(w["transfers"], transfer_id="T-0102")["to_account_id"])["number"],
        lambda w: [
            the(w["accounts"], account_id=the(w["transfers"], transfer_id="T-0102")["from_account_id"])["number"],
            the(w["transfers"], transfer_id="T-0102")["to_account_id"],
        ],
    ),
)


def other_forms(answer: Any) -> list[Any]:
    """The right answer as it is, and as somebody else might write it."""
    if isinstance(answer, list):
        return [answer, answer[::-1]]
    if isinstance(answer, str):
        return [answer, f" {answer} ", answer.lower()]
    return [answer, float(answer)]


@pytest.mark.parametrize("name", sorted({case.environment for case in CASES}))
async def test_verifiers_agree_with_whoever_only_read_the_task(name: str) -> None:
    environment = load_environment(name)
    world: World = environment.tables
    tasks = {task.instruction().strip(): task for task in environment.tasks}
    right, wrong = [], []
    async with Scorer(environment) as scorer:

        async def paid(source: str, task: Task, answer: Any) -> bool:
            return (await scorer.score_with(source, task, answer)).reward == 1.0

        for case in (one for one in CASES if one.environment == name):
            task = tasks[case.instruction]
            answer = case.right(world)
            misread = [one for one in case.wrong(world) if one != answer]
            for source in (task.verify, task.verify_declared or task.verify):
                right += [await paid(source, task, form) for form in other_forms(answer)]
                wrong += [await paid(source, task, one) for one in misread]
    print(f"{name}: {sum(right)} of {len(right)} right accepted, {sum(wrong)} of {len(wrong)} wrong")  # pytest -s
    assert wrong
    assert all(right)
    assert not any(wrong)
