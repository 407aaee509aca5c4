"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("ingredient_id", "kilos", "call_key", "place"),
        "SELECT 'IG-0020' AS ingredient_id, 2 AS kilos, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("ingredient_id", "kilos", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN ingredients AS the_ingredient ON the_ingredient.ingredient_id = calls_1.ingredient_id
WHERE (calls_1.kilos >= 4)
AND ((the_ingredient.stock + calls_1.kilos) <= iif((the_ingredient.storage = 'frozen'), 20, 40))
""",
    ),
    (
        "change_1_1",
        ("row_key", "stock"),
        """
SELECT the_ingredient.ingredient_id AS row_key, (the_ingredient.stock + accepted_1.kilos) AS stock
FROM accepted_1
JOIN ingredients AS the_ingredient ON the_ingredient.ingredient_id = accepted_1.ingredient_id
""",
    ),
    (
        "ingredients_after_1_1",
        (),
        """
SELECT old.ingredient_id, old.name, old.supplier_id, old.storage, iif(new.row_key IS NULL, old.stock, new.stock) AS stock, old.price
FROM ingredients AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.ingredient_id
""",
    ),
    (
        "calls_2",
        ("bill_id", "given", "call_key", "place"),
        "SELECT 'BI-0031' AS bill_id, 7 AS given, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_1)",
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
AND EXISTS (SELECT 1 FROM bill_lines AS other WHERE (other.bill_id = the_bill.bill_id))
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
        ("ingredient_id", "kilos", "call_key", "place"),
        "SELECT 'IG-0013' AS ingredient_id, 7 AS kilos, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("ingredient_id", "kilos", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN ingredients_after_1_1 AS the_ingredient ON the_ingredient.ingredient_id = calls_3.ingredient_id
WHERE (calls_3.kilos >= 4)
AND ((the_ingredient.stock + calls_3.kilos) <= iif((the_ingredient.storage = 'frozen'), 20, 40))
""",
    ),
    (
        "change_3_1",
        ("row_key", "stock"),
        """
SELECT the_ingredient.ingredient_id AS row_key, (the_ingredient.stock + accepted_3.kilos) AS stock
FROM accepted_3
JOIN ingredients_after_1_1 AS the_ingredient ON the_ingredient.ingredient_id = accepted_3.ingredient_id
""",
    ),
    (
        "ingredients_after_3_1",
        (),
        """
SELECT old.ingredient_id, old.name, old.supplier_id, old.storage, iif(new.row_key IS NULL, old.stock, new.stock) AS stock, old.price
FROM ingredients_after_1_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.ingredient_id
""",
    ),
    (
        "calls_4",
        ("bill_id", "given", "call_key", "place"),
        "SELECT 'BI-0001' AS bill_id, 8 AS given, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("bill_id", "given", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN bills_after_2_1 AS the_bill ON the_bill.bill_id = calls_4.bill_id
WHERE (the_bill.status = 'open')
AND ((calls_4.given >= 0) AND (calls_4.given <= 15))
AND EXISTS (SELECT 1 FROM bill_lines AS other WHERE (other.bill_id = the_bill.bill_id))
""",
    ),
    (
        "change_4_1",
        ("row_key", "status", "tip"),
        """
SELECT the_bill.bill_id AS row_key, 'paid' AS status, accepted_4.given AS tip
FROM accepted_4
JOIN bills_after_2_1 AS the_bill ON the_bill.bill_id = accepted_4.bill_id
""",
    ),
    (
        "bills_after_4_1",
        (),
        """
SELECT old.bill_id, old.table_id, old.day, iif(new.row_key IS NULL, old.tip, new.tip) AS tip, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM bills_after_2_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.bill_id
""",
    ),
]
AFTERWARDS = {"bills": "SELECT * FROM bills_after_4_1", "ingredients": "SELECT * FROM ingredients_after_3_1"}
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
        "bills_as_declared": same["bills"],
        "ingredients_as_declared": same["ingredients"],
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
