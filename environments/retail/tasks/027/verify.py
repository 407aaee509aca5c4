"""Which steps were done: a criterion for each, and none holds if anything else changed."""

TABLES = {
    "categories": "category_id",
    "products": "product_id",
    "customers": "customer_id",
    "orders": "order_id",
    "order_lines": "line_id",
    "return_requests": "request_id",
}
STEPS = ("ship_line", "add_line_or_place_order")
OUTCOMES = [
    (
        ("ship_line", "add_line_or_place_order"),
        {
            "products_changed": [{"product_id": "P-0013", "stock": 0}],
            "order_lines_changed": [{"line_id": "OL-0192", "status": "shipped", "shipped": "2026-02-20"}],
            "orders_added": [
                {
                    "order_id": "new orders",
                    "customer_id": "CU-0026",
                    "placed": "2026-02-20",
                    "delivery": "standard",
                    "status": "open",
                }
            ],
        },
    ),
    (
        ("ship_line",),
        {
            "products_changed": [{"product_id": "P-0013", "stock": 0}],
            "order_lines_changed": [{"line_id": "OL-0192", "status": "shipped", "shipped": "2026-02-20"}],
        },
    ),
    (
        ("add_line_or_place_order",),
        {
            "orders_added": [
                {
                    "order_id": "new orders",
                    "customer_id": "CU-0026",
                    "placed": "2026-02-20",
                    "delivery": "standard",
                    "status": "open",
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
