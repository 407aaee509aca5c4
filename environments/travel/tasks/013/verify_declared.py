"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("ride_id", "call_key", "place"),
        "SELECT t1.ride_id AS ride_id, t1.ride_id AS call_key, NULL AS place FROM rides AS t1 WHERE t1.train_id = 'TR-0036'",
    ),
    (
        "accepted_1",
        ("ride_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN rides AS the_ride ON the_ride.ride_id = calls_1.ride_id
WHERE (the_ride.status = 'booked')
AND (((SELECT speed FROM trains WHERE train_id = the_ride.train_id) <> 'night') OR ((SELECT card FROM travellers WHERE traveller_id = the_ride.traveller_id) <> 'basic'))
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_ride.ride_id AS row_key, 'cancelled' AS status
FROM accepted_1
JOIN rides AS the_ride ON the_ride.ride_id = accepted_1.ride_id
""",
    ),
    (
        "rides_after_1_1",
        (),
        """
SELECT old.ride_id, old.train_id, old.traveller_id, old.day, old.fare, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM rides AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.ride_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "free_seats"),
        """
SELECT the_ride.train_id AS row_key, ((SELECT free_seats FROM trains WHERE train_id = the_ride.train_id) + 1) AS free_seats
FROM accepted_1
JOIN rides AS the_ride ON the_ride.ride_id = accepted_1.ride_id
""",
    ),
    (
        "trains_after_1_2",
        (),
        """
SELECT old.train_id, old.number, old.from_city_id, old.to_city_id, old.speed, old.minutes, old.fare, iif(new.row_key IS NULL, old.free_seats, new.free_seats) AS free_seats
FROM trains AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.train_id
""",
    ),
    (
        "change_1_3",
        ("row_key", "budget"),
        """
SELECT the_ride.traveller_id AS row_key, iif(((SELECT speed FROM trains WHERE train_id = the_ride.train_id) = 'regional'), (SELECT budget FROM travellers WHERE traveller_id = the_ride.traveller_id), ((SELECT budget FROM travellers WHERE traveller_id = the_ride.traveller_id) + (the_ride.fare / 2))) AS budget
FROM accepted_1
JOIN rides AS the_ride ON the_ride.ride_id = accepted_1.ride_id
""",
    ),
    (
        "travellers_after_1_3",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers AS old
LEFT JOIN change_1_3 AS new ON new.row_key = old.traveller_id
""",
    ),
]
AFTERWARDS = {
    "rides": "SELECT * FROM rides_after_1_1",
    "trains": "SELECT * FROM trains_after_1_2",
    "travellers": "SELECT * FROM travellers_after_1_3",
}
KEYS = {
    "cities": "city_id",
    "hotels": "hotel_id",
    "sights": "sight_id",
    "trains": "train_id",
    "travellers": "traveller_id",
    "stays": "stay_id",
    "rides": "ride_id",
}


def verify(answer, before, after):
    same = same_tables(before, after)
    return {
        "rides_as_declared": same["rides"],
        "trains_as_declared": same["trains"],
        "travellers_as_declared": same["travellers"],
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
