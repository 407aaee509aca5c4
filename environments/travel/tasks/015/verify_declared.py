"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        "SELECT 'TV-0008' AS traveller_id, 'HO-0056' AS hotel_id, '2026-05-30' AS arriving, 5 AS length, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN travellers AS the_traveller ON the_traveller.traveller_id = calls_1.traveller_id
JOIN hotels AS the_hotel ON the_hotel.hotel_id = calls_1.hotel_id
WHERE (calls_1.arriving > '2026-05-04')
AND ((calls_1.length >= 1) AND (calls_1.length <= 7))
AND (the_hotel.free_rooms > 0)
AND NOT EXISTS (SELECT 1 FROM stays AS other WHERE ((other.traveller_id = the_traveller.traveller_id) AND (other.arrival = calls_1.arriving) AND (other.status = 'booked')))
AND ((the_hotel.price * calls_1.length) <= the_traveller.budget)
""",
    ),
    (
        "change_1_1",
        ("stay_id", "hotel_id", "traveller_id", "arrival", "nights", "total", "status"),
        """
SELECT printf('ST-%04d', (SELECT coalesce(max(CAST(substr(stay_id, 4) AS INTEGER)), 0) FROM stays) + row_number() OVER ()) AS stay_id, the_hotel.hotel_id AS hotel_id, the_traveller.traveller_id AS traveller_id, accepted_1.arriving AS arrival, accepted_1.length AS nights, (the_hotel.price * accepted_1.length) AS total, 'booked' AS status
FROM accepted_1
JOIN travellers AS the_traveller ON the_traveller.traveller_id = accepted_1.traveller_id
JOIN hotels AS the_hotel ON the_hotel.hotel_id = accepted_1.hotel_id
""",
    ),
    ("stays_after_1_1", (), "SELECT * FROM stays UNION ALL SELECT * FROM change_1_1"),
    (
        "change_1_2",
        ("row_key", "free_rooms"),
        """
SELECT the_hotel.hotel_id AS row_key, (the_hotel.free_rooms - 1) AS free_rooms
FROM accepted_1
JOIN travellers AS the_traveller ON the_traveller.traveller_id = accepted_1.traveller_id
JOIN hotels AS the_hotel ON the_hotel.hotel_id = accepted_1.hotel_id
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
SELECT the_traveller.traveller_id AS row_key, (the_traveller.budget - (the_hotel.price * accepted_1.length)) AS budget
FROM accepted_1
JOIN travellers AS the_traveller ON the_traveller.traveller_id = accepted_1.traveller_id
JOIN hotels AS the_hotel ON the_hotel.hotel_id = accepted_1.hotel_id
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
        ("traveller_id", "train_id", "travelling", "call_key", "place"),
        """
SELECT 'TV-0008' AS traveller_id, 'TR-0041' AS train_id, '2026-05-05' AS travelling, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("traveller_id", "train_id", "travelling", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN travellers_after_1_3 AS the_traveller ON the_traveller.traveller_id = calls_2.traveller_id
JOIN trains AS the_train ON the_train.train_id = calls_2.train_id
WHERE (calls_2.travelling > '2026-05-04')
AND (the_train.free_seats > 0)
AND NOT EXISTS (SELECT 1 FROM rides AS other WHERE ((other.traveller_id = the_traveller.traveller_id) AND (other.day = calls_2.travelling) AND (other.status = 'booked')))
AND (the_train.fare <= the_traveller.budget)
""",
    ),
    (
        "change_2_1",
        ("ride_id", "train_id", "traveller_id", "day", "fare", "status"),
        """
SELECT printf('RI-%04d', (SELECT coalesce(max(CAST(substr(ride_id, 4) AS INTEGER)), 0) FROM rides) + row_number() OVER ()) AS ride_id, the_train.train_id AS train_id, the_traveller.traveller_id AS traveller_id, accepted_2.travelling AS day, the_train.fare AS fare, 'booked' AS status
FROM accepted_2
JOIN travellers_after_1_3 AS the_traveller ON the_traveller.traveller_id = accepted_2.traveller_id
JOIN trains AS the_train ON the_train.train_id = accepted_2.train_id
""",
    ),
    ("rides_after_2_1", (), "SELECT * FROM rides UNION ALL SELECT * FROM change_2_1"),
    (
        "change_2_2",
        ("row_key", "free_seats"),
        """
SELECT the_train.train_id AS row_key, (the_train.free_seats - 1) AS free_seats
FROM accepted_2
JOIN travellers_after_1_3 AS the_traveller ON the_traveller.traveller_id = accepted_2.traveller_id
JOIN trains AS the_train ON the_train.train_id = accepted_2.train_id
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
SELECT the_traveller.traveller_id AS row_key, (the_traveller.budget - the_train.fare) AS budget
FROM accepted_2
JOIN travellers_after_1_3 AS the_traveller ON the_traveller.traveller_id = accepted_2.traveller_id
JOIN trains AS the_train ON the_train.train_id = accepted_2.train_id
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
    ("calls_3", ("stay_id", "call_key", "place"), "SELECT 'ST-0089' AS stay_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_3",
        ("stay_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN stays_after_1_1 AS the_stay ON the_stay.stay_id = calls_3.stay_id
WHERE (the_stay.status = 'booked')
AND ((the_stay.arrival > date('2026-05-04', (+(3)) || ' days')) OR ((SELECT card FROM travellers_after_2_3 WHERE traveller_id = the_stay.traveller_id) = 'gold'))
""",
    ),
    (
        "change_3_1",
        ("row_key", "status"),
        """
SELECT the_stay.stay_id AS row_key, 'cancelled' AS status
FROM accepted_3
JOIN stays_after_1_1 AS the_stay ON the_stay.stay_id = accepted_3.stay_id
""",
    ),
    (
        "stays_after_3_1",
        (),
        """
SELECT old.stay_id, old.hotel_id, old.traveller_id, old.arrival, old.nights, old.total, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM stays_after_1_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.stay_id
""",
    ),
    (
        "change_3_2",
        ("row_key", "free_rooms"),
        """
SELECT the_stay.hotel_id AS row_key, ((SELECT free_rooms FROM hotels_after_1_2 WHERE hotel_id = the_stay.hotel_id) + 1) AS free_rooms
FROM accepted_3
JOIN stays_after_1_1 AS the_stay ON the_stay.stay_id = accepted_3.stay_id
""",
    ),
    (
        "hotels_after_3_2",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels_after_1_2 AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_3_3",
        ("row_key", "budget"),
        """
SELECT the_stay.traveller_id AS row_key, ((SELECT budget FROM travellers_after_2_3 WHERE traveller_id = the_stay.traveller_id) + the_stay.total) AS budget
FROM accepted_3
JOIN stays_after_1_1 AS the_stay ON the_stay.stay_id = accepted_3.stay_id
""",
    ),
    (
        "travellers_after_3_3",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers_after_2_3 AS old
LEFT JOIN change_3_3 AS new ON new.row_key = old.traveller_id
""",
    ),
    (
        "calls_4",
        ("stay_id", "call_key", "place"),
        "SELECT 'ST-0030' AS stay_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("stay_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN stays_after_3_1 AS the_stay ON the_stay.stay_id = calls_4.stay_id
WHERE (the_stay.status = 'booked')
AND ((the_stay.arrival > date('2026-05-04', (+(3)) || ' days')) OR ((SELECT card FROM travellers_after_3_3 WHERE traveller_id = the_stay.traveller_id) = 'gold'))
""",
    ),
    (
        "change_4_1",
        ("row_key", "status"),
        """
SELECT the_stay.stay_id AS row_key, 'cancelled' AS status
FROM accepted_4
JOIN stays_after_3_1 AS the_stay ON the_stay.stay_id = accepted_4.stay_id
""",
    ),
    (
        "stays_after_4_1",
        (),
        """
SELECT old.stay_id, old.hotel_id, old.traveller_id, old.arrival, old.nights, old.total, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM stays_after_3_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.stay_id
""",
    ),
    (
        "change_4_2",
        ("row_key", "free_rooms"),
        """
SELECT the_stay.hotel_id AS row_key, ((SELECT free_rooms FROM hotels_after_3_2 WHERE hotel_id = the_stay.hotel_id) + 1) AS free_rooms
FROM accepted_4
JOIN stays_after_3_1 AS the_stay ON the_stay.stay_id = accepted_4.stay_id
""",
    ),
    (
        "hotels_after_4_2",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels_after_3_2 AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_4_3",
        ("row_key", "budget"),
        """
SELECT the_stay.traveller_id AS row_key, ((SELECT budget FROM travellers_after_3_3 WHERE traveller_id = the_stay.traveller_id) + the_stay.total) AS budget
FROM accepted_4
JOIN stays_after_3_1 AS the_stay ON the_stay.stay_id = accepted_4.stay_id
""",
    ),
    (
        "travellers_after_4_3",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers_after_3_3 AS old
LEFT JOIN change_4_3 AS new ON new.row_key = old.traveller_id
""",
    ),
]
AFTERWARDS = {
    "hotels": "SELECT * FROM hotels_after_4_2",
    "rides": "SELECT * FROM rides_after_2_1",
    "stays": "SELECT * FROM stays_after_4_1",
    "trains": "SELECT * FROM trains_after_2_2",
    "travellers": "SELECT * FROM travellers_after_4_3",
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
        "hotels_as_declared": same["hotels"],
        "rides_as_declared": same["rides"],
        "stays_as_declared": same["stays"],
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
