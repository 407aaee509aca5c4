"""Tools of the pack bank. A bank: customers, accounts, transfers between accounts, cards and loans."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from environment import Database, Refused, reads, writes


def _customer(db: Database, customer_id: str) -> dict:
    row = db.one("SELECT * FROM customers WHERE customer_id = ?", customer_id)
    if row is None:
        raise Refused("no_such_customer", f"There is no customer {customer_id!r}.")
    return row


def _account(db: Database, account_id: str) -> dict:
    row = db.one("SELECT * FROM accounts WHERE account_id = ?", account_id)
    if row is None:
        raise Refused("no_such_account", f"There is no account {account_id!r}.")
    return row


def _transfer(db: Database, transfer_id: str) -> dict:
    row = db.one("SELECT * FROM transfers WHERE transfer_id = ?", transfer_id)
    if row is None:
        raise Refused("no_such_transfer", f"There is no transfer {transfer_id!r}.")
    return row


def _card(db: Database, card_id: str) -> dict:
    row = db.one("SELECT * FROM cards WHERE card_id = ?", card_id)
    if row is None:
        raise Refused("no_such_card", f"There is no card {card_id!r}.")
    return row


def _loan(db: Database, loan_id: str) -> dict:
    row = db.one("SELECT * FROM loans WHERE loan_id = ?", loan_id)
    if row is None:
        raise Refused("no_such_loan", f"There is no loan {loan_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@reads
def get_customer(db: Database, customer_id: str) -> dict:
    """One customer by its id.

    Args:
        customer_id: Id of the customer.
    """
    return _customer(db, customer_id)


@reads
def search_customers(
    db: Database,
    name: str | None = None,
    segment: Literal["retail", "business", "private banking"] | None = None,
    page: int = 1,
) -> dict:
    """Search customers by name and customer segment; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        segment: Only those with this customer segment.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM customers ORDER BY customer_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if segment is not None:
        rows = [row for row in rows if row["segment"] == segment]
    return _page(rows, page)


@reads
def get_account(db: Database, account_id: str) -> dict:
    """One account by its id.

    Args:
        account_id: Id of the account.
    """
    return _account(db, account_id)


@reads
def search_accounts(
    db: Database,
    number: str | None = None,
    kind: Literal["current", "savings"] | None = None,
    status: Literal["open", "frozen", "closed"] | None = None,
    page: int = 1,
) -> dict:
    """Search accounts by account number, account type and status; with how many there are in total.

    Args:
        number: Part of the account number; upper and lower case are the same.
        kind: Only those with this account type.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM accounts ORDER BY account_id")
    if number is not None:
        rows = [row for row in rows if number.lower() in row["number"].lower()]
    if kind is not None:
        rows = [row for row in rows if row["kind"] == kind]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_accounts_of_customer(db: Database, customer_id: str) -> list[dict]:
    """All accounts of one owner.

    Args:
        customer_id: Id of the customer.
    """
    _customer(db, customer_id)
    return db.all("SELECT * FROM accounts WHERE customer_id = ? ORDER BY account_id", customer_id)


@reads
def get_transfer(db: Database, transfer_id: str) -> dict:
    """One transfer by its id.

    Args:
        transfer_id: Id of the transfer.
    """
    return _transfer(db, transfer_id)


@reads
def search_transfers(
    db: Database,
    purpose: Literal["rent", "salary", "purchase", "savings"] | None = None,
    status: Literal["done", "reversed"] | None = None,
    page: int = 1,
) -> dict:
    """Search transfers by purpose and status; with how many there are in total.

    Args:
        purpose: Only those with this purpose.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM transfers ORDER BY transfer_id")
    if purpose is not None:
        rows = [row for row in rows if row["purpose"] == purpose]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_transfers_of_from_account(db: Database, from_account_id: str) -> list[dict]:
    """All transfers of one paying account.

    Args:
        from_account_id: Id of the account.
    """
    _account(db, from_account_id)
    return db.all("SELECT * FROM transfers WHERE from_account_id = ? ORDER BY transfer_id", from_account_id)


@reads
def list_transfers_of_to_account(db: Database, to_account_id: str) -> list[dict]:
    """All transfers of one receiving account.

    Args:
        to_account_id: Id of the account.
    """
    _account(db, to_account_id)
    return db.all("SELECT * FROM transfers WHERE to_account_id = ? ORDER BY transfer_id", to_account_id)


@reads
def get_card(db: Database, card_id: str) -> dict:
    """One card by its id.

    Args:
        card_id: Id of the card.
    """
    return _card(db, card_id)


@reads
def search_cards(
    db: Database,
    number: str | None = None,
    kind: Literal["debit", "credit"] | None = None,
    status: Literal["active", "blocked", "expired"] | None = None,
    page: int = 1,
) -> dict:
    """Search cards by card number, card type and status; with how many there are in total.

    Args:
        number: Part of the card number; upper and lower case are the same.
        kind: Only those with this card type.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM cards ORDER BY card_id")
    if number is not None:
        rows = [row for row in rows if number.lower() in row["number"].lower()]
    if kind is not None:
        rows = [row for row in rows if row["kind"] == kind]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_cards_of_account(db: Database, account_id: str) -> list[dict]:
    """All cards of one account.

    Args:
        account_id: Id of the account.
    """
    _account(db, account_id)
    return db.all("SELECT * FROM cards WHERE account_id = ? ORDER BY card_id", account_id)


@reads
def get_loan(db: Database, loan_id: str) -> dict:
    """One loan by its id.

    Args:
        loan_id: Id of the loan.
    """
    return _loan(db, loan_id)


@reads
def search_loans(db: Database, status: Literal["running", "repaid"] | None = None, page: int = 1) -> dict:
    """Search loans by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM loans ORDER BY loan_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_loans_of_customer(db: Database, customer_id: str) -> list[dict]:
    """All loans of one borrower.

    Args:
        customer_id: Id of the customer.
    """
    _customer(db, customer_id)
    return db.all("SELECT * FROM loans WHERE customer_id = ? ORDER BY loan_id", customer_id)


@reads
def total_amount_of_transfers(
    db: Database,
    purpose: Literal["rent", "salary", "purchase", "savings"] | None = None,
    status: Literal["done", "reversed"] | None = None,
) -> dict:
    """Number of transfers, and sum, smallest and largest amount of them.

    Args:
        purpose: Only those with this purpose.
        status: Only those with this status.
    """
    rows = db.all("SELECT * FROM transfers")
    if purpose is not None:
        rows = [row for row in rows if row["purpose"] == purpose]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    found = [row["amount"] for row in rows if row["amount"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@reads
def find_cards_by_account_status(db: Database, status: Literal["open", "frozen", "closed"]) -> list[dict]:
    """All cards whose account has a given status.

    Args:
        status: Status of the account.
    """
    return db.all(
        "SELECT * FROM cards WHERE account_id IN (SELECT account_id FROM accounts WHERE status = ?) ORDER BY card_id",
        status,
    )


@reads
def find_transfers_by_from_account_kind(db: Database, kind: Literal["current", "savings"]) -> list[dict]:
    """All transfers whose paying account has a given account type.

    Args:
        kind: Account type of the account.
    """
    return db.all(
        "SELECT * FROM transfers WHERE from_account_id IN (SELECT account_id FROM accounts WHERE kind = ?) ORDER BY transfer_id",
        kind,
    )


@reads
def find_transfers_by_from_account_status(db: Database, status: Literal["open", "frozen", "closed"]) -> list[dict]:
    """All transfers whose paying account has a given status.

    Args:
        status: Status of the account.
    """
    return db.all(
        "SELECT * FROM transfers WHERE from_account_id IN (SELECT account_id FROM accounts WHERE status = ?) ORDER BY transfer_id",
        status,
    )


@writes("accounts", "transfers")
def transfer_money(
    db: Database,
    from_account_id: str,
    to_account_id: str,
    sum_paid: int,
    reason: Literal["rent", "purchase", "savings"],
) -> dict:
    """Move money from one account to another, at once.

    Args:
        from_account_id: Id of the account.
        to_account_id: Id of the account.
        sum_paid: Amount in EUR.
        reason: Purpose.
    """
    from_account = _account(db, from_account_id)
    to_account = _account(db, to_account_id)
    if sum_paid < 100:
        raise Refused("smallest_amount", "The smallest transfer is 100 EUR.")
    if from_account["account_id"] == to_account["account_id"]:
        raise Refused("other_account", "An account cannot pay itself.")
    if not (from_account["status"] == "open" and to_account["status"] == "open"):
        raise Refused("both_open", "Both accounts must be open.")
    if not (from_account["kind"] == "current" or from_account["customer_id"] == to_account["customer_id"]):
        raise Refused("savings_own", "A savings account can pay to accounts of its owner only.")
    if sum_paid > (from_account["balance"] + from_account["overdraft"]):
        raise Refused("covered", "Balance and overdraft limit do not cover the amount.")
    if (
        sum(
            other["amount"]
            for other in db.all("SELECT * FROM transfers")
            if other["from_account_id"] == from_account["account_id"] and other["day"] == db.today.isoformat()
        )
        + sum_paid
    ) > (5000 if _customer(db, from_account["customer_id"])["segment"] == "business" else 2000):
        raise Refused("daily_limit", "An account can pay 2000 EUR a day, an account of a business customer 5000 EUR.")
    new_transfer = db.next_id("transfers", "T-", width=4)
    db.run(
        "INSERT INTO transfers (transfer_id, from_account_id, to_account_id, amount, purpose, day, status)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        new_transfer,
        from_account["account_id"],
        to_account["account_id"],
        sum_paid,
        reason,
        db.today.isoformat(),
        "done",
    )
    db.run(
        "UPDATE accounts SET balance = ? WHERE account_id = ?",
        from_account["balance"] - sum_paid,
        from_account["account_id"],
    )
    db.run(
        "UPDATE accounts SET balance = ? WHERE account_id = ?",
        to_account["balance"] + sum_paid,
        to_account["account_id"],
    )
    return _transfer(db, new_transfer)


@writes("accounts", "transfers")
def reverse_transfer(db: Database, transfer_id: str) -> dict:
    """Take a transfer back: the money returns to the paying account.

    Args:
        transfer_id: Id of the transfer.
    """
    transfer = _transfer(db, transfer_id)
    if transfer["status"] != "done":
        raise Refused("transfer_done", "The transfer has been reversed already.")
    if transfer["day"] < _later(db.today.isoformat(), -14):
        raise Refused("reversal_window", "After 14 days a transfer cannot be reversed.")
    if _account(db, transfer["to_account_id"])["balance"] < transfer["amount"]:
        raise Refused("receiver_covers", "The receiving account does not hold the amount any more.")
    new_balance = _account(db, transfer["from_account_id"])["balance"] + transfer["amount"]
    new_balance_2 = _account(db, transfer["to_account_id"])["balance"] - transfer["amount"]
    db.run("UPDATE transfers SET status = ? WHERE transfer_id = ?", "reversed", transfer["transfer_id"])
    db.run("UPDATE accounts SET balance = ? WHERE account_id = ?", new_balance, transfer["from_account_id"])
    db.run("UPDATE accounts SET balance = ? WHERE account_id = ?", new_balance_2, transfer["to_account_id"])
    return _transfer(db, transfer["transfer_id"])


@writes("accounts")
def close_account(db: Database, account_id: str) -> dict:
    """Close an account for good.

    Args:
        account_id: Id of the account.
    """
    account = _account(db, account_id)
    if account["status"] != "open":
        raise Refused("account_open", "Only an open account can be closed.")
    if account["balance"] > 100:
        raise Refused("balance_low", "An account with more than 100 EUR on it stays open.")
    if any(
        True
        for other in db.all("SELECT * FROM cards")
        if other["account_id"] == account["account_id"] and other["status"] == "active"
    ):
        raise Refused("no_active_card", "The account has an active card.")
    db.run("UPDATE accounts SET status = ?, balance = ? WHERE account_id = ?", "closed", 0, account["account_id"])
    return _account(db, account["account_id"])


@writes("cards")
def block_card(db: Database, card_id: str) -> dict:
    """Block an active card, as when it is lost.

    Args:
        card_id: Id of the card.
    """
    card = _card(db, card_id)
    if card["status"] != "active":
        raise Refused("card_active", "Only an active card can be blocked.")
    db.run("UPDATE cards SET status = ? WHERE card_id = ?", "blocked", card["card_id"])
    return _card(db, card["card_id"])


@writes("cards")
def change_card_limit(db: Database, card_id: str, new_limit: int) -> dict:
    """Set the monthly limit of an active card.

    Args:
        card_id: Id of the card.
        new_limit: Limit in EUR.
    """
    card = _card(db, card_id)
    if card["status"] != "active":
        raise Refused("card_active", "Only the limit of an active card can be set.")
    if not (new_limit >= 100 and new_limit <= 5000):
        raise Refused("limit_range", "A limit is from 100 to 5000 EUR.")
    if not (
        card["kind"] == "debit"
        or _customer(db, _account(db, card["account_id"])["customer_id"])["score"] >= 600
        or new_limit <= 1000
    ):
        raise Refused(
            "score_for_credit", "A credit card of a customer with a score under 600 has a limit of at most 1000 EUR."
        )
    db.run("UPDATE cards SET monthly_limit = ? WHERE card_id = ?", new_limit, card["card_id"])
    return _card(db, card["card_id"])


@writes("accounts", "loans")
def repay_loan(db: Database, loan_id: str, account_id: str, sum_paid: int) -> dict:
    """Pay back part of a loan, or all of it, from an account of the borrower.

    Args:
        loan_id: Id of the loan.
        account_id: Id of the account.
        sum_paid: Amount in EUR.
    """
    loan = _loan(db, loan_id)
    account = _account(db, account_id)
    if account["customer_id"] != loan["customer_id"]:
        raise Refused("own_account", "A loan is repaid from an account of the borrower.")
    if account["status"] != "open":
        raise Refused("account_open", "The account must be open.")
    if not (sum_paid > 0 and sum_paid <= loan["outstanding"]):
        raise Refused("not_too_much", "A repayment is positive, and no more than is outstanding.")
    if sum_paid > account["balance"]:
        raise Refused("covered", "The balance does not cover the amount.")
    db.run(
        "UPDATE loans SET outstanding = ?, status = ? WHERE loan_id = ?",
        loan["outstanding"] - sum_paid,
        "repaid" if sum_paid == loan["outstanding"] else "running",
        loan["loan_id"],
    )
    db.run(
        "UPDATE accounts SET balance = ? WHERE account_id = ?",
        account["balance"] - sum_paid,
        account["account_id"],
    )
    return _loan(db, loan["loan_id"])
