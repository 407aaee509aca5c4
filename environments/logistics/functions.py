"""Tools of the pack logistics. A haulier: depots, lanes between them, trucks, drivers, trips and parcels."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from environment import Database, Refused, reads, writes


def _depot(db: Database, depot_id: str) -> dict:
    row = db.one("SELECT * FROM depots WHERE depot_id = ?", depot_id)
    if row is None:
        raise Refused("no_such_depot", f"There is no depot {depot_id!r}.")
    return row


def _lane(db: Database, lane_id: str) -> dict:
    row = db.one("SELECT * FROM lanes WHERE lane_id = ?", lane_id)
    if row is None:
        raise Refused("no_such_lane", f"There is no lane {lane_id!r}.")
    return row


def _truck(db: Database, truck_id: str) -> dict:
    row = db.one("SELECT * FROM trucks WHERE truck_id = ?", truck_id)
    if row is None:
        raise Refused("no_such_truck", f"There is no truck {truck_id!r}.")
    return row


def _driver(db: Database, driver_id: str) -> dict:
    row = db.one("SELECT * FROM drivers WHERE driver_id = ?", driver_id)
    if row is None:
        raise Refused("no_such_driver", f"There is no driver {driver_id!r}.")
    return row


def _trip(db: Database, trip_id: str) -> dict:
    row = db.one("SELECT * FROM trips WHERE trip_id = ?", trip_id)
    if row is None:
        raise Refused("no_such_trip", f"There is no trip {trip_id!r}.")
    return row


def _parcel(db: Database, parcel_id: str) -> dict:
    row = db.one("SELECT * FROM parcels WHERE parcel_id = ?", parcel_id)
    if row is None:
        raise Refused("no_such_parcel", f"There is no parcel {parcel_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@reads
def get_depot(db: Database, depot_id: str) -> dict:
    """One depot by its id.

    Args:
        depot_id: Id of the depot.
    """
    return _depot(db, depot_id)


@reads
def search_depots(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search depots by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM depots ORDER BY depot_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def get_lane(db: Database, lane_id: str) -> dict:
    """One lane by its id.

    Args:
        lane_id: Id of the lane.
    """
    return _lane(db, lane_id)


@reads
def search_lanes(db: Database, page: int = 1) -> dict:
    """Search lanes one page after the other; with how many there are in total.

    Args:
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM lanes ORDER BY lane_id")
    return _page(rows, page)


@reads
def list_lanes_of_from_depot(db: Database, from_depot_id: str) -> list[dict]:
    """All lanes of one departure depot.

    Args:
        from_depot_id: Id of the depot.
    """
    _depot(db, from_depot_id)
    return db.all("SELECT * FROM lanes WHERE from_depot_id = ? ORDER BY lane_id", from_depot_id)


@reads
def list_lanes_of_to_depot(db: Database, to_depot_id: str) -> list[dict]:
    """All lanes of one arrival depot.

    Args:
        to_depot_id: Id of the depot.
    """
    _depot(db, to_depot_id)
    return db.all("SELECT * FROM lanes WHERE to_depot_id = ? ORDER BY lane_id", to_depot_id)


@reads
def get_truck(db: Database, truck_id: str) -> dict:
    """One truck by its id.

    Args:
        truck_id: Id of the truck.
    """
    return _truck(db, truck_id)


@reads
def search_trucks(
    db: Database,
    plate: str | None = None,
    fuel: Literal["diesel", "electric", "gas"] | None = None,
    status: Literal["ready", "workshop"] | None = None,
    page: int = 1,
) -> dict:
    """Search trucks by licence plate, drive and status; with how many there are in total.

    Args:
        plate: Part of the licence plate; upper and lower case are the same.
        fuel: Only those with this drive.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM trucks ORDER BY truck_id")
    if plate is not None:
        rows = [row for row in rows if plate.lower() in row["plate"].lower()]
    if fuel is not None:
        rows = [row for row in rows if row["fuel"] == fuel]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_trucks_of_depot(db: Database, depot_id: str) -> list[dict]:
    """All trucks of one depot.

    Args:
        depot_id: Id of the depot.
    """
    _depot(db, depot_id)
    return db.all("SELECT * FROM trucks WHERE depot_id = ? ORDER BY truck_id", depot_id)


@reads
def get_driver(db: Database, driver_id: str) -> dict:
    """One driver by its id.

    Args:
        driver_id: Id of the driver.
    """
    return _driver(db, driver_id)


@reads
def search_drivers(
    db: Database,
    name: str | None = None,
    licence: Literal["light", "heavy"] | None = None,
    page: int = 1,
) -> dict:
    """Search drivers by name and licence class; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        licence: Only those with this licence class.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM drivers ORDER BY driver_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if licence is not None:
        rows = [row for row in rows if row["licence"] == licence]
    return _page(rows, page)


@reads
def list_drivers_of_depot(db: Database, depot_id: str) -> list[dict]:
    """All drivers of one depot.

    Args:
        depot_id: Id of the depot.
    """
    _depot(db, depot_id)
    return db.all("SELECT * FROM drivers WHERE depot_id = ? ORDER BY driver_id", depot_id)


@reads
def get_trip(db: Database, trip_id: str) -> dict:
    """One trip by its id.

    Args:
        trip_id: Id of the trip.
    """
    return _trip(db, trip_id)


@reads
def search_trips(db: Database, status: Literal["planned", "cancelled", "arrived"] | None = None, page: int = 1) -> dict:
    """Search trips by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM trips ORDER BY trip_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_trips_of_lane(db: Database, lane_id: str) -> list[dict]:
    """All trips of one lane.

    Args:
        lane_id: Id of the lane.
    """
    _lane(db, lane_id)
    return db.all("SELECT * FROM trips WHERE lane_id = ? ORDER BY trip_id", lane_id)


@reads
def list_trips_of_truck(db: Database, truck_id: str) -> list[dict]:
    """All trips of one truck.

    Args:
        truck_id: Id of the truck.
    """
    _truck(db, truck_id)
    return db.all("SELECT * FROM trips WHERE truck_id = ? ORDER BY trip_id", truck_id)


@reads
def list_trips_of_driver(db: Database, driver_id: str) -> list[dict]:
    """All trips of one driver.

    Args:
        driver_id: Id of the driver.
    """
    _driver(db, driver_id)
    return db.all("SELECT * FROM trips WHERE driver_id = ? ORDER BY trip_id", driver_id)


@reads
def get_parcel(db: Database, parcel_id: str) -> dict:
    """One parcel by its id.

    Args:
        parcel_id: Id of the parcel.
    """
    return _parcel(db, parcel_id)


@reads
def search_parcels(
    db: Database,
    priority: Literal["standard", "urgent", "fragile"] | None = None,
    status: Literal["waiting", "loaded", "delivered"] | None = None,
    page: int = 1,
) -> dict:
    """Search parcels by priority and status; with how many there are in total.

    Args:
        priority: Only those with this priority.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM parcels ORDER BY parcel_id")
    if priority is not None:
        rows = [row for row in rows if row["priority"] == priority]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_parcels_of_depot(db: Database, depot_id: str) -> list[dict]:
    """All parcels of one current depot.

    Args:
        depot_id: Id of the depot.
    """
    _depot(db, depot_id)
    return db.all("SELECT * FROM parcels WHERE depot_id = ? ORDER BY parcel_id", depot_id)


@reads
def list_parcels_of_destination(db: Database, destination_id: str) -> list[dict]:
    """All parcels of one destination.

    Args:
        destination_id: Id of the depot.
    """
    _depot(db, destination_id)
    return db.all("SELECT * FROM parcels WHERE destination_id = ? ORDER BY parcel_id", destination_id)


@reads
def list_parcels_of_trip(db: Database, trip_id: str) -> list[dict]:
    """All parcels of one trip.

    Args:
        trip_id: Id of the trip.
    """
    _trip(db, trip_id)
    return db.all("SELECT * FROM parcels WHERE trip_id = ? ORDER BY parcel_id", trip_id)


@reads
def total_weight_of_parcels(
    db: Database,
    priority: Literal["standard", "urgent", "fragile"] | None = None,
    status: Literal["waiting", "loaded", "delivered"] | None = None,
) -> dict:
    """Number of parcels, and sum, smallest and largest weight of them.

    Args:
        priority: Only those with this priority.
        status: Only those with this status.
    """
    rows = db.all("SELECT * FROM parcels")
    if priority is not None:
        rows = [row for row in rows if row["priority"] == priority]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    found = [row["weight"] for row in rows if row["weight"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@writes("drivers", "trips")
def plan_trip(db: Database, lane_id: str, truck_id: str, driver_id: str, on_day: str) -> dict:
    """Plan a trip on a lane with a truck and a driver.

    Args:
        lane_id: Id of the lane.
        truck_id: Id of the truck.
        driver_id: Id of the driver.
        on_day: Date, as YYYY-MM-DD.
    """
    lane = _lane(db, lane_id)
    truck = _truck(db, truck_id)
    driver = _driver(db, driver_id)
    if on_day < db.today.isoformat():
        raise Refused("not_past", "A trip cannot be planned for the past.")
    if truck["status"] != "ready":
        raise Refused("truck_ready", "The truck is in the workshop.")
    if not (truck["depot_id"] == lane["from_depot_id"] and driver["depot_id"] == lane["from_depot_id"]):
        raise Refused("all_here", "Truck and driver must be at the depot where the lane begins.")
    if any(
        True
        for other in db.all("SELECT * FROM trips")
        if other["status"] == "planned"
        and (other["truck_id"] == truck["truck_id"] or other["driver_id"] == driver["driver_id"])
    ):
        raise Refused("nobody_busy", "The truck or the driver has a planned trip already.")
    if not (truck["capacity"] <= 1200 or driver["licence"] == "heavy"):
        raise Refused("heavy_licence", "A truck for more than 1200 kg needs a heavy licence.")
    if driver["hours_left"] < lane["hours"]:
        raise Refused("enough_hours", "The driver has not enough hours left.")
    new_trip = db.next_id("trips", "TP-", width=4)
    db.run(
        "INSERT INTO trips (trip_id, lane_id, truck_id, driver_id, day, status) VALUES (?, ?, ?, ?, ?, ?)",
        new_trip,
        lane["lane_id"],
        truck["truck_id"],
        driver["driver_id"],
        on_day,
        "planned",
    )
    db.run(
        "UPDATE drivers SET hours_left = ? WHERE driver_id = ?",
        driver["hours_left"] - lane["hours"],
        driver["driver_id"],
    )
    return _trip(db, new_trip)


@writes("parcels")
def load_parcel(db: Database, parcel_id: str, trip_id: str) -> dict:
    """Load a waiting parcel for a planned trip to its destination.

    Args:
        parcel_id: Id of the parcel.
        trip_id: Id of the trip.
    """
    parcel = _parcel(db, parcel_id)
    trip = _trip(db, trip_id)
    if parcel["status"] != "waiting":
        raise Refused("parcel_waiting", "Only a waiting parcel can be loaded.")
    if trip["status"] != "planned":
        raise Refused("trip_planned", "Only planned trips are loaded.")
    if not (
        parcel["depot_id"] == _lane(db, trip["lane_id"])["from_depot_id"]
        and parcel["destination_id"] == _lane(db, trip["lane_id"])["to_depot_id"]
    ):
        raise Refused("right_way", "The trip does not go from where the parcel is to its destination.")
    if (
        sum(other["weight"] for other in db.all("SELECT * FROM parcels") if other["trip_id"] == trip["trip_id"])
        + parcel["weight"]
    ) > _truck(db, trip["truck_id"])["capacity"]:
        raise Refused("capacity", "The truck cannot carry that much.")
    db.run(
        "UPDATE parcels SET status = ?, trip_id = ? WHERE parcel_id = ?",
        "loaded",
        trip["trip_id"],
        parcel["parcel_id"],
    )
    return _parcel(db, parcel["parcel_id"])


@writes("parcels")
def unload_parcel(db: Database, parcel_id: str) -> dict:
    """Take a loaded parcel off its trip; it waits again.

    Args:
        parcel_id: Id of the parcel.
    """
    parcel = _parcel(db, parcel_id)
    if parcel["status"] != "loaded":
        raise Refused("parcel_loaded", "The parcel is on no trip.")
    if parcel["priority"] == "urgent":
        raise Refused("not_urgent", "An urgent parcel stays on its trip.")
    db.run("UPDATE parcels SET status = ?, trip_id = ? WHERE parcel_id = ?", "waiting", None, parcel["parcel_id"])
    return _parcel(db, parcel["parcel_id"])


@writes("drivers", "parcels", "trips", "trucks")
def complete_trip(db: Database, trip_id: str) -> dict:
    """A planned trip arrived: its parcels are delivered, truck and driver are at the other depot.

    Args:
        trip_id: Id of the trip.
    """
    trip = _trip(db, trip_id)
    if trip["status"] != "planned":
        raise Refused("trip_planned", "The trip is not planned any more.")
    if trip["day"] > _later(db.today.isoformat(), 1):
        raise Refused("trip_due", "The trip is not due yet.")
    if not any(True for other in db.all("SELECT * FROM parcels") if other["trip_id"] == trip["trip_id"]):
        raise Refused("not_empty", "An empty trip is cancelled, not completed.")
    new_depot_id = _lane(db, trip["lane_id"])["to_depot_id"]
    new_depot_id_2 = _lane(db, trip["lane_id"])["to_depot_id"]
    changed_parcels = [
        other for other in db.all("SELECT * FROM parcels ORDER BY parcel_id") if other["trip_id"] == trip["trip_id"]
    ]
    db.run("UPDATE trips SET status = ? WHERE trip_id = ?", "arrived", trip["trip_id"])
    db.run("UPDATE trucks SET depot_id = ? WHERE truck_id = ?", new_depot_id, trip["truck_id"])
    db.run("UPDATE drivers SET depot_id = ? WHERE driver_id = ?", new_depot_id_2, trip["driver_id"])
    for other in changed_parcels:
        db.run(
            "UPDATE parcels SET status = ?, depot_id = ?, trip_id = ? WHERE parcel_id = ?",
            "delivered",
            _lane(db, trip["lane_id"])["to_depot_id"],
            None,
            other["parcel_id"],
        )
    return _trip(db, trip["trip_id"])


@writes("drivers", "parcels", "trips")
def cancel_trip(db: Database, trip_id: str) -> dict:
    """Cancel a planned trip without urgent parcels; what was loaded waits again.

    Args:
        trip_id: Id of the trip.
    """
    trip = _trip(db, trip_id)
    if trip["status"] != "planned":
        raise Refused("trip_planned", "Only a planned trip can be cancelled.")
    if any(
        True
        for other in db.all("SELECT * FROM parcels")
        if other["trip_id"] == trip["trip_id"] and other["priority"] == "urgent"
    ):
        raise Refused("nothing_urgent", "A trip with an urgent parcel cannot be cancelled.")
    new_hours_left = _driver(db, trip["driver_id"])["hours_left"] + _lane(db, trip["lane_id"])["hours"]
    changed_parcels = [
        other for other in db.all("SELECT * FROM parcels ORDER BY parcel_id") if other["trip_id"] == trip["trip_id"]
    ]
    db.run("UPDATE trips SET status = ? WHERE trip_id = ?", "cancelled", trip["trip_id"])
    db.run("UPDATE drivers SET hours_left = ? WHERE driver_id = ?", new_hours_left, trip["driver_id"])
    for other in changed_parcels:
        db.run("UPDATE parcels SET status = ?, trip_id = ? WHERE parcel_id = ?", "waiting", None, other["parcel_id"])
    return _trip(db, trip["trip_id"])
