"""Verifiers against probes that were written apart from the generators: by a person, from the instruction and the rows.

Nothing of `agentrt.synth` is used here. Each case is an instruction as it is shipped, what is right as somebody who
read it works it out from the CSV files and the rules, and what people who misread it, or nearly get it right, would
say or do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from statistics import mean
from typing import Any

import pytest

from agentrt.envs import FunctionServer, Scorer, Task, load_environment
from agentrt.envs.checks.intervals import Share, difference
from agentrt.envs.state import State

Row = dict[str, Any]
Rows = list[Row]
World = dict[str, Rows]
Call = tuple[str, dict[str, Any]]

FEWEST = 6
"""Wrong trials that a case has at least."""


@dataclass(frozen=True)
class Trial:
    """What is submitted, and what is done before."""

    answer: Any = None
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True)
class Trials:
    right: list[Trial]
    wrong: list[Trial]


@dataclass(frozen=True)
class Case:
    environment: str
    instruction: str
    trials: Callable[[World], Trials]


CASES: list[Case] = []


def case(environment: str, instruction: str) -> Callable[[Callable[[World], Trials]], Callable[[World], Trials]]:
    def add(trials: Callable[[World], Trials]) -> Callable[[World], Trials]:
        CASES.append(Case(environment, instruction, trials))
        return trials

    return add


def said(answer: Any, *wrong: Any, ordered: bool = False) -> Trials:
    """Trials of a task that asks for an answer alone: the right one, also as somebody else might write it."""
    forms = [answer, answer] if ordered else other_forms(answer)
    return Trials([Trial(one) for one in forms], [Trial(one) for one in wrong if not same(one, answer, ordered)])


def did(right: Iterable[list[Call]], wrong: Iterable[list[Call]]) -> Trials:
    """Trials of a task that asks for deeds alone."""
    return Trials([Trial(None, tuple(calls)) for calls in right], [Trial(None, tuple(calls)) for calls in wrong])


def other_forms(answer: Any) -> list[Any]:
    if isinstance(answer, list):
        return [answer, answer[::-1]]
    if isinstance(answer, str):
        return [answer, f" {answer} ", answer.lower()]
    return [answer, float(answer)]


def same(one: Any, other: Any, ordered: bool) -> bool:
    if isinstance(one, list) and isinstance(other, list) and not ordered:
        return sorted(map(str, one)) == sorted(map(str, other))
    return bool(one == other)


def by(rows: Rows, name: str) -> dict[Any, Row]:
    return {row[name]: row for row in rows}


def where(rows: Rows, **wanted: Any) -> Rows:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def the(rows: Rows, **wanted: Any) -> Row:
    (row,) = where(rows, **wanted)
    return row


def ids(rows: Iterable[Row], name: str) -> list[Any]:
    return [row[name] for row in rows]


def alone(rows: Rows, name: str, best: Callable[[list[Any]], Any]) -> Row:
    """The row in which a value is the highest or lowest: no other has it."""
    (row,) = where(rows, **{name: best(ids(rows, name))})
    return row


def average(rows: Iterable[Row], name: str) -> float:
    return round(float(mean(ids(rows, name))), 2)


def total(rows: Iterable[Row], name: str) -> Any:
    return sum(ids(rows, name))


def near(number: float) -> list[Any]:
    """Numbers that are close to the right one, and are not it."""
    return [number + 1, number - 1, -number, number * 10]


def apart(*names: str) -> Callable[[tuple[Row, ...]], bool]:
    """No two of the rows have the same value."""
    return lambda rows: all(len({row[name] for row in rows}) == len(rows) for name in names)


def chosen(
    rows: Rows, size: int, fits: Callable[[tuple[Row, ...]], bool], of: str, name: str, *, smallest: bool = False
) -> list[list[Any]]:
    """All choices that fit, the best first. No two of them are best."""
    found = [some for some in combinations(rows, size) if fits(some)]
    found.sort(key=lambda some: total(some, of), reverse=not smallest)
    assert len(found) == 1 or total(found[0], of) != total(found[1], of)
    return [ids(some, name) for some in found]


def anything(_: tuple[Row, ...]) -> bool:
    return True


# Choices: every combination is tried.


@case(
    "bank",
    'Choose two of the transfers whose paying account\'s account type is "savings", whose purpose is not "purchase" '
    "and whose transfer date is on or before 2026-08-28 so that no two of them have the same purpose. Their total "
    "amount must be as large as possible. Give their ids, in any order.",
)
def two_transfers(w: World) -> Trials:
    accounts = by(w["accounts"], "account_id")

    def some(side: str, *, purchases: bool = False, last: str = "2026-08-28") -> Rows:
        return [
            row
            for row in w["transfers"]
            if accounts[row[side]]["kind"] == "savings" and row["day"] <= last
            if purchases or row["purpose"] != "purchase"
        ]

    def largest(rows: Rows, fits: Callable[[tuple[Row, ...]], bool]) -> list[Any]:
        found = [two for two in combinations(rows, 2) if fits(two)]
        return ids(max(found, key=lambda two: total(two, "amount")), "transfer_id")

    rows = some("from_account_id")
    found = chosen(rows, 2, apart("purpose"), "amount", "transfer_id")
    return said(
        found[0],
        found[1],
        found[-1],
        found[0][:1],
        [*found[0], found[1][-1]],
        largest(rows, anything),
        largest(some("to_account_id"), apart("purpose")),
        largest(some("from_account_id", last="2026-12-31"), apart("purpose")),
        largest(some("from_account_id", purchases=True), apart("purpose")),
        sum(row["amount"] for row in rows if row["transfer_id"] in found[0]),
    )


@case(
    "clinic",
    'Choose three of the drugs that have any allergy whose severity is "mild" and that have any prescription whose '
    "daily dose is at least 240 mg so that no two of them have the same drug family. Their total price per pack must "
    "be as large as possible. Give their ids, in any order.",
)
def three_drugs(w: World) -> Trials:
    mild = {row["drug_id"] for row in where(w["allergies"], severity="mild")}
    strong = {row["drug_id"] for row in w["prescriptions"] if row["dose"] >= 240}
    rows = [row for row in w["drugs"] if row["drug_id"] in mild & strong]
    found = chosen(rows, 3, apart("family"), "price", "drug_id")

    def dearest(some: Rows) -> list[Any]:
        return ids(sorted(some, key=lambda row: row["price"])[-3:], "drug_id")

    return said(
        found[0],
        found[1],
        found[-1],
        found[0][:2],
        [*found[0], "RX-9999"],
        dearest(w["drugs"]),
        dearest([row for row in w["drugs"] if row["drug_id"] in mild | strong]),
        dearest([row for row in w["drugs"] if row["drug_id"] in strong - mild]),
        [row["name"] for row in rows if row["drug_id"] in found[0]],
        [],
    )


@case(
    "energy",
    "Choose three of the crews whose zone's reserve is at least 90 MW and that have any repair job whose working time "
    "is at least 4 hours so that no two of them have the same zone. Their total number of workers must be as large as "
    "possible. Give their ids, in any order.",
)
def three_crews(w: World) -> Trials:
    reserve = {row["zone_id"]: row["reserve"] for row in w["zones"]}
    working = {row["crew_id"] for row in w["jobs"] if row["hours"] >= 4}
    rows = [row for row in w["crews"] if reserve[row["zone_id"]] >= 90 and row["crew_id"] in working]
    found = chosen(rows, 3, apart("zone_id"), "size", "crew_id")
    return said(
        found[0],
        found[1],
        found[-1],
        found[0][1:],
        ids(sorted(rows, key=lambda row: row["size"])[-3:], "crew_id"),
        ids(sorted(w["crews"], key=lambda row: row["size"])[-3:], "crew_id"),
        [row["name"] for row in rows if row["crew_id"] in found[0]],
        [row["zone_id"] for row in rows if row["crew_id"] in found[0]],
        sum(row["size"] for row in rows if row["crew_id"] in found[0]),
    )


@case(
    "festival",
    'Choose three of the films whose running time is at least 120 minutes and whose section is "competition" so that '
    "their total running time is at most 472 minutes. Their total screening fee must be as large as possible. Give "
    "their ids, in any order.",
)
def three_films(w: World) -> Trials:
    rows = [row for row in where(w["films"], section="competition") if row["minutes"] >= 120]
    found = chosen(rows, 3, lambda some: total(some, "minutes") <= 472, "fee", "film_id")
    dearest = sorted(rows, key=lambda row: row["fee"])
    shortest = sorted(rows, key=lambda row: row["minutes"])
    anywhere = sorted((row for row in w["films"] if row["minutes"] >= 120), key=lambda row: row["fee"])
    return said(
        found[0],
        found[1],
        found[2],
        found[-1],
        found[0][:2],
        ids(dearest[-3:], "film_id"),
        ids(shortest[:3], "film_id"),
        ids(anywhere[-3:], "film_id"),
        [row["title"] for row in rows if row["film_id"] in found[0]],
    )


@case(
    "hr",
    'Choose three of the employees whose remaining leave is at least 21 days and whose contract is "fixed-term" so '
    "that their total remaining leave is at most 66 days. Their total salary must be as large as possible. Give their "
    "ids, in any order.",
)
def three_employees(w: World) -> Trials:
    def best(contract: str, least: int, most: int) -> list[list[Any]]:
        rows = [row for row in where(w["employees"], contract=contract) if row["leave_left"] >= least]
        found = [some for some in combinations(rows, 3) if total(some, "leave_left") <= most]
        return [ids(some, "employee_id") for some in sorted(found, key=lambda some: -total(some, "salary"))]

    rows = [row for row in where(w["employees"], contract="fixed-term") if row["leave_left"] >= 21]
    found = chosen(rows, 3, lambda some: total(some, "leave_left") <= 66, "salary", "employee_id")
    return said(
        found[0],
        found[1],
        found[2],
        found[-1],
        found[0][:2],
        best("fixed-term", 21, 10**6)[0],
        best("fixed-term", 0, 66)[0],
        best("permanent", 21, 66)[0] if best("permanent", 21, 66) else [],
        best("fixed-term", 21, 65)[0],
        [row["name"] for row in rows if row["employee_id"] in found[0]],
    )


@case(
    "insurance",
    "Choose three of the vehicles that do not have any policy whose excess is at least 250 EUR so that no two of them "
    "have the same kind. Their total present value must be as small as possible. Give their ids, in any order.",
)
def three_vehicles(w: World) -> Trials:
    high = {row["vehicle_id"] for row in w["policies"] if row["excess"] >= 250}
    low = {row["vehicle_id"] for row in w["policies"] if row["excess"] < 250}
    rows = [row for row in w["vehicles"] if row["vehicle_id"] not in high]

    def cheapest(some: Rows) -> list[Any]:
        """The cheapest of each kind."""
        kinds = {row["kind"] for row in some}
        each = [min(where(some, kind=kind), key=lambda row: row["worth"]) for kind in sorted(kinds)]
        return ids(sorted(each, key=lambda row: row["worth"])[:3], "vehicle_id")

    found = chosen(rows, 3, apart("kind"), "worth", "vehicle_id", smallest=True)
    return said(
        found[0],
        found[1],
        found[2],
        found[-1],
        found[0][:2],
        cheapest(w["vehicles"]),
        cheapest([row for row in w["vehicles"] if row["vehicle_id"] in high]),
        cheapest([row for row in w["vehicles"] if row["vehicle_id"] in low]),
        ids(sorted(rows, key=lambda row: row["worth"])[:3], "vehicle_id"),
        [row["plate"] for row in rows if row["vehicle_id"] in found[0]],
    )


@case(
    "library",
    "Choose three of the books whose publication year is at least 1989 and whose number of pages is at most 339 so "
    "that their total replacement price is at most 76 EUR and no two of them have the same genre. Their total number "
    "of pages must be as large as possible. Give their ids, in any order.",
)
def three_books(w: World) -> Trials:
    rows = [row for row in w["books"] if row["year"] >= 1989 and row["pages"] <= 339]
    genres = apart("genre")

    def affordable(some: tuple[Row, ...]) -> bool:
        return bool(total(some, "price") <= 76)

    found = chosen(rows, 3, lambda some: affordable(some) and genres(some), "pages", "book_id")

    def longest(fits: Callable[[tuple[Row, ...]], bool], some: Rows = rows) -> list[Any]:
        found = [three for three in combinations(some, 3) if fits(three)]
        return ids(max(found, key=lambda three: total(three, "pages")), "book_id")

    return said(
        found[0],
        found[1],
        found[-1],
        found[0][1:],
        longest(affordable),
        longest(genres),
        longest(anything),
        longest(lambda some: affordable(some) and genres(some), [row for row in w["books"] if row["pages"] <= 339]),
        [row["title"] for row in rows if row["book_id"] in found[0]],
    )


@case(
    "logistics",
    "Choose three of the lanes whose toll is at least 99 EUR so that their total driving time is at most 19 hours and "
    "no two of them have the same departure depot. Their total length must be as large as possible. Give their ids, in "
    "any order.",
)
def three_lanes(w: World) -> Trials:
    rows = [row for row in w["lanes"] if row["toll"] >= 99]

    def longest(name: str, most: int, some: Rows = rows) -> list[Any]:
        fits = (three for three in combinations(some, 3) if total(three, "hours") <= most and apart(name)(three))
        return ids(max(fits, key=lambda three: total(three, "length")), "lane_id")

    found = chosen(
        rows, 3, lambda some: total(some, "hours") <= 19 and apart("from_depot_id")(some), "length", "lane_id"
    )
    return said(
        found[0],
        found[1],
        found[2],
        found[-1],
        found[0][:2],
        longest("from_depot_id", 10**6),
        longest("to_depot_id", 19),
        longest("lane_id", 19),
        longest("from_depot_id", 18),
        longest("from_depot_id", 19, w["lanes"]),
    )


@case(
    "restaurant",
    'Choose two of the reservations whose date is on or before 2026-10-22, whose guest\'s standing is "new" and whose '
    'sitting is "early dinner" so that no two of them have the same guest. Their total party size must be as large as '
    "possible. Give their ids, in any order.",
)
def two_reservations(w: World) -> Trials:
    standing = {row["guest_id"]: row["standing"] for row in w["guests"]}
    early = where(w["reservations"], sitting="early dinner")
    fresh = [row for row in w["reservations"] if standing[row["guest_id"]] == "new" and row["day"] <= "2026-10-22"]
    rows = [row for row in early if row in fresh]
    found = chosen(rows, 2, apart("guest_id"), "party", "reservation_id")

    def largest(some: Rows) -> list[Any]:
        return ids(sorted(some, key=lambda row: row["party"])[-2:], "reservation_id")

    return said(
        found[0],
        found[1],
        found[-1],
        found[0][:1],
        found[0][1:],
        largest(early),
        largest(fresh),
        largest([row for row in early if row["day"] <= "2026-10-22"]),
        largest([row for row in early if standing[row["guest_id"]] == "new"]),
        [row["guest_id"] for row in rows if row["reservation_id"] in found[0]],
    )


@case(
    "retail",
    'Choose three of the order lines whose status is "cancelled" and whose quantity is at least 2 so that their total '
    "quantity is at most 8 and no two of them have the same order. Their total unit price must be as large as "
    "possible. Give their ids, in any order.",
)
def three_order_lines(w: World) -> Trials:
    gone = where(w["order_lines"], status="cancelled")
    rows = [row for row in gone if row["quantity"] >= 2]

    def dearest(some: Rows, most: int, name: str, of: Callable[[Row], Any]) -> list[Any]:
        fits = (three for three in combinations(some, 3) if total(three, "quantity") <= most and apart(name)(three))
        return ids(max(fits, key=lambda three: sum(map(of, three))), "line_id")

    found = chosen(rows, 3, lambda some: total(some, "quantity") <= 8 and apart("order_id")(some), "price", "line_id")
    return said(
        found[0],
        found[1],
        found[2],
        found[-1],
        found[0][:2],
        dearest(rows, 99, "order_id", lambda row: row["price"]),
        dearest(rows, 8, "line_id", lambda row: row["price"]),
        dearest(rows, 8, "order_id", lambda row: row["price"] * row["quantity"]),
        dearest(gone, 8, "order_id", lambda row: row["price"]),
        [row["order_id"] for row in rows if row["line_id"] in found[0]],
    )


@case(
    "travel",
    "Choose three of the stays whose total price is at most 188 EUR and whose arrival date is on or after 2026-05-06 "
    "so that their total number of nights is at most 4. Their total price must be as large as possible. Give their "
    "ids, in any order.",
)
def three_stays(w: World) -> Trials:
    def dearest(price: int, first: str, nights: int) -> list[Any]:
        rows = [row for row in w["stays"] if row["total"] <= price and row["arrival"] >= first]
        fits = (three for three in combinations(rows, 3) if total(three, "nights") <= nights)
        return ids(max(fits, key=lambda three: total(three, "total")), "stay_id")

    rows = [row for row in w["stays"] if row["total"] <= 188 and row["arrival"] >= "2026-05-06"]
    found = chosen(rows, 3, lambda some: total(some, "nights") <= 4, "total", "stay_id")
    cheap = [some for some in combinations(rows, 3) if total(some, "total") <= 188 and total(some, "nights") <= 4]
    return said(
        found[0],
        found[1],
        found[2],
        found[-1],
        found[0][:2],
        dearest(188, "2026-05-06", 99),
        dearest(188, "2000-01-01", 4),
        dearest(10**6, "2026-05-06", 4),
        dearest(188, "2026-05-06", 3),
        ids(max(cheap, key=lambda some: total(some, "total")), "stay_id") if cheap else [],
    )


@case(
    "tracker",
    "Choose four of the comments of the issue of the comment with the lowest number of votes among the comments of the "
    'issue "Empty page in the menu after an update" so that no two of them have the same author. Their total number of '
    "votes must be as large as possible. Give their ids, in any order.",
)
def four_comments(w: World) -> Trials:
    issue = the(w["issues"], title="Empty page in the menu after an update")["issue_id"]
    rows = where(w["comments"], issue_id=issue)
    found = chosen(rows, 4, apart("author_id"), "votes", "comment_id")
    most = sorted(rows, key=lambda row: -row["votes"])
    return said(
        found[0],
        found[1],
        found[2],
        found[-1],
        ids(most[:4], "comment_id"),
        ids(sorted(w["comments"], key=lambda row: -row["votes"])[:4], "comment_id"),
        found[0][:3],
        ids(rows, "comment_id"),
        [row["author_id"] for row in rows if row["comment_id"] in found[0]],
    )


# Counts, averages and differences.


@case(
    "bank",
    'What is the average credit score of the customers whose customer segment is "retail", whose credit score is at '
    'least 527 and that do not have any account whose account type is "current"? Give it to two decimals.',
)
def scores(w: World) -> Trials:
    current = {row["customer_id"] for row in where(w["accounts"], kind="current")}
    owning = {row["customer_id"] for row in w["accounts"]}
    retail = where(w["customers"], segment="retail")
    good = [row for row in retail if row["score"] >= 527]
    rows = [row for row in good if row["customer_id"] not in current]
    saving = [row for row in rows if row["customer_id"] in owning]
    return said(
        average(rows, "score"),
        average(good, "score"),
        average(retail, "score"),
        average([row for row in good if row["customer_id"] in current], "score"),
        average([row for row in retail if row["customer_id"] not in current], "score"),
        average(saving, "score") if saving else 0,
        total(rows, "score"),
        len(rows),
        *near(average(rows, "score")),
    )


@case(
    "energy",
    'How many substations are there whose voltage is "110 kV", whose capacity is at least 220 MW, whose zone\'s '
    "reserve is at most 90 MW and that are the first substation of any power line whose rating is at most 220 MW?",
)
def substations(w: World) -> Trials:
    reserve = {row["zone_id"]: row["reserve"] for row in w["zones"]}
    weak = [row for row in w["power_lines"] if row["rating"] <= 220]
    first, second = set(ids(weak, "from_substation_id")), set(ids(weak, "to_substation_id"))
    rows = [
        row
        for row in where(w["substations"], voltage="110 kV")
        if row["capacity"] >= 220 and reserve[row["zone_id"]] <= 90
    ]
    found = [row for row in rows if row["substation_id"] in first]
    return said(
        len(found),
        len(rows),
        sum(row["substation_id"] in second for row in rows),
        sum(row["from_substation_id"] in ids(rows, "substation_id") for row in weak),
        sum(row["substation_id"] in first for row in w["substations"]),
        ids(found, "substation_id"),
        *near(len(found)),
    )


@case(
    "energy",
    "By how much does the total demand of the consumers of the first substation of power line PL-0023 exceed the total "
    "demand of the consumers whose substation is the second substation of power line PL-0037 and whose kind is "
    '"housing"? Give a negative number if it is the smaller one.',
)
def demands(w: World) -> Trials:
    one, other = (the(w["power_lines"], line_id=line) for line in ("PL-0023", "PL-0037"))
    first = where(w["consumers"], substation_id=one["from_substation_id"])
    wrong_end = where(w["consumers"], substation_id=one["to_substation_id"])
    second = where(w["consumers"], substation_id=other["to_substation_id"])
    housing, demand = where(second, kind="housing"), "demand"
    right = total(first, demand) - total(housing, demand)
    return said(
        right,
        -right,
        total(first, demand),
        total(housing, demand),
        total(first, demand) - total(second, demand),
        total(where(first, kind="housing"), demand) - total(housing, demand),
        total(wrong_end, demand) - total(housing, demand),
        len(first) - len(housing),
        *near(right),
    )


@case(
    "insurance",
    "By how much does the total estimated amount of the reports whose assessor is AS-0009 and whose claim's cause is "
    '"collision" exceed the total estimated amount of the reports whose assessor is "Omar Evans" and whose report date '
    "is on or before 2026-07-10? Give a negative number if it is the smaller one.",
)
def estimates(w: World) -> Trials:
    cause = {row["claim_id"]: row["cause"] for row in w["claims"]}
    all_his = where(w["reports"], assessor_id="AS-0009")
    his = [row for row in all_his if cause[row["claim_id"]] == "collision"]
    omar = the(w["assessors"], name="Omar Evans")["assessor_id"]
    all_others = where(w["reports"], assessor_id=omar)
    others = [row for row in all_others if row["written"] <= "2026-07-10"]
    right = total(his, "estimate") - total(others, "estimate")
    return said(
        right,
        -right,
        total(his, "estimate"),
        total(all_his, "estimate") - total(others, "estimate"),
        total(his, "estimate") - total(all_others, "estimate"),
        len(his) - len(others),
        round(average(his, "estimate") - average(others, "estimate"), 2),
        *near(right),
    )


@case(
    "library",
    'By how much does the number of copies whose status is "lent" exceed the number of copies whose status is '
    '"available", whose branch\'s opening year is at most 1970 and that have any loan whose lending date is on or '
    "before 2026-02-11? Give a negative number if it is the smaller one.",
)
def copies(w: World) -> Trials:
    old = {row["branch_id"] for row in w["branches"] if row["opened"] <= 1970}
    early = {row["copy_id"] for row in w["loans"] if row["lent"] <= "2026-02-11"}
    lent, here = where(w["copies"], status="lent"), where(w["copies"], status="available")
    rows = [row for row in here if row["branch_id"] in old and row["copy_id"] in early]
    right = len(lent) - len(rows)
    return said(
        right,
        -right,
        len(lent),
        len(rows),
        len(lent) - len(here),
        len(lent) - sum(row["branch_id"] in old for row in here),
        len(lent) - sum(row["copy_id"] in early for row in here),
        sum(row["branch_id"] in old and row["copy_id"] in early for row in lent) - len(rows),
        *near(right),
    )


@case(
    "office",
    'What is the average size of the messages whose status is "unread", whose size is at least 9 MB, whose sending '
    "date is on or after 2026-01-16 and that are the answered message of any message whose sending date is on or after "
    "2026-01-15? Give it to two decimals.",
)
def sizes(w: World) -> Trials:
    answered = {row["reply_to_id"] for row in w["messages"] if row["sent"] >= "2026-01-15"}
    large = [row for row in where(w["messages"], status="unread") if row["size"] >= 9 and row["sent"] >= "2026-01-16"]
    rows = [row for row in large if row["message_id"] in answered]
    replies = [row for row in large if row["reply_to_id"] is not None]
    return said(
        average(rows, "size"),
        average(large, "size"),
        average(w["messages"], "size"),
        average(replies, "size") if replies else 0,
        average([row for row in w["messages"] if row["message_id"] in answered], "size"),
        total(rows, "size"),
        ids(rows, "message_id"),
        *near(average(rows, "size")),
    )


@case(
    "restaurant",
    "What is the average amount of the bill lines of the bill of the bill line with the highest number of portions "
    "among the bill lines of the bill of bill line BL-0058? Give it to two decimals.",
)
def amounts(w: World) -> Trials:
    line = the(w["bill_lines"], line_id="BL-0058")
    rows = where(w["bill_lines"], bill_id=line["bill_id"])
    most = alone(rows, "portions", max)
    return said(
        average(rows, "amount"),
        total(rows, "amount"),
        most["amount"],
        line["amount"],
        average(w["bill_lines"], "amount"),
        average(rows, "portions"),
        round(total(rows, "amount") / total(rows, "portions"), 2),
        int(average(rows, "amount")),
        *near(average(rows, "amount")),
    )


@case(
    "retail",
    'What is the number of products whose status is "active", whose weight is at most 2550 grams, whose price is at '
    "least 44 EUR and that do not have any order line whose unit price is at most 70 EUR?",
)
def products(w: World) -> Trials:
    cheap = {row["product_id"] for row in w["order_lines"] if row["price"] <= 70}
    ordered = {row["product_id"] for row in w["order_lines"]}
    light = [row for row in where(w["products"], status="active") if row["weight"] <= 2550 and row["price"] >= 44]
    right = sum(row["product_id"] not in cheap for row in light)
    return said(
        right,
        len(light),
        sum(row["product_id"] in cheap for row in light),
        sum(row["product_id"] not in cheap and row["product_id"] in ordered for row in light),
        sum(row["product_id"] not in cheap for row in w["products"]),
        [row["product_id"] for row in light if row["product_id"] not in cheap],
        *near(right),
    )


@case(
    "travel",
    "What is the number of hotels whose number of free rooms is at least 1 and whose city is the city of the hotel of "
    'the stay with the latest arrival date among the stays of the traveller "Amara Fischer"?',
)
def hotels(w: World) -> Trials:
    amara = the(w["travellers"], name="Amara Fischer")
    stays = where(w["stays"], traveller_id=amara["traveller_id"])

    def there(hotel: str, least: int = 1) -> int:
        city = the(w["hotels"], hotel_id=hotel)["city_id"]
        return sum(row["free_rooms"] >= least for row in where(w["hotels"], city_id=city))

    last = alone(stays, "arrival", max)["hotel_id"]
    return said(
        there(last),
        there(last, 0),
        there(last, 2),
        there(alone(stays, "arrival", min)["hotel_id"]),
        there(max(w["stays"], key=lambda row: row["arrival"])["hotel_id"]),
        sum(row["free_rooms"] >= 1 for row in where(w["hotels"], city_id=amara["city_id"])),
        the(w["hotels"], hotel_id=last)["free_rooms"],
        sum(row["free_rooms"] >= 1 for row in w["hotels"]),
        *near(there(last)),
    )


@case(
    "logistics",
    'Which two of the trucks whose drive is "electric" have the lowest capacity? Give their ids, the one with the '
    "lowest capacity first.",
)
def smallest_trucks(w: World) -> Trials:
    rows = sorted(where(w["trucks"], fuel="electric"), key=lambda row: row["capacity"])
    others = sorted((row for row in w["trucks"] if row["fuel"] != "electric"), key=lambda row: row["capacity"])
    assert rows[1]["capacity"] < rows[2]["capacity"]
    right = ids(rows[:2], "truck_id")
    return said(
        right,
        right[::-1],
        right[:1],
        ids(rows[:3], "truck_id"),
        ids(rows[1:3], "truck_id"),
        ids(rows[:-3:-1], "truck_id"),
        ids(others[:2], "truck_id"),
        ids(rows[:2], "plate"),
        ids(rows[:2], "capacity"),
        ordered=True,
    )


# Look-ups over several tables.


@case(
    "clinic",
    "Give the id of the admission with the latest admission date among the admissions with a discharge date whose "
    "ward is the ward of admission AD-0021 and whose patient's unpaid balance is at least 35 EUR.",
)
def last_admission(w: World) -> Trials:
    balance = {row["patient_id"]: row["balance"] for row in w["patients"]}
    ward = where(w["admissions"], ward_id=the(w["admissions"], admission_id="AD-0021")["ward_id"])
    over = [row for row in ward if row["discharged"] is not None]
    rows = [row for row in over if balance[row["patient_id"]] >= 35]
    right = alone(rows, "admitted", max)
    wrong = [
        "AD-0021",
        max(ward, key=lambda row: row["admitted"])["admission_id"],
        max(over, key=lambda row: row["admitted"])["admission_id"],
        max(rows, key=lambda row: row["discharged"])["admission_id"],
        min(rows, key=lambda row: row["admitted"])["admission_id"],
        *ids((row for row in ward if row not in rows), "admission_id"),
    ]
    return said(right["admission_id"], *wrong, right["patient_id"], right["ward_id"], right["admitted"], "AD-9999")


@case(
    "hr",
    "Find the name of the pay grade of the manager of the employee with the earliest hiring date among the employees "
    'whose contract is "trainee" and whose remaining leave is at most 9 days.',
)
def grade(w: World) -> Trials:
    grades, people = by(w["grades"], "grade_id"), by(w["employees"], "employee_id")
    trainees = [row for row in where(w["employees"], contract="trainee") if row["leave_left"] <= 9]
    first = alone(trainees, "hired", min)
    boss = people[first["manager_id"]]
    right = grades[boss["grade_id"]]["name"]
    return said(
        right,
        *(name for name in ids(w["grades"], "name") if name != right),
        boss["grade_id"],
        boss["name"],
        boss["employee_id"],
        first["name"],
    )


@case(
    "office",
    "Give, in any order, the ids of the invitations whose invited person is the invited person of invitation IN-0171, "
    "whose answer is \"accepted\", whose meeting's date is on or after 2026-01-16 and whose meeting's room's number of "
    "seats is at most 6.",
)
def invitations(w: World) -> Trials:
    meetings, seats = by(w["meetings"], "meeting_id"), {row["room_id"]: row["seats"] for row in w["rooms"]}
    person = the(w["invitations"], invitation_id="IN-0171")["person_id"]
    mine = where(w["invitations"], person_id=person)
    accepted = where(mine, answer="accepted")
    late = [row for row in accepted if meetings[row["meeting_id"]]["day"] >= "2026-01-16"]
    small = [row for row in accepted if seats[meetings[row["meeting_id"]]["room_id"]] <= 6]
    rows, name = [row for row in late if row in small], "invitation_id"
    return said(
        ids(rows, name),
        ids(mine, name),
        ids(accepted, name),
        ids(late, name),
        ids(small, name),
        ids(rows, name)[1:],
        ids(rows, name)[:-1],
        ids(rows, "meeting_id"),
        [*ids(rows, name), "IN-9999"],
        len(rows),
    )


@case(
    "festival",
    "Give, in any order, the ids of the screenings whose screen is the screen of the screening of ticket TI-0010, "
    'whose start time is not 14:00 and that do not have any ticket whose status is "refunded".',
)
def screenings(w: World) -> Trials:
    shown = by(w["screenings"], "screening_id")
    refunded = set(ids(where(w["tickets"], status="refunded"), "screening_id"))
    screen = shown[the(w["tickets"], ticket_id="TI-0010")["screening_id"]]["screen_id"]
    there = where(w["screenings"], screen_id=screen)
    other_times = [row for row in there if row["hour"] != "14:00"]
    rows, name = [row for row in other_times if row["screening_id"] not in refunded], "screening_id"
    valid = set(ids(where(w["tickets"], status="valid"), "screening_id"))
    return said(
        ids(rows, name),
        ids(there, name),
        ids(other_times, name),
        ids((row for row in there if row["screening_id"] not in refunded), name),
        ids((row for row in other_times if row["screening_id"] in refunded), name),
        ids((row for row in other_times if row["screening_id"] in valid), name),
        ids(rows, name)[:-1],
        ids(rows, "film_id"),
        [*ids(rows, name), "SG-9999"],
        [],
    )


@case(
    "university",
    "Give the id of the course with the highest number of credits among the courses whose department is the major of "
    "the student of enrolment EN-0041 and that are not the required course of any course whose number of credits is at "
    "most 7.",
)
def course(w: World) -> Trials:
    student = the(w["students"], student_id=the(w["enrolments"], enrolment_id="EN-0041")["student_id"])
    needed = {row["required_id"] for row in w["courses"] if row["credits"] <= 7}
    there = where(w["courses"], department_id=student["department_id"])
    rows = [row for row in there if row["course_id"] not in needed]
    right = alone(rows, "credits", max)
    return said(
        right["course_id"],
        *ids((row for row in there if row is not right), "course_id"),
        max(w["courses"], key=lambda row: row["credits"])["course_id"],
        right["title"],
        right["credits"],
        student["department_id"],
        [right["course_id"], "C-9999"],
        "C-9999",
    )


# Deeds: what may be done is read from rules.md and functions.py.


def calls(tool: str, name: str, given: Iterable[str], **more: Any) -> list[Call]:
    return [(tool, {name: one} | more) for one in given]


@case(
    "bank",
    'Close each of the accounts whose owner is the customer "Jonas Petrov", but leave out those for which the rules '
    "forbid it. Then submit.",
)
def close_accounts(w: World) -> Trials:
    owner = the(w["customers"], name="Jonas Petrov")["customer_id"]
    carded = {row["account_id"] for row in where(w["cards"], status="active")}
    all_his = where(w["accounts"], customer_id=owner)
    may = [row for row in where(w["accounts"], status="open") if row["balance"] <= 100]
    may = [row for row in may if row["account_id"] not in carded]
    his = [row["account_id"] for row in all_his if row in may]
    others = [row["account_id"] for row in may if row not in all_his]

    def close(*given: str) -> list[Call]:
        return calls("close_account", "account_id", given)

    cards = [row["card_id"] for row in where(w["cards"], account_id="A-0013", status="active")]
    block = calls("block_card", "card_id", cards)
    moved: Call = (
        "transfer_money",
        {"from_account_id": "A-0063", "to_account_id": "A-0004", "sum_paid": 500, "reason": "savings"},
    )
    return did(
        [close(*his), close(*ids(all_his, "account_id"))],
        [
            [],
            close(others[0]),
            close(*his, others[0]),
            [*block, *close(*his, "A-0013")],
            [*close(*his), *block],
            [moved, *close(*his, "A-0063")],
            close(*others),
        ],
    )


@case(
    "bank",
    "Go through the transfers whose receiving account is account A-0050, in order of amount, lowest first; for the "
    "first one for which the rules allow it, reverse that transfer. Submit the id of the transfer that it was done "
    "for.",
)
def reverse_one(w: World) -> Trials:
    rows = sorted(where(w["transfers"], to_account_id="A-0050"), key=lambda row: row["amount"])
    assert ids(rows, "transfer_id") == ["T-0043", "T-0079", "T-0160"]  # reversed before; 14 days ago; too long ago
    other = next(
        row["transfer_id"]
        for row in where(w["transfers"], status="done", day="2026-09-10")
        if the(w["accounts"], account_id=row["to_account_id"])["balance"] >= row["amount"]
    )

    def back(*given: str) -> tuple[Call, ...]:
        return tuple(calls("reverse_transfer", "transfer_id", given))

    return Trials(
        [Trial("T-0079", back("T-0079")), Trial("T-0079", back("T-0043", "T-0079"))],
        [
            Trial("T-0079"),
            Trial("T-0043"),
            Trial("T-0043", back("T-0079")),
            Trial("T-0160", back("T-0079")),
            Trial(None, back("T-0079")),
            Trial(other, back(other)),
            Trial("T-0079", back("T-0079", other)),
            Trial("A-0050", back("T-0079")),
        ],
    )


@case(
    "clinic",
    "Stop each of the prescriptions whose daily dose is at most 90 mg and whose date of issue is on or after "
    "2026-04-03, but leave out those for which the rules forbid it. Then submit.",
)
def stop_prescriptions(w: World) -> Trials:
    recent = [row for row in w["prescriptions"] if row["issued"] >= "2026-04-03"]
    rows = [row for row in recent if row["dose"] <= 90]
    active = ids(where(rows, status="active"), "prescription_id")
    more = [row["prescription_id"] for row in where(recent, status="active") if row["dose"] > 90]
    older = [row["prescription_id"] for row in where(w["prescriptions"], status="active") if row not in recent]

    def stop(given: list[str]) -> list[Call]:
        return calls("stop_prescription", "prescription_id", given)

    return did(
        [stop(active), stop(active[::-1]), stop(ids(rows, "prescription_id"))],
        [
            [],
            stop(active[:-1]),
            stop(active[: len(active) // 2]),
            stop([row["prescription_id"] for row in where(rows, status="active") if row["dose"] < 90]),
            stop([*active, more[0]]),
            stop([*active, older[0]] if older else more),
            stop(more),
            stop([*active, *more]),
        ],
    )


@case(
    "energy",
    'Go through the repair jobs of the crew "Crew H", in order of working time, smallest first; for the first one for '
    "which the rules allow it, finish that repair job. Submit the id of the repair job that it was done for.",
)
def finish_one(w: World) -> Trials:
    crew = the(w["crews"], name="Crew H")["crew_id"]
    rows = sorted(where(w["jobs"], crew_id=crew), key=lambda row: row["hours"])
    right = the(rows, status="under way")["job_id"]  # its outage is no storm's
    causes = {row["outage_id"]: row["cause"] for row in w["outages"]}
    open_ones = where(w["jobs"], status="under way")
    others = [row["job_id"] for row in open_ones if row["crew_id"] != crew and causes[row["outage_id"]] != "storm"]

    def finish(*given: str) -> tuple[Call, ...]:
        return tuple(calls("finish_job", "job_id", given))

    return Trials(
        [Trial(right, finish(right)), Trial(right, finish(*ids(rows, "job_id")))],
        [
            Trial(right),
            Trial(None, finish(right)),
            Trial(rows[0]["job_id"], finish(right)),
            Trial(rows[0]["job_id"], finish(rows[0]["job_id"])),
            Trial(others[0], finish(others[0])),
            Trial(right, finish(right, others[0])),
            Trial(right, finish(others[0])),
            Trial(crew, finish(right)),
        ],
    )


@case(
    "festival",
    'Refund each of the tickets of the visitor "Ingrid Ziegler", but leave out those for which the rules forbid it. '
    "Submit once everything is done.",
)
def refund(w: World) -> Trials:
    visitor = the(w["visitors"], name="Ingrid Ziegler")["visitor_id"]
    day = {row["screening_id"]: row["day"] for row in w["screenings"]}
    ahead = [row for row in where(w["tickets"], status="valid") if day[row["screening_id"]] > "2026-08-24"]
    hers, name = where(w["tickets"], visitor_id=visitor), "ticket_id"
    right, others = ids(where(ahead, visitor_id=visitor), name), [row for row in ahead if row not in hers]

    def back(given: list[Any]) -> list[Call]:
        return calls("refund_ticket", name, given)

    return did(
        [back(right), back(ids(hers, name))],
        [
            [],
            back(ids(others[:1], name)),
            back(right + ids(others[:1], name)),
            back(right + ids(others[-1:], name)),
            back([row["ticket_id"] for row in hers if row["ticket_id"] not in right]),
            [*back(right), *calls("sell_ticket", "visitor_id", [visitor], screening_id="SG-0060")],
            back(ids(others, name)),
        ],
    )


@case(
    "hr",
    'Go through the vacancies whose pay grade is "Grade B" and whose unit\'s number of posts is at most 9, in order of '
    "publication date, earliest first; for the first one for which the rules allow it, withdraw that vacancy. Submit "
    "the id of the vacancy that it was done for.",
)
def withdraw_one(w: World) -> Trials:
    posts = {row["unit_id"]: row["posts"] for row in w["units"]}
    grade_b = the(w["grades"], name="Grade B")["grade_id"]
    offered = set(ids(where(w["applications"], stage="offer"), "vacancy_id"))
    in_order = sorted(where(w["vacancies"], grade_id=grade_b), key=lambda row: row["published"])
    may = [row["vacancy_id"] for row in where(in_order, status="open") if row["vacancy_id"] not in offered]
    rows = ids((row for row in in_order if posts[row["unit_id"]] <= 9), "vacancy_id")
    right, later = [one for one in rows if one in may][:2]
    large = next(one for one in may if one not in rows)  # of a unit with more posts

    def withdraw(*given: str) -> tuple[Call, ...]:
        return tuple(calls("withdraw_vacancy", "vacancy_id", given))

    return Trials(
        [Trial(right, withdraw(right)), Trial(right, withdraw(*rows[: rows.index(right) + 1]))],
        [
            Trial(right),
            Trial(None, withdraw(right)),
            Trial(large, withdraw(large)),
            Trial(later, withdraw(later)),
            Trial(right, withdraw(right, later)),
            Trial(right, withdraw(large, right)),
            Trial(rows[0], withdraw(*rows[: rows.index(right) + 1])),
            Trial(right, withdraw(later)),
        ],
    )


@case(
    "insurance",
    'Go through the policies whose cover is "full" and whose yearly premium is at most 1040 EUR, in order of start '
    "date, earliest first; for the first one for which the rules allow it, cancel that policy. Submit the id of the "
    "policy that it was done for.",
)
def cancel_one(w: World) -> Trials:
    rows = [row for row in where(w["policies"], cover="full") if row["premium"] <= 1040]
    rows.sort(key=lambda row: row["starts"])
    claimed = set(ids(where(w["claims"], status="open"), "policy_id"))

    def may(some: Rows) -> list[str]:
        return [
            row["policy_id"]
            for row in where(some, status="running")
            if row["policy_id"] not in claimed and row["ends"] > "2026-08-14"
        ]

    right, later = may(rows)[:2]
    outside = next(one for one in may(w["policies"]) if one not in ids(rows, "policy_id"))
    refused = next(one for one in ids(where(rows, status="running"), "policy_id") if one != right)

    def cancel(*given: str) -> tuple[Call, ...]:
        return tuple(calls("cancel_policy", "policy_id", given))

    return Trials(
        [Trial(right, cancel(right)), Trial(right, cancel(refused, right))],
        [
            Trial(right),
            Trial(None, cancel(right)),
            Trial(later, cancel(later)),
            Trial(outside, cancel(outside)),
            Trial(right, cancel(right, later)),
            Trial(refused, cancel(refused, right)),
            Trial(right, cancel(later)),
            Trial(right, cancel(right, outside)),
        ],
    )


@case(
    "library",
    'Go through the members whose tier is "student", in order of unpaid balance, lowest first; for the first one for '
    "which the rules allow it, book a payment of 5 EUR for that member. Submit once everything is done.",
)
def pay_one(w: World) -> Trials:
    rows = sorted(where(w["members"], tier="student"), key=lambda row: row["fees"])
    right, next_one, *_, last = [row["member_id"] for row in rows if row["fees"] >= 5]
    less = [row["member_id"] for row in rows if row["fees"] < 5]
    anybody = min((row for row in w["members"] if row["fees"] >= 5), key=lambda row: row["fees"])["member_id"]

    def pay(*given: str, amount: int = 5) -> list[Call]:
        return calls("pay_fees", "member_id", given, amount=amount)

    return did(
        [pay(right), pay(*less, right)],
        [
            [],
            pay(right, amount=4),
            pay(right, amount=7),
            pay(next_one),
            pay(last),
            pay(right, next_one),
            pay(less[-1], amount=2),
            [*pay(less[-1], amount=2), *pay(right)],
            *([] if anybody == right else [pay(anybody)]),
        ],
    )


@case(
    "library",
    "Renew loan L-0126; if the rules forbid that, take back loan L-0126 instead. Renew loan L-0087; if the rules "
    "forbid that, take back loan L-0087 instead. Submit once everything is done.",
)
def take_back_both(w: World) -> Trials:
    both = ["L-0126", "L-0087"]
    open_ones = [row["loan_id"] for row in w["loans"] if row["returned"] is None and row["loan_id"] not in both]
    back, renew = calls("return_copy", "loan_id", both), calls("renew_loan", "loan_id", both)
    other = calls("return_copy", "loan_id", open_ones[:1])
    book = the(w["copies"], copy_id=the(w["loans"], loan_id="L-0087")["copy_id"])["book_id"]
    holds = calls("cancel_hold", "hold_id", ids(where(w["holds"], book_id=book, status="waiting"), "hold_id"))
    lend: Call = ("lend_copy", {"copy_id": the(w["loans"], loan_id="L-0087")["copy_id"], "member_id": "M-0001"})
    return did(
        [back, back[::-1], [renew[0], back[0], renew[1], back[1]]],
        [[], renew, back[:1], back[1:], [*back, *other], other, [back[0], *holds, renew[1]], [*back, lend]],
    )


@case(
    "office",
    'Cancel each of the meetings of the room "Iris", but leave out those for which the rules forbid it. Submit when '
    "that is done.",
)
def cancel_meetings(w: World) -> Trials:
    room, name = the(w["rooms"], name="Iris")["room_id"], "meeting_id"
    planned = where(w["meetings"], status="planned")
    may = [row for row in planned if row["topic"] != "interview" or row["day"] > "2026-01-23"]
    right, others = ids(where(may, room_id=room), name), [row for row in may if row["room_id"] != room]
    not_interviews = [row["meeting_id"] for row in where(may, room_id=room) if row["topic"] != "interview"]

    def cancel(given: list[Any]) -> list[Call]:
        return calls("cancel_meeting", name, given)

    return did(
        [cancel(right), cancel(right[::-1]), cancel(ids(where(w["meetings"], room_id=room), name))],
        [
            [],
            cancel(right[:-1]),
            cancel(right[:1]),
            cancel(not_interviews),
            cancel(right + ids(others[:1], name)),
            cancel(ids(others[:1], name)),
            cancel(ids(others[:3], name)),
        ],
    )


@case(
    "tracker",
    "Put label LB-0004 on each of the issues whose milestone is the milestone of issue IS-0061 and whose severity is "
    '"major", but leave out those for which the rules forbid it. After that, list, in any order, the ids of the '
    'projects whose stage is "active".',
)
def label_issues(w: World) -> Trials:
    stone = the(w["issues"], issue_id="IS-0061")["milestone_id"]
    marks = w["issue_labels"]
    major = ids(where(w["issues"], milestone_id=stone, severity="major"), "issue_id")
    may = [
        one
        for one in major
        if len(where(marks, issue_id=one)) < 3 and not where(marks, issue_id=one, label_id="LB-0004")
    ]
    minor = where(w["issues"], milestone_id=stone, severity="minor")[0]["issue_id"]
    active, others = (
        [row["project_id"] for row in w["projects"] if (row["stage"] == "active") == wanted] for wanted in (True, False)
    )

    def put(*given: str, label: str = "LB-0004") -> tuple[Call, ...]:
        return tuple(calls("add_label", "issue_id", given, label_id=label))

    return Trials(
        [Trial(active, put(*may)), Trial(active[::-1], put(*major))],
        [
            Trial(active),
            Trial(None, put(*may)),
            Trial([], put(*may)),
            Trial(others, put(*may)),
            Trial(active[1:], put(*may)),
            Trial([*active, others[0]], put(*may)),
            Trial(active, put(*may, minor)),
            Trial(active, put(*may, label="LB-0003")),
            Trial(active, put(minor)),
        ],
    )


@case(
    "university",
    "If there are more than 26 students whose unpaid tuition is at most 50 EUR, give 100 points to enrolment EN-0232; "
    "otherwise give 65 points to enrolment EN-0019. Then submit.",
)
def give_points(w: World) -> Trials:
    def give(enrolment: str, points: int) -> list[Call]:
        return [("grade_enrolment", {"enrolment_id": enrolment, "reached": points})]

    many = sum(row["dues"] <= 50 for row in w["students"]) > 26
    one, other = give("EN-0232", 100), give("EN-0019", 65)
    right, wrong = (one, other) if many else (other, one)
    running = [row["enrolment_id"] for row in where(w["enrolments"], status="enrolled")]
    third = next(name for name in running if name not in ("EN-0232", "EN-0019"))
    return did(
        [right, right * 2],
        [
            [],
            wrong,
            right + wrong,
            give("EN-0019", 100),
            give("EN-0232", 65),
            give("EN-0019", 64),
            right + give(third, 65),
            give(third, 65),
        ],
    )


NAMED = re.compile(r'[A-Z]{1,2}-\d{4}|\d{4}-\d\d-\d\d|"[^"]+"|\d+')
"""What an instruction names as it is in the data: ids, dates, values, numbers."""


@pytest.fixture(scope="module")
def tally() -> Iterator[dict[bool, list[bool]]]:
    """What was accepted of what is right, and of what is wrong."""
    found: dict[bool, list[bool]] = {True: [], False: []}
    yield found
    right, wrong = (Share(hits=sum(found[one]), total=len(found[one])) for one in (True, False))
    j = difference(right, wrong)
    print(f"\nall: right accepted {right}, wrong accepted {wrong}, J = {j.value:.4f} [{j.low:.4f}, {j.high:.4f}]")


@pytest.mark.parametrize("name", sorted({one.environment for one in CASES}))
async def test_verifiers_agree_with_whoever_only_read_the_task(name: str, tally: dict[bool, list[bool]]) -> None:
    environment = load_environment(name)
    world: World = environment.tables
    tasks = {task.instruction().strip(): task for task in environment.tasks}
    found: dict[bool, list[bool]] = {True: [], False: []}
    disputed = []
    async with FunctionServer(environment) as server, Scorer(environment) as scorer:

        async def state_after(trial: Trial) -> State | None:
            if not trial.calls:
                return None
            async with server.session() as session:
                for tool, arguments in trial.calls:
                    outcome = await session.call(tool, arguments)
                    assert outcome.kind in ("ok", "refused"), (tool, arguments, outcome)
                return await session.state()

        async def judge(task: Task, trial: Trial, after: State | None, wanted: bool) -> None:
            for source in {task.verify, task.verify_declared or task.verify}:
                verdict = await scorer.score_with(source, task, trial.answer, after)
                assert verdict.valid, (task.id, trial, verdict.reason)
                paid = verdict.reward == 1.0
                found[wanted].append(paid)
                if paid != wanted:
                    disputed.append(f"{task.id}: {'refused' if wanted else 'accepted'}: {trial}")

        for one in (one for one in CASES if one.environment == name):
            task, trials = tasks[one.instruction], one.trials(world)
            assert trials.right
            assert len(trials.wrong) >= FEWEST, task.id
            assert all(name.strip('"') in task.instruction("zh") for name in NAMED.findall(one.instruction)), task.id
            ends = []
            for trial in trials.right:
                after = await state_after(trial)
                ends.append((trial.answer, after))
                await judge(task, trial, after, True)
            for trial in trials.wrong:
                after = await state_after(trial)
                assert (trial.answer, after) not in ends, f"{task.id}: no wrong trial: {trial}"
                await judge(task, trial, after, False)
    for wanted, paid in found.items():
        tally[wanted] += paid
    right, wrong = found[True], found[False]
    print(f"{name}: {sum(right)} of {len(right)} right accepted, {sum(wrong)} of {len(wrong)} wrong")  # pytest -s
    assert not disputed, "\n".join(disputed)
