"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
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
INGREDIENTS_CHANGED = [{"ingredient_id": "IG-0010", "stock": 0}]
RECIPES_CHANGED = [
    {"recipe_id": "RE-0008", "needed": 0},
    {"recipe_id": "RE-0030", "needed": 0},
    {"recipe_id": "RE-0062", "needed": 0},
    {"recipe_id": "RE-0100", "needed": 0},
    {"recipe_id": "RE-0120", "needed": 0},
]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "ingredients_changed": seen.pop("ingredients_changed", None) == INGREDIENTS_CHANGED,
        "recipes_changed": seen.pop("recipes_changed", None) == RECIPES_CHANGED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added, new values of changed rows, ids of removed ones. New ids are "new TABLE"."""
    names = [(one, key, f"SELECT * FROM {one}") for one, key in TABLES.items()]
    old = {(one, row[key]): tuple(row.items()) for one, key, rows in names for row in before.all(rows)}
    new = {(one, row[key]): tuple(row.items()) for one, key, rows in names for row in after.all(rows)}
    fresh = {key: f"new {table}" for table, key in new.keys() - old.keys()}
    found = {}
    for (table, key), row in new.items() - old.items():
        known = old.get((table, key), ())
        values = {name: fresh.get(one, one) for name, one in row if name == TABLES[table] or (name, one) not in known}
        found.setdefault(f"{table}_changed" if known else f"{table}_added", []).append(values)
    for table, key in old.keys() - new.keys():
        found.setdefault(f"{table}_removed", []).append(key)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
