"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("order_id", "product_id", "amount", "call_key", "place"),
        "SELECT 'O-0017' AS order_id, 'P-0015' AS product_id, 1 AS amount, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("order_id", "product_id", "amount", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN orders AS the_order ON the_order.order_id = calls_1.order_id
JOIN products AS the_product ON the_product.product_id = calls_1.product_id
WHERE (the_order.status = 'open')
AND (the_product.status = 'active')
AND ((calls_1.amount >= 1) AND (calls_1.amount <= 6))
AND (the_product.stock >= calls_1.amount)
AND NOT EXISTS (SELECT 1 FROM order_lines AS other WHERE ((other.order_id = the_order.order_id) AND (other.product_id = the_product.product_id) AND (other.status <> 'cancelled')))
""",
    ),
    (
        "change_1_1",
        ("line_id", "order_id", "product_id", "quantity", "price", "status", "shipped"),
        """
SELECT printf('OL-%04d', (SELECT coalesce(max(CAST(substr(line_id, 4) AS INTEGER)), 0) FROM order_lines) + row_number() OVER ()) AS line_id, the_order.order_id AS order_id, the_product.product_id AS product_id, accepted_1.amount AS quantity, the_product.price AS price, 'waiting' AS status, NULL AS shipped
FROM accepted_1
JOIN orders AS the_order ON the_order.order_id = accepted_1.order_id
JOIN products AS the_product ON the_product.product_id = accepted_1.product_id
""",
    ),
    ("order_lines_after_1_1", (), "SELECT * FROM order_lines UNION ALL SELECT * FROM change_1_1"),
    ("calls_2", ("order_id", "call_key", "place"), "SELECT 'O-0069' AS order_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_2",
        ("order_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN orders AS the_order ON the_order.order_id = calls_2.order_id
WHERE (the_order.status = 'open')
AND NOT EXISTS (SELECT 1 FROM order_lines_after_1_1 AS other WHERE ((other.order_id = the_order.order_id) AND (other.status = 'shipped')))
AND ((the_order.delivery <> 'express') OR (the_order.placed >= date('2026-02-20', (-(2)) || ' days')))
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_order.order_id AS row_key, 'cancelled' AS status
FROM accepted_2
JOIN orders AS the_order ON the_order.order_id = accepted_2.order_id
""",
    ),
    (
        "orders_after_2_1",
        (),
        """
SELECT old.order_id, old.customer_id, old.placed, old.delivery, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM orders AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.order_id
""",
    ),
    (
        "change_2_2",
        ("row_key", "status"),
        """
SELECT other.line_id AS row_key, 'cancelled' AS status
FROM accepted_2
JOIN orders AS the_order ON the_order.order_id = accepted_2.order_id
JOIN order_lines_after_1_1 AS other ON (other.order_id = the_order.order_id)
""",
    ),
    (
        "order_lines_after_2_2",
        (),
        """
SELECT old.line_id, old.order_id, old.product_id, old.quantity, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status, old.shipped
FROM order_lines_after_1_1 AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.line_id
""",
    ),
]
AFTERWARDS = {"order_lines": "SELECT * FROM order_lines_after_2_2", "orders": "SELECT * FROM orders_after_2_1"}
KEYS = {
    "categories": "category_id",
    "products": "product_id",
    "customers": "customer_id",
    "orders": "order_id",
    "order_lines": "line_id",
    "return_requests": "request_id",
}


def verify(answer, before, after):
    steps = after_steps(before)
    old, expected, found = {}, {}, {}
    for table in KEYS:
        plain = f"SELECT * FROM {table}"
        old[table] = before.all(plain)
        expected[table] = before.all(steps + AFTERWARDS[table]) if table in AFTERWARDS else old[table]
        found[table] = after.all(plain)
    before_keys = {row[key] for table, key in KEYS.items() for row in old[table]}
    same = {}
    for table, key in KEYS.items():
        same[table] = expected[table] == found[table]  # then keys of new rows need no second look
        sides = []
        for tables in () if same[table] else (expected, found):
            new = {row[one] for name, one in KEYS.items() for row in tables[name]} - before_keys
            sides.append(content(tables[table], key, {"old": before_keys, "new": new}))
        same[table] = same[table] or sides[0] == sides[1]
    return {
        "order_lines_as_declared": same["order_lines"],
        "orders_as_declared": same["orders"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def after_steps(before):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = []
    for name, columns, query in STEPS:
        if columns:
            so_far = f"WITH {', '.join(known)} " if known else ""
            rows = [", ".join(quoted(row[one]) for one in columns) for row in before.all(so_far + query)]
            nothing = f"SELECT {', '.join('NULL' for _ in columns)} WHERE 0"
            query = f"VALUES ({'), ('.join(rows)})" if rows else nothing
            name = f"{name} ({', '.join(columns)})"
        known.append(f"{name} AS ({query})")
    return f"WITH {', '.join(known)} "


def quoted(value):
    """A value in SQL."""
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def content(rows, key, known):
    """Rows that can be compared: what was not there before has no key of its own."""
    return sorted(
        repr([(name, "new" if value in known["new"] else value) for name, value in row.items()])
        if row[key] in known["old"]
        else repr([(name, "new" if value in known["new"] else value) for name, value in row.items() if name != key])
        for row in rows
    )
