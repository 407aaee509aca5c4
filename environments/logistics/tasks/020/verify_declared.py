"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    ("calls_1", ("trip_id", "call_key", "place"), "SELECT 'TP-0055' AS trip_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_1",
        ("trip_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN trips AS the_trip ON the_trip.trip_id = calls_1.trip_id
WHERE (the_trip.status = 'planned')
AND (the_trip.day <= date('2026-06-22', (+(1)) || ' days'))
AND EXISTS (SELECT 1 FROM parcels AS other WHERE coalesce((other.trip_id IS the_trip.trip_id), 0))
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_trip.trip_id AS row_key, 'arrived' AS status
FROM accepted_1
JOIN trips AS the_trip ON the_trip.trip_id = accepted_1.trip_id
""",
    ),
    (
        "trips_after_1_1",
        (),
        """
SELECT old.trip_id, old.lane_id, old.truck_id, old.driver_id, old.day, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM trips AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.trip_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "depot_id"),
        """
SELECT the_trip.truck_id AS row_key, (SELECT to_depot_id FROM lanes WHERE lane_id = the_trip.lane_id) AS depot_id
FROM accepted_1
JOIN trips AS the_trip ON the_trip.trip_id = accepted_1.trip_id
""",
    ),
    (
        "trucks_after_1_2",
        (),
        """
SELECT old.truck_id, old.plate, iif(new.row_key IS NULL, old.depot_id, new.depot_id) AS depot_id, old.capacity, old.fuel, old.status
FROM trucks AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.truck_id
""",
    ),
    (
        "change_1_3",
        ("row_key", "depot_id"),
        """
SELECT the_trip.driver_id AS row_key, (SELECT to_depot_id FROM lanes WHERE lane_id = the_trip.lane_id) AS depot_id
FROM accepted_1
JOIN trips AS the_trip ON the_trip.trip_id = accepted_1.trip_id
""",
    ),
    (
        "drivers_after_1_3",
        (),
        """
SELECT old.driver_id, old.name, iif(new.row_key IS NULL, old.depot_id, new.depot_id) AS depot_id, old.licence, old.hours_left
FROM drivers AS old
LEFT JOIN change_1_3 AS new ON new.row_key = old.driver_id
""",
    ),
    (
        "change_1_4",
        ("row_key", "status", "depot_id", "trip_id"),
        """
SELECT other.parcel_id AS row_key, 'delivered' AS status, (SELECT to_depot_id FROM lanes WHERE lane_id = the_trip.lane_id) AS depot_id, NULL AS trip_id
FROM accepted_1
JOIN trips AS the_trip ON the_trip.trip_id = accepted_1.trip_id
JOIN parcels AS other ON (other.trip_id IS the_trip.trip_id)
""",
    ),
    (
        "parcels_after_1_4",
        (),
        """
SELECT old.parcel_id, iif(new.row_key IS NULL, old.depot_id, new.depot_id) AS depot_id, old.destination_id, iif(new.row_key IS NULL, old.trip_id, new.trip_id) AS trip_id, old.weight, old.priority, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM parcels AS old
LEFT JOIN change_1_4 AS new ON new.row_key = old.parcel_id
""",
    ),
    (
        "calls_2",
        ("trip_id", "call_key", "place"),
        """
SELECT (SELECT t1.trip_id FROM trips AS t1 WHERE t1.lane_id = (SELECT t2.lane_id FROM lanes AS t2 WHERE t2.from_depot_id = (SELECT depot_id FROM depots WHERE name = 'Depot Hamburg') AND t2.length IS NOT NULL ORDER BY t2.length DESC LIMIT 1) AND t1.day IS NOT NULL ORDER BY t1.day DESC LIMIT 1) AS trip_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("trip_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN trips_after_1_1 AS the_trip ON the_trip.trip_id = calls_2.trip_id
WHERE (the_trip.status = 'planned')
AND NOT EXISTS (SELECT 1 FROM parcels_after_1_4 AS other WHERE (coalesce((other.trip_id IS the_trip.trip_id), 0) AND (other.priority = 'urgent')))
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_trip.trip_id AS row_key, 'cancelled' AS status
FROM accepted_2
JOIN trips_after_1_1 AS the_trip ON the_trip.trip_id = accepted_2.trip_id
""",
    ),
    (
        "trips_after_2_1",
        (),
        """
SELECT old.trip_id, old.lane_id, old.truck_id, old.driver_id, old.day, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM trips_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.trip_id
""",
    ),
    (
        "change_2_2",
        ("row_key", "hours_left"),
        """
SELECT the_trip.driver_id AS row_key, ((SELECT hours_left FROM drivers_after_1_3 WHERE driver_id = the_trip.driver_id) + (SELECT hours FROM lanes WHERE lane_id = the_trip.lane_id)) AS hours_left
FROM accepted_2
JOIN trips_after_1_1 AS the_trip ON the_trip.trip_id = accepted_2.trip_id
""",
    ),
    (
        "drivers_after_2_2",
        (),
        """
SELECT old.driver_id, old.name, old.depot_id, old.licence, iif(new.row_key IS NULL, old.hours_left, new.hours_left) AS hours_left
FROM drivers_after_1_3 AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.driver_id
""",
    ),
    (
        "change_2_3",
        ("row_key", "status", "trip_id"),
        """
SELECT other.parcel_id AS row_key, 'waiting' AS status, NULL AS trip_id
FROM accepted_2
JOIN trips_after_1_1 AS the_trip ON the_trip.trip_id = accepted_2.trip_id
JOIN parcels_after_1_4 AS other ON (other.trip_id IS the_trip.trip_id)
""",
    ),
    (
        "parcels_after_2_3",
        (),
        """
SELECT old.parcel_id, old.depot_id, old.destination_id, iif(new.row_key IS NULL, old.trip_id, new.trip_id) AS trip_id, old.weight, old.priority, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM parcels_after_1_4 AS old
LEFT JOIN change_2_3 AS new ON new.row_key = old.parcel_id
""",
    ),
]
AFTERWARDS = {
    "drivers": "SELECT * FROM drivers_after_2_2",
    "parcels": "SELECT * FROM parcels_after_2_3",
    "trips": "SELECT * FROM trips_after_2_1",
    "trucks": "SELECT * FROM trucks_after_1_2",
}
KEYS = {
    "depots": "depot_id",
    "lanes": "lane_id",
    "trucks": "truck_id",
    "drivers": "driver_id",
    "trips": "trip_id",
    "parcels": "parcel_id",
}


def verify(answer, before, after):
    steps = after_steps(before)
    old, expected, found = {}, {}, {}
    for table in KEYS:
        plain = f"SELECT * FROM {table}"
        old[table] = before.all(plain)
        expected[table] = before.all(steps + AFTERWARDS[table]) if table in AFTERWARDS else old[table]
        found[table] = after.all(plain)
    before_keys = {row[key] for table, key in KEYS.items() for row in old[table]}
    same = {}
    for table, key in KEYS.items():
        same[table] = expected[table] == found[table]  # then keys of new rows need no second look
        sides = []
        for tables in () if same[table] else (expected, found):
            new = {row[one] for name, one in KEYS.items() for row in tables[name]} - before_keys
            sides.append(content(tables[table], key, {"old": before_keys, "new": new}))
        same[table] = same[table] or sides[0] == sides[1]
    return {
        "drivers_as_declared": same["drivers"],
        "parcels_as_declared": same["parcels"],
        "trips_as_declared": same["trips"],
        "trucks_as_declared": same["trucks"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def after_steps(before):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = []
    for name, columns, query in STEPS:
        if columns:
            so_far = f"WITH {', '.join(known)} " if known else ""
            rows = [", ".join(quoted(row[one]) for one in columns) for row in before.all(so_far + query)]
            nothing = f"SELECT {', '.join('NULL' for _ in columns)} WHERE 0"
            query = f"VALUES ({'), ('.join(rows)})" if rows else nothing
            name = f"{name} ({', '.join(columns)})"
        known.append(f"{name} AS ({query})")
    return f"WITH {', '.join(known)} "


def quoted(value):
    """A value in SQL."""
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def content(rows, key, known):
    """Rows that can be compared: what was not there before has no key of its own."""
    return sorted(
        repr([(name, "new" if value in known["new"] else value) for name, value in row.items()])
        if row[key] in known["old"]
        else repr([(name, "new" if value in known["new"] else value) for name, value in row.items() if name != key])
        for row in rows
    )
