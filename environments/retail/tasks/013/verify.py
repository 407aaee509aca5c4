"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "categories": "category_id",
    "products": "product_id",
    "customers": "customer_id",
    "orders": "order_id",
    "order_lines": "line_id",
    "return_requests": "request_id",
}
ORDER_LINES_ADDED = [
    {
        "line_id": "new order_lines",
        "order_id": "O-0043",
        "product_id": "P-0065",
        "quantity": 2,
        "price": 52,
        "status": "waiting",
        "shipped": None,
    }
]
ORDER_LINES_CHANGED = [{"line_id": "OL-0177", "status": "shipped", "shipped": "2026-02-20"}]
PRODUCTS_CHANGED = [{"product_id": "P-0057", "stock": 43}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "order_lines_added": seen.pop("order_lines_added", None) == ORDER_LINES_ADDED,
        "order_lines_changed": seen.pop("order_lines_changed", None) == ORDER_LINES_CHANGED,
        "products_changed": seen.pop("products_changed", None) == PRODUCTS_CHANGED,
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
