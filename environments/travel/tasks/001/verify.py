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
    {"train_id": "TR-0021", "traveller_id": "TV-0028", "day": "2026-05-09", "fare": 10, "status": "booked"},
    {"train_id": "TR-0023", "traveller_id": "TV-0020", "day": "2026-05-17", "fare": 57, "status": "booked"},
    {"train_id": "TR-0026", "traveller_id": "TV-0001", "day": "2026-05-10", "fare": 15, "status": "booked"},
    {"train_id": "TR-0034", "traveller_id": "TV-0024", "day": "2026-05-11", "fare": 10, "status": "booked"},
]
TRAINS_CHANGED = {
    "TR-0021": {"free_seats": 10},
    "TR-0023": {"free_seats": 11},
    "TR-0026": {"free_seats": 31},
    "TR-0034": {"free_seats": 38},
}
TRAVELLERS_CHANGED = {
    "TV-0001": {"budget": 5},
    "TV-0020": {"budget": 263},
    "TV-0024": {"budget": 1530},
    "TV-0028": {"budget": 0},
}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "rides_added": seen.pop("rides_added", None) == RIDES_ADDED,
        "trains_changed": seen.pop("trains_changed", None) == TRAINS_CHANGED,
        "travellers_changed": seen.pop("travellers_changed", None) == TRAVELLERS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added (without their keys), changed and removed."""
    old, new, fresh, found = {}, {}, {}, {}
    for table, key in TABLES.items():
        old[table] = {row[key]: row for row in before.all(f"SELECT * FROM {table}")}
        new[table] = {row[key]: row for row in after.all(f"SELECT * FROM {table}")}
        fresh.update({one: f"new {table}" for one in new[table] if one not in old[table]})
    for table, key in TABLES.items():
        added = [
            {name: fresh.get(value, value) for name, value in row.items() if name != key}
            for one, row in new[table].items()
            if one not in old[table]
        ]
        changed = {
            one: {name: value for name, value in row.items() if value != old[table][one][name]}
            for one, row in new[table].items()
            if one in old[table] and row != old[table][one]
        }
        removed = sorted(one for one in old[table] if one not in new[table])
        found[f"{table}_added"] = sorted(added, key=repr)
        found[f"{table}_changed"] = changed
        found[f"{table}_removed"] = removed
    return {name: one for name, one in found.items() if one}
