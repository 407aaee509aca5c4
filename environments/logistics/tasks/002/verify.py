"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "depots": "depot_id",
    "lanes": "lane_id",
    "trucks": "truck_id",
    "drivers": "driver_id",
    "trips": "trip_id",
    "parcels": "parcel_id",
}
DRIVERS_CHANGED = {"DV-0002": {"hours_left": 28}, "DV-0012": {"hours_left": 47}, "DV-0013": {"hours_left": 21}}
PARCELS_CHANGED = {
    "PC-0017": {"trip_id": None, "status": "waiting"},
    "PC-0043": {"trip_id": None, "status": "waiting"},
    "PC-0079": {"trip_id": None, "status": "waiting"},
    "PC-0124": {"trip_id": None, "status": "waiting"},
    "PC-0147": {"trip_id": None, "status": "waiting"},
    "PC-0158": {"trip_id": None, "status": "waiting"},
}
TRIPS_ADDED = [
    {"lane_id": "LA-0012", "truck_id": "TK-0024", "driver_id": "DV-0002", "day": "2026-07-02", "status": "planned"}
]
TRIPS_CHANGED = {"TP-0011": {"status": "cancelled"}, "TP-0052": {"status": "cancelled"}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "drivers_changed": seen.pop("drivers_changed", None) == DRIVERS_CHANGED,
        "parcels_changed": seen.pop("parcels_changed", None) == PARCELS_CHANGED,
        "trips_added": seen.pop("trips_added", None) == TRIPS_ADDED,
        "trips_changed": seen.pop("trips_changed", None) == TRIPS_CHANGED,
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
