"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("lane_id", "truck_id", "driver_id", "on_day", "call_key", "place"),
        """
SELECT (SELECT lane_id FROM trips WHERE trip_id = 'TP-0014') AS lane_id, 'TK-0024' AS truck_id, (SELECT driver_id FROM trips WHERE trip_id = 'TP-0033') AS driver_id, '2026-06-29' AS on_day, NULL AS call_key, NULL AS place
WHERE (SELECT count(*) FROM trips AS t1 WHERE t1.day >= '2026-05-28') > 52
""",
    ),
    (
        "accepted_1",
        ("lane_id", "truck_id", "driver_id", "on_day", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN lanes AS the_lane ON the_lane.lane_id = calls_1.lane_id
JOIN trucks AS the_truck ON the_truck.truck_id = calls_1.truck_id
JOIN drivers AS the_driver ON the_driver.driver_id = calls_1.driver_id
WHERE (calls_1.on_day >= '2026-06-22')
AND (the_truck.status = 'ready')
AND ((the_truck.depot_id = the_lane.from_depot_id) AND (the_driver.depot_id = the_lane.from_depot_id))
AND NOT EXISTS (SELECT 1 FROM trips AS other WHERE ((other.status = 'planned') AND ((other.truck_id = the_truck.truck_id) OR (other.driver_id = the_driver.driver_id))))
AND ((the_truck.capacity <= 1200) OR (the_driver.licence = 'heavy'))
AND (the_driver.hours_left >= the_lane.hours)
""",
    ),
    (
        "change_1_1",
        ("trip_id", "lane_id", "truck_id", "driver_id", "day", "status"),
        """
SELECT printf('TP-%04d', (SELECT coalesce(max(CAST(substr(trip_id, 4) AS INTEGER)), 0) FROM trips) + row_number() OVER ()) AS trip_id, the_lane.lane_id AS lane_id, the_truck.truck_id AS truck_id, the_driver.driver_id AS driver_id, accepted_1.on_day AS day, 'planned' AS status
FROM accepted_1
JOIN lanes AS the_lane ON the_lane.lane_id = accepted_1.lane_id
JOIN trucks AS the_truck ON the_truck.truck_id = accepted_1.truck_id
JOIN drivers AS the_driver ON the_driver.driver_id = accepted_1.driver_id
""",
    ),
    ("trips_after_1_1", (), "SELECT * FROM trips UNION ALL SELECT * FROM change_1_1"),
    (
        "change_1_2",
        ("row_key", "hours_left"),
        """
SELECT the_driver.driver_id AS row_key, (the_driver.hours_left - the_lane.hours) AS hours_left
FROM accepted_1
JOIN lanes AS the_lane ON the_lane.lane_id = accepted_1.lane_id
JOIN trucks AS the_truck ON the_truck.truck_id = accepted_1.truck_id
JOIN drivers AS the_driver ON the_driver.driver_id = accepted_1.driver_id
""",
    ),
    (
        "drivers_after_1_2",
        (),
        """
SELECT old.driver_id, old.name, old.depot_id, old.licence, iif(new.row_key IS NULL, old.hours_left, new.hours_left) AS hours_left
FROM drivers AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.driver_id
""",
    ),
    (
        "calls_2",
        ("trip_id", "call_key", "place"),
        """
SELECT 'TP-0077' AS trip_id, NULL AS call_key, NULL AS place
WHERE NOT ((SELECT count(*) FROM trips AS t1 WHERE t1.day >= '2026-05-28') > 52)
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
AND (the_trip.day <= date('2026-06-22', (+(1)) || ' days'))
AND EXISTS (SELECT 1 FROM parcels AS other WHERE coalesce((other.trip_id IS the_trip.trip_id), 0))
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_trip.trip_id AS row_key, 'arrived' AS status
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
        ("row_key", "depot_id"),
        """
SELECT the_trip.truck_id AS row_key, (SELECT to_depot_id FROM lanes WHERE lane_id = the_trip.lane_id) AS depot_id
FROM accepted_2
JOIN trips_after_1_1 AS the_trip ON the_trip.trip_id = accepted_2.trip_id
""",
    ),
    (
        "trucks_after_2_2",
        (),
        """
SELECT old.truck_id, old.plate, iif(new.row_key IS NULL, old.depot_id, new.depot_id) AS depot_id, old.capacity, old.fuel, old.status
FROM trucks AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.truck_id
""",
    ),
    (
        "change_2_3",
        ("row_key", "depot_id"),
        """
SELECT the_trip.driver_id AS row_key, (SELECT to_depot_id FROM lanes WHERE lane_id = the_trip.lane_id) AS depot_id
FROM accepted_2
JOIN trips_after_1_1 AS the_trip ON the_trip.trip_id = accepted_2.trip_id
""",
    ),
    (
        "drivers_after_2_3",
        (),
        """
SELECT old.driver_id, old.name, iif(new.row_key IS NULL, old.depot_id, new.depot_id) AS depot_id, old.licence, old.hours_left
FROM drivers_after_1_2 AS old
LEFT JOIN change_2_3 AS new ON new.row_key = old.driver_id
""",
    ),
    (
        "change_2_4",
        ("row_key", "status", "depot_id", "trip_id"),
        """
SELECT other.parcel_id AS row_key, 'delivered' AS status, (SELECT to_depot_id FROM lanes WHERE lane_id = the_trip.lane_id) AS depot_id, NULL AS trip_id
FROM accepted_2
JOIN trips_after_1_1 AS the_trip ON the_trip.trip_id = accepted_2.trip_id
JOIN parcels AS other ON (other.trip_id IS the_trip.trip_id)
""",
    ),
    (
        "parcels_after_2_4",
        (),
        """
SELECT old.parcel_id, iif(new.row_key IS NULL, old.depot_id, new.depot_id) AS depot_id, old.destination_id, iif(new.row_key IS NULL, old.trip_id, new.trip_id) AS trip_id, old.weight, old.priority, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM parcels AS old
LEFT JOIN change_2_4 AS new ON new.row_key = old.parcel_id
""",
    ),
    (
        "calls_3",
        ("lane_id", "truck_id", "driver_id", "on_day", "call_key", "place"),
        "SELECT 'LA-0023' AS lane_id, 'TK-0016' AS truck_id, 'DV-0010' AS driver_id, '2026-06-28' AS on_day, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("lane_id", "truck_id", "driver_id", "on_day", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN lanes AS the_lane ON the_lane.lane_id = calls_3.lane_id
JOIN trucks_after_2_2 AS the_truck ON the_truck.truck_id = calls_3.truck_id
JOIN drivers_after_2_3 AS the_driver ON the_driver.driver_id = calls_3.driver_id
WHERE (calls_3.on_day >= '2026-06-22')
AND (the_truck.status = 'ready')
AND ((the_truck.depot_id = the_lane.from_depot_id) AND (the_driver.depot_id = the_lane.from_depot_id))
AND NOT EXISTS (SELECT 1 FROM trips_after_2_1 AS other WHERE ((other.status = 'planned') AND ((other.truck_id = the_truck.truck_id) OR (other.driver_id = the_driver.driver_id))))
AND ((the_truck.capacity <= 1200) OR (the_driver.licence = 'heavy'))
AND (the_driver.hours_left >= the_lane.hours)
""",
    ),
    (
        "change_3_1",
        ("trip_id", "lane_id", "truck_id", "driver_id", "day", "status"),
        """
SELECT printf('TP-%04d', (SELECT coalesce(max(CAST(substr(trip_id, 4) AS INTEGER)), 0) FROM trips_after_2_1) + row_number() OVER ()) AS trip_id, the_lane.lane_id AS lane_id, the_truck.truck_id AS truck_id, the_driver.driver_id AS driver_id, accepted_3.on_day AS day, 'planned' AS status
FROM accepted_3
JOIN lanes AS the_lane ON the_lane.lane_id = accepted_3.lane_id
JOIN trucks_after_2_2 AS the_truck ON the_truck.truck_id = accepted_3.truck_id
JOIN drivers_after_2_3 AS the_driver ON the_driver.driver_id = accepted_3.driver_id
""",
    ),
    ("trips_after_3_1", (), "SELECT * FROM trips_after_2_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "change_3_2",
        ("row_key", "hours_left"),
        """
SELECT the_driver.driver_id AS row_key, (the_driver.hours_left - the_lane.hours) AS hours_left
FROM accepted_3
JOIN lanes AS the_lane ON the_lane.lane_id = accepted_3.lane_id
JOIN trucks_after_2_2 AS the_truck ON the_truck.truck_id = accepted_3.truck_id
JOIN drivers_after_2_3 AS the_driver ON the_driver.driver_id = accepted_3.driver_id
""",
    ),
    (
        "drivers_after_3_2",
        (),
        """
SELECT old.driver_id, old.name, old.depot_id, old.licence, iif(new.row_key IS NULL, old.hours_left, new.hours_left) AS hours_left
FROM drivers_after_2_3 AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.driver_id
""",
    ),
]
AFTERWARDS = {
    "drivers": "SELECT * FROM drivers_after_3_2",
    "parcels": "SELECT * FROM parcels_after_2_4",
    "trips": "SELECT * FROM trips_after_3_1",
    "trucks": "SELECT * FROM trucks_after_2_2",
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
