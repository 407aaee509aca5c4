"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("cancel_stay", "cancel_ride")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    ("calls_1", ("stay_id", "call_key", "place"), "SELECT 'ST-0064' AS stay_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_1",
        ("stay_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN stays AS the_stay ON the_stay.stay_id = calls_1.stay_id
WHERE (the_stay.status = 'booked')
AND ((the_stay.arrival > date('2026-05-04', (+(3)) || ' days')) OR ((SELECT card FROM travellers WHERE traveller_id = the_stay.traveller_id) = 'gold'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_stay.stay_id AS row_key, 'cancelled' AS status
FROM accepted_1
JOIN stays AS the_stay ON the_stay.stay_id = accepted_1.stay_id
""",
    ),
    (
        "stays_after_1_1",
        (),
        """
SELECT old.stay_id, old.hotel_id, old.traveller_id, old.arrival, old.nights, old.total, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM stays AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.stay_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "free_rooms"),
        """
SELECT the_stay.hotel_id AS row_key, ((SELECT free_rooms FROM hotels WHERE hotel_id = the_stay.hotel_id) + 1) AS free_rooms
FROM accepted_1
JOIN stays AS the_stay ON the_stay.stay_id = accepted_1.stay_id
""",
    ),
    (
        "hotels_after_1_2",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_1_3",
        ("row_key", "budget"),
        """
SELECT the_stay.traveller_id AS row_key, ((SELECT budget FROM travellers WHERE traveller_id = the_stay.traveller_id) + the_stay.total) AS budget
FROM accepted_1
JOIN stays AS the_stay ON the_stay.stay_id = accepted_1.stay_id
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
    (
        "calls_2",
        ("ride_id", "call_key", "place"),
        "SELECT (SELECT t1.ride_id FROM rides AS t1 WHERE t1.traveller_id = (SELECT traveller_id FROM rides WHERE ride_id = 'RI-0030') AND t1.day IS NOT NULL ORDER BY t1.day DESC LIMIT 1) AS ride_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_2",
        ("ride_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN rides AS the_ride ON the_ride.ride_id = calls_2.ride_id
WHERE (the_ride.status = 'booked')
AND (((SELECT speed FROM trains WHERE train_id = the_ride.train_id) <> 'night') OR ((SELECT card FROM travellers_after_1_3 WHERE traveller_id = the_ride.traveller_id) <> 'basic'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_ride.ride_id AS row_key, 'cancelled' AS status
FROM accepted_2
JOIN rides AS the_ride ON the_ride.ride_id = accepted_2.ride_id
""",
    ),
    (
        "rides_after_2_1",
        (),
        """
SELECT old.ride_id, old.train_id, old.traveller_id, old.day, old.fare, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM rides AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.ride_id
""",
    ),
    (
        "change_2_2",
        ("row_key", "free_seats"),
        """
SELECT the_ride.train_id AS row_key, ((SELECT free_seats FROM trains WHERE train_id = the_ride.train_id) + 1) AS free_seats
FROM accepted_2
JOIN rides AS the_ride ON the_ride.ride_id = accepted_2.ride_id
""",
    ),
    (
        "trains_after_2_2",
        (),
        """
SELECT old.train_id, old.number, old.from_city_id, old.to_city_id, old.speed, old.minutes, old.fare, iif(new.row_key IS NULL, old.free_seats, new.free_seats) AS free_seats
FROM trains AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.train_id
""",
    ),
    (
        "change_2_3",
        ("row_key", "budget"),
        """
SELECT the_ride.traveller_id AS row_key, iif(((SELECT speed FROM trains WHERE train_id = the_ride.train_id) = 'regional'), (SELECT budget FROM travellers_after_1_3 WHERE traveller_id = the_ride.traveller_id), ((SELECT budget FROM travellers_after_1_3 WHERE traveller_id = the_ride.traveller_id) + (the_ride.fare / 2))) AS budget
FROM accepted_2
JOIN rides AS the_ride ON the_ride.ride_id = accepted_2.ride_id
""",
    ),
    (
        "travellers_after_2_3",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers_after_1_3 AS old
LEFT JOIN change_2_3 AS new ON new.row_key = old.traveller_id
""",
    ),
]
AFTERWARDS = {
    "hotels": "SELECT * FROM hotels_after_1_2",
    "rides": "SELECT * FROM rides_after_2_1",
    "stays": "SELECT * FROM stays_after_1_1",
    "trains": "SELECT * FROM trains_after_2_2",
    "travellers": "SELECT * FROM travellers_after_2_3",
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
