"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

STEPS = [
    (
        "calls_1",
        ("customer_id", "method", "call_key", "place"),
        "SELECT 'CU-0008' AS customer_id, 'express' AS method, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("customer_id", "method", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN customers AS the_customer ON the_customer.customer_id = calls_1.customer_id
WHERE ((SELECT count(*) FROM orders AS other WHERE ((other.customer_id = the_customer.customer_id) AND (other.status = 'open'))) < iif((the_customer.tier = 'premium'), 5, 2))
AND ((calls_1.method <> 'express') OR (the_customer.tier <> 'regular'))
""",
    ),
    (
        "change_1_1",
        ("order_id", "customer_id", "placed", "delivery", "status"),
        """
SELECT printf('O-%04d', (SELECT coalesce(max(CAST(substr(order_id, 3) AS INTEGER)), 0) FROM orders) + row_number() OVER ()) AS order_id, the_customer.customer_id AS customer_id, '2026-02-20' AS placed, accepted_1.method AS delivery, 'open' AS status
FROM accepted_1
JOIN customers AS the_customer ON the_customer.customer_id = accepted_1.customer_id
""",
    ),
    ("orders_after_1_1", (), "SELECT * FROM orders UNION ALL SELECT * FROM change_1_1"),
    (
        "calls_2",
        ("customer_id", "method", "call_key", "place"),
        """
SELECT (SELECT customer_id FROM customers WHERE name = 'Hassan Patel') AS customer_id, 'standard' AS method, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("customer_id", "method", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN customers AS the_customer ON the_customer.customer_id = calls_2.customer_id
WHERE ((SELECT count(*) FROM orders_after_1_1 AS other WHERE ((other.customer_id = the_customer.customer_id) AND (other.status = 'open'))) < iif((the_customer.tier = 'premium'), 5, 2))
AND ((calls_2.method <> 'express') OR (the_customer.tier <> 'regular'))
""",
    ),
    (
        "change_2_1",
        ("order_id", "customer_id", "placed", "delivery", "status"),
        """
SELECT printf('O-%04d', (SELECT coalesce(max(CAST(substr(order_id, 3) AS INTEGER)), 0) FROM orders_after_1_1) + row_number() OVER ()) AS order_id, the_customer.customer_id AS customer_id, '2026-02-20' AS placed, accepted_2.method AS delivery, 'open' AS status
FROM accepted_2
JOIN customers AS the_customer ON the_customer.customer_id = accepted_2.customer_id
""",
    ),
    ("orders_after_2_1", (), "SELECT * FROM orders_after_1_1 UNION ALL SELECT * FROM change_2_1"),
]
WANTED = """
SELECT (SELECT coalesce(sum(t1.price), 0) FROM order_lines AS t1 WHERE t1.product_id = (SELECT product_id FROM products WHERE name = 'Birkin Pillow'))
"""
AFTERWARDS = {"orders": "SELECT * FROM orders_after_2_1"}
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
    wanted = [list(row.values()) for row in before.all(steps + WANTED)]
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
        "answer_as_declared": matches(answer, wanted),
        "orders_as_declared": same["orders"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """One whole number, also as digits in a text."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        return Fraction(answer.replace(",", "") if isinstance(answer, str) else answer) == Fraction(str(wanted[0][0]))
    except (ValueError, OverflowError, ZeroDivisionError):
        return False


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
