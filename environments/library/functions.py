"""Tools of the pack library. A city library with several branches: books and their copies, members, loans and holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from environment import Database, Refused, reads, writes


def _branch(db: Database, branch_id: str) -> dict:
    row = db.one("SELECT * FROM branches WHERE branch_id = ?", branch_id)
    if row is None:
        raise Refused("no_such_branch", f"There is no branch {branch_id!r}.")
    return row


def _book(db: Database, book_id: str) -> dict:
    row = db.one("SELECT * FROM books WHERE book_id = ?", book_id)
    if row is None:
        raise Refused("no_such_book", f"There is no book {book_id!r}.")
    return row


def _copy(db: Database, copy_id: str) -> dict:
    row = db.one("SELECT * FROM copies WHERE copy_id = ?", copy_id)
    if row is None:
        raise Refused("no_such_copy", f"There is no copy {copy_id!r}.")
    return row


def _member(db: Database, member_id: str) -> dict:
    row = db.one("SELECT * FROM members WHERE member_id = ?", member_id)
    if row is None:
        raise Refused("no_such_member", f"There is no member {member_id!r}.")
    return row


def _loan(db: Database, loan_id: str) -> dict:
    row = db.one("SELECT * FROM loans WHERE loan_id = ?", loan_id)
    if row is None:
        raise Refused("no_such_loan", f"There is no loan {loan_id!r}.")
    return row


def _hold(db: Database, hold_id: str) -> dict:
    row = db.one("SELECT * FROM holds WHERE hold_id = ?", hold_id)
    if row is None:
        raise Refused("no_such_hold", f"There is no hold {hold_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _days_between(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


@reads
def get_branch(db: Database, branch_id: str) -> dict:
    """One branch by its id.

    Args:
        branch_id: Id of the branch.
    """
    return _branch(db, branch_id)


@reads
def search_branches(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search branches by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM branches ORDER BY branch_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def get_book(db: Database, book_id: str) -> dict:
    """One book by its id.

    Args:
        book_id: Id of the book.
    """
    return _book(db, book_id)


@reads
def search_books(
    db: Database,
    title: str | None = None,
    genre: Literal["novel", "crime", "science", "history", "travel", "children"] | None = None,
    page: int = 1,
) -> dict:
    """Search books by title and genre; with how many there are in total.

    Args:
        title: Part of the title; upper and lower case are the same.
        genre: Only those with this genre.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM books ORDER BY book_id")
    if title is not None:
        rows = [row for row in rows if title.lower() in row["title"].lower()]
    if genre is not None:
        rows = [row for row in rows if row["genre"] == genre]
    return _page(rows, page)


@reads
def get_copy(db: Database, copy_id: str) -> dict:
    """One copy by its id.

    Args:
        copy_id: Id of the copy.
    """
    return _copy(db, copy_id)


@reads
def search_copies(db: Database, status: Literal["available", "lent", "repair"] | None = None, page: int = 1) -> dict:
    """Search copies by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM copies ORDER BY copy_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_copies_of_book(db: Database, book_id: str) -> list[dict]:
    """All copies of one book.

    Args:
        book_id: Id of the book.
    """
    _book(db, book_id)
    return db.all("SELECT * FROM copies WHERE book_id = ? ORDER BY copy_id", book_id)


@reads
def list_copies_of_branch(db: Database, branch_id: str) -> list[dict]:
    """All copies of one branch.

    Args:
        branch_id: Id of the branch.
    """
    _branch(db, branch_id)
    return db.all("SELECT * FROM copies WHERE branch_id = ? ORDER BY copy_id", branch_id)


@reads
def get_member(db: Database, member_id: str) -> dict:
    """One member by its id.

    Args:
        member_id: Id of the member.
    """
    return _member(db, member_id)


@reads
def search_members(
    db: Database,
    name: str | None = None,
    tier: Literal["standard", "student", "patron"] | None = None,
    page: int = 1,
) -> dict:
    """Search members by name and tier; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        tier: Only those with this tier.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM members ORDER BY member_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if tier is not None:
        rows = [row for row in rows if row["tier"] == tier]
    return _page(rows, page)


@reads
def get_loan(db: Database, loan_id: str) -> dict:
    """One loan by its id.

    Args:
        loan_id: Id of the loan.
    """
    return _loan(db, loan_id)


@reads
def search_loans(db: Database, page: int = 1) -> dict:
    """Search loans one page after the other; with how many there are in total.

    Args:
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM loans ORDER BY loan_id")
    return _page(rows, page)


@reads
def list_loans_of_copy(db: Database, copy_id: str) -> list[dict]:
    """All loans of one copy.

    Args:
        copy_id: Id of the copy.
    """
    _copy(db, copy_id)
    return db.all("SELECT * FROM loans WHERE copy_id = ? ORDER BY loan_id", copy_id)


@reads
def list_loans_of_member(db: Database, member_id: str) -> list[dict]:
    """All loans of one member.

    Args:
        member_id: Id of the member.
    """
    _member(db, member_id)
    return db.all("SELECT * FROM loans WHERE member_id = ? ORDER BY loan_id", member_id)


@reads
def get_hold(db: Database, hold_id: str) -> dict:
    """One hold by its id.

    Args:
        hold_id: Id of the hold.
    """
    return _hold(db, hold_id)


@reads
def search_holds(db: Database, status: Literal["waiting", "cancelled"] | None = None, page: int = 1) -> dict:
    """Search holds by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM holds ORDER BY hold_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_holds_of_book(db: Database, book_id: str) -> list[dict]:
    """All holds of one book.

    Args:
        book_id: Id of the book.
    """
    _book(db, book_id)
    return db.all("SELECT * FROM holds WHERE book_id = ? ORDER BY hold_id", book_id)


@reads
def list_holds_of_member(db: Database, member_id: str) -> list[dict]:
    """All holds of one member.

    Args:
        member_id: Id of the member.
    """
    _member(db, member_id)
    return db.all("SELECT * FROM holds WHERE member_id = ? ORDER BY hold_id", member_id)


@reads
def total_pages_of_books(
    db: Database,
    genre: Literal["novel", "crime", "science", "history", "travel", "children"] | None = None,
) -> dict:
    """Number of books, and sum, smallest and largest number of pages of them.

    Args:
        genre: Only those with this genre.
    """
    rows = db.all("SELECT * FROM books")
    if genre is not None:
        rows = [row for row in rows if row["genre"] == genre]
    found = [row["pages"] for row in rows if row["pages"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@writes("copies", "loans")
def lend_copy(db: Database, copy_id: str, member_id: str) -> dict:
    """Lend a copy to a member for 21 days.

    Args:
        copy_id: Id of the copy.
        member_id: Id of the member.
    """
    copy = _copy(db, copy_id)
    member = _member(db, member_id)
    if copy["status"] != "available":
        raise Refused("copy_available", "Only an available copy can be lent.")
    if sum(
        1
        for other in db.all("SELECT * FROM loans")
        if other["member_id"] == member["member_id"] and other["returned"] is None
    ) >= (8 if member["tier"] == "patron" else 4):
        raise Refused("loan_limit", "A member may have at most 4 open loans, a patron at most 8.")
    if member["fees"] > 20:
        raise Refused("fees_paid", "A member who owes more than 20 EUR cannot borrow.")
    new_loan = db.next_id("loans", "L-", width=4)
    db.run(
        "INSERT INTO loans (loan_id, copy_id, member_id, lent, due, renewals) VALUES (?, ?, ?, ?, ?, ?)",
        new_loan,
        copy["copy_id"],
        member["member_id"],
        db.today.isoformat(),
        _later(db.today.isoformat(), 21),
        0,
    )
    db.run("UPDATE copies SET status = ? WHERE copy_id = ?", "lent", copy["copy_id"])
    return _loan(db, new_loan)


@writes("copies", "loans", "members")
def return_copy(db: Database, loan_id: str) -> dict:
    """Take back a lent copy; a late return costs the member 1 EUR for each week begun.

    Args:
        loan_id: Id of the loan.
    """
    loan = _loan(db, loan_id)
    if loan["returned"] is not None:
        raise Refused("loan_open", "The loan has been returned already.")
    new_fees = (
        (_member(db, loan["member_id"])["fees"] + ((_days_between(loan["due"], db.today.isoformat()) + 6) // 7))
        if loan["due"] < db.today.isoformat()
        else _member(db, loan["member_id"])["fees"]
    )
    db.run("UPDATE loans SET returned = ? WHERE loan_id = ?", db.today.isoformat(), loan["loan_id"])
    db.run("UPDATE copies SET status = ? WHERE copy_id = ?", "available", loan["copy_id"])
    db.run("UPDATE members SET fees = ? WHERE member_id = ?", new_fees, loan["member_id"])
    return _loan(db, loan["loan_id"])


@writes("loans")
def renew_loan(db: Database, loan_id: str) -> dict:
    """Renew a loan: its due date moves by 14 days.

    Args:
        loan_id: Id of the loan.
    """
    loan = _loan(db, loan_id)
    if loan["returned"] is not None:
        raise Refused("loan_open", "The loan has been returned already.")
    if loan["renewals"] >= 2:
        raise Refused("renewal_limit", "A loan can be renewed twice.")
    if any(
        True
        for other in db.all("SELECT * FROM holds")
        if other["book_id"] == _copy(db, loan["copy_id"])["book_id"] and other["status"] == "waiting"
    ):
        raise Refused("not_held", "A book that somebody waits for cannot be renewed.")
    db.run(
        "UPDATE loans SET due = ?, renewals = ? WHERE loan_id = ?",
        _later(loan["due"], 14),
        loan["renewals"] + 1,
        loan["loan_id"],
    )
    return _loan(db, loan["loan_id"])


@writes("holds")
def place_hold(db: Database, book_id: str, member_id: str) -> dict:
    """Put a member on the waiting list of a book.

    Args:
        book_id: Id of the book.
        member_id: Id of the member.
    """
    book = _book(db, book_id)
    member = _member(db, member_id)
    if any(
        True
        for other in db.all("SELECT * FROM copies")
        if other["book_id"] == book["book_id"] and other["status"] == "available"
    ):
        raise Refused("none_available", "A book with an available copy cannot be held.")
    if any(
        True
        for other in db.all("SELECT * FROM holds")
        if other["book_id"] == book["book_id"]
        and other["member_id"] == member["member_id"]
        and other["status"] == "waiting"
    ):
        raise Refused("hold_once", "The member waits for this book already.")
    new_hold = db.next_id("holds", "H-", width=4)
    db.run(
        "INSERT INTO holds (hold_id, book_id, member_id, placed, status) VALUES (?, ?, ?, ?, ?)",
        new_hold,
        book["book_id"],
        member["member_id"],
        db.today.isoformat(),
        "waiting",
    )
    return _hold(db, new_hold)


@writes("holds")
def cancel_hold(db: Database, hold_id: str) -> dict:
    """Cancel a hold.

    Args:
        hold_id: Id of the hold.
    """
    hold = _hold(db, hold_id)
    if hold["status"] != "waiting":
        raise Refused("hold_waiting", "Only a waiting hold can be cancelled.")
    db.run("UPDATE holds SET status = ? WHERE hold_id = ?", "cancelled", hold["hold_id"])
    return _hold(db, hold["hold_id"])


@writes("members")
def pay_fees(db: Database, member_id: str, amount: int) -> dict:
    """Book a payment of a member's fees.

    Args:
        member_id: Id of the member.
        amount: Amount in EUR.
    """
    member = _member(db, member_id)
    if not (amount > 0 and amount <= member["fees"]):
        raise Refused("not_too_much", "A payment is positive, and no more than the member owes.")
    db.run("UPDATE members SET fees = ? WHERE member_id = ?", member["fees"] - amount, member["member_id"])
    return _member(db, member["member_id"])
