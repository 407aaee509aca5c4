"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("bill_id", "dish_id", "count_wanted", "call_key", "place"),
        "SELECT 'BI-0039' AS bill_id, 'DI-0026' AS dish_id, 7 AS count_wanted, NULL AS call_key, NULL AS place",
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
        ("ingredient_id", "call_key", "place"),
        "SELECT 'IG-0022' AS ingredient_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_1)",
    ),
    (
        "accepted_2",
        ("ingredient_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN ingredients AS the_ingredient ON the_ingredient.ingredient_id = calls_2.ingredient_id
WHERE (the_ingredient.stock <= 5)
AND ((SELECT count(*) FROM recipes AS other WHERE (other.ingredient_id = the_ingredient.ingredient_id)) <= 4)
""",
    ),
    (
        "change_2_1",
        ("row_key", "stock"),
        """
SELECT the_ingredient.ingredient_id AS row_key, 0 AS stock
FROM accepted_2
JOIN ingredients AS the_ingredient ON the_ingredient.ingredient_id = accepted_2.ingredient_id
""",
    ),
    (
        "ingredients_after_2_1",
        (),
        """
SELECT old.ingredient_id, old.name, old.supplier_id, old.storage, iif(new.row_key IS NULL, old.stock, new.stock) AS stock, old.price
FROM ingredients AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.ingredient_id
""",
    ),
    (
        "change_2_2",
        ("row_key", "needed"),
        """
SELECT other.recipe_id AS row_key, 0 AS needed
FROM accepted_2
JOIN ingredients AS the_ingredient ON the_ingredient.ingredient_id = accepted_2.ingredient_id
JOIN recipes AS other ON (other.ingredient_id = the_ingredient.ingredient_id)
""",
    ),
    (
        "recipes_after_2_2",
        (),
        """
SELECT old.recipe_id, old.dish_id, old.ingredient_id, iif(new.row_key IS NULL, old.needed, new.needed) AS needed
FROM recipes AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.recipe_id
""",
    ),
    (
        "calls_3",
        ("bill_id", "given", "call_key", "place"),
        "SELECT 'BI-0046' AS bill_id, 20 AS given, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("bill_id", "given", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN bills AS the_bill ON the_bill.bill_id = calls_3.bill_id
WHERE (the_bill.status = 'open')
AND ((calls_3.given >= 0) AND (calls_3.given <= 15))
AND EXISTS (SELECT 1 FROM bill_lines_after_1_1 AS other WHERE (other.bill_id = the_bill.bill_id))
""",
    ),
    (
        "change_3_1",
        ("row_key", "status", "tip"),
        """
SELECT the_bill.bill_id AS row_key, 'paid' AS status, accepted_3.given AS tip
FROM accepted_3
JOIN bills AS the_bill ON the_bill.bill_id = accepted_3.bill_id
""",
    ),
    (
        "bills_after_3_1",
        (),
        """
SELECT old.bill_id, old.table_id, old.day, iif(new.row_key IS NULL, old.tip, new.tip) AS tip, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM bills AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.bill_id
""",
    ),
    (
        "calls_4",
        ("reservation_id", "call_key", "place"),
        "SELECT 'RS-0128' AS reservation_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("reservation_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN reservations AS the_reservation ON the_reservation.reservation_id = calls_4.reservation_id
WHERE (the_reservation.status = 'booked')
AND ((the_reservation.party < 5) OR (the_reservation.day > date('2026-11-06', (+(2)) || ' days')))
""",
    ),
    (
        "change_4_1",
        ("row_key", "status"),
        """
SELECT the_reservation.reservation_id AS row_key, 'cancelled' AS status
FROM accepted_4
JOIN reservations AS the_reservation ON the_reservation.reservation_id = accepted_4.reservation_id
""",
    ),
    (
        "reservations_after_4_1",
        (),
        """
SELECT old.reservation_id, old.table_id, old.guest_id, old.day, old.sitting, old.party, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM reservations AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.reservation_id
""",
    ),
    (
        "change_4_2",
        ("row_key", "no_shows"),
        """
SELECT the_reservation.guest_id AS row_key, iif((the_reservation.day = '2026-11-06'), ((SELECT no_shows FROM guests WHERE guest_id = the_reservation.guest_id) + 1), (SELECT no_shows FROM guests WHERE guest_id = the_reservation.guest_id)) AS no_shows
FROM accepted_4
JOIN reservations AS the_reservation ON the_reservation.reservation_id = accepted_4.reservation_id
""",
    ),
    (
        "guests_after_4_2",
        (),
        """
SELECT old.guest_id, old.name, old.standing, iif(new.row_key IS NULL, old.no_shows, new.no_shows) AS no_shows
FROM guests AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.guest_id
""",
    ),
]
AFTERWARDS = {
    "bill_lines": "SELECT * FROM bill_lines_after_1_1",
    "bills": "SELECT * FROM bills_after_3_1",
    "guests": "SELECT * FROM guests_after_4_2",
    "ingredients": "SELECT * FROM ingredients_after_2_1",
    "recipes": "SELECT * FROM recipes_after_2_2",
    "reservations": "SELECT * FROM reservations_after_4_1",
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
        "bills_as_declared": same["bills"],
        "guests_as_declared": same["guests"],
        "ingredients_as_declared": same["ingredients"],
        "recipes_as_declared": same["recipes"],
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
