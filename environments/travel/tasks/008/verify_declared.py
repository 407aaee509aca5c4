"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        "SELECT 'TV-0012' AS traveller_id, 'HO-0053' AS hotel_id, '2026-05-27' AS arriving, 5 AS length, NULL AS call_key, NULL AS place",
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
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        """
SELECT 'TV-0023' AS traveller_id, 'HO-0018' AS hotel_id, '2026-05-06' AS arriving, 2 AS length, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN travellers_after_1_3 AS the_traveller ON the_traveller.traveller_id = calls_2.traveller_id
JOIN hotels_after_1_2 AS the_hotel ON the_hotel.hotel_id = calls_2.hotel_id
WHERE (calls_2.arriving > '2026-05-04')
AND ((calls_2.length >= 1) AND (calls_2.length <= 7))
AND (the_hotel.free_rooms > 0)
AND NOT EXISTS (SELECT 1 FROM stays_after_1_1 AS other WHERE ((other.traveller_id = the_traveller.traveller_id) AND (other.arrival = calls_2.arriving) AND (other.status = 'booked')))
AND ((the_hotel.price * calls_2.length) <= the_traveller.budget)
""",
    ),
    (
        "change_2_1",
        ("stay_id", "hotel_id", "traveller_id", "arrival", "nights", "total", "status"),
        """
SELECT printf('ST-%04d', (SELECT coalesce(max(CAST(substr(stay_id, 4) AS INTEGER)), 0) FROM stays_after_1_1) + row_number() OVER ()) AS stay_id, the_hotel.hotel_id AS hotel_id, the_traveller.traveller_id AS traveller_id, accepted_2.arriving AS arrival, accepted_2.length AS nights, (the_hotel.price * accepted_2.length) AS total, 'booked' AS status
FROM accepted_2
JOIN travellers_after_1_3 AS the_traveller ON the_traveller.traveller_id = accepted_2.traveller_id
JOIN hotels_after_1_2 AS the_hotel ON the_hotel.hotel_id = accepted_2.hotel_id
""",
    ),
    ("stays_after_2_1", (), "SELECT * FROM stays_after_1_1 UNION ALL SELECT * FROM change_2_1"),
    (
        "change_2_2",
        ("row_key", "free_rooms"),
        """
SELECT the_hotel.hotel_id AS row_key, (the_hotel.free_rooms - 1) AS free_rooms
FROM accepted_2
JOIN travellers_after_1_3 AS the_traveller ON the_traveller.traveller_id = accepted_2.traveller_id
JOIN hotels_after_1_2 AS the_hotel ON the_hotel.hotel_id = accepted_2.hotel_id
""",
    ),
    (
        "hotels_after_2_2",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels_after_1_2 AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_2_3",
        ("row_key", "budget"),
        """
SELECT the_traveller.traveller_id AS row_key, (the_traveller.budget - (the_hotel.price * accepted_2.length)) AS budget
FROM accepted_2
JOIN travellers_after_1_3 AS the_traveller ON the_traveller.traveller_id = accepted_2.traveller_id
JOIN hotels_after_1_2 AS the_hotel ON the_hotel.hotel_id = accepted_2.hotel_id
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
    (
        "calls_3",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        "SELECT 'TV-0011' AS traveller_id, 'HO-0004' AS hotel_id, '2026-05-10' AS arriving, 7 AS length, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN travellers_after_2_3 AS the_traveller ON the_traveller.traveller_id = calls_3.traveller_id
JOIN hotels_after_2_2 AS the_hotel ON the_hotel.hotel_id = calls_3.hotel_id
WHERE (calls_3.arriving > '2026-05-04')
AND ((calls_3.length >= 1) AND (calls_3.length <= 7))
AND (the_hotel.free_rooms > 0)
AND NOT EXISTS (SELECT 1 FROM stays_after_2_1 AS other WHERE ((other.traveller_id = the_traveller.traveller_id) AND (other.arrival = calls_3.arriving) AND (other.status = 'booked')))
AND ((the_hotel.price * calls_3.length) <= the_traveller.budget)
""",
    ),
    (
        "change_3_1",
        ("stay_id", "hotel_id", "traveller_id", "arrival", "nights", "total", "status"),
        """
SELECT printf('ST-%04d', (SELECT coalesce(max(CAST(substr(stay_id, 4) AS INTEGER)), 0) FROM stays_after_2_1) + row_number() OVER ()) AS stay_id, the_hotel.hotel_id AS hotel_id, the_traveller.traveller_id AS traveller_id, accepted_3.arriving AS arrival, accepted_3.length AS nights, (the_hotel.price * accepted_3.length) AS total, 'booked' AS status
FROM accepted_3
JOIN travellers_after_2_3 AS the_traveller ON the_traveller.traveller_id = accepted_3.traveller_id
JOIN hotels_after_2_2 AS the_hotel ON the_hotel.hotel_id = accepted_3.hotel_id
""",
    ),
    ("stays_after_3_1", (), "SELECT * FROM stays_after_2_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "change_3_2",
        ("row_key", "free_rooms"),
        """
SELECT the_hotel.hotel_id AS row_key, (the_hotel.free_rooms - 1) AS free_rooms
FROM accepted_3
JOIN travellers_after_2_3 AS the_traveller ON the_traveller.traveller_id = accepted_3.traveller_id
JOIN hotels_after_2_2 AS the_hotel ON the_hotel.hotel_id = accepted_3.hotel_id
""",
    ),
    (
        "hotels_after_3_2",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels_after_2_2 AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_3_3",
        ("row_key", "budget"),
        """
SELECT the_traveller.traveller_id AS row_key, (the_traveller.budget - (the_hotel.price * accepted_3.length)) AS budget
FROM accepted_3
JOIN travellers_after_2_3 AS the_traveller ON the_traveller.traveller_id = accepted_3.traveller_id
JOIN hotels_after_2_2 AS the_hotel ON the_hotel.hotel_id = accepted_3.hotel_id
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
        ("stay_id", "hotel_id", "call_key", "place"),
        """
SELECT 'ST-0043' AS stay_id, 'HO-0028' AS hotel_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("stay_id", "hotel_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN stays_after_3_1 AS the_stay ON the_stay.stay_id = calls_4.stay_id
JOIN hotels_after_3_2 AS the_hotel ON the_hotel.hotel_id = calls_4.hotel_id
WHERE (the_stay.status = 'booked')
AND (the_hotel.hotel_id <> the_stay.hotel_id)
AND (the_hotel.city_id = (SELECT city_id FROM hotels_after_3_2 WHERE hotel_id = the_stay.hotel_id))
AND (the_hotel.free_rooms > 0)
AND ((the_hotel.price * the_stay.nights) <= ((SELECT budget FROM travellers_after_3_3 WHERE traveller_id = the_stay.traveller_id) + the_stay.total))
""",
    ),
    (
        "change_4_1",
        ("row_key", "hotel_id", "total"),
        """
SELECT the_stay.stay_id AS row_key, the_hotel.hotel_id AS hotel_id, (the_hotel.price * the_stay.nights) AS total
FROM accepted_4
JOIN stays_after_3_1 AS the_stay ON the_stay.stay_id = accepted_4.stay_id
JOIN hotels_after_3_2 AS the_hotel ON the_hotel.hotel_id = accepted_4.hotel_id
""",
    ),
    (
        "stays_after_4_1",
        (),
        """
SELECT old.stay_id, iif(new.row_key IS NULL, old.hotel_id, new.hotel_id) AS hotel_id, old.traveller_id, old.arrival, old.nights, iif(new.row_key IS NULL, old.total, new.total) AS total, old.status
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
JOIN hotels_after_3_2 AS the_hotel ON the_hotel.hotel_id = accepted_4.hotel_id
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
        ("row_key", "free_rooms"),
        """
SELECT the_hotel.hotel_id AS row_key, (the_hotel.free_rooms - 1) AS free_rooms
FROM accepted_4
JOIN stays_after_3_1 AS the_stay ON the_stay.stay_id = accepted_4.stay_id
JOIN hotels_after_3_2 AS the_hotel ON the_hotel.hotel_id = accepted_4.hotel_id
""",
    ),
    (
        "hotels_after_4_3",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels_after_4_2 AS old
LEFT JOIN change_4_3 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_4_4",
        ("row_key", "budget"),
        """
SELECT the_stay.traveller_id AS row_key, (((SELECT budget FROM travellers_after_3_3 WHERE traveller_id = the_stay.traveller_id) + the_stay.total) - (the_hotel.price * the_stay.nights)) AS budget
FROM accepted_4
JOIN stays_after_3_1 AS the_stay ON the_stay.stay_id = accepted_4.stay_id
JOIN hotels_after_3_2 AS the_hotel ON the_hotel.hotel_id = accepted_4.hotel_id
""",
    ),
    (
        "travellers_after_4_4",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers_after_3_3 AS old
LEFT JOIN change_4_4 AS new ON new.row_key = old.traveller_id
""",
    ),
]
AFTERWARDS = {
    "hotels": "SELECT * FROM hotels_after_4_3",
    "stays": "SELECT * FROM stays_after_4_1",
    "travellers": "SELECT * FROM travellers_after_4_4",
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
        "hotels_as_declared": same["hotels"],
        "stays_as_declared": same["stays"],
        "travellers_as_declared": same["travellers"],
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
