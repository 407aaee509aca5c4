"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "categories": "category_id",
    "products": "product_id",
    "customers": "customer_id",
    "orders": "order_id",
    "order_lines": "line_id",
    "return_requests": "request_id",
}
ORDER_LINES_CHANGED = {
    "OL-0009": {"status": "cancelled"},
    "OL-0079": {"status": "cancelled"},
    "OL-0103": {"status": "cancelled"},
    "OL-0134": {"status": "cancelled"},
    "OL-0148": {"status": "cancelled"},
}
ORDERS_CHANGED = {"O-0081": {"status": "cancelled"}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "order_lines_changed": seen.pop("order_lines_changed", None) == ORDER_LINES_CHANGED,
        "orders_changed": seen.pop("orders_changed", None) == ORDERS_CHANGED,
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
