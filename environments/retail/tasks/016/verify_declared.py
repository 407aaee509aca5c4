"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    ("calls_1", ("request_id", "call_key", "place"), "SELECT 'RR-0020' AS request_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_1",
        ("request_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN return_requests AS the_request ON the_request.request_id = calls_1.request_id
WHERE (the_request.status = 'open')
AND (((SELECT quantity FROM order_lines WHERE line_id = the_request.line_id) * (SELECT price FROM order_lines WHERE line_id = the_request.line_id)) <= 400)
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_request.request_id AS row_key, 'accepted' AS status
FROM accepted_1
JOIN return_requests AS the_request ON the_request.request_id = accepted_1.request_id
""",
    ),
    (
        "return_requests_after_1_1",
        (),
        """
SELECT old.request_id, old.line_id, old.reason, old.asked, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM return_requests AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.request_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "credit"),
        """
SELECT (SELECT customer_id FROM orders WHERE order_id = (SELECT order_id FROM order_lines WHERE line_id = the_request.line_id)) AS row_key, ((SELECT credit FROM customers WHERE customer_id = (SELECT customer_id FROM orders WHERE order_id = (SELECT order_id FROM order_lines WHERE line_id = the_request.line_id))) + ((SELECT quantity FROM order_lines WHERE line_id = the_request.line_id) * (SELECT price FROM order_lines WHERE line_id = the_request.line_id))) AS credit
FROM accepted_1
JOIN return_requests AS the_request ON the_request.request_id = accepted_1.request_id
""",
    ),
    (
        "customers_after_1_2",
        (),
        """
SELECT old.customer_id, old.name, old.city, old.tier, iif(new.row_key IS NULL, old.credit, new.credit) AS credit
FROM customers AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.customer_id
""",
    ),
    (
        "change_1_3",
        ("row_key", "stock"),
        """
SELECT (SELECT product_id FROM order_lines WHERE line_id = the_request.line_id) AS row_key, ((SELECT stock FROM products WHERE product_id = (SELECT product_id FROM order_lines WHERE line_id = the_request.line_id)) + (SELECT quantity FROM order_lines WHERE line_id = the_request.line_id)) AS stock
FROM accepted_1
JOIN return_requests AS the_request ON the_request.request_id = accepted_1.request_id
""",
    ),
    (
        "products_after_1_3",
        (),
        """
SELECT old.product_id, old.name, old.category_id, old.status, old.price, old.weight, iif(new.row_key IS NULL, old.stock, new.stock) AS stock
FROM products AS old
LEFT JOIN change_1_3 AS new ON new.row_key = old.product_id
""",
    ),
    (
        "calls_2",
        ("line_id", "call_key", "place"),
        "SELECT 'OL-0007' AS line_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_1)",
    ),
    (
        "accepted_2",
        ("line_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN order_lines AS the_line ON the_line.line_id = calls_2.line_id
WHERE (the_line.status = 'waiting')
AND ((SELECT stock FROM products_after_1_3 WHERE product_id = the_line.product_id) >= the_line.quantity)
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
SELECT the_line.product_id AS row_key, ((SELECT stock FROM products_after_1_3 WHERE product_id = the_line.product_id) - the_line.quantity) AS stock
FROM accepted_2
JOIN order_lines AS the_line ON the_line.line_id = accepted_2.line_id
""",
    ),
    (
        "products_after_2_2",
        (),
        """
SELECT old.product_id, old.name, old.category_id, old.status, old.price, old.weight, iif(new.row_key IS NULL, old.stock, new.stock) AS stock
FROM products_after_1_3 AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.product_id
""",
    ),
    ("calls_3", ("request_id", "call_key", "place"), "SELECT 'RR-0014' AS request_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_3",
        ("request_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN return_requests_after_1_1 AS the_request ON the_request.request_id = calls_3.request_id
WHERE (the_request.status = 'open')
AND (((SELECT quantity FROM order_lines_after_2_1 WHERE line_id = the_request.line_id) * (SELECT price FROM order_lines_after_2_1 WHERE line_id = the_request.line_id)) <= 400)
""",
    ),
    (
        "change_3_1",
        ("row_key", "status"),
        """
SELECT the_request.request_id AS row_key, 'accepted' AS status
FROM accepted_3
JOIN return_requests_after_1_1 AS the_request ON the_request.request_id = accepted_3.request_id
""",
    ),
    (
        "return_requests_after_3_1",
        (),
        """
SELECT old.request_id, old.line_id, old.reason, old.asked, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM return_requests_after_1_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.request_id
""",
    ),
    (
        "change_3_2",
        ("row_key", "credit"),
        """
SELECT (SELECT customer_id FROM orders WHERE order_id = (SELECT order_id FROM order_lines_after_2_1 WHERE line_id = the_request.line_id)) AS row_key, ((SELECT credit FROM customers_after_1_2 WHERE customer_id = (SELECT customer_id FROM orders WHERE order_id = (SELECT order_id FROM order_lines_after_2_1 WHERE line_id = the_request.line_id))) + ((SELECT quantity FROM order_lines_after_2_1 WHERE line_id = the_request.line_id) * (SELECT price FROM order_lines_after_2_1 WHERE line_id = the_request.line_id))) AS credit
FROM accepted_3
JOIN return_requests_after_1_1 AS the_request ON the_request.request_id = accepted_3.request_id
""",
    ),
    (
        "customers_after_3_2",
        (),
        """
SELECT old.customer_id, old.name, old.city, old.tier, iif(new.row_key IS NULL, old.credit, new.credit) AS credit
FROM customers_after_1_2 AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.customer_id
""",
    ),
    (
        "change_3_3",
        ("row_key", "stock"),
        """
SELECT (SELECT product_id FROM order_lines_after_2_1 WHERE line_id = the_request.line_id) AS row_key, ((SELECT stock FROM products_after_2_2 WHERE product_id = (SELECT product_id FROM order_lines_after_2_1 WHERE line_id = the_request.line_id)) + (SELECT quantity FROM order_lines_after_2_1 WHERE line_id = the_request.line_id)) AS stock
FROM accepted_3
JOIN return_requests_after_1_1 AS the_request ON the_request.request_id = accepted_3.request_id
""",
    ),
    (
        "products_after_3_3",
        (),
        """
SELECT old.product_id, old.name, old.category_id, old.status, old.price, old.weight, iif(new.row_key IS NULL, old.stock, new.stock) AS stock
FROM products_after_2_2 AS old
LEFT JOIN change_3_3 AS new ON new.row_key = old.product_id
""",
    ),
    (
        "calls_4",
        ("order_id", "product_id", "amount", "call_key", "place"),
        """
SELECT 'O-0072' AS order_id, 'P-0049' AS product_id, 6 AS amount, NULL AS call_key, NULL AS place
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
JOIN products_after_3_3 AS the_product ON the_product.product_id = calls_4.product_id
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
JOIN products_after_3_3 AS the_product ON the_product.product_id = accepted_4.product_id
""",
    ),
    ("order_lines_after_4_1", (), "SELECT * FROM order_lines_after_2_1 UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {
    "customers": "SELECT * FROM customers_after_3_2",
    "order_lines": "SELECT * FROM order_lines_after_4_1",
    "products": "SELECT * FROM products_after_3_3",
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
        "customers_as_declared": same["customers"],
        "order_lines_as_declared": same["order_lines"],
        "products_as_declared": same["products"],
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
