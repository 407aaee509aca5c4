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
ANSWER = "ST-0038"
HOTELS_CHANGED = [{"hotel_id": "HO-0038", "free_rooms": 5}]
STAYS_ADDED = [
    {
        "stay_id": "new stays",
        "hotel_id": "HO-0038",
        "traveller_id": "TV-0022",
        "arrival": "2026-05-20",
        "nights": 1,
        "total": 62,
        "status": "booked",
    }
]
TRAVELLERS_CHANGED = [{"traveller_id": "TV-0022", "budget": 68}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "right_answer": _text(answer) == _text(ANSWER),
        "hotels_changed": seen.pop("hotels_changed", None) == HOTELS_CHANGED,
        "stays_added": seen.pop("stays_added", None) == STAYS_ADDED,
        "travellers_changed": seen.pop("travellers_changed", None) == TRAVELLERS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _text(value):
    """A text without regard to case and space."""
    return " ".join(value.lower().split()) if isinstance(value, str) else None


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
