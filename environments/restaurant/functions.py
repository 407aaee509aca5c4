"""Tools of the pack restaurant. A restaurant: tables, guests, reservations, suppliers, ingredients, dishes, recipes and bills."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from environment import Database, Refused, reads, writes


def _dining_table(db: Database, table_id: str) -> dict:
    row = db.one("SELECT * FROM dining_tables WHERE table_id = ?", table_id)
    if row is None:
        raise Refused("no_such_dining_table", f"There is no dining table {table_id!r}.")
    return row


def _guest(db: Database, guest_id: str) -> dict:
    row = db.one("SELECT * FROM guests WHERE guest_id = ?", guest_id)
    if row is None:
        raise Refused("no_such_guest", f"There is no guest {guest_id!r}.")
    return row


def _reservation(db: Database, reservation_id: str) -> dict:
    row = db.one("SELECT * FROM reservations WHERE reservation_id = ?", reservation_id)
    if row is None:
        raise Refused("no_such_reservation", f"There is no reservation {reservation_id!r}.")
    return row


def _supplier(db: Database, supplier_id: str) -> dict:
    row = db.one("SELECT * FROM suppliers WHERE supplier_id = ?", supplier_id)
    if row is None:
        raise Refused("no_such_supplier", f"There is no supplier {supplier_id!r}.")
    return row


def _ingredient(db: Database, ingredient_id: str) -> dict:
    row = db.one("SELECT * FROM ingredients WHERE ingredient_id = ?", ingredient_id)
    if row is None:
        raise Refused("no_such_ingredient", f"There is no ingredient {ingredient_id!r}.")
    return row


def _dish(db: Database, dish_id: str) -> dict:
    row = db.one("SELECT * FROM dishes WHERE dish_id = ?", dish_id)
    if row is None:
        raise Refused("no_such_dish", f"There is no dish {dish_id!r}.")
    return row


def _recipe_entry(db: Database, recipe_id: str) -> dict:
    row = db.one("SELECT * FROM recipes WHERE recipe_id = ?", recipe_id)
    if row is None:
        raise Refused("no_such_recipe_entry", f"There is no recipe entry {recipe_id!r}.")
    return row


def _bill(db: Database, bill_id: str) -> dict:
    row = db.one("SELECT * FROM bills WHERE bill_id = ?", bill_id)
    if row is None:
        raise Refused("no_such_bill", f"There is no bill {bill_id!r}.")
    return row


def _bill_line(db: Database, line_id: str) -> dict:
    row = db.one("SELECT * FROM bill_lines WHERE line_id = ?", line_id)
    if row is None:
        raise Refused("no_such_bill_line", f"There is no bill line {line_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@reads
def get_dining_table(db: Database, table_id: str) -> dict:
    """One dining table by its id.

    Args:
        table_id: Id of the dining table.
    """
    return _dining_table(db, table_id)


@reads
def search_dining_tables(db: Database, area: Literal["terrace", "window", "hall"] | None = None, page: int = 1) -> dict:
    """Search dining tables by area; with how many there are in total.

    Args:
        area: Only those with this area.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM dining_tables ORDER BY table_id")
    if area is not None:
        rows = [row for row in rows if row["area"] == area]
    return _page(rows, page)


@reads
def get_guest(db: Database, guest_id: str) -> dict:
    """One guest by its id.

    Args:
        guest_id: Id of the guest.
    """
    return _guest(db, guest_id)


@reads
def search_guests(
    db: Database,
    name: str | None = None,
    standing: Literal["new", "regular", "friend of the house"] | None = None,
    page: int = 1,
) -> dict:
    """Search guests by name and standing; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        standing: Only those with this standing.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM guests ORDER BY guest_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if standing is not None:
        rows = [row for row in rows if row["standing"] == standing]
    return _page(rows, page)


@reads
def get_reservation(db: Database, reservation_id: str) -> dict:
    """One reservation by its id.

    Args:
        reservation_id: Id of the reservation.
    """
    return _reservation(db, reservation_id)


@reads
def search_reservations(
    db: Database,
    sitting: Literal["lunch", "early dinner", "late dinner"] | None = None,
    status: Literal["booked", "cancelled", "seated"] | None = None,
    page: int = 1,
) -> dict:
    """Search reservations by sitting and status; with how many there are in total.

    Args:
        sitting: Only those with this sitting.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM reservations ORDER BY reservation_id")
    if sitting is not None:
        rows = [row for row in rows if row["sitting"] == sitting]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_reservations_of_table(db: Database, table_id: str) -> list[dict]:
    """All reservations of one dining table.

    Args:
        table_id: Id of the dining table.
    """
    _dining_table(db, table_id)
    return db.all("SELECT * FROM reservations WHERE table_id = ? ORDER BY reservation_id", table_id)


@reads
def list_reservations_of_guest(db: Database, guest_id: str) -> list[dict]:
    """All reservations of one guest.

    Args:
        guest_id: Id of the guest.
    """
    _guest(db, guest_id)
    return db.all("SELECT * FROM reservations WHERE guest_id = ? ORDER BY reservation_id", guest_id)


@reads
def get_supplier(db: Database, supplier_id: str) -> dict:
    """One supplier by its id.

    Args:
        supplier_id: Id of the supplier.
    """
    return _supplier(db, supplier_id)


@reads
def search_suppliers(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search suppliers by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM suppliers ORDER BY supplier_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def get_ingredient(db: Database, ingredient_id: str) -> dict:
    """One ingredient by its id.

    Args:
        ingredient_id: Id of the ingredient.
    """
    return _ingredient(db, ingredient_id)


@reads
def search_ingredients(
    db: Database,
    name: str | None = None,
    storage: Literal["dry", "cold", "frozen"] | None = None,
    page: int = 1,
) -> dict:
    """Search ingredients by name and storage; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        storage: Only those with this storage.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM ingredients ORDER BY ingredient_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if storage is not None:
        rows = [row for row in rows if row["storage"] == storage]
    return _page(rows, page)


@reads
def list_ingredients_of_supplier(db: Database, supplier_id: str) -> list[dict]:
    """All ingredients of one supplier.

    Args:
        supplier_id: Id of the supplier.
    """
    _supplier(db, supplier_id)
    return db.all("SELECT * FROM ingredients WHERE supplier_id = ? ORDER BY ingredient_id", supplier_id)


@reads
def get_dish(db: Database, dish_id: str) -> dict:
    """One dish by its id.

    Args:
        dish_id: Id of the dish.
    """
    return _dish(db, dish_id)


@reads
def search_dishes(
    db: Database,
    name: str | None = None,
    course: Literal["starter", "main", "side"] | None = None,
    status: Literal["on the menu", "off the menu"] | None = None,
    page: int = 1,
) -> dict:
    """Search dishes by name, course and status; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        course: Only those with this course.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM dishes ORDER BY dish_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if course is not None:
        rows = [row for row in rows if row["course"] == course]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def get_recipe_entry(db: Database, recipe_id: str) -> dict:
    """One recipe entry by its id.

    Args:
        recipe_id: Id of the recipe entry.
    """
    return _recipe_entry(db, recipe_id)


@reads
def search_recipes(db: Database, page: int = 1) -> dict:
    """Search recipe entries one page after the other; with how many there are in total.

    Args:
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM recipes ORDER BY recipe_id")
    return _page(rows, page)


@reads
def list_recipes_of_dish(db: Database, dish_id: str) -> list[dict]:
    """All recipe entries of one dish.

    Args:
        dish_id: Id of the dish.
    """
    _dish(db, dish_id)
    return db.all("SELECT * FROM recipes WHERE dish_id = ? ORDER BY recipe_id", dish_id)


@reads
def list_recipes_of_ingredient(db: Database, ingredient_id: str) -> list[dict]:
    """All recipe entries of one ingredient.

    Args:
        ingredient_id: Id of the ingredient.
    """
    _ingredient(db, ingredient_id)
    return db.all("SELECT * FROM recipes WHERE ingredient_id = ? ORDER BY recipe_id", ingredient_id)


@reads
def get_bill(db: Database, bill_id: str) -> dict:
    """One bill by its id.

    Args:
        bill_id: Id of the bill.
    """
    return _bill(db, bill_id)


@reads
def search_bills(db: Database, status: Literal["paid", "open"] | None = None, page: int = 1) -> dict:
    """Search bills by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM bills ORDER BY bill_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_bills_of_table(db: Database, table_id: str) -> list[dict]:
    """All bills of one dining table.

    Args:
        table_id: Id of the dining table.
    """
    _dining_table(db, table_id)
    return db.all("SELECT * FROM bills WHERE table_id = ? ORDER BY bill_id", table_id)


@reads
def get_bill_line(db: Database, line_id: str) -> dict:
    """One bill line by its id.

    Args:
        line_id: Id of the bill line.
    """
    return _bill_line(db, line_id)


@reads
def search_bill_lines(db: Database, page: int = 1) -> dict:
    """Search bill lines one page after the other; with how many there are in total.

    Args:
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM bill_lines ORDER BY line_id")
    return _page(rows, page)


@reads
def list_bill_lines_of_bill(db: Database, bill_id: str) -> list[dict]:
    """All bill lines of one bill.

    Args:
        bill_id: Id of the bill.
    """
    _bill(db, bill_id)
    return db.all("SELECT * FROM bill_lines WHERE bill_id = ? ORDER BY line_id", bill_id)


@reads
def list_bill_lines_of_dish(db: Database, dish_id: str) -> list[dict]:
    """All bill lines of one dish.

    Args:
        dish_id: Id of the dish.
    """
    _dish(db, dish_id)
    return db.all("SELECT * FROM bill_lines WHERE dish_id = ? ORDER BY line_id", dish_id)


@reads
def total_party_of_reservations(
    db: Database,
    sitting: Literal["lunch", "early dinner", "late dinner"] | None = None,
    status: Literal["booked", "cancelled", "seated"] | None = None,
) -> dict:
    """Number of reservations, and sum, smallest and largest party size of them.

    Args:
        sitting: Only those with this sitting.
        status: Only those with this status.
    """
    rows = db.all("SELECT * FROM reservations")
    if sitting is not None:
        rows = [row for row in rows if row["sitting"] == sitting]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    found = [row["party"] for row in rows if row["party"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@writes("reservations")
def reserve_table(
    db: Database,
    guest_id: str,
    table_id: str,
    on_day: str,
    at: Literal["lunch", "early dinner", "late dinner"],
    people: int,
) -> dict:
    """Reserve a table for a guest and a party.

    Args:
        guest_id: Id of the guest.
        table_id: Id of the dining table.
        on_day: Date, as YYYY-MM-DD.
        at: Sitting.
        people: Party size.
    """
    guest = _guest(db, guest_id)
    table = _dining_table(db, table_id)
    if on_day < db.today.isoformat():
        raise Refused("not_past", "A reservation cannot be for the past.")
    if not (people >= 1 and people <= table["seats"]):
        raise Refused("seats", "The table does not seat that many.")
    if (people * 3) < table["seats"]:
        raise Refused("not_too_large", "A table is for a party that fills a third of it at least.")
    if any(
        True
        for other in db.all("SELECT * FROM reservations")
        if other["table_id"] == table["table_id"]
        and other["day"] == on_day
        and other["sitting"] == at
        and other["status"] == "booked"
    ):
        raise Refused("table_free", "The table is taken at that sitting.")
    if guest["no_shows"] >= 3:
        raise Refused("no_show_limit", "A guest with three no-shows or more cannot reserve.")
    if not (table["area"] != "window" or guest["standing"] != "new"):
        raise Refused("window_regulars", "Window tables are for guests who were here before.")
    new_reservation = db.next_id("reservations", "RS-", width=4)
    db.run(
        "INSERT INTO reservations (reservation_id, table_id, guest_id, day, sitting, party, status)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        new_reservation,
        table["table_id"],
        guest["guest_id"],
        on_day,
        at,
        people,
        "booked",
    )
    return _reservation(db, new_reservation)


@writes("guests", "reservations")
def cancel_reservation(db: Database, reservation_id: str) -> dict:
    """Cancel a reservation; on its day this counts as a no-show of the guest.

    Args:
        reservation_id: Id of the reservation.
    """
    reservation = _reservation(db, reservation_id)
    if reservation["status"] != "booked":
        raise Refused("reservation_booked", "Only a booked reservation can be cancelled.")
    if not (reservation["party"] < 5 or reservation["day"] > _later(db.today.isoformat(), 2)):
        raise Refused("large_party", "A party of 5 or more is cancelled 3 days ahead at least.")
    new_no_shows = (
        (_guest(db, reservation["guest_id"])["no_shows"] + 1)
        if reservation["day"] == db.today.isoformat()
        else _guest(db, reservation["guest_id"])["no_shows"]
    )
    db.run(
        "UPDATE reservations SET status = ? WHERE reservation_id = ?",
        "cancelled",
        reservation["reservation_id"],
    )
    db.run("UPDATE guests SET no_shows = ? WHERE guest_id = ?", new_no_shows, reservation["guest_id"])
    return _reservation(db, reservation["reservation_id"])


@writes("bill_lines")
def order_dish(db: Database, bill_id: str, dish_id: str, count_wanted: int) -> dict:
    """Put portions of a dish on an open bill.

    Args:
        bill_id: Id of the bill.
        dish_id: Id of the dish.
        count_wanted: Number of portions.
    """
    bill = _bill(db, bill_id)
    dish = _dish(db, dish_id)
    if bill["status"] != "open":
        raise Refused("bill_open", "The bill has been paid.")
    if dish["status"] != "on the menu":
        raise Refused("on_menu", "The dish is not on the menu.")
    if not (count_wanted >= 1 and count_wanted <= 8):
        raise Refused("portions", "An order is for 1 to 8 portions.")
    if any(
        True
        for other in db.all("SELECT * FROM recipes")
        if other["dish_id"] == dish["dish_id"] and _ingredient(db, other["ingredient_id"])["stock"] < other["needed"]
    ):
        raise Refused("ingredients_there", "Not enough of an ingredient is in stock.")
    if any(
        True
        for other in db.all("SELECT * FROM bill_lines")
        if other["bill_id"] == bill["bill_id"] and other["dish_id"] == dish["dish_id"]
    ):
        raise Refused("ordered_once", "The dish is on the bill already.")
    new_bill_line = db.next_id("bill_lines", "BL-", width=4)
    db.run(
        "INSERT INTO bill_lines (line_id, bill_id, dish_id, portions, amount) VALUES (?, ?, ?, ?, ?)",
        new_bill_line,
        bill["bill_id"],
        dish["dish_id"],
        count_wanted,
        dish["price"] * count_wanted,
    )
    return _bill_line(db, new_bill_line)


@writes("bills")
def pay_bill(db: Database, bill_id: str, given: int) -> dict:
    """Take the payment of a bill, with a tip.

    Args:
        bill_id: Id of the bill.
        given: Tip in EUR.
    """
    bill = _bill(db, bill_id)
    if bill["status"] != "open":
        raise Refused("bill_open", "The bill has been paid already.")
    if not (given >= 0 and given <= 15):
        raise Refused("tip_range", "A tip on a bill is from 0 to 15 EUR.")
    if not any(True for other in db.all("SELECT * FROM bill_lines") if other["bill_id"] == bill["bill_id"]):
        raise Refused("something_on_it", "There is nothing on the bill.")
    db.run("UPDATE bills SET status = ?, tip = ? WHERE bill_id = ?", "paid", given, bill["bill_id"])
    return _bill(db, bill["bill_id"])


@writes("ingredients")
def restock(db: Database, ingredient_id: str, kilos: int) -> dict:
    """Book a delivery of an ingredient.

    Args:
        ingredient_id: Id of the ingredient.
        kilos: Amount.
    """
    ingredient = _ingredient(db, ingredient_id)
    if kilos < 4:
        raise Refused("smallest_delivery", "A delivery is of 4 kg at least.")
    if (ingredient["stock"] + kilos) > (20 if ingredient["storage"] == "frozen" else 40):
        raise Refused("store_limit", "The store holds 40 kg of an ingredient, the freezer 20 kg.")
    db.run(
        "UPDATE ingredients SET stock = ? WHERE ingredient_id = ?",
        ingredient["stock"] + kilos,
        ingredient["ingredient_id"],
    )
    return _ingredient(db, ingredient["ingredient_id"])


@writes("ingredients", "recipes")
def drop_ingredient(db: Database, ingredient_id: str) -> dict:
    """Take an ingredient out of all recipes, and write its stock off.

    Args:
        ingredient_id: Id of the ingredient.
    """
    ingredient = _ingredient(db, ingredient_id)
    if ingredient["stock"] > 5:
        raise Refused("stock_low", "More than 5 kg of it are in stock.")
    if sum(1 for other in db.all("SELECT * FROM recipes") if other["ingredient_id"] == ingredient["ingredient_id"]) > 4:
        raise Refused("few_recipes", "More than 4 recipes need it.")
    changed_recipes = [
        other
        for other in db.all("SELECT * FROM recipes ORDER BY recipe_id")
        if other["ingredient_id"] == ingredient["ingredient_id"]
    ]
    db.run("UPDATE ingredients SET stock = ? WHERE ingredient_id = ?", 0, ingredient["ingredient_id"])
    for other in changed_recipes:
        db.run("UPDATE recipes SET needed = ? WHERE recipe_id = ?", 0, other["recipe_id"])
    return _ingredient(db, ingredient["ingredient_id"])
