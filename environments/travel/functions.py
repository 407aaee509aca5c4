"""Tools of the pack travel. A travel agency: cities with hotels and sights, trains between cities, travellers, stays and rides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from environment import Database, Refused, reads, writes


def _city(db: Database, city_id: str) -> dict:
    row = db.one("SELECT * FROM cities WHERE city_id = ?", city_id)
    if row is None:
        raise Refused("no_such_city", f"There is no city {city_id!r}.")
    return row


def _hotel(db: Database, hotel_id: str) -> dict:
    row = db.one("SELECT * FROM hotels WHERE hotel_id = ?", hotel_id)
    if row is None:
        raise Refused("no_such_hotel", f"There is no hotel {hotel_id!r}.")
    return row


def _sight(db: Database, sight_id: str) -> dict:
    row = db.one("SELECT * FROM sights WHERE sight_id = ?", sight_id)
    if row is None:
        raise Refused("no_such_sight", f"There is no sight {sight_id!r}.")
    return row


def _train(db: Database, train_id: str) -> dict:
    row = db.one("SELECT * FROM trains WHERE train_id = ?", train_id)
    if row is None:
        raise Refused("no_such_train", f"There is no train {train_id!r}.")
    return row


def _traveller(db: Database, traveller_id: str) -> dict:
    row = db.one("SELECT * FROM travellers WHERE traveller_id = ?", traveller_id)
    if row is None:
        raise Refused("no_such_traveller", f"There is no traveller {traveller_id!r}.")
    return row


def _stay(db: Database, stay_id: str) -> dict:
    row = db.one("SELECT * FROM stays WHERE stay_id = ?", stay_id)
    if row is None:
        raise Refused("no_such_stay", f"There is no stay {stay_id!r}.")
    return row


def _ride(db: Database, ride_id: str) -> dict:
    row = db.one("SELECT * FROM rides WHERE ride_id = ?", ride_id)
    if row is None:
        raise Refused("no_such_ride", f"There is no ride {ride_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@reads
def get_city(db: Database, city_id: str) -> dict:
    """One city by its id.

    Args:
        city_id: Id of the city.
    """
    return _city(db, city_id)


@reads
def search_cities(
    db: Database,
    name: str | None = None,
    region: Literal["north", "south", "east", "west"] | None = None,
    page: int = 1,
) -> dict:
    """Search cities by name and region; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        region: Only those with this region.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM cities ORDER BY city_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if region is not None:
        rows = [row for row in rows if row["region"] == region]
    return _page(rows, page)


@reads
def get_hotel(db: Database, hotel_id: str) -> dict:
    """One hotel by its id.

    Args:
        hotel_id: Id of the hotel.
    """
    return _hotel(db, hotel_id)


@reads
def search_hotels(
    db: Database,
    name: str | None = None,
    breakfast: Literal["included", "extra", "none"] | None = None,
    page: int = 1,
) -> dict:
    """Search hotels by name and breakfast offer; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        breakfast: Only those with this breakfast offer.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM hotels ORDER BY hotel_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if breakfast is not None:
        rows = [row for row in rows if row["breakfast"] == breakfast]
    return _page(rows, page)


@reads
def list_hotels_of_city(db: Database, city_id: str) -> list[dict]:
    """All hotels of one city.

    Args:
        city_id: Id of the city.
    """
    _city(db, city_id)
    return db.all("SELECT * FROM hotels WHERE city_id = ? ORDER BY hotel_id", city_id)


@reads
def get_sight(db: Database, sight_id: str) -> dict:
    """One sight by its id.

    Args:
        sight_id: Id of the sight.
    """
    return _sight(db, sight_id)


@reads
def search_sights(
    db: Database,
    name: str | None = None,
    kind: Literal["history", "art", "nature", "family"] | None = None,
    page: int = 1,
) -> dict:
    """Search sights by name and kind; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        kind: Only those with this kind.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM sights ORDER BY sight_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if kind is not None:
        rows = [row for row in rows if row["kind"] == kind]
    return _page(rows, page)


@reads
def list_sights_of_city(db: Database, city_id: str) -> list[dict]:
    """All sights of one city.

    Args:
        city_id: Id of the city.
    """
    _city(db, city_id)
    return db.all("SELECT * FROM sights WHERE city_id = ? ORDER BY sight_id", city_id)


@reads
def get_train(db: Database, train_id: str) -> dict:
    """One train by its id.

    Args:
        train_id: Id of the train.
    """
    return _train(db, train_id)


@reads
def search_trains(
    db: Database,
    number: str | None = None,
    speed: Literal["express", "regional", "night"] | None = None,
    page: int = 1,
) -> dict:
    """Search trains by number and class; with how many there are in total.

    Args:
        number: Part of the number; upper and lower case are the same.
        speed: Only those with this class.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM trains ORDER BY train_id")
    if number is not None:
        rows = [row for row in rows if number.lower() in row["number"].lower()]
    if speed is not None:
        rows = [row for row in rows if row["speed"] == speed]
    return _page(rows, page)


@reads
def list_trains_of_from_city(db: Database, from_city_id: str) -> list[dict]:
    """All trains of one departure city.

    Args:
        from_city_id: Id of the city.
    """
    _city(db, from_city_id)
    return db.all("SELECT * FROM trains WHERE from_city_id = ? ORDER BY train_id", from_city_id)


@reads
def list_trains_of_to_city(db: Database, to_city_id: str) -> list[dict]:
    """All trains of one arrival city.

    Args:
        to_city_id: Id of the city.
    """
    _city(db, to_city_id)
    return db.all("SELECT * FROM trains WHERE to_city_id = ? ORDER BY train_id", to_city_id)


@reads
def get_traveller(db: Database, traveller_id: str) -> dict:
    """One traveller by its id.

    Args:
        traveller_id: Id of the traveller.
    """
    return _traveller(db, traveller_id)


@reads
def search_travellers(
    db: Database,
    name: str | None = None,
    card: Literal["basic", "silver", "gold"] | None = None,
    page: int = 1,
) -> dict:
    """Search travellers by name and card level; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        card: Only those with this card level.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM travellers ORDER BY traveller_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if card is not None:
        rows = [row for row in rows if row["card"] == card]
    return _page(rows, page)


@reads
def list_travellers_of_city(db: Database, city_id: str) -> list[dict]:
    """All travellers of one home city.

    Args:
        city_id: Id of the city.
    """
    _city(db, city_id)
    return db.all("SELECT * FROM travellers WHERE city_id = ? ORDER BY traveller_id", city_id)


@reads
def get_stay(db: Database, stay_id: str) -> dict:
    """One stay by its id.

    Args:
        stay_id: Id of the stay.
    """
    return _stay(db, stay_id)


@reads
def search_stays(
    db: Database,
    status: Literal["booked", "completed", "cancelled"] | None = None,
    page: int = 1,
) -> dict:
    """Search stays by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM stays ORDER BY stay_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_stays_of_hotel(db: Database, hotel_id: str) -> list[dict]:
    """All stays of one hotel.

    Args:
        hotel_id: Id of the hotel.
    """
    _hotel(db, hotel_id)
    return db.all("SELECT * FROM stays WHERE hotel_id = ? ORDER BY stay_id", hotel_id)


@reads
def list_stays_of_traveller(db: Database, traveller_id: str) -> list[dict]:
    """All stays of one traveller.

    Args:
        traveller_id: Id of the traveller.
    """
    _traveller(db, traveller_id)
    return db.all("SELECT * FROM stays WHERE traveller_id = ? ORDER BY stay_id", traveller_id)


@reads
def get_ride(db: Database, ride_id: str) -> dict:
    """One ride by its id.

    Args:
        ride_id: Id of the ride.
    """
    return _ride(db, ride_id)


@reads
def search_rides(
    db: Database,
    status: Literal["booked", "completed", "cancelled"] | None = None,
    page: int = 1,
) -> dict:
    """Search rides by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM rides ORDER BY ride_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_rides_of_train(db: Database, train_id: str) -> list[dict]:
    """All rides of one train.

    Args:
        train_id: Id of the train.
    """
    _train(db, train_id)
    return db.all("SELECT * FROM rides WHERE train_id = ? ORDER BY ride_id", train_id)


@reads
def list_rides_of_traveller(db: Database, traveller_id: str) -> list[dict]:
    """All rides of one traveller.

    Args:
        traveller_id: Id of the traveller.
    """
    _traveller(db, traveller_id)
    return db.all("SELECT * FROM rides WHERE traveller_id = ? ORDER BY ride_id", traveller_id)


@reads
def total_nights_of_stays(db: Database, status: Literal["booked", "completed", "cancelled"] | None = None) -> dict:
    """Number of stays, and sum, smallest and largest number of nights of them.

    Args:
        status: Only those with this status.
    """
    rows = db.all("SELECT * FROM stays")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    found = [row["nights"] for row in rows if row["nights"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@writes("hotels", "stays", "travellers")
def book_stay(db: Database, traveller_id: str, hotel_id: str, arriving: str, length: int) -> dict:
    """Book a room for a traveller, from an arrival date, for a number of nights.

    Args:
        traveller_id: Id of the traveller.
        hotel_id: Id of the hotel.
        arriving: Arrival date, as YYYY-MM-DD.
        length: Number of nights.
    """
    traveller = _traveller(db, traveller_id)
    hotel = _hotel(db, hotel_id)
    if arriving <= db.today.isoformat():
        raise Refused("not_past", "A stay must begin after today.")
    if not (length >= 1 and length <= 7):
        raise Refused("length_limit", "A stay has 1 to 7 nights.")
    if hotel["free_rooms"] <= 0:
        raise Refused("room_free", "The hotel has no free room.")
    if any(
        True
        for other in db.all("SELECT * FROM stays")
        if other["traveller_id"] == traveller["traveller_id"]
        and other["arrival"] == arriving
        and other["status"] == "booked"
    ):
        raise Refused("one_arrival", "The traveller has a stay from that date already.")
    if (hotel["price"] * length) > traveller["budget"]:
        raise Refused("within_budget", "The stay costs more than the traveller's remaining budget.")
    new_stay = db.next_id("stays", "ST-", width=4)
    db.run(
        "INSERT INTO stays (stay_id, hotel_id, traveller_id, arrival, nights, total, status)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        new_stay,
        hotel["hotel_id"],
        traveller["traveller_id"],
        arriving,
        length,
        hotel["price"] * length,
        "booked",
    )
    db.run("UPDATE hotels SET free_rooms = ? WHERE hotel_id = ?", hotel["free_rooms"] - 1, hotel["hotel_id"])
    db.run(
        "UPDATE travellers SET budget = ? WHERE traveller_id = ?",
        traveller["budget"] - (hotel["price"] * length),
        traveller["traveller_id"],
    )
    return _stay(db, new_stay)


@writes("hotels", "stays", "travellers")
def cancel_stay(db: Database, stay_id: str) -> dict:
    """Cancel a booked stay; the price goes back to the traveller's budget.

    Args:
        stay_id: Id of the stay.
    """
    stay = _stay(db, stay_id)
    if stay["status"] != "booked":
        raise Refused("stay_booked", "Only a booked stay can be cancelled.")
    if not (
        stay["arrival"] > _later(db.today.isoformat(), 3) or _traveller(db, stay["traveller_id"])["card"] == "gold"
    ):
        raise Refused("in_time", "A stay that begins within 3 days can be cancelled for holders of a gold card only.")
    new_free_rooms = _hotel(db, stay["hotel_id"])["free_rooms"] + 1
    new_budget = _traveller(db, stay["traveller_id"])["budget"] + stay["total"]
    db.run("UPDATE stays SET status = ? WHERE stay_id = ?", "cancelled", stay["stay_id"])
    db.run("UPDATE hotels SET free_rooms = ? WHERE hotel_id = ?", new_free_rooms, stay["hotel_id"])
    db.run("UPDATE travellers SET budget = ? WHERE traveller_id = ?", new_budget, stay["traveller_id"])
    return _stay(db, stay["stay_id"])


@writes("hotels", "stays", "travellers")
def change_hotel(db: Database, stay_id: str, hotel_id: str) -> dict:
    """Move a booked stay to another hotel in the same city, at that hotel's price.

    Args:
        stay_id: Id of the stay.
        hotel_id: Id of the hotel.
    """
    stay = _stay(db, stay_id)
    hotel = _hotel(db, hotel_id)
    if stay["status"] != "booked":
        raise Refused("stay_booked", "Only a booked stay can be moved.")
    if hotel["hotel_id"] == stay["hotel_id"]:
        raise Refused("other_hotel", "The stay is in that hotel already.")
    if hotel["city_id"] != _hotel(db, stay["hotel_id"])["city_id"]:
        raise Refused("same_city", "A stay can be moved within its city only.")
    if hotel["free_rooms"] <= 0:
        raise Refused("room_free", "The hotel has no free room.")
    if (hotel["price"] * stay["nights"]) > (_traveller(db, stay["traveller_id"])["budget"] + stay["total"]):
        raise Refused("within_budget", "The traveller's remaining budget does not cover the difference.")
    new_free_rooms = _hotel(db, stay["hotel_id"])["free_rooms"] + 1
    new_budget = (_traveller(db, stay["traveller_id"])["budget"] + stay["total"]) - (hotel["price"] * stay["nights"])
    db.run(
        "UPDATE stays SET hotel_id = ?, total = ? WHERE stay_id = ?",
        hotel["hotel_id"],
        hotel["price"] * stay["nights"],
        stay["stay_id"],
    )
    db.run("UPDATE hotels SET free_rooms = ? WHERE hotel_id = ?", new_free_rooms, stay["hotel_id"])
    db.run("UPDATE hotels SET free_rooms = ? WHERE hotel_id = ?", hotel["free_rooms"] - 1, hotel["hotel_id"])
    db.run("UPDATE travellers SET budget = ? WHERE traveller_id = ?", new_budget, stay["traveller_id"])
    return _stay(db, stay["stay_id"])


@writes("rides", "trains", "travellers")
def book_ride(db: Database, traveller_id: str, train_id: str, travelling: str) -> dict:
    """Book a seat on a train for a traveller.

    Args:
        traveller_id: Id of the traveller.
        train_id: Id of the train.
        travelling: Travel date, as YYYY-MM-DD.
    """
    traveller = _traveller(db, traveller_id)
    train = _train(db, train_id)
    if travelling <= db.today.isoformat():
        raise Refused("not_past", "A ride must be after today.")
    if train["free_seats"] <= 0:
        raise Refused("seat_free", "The train has no free seat.")
    if any(
        True
        for other in db.all("SELECT * FROM rides")
        if other["traveller_id"] == traveller["traveller_id"]
        and other["day"] == travelling
        and other["status"] == "booked"
    ):
        raise Refused("one_ride_a_day", "The traveller has a ride on that day already.")
    if train["fare"] > traveller["budget"]:
        raise Refused("within_budget", "The fare is more than the traveller's remaining budget.")
    new_ride = db.next_id("rides", "RI-", width=4)
    db.run(
        "INSERT INTO rides (ride_id, train_id, traveller_id, day, fare, status) VALUES (?, ?, ?, ?, ?, ?)",
        new_ride,
        train["train_id"],
        traveller["traveller_id"],
        travelling,
        train["fare"],
        "booked",
    )
    db.run("UPDATE trains SET free_seats = ? WHERE train_id = ?", train["free_seats"] - 1, train["train_id"])
    db.run(
        "UPDATE travellers SET budget = ? WHERE traveller_id = ?",
        traveller["budget"] - train["fare"],
        traveller["traveller_id"],
    )
    return _ride(db, new_ride)


@writes("rides", "trains", "travellers")
def cancel_ride(db: Database, ride_id: str) -> dict:
    """Cancel a booked ride; regional trains pay back nothing, other trains half of the fare.

    Args:
        ride_id: Id of the ride.
    """
    ride = _ride(db, ride_id)
    if ride["status"] != "booked":
        raise Refused("ride_booked", "Only a booked ride can be cancelled.")
    if not (
        _train(db, ride["train_id"])["speed"] != "night" or _traveller(db, ride["traveller_id"])["card"] != "basic"
    ):
        raise Refused("night_train_fixed", "A night train cannot be cancelled with a basic card.")
    new_free_seats = _train(db, ride["train_id"])["free_seats"] + 1
    new_budget = (
        _traveller(db, ride["traveller_id"])["budget"]
        if _train(db, ride["train_id"])["speed"] == "regional"
        else (_traveller(db, ride["traveller_id"])["budget"] + (ride["fare"] // 2))
    )
    db.run("UPDATE rides SET status = ? WHERE ride_id = ?", "cancelled", ride["ride_id"])
    db.run("UPDATE trains SET free_seats = ? WHERE train_id = ?", new_free_seats, ride["train_id"])
    db.run("UPDATE travellers SET budget = ? WHERE traveller_id = ?", new_budget, ride["traveller_id"])
    return _ride(db, ride["ride_id"])
