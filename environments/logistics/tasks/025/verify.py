"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "depots": "depot_id",
    "lanes": "lane_id",
    "trucks": "truck_id",
    "drivers": "driver_id",
    "trips": "trip_id",
    "parcels": "parcel_id",
}
ANSWER = 138.67
DRIVERS_CHANGED = [{"driver_id": "DV-0013", "hours_left": 21}]
PARCELS_CHANGED = [{"parcel_id": "PC-0008", "trip_id": "TP-0052", "status": "loaded"}]
TRIPS_CHANGED = [{"trip_id": "TP-0011", "status": "cancelled"}]


def verify(answer, before, after):
    given = _number(answer)
    seen = _difference(before, after)
    return {
        "right_answer": given is not None and abs(given - ANSWER) <= 0.011,
        "drivers_changed": seen.pop("drivers_changed", None) == DRIVERS_CHANGED,
        "parcels_changed": seen.pop("parcels_changed", None) == PARCELS_CHANGED,
        "trips_changed": seen.pop("trips_changed", None) == TRIPS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _number(value):
    """A number, also one in a text such as "1,250"; None for anything else."""
    if isinstance(value, str):
        value = value.strip().replace(",", "")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _difference(before, after):
    """What differs, by table: rows added, new values of changed rows, ids of removed ones. New ids are "new TABLE"."""
    tables = [(one, key, f"SELECT * FROM {one}") for one, key in TABLES.items()]
    touched = [(one, key, rows) for one, key, rows in tables if before.all(rows) != after.all(rows)]
    old = {(one, row[key]): row for one, key, rows in touched for row in before.all(rows)}
    new = {(one, row[key]): row for one, key, rows in touched for row in after.all(rows)}
    fresh = {key: f"new {table}" for table, key in new.keys() - old.keys()}
    found = {}
    for (table, key), row in new.items():
        known = old.get((table, key), {})
        if row != known:
            unlike = {name for name, one in row.items() if (name, one) not in known.items()} | {TABLES[table]}
            values = {name: fresh.get(one, one) for name, one in row.items() if name in unlike}
            found.setdefault(f"{table}_changed" if known else f"{table}_added", []).append(values)
    for table, key in old.keys() - new.keys():
        found.setdefault(f"{table}_removed", []).append(key)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
