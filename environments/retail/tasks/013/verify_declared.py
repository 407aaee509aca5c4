"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("line_id", "cause", "call_key", "place"),
        "SELECT 'OL-0043' AS line_id, 'damaged' AS cause, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("line_id", "cause", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN order_lines AS the_line ON the_line.line_id = calls_1.line_id
WHERE (the_line.status = 'shipped')
AND (coalesce((the_line.shipped >= date('2026-02-20', (-(30)) || ' days')), 0) OR (calls_1.cause = 'damaged'))
AND NOT EXISTS (SELECT 1 FROM return_requests AS other WHERE (other.line_id = the_line.line_id))
""",
    ),
    (
        "change_1_1",
        ("request_id", "line_id", "reason", "asked", "status"),
        """
SELECT printf('RR-%04d', (SELECT coalesce(max(CAST(substr(request_id, 4) AS INTEGER)), 0) FROM return_requests) + row_number() OVER ()) AS request_id, the_line.line_id AS line_id, accepted_1.cause AS reason, '2026-02-20' AS asked, 'open' AS status
FROM accepted_1
JOIN order_lines AS the_line ON the_line.line_id = accepted_1.line_id
""",
    ),
    ("return_requests_after_1_1", (), "SELECT * FROM return_requests UNION ALL SELECT * FROM change_1_1"),
    (
        "calls_2",
        ("line_id", "call_key", "place"),
        "SELECT 'OL-0177' AS line_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_1)",
    ),
    (
        "accepted_2",
        ("line_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN order_lines AS the_line ON the_line.line_id = calls_2.line_id
WHERE (the_line.status = 'waiting')
AND ((SELECT stock FROM products WHERE product_id = the_line.product_id) >= the_line.quantity)
""",
    ),
    (
        "change_2_1",
        ("row_key", "status", "shipped"),
        """
SELECT the_line.line_id AS row_key, 'shipped' AS status, '2026-02-20' AS shipped
FROM accepted_2
JOIN order_lines AS the_line ON the_line.line_id = accepted_2.line_id
""",
    ),
    (
        "order_lines_after_2_1",
        (),
        """
SELECT old.line_id, old.order_id, old.product_id, old.quantity, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status, iif(new.row_key IS NULL, old.shipped, new.shipped) AS shipped
FROM order_lines AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.line_id
""",
    ),
    (
        "change_2_2",
        ("row_key", "stock"),
        """
SELECT the_line.product_id AS row_key, ((SELECT stock FROM products WHERE product_id = the_line.product_id) - the_line.quantity) AS stock
FROM accepted_2
JOIN order_lines AS the_line ON the_line.line_id = accepted_2.line_id
""",
    ),
    (
        "products_after_2_2",
        (),
        """
SELECT old.product_id, old.name, old.category_id, old.status, old.price, old.weight, iif(new.row_key IS NULL, old.stock, new.stock) AS stock
FROM products AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.product_id
""",
    ),
    (
        "calls_3",
        ("line_id", "cause", "call_key", "place"),
        "SELECT 'OL-0165' AS line_id, 'not needed' AS cause, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("line_id", "cause", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN order_lines_after_2_1 AS the_line ON the_line.line_id = calls_3.line_id
WHERE (the_line.status = 'shipped')
AND (coalesce((the_line.shipped >= date('2026-02-20', (-(30)) || ' days')), 0) OR (calls_3.cause = 'damaged'))
AND NOT EXISTS (SELECT 1 FROM return_requests_after_1_1 AS other WHERE (other.line_id = the_line.line_id))
""",
    ),
    (
        "change_3_1",
        ("request_id", "line_id", "reason", "asked", "status"),
        """
SELECT printf('RR-%04d', (SELECT coalesce(max(CAST(substr(request_id, 4) AS INTEGER)), 0) FROM return_requests_after_1_1) + row_number() OVER ()) AS request_id, the_line.line_id AS line_id, accepted_3.cause AS reason, '2026-02-20' AS asked, 'open' AS status
FROM accepted_3
JOIN order_lines_after_2_1 AS the_line ON the_line.line_id = accepted_3.line_id
""",
    ),
    ("return_requests_after_3_1", (), "SELECT * FROM return_requests_after_1_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("order_id", "product_id", "amount", "call_key", "place"),
        """
SELECT 'O-0043' AS order_id, 'P-0065' AS product_id, 2 AS amount, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("order_id", "product_id", "amount", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN orders AS the_order ON the_order.order_id = calls_4.order_id
JOIN products_after_2_2 AS the_product ON the_product.product_id = calls_4.product_id
WHERE (the_order.status = 'open')
AND (the_product.status = 'active')
AND ((calls_4.amount >= 1) AND (calls_4.amount <= 6))
AND (the_product.stock >= calls_4.amount)
AND NOT EXISTS (SELECT 1 FROM order_lines_after_2_1 AS other WHERE ((other.order_id = the_order.order_id) AND (other.product_id = the_product.product_id) AND (other.status <> 'cancelled')))
""",
    ),
    (
        "change_4_1",
        ("line_id", "order_id", "product_id", "quantity", "price", "status", "shipped"),
        """
SELECT printf('OL-%04d', (SELECT coalesce(max(CAST(substr(line_id, 4) AS INTEGER)), 0) FROM order_lines_after_2_1) + row_number() OVER ()) AS line_id, the_order.order_id AS order_id, the_product.product_id AS product_id, accepted_4.amount AS quantity, the_product.price AS price, 'waiting' AS status, NULL AS shipped
FROM accepted_4
JOIN orders AS the_order ON the_order.order_id = accepted_4.order_id
JOIN products_after_2_2 AS the_product ON the_product.product_id = accepted_4.product_id
""",
    ),
    ("order_lines_after_4_1", (), "SELECT * FROM order_lines_after_2_1 UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {
    "order_lines": "SELECT * FROM order_lines_after_4_1",
    "products": "SELECT * FROM products_after_2_2",
    "return_requests": "SELECT * FROM return_requests_after_3_1",
}
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
        "products_as_declared": same["products"],
        "return_requests_as_declared": same["return_requests"],
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
