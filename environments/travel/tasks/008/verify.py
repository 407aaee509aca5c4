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
HOTELS_CHANGED = [
    {"hotel_id": "HO-0018", "free_rooms": 2},
    {"hotel_id": "HO-0026", "free_rooms": 3},
    {"hotel_id": "HO-0028", "free_rooms": 4},
]
STAYS_ADDED = [
    {
        "stay_id": "new stays",
        "hotel_id": "HO-0018",
        "traveller_id": "TV-0023",
        "arrival": "2026-05-06",
        "nights": 2,
        "total": 200,
        "status": "booked",
    }
]
STAYS_CHANGED = [{"stay_id": "ST-0043", "hotel_id": "HO-0028", "total": 1368}]
TRAVELLERS_CHANGED = [{"traveller_id": "TV-0014", "budget": 60}, {"traveller_id": "TV-0023", "budget": 1000}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "hotels_changed": seen.pop("hotels_changed", None) == HOTELS_CHANGED,
        "stays_added": seen.pop("stays_added", None) == STAYS_ADDED,
        "stays_changed": seen.pop("stays_changed", None) == STAYS_CHANGED,
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
