"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("reserve_table_1", "reserve_table_2")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    (
        "calls_1",
        ("guest_id", "table_id", "on_day", "at", "people", "call_key", "place"),
        "SELECT 'GU-0040' AS guest_id, 'TB-0005' AS table_id, '2026-11-05' AS on_day, 'early dinner' AS at, 8 AS people, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("guest_id", "table_id", "on_day", "at", "people", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN guests AS the_guest ON the_guest.guest_id = calls_1.guest_id
JOIN dining_tables AS the_table ON the_table.table_id = calls_1.table_id
WHERE (calls_1.on_day >= '2026-11-06')
AND ((calls_1.people >= 1) AND (calls_1.people <= the_table.seats))
AND ((calls_1.people * 3) >= the_table.seats)
AND NOT EXISTS (SELECT 1 FROM reservations AS other WHERE ((other.table_id = the_table.table_id) AND (other.day = calls_1.on_day) AND (other.sitting = calls_1.at) AND (other.status = 'booked')))
AND (the_guest.no_shows < 3)
AND ((the_table.area <> 'window') OR (the_guest.standing <> 'new'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_1_1",
        ("reservation_id", "table_id", "guest_id", "day", "sitting", "party", "status"),
        """
SELECT printf('RS-%04d', (SELECT coalesce(max(CAST(substr(reservation_id, 4) AS INTEGER)), 0) FROM reservations) + row_number() OVER ()) AS reservation_id, the_table.table_id AS table_id, the_guest.guest_id AS guest_id, accepted_1.on_day AS day, accepted_1.at AS sitting, accepted_1.people AS party, 'booked' AS status
FROM accepted_1
JOIN guests AS the_guest ON the_guest.guest_id = accepted_1.guest_id
JOIN dining_tables AS the_table ON the_table.table_id = accepted_1.table_id
""",
    ),
    ("reservations_after_1_1", (), "SELECT * FROM reservations UNION ALL SELECT * FROM change_1_1"),
    (
        "calls_2",
        ("guest_id", "table_id", "on_day", "at", "people", "call_key", "place"),
        """
SELECT (SELECT guest_id FROM reservations WHERE reservation_id = 'RS-0125') AS guest_id, 'TB-0005' AS table_id, '2026-11-18' AS on_day, 'late dinner' AS at, 3 AS people, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("guest_id", "table_id", "on_day", "at", "people", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN guests AS the_guest ON the_guest.guest_id = calls_2.guest_id
JOIN dining_tables AS the_table ON the_table.table_id = calls_2.table_id
WHERE (calls_2.on_day >= '2026-11-06')
AND ((calls_2.people >= 1) AND (calls_2.people <= the_table.seats))
AND ((calls_2.people * 3) >= the_table.seats)
AND NOT EXISTS (SELECT 1 FROM reservations_after_1_1 AS other WHERE ((other.table_id = the_table.table_id) AND (other.day = calls_2.on_day) AND (other.sitting = calls_2.at) AND (other.status = 'booked')))
AND (the_guest.no_shows < 3)
AND ((the_table.area <> 'window') OR (the_guest.standing <> 'new'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_2_1",
        ("reservation_id", "table_id", "guest_id", "day", "sitting", "party", "status"),
        """
SELECT printf('RS-%04d', (SELECT coalesce(max(CAST(substr(reservation_id, 4) AS INTEGER)), 0) FROM reservations_after_1_1) + row_number() OVER ()) AS reservation_id, the_table.table_id AS table_id, the_guest.guest_id AS guest_id, accepted_2.on_day AS day, accepted_2.at AS sitting, accepted_2.people AS party, 'booked' AS status
FROM accepted_2
JOIN guests AS the_guest ON the_guest.guest_id = accepted_2.guest_id
JOIN dining_tables AS the_table ON the_table.table_id = accepted_2.table_id
""",
    ),
    ("reservations_after_2_1", (), "SELECT * FROM reservations_after_1_1 UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("guest_id", "table_id", "on_day", "at", "people", "call_key", "place"),
        "SELECT 'GU-0013' AS guest_id, 'TB-0012' AS table_id, '2026-11-08' AS on_day, 'lunch' AS at, 2 AS people, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("guest_id", "table_id", "on_day", "at", "people", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN guests AS the_guest ON the_guest.guest_id = calls_3.guest_id
JOIN dining_tables AS the_table ON the_table.table_id = calls_3.table_id
WHERE (calls_3.on_day >= '2026-11-06')
AND ((calls_3.people >= 1) AND (calls_3.people <= the_table.seats))
AND ((calls_3.people * 3) >= the_table.seats)
AND NOT EXISTS (SELECT 1 FROM reservations_after_2_1 AS other WHERE ((other.table_id = the_table.table_id) AND (other.day = calls_3.on_day) AND (other.sitting = calls_3.at) AND (other.status = 'booked')))
AND (the_guest.no_shows < 3)
AND ((the_table.area <> 'window') OR (the_guest.standing <> 'new'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_3_1",
        ("reservation_id", "table_id", "guest_id", "day", "sitting", "party", "status"),
        """
SELECT printf('RS-%04d', (SELECT coalesce(max(CAST(substr(reservation_id, 4) AS INTEGER)), 0) FROM reservations_after_2_1) + row_number() OVER ()) AS reservation_id, the_table.table_id AS table_id, the_guest.guest_id AS guest_id, accepted_3.on_day AS day, accepted_3.at AS sitting, accepted_3.people AS party, 'booked' AS status
FROM accepted_3
JOIN guests AS the_guest ON the_guest.guest_id = accepted_3.guest_id
JOIN dining_tables AS the_table ON the_table.table_id = accepted_3.table_id
""",
    ),
    ("reservations_after_3_1", (), "SELECT * FROM reservations_after_2_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("guest_id", "table_id", "on_day", "at", "people", "call_key", "place"),
        """
SELECT (SELECT guest_id FROM reservations_after_2_1 WHERE reservation_id = 'RS-0125') AS guest_id, 'TB-0012' AS table_id, '2026-11-08' AS on_day, 'lunch' AS at, 6 AS people, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("guest_id", "table_id", "on_day", "at", "people", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN guests AS the_guest ON the_guest.guest_id = calls_4.guest_id
JOIN dining_tables AS the_table ON the_table.table_id = calls_4.table_id
WHERE (calls_4.on_day >= '2026-11-06')
AND ((calls_4.people >= 1) AND (calls_4.people <= the_table.seats))
AND ((calls_4.people * 3) >= the_table.seats)
AND NOT EXISTS (SELECT 1 FROM reservations_after_3_1 AS other WHERE ((other.table_id = the_table.table_id) AND (other.day = calls_4.on_day) AND (other.sitting = calls_4.at) AND (other.status = 'booked')))
AND (the_guest.no_shows < 3)
AND ((the_table.area <> 'window') OR (the_guest.standing <> 'new'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_4_1",
        ("reservation_id", "table_id", "guest_id", "day", "sitting", "party", "status"),
        """
SELECT printf('RS-%04d', (SELECT coalesce(max(CAST(substr(reservation_id, 4) AS INTEGER)), 0) FROM reservations_after_3_1) + row_number() OVER ()) AS reservation_id, the_table.table_id AS table_id, the_guest.guest_id AS guest_id, accepted_4.on_day AS day, accepted_4.at AS sitting, accepted_4.people AS party, 'booked' AS status
FROM accepted_4
JOIN guests AS the_guest ON the_guest.guest_id = accepted_4.guest_id
JOIN dining_tables AS the_table ON the_table.table_id = accepted_4.table_id
""",
    ),
    ("reservations_after_4_1", (), "SELECT * FROM reservations_after_3_1 UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {"reservations": "SELECT * FROM reservations_after_4_1"}
KEYS = {
    "dining_tables": "table_id",
    "guests": "guest_id",
    "reservations": "reservation_id",
    "suppliers": "supplier_id",
    "ingredients": "ingredient_id",
    "dishes": "dish_id",
    "recipes": "recipe_id",
    "bills": "bill_id",
    "bill_lines": "line_id",
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
