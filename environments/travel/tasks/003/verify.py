"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "cities": "city_id",
    "hotels": "hotel_id",
    "sights": "sight_id",
    "trains": "train_id",
    "travellers": "traveller_id",
    "stays": "stay_id",
    "rides": "ride_id",
}
RIDES_ADDED = [
    {
        "ride_id": "new rides",
        "train_id": "TR-0081",
        "traveller_id": "TV-0035",
        "day": "2026-05-29",
        "fare": 21,
        "status": "booked",
    }
]
TRAINS_CHANGED = [{"train_id": "TR-0081", "free_seats": 0}]
TRAVELLERS_CHANGED = [{"traveller_id": "TV-0035", "budget": 379}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "rides_added": seen.pop("rides_added", None) == RIDES_ADDED,
        "trains_changed": seen.pop("trains_changed", None) == TRAINS_CHANGED,
        "travellers_changed": seen.pop("travellers_changed", None) == TRAVELLERS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added, new values of changed rows, ids of removed ones. New ids are "new TABLE"."""
    names = [(one, key, f"SELECT * FROM {one}") for one, key in TABLES.items()]
    old = {(one, row[key]): tuple(row.items()) for one, key, rows in names for row in before.all(rows)}
    new = {(one, row[key]): tuple(row.items()) for one, key, rows in names for row in after.all(rows)}
    fresh = {key: f"new {table}" for table, key in new.keys() - old.keys()}
    found = {}
    for (table, key), row in new.items() - old.items():
        known = old.get((table, key), ())
        values = {name: fresh.get(one, one) for name, one in row if name == TABLES[table] or (name, one) not in known}
        found.setdefault(f"{table}_changed" if known else f"{table}_added", []).append(values)
    for table, key in old.keys() - new.keys():
        found.setdefault(f"{table}_removed", []).append(key)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
