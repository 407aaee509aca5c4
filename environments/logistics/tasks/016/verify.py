"""Which steps were done: a criterion for each, and none holds if anything else changed."""

TABLES = {
    "depots": "depot_id",
    "lanes": "lane_id",
    "trucks": "truck_id",
    "drivers": "driver_id",
    "trips": "trip_id",
    "parcels": "parcel_id",
}
STEPS = ("plan_trip", "unload_parcel")
OUTCOMES = [
    (
        ("plan_trip", "unload_parcel"),
        {
            "drivers_changed": [{"driver_id": "DV-0002", "hours_left": 26}],
            "trips_added": [
                {
                    "trip_id": "new trips",
                    "lane_id": "LA-0019",
                    "truck_id": "TK-0009",
                    "driver_id": "DV-0002",
                    "day": "2026-06-25",
                    "status": "planned",
                }
            ],
            "parcels_changed": [{"parcel_id": "PC-0083", "trip_id": None, "status": "waiting"}],
        },
    ),
    (
        ("plan_trip",),
        {
            "drivers_changed": [{"driver_id": "DV-0002", "hours_left": 26}],
            "trips_added": [
                {
                    "trip_id": "new trips",
                    "lane_id": "LA-0019",
                    "truck_id": "TK-0009",
                    "driver_id": "DV-0002",
                    "day": "2026-06-25",
                    "status": "planned",
                }
            ],
        },
    ),
    (("unload_parcel",), {"parcels_changed": [{"parcel_id": "PC-0083", "trip_id": None, "status": "waiting"}]}),
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
