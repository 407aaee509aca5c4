"""Tools of the depot."""

from __future__ import annotations

from typing import Literal

from environment import Database, Refused, reads, writes


def _row(db: Database, table: str, key: str, value: str) -> dict:
    row = db.one(f"SELECT * FROM {table} WHERE {key} = ?", value)
    if row is None:
        raise Refused("not_found", f"There is no {table[:-1]} {value!r}.")
    return row


@reads
def find_rooms(db: Database, floor: int | None = None) -> list:
    """Rooms, by id.

    Args:
        floor: Only rooms on this floor.
    """
    return db.all("SELECT * FROM rooms WHERE ? IS NULL OR floor = ? ORDER BY room_id", floor, floor)


@reads
def list_crates(db: Database, room_id: str) -> list:
    """Ids and labels of the crates in a room.

    Args:
        room_id: Id of the room, such as R-1.
    """
    _row(db, "rooms", "room_id", room_id)
    return db.all("SELECT crate_id, label FROM crates WHERE room_id = ? ORDER BY crate_id", room_id)


@reads
def get_crate(db: Database, crate_id: str) -> dict:
    """Everything about a crate.

    Args:
        crate_id: Id of the crate, such as C-101.
    """
    return _row(db, "crates", "crate_id", crate_id)


@reads
def list_orders(
    db: Database, status: Literal["open", "shipped", "cancelled"] | None = None, customer: str | None = None
) -> list:
    """Orders, by id.

    Args:
        status: Only orders with this status.
        customer: Only orders of this customer.
    """
    return db.all(
        "SELECT * FROM orders WHERE (? IS NULL OR status = ?) AND (? IS NULL OR customer = ?) ORDER BY order_id",
        status, status, customer, customer,
    )  # fmt: skip


@writes("crates")
def move_crate(db: Database, crate_id: str, room_id: str) -> dict:
    """Move a crate to another room.

    Args:
        crate_id: Id of the crate.
        room_id: Id of the room.
    """
    crate = _row(db, "crates", "crate_id", crate_id)
    room = _row(db, "rooms", "room_id", room_id)
    if crate["room_id"] == room_id:
        raise Refused("already_there", "The crate is in that room already.")
    if crate["weight"] > 50 and room["floor"] > 1:
        raise Refused("too_heavy", "Crates above 50 kg are not carried above the first floor.")
    db.run("UPDATE crates SET room_id = ? WHERE crate_id = ?", room_id, crate_id)
    return {"crate_id": crate_id, "room_id": room_id}


@writes("orders")
def cancel_order(db: Database, order_id: str) -> dict:
    """Cancel an open order.

    Args:
        order_id: Id of the order, such as O-001.
    """
    order = _row(db, "orders", "order_id", order_id)
    if order["status"] != "open":
        raise Refused("order_open", "Only an open order can be cancelled.")
    db.run("UPDATE orders SET status = 'cancelled' WHERE order_id = ?", order_id)
    return {"order_id": order_id, "status": "cancelled"}


@writes("orders")
def place_order(db: Database, crate_id: str, customer: str) -> dict:
    """Order a crate for a customer.

    Args:
        crate_id: Id of the crate.
        customer: Full name of the customer.
    """
    _row(db, "crates", "crate_id", crate_id)
    if not customer.strip():
        raise Refused("customer_named", "An order needs the name of a customer.")
    if db.one("SELECT 1 AS found FROM orders WHERE crate_id = ? AND status = 'open'", crate_id):
        raise Refused("not_ordered", "There is an open order for that crate.")
    order_id = db.next_id("orders", "O-", width=3)
    db.run("INSERT INTO orders VALUES (?, ?, ?, ?, 'open')", order_id, crate_id, customer, db.today.isoformat())
    return {"order_id": order_id}
