"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("bill_id", "dish_id", "count_wanted", "call_key", "place"),
        "SELECT (SELECT bill_id FROM bill_lines WHERE line_id = 'BL-0173') AS bill_id, 'DI-0020' AS dish_id, 8 AS count_wanted, NULL AS call_key, NULL AS place",
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
        ("bill_id", "given", "call_key", "place"),
        """
SELECT (SELECT bill_id FROM bill_lines WHERE line_id = 'BL-0173') AS bill_id, 10 AS given, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("bill_id", "given", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN bills AS the_bill ON the_bill.bill_id = calls_2.bill_id
WHERE (the_bill.status = 'open')
AND ((calls_2.given >= 0) AND (calls_2.given <= 15))
AND EXISTS (SELECT 1 FROM bill_lines_after_1_1 AS other WHERE (other.bill_id = the_bill.bill_id))
""",
    ),
    (
        "change_2_1",
        ("row_key", "status", "tip"),
        """
SELECT the_bill.bill_id AS row_key, 'paid' AS status, accepted_2.given AS tip
FROM accepted_2
JOIN bills AS the_bill ON the_bill.bill_id = accepted_2.bill_id
""",
    ),
    (
        "bills_after_2_1",
        (),
        """
SELECT old.bill_id, old.table_id, old.day, iif(new.row_key IS NULL, old.tip, new.tip) AS tip, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM bills AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.bill_id
""",
    ),
    (
        "calls_3",
        ("bill_id", "dish_id", "count_wanted", "call_key", "place"),
        "SELECT 'BI-0027' AS bill_id, 'DI-0022' AS dish_id, 10 AS count_wanted, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("bill_id", "dish_id", "count_wanted", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN bills_after_2_1 AS the_bill ON the_bill.bill_id = calls_3.bill_id
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
JOIN bills_after_2_1 AS the_bill ON the_bill.bill_id = accepted_3.bill_id
JOIN dishes AS the_dish ON the_dish.dish_id = accepted_3.dish_id
""",
    ),
    ("bill_lines_after_3_1", (), "SELECT * FROM bill_lines_after_1_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("bill_id", "dish_id", "count_wanted", "call_key", "place"),
        """
SELECT 'BI-0062' AS bill_id, 'DI-0022' AS dish_id, 7 AS count_wanted, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("bill_id", "dish_id", "count_wanted", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN bills_after_2_1 AS the_bill ON the_bill.bill_id = calls_4.bill_id
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
JOIN bills_after_2_1 AS the_bill ON the_bill.bill_id = accepted_4.bill_id
JOIN dishes AS the_dish ON the_dish.dish_id = accepted_4.dish_id
""",
    ),
    ("bill_lines_after_4_1", (), "SELECT * FROM bill_lines_after_3_1 UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {"bill_lines": "SELECT * FROM bill_lines_after_4_1", "bills": "SELECT * FROM bills_after_2_1"}
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
    same = same_tables(before, after)
    return {
        "bill_lines_as_declared": same["bill_lines"],
        "bills_as_declared": same["bills"],
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
