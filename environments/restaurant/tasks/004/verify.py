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
GUESTS_CHANGED = {"GU-0018": {"no_shows": 4}}
INGREDIENTS_CHANGED = {"IG-0008": {"stock": 20}}
RESERVATIONS_ADDED = [
    {
        "table_id": "TB-0004",
        "guest_id": "GU-0034",
        "day": "2026-11-11",
        "sitting": "lunch",
        "party": 5,
        "status": "booked",
    }
]
RESERVATIONS_CHANGED = {"RS-0020": {"status": "cancelled"}, "RS-0095": {"status": "cancelled"}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "guests_changed": seen.pop("guests_changed", None) == GUESTS_CHANGED,
        "ingredients_changed": seen.pop("ingredients_changed", None) == INGREDIENTS_CHANGED,
        "reservations_added": seen.pop("reservations_added", None) == RESERVATIONS_ADDED,
        "reservations_changed": seen.pop("reservations_changed", None) == RESERVATIONS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added (without their keys), changed and removed."""
    old, new, fresh, found = {}, {}, {}, {}
    for table, key in TABLES.items():
        old[table] = {row[key]: row for row in before.all(f"SELECT * FROM {table}")}
        new[table] = {row[key]: row for row in after.all(f"SELECT * FROM {table}")}
        fresh.update({one: f"new {table}" for one in new[table] if one not in old[table]})
    for table, key in TABLES.items():
        added = [
            {name: fresh.get(value, value) for name, value in row.items() if name != key}
            for one, row in new[table].items()
            if one not in old[table]
        ]
        changed = {
            one: {name: value for name, value in row.items() if value != old[table][one][name]}
            for one, row in new[table].items()
            if one in old[table] and row != old[table][one]
        }
        removed = sorted(one for one in old[table] if one not in new[table])
        found[f"{table}_added"] = sorted(added, key=repr)
        found[f"{table}_changed"] = changed
        found[f"{table}_removed"] = removed
    return {name: one for name, one in found.items() if one}
