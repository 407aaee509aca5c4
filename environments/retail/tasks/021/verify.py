"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "categories": "category_id",
    "products": "product_id",
    "customers": "customer_id",
    "orders": "order_id",
    "order_lines": "line_id",
    "return_requests": "request_id",
}
ANSWER = 33
CUSTOMERS_CHANGED = [{"customer_id": "CU-0006", "credit": 368}]
PRODUCTS_CHANGED = [{"product_id": "P-0032", "stock": 37}]
RETURN_REQUESTS_CHANGED = [{"request_id": "RR-0004", "status": "accepted"}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "right_answer": _number(answer) == ANSWER,
        "customers_changed": seen.pop("customers_changed", None) == CUSTOMERS_CHANGED,
        "products_changed": seen.pop("products_changed", None) == PRODUCTS_CHANGED,
        "return_requests_changed": seen.pop("return_requests_changed", None) == RETURN_REQUESTS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _number(value):
    """A number, also one in a text such as "1,250"; None for anything else."""
    if isinstance(value, str):
        value = value.strip().replace(",", "")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


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
