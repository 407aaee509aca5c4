"""Which steps were done: a criterion for each, and none holds if anything else changed."""

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
STEPS = ("reserve_table_1", "reserve_table_2")
OUTCOMES = [
    (
        ("reserve_table_1", "reserve_table_2"),
        {
            "reservations_added": [
                {
                    "reservation_id": "new reservations",
                    "table_id": "TB-0002",
                    "guest_id": "GU-0029",
                    "day": "2026-11-15",
                    "sitting": "early dinner",
                    "party": 8,
                    "status": "booked",
                },
                {
                    "reservation_id": "new reservations",
                    "table_id": "TB-0018",
                    "guest_id": "GU-0027",
                    "day": "2026-11-13",
                    "sitting": "lunch",
                    "party": 4,
                    "status": "booked",
                },
            ]
        },
    ),
    (
        ("reserve_table_1",),
        {
            "reservations_added": [
                {
                    "reservation_id": "new reservations",
                    "table_id": "TB-0018",
                    "guest_id": "GU-0027",
                    "day": "2026-11-13",
                    "sitting": "lunch",
                    "party": 4,
                    "status": "booked",
                }
            ]
        },
    ),
    (
        ("reserve_table_2",),
        {
            "reservations_added": [
                {
                    "reservation_id": "new reservations",
                    "table_id": "TB-0002",
                    "guest_id": "GU-0029",
                    "day": "2026-11-15",
                    "sitting": "early dinner",
                    "party": 8,
                    "status": "booked",
                }
            ]
        },
    ),
]


def verify(answer, before, after):
    seen = _difference(before, after)
    done = next((steps for steps, changes in OUTCOMES if changes == seen), ())
    return {step: step in done for step in STEPS}


def _difference(before, after):
    """What differs, by table: rows added, new values of changed rows, ids of removed ones. New ids are "new TABLE"."""
    tables = [(one, key, f"SELECT * FROM {one}") for one, key in TABLES.items()]
    touched = [(one, key, rows) for one, key, rows in tables if before.all(rows) != after.all(rows)]
    old = {(one, row[key]): row for one, key, rows in touched for row in before.all(rows)}
    new = {(one, row[key]): row for one, key, rows in touched for row in after.all(rows)}
    fresh = {key: f"new {table}" for table, key in new.keys() - old.keys()}
    found = {}
    for (table, key), row in new.items():
        known = old.get((table, key), {})
        if row != known:
            unlike = {name for name, one in row.items() if (name, one) not in known.items()} | {TABLES[table]}
            values = {name: fresh.get(one, one) for name, one in row.items() if name in unlike}
            found.setdefault(f"{table}_changed" if known else f"{table}_added", []).append(values)
    for table, key in old.keys() - new.keys():
        found.setdefault(f"{table}_removed", []).append(key)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
