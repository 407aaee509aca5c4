"""Which steps were done: a criterion for each, and none holds if anything else changed."""

TABLES = {
    "cities": "city_id",
    "hotels": "hotel_id",
    "sights": "sight_id",
    "trains": "train_id",
    "travellers": "traveller_id",
    "stays": "stay_id",
    "rides": "ride_id",
}
STEPS = ("cancel_stay", "cancel_ride")
OUTCOMES = [
    (
        ("cancel_stay", "cancel_ride"),
        {
            "hotels_changed": [{"hotel_id": "HO-0028", "free_rooms": 6}],
            "travellers_changed": [{"traveller_id": "TV-0011", "budget": 778}],
            "stays_changed": [{"stay_id": "ST-0064", "status": "cancelled"}],
            "trains_changed": [{"train_id": "TR-0017", "free_seats": 26}],
            "rides_changed": [{"ride_id": "RI-0022", "status": "cancelled"}],
        },
    ),
    (
        ("cancel_stay",),
        {
            "hotels_changed": [{"hotel_id": "HO-0028", "free_rooms": 6}],
            "travellers_changed": [{"traveller_id": "TV-0011", "budget": 778}],
            "stays_changed": [{"stay_id": "ST-0064", "status": "cancelled"}],
        },
    ),
    (
        ("cancel_ride",),
        {
            "trains_changed": [{"train_id": "TR-0017", "free_seats": 26}],
            "rides_changed": [{"ride_id": "RI-0022", "status": "cancelled"}],
        },
    ),
]


def verify(answer, before, after):
    seen = _difference(before, after)
    done = next((steps for steps, changes in OUTCOMES if changes == seen), ())
    return {step: step in done for step in STEPS}


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
