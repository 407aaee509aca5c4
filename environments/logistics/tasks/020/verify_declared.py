"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("plan_trip_1", "plan_trip_2")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    (
        "calls_1",
        ("lane_id", "truck_id", "driver_id", "on_day", "call_key", "place"),
        "SELECT (SELECT lane_id FROM trips WHERE trip_id = 'TP-0031') AS lane_id, 'TK-0020' AS truck_id, 'DV-0009' AS driver_id, '2026-06-26' AS on_day, NULL AS call_key, NULL AS place",
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
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
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
        ("lane_id", "truck_id", "driver_id", "on_day", "call_key", "place"),
        """
SELECT 'LA-0028' AS lane_id, 'TK-0024' AS truck_id, 'DV-0019' AS driver_id, '2026-06-23' AS on_day, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("lane_id", "truck_id", "driver_id", "on_day", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN lanes AS the_lane ON the_lane.lane_id = calls_2.lane_id
JOIN trucks AS the_truck ON the_truck.truck_id = calls_2.truck_id
JOIN drivers_after_1_2 AS the_driver ON the_driver.driver_id = calls_2.driver_id
WHERE (calls_2.on_day >= '2026-06-22')
AND (the_truck.status = 'ready')
AND ((the_truck.depot_id = the_lane.from_depot_id) AND (the_driver.depot_id = the_lane.from_depot_id))
AND NOT EXISTS (SELECT 1 FROM trips_after_1_1 AS other WHERE ((other.status = 'planned') AND ((other.truck_id = the_truck.truck_id) OR (other.driver_id = the_driver.driver_id))))
AND ((the_truck.capacity <= 1200) OR (the_driver.licence = 'heavy'))
AND (the_driver.hours_left >= the_lane.hours)
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_2_1",
        ("trip_id", "lane_id", "truck_id", "driver_id", "day", "status"),
        """
SELECT printf('TP-%04d', (SELECT coalesce(max(CAST(substr(trip_id, 4) AS INTEGER)), 0) FROM trips_after_1_1) + row_number() OVER ()) AS trip_id, the_lane.lane_id AS lane_id, the_truck.truck_id AS truck_id, the_driver.driver_id AS driver_id, accepted_2.on_day AS day, 'planned' AS status
FROM accepted_2
JOIN lanes AS the_lane ON the_lane.lane_id = accepted_2.lane_id
JOIN trucks AS the_truck ON the_truck.truck_id = accepted_2.truck_id
JOIN drivers_after_1_2 AS the_driver ON the_driver.driver_id = accepted_2.driver_id
""",
    ),
    ("trips_after_2_1", (), "SELECT * FROM trips_after_1_1 UNION ALL SELECT * FROM change_2_1"),
    (
        "change_2_2",
        ("row_key", "hours_left"),
        """
SELECT the_driver.driver_id AS row_key, (the_driver.hours_left - the_lane.hours) AS hours_left
FROM accepted_2
JOIN lanes AS the_lane ON the_lane.lane_id = accepted_2.lane_id
JOIN trucks AS the_truck ON the_truck.truck_id = accepted_2.truck_id
JOIN drivers_after_1_2 AS the_driver ON the_driver.driver_id = accepted_2.driver_id
""",
    ),
    (
        "drivers_after_2_2",
        (),
        """
SELECT old.driver_id, old.name, old.depot_id, old.licence, iif(new.row_key IS NULL, old.hours_left, new.hours_left) AS hours_left
FROM drivers_after_1_2 AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.driver_id
""",
    ),
    (
        "calls_3",
        ("lane_id", "truck_id", "driver_id", "on_day", "call_key", "place"),
        "SELECT 'LA-0007' AS lane_id, 'TK-0009' AS truck_id, 'DV-0014' AS driver_id, '2026-07-02' AS on_day, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("lane_id", "truck_id", "driver_id", "on_day", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN lanes AS the_lane ON the_lane.lane_id = calls_3.lane_id
JOIN trucks AS the_truck ON the_truck.truck_id = calls_3.truck_id
JOIN drivers_after_2_2 AS the_driver ON the_driver.driver_id = calls_3.driver_id
WHERE (calls_3.on_day >= '2026-06-22')
AND (the_truck.status = 'ready')
AND ((the_truck.depot_id = the_lane.from_depot_id) AND (the_driver.depot_id = the_lane.from_depot_id))
AND NOT EXISTS (SELECT 1 FROM trips_after_2_1 AS other WHERE ((other.status = 'planned') AND ((other.truck_id = the_truck.truck_id) OR (other.driver_id = the_driver.driver_id))))
AND ((the_truck.capacity <= 1200) OR (the_driver.licence = 'heavy'))
AND (the_driver.hours_left >= the_lane.hours)
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_3_1",
        ("trip_id", "lane_id", "truck_id", "driver_id", "day", "status"),
        """
SELECT printf('TP-%04d', (SELECT coalesce(max(CAST(substr(trip_id, 4) AS INTEGER)), 0) FROM trips_after_2_1) + row_number() OVER ()) AS trip_id, the_lane.lane_id AS lane_id, the_truck.truck_id AS truck_id, the_driver.driver_id AS driver_id, accepted_3.on_day AS day, 'planned' AS status
FROM accepted_3
JOIN lanes AS the_lane ON the_lane.lane_id = accepted_3.lane_id
JOIN trucks AS the_truck ON the_truck.truck_id = accepted_3.truck_id
JOIN drivers_after_2_2 AS the_driver ON the_driver.driver_id = accepted_3.driver_id
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
JOIN trucks AS the_truck ON the_truck.truck_id = accepted_3.truck_id
JOIN drivers_after_2_2 AS the_driver ON the_driver.driver_id = accepted_3.driver_id
""",
    ),
    (
        "drivers_after_3_2",
        (),
        """
SELECT old.driver_id, old.name, old.depot_id, old.licence, iif(new.row_key IS NULL, old.hours_left, new.hours_left) AS hours_left
FROM drivers_after_2_2 AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.driver_id
""",
    ),
    (
        "calls_4",
        ("lane_id", "truck_id", "driver_id", "on_day", "call_key", "place"),
        """
SELECT 'LA-0004' AS lane_id, 'TK-0013' AS truck_id, 'DV-0003' AS driver_id, '2026-07-01' AS on_day, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("lane_id", "truck_id", "driver_id", "on_day", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN lanes AS the_lane ON the_lane.lane_id = calls_4.lane_id
JOIN trucks AS the_truck ON the_truck.truck_id = calls_4.truck_id
JOIN drivers_after_3_2 AS the_driver ON the_driver.driver_id = calls_4.driver_id
WHERE (calls_4.on_day >= '2026-06-22')
AND (the_truck.status = 'ready')
AND ((the_truck.depot_id = the_lane.from_depot_id) AND (the_driver.depot_id = the_lane.from_depot_id))
AND NOT EXISTS (SELECT 1 FROM trips_after_3_1 AS other WHERE ((other.status = 'planned') AND ((other.truck_id = the_truck.truck_id) OR (other.driver_id = the_driver.driver_id))))
AND ((the_truck.capacity <= 1200) OR (the_driver.licence = 'heavy'))
AND (the_driver.hours_left >= the_lane.hours)
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_4_1",
        ("trip_id", "lane_id", "truck_id", "driver_id", "day", "status"),
        """
SELECT printf('TP-%04d', (SELECT coalesce(max(CAST(substr(trip_id, 4) AS INTEGER)), 0) FROM trips_after_3_1) + row_number() OVER ()) AS trip_id, the_lane.lane_id AS lane_id, the_truck.truck_id AS truck_id, the_driver.driver_id AS driver_id, accepted_4.on_day AS day, 'planned' AS status
FROM accepted_4
JOIN lanes AS the_lane ON the_lane.lane_id = accepted_4.lane_id
JOIN trucks AS the_truck ON the_truck.truck_id = accepted_4.truck_id
JOIN drivers_after_3_2 AS the_driver ON the_driver.driver_id = accepted_4.driver_id
""",
    ),
    ("trips_after_4_1", (), "SELECT * FROM trips_after_3_1 UNION ALL SELECT * FROM change_4_1"),
    (
        "change_4_2",
        ("row_key", "hours_left"),
        """
SELECT the_driver.driver_id AS row_key, (the_driver.hours_left - the_lane.hours) AS hours_left
FROM accepted_4
JOIN lanes AS the_lane ON the_lane.lane_id = accepted_4.lane_id
JOIN trucks AS the_truck ON the_truck.truck_id = accepted_4.truck_id
JOIN drivers_after_3_2 AS the_driver ON the_driver.driver_id = accepted_4.driver_id
""",
    ),
    (
        "drivers_after_4_2",
        (),
        """
SELECT old.driver_id, old.name, old.depot_id, old.licence, iif(new.row_key IS NULL, old.hours_left, new.hours_left) AS hours_left
FROM drivers_after_3_2 AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.driver_id
""",
    ),
]
AFTERWARDS = {"drivers": "SELECT * FROM drivers_after_4_2", "trips": "SELECT * FROM trips_after_4_1"}
KEYS = {
    "depots": "depot_id",
    "lanes": "lane_id",
    "trucks": "truck_id",
    "drivers": "driver_id",
    "trips": "trip_id",
    "parcels": "parcel_id",
}


def verify(answer, before, after):
    asked = asked_for(before, after)
    return {name: place in asked for place, name in enumerate(CRITERIA, 1)}


def asked_for(before, after):
    """Numbers of the steps that would leave what is there, if they alone had been asked for; () if none would."""
    return next((some for some in SUBSETS if all(same_tables(before, after, some).values())), ())


def same_tables(before, after, some):
    """Which tables hold what they should."""
    steps = after_steps(before, some)
    old = {table: before.all(f"SELECT * FROM {table}") for table in KEYS}
    found = {table: after.all(f"SELECT * FROM {table}") for table in KEYS}
    expected = old | {table: before.all(steps + query) for table, query in AFTERWARDS.items()}
    return {table: alike(table, old, expected, found) for table in KEYS}


def alike(table, old, expected, found):
    """Whether a table holds what it should. Ids of new rows are nobody's choice: any will do, everywhere."""
    if expected[table] == found[table]:
        return True
    return odd_rows(table, old, expected, found) == odd_rows(table, old, found, expected)


def odd_rows(table, old, here, there):
    """A table's rows that the other side has not got alike, as text; the id of a new row is "new"."""
    others = {row[KEYS[table]]: row for row in there[table]}
    odd = [row for row in here[table] if others.get(row[KEYS[table]]) != row]
    new = {row[key] for one, key in KEYS.items() if here[one] != old[one] for row in here[one]}
    new -= {row[key] for one, key in KEYS.items() for row in old[one]}
    return sorted(repr([(name, "new" if value in new else value) for name, value in row.items()]) for row in odd)


def after_steps(before, some):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = [f"asked (step) AS (VALUES ({'), ('.join(map(str, some))}))"]
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
