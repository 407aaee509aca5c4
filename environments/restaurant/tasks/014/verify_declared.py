"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("bill_id", "dish_id", "count_wanted", "call_key", "place"),
        "SELECT 'BI-0062' AS bill_id, 'DI-0022' AS dish_id, 10 AS count_wanted, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("bill_id", "dish_id", "count_wanted", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN bills AS the_bill ON the_bill.bill_id = calls_1.bill_id
JOIN dishes AS the_dish ON the_dish.dish_id = calls_1.dish_id
WHERE (the_bill.status = 'open')
AND (the_dish.status = 'on the menu')
AND ((calls_1.count_wanted >= 1) AND (calls_1.count_wanted <= 8))
AND NOT EXISTS (SELECT 1 FROM recipes AS other WHERE ((other.dish_id = the_dish.dish_id) AND ((SELECT stock FROM ingredients WHERE ingredient_id = other.ingredient_id) < other.needed)))
AND NOT EXISTS (SELECT 1 FROM bill_lines AS other WHERE ((other.bill_id = the_bill.bill_id) AND (other.dish_id = the_dish.dish_id)))
""",
    ),
    (
        "change_1_1",
        ("line_id", "bill_id", "dish_id", "portions", "amount"),
        """
SELECT printf('BL-%04d', (SELECT coalesce(max(CAST(substr(line_id, 4) AS INTEGER)), 0) FROM bill_lines) + row_number() OVER ()) AS line_id, the_bill.bill_id AS bill_id, the_dish.dish_id AS dish_id, accepted_1.count_wanted AS portions, (the_dish.price * accepted_1.count_wanted) AS amount
FROM accepted_1
JOIN bills AS the_bill ON the_bill.bill_id = accepted_1.bill_id
JOIN dishes AS the_dish ON the_dish.dish_id = accepted_1.dish_id
""",
    ),
    ("bill_lines_after_1_1", (), "SELECT * FROM bill_lines UNION ALL SELECT * FROM change_1_1"),
    (
        "calls_2",
        ("guest_id", "table_id", "on_day", "at", "people", "call_key", "place"),
        """
SELECT 'GU-0002' AS guest_id, 'TB-0018' AS table_id, '2026-11-08' AS on_day, 'late dinner' AS at, 5 AS people, NULL AS call_key, NULL AS place
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
AND NOT EXISTS (SELECT 1 FROM reservations AS other WHERE ((other.table_id = the_table.table_id) AND (other.day = calls_2.on_day) AND (other.sitting = calls_2.at) AND (other.status = 'booked')))
AND (the_guest.no_shows < 3)
AND ((the_table.area <> 'window') OR (the_guest.standing <> 'new'))
""",
    ),
    (
        "change_2_1",
        ("reservation_id", "table_id", "guest_id", "day", "sitting", "party", "status"),
        """
SELECT printf('RS-%04d', (SELECT coalesce(max(CAST(substr(reservation_id, 4) AS INTEGER)), 0) FROM reservations) + row_number() OVER ()) AS reservation_id, the_table.table_id AS table_id, the_guest.guest_id AS guest_id, accepted_2.on_day AS day, accepted_2.at AS sitting, accepted_2.people AS party, 'booked' AS status
FROM accepted_2
JOIN guests AS the_guest ON the_guest.guest_id = accepted_2.guest_id
JOIN dining_tables AS the_table ON the_table.table_id = accepted_2.table_id
""",
    ),
    ("reservations_after_2_1", (), "SELECT * FROM reservations UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("bill_id", "dish_id", "count_wanted", "call_key", "place"),
        "SELECT 'BI-0060' AS bill_id, 'DI-0032' AS dish_id, 6 AS count_wanted, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("bill_id", "dish_id", "count_wanted", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN bills AS the_bill ON the_bill.bill_id = calls_3.bill_id
JOIN dishes AS the_dish ON the_dish.dish_id = calls_3.dish_id
WHERE (the_bill.status = 'open')
AND (the_dish.status = 'on the menu')
AND ((calls_3.count_wanted >= 1) AND (calls_3.count_wanted <= 8))
AND NOT EXISTS (SELECT 1 FROM recipes AS other WHERE ((other.dish_id = the_dish.dish_id) AND ((SELECT stock FROM ingredients WHERE ingredient_id = other.ingredient_id) < other.needed)))
AND NOT EXISTS (SELECT 1 FROM bill_lines_after_1_1 AS other WHERE ((other.bill_id = the_bill.bill_id) AND (other.dish_id = the_dish.dish_id)))
""",
    ),
    (
        "change_3_1",
        ("line_id", "bill_id", "dish_id", "portions", "amount"),
        """
SELECT printf('BL-%04d', (SELECT coalesce(max(CAST(substr(line_id, 4) AS INTEGER)), 0) FROM bill_lines_after_1_1) + row_number() OVER ()) AS line_id, the_bill.bill_id AS bill_id, the_dish.dish_id AS dish_id, accepted_3.count_wanted AS portions, (the_dish.price * accepted_3.count_wanted) AS amount
FROM accepted_3
JOIN bills AS the_bill ON the_bill.bill_id = accepted_3.bill_id
JOIN dishes AS the_dish ON the_dish.dish_id = accepted_3.dish_id
""",
    ),
    ("bill_lines_after_3_1", (), "SELECT * FROM bill_lines_after_1_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("bill_id", "dish_id", "count_wanted", "call_key", "place"),
        """
SELECT 'BI-0065' AS bill_id, 'DI-0026' AS dish_id, 4 AS count_wanted, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("bill_id", "dish_id", "count_wanted", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN bills AS the_bill ON the_bill.bill_id = calls_4.bill_id
JOIN dishes AS the_dish ON the_dish.dish_id = calls_4.dish_id
WHERE (the_bill.status = 'open')
AND (the_dish.status = 'on the menu')
AND ((calls_4.count_wanted >= 1) AND (calls_4.count_wanted <= 8))
AND NOT EXISTS (SELECT 1 FROM recipes AS other WHERE ((other.dish_id = the_dish.dish_id) AND ((SELECT stock FROM ingredients WHERE ingredient_id = other.ingredient_id) < other.needed)))
AND NOT EXISTS (SELECT 1 FROM bill_lines_after_3_1 AS other WHERE ((other.bill_id = the_bill.bill_id) AND (other.dish_id = the_dish.dish_id)))
""",
    ),
    (
        "change_4_1",
        ("line_id", "bill_id", "dish_id", "portions", "amount"),
        """
SELECT printf('BL-%04d', (SELECT coalesce(max(CAST(substr(line_id, 4) AS INTEGER)), 0) FROM bill_lines_after_3_1) + row_number() OVER ()) AS line_id, the_bill.bill_id AS bill_id, the_dish.dish_id AS dish_id, accepted_4.count_wanted AS portions, (the_dish.price * accepted_4.count_wanted) AS amount
FROM accepted_4
JOIN bills AS the_bill ON the_bill.bill_id = accepted_4.bill_id
JOIN dishes AS the_dish ON the_dish.dish_id = accepted_4.dish_id
""",
    ),
    ("bill_lines_after_4_1", (), "SELECT * FROM bill_lines_after_3_1 UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {
    "bill_lines": "SELECT * FROM bill_lines_after_4_1",
    "reservations": "SELECT * FROM reservations_after_2_1",
}
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
        "bill_lines_as_declared": same["bill_lines"],
        "reservations_as_declared": same["reservations"],
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
