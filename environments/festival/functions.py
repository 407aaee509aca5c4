"""Tools of the pack festival. A film festival: directors, films, cinemas, screens, screenings, visitors, tickets, jurors and votes."""

from __future__ import annotations

from typing import Literal

from environment import Database, Refused, reads, writes


def _director(db: Database, director_id: str) -> dict:
    row = db.one("SELECT * FROM directors WHERE director_id = ?", director_id)
    if row is None:
        raise Refused("no_such_director", f"There is no director {director_id!r}.")
    return row


def _film(db: Database, film_id: str) -> dict:
    row = db.one("SELECT * FROM films WHERE film_id = ?", film_id)
    if row is None:
        raise Refused("no_such_film", f"There is no film {film_id!r}.")
    return row


def _credit(db: Database, credit_id: str) -> dict:
    row = db.one("SELECT * FROM credits WHERE credit_id = ?", credit_id)
    if row is None:
        raise Refused("no_such_credit", f"There is no credit {credit_id!r}.")
    return row


def _cinema(db: Database, cinema_id: str) -> dict:
    row = db.one("SELECT * FROM cinemas WHERE cinema_id = ?", cinema_id)
    if row is None:
        raise Refused("no_such_cinema", f"There is no cinema {cinema_id!r}.")
    return row


def _screen(db: Database, screen_id: str) -> dict:
    row = db.one("SELECT * FROM screens WHERE screen_id = ?", screen_id)
    if row is None:
        raise Refused("no_such_screen", f"There is no screen {screen_id!r}.")
    return row


def _screening(db: Database, screening_id: str) -> dict:
    row = db.one("SELECT * FROM screenings WHERE screening_id = ?", screening_id)
    if row is None:
        raise Refused("no_such_screening", f"There is no screening {screening_id!r}.")
    return row


def _visitor(db: Database, visitor_id: str) -> dict:
    row = db.one("SELECT * FROM visitors WHERE visitor_id = ?", visitor_id)
    if row is None:
        raise Refused("no_such_visitor", f"There is no visitor {visitor_id!r}.")
    return row


def _ticket(db: Database, ticket_id: str) -> dict:
    row = db.one("SELECT * FROM tickets WHERE ticket_id = ?", ticket_id)
    if row is None:
        raise Refused("no_such_ticket", f"There is no ticket {ticket_id!r}.")
    return row


def _juror(db: Database, juror_id: str) -> dict:
    row = db.one("SELECT * FROM jurors WHERE juror_id = ?", juror_id)
    if row is None:
        raise Refused("no_such_juror", f"There is no juror {juror_id!r}.")
    return row


def _vote(db: Database, vote_id: str) -> dict:
    row = db.one("SELECT * FROM votes WHERE vote_id = ?", vote_id)
    if row is None:
        raise Refused("no_such_vote", f"There is no vote {vote_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


@reads
def get_director(db: Database, director_id: str) -> dict:
    """One director by its id.

    Args:
        director_id: Id of the director.
    """
    return _director(db, director_id)


@reads
def search_directors(
    db: Database,
    name: str | None = None,
    country: Literal["France", "Japan", "Brazil", "Denmark", "Iran", "Canada"] | None = None,
    page: int = 1,
) -> dict:
    """Search directors by name and country; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        country: Only those with this country.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM directors ORDER BY director_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if country is not None:
        rows = [row for row in rows if row["country"] == country]
    return _page(rows, page)


@reads
def get_film(db: Database, film_id: str) -> dict:
    """One film by its id.

    Args:
        film_id: Id of the film.
    """
    return _film(db, film_id)


@reads
def search_films(
    db: Database,
    title: str | None = None,
    section: Literal["competition", "panorama", "shorts"] | None = None,
    page: int = 1,
) -> dict:
    """Search films by title and section; with how many there are in total.

    Args:
        title: Part of the title; upper and lower case are the same.
        section: Only those with this section.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM films ORDER BY film_id")
    if title is not None:
        rows = [row for row in rows if title.lower() in row["title"].lower()]
    if section is not None:
        rows = [row for row in rows if row["section"] == section]
    return _page(rows, page)


@reads
def get_credit(db: Database, credit_id: str) -> dict:
    """One credit by its id.

    Args:
        credit_id: Id of the credit.
    """
    return _credit(db, credit_id)


@reads
def search_credits(db: Database, page: int = 1) -> dict:
    """Search credits one page after the other; with how many there are in total.

    Args:
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM credits ORDER BY credit_id")
    return _page(rows, page)


@reads
def list_credits_of_film(db: Database, film_id: str) -> list[dict]:
    """All credits of one film.

    Args:
        film_id: Id of the film.
    """
    _film(db, film_id)
    return db.all("SELECT * FROM credits WHERE film_id = ? ORDER BY credit_id", film_id)


@reads
def list_credits_of_director(db: Database, director_id: str) -> list[dict]:
    """All credits of one director.

    Args:
        director_id: Id of the director.
    """
    _director(db, director_id)
    return db.all("SELECT * FROM credits WHERE director_id = ? ORDER BY credit_id", director_id)


@reads
def get_cinema(db: Database, cinema_id: str) -> dict:
    """One cinema by its id.

    Args:
        cinema_id: Id of the cinema.
    """
    return _cinema(db, cinema_id)


@reads
def search_cinemas(
    db: Database,
    name: str | None = None,
    access: Literal["step-free", "stairs"] | None = None,
    page: int = 1,
) -> dict:
    """Search cinemas by name and access; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        access: Only those with this access.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM cinemas ORDER BY cinema_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if access is not None:
        rows = [row for row in rows if row["access"] == access]
    return _page(rows, page)


@reads
def get_screen(db: Database, screen_id: str) -> dict:
    """One screen by its id.

    Args:
        screen_id: Id of the screen.
    """
    return _screen(db, screen_id)


@reads
def search_screens(db: Database, format: Literal["digital", "35 mm"] | None = None, page: int = 1) -> dict:
    """Search screens by format; with how many there are in total.

    Args:
        format: Only those with this format.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM screens ORDER BY screen_id")
    if format is not None:
        rows = [row for row in rows if row["format"] == format]
    return _page(rows, page)


@reads
def list_screens_of_cinema(db: Database, cinema_id: str) -> list[dict]:
    """All screens of one cinema.

    Args:
        cinema_id: Id of the cinema.
    """
    _cinema(db, cinema_id)
    return db.all("SELECT * FROM screens WHERE cinema_id = ? ORDER BY screen_id", cinema_id)


@reads
def get_screening(db: Database, screening_id: str) -> dict:
    """One screening by its id.

    Args:
        screening_id: Id of the screening.
    """
    return _screening(db, screening_id)


@reads
def search_screenings(
    db: Database,
    hour: Literal["11:00", "14:00", "17:00", "20:00", "22:30"] | None = None,
    status: Literal["scheduled", "shown", "cancelled"] | None = None,
    page: int = 1,
) -> dict:
    """Search screenings by start time and status; with how many there are in total.

    Args:
        hour: Only those with this start time.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM screenings ORDER BY screening_id")
    if hour is not None:
        rows = [row for row in rows if row["hour"] == hour]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_screenings_of_film(db: Database, film_id: str) -> list[dict]:
    """All screenings of one film.

    Args:
        film_id: Id of the film.
    """
    _film(db, film_id)
    return db.all("SELECT * FROM screenings WHERE film_id = ? ORDER BY screening_id", film_id)


@reads
def list_screenings_of_screen(db: Database, screen_id: str) -> list[dict]:
    """All screenings of one screen.

    Args:
        screen_id: Id of the screen.
    """
    _screen(db, screen_id)
    return db.all("SELECT * FROM screenings WHERE screen_id = ? ORDER BY screening_id", screen_id)


@reads
def get_visitor(db: Database, visitor_id: str) -> dict:
    """One visitor by its id.

    Args:
        visitor_id: Id of the visitor.
    """
    return _visitor(db, visitor_id)


@reads
def search_visitors(
    db: Database,
    name: str | None = None,
    badge: Literal["day", "festival", "industry"] | None = None,
    page: int = 1,
) -> dict:
    """Search visitors by name and badge; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        badge: Only those with this badge.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM visitors ORDER BY visitor_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if badge is not None:
        rows = [row for row in rows if row["badge"] == badge]
    return _page(rows, page)


@reads
def get_ticket(db: Database, ticket_id: str) -> dict:
    """One ticket by its id.

    Args:
        ticket_id: Id of the ticket.
    """
    return _ticket(db, ticket_id)


@reads
def search_tickets(db: Database, status: Literal["valid", "refunded"] | None = None, page: int = 1) -> dict:
    """Search tickets by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM tickets ORDER BY ticket_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_tickets_of_screening(db: Database, screening_id: str) -> list[dict]:
    """All tickets of one screening.

    Args:
        screening_id: Id of the screening.
    """
    _screening(db, screening_id)
    return db.all("SELECT * FROM tickets WHERE screening_id = ? ORDER BY ticket_id", screening_id)


@reads
def list_tickets_of_visitor(db: Database, visitor_id: str) -> list[dict]:
    """All tickets of one visitor.

    Args:
        visitor_id: Id of the visitor.
    """
    _visitor(db, visitor_id)
    return db.all("SELECT * FROM tickets WHERE visitor_id = ? ORDER BY ticket_id", visitor_id)


@reads
def get_juror(db: Database, juror_id: str) -> dict:
    """One juror by its id.

    Args:
        juror_id: Id of the juror.
    """
    return _juror(db, juror_id)


@reads
def search_jurors(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search jurors by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM jurors ORDER BY juror_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def list_jurors_of_director(db: Database, director_id: str) -> list[dict]:
    """All jurors of one own director record.

    Args:
        director_id: Id of the director.
    """
    _director(db, director_id)
    return db.all("SELECT * FROM jurors WHERE director_id = ? ORDER BY juror_id", director_id)


@reads
def get_vote(db: Database, vote_id: str) -> dict:
    """One vote by its id.

    Args:
        vote_id: Id of the vote.
    """
    return _vote(db, vote_id)


@reads
def search_votes(db: Database, page: int = 1) -> dict:
    """Search votes one page after the other; with how many there are in total.

    Args:
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM votes ORDER BY vote_id")
    return _page(rows, page)


@reads
def list_votes_of_juror(db: Database, juror_id: str) -> list[dict]:
    """All votes of one juror.

    Args:
        juror_id: Id of the juror.
    """
    _juror(db, juror_id)
    return db.all("SELECT * FROM votes WHERE juror_id = ? ORDER BY vote_id", juror_id)


@reads
def list_votes_of_film(db: Database, film_id: str) -> list[dict]:
    """All votes of one film.

    Args:
        film_id: Id of the film.
    """
    _film(db, film_id)
    return db.all("SELECT * FROM votes WHERE film_id = ? ORDER BY vote_id", film_id)


@reads
def total_price_of_tickets(db: Database, status: Literal["valid", "refunded"] | None = None) -> dict:
    """Number of tickets, and sum, smallest and largest price paid of them.

    Args:
        status: Only those with this status.
    """
    rows = db.all("SELECT * FROM tickets")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    found = [row["price"] for row in rows if row["price"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@writes("tickets", "visitors")
def sell_ticket(db: Database, visitor_id: str, screening_id: str) -> dict:
    """Sell a visitor a ticket, from the visitor's wallet.

    Args:
        visitor_id: Id of the visitor.
        screening_id: Id of the screening.
    """
    visitor = _visitor(db, visitor_id)
    screening = _screening(db, screening_id)
    if screening["status"] != "scheduled":
        raise Refused("is_scheduled", "Tickets are sold for scheduled screenings only.")
    if visitor["age"] < _film(db, screening["film_id"])["age"]:
        raise Refused("old_enough", "The visitor is too young for the film.")
    if any(
        True
        for other in db.all("SELECT * FROM tickets")
        if other["visitor_id"] == visitor["visitor_id"]
        and other["status"] == "valid"
        and _screening(db, other["screening_id"])["day"] == screening["day"]
        and _screening(db, other["screening_id"])["hour"] == screening["hour"]
    ):
        raise Refused("one_ticket", "The visitor has a ticket for that time.")
    if (
        sum(
            1
            for other in db.all("SELECT * FROM tickets")
            if other["screening_id"] == screening["screening_id"] and other["status"] == "valid"
        )
        >= _screen(db, screening["screen_id"])["seats"]
    ):
        raise Refused("seat_left", "The screening is sold out.")
    if screening["price"] > visitor["wallet"]:
        raise Refused("wallet_covers", "The wallet does not cover the price.")
    new_ticket = db.next_id("tickets", "TI-", width=4)
    db.run(
        "INSERT INTO tickets (ticket_id, screening_id, visitor_id, price, status) VALUES (?, ?, ?, ?, ?)",
        new_ticket,
        screening["screening_id"],
        visitor["visitor_id"],
        screening["price"],
        "valid",
    )
    db.run(
        "UPDATE visitors SET wallet = ? WHERE visitor_id = ?",
        visitor["wallet"] - screening["price"],
        visitor["visitor_id"],
    )
    return _ticket(db, new_ticket)


@writes("tickets", "visitors")
def refund_ticket(db: Database, ticket_id: str) -> dict:
    """Take a ticket back; holders of a day badge get half of the price.

    Args:
        ticket_id: Id of the ticket.
    """
    ticket = _ticket(db, ticket_id)
    if ticket["status"] != "valid":
        raise Refused("ticket_valid", "The ticket has been refunded already.")
    if _screening(db, ticket["screening_id"])["day"] <= db.today.isoformat():
        raise Refused("before_day", "A ticket is refunded before the day of the screening.")
    new_wallet = _visitor(db, ticket["visitor_id"])["wallet"] + (
        (ticket["price"] // 2) if _visitor(db, ticket["visitor_id"])["badge"] == "day" else ticket["price"]
    )
    db.run("UPDATE tickets SET status = ? WHERE ticket_id = ?", "refunded", ticket["ticket_id"])
    db.run("UPDATE visitors SET wallet = ? WHERE visitor_id = ?", new_wallet, ticket["visitor_id"])
    return _ticket(db, ticket["ticket_id"])


@writes("screenings")
def schedule_screening(
    db: Database,
    film_id: str,
    screen_id: str,
    on_day: str,
    at: Literal["11:00", "14:00", "17:00", "20:00", "22:30"],
    entry: int,
) -> dict:
    """Schedule a screening of a film.

    Args:
        film_id: Id of the film.
        screen_id: Id of the screen.
        on_day: Date, as YYYY-MM-DD.
        at: Start time.
        entry: Ticket price in EUR.
    """
    film = _film(db, film_id)
    screen = _screen(db, screen_id)
    if on_day <= db.today.isoformat():
        raise Refused("day_ahead", "A screening is scheduled a day ahead at least.")
    if not (entry >= 5 and entry <= 20):
        raise Refused("price_range", "A ticket costs from 5 to 20 EUR.")
    if any(
        True
        for other in db.all("SELECT * FROM screenings")
        if other["screen_id"] == screen["screen_id"]
        and other["day"] == on_day
        and other["hour"] == at
        and other["status"] != "cancelled"
    ):
        raise Refused("screen_free", "The screen is taken at that time.")
    if not (at != "22:30" or film["minutes"] <= 120):
        raise Refused("late_length", "At 22:30 a film runs for 120 minutes at most.")
    if (
        sum(
            1
            for other in db.all("SELECT * FROM screenings")
            if other["film_id"] == film["film_id"] and other["status"] != "cancelled"
        )
        >= 3
    ):
        raise Refused("shown_thrice", "A film is shown three times at most.")
    new_screening = db.next_id("screenings", "SG-", width=4)
    db.run(
        "INSERT INTO screenings (screening_id, film_id, screen_id, day, hour, price, status)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        new_screening,
        film["film_id"],
        screen["screen_id"],
        on_day,
        at,
        entry,
        "scheduled",
    )
    return _screening(db, new_screening)


@writes("screenings", "tickets")
def cancel_screening(db: Database, screening_id: str) -> dict:
    """Cancel a scheduled screening; its tickets count as refunded.

    Args:
        screening_id: Id of the screening.
    """
    screening = _screening(db, screening_id)
    if screening["status"] != "scheduled":
        raise Refused("is_scheduled", "Only a scheduled screening can be cancelled.")
    if not (
        _film(db, screening["film_id"])["section"] != "competition"
        or sum(
            1
            for other in db.all("SELECT * FROM screenings")
            if other["film_id"] == screening["film_id"] and other["status"] != "cancelled"
        )
        > 1
    ):
        raise Refused("competition_once", "A competition film must be shown once at least.")
    if (
        sum(
            1
            for other in db.all("SELECT * FROM tickets")
            if other["screening_id"] == screening["screening_id"] and other["status"] == "valid"
        )
        > 4
    ):
        raise Refused("few_tickets", "More than 4 tickets are sold.")
    changed_tickets = [
        other
        for other in db.all("SELECT * FROM tickets ORDER BY ticket_id")
        if other["screening_id"] == screening["screening_id"]
    ]
    db.run("UPDATE screenings SET status = ? WHERE screening_id = ?", "cancelled", screening["screening_id"])
    for other in changed_tickets:
        db.run("UPDATE tickets SET status = ? WHERE ticket_id = ?", "refunded", other["ticket_id"])
    return _screening(db, screening["screening_id"])


@writes("votes")
def cast_vote(db: Database, juror_id: str, film_id: str, given: int) -> dict:
    """Note a juror's points for a competition film.

    Args:
        juror_id: Id of the juror.
        film_id: Id of the film.
        given: Number of points.
    """
    juror = _juror(db, juror_id)
    film = _film(db, film_id)
    if not (given >= 1 and given <= 10):
        raise Refused("points_range", "Points are from 1 to 10.")
    if film["section"] != "competition":
        raise Refused("in_competition", "The jury judges competition films only.")
    if any(
        True
        for other in db.all("SELECT * FROM votes")
        if other["juror_id"] == juror["juror_id"] and other["film_id"] == film["film_id"]
    ):
        raise Refused("vote_once", "The juror has judged this film already.")
    if any(
        True
        for other in db.all("SELECT * FROM credits")
        if other["film_id"] == film["film_id"] and other["director_id"] == juror["director_id"]
    ):
        raise Refused("not_own_film", "A juror does not judge a film of their own.")
    new_vote = db.next_id("votes", "VO-", width=4)
    db.run(
        "INSERT INTO votes (vote_id, juror_id, film_id, points) VALUES (?, ?, ?, ?)",
        new_vote,
        juror["juror_id"],
        film["film_id"],
        given,
    )
    return _vote(db, new_vote)


@writes("votes")
def withdraw_vote(db: Database, vote_id: str) -> dict:
    """Take a vote out of the list.

    Args:
        vote_id: Id of the vote.
    """
    vote = _vote(db, vote_id)
    if sum(1 for other in db.all("SELECT * FROM votes") if other["film_id"] == vote["film_id"]) <= 3:
        raise Refused("others_left", "A film keeps three votes at least.")
    db.run("DELETE FROM votes WHERE vote_id = ?", vote["vote_id"])
    return {"deleted": vote["vote_id"]}
