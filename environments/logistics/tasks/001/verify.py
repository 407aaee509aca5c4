"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "depots": "depot_id",
    "lanes": "lane_id",
    "trucks": "truck_id",
    "drivers": "driver_id",
    "trips": "trip_id",
    "parcels": "parcel_id",
}
DRIVERS_CHANGED = {"DV-0010": {"hours_left": 0}, "DV-0019": {"hours_left": 28}, "DV-0024": {"depot_id": "DP-0001"}}
PARCELS_CHANGED = {
    "PC-0009": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0022": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0026": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0032": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0039": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0068": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0084": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0097": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0108": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0139": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0153": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0160": {"trip_id": None, "status": "waiting"},
    "PC-0169": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0174": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
    "PC-0189": {"depot_id": "DP-0001", "trip_id": None, "status": "delivered"},
}
TRIPS_ADDED = [
    {"lane_id": "LA-0023", "truck_id": "TK-0022", "driver_id": "DV-0010", "day": "2026-06-26", "status": "planned"},
    {"lane_id": "LA-0027", "truck_id": "TK-0019", "driver_id": "DV-0019", "day": "2026-06-26", "status": "planned"},
]
TRIPS_CHANGED = {"TP-0077": {"status": "arrived"}}
TRUCKS_CHANGED = {"TK-0014": {"depot_id": "DP-0001"}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "drivers_changed": seen.pop("drivers_changed", None) == DRIVERS_CHANGED,
        "parcels_changed": seen.pop("parcels_changed", None) == PARCELS_CHANGED,
        "trips_added": seen.pop("trips_added", None) == TRIPS_ADDED,
        "trips_changed": seen.pop("trips_changed", None) == TRIPS_CHANGED,
        "trucks_changed": seen.pop("trucks_changed", None) == TRUCKS_CHANGED,
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
