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
ANSWER = 20
HOTELS_CHANGED = [{"hotel_id": "HO-0028", "free_rooms": 6}]
RIDES_CHANGED = [{"ride_id": "RI-0022", "status": "cancelled"}]
STAYS_CHANGED = [{"stay_id": "ST-0064", "status": "cancelled"}]
TRAINS_CHANGED = [{"train_id": "TR-0017", "free_seats": 26}]
TRAVELLERS_CHANGED = [{"traveller_id": "TV-0011", "budget": 778}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "right_answer": _number(answer) == ANSWER,
        "hotels_changed": seen.pop("hotels_changed", None) == HOTELS_CHANGED,
        "rides_changed": seen.pop("rides_changed", None) == RIDES_CHANGED,
        "stays_changed": seen.pop("stays_changed", None) == STAYS_CHANGED,
        "trains_changed": seen.pop("trains_changed", None) == TRAINS_CHANGED,
        "travellers_changed": seen.pop("travellers_changed", None) == TRAVELLERS_CHANGED,
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
