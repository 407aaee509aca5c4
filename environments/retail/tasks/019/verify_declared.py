"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("order_id", "call_key", "place"),
        "SELECT (SELECT order_id FROM order_lines WHERE line_id = 'OL-0070') AS order_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("order_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN orders AS the_order ON the_order.order_id = calls_1.order_id
WHERE (the_order.status = 'open')
AND NOT EXISTS (SELECT 1 FROM order_lines AS other WHERE ((other.order_id = the_order.order_id) AND (other.status = 'shipped')))
AND ((the_order.delivery <> 'express') OR (the_order.placed >= date('2026-02-20', (-(2)) || ' days')))
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_order.order_id AS row_key, 'cancelled' AS status
FROM accepted_1
JOIN orders AS the_order ON the_order.order_id = accepted_1.order_id
""",
    ),
    (
        "orders_after_1_1",
        (),
        """
SELECT old.order_id, old.customer_id, old.placed, old.delivery, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM orders AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.order_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "status"),
        """
SELECT other.line_id AS row_key, 'cancelled' AS status
FROM accepted_1
JOIN orders AS the_order ON the_order.order_id = accepted_1.order_id
JOIN order_lines AS other ON (other.order_id = the_order.order_id)
""",
    ),
    (
        "order_lines_after_1_2",
        (),
        """
SELECT old.line_id, old.order_id, old.product_id, old.quantity, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status, old.shipped
FROM order_lines AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.line_id
""",
    ),
    (
        "calls_2",
        ("order_id", "product_id", "amount", "call_key", "place"),
        """
SELECT (SELECT order_id FROM order_lines WHERE line_id = 'OL-0070') AS order_id, 'P-0064' AS product_id, 1 AS amount, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("order_id", "product_id", "amount", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN orders_after_1_1 AS the_order ON the_order.order_id = calls_2.order_id
JOIN products AS the_product ON the_product.product_id = calls_2.product_id
WHERE (the_order.status = 'open')
AND (the_product.status = 'active')
AND ((calls_2.amount >= 1) AND (calls_2.amount <= 6))
AND (the_product.stock >= calls_2.amount)
AND NOT EXISTS (SELECT 1 FROM order_lines_after_1_2 AS other WHERE ((other.order_id = the_order.order_id) AND (other.product_id = the_product.product_id) AND (other.status <> 'cancelled')))
""",
    ),
    (
        "change_2_1",
        ("line_id", "order_id", "product_id", "quantity", "price", "status", "shipped"),
        """
SELECT printf('OL-%04d', (SELECT coalesce(max(CAST(substr(line_id, 4) AS INTEGER)), 0) FROM order_lines_after_1_2) + row_number() OVER ()) AS line_id, the_order.order_id AS order_id, the_product.product_id AS product_id, accepted_2.amount AS quantity, the_product.price AS price, 'waiting' AS status, NULL AS shipped
FROM accepted_2
JOIN orders_after_1_1 AS the_order ON the_order.order_id = accepted_2.order_id
JOIN products AS the_product ON the_product.product_id = accepted_2.product_id
""",
    ),
    ("order_lines_after_2_1", (), "SELECT * FROM order_lines_after_1_2 UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("line_id", "cause", "call_key", "place"),
        "SELECT 'OL-0111' AS line_id, 'not needed' AS cause, NULL AS call_key, NULL AS place",
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
AND NOT EXISTS (SELECT 1 FROM return_requests AS other WHERE (other.line_id = the_line.line_id))
""",
    ),
    (
        "change_3_1",
        ("request_id", "line_id", "reason", "asked", "status"),
        """
SELECT printf('RR-%04d', (SELECT coalesce(max(CAST(substr(request_id, 4) AS INTEGER)), 0) FROM return_requests) + row_number() OVER ()) AS request_id, the_line.line_id AS line_id, accepted_3.cause AS reason, '2026-02-20' AS asked, 'open' AS status
FROM accepted_3
JOIN order_lines_after_2_1 AS the_line ON the_line.line_id = accepted_3.line_id
""",
    ),
    ("return_requests_after_3_1", (), "SELECT * FROM return_requests UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("order_id", "call_key", "place"),
        "SELECT 'O-0033' AS order_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("order_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN orders_after_1_1 AS the_order ON the_order.order_id = calls_4.order_id
WHERE (the_order.status = 'open')
AND NOT EXISTS (SELECT 1 FROM order_lines_after_2_1 AS other WHERE ((other.order_id = the_order.order_id) AND (other.status = 'shipped')))
AND ((the_order.delivery <> 'express') OR (the_order.placed >= date('2026-02-20', (-(2)) || ' days')))
""",
    ),
    (
        "change_4_1",
        ("row_key", "status"),
        """
SELECT the_order.order_id AS row_key, 'cancelled' AS status
FROM accepted_4
JOIN orders_after_1_1 AS the_order ON the_order.order_id = accepted_4.order_id
""",
    ),
    (
        "orders_after_4_1",
        (),
        """
SELECT old.order_id, old.customer_id, old.placed, old.delivery, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM orders_after_1_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.order_id
""",
    ),
    (
        "change_4_2",
        ("row_key", "status"),
        """
SELECT other.line_id AS row_key, 'cancelled' AS status
FROM accepted_4
JOIN orders_after_1_1 AS the_order ON the_order.order_id = accepted_4.order_id
JOIN order_lines_after_2_1 AS other ON (other.order_id = the_order.order_id)
""",
    ),
    (
        "order_lines_after_4_2",
        (),
        """
SELECT old.line_id, old.order_id, old.product_id, old.quantity, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status, old.shipped
FROM order_lines_after_2_1 AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.line_id
""",
    ),
]
AFTERWARDS = {
    "order_lines": "SELECT * FROM order_lines_after_4_2",
    "orders": "SELECT * FROM orders_after_4_1",
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
    same = same_tables(before, after)
    return {
        "order_lines_as_declared": same["order_lines"],
        "orders_as_declared": same["orders"],
        "return_requests_as_declared": same["return_requests"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def same_tables(before, after):
    """Which tables hold what they should."""
    steps = after_steps(before)
    old = {table: before.all(f"SELECT * FROM {table}") for table in KEYS}
    found = {table: after.all(f"SELECT * FROM {table}") for table in KEYS}
    expected = old | {table: before.all(steps + query) for table, query in AFTERWARDS.items()}
    return {table: alike(table, old, expected, found) for table in KEYS}


def alike(table, old, expected, found):
    """Whether a table holds what it should. Ids of new rows are nobody's choice: any will do, everywhere."""
    if expected[table] == found[table]:
        return True
    return odd_rows(table, old, expected, found) == odd_rows(table, old, found, expected)


def odd_rows(table, old, here, there):
    """A table's rows that the other side has not got alike, as text; the id of a new row is "new"."""
    others = {row[KEYS[table]]: row for row in there[table]}
    odd = [row for row in here[table] if others.get(row[KEYS[table]]) != row]
    new = {row[key] for one, key in KEYS.items() if here[one] != old[one] for row in here[one]}
    new -= {row[key] for one, key in KEYS.items() for row in old[one]}
    return sorted(repr([(name, "new" if value in new else value) for name, value in row.items()]) for row in odd)


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
