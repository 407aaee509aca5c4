"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
SELECT (SELECT name FROM ingredients WHERE ingredient_id = (SELECT ingredient_id FROM recipes WHERE recipe_id = 'RE-0044'))
"""
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
    wanted = [list(row.values()) for row in before.all(WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "state_untouched": all(same.values()),
    }


def matches(answer, wanted):
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()


def same_tables(before, after):
    """Which tables hold what they should."""
    return {
        table: before.all(f"SELECT * FROM {table} ORDER BY {key}") == after.all(f"SELECT * FROM {table} ORDER BY {key}")
        for table, key in KEYS.items()
    }
