"""Tools of the pack insurance. A motor insurer: holders, vehicles, policies, claims, garages, assessors, their reports and payments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from environment import Database, Refused, reads, writes


def _holder(db: Database, holder_id: str) -> dict:
    row = db.one("SELECT * FROM holders WHERE holder_id = ?", holder_id)
    if row is None:
        raise Refused("no_such_holder", f"There is no holder {holder_id!r}.")
    return row


def _vehicle(db: Database, vehicle_id: str) -> dict:
    row = db.one("SELECT * FROM vehicles WHERE vehicle_id = ?", vehicle_id)
    if row is None:
        raise Refused("no_such_vehicle", f"There is no vehicle {vehicle_id!r}.")
    return row


def _policy(db: Database, policy_id: str) -> dict:
    row = db.one("SELECT * FROM policies WHERE policy_id = ?", policy_id)
    if row is None:
        raise Refused("no_such_policy", f"There is no policy {policy_id!r}.")
    return row


def _garage(db: Database, garage_id: str) -> dict:
    row = db.one("SELECT * FROM garages WHERE garage_id = ?", garage_id)
    if row is None:
        raise Refused("no_such_garage", f"There is no garage {garage_id!r}.")
    return row


def _claim(db: Database, claim_id: str) -> dict:
    row = db.one("SELECT * FROM claims WHERE claim_id = ?", claim_id)
    if row is None:
        raise Refused("no_such_claim", f"There is no claim {claim_id!r}.")
    return row


def _assessor(db: Database, assessor_id: str) -> dict:
    row = db.one("SELECT * FROM assessors WHERE assessor_id = ?", assessor_id)
    if row is None:
        raise Refused("no_such_assessor", f"There is no assessor {assessor_id!r}.")
    return row


def _report(db: Database, report_id: str) -> dict:
    row = db.one("SELECT * FROM reports WHERE report_id = ?", report_id)
    if row is None:
        raise Refused("no_such_report", f"There is no report {report_id!r}.")
    return row


def _payment(db: Database, payment_id: str) -> dict:
    row = db.one("SELECT * FROM payments WHERE payment_id = ?", payment_id)
    if row is None:
        raise Refused("no_such_payment", f"There is no payment {payment_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@reads
def get_holder(db: Database, holder_id: str) -> dict:
    """One holder by its id.

    Args:
        holder_id: Id of the holder.
    """
    return _holder(db, holder_id)


@reads
def search_holders(
    db: Database,
    name: str | None = None,
    status: Literal["good", "in arrears"] | None = None,
    page: int = 1,
) -> dict:
    """Search holders by name and payment status; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        status: Only those with this payment status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM holders ORDER BY holder_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def get_vehicle(db: Database, vehicle_id: str) -> dict:
    """One vehicle by its id.

    Args:
        vehicle_id: Id of the vehicle.
    """
    return _vehicle(db, vehicle_id)


@reads
def search_vehicles(
    db: Database,
    plate: str | None = None,
    kind: Literal["car", "van", "motorcycle"] | None = None,
    page: int = 1,
) -> dict:
    """Search vehicles by licence plate and kind; with how many there are in total.

    Args:
        plate: Part of the licence plate; upper and lower case are the same.
        kind: Only those with this kind.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM vehicles ORDER BY vehicle_id")
    if plate is not None:
        rows = [row for row in rows if plate.lower() in row["plate"].lower()]
    if kind is not None:
        rows = [row for row in rows if row["kind"] == kind]
    return _page(rows, page)


@reads
def list_vehicles_of_holder(db: Database, holder_id: str) -> list[dict]:
    """All vehicles of one holder.

    Args:
        holder_id: Id of the holder.
    """
    _holder(db, holder_id)
    return db.all("SELECT * FROM vehicles WHERE holder_id = ? ORDER BY vehicle_id", holder_id)


@reads
def get_policy(db: Database, policy_id: str) -> dict:
    """One policy by its id.

    Args:
        policy_id: Id of the policy.
    """
    return _policy(db, policy_id)


@reads
def search_policies(
    db: Database,
    cover: Literal["liability", "partial", "full"] | None = None,
    status: Literal["running", "cancelled", "ended"] | None = None,
    page: int = 1,
) -> dict:
    """Search policies by cover and status; with how many there are in total.

    Args:
        cover: Only those with this cover.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM policies ORDER BY policy_id")
    if cover is not None:
        rows = [row for row in rows if row["cover"] == cover]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_policies_of_vehicle(db: Database, vehicle_id: str) -> list[dict]:
    """All policies of one vehicle.

    Args:
        vehicle_id: Id of the vehicle.
    """
    _vehicle(db, vehicle_id)
    return db.all("SELECT * FROM policies WHERE vehicle_id = ? ORDER BY policy_id", vehicle_id)


@reads
def get_garage(db: Database, garage_id: str) -> dict:
    """One garage by its id.

    Args:
        garage_id: Id of the garage.
    """
    return _garage(db, garage_id)


@reads
def search_garages(
    db: Database,
    name: str | None = None,
    partner: Literal["partner", "independent"] | None = None,
    page: int = 1,
) -> dict:
    """Search garages by name and type; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        partner: Only those with this type.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM garages ORDER BY garage_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if partner is not None:
        rows = [row for row in rows if row["partner"] == partner]
    return _page(rows, page)


@reads
def get_claim(db: Database, claim_id: str) -> dict:
    """One claim by its id.

    Args:
        claim_id: Id of the claim.
    """
    return _claim(db, claim_id)


@reads
def search_claims(
    db: Database,
    cause: Literal["collision", "theft", "hail", "glass"] | None = None,
    status: Literal["open", "accepted", "rejected"] | None = None,
    page: int = 1,
) -> dict:
    """Search claims by cause and status; with how many there are in total.

    Args:
        cause: Only those with this cause.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM claims ORDER BY claim_id")
    if cause is not None:
        rows = [row for row in rows if row["cause"] == cause]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_claims_of_policy(db: Database, policy_id: str) -> list[dict]:
    """All claims of one policy.

    Args:
        policy_id: Id of the policy.
    """
    _policy(db, policy_id)
    return db.all("SELECT * FROM claims WHERE policy_id = ? ORDER BY claim_id", policy_id)


@reads
def list_claims_of_garage(db: Database, garage_id: str) -> list[dict]:
    """All claims of one garage.

    Args:
        garage_id: Id of the garage.
    """
    _garage(db, garage_id)
    return db.all("SELECT * FROM claims WHERE garage_id = ? ORDER BY claim_id", garage_id)


@reads
def get_assessor(db: Database, assessor_id: str) -> dict:
    """One assessor by its id.

    Args:
        assessor_id: Id of the assessor.
    """
    return _assessor(db, assessor_id)


@reads
def search_assessors(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search assessors by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM assessors ORDER BY assessor_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def get_report(db: Database, report_id: str) -> dict:
    """One report by its id.

    Args:
        report_id: Id of the report.
    """
    return _report(db, report_id)


@reads
def search_reports(db: Database, page: int = 1) -> dict:
    """Search reports one page after the other; with how many there are in total.

    Args:
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM reports ORDER BY report_id")
    return _page(rows, page)


@reads
def list_reports_of_claim(db: Database, claim_id: str) -> list[dict]:
    """All reports of one claim.

    Args:
        claim_id: Id of the claim.
    """
    _claim(db, claim_id)
    return db.all("SELECT * FROM reports WHERE claim_id = ? ORDER BY report_id", claim_id)


@reads
def list_reports_of_assessor(db: Database, assessor_id: str) -> list[dict]:
    """All reports of one assessor.

    Args:
        assessor_id: Id of the assessor.
    """
    _assessor(db, assessor_id)
    return db.all("SELECT * FROM reports WHERE assessor_id = ? ORDER BY report_id", assessor_id)


@reads
def get_payment(db: Database, payment_id: str) -> dict:
    """One payment by its id.

    Args:
        payment_id: Id of the payment.
    """
    return _payment(db, payment_id)


@reads
def search_payments(db: Database, page: int = 1) -> dict:
    """Search payments one page after the other; with how many there are in total.

    Args:
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM payments ORDER BY payment_id")
    return _page(rows, page)


@reads
def list_payments_of_claim(db: Database, claim_id: str) -> list[dict]:
    """All payments of one claim.

    Args:
        claim_id: Id of the claim.
    """
    _claim(db, claim_id)
    return db.all("SELECT * FROM payments WHERE claim_id = ? ORDER BY payment_id", claim_id)


@reads
def total_amount_of_claims(
    db: Database,
    cause: Literal["collision", "theft", "hail", "glass"] | None = None,
    status: Literal["open", "accepted", "rejected"] | None = None,
) -> dict:
    """Number of claims, and sum, smallest and largest claimed amount of them.

    Args:
        cause: Only those with this cause.
        status: Only those with this status.
    """
    rows = db.all("SELECT * FROM claims")
    if cause is not None:
        rows = [row for row in rows if row["cause"] == cause]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    found = [row["amount"] for row in rows if row["amount"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@reads
def find_vehicles_by_holder_status(db: Database, status: Literal["good", "in arrears"]) -> list[dict]:
    """All vehicles whose holder has a given payment status.

    Args:
        status: Payment status of the holder.
    """
    return db.all(
        "SELECT * FROM vehicles WHERE holder_id IN (SELECT holder_id FROM holders WHERE status = ?) ORDER BY vehicle_id",
        status,
    )


@writes("claims")
def file_claim(
    db: Database,
    policy_id: str,
    reason: Literal["collision", "theft", "hail"],
    on_day: str,
    asked_sum: int,
) -> dict:
    """File a claim for damage under a running policy.

    Args:
        policy_id: Id of the policy.
        reason: Cause.
        on_day: Date of damage, as YYYY-MM-DD.
        asked_sum: Claimed amount in EUR.
    """
    policy = _policy(db, policy_id)
    if policy["status"] != "running":
        raise Refused("policy_running", "The policy is not running.")
    if not (on_day <= db.today.isoformat() and on_day >= _later(db.today.isoformat(), -30)):
        raise Refused("in_time", "Damage is reported within 30 days, and not ahead.")
    if on_day < policy["starts"]:
        raise Refused("in_term", "The policy had not started on that day.")
    if not (policy["cover"] == "full" or reason == "collision" or (policy["cover"] == "partial" and reason == "hail")):
        raise Refused("cover_theft", "Liability covers collisions only, partial cover hail too, full cover everything.")
    if asked_sum <= policy["excess"]:
        raise Refused("above_excess", "The amount is not above the excess.")
    if asked_sum > _vehicle(db, policy["vehicle_id"])["worth"]:
        raise Refused("not_above_worth", "The amount is above the vehicle's value.")
    new_claim = db.next_id("claims", "CL-", width=4)
    db.run(
        "INSERT INTO claims (claim_id, policy_id, cause, happened, amount, status) VALUES (?, ?, ?, ?, ?, ?)",
        new_claim,
        policy["policy_id"],
        reason,
        on_day,
        asked_sum,
        "open",
    )
    return _claim(db, new_claim)


@writes("reports")
def write_report(db: Database, claim_id: str, assessor_id: str, found_sum: int) -> dict:
    """Write an assessor's report on an open claim.

    Args:
        claim_id: Id of the claim.
        assessor_id: Id of the assessor.
        found_sum: Estimate in EUR.
    """
    claim = _claim(db, claim_id)
    assessor = _assessor(db, assessor_id)
    if claim["status"] != "open":
        raise Refused("claim_open", "Only open claims are assessed.")
    if any(True for other in db.all("SELECT * FROM reports") if other["claim_id"] == claim["claim_id"]):
        raise Refused("one_report", "There is a report on this claim already.")
    if not (found_sum > 0 and found_sum <= assessor["authority"]):
        raise Refused("authority", "The estimate must be positive, and within the assessor's authority limit.")
    new_report = db.next_id("reports", "RP-", width=4)
    db.run(
        "INSERT INTO reports (report_id, claim_id, assessor_id, estimate, written) VALUES (?, ?, ?, ?, ?)",
        new_report,
        claim["claim_id"],
        assessor["assessor_id"],
        found_sum,
        db.today.isoformat(),
    )
    return _report(db, new_report)


@writes("claims", "holders")
def accept_claim(db: Database, claim_id: str) -> dict:
    """Accept an open claim that an assessor reported on.

    Args:
        claim_id: Id of the claim.
    """
    claim = _claim(db, claim_id)
    if claim["status"] != "open":
        raise Refused("claim_open", "The claim has been decided already.")
    if not any(True for other in db.all("SELECT * FROM reports") if other["claim_id"] == claim["claim_id"]):
        raise Refused("has_report", "There is no report on the claim.")
    if any(
        True
        for other in db.all("SELECT * FROM reports")
        if other["claim_id"] == claim["claim_id"] and other["estimate"] < claim["amount"]
    ):
        raise Refused("report_supports", "The report says less than what is claimed.")
    if _holder(db, _vehicle(db, _policy(db, claim["policy_id"])["vehicle_id"])["holder_id"])["status"] != "good":
        raise Refused("premium_paid", "The holder is in arrears.")
    db.run("UPDATE claims SET status = ? WHERE claim_id = ?", "accepted", claim["claim_id"])
    db.run(
        "UPDATE holders SET clean_years = ? WHERE holder_id = ?",
        0,
        _vehicle(db, _policy(db, claim["policy_id"])["vehicle_id"])["holder_id"],
    )
    return _claim(db, claim["claim_id"])


@writes("claims")
def choose_garage(db: Database, claim_id: str, garage_id: str) -> dict:
    """Send the vehicle of a claim to a garage.

    Args:
        claim_id: Id of the claim.
        garage_id: Id of the garage.
    """
    claim = _claim(db, claim_id)
    garage = _garage(db, garage_id)
    if claim["status"] == "rejected":
        raise Refused("not_rejected", "The claim has been rejected.")
    if claim["cause"] == "theft":
        raise Refused("no_theft", "A stolen vehicle is not repaired.")
    if not (claim["amount"] <= 2000 or garage["partner"] == "partner"):
        raise Refused("partner_above", "Above 2000 EUR only partner garages repair.")
    if (
        sum(
            1
            for other in db.all("SELECT * FROM claims")
            if other["garage_id"] == garage["garage_id"] and other["status"] == "open"
        )
        >= garage["bays"]
    ):
        raise Refused("bay_free", "The garage has no free bay.")
    db.run("UPDATE claims SET garage_id = ? WHERE claim_id = ?", garage["garage_id"], claim["claim_id"])
    return _claim(db, claim["claim_id"])


@writes("policies")
def cancel_policy(db: Database, policy_id: str) -> dict:
    """Cancel a running policy.

    Args:
        policy_id: Id of the policy.
    """
    policy = _policy(db, policy_id)
    if policy["status"] != "running":
        raise Refused("policy_running", "Only a running policy can be cancelled.")
    if any(
        True
        for other in db.all("SELECT * FROM claims")
        if other["policy_id"] == policy["policy_id"] and other["status"] == "open"
    ):
        raise Refused("no_open_claim", "There is an open claim under the policy.")
    if policy["ends"] <= _later(db.today.isoformat(), 30):
        raise Refused("term_left", "In the last 30 days a policy runs out and is not cancelled.")
    db.run("UPDATE policies SET status = ? WHERE policy_id = ?", "cancelled", policy["policy_id"])
    return _policy(db, policy["policy_id"])
