"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("trip_id", "call_key", "place"),
        "SELECT t1.trip_id AS trip_id, t1.trip_id AS call_key, NULL AS place FROM trips AS t1 WHERE t1.status = 'planned'",
    ),
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
]
AFTERWARDS = {
    "drivers": "SELECT * FROM drivers_after_1_3",
    "parcels": "SELECT * FROM parcels_after_1_4",
    "trips": "SELECT * FROM trips_after_1_1",
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
    same = same_tables(before, after)
    return {
        "drivers_as_declared": same["drivers"],
        "parcels_as_declared": same["parcels"],
        "trips_as_declared": same["trips"],
        "trucks_as_declared": same["trucks"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def same_tables(before, after):
    """Which tables hold what they should."""
    steps = after_steps(before)
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
