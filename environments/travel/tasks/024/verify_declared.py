"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        """
SELECT t1.traveller_id AS traveller_id, (SELECT hotel_id FROM stays WHERE stay_id = 'ST-0093') AS hotel_id, '2026-05-20' AS arriving, 1 AS length, t1.traveller_id AS call_key, NULL AS place
FROM travellers AS t1
WHERE (SELECT tax FROM cities WHERE city_id = t1.city_id) <= 3
AND t1.budget <= 130
""",
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
]
WANTED = """
SELECT (SELECT t2.stay_id FROM stays_after_1_1 AS t2 WHERE t2.nights >= 3 AND t2.arrival IS NOT NULL ORDER BY t2.arrival LIMIT 1)
"""
AFTERWARDS = {
    "hotels": "SELECT * FROM hotels_after_1_2",
    "stays": "SELECT * FROM stays_after_1_1",
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
    steps = after_steps(before)
    wanted = [list(row.values()) for row in before.all(steps + WANTED)]
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
        "answer_as_declared": matches(answer, wanted),
        "hotels_as_declared": same["hotels"],
        "stays_as_declared": same["stays"],
        "travellers_as_declared": same["travellers"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()


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
