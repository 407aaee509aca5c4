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
    {"order_id": "O-0012", "product_id": "P-0068", "quantity": 3, "price": 44, "status": "waiting", "shipped": None}
]
ORDER_LINES_CHANGED = {"OL-0111": {"status": "cancelled"}, "OL-0209": {"status": "cancelled"}}
ORDERS_CHANGED = {"O-0017": {"status": "cancelled"}}
RETURN_REQUESTS_ADDED = [
    {"line_id": "OL-0092", "reason": "damaged", "asked": "2026-02-20", "status": "open"},
    {"line_id": "OL-0142", "reason": "damaged", "asked": "2026-02-20", "status": "open"},
]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "order_lines_added": seen.pop("order_lines_added", None) == ORDER_LINES_ADDED,
        "order_lines_changed": seen.pop("order_lines_changed", None) == ORDER_LINES_CHANGED,
        "orders_changed": seen.pop("orders_changed", None) == ORDERS_CHANGED,
        "return_requests_added": seen.pop("return_requests_added", None) == RETURN_REQUESTS_ADDED,
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
