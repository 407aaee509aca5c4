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
HOTELS_CHANGED = {"HO-0009": {"free_rooms": 4}, "HO-0013": {"free_rooms": 2}}
RIDES_ADDED = [{"train_id": "TR-0037", "traveller_id": "TV-0026", "day": "2026-06-01", "fare": 60, "status": "booked"}]
STAYS_CHANGED = {"ST-0092": {"hotel_id": "HO-0013", "total": 804}}
TRAINS_CHANGED = {"TR-0037": {"free_seats": 12}}
TRAVELLERS_CHANGED = {"TV-0018": {"budget": 968}, "TV-0026": {"budget": 990}}


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
