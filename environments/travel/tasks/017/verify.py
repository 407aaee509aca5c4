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
HOTELS_CHANGED = [{"hotel_id": "HO-0025", "free_rooms": 4}]
RIDES_ADDED = [
    {
        "ride_id": "new rides",
        "train_id": "TR-0047",
        "traveller_id": "TV-0034",
        "day": "2026-05-19",
        "fare": 10,
        "status": "booked",
    }
]
STAYS_CHANGED = [{"stay_id": "ST-0023", "status": "cancelled"}]
TRAINS_CHANGED = [{"train_id": "TR-0047", "free_seats": 12}]
TRAVELLERS_CHANGED = [{"traveller_id": "TV-0002", "budget": 320}, {"traveller_id": "TV-0034", "budget": 170}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "hotels_changed": seen.pop("hotels_changed", None) == HOTELS_CHANGED,
        "rides_added": seen.pop("rides_added", None) == RIDES_ADDED,
        "stays_changed": seen.pop("stays_changed", None) == STAYS_CHANGED,
        "trains_changed": seen.pop("trains_changed", None) == TRAINS_CHANGED,
        "travellers_changed": seen.pop("travellers_changed", None) == TRAVELLERS_CHANGED,
        "nothing_else_changed": not seen,
    }


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
