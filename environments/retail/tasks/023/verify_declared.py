"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("ship_line", "add_line_or_place_order")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    (
        "calls_1",
        ("line_id", "call_key", "place"),
        "SELECT (SELECT t1.line_id FROM order_lines AS t1 WHERE t1.order_id = 'O-0072' AND t1.status = 'waiting' AND t1.quantity IS NOT NULL ORDER BY t1.quantity LIMIT 1) AS line_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("line_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN order_lines AS the_line ON the_line.line_id = calls_1.line_id
WHERE (the_line.status = 'waiting')
AND ((SELECT stock FROM products WHERE product_id = the_line.product_id) >= the_line.quantity)
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_1_1",
        ("row_key", "status", "shipped"),
        """
SELECT the_line.line_id AS row_key, 'shipped' AS status, '2026-02-20' AS shipped
FROM accepted_1
JOIN order_lines AS the_line ON the_line.line_id = accepted_1.line_id
""",
    ),
    (
        "order_lines_after_1_1",
        (),
        """
SELECT old.line_id, old.order_id, old.product_id, old.quantity, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status, iif(new.row_key IS NULL, old.shipped, new.shipped) AS shipped
FROM order_lines AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.line_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "stock"),
        """
SELECT the_line.product_id AS row_key, ((SELECT stock FROM products WHERE product_id = the_line.product_id) - the_line.quantity) AS stock
FROM accepted_1
JOIN order_lines AS the_line ON the_line.line_id = accepted_1.line_id
""",
    ),
    (
        "products_after_1_2",
        (),
        """
SELECT old.product_id, old.name, old.category_id, old.status, old.price, old.weight, iif(new.row_key IS NULL, old.stock, new.stock) AS stock
FROM products AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.product_id
""",
    ),
    (
        "calls_2",
        ("order_id", "product_id", "amount", "call_key", "place"),
        """
SELECT 'O-0089' AS order_id, 'P-0068' AS product_id, 2 AS amount, NULL AS call_key, NULL AS place
WHERE (SELECT count(*) FROM customers AS t2 WHERE t2.tier = 'regular' AND NOT EXISTS (SELECT 1 FROM orders AS t3 WHERE t3.delivery = 'pickup' AND t3.customer_id = t2.customer_id)) > 16
""",
    ),
    (
        "accepted_2",
        ("order_id", "product_id", "amount", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN orders AS the_order ON the_order.order_id = calls_2.order_id
JOIN products_after_1_2 AS the_product ON the_product.product_id = calls_2.product_id
WHERE (the_order.status = 'open')
AND (the_product.status = 'active')
AND ((calls_2.amount >= 1) AND (calls_2.amount <= 6))
AND (the_product.stock >= calls_2.amount)
AND NOT EXISTS (SELECT 1 FROM order_lines_after_1_1 AS other WHERE ((other.order_id = the_order.order_id) AND (other.product_id = the_product.product_id) AND (other.status <> 'cancelled')))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_2_1",
        ("line_id", "order_id", "product_id", "quantity", "price", "status", "shipped"),
        """
SELECT printf('OL-%04d', (SELECT coalesce(max(CAST(substr(line_id, 4) AS INTEGER)), 0) FROM order_lines_after_1_1) + row_number() OVER ()) AS line_id, the_order.order_id AS order_id, the_product.product_id AS product_id, accepted_2.amount AS quantity, the_product.price AS price, 'waiting' AS status, NULL AS shipped
FROM accepted_2
JOIN orders AS the_order ON the_order.order_id = accepted_2.order_id
JOIN products_after_1_2 AS the_product ON the_product.product_id = accepted_2.product_id
""",
    ),
    ("order_lines_after_2_1", (), "SELECT * FROM order_lines_after_1_1 UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("customer_id", "method", "call_key", "place"),
        """
SELECT 'CU-0026' AS customer_id, 'standard' AS method, NULL AS call_key, NULL AS place
WHERE NOT ((SELECT count(*) FROM customers AS t2 WHERE t2.tier = 'regular' AND NOT EXISTS (SELECT 1 FROM orders AS t3 WHERE t3.delivery = 'pickup' AND t3.customer_id = t2.customer_id)) > 16)
""",
    ),
    (
        "accepted_3",
        ("customer_id", "method", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN customers AS the_customer ON the_customer.customer_id = calls_3.customer_id
WHERE ((SELECT count(*) FROM orders AS other WHERE ((other.customer_id = the_customer.customer_id) AND (other.status = 'open'))) < iif((the_customer.tier = 'premium'), 5, 2))
AND ((calls_3.method <> 'express') OR (the_customer.tier <> 'regular'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_3_1",
        ("order_id", "customer_id", "placed", "delivery", "status"),
        """
SELECT printf('O-%04d', (SELECT coalesce(max(CAST(substr(order_id, 3) AS INTEGER)), 0) FROM orders) + row_number() OVER ()) AS order_id, the_customer.customer_id AS customer_id, '2026-02-20' AS placed, accepted_3.method AS delivery, 'open' AS status
FROM accepted_3
JOIN customers AS the_customer ON the_customer.customer_id = accepted_3.customer_id
""",
    ),
    ("orders_after_3_1", (), "SELECT * FROM orders UNION ALL SELECT * FROM change_3_1"),
]
AFTERWARDS = {
    "order_lines": "SELECT * FROM order_lines_after_2_1",
    "orders": "SELECT * FROM orders_after_3_1",
    "products": "SELECT * FROM products_after_1_2",
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
    asked = asked_for(before, after)
    return {name: place in asked for place, name in enumerate(CRITERIA, 1)}


def asked_for(before, after):
    """Numbers of the steps that would leave what is there, if they alone had been asked for; () if none would."""
    return next((some for some in SUBSETS if all(same_tables(before, after, some).values())), ())


def same_tables(before, after, some):
    """Which tables hold what they should."""
    steps = after_steps(before, some)
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


def after_steps(before, some):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = [f"asked (step) AS (VALUES ({'), ('.join(map(str, some))}))"]
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
