"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("ingredient_id", "kilos", "call_key", "place"),
        "SELECT 'IG-0016' AS ingredient_id, 19 AS kilos, NULL AS call_key, NULL AS place",
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
        ("ingredient_id", "kilos", "call_key", "place"),
        """
SELECT 'IG-0016' AS ingredient_id, 8 AS kilos, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("ingredient_id", "kilos", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN ingredients_after_1_1 AS the_ingredient ON the_ingredient.ingredient_id = calls_2.ingredient_id
WHERE (calls_2.kilos >= 4)
AND ((the_ingredient.stock + calls_2.kilos) <= iif((the_ingredient.storage = 'frozen'), 20, 40))
""",
    ),
    (
        "change_2_1",
        ("row_key", "stock"),
        """
SELECT the_ingredient.ingredient_id AS row_key, (the_ingredient.stock + accepted_2.kilos) AS stock
FROM accepted_2
JOIN ingredients_after_1_1 AS the_ingredient ON the_ingredient.ingredient_id = accepted_2.ingredient_id
""",
    ),
    (
        "ingredients_after_2_1",
        (),
        """
SELECT old.ingredient_id, old.name, old.supplier_id, old.storage, iif(new.row_key IS NULL, old.stock, new.stock) AS stock, old.price
FROM ingredients_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.ingredient_id
""",
    ),
    (
        "calls_3",
        ("ingredient_id", "call_key", "place"),
        "SELECT 'IG-0004' AS ingredient_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("ingredient_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN ingredients_after_2_1 AS the_ingredient ON the_ingredient.ingredient_id = calls_3.ingredient_id
WHERE (the_ingredient.stock <= 5)
AND ((SELECT count(*) FROM recipes AS other WHERE (other.ingredient_id = the_ingredient.ingredient_id)) <= 4)
""",
    ),
    (
        "change_3_1",
        ("row_key", "stock"),
        """
SELECT the_ingredient.ingredient_id AS row_key, 0 AS stock
FROM accepted_3
JOIN ingredients_after_2_1 AS the_ingredient ON the_ingredient.ingredient_id = accepted_3.ingredient_id
""",
    ),
    (
        "ingredients_after_3_1",
        (),
        """
SELECT old.ingredient_id, old.name, old.supplier_id, old.storage, iif(new.row_key IS NULL, old.stock, new.stock) AS stock, old.price
FROM ingredients_after_2_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.ingredient_id
""",
    ),
    (
        "change_3_2",
        ("row_key", "needed"),
        """
SELECT other.recipe_id AS row_key, 0 AS needed
FROM accepted_3
JOIN ingredients_after_2_1 AS the_ingredient ON the_ingredient.ingredient_id = accepted_3.ingredient_id
JOIN recipes AS other ON (other.ingredient_id = the_ingredient.ingredient_id)
""",
    ),
    (
        "recipes_after_3_2",
        (),
        """
SELECT old.recipe_id, old.dish_id, old.ingredient_id, iif(new.row_key IS NULL, old.needed, new.needed) AS needed
FROM recipes AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.recipe_id
""",
    ),
    (
        "calls_4",
        ("ingredient_id", "kilos", "call_key", "place"),
        """
SELECT 'IG-0004' AS ingredient_id, 18 AS kilos, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("ingredient_id", "kilos", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN ingredients_after_3_1 AS the_ingredient ON the_ingredient.ingredient_id = calls_4.ingredient_id
WHERE (calls_4.kilos >= 4)
AND ((the_ingredient.stock + calls_4.kilos) <= iif((the_ingredient.storage = 'frozen'), 20, 40))
""",
    ),
    (
        "change_4_1",
        ("row_key", "stock"),
        """
SELECT the_ingredient.ingredient_id AS row_key, (the_ingredient.stock + accepted_4.kilos) AS stock
FROM accepted_4
JOIN ingredients_after_3_1 AS the_ingredient ON the_ingredient.ingredient_id = accepted_4.ingredient_id
""",
    ),
    (
        "ingredients_after_4_1",
        (),
        """
SELECT old.ingredient_id, old.name, old.supplier_id, old.storage, iif(new.row_key IS NULL, old.stock, new.stock) AS stock, old.price
FROM ingredients_after_3_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.ingredient_id
""",
    ),
]
AFTERWARDS = {"ingredients": "SELECT * FROM ingredients_after_4_1", "recipes": "SELECT * FROM recipes_after_3_2"}
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
        "ingredients_as_declared": same["ingredients"],
        "recipes_as_declared": same["recipes"],
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
