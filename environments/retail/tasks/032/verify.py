"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "categories": "category_id",
    "products": "product_id",
    "customers": "customer_id",
    "orders": "order_id",
    "order_lines": "line_id",
    "return_requests": "request_id",
}
ORDERS_ADDED = [
    {
        "order_id": "new orders",
        "customer_id": "CU-0014",
        "placed": "2026-02-20",
        "delivery": "express",
        "status": "open",
    }
]
RETURN_REQUESTS_ADDED = [
    {
        "request_id": "new return_requests",
        "line_id": "OL-0197",
        "reason": "damaged",
        "asked": "2026-02-20",
        "status": "open",
    }
]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "orders_added": seen.pop("orders_added", None) == ORDERS_ADDED,
        "return_requests_added": seen.pop("return_requests_added", None) == RETURN_REQUESTS_ADDED,
        "nothing_else_changed": not seen,
    }


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
