"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

STEPS = [
    (
        "calls_1",
        ("line_id", "cause", "call_key", "place"),
        """
SELECT 'OL-0175' AS line_id, 'damaged' AS cause, NULL AS call_key, NULL AS place
WHERE (SELECT count(*) FROM customers AS t1 WHERE t1.tier = 'premium' AND t1.credit >= 18) > 5
""",
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
        ("request_id", "call_key", "place"),
        """
SELECT (SELECT t2.request_id FROM return_requests AS t2 WHERE t2.status = 'open' AND t2.reason = 'damaged' AND t2.asked IS NOT NULL ORDER BY t2.asked LIMIT 1) AS request_id, NULL AS call_key, NULL AS place
WHERE NOT ((SELECT count(*) FROM customers AS t1 WHERE t1.tier = 'premium' AND t1.credit >= 18) > 5)
""",
    ),
    (
        "accepted_2",
        ("request_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN return_requests_after_1_1 AS the_request ON the_request.request_id = calls_2.request_id
WHERE (the_request.status = 'open')
AND (((SELECT quantity FROM order_lines WHERE line_id = the_request.line_id) * (SELECT price FROM order_lines WHERE line_id = the_request.line_id)) <= 400)
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_request.request_id AS row_key, 'accepted' AS status
FROM accepted_2
JOIN return_requests_after_1_1 AS the_request ON the_request.request_id = accepted_2.request_id
""",
    ),
    (
        "return_requests_after_2_1",
        (),
        """
SELECT old.request_id, old.line_id, old.reason, old.asked, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM return_requests_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.request_id
""",
    ),
    (
        "change_2_2",
        ("row_key", "credit"),
        """
SELECT (SELECT customer_id FROM orders WHERE order_id = (SELECT order_id FROM order_lines WHERE line_id = the_request.line_id)) AS row_key, ((SELECT credit FROM customers WHERE customer_id = (SELECT customer_id FROM orders WHERE order_id = (SELECT order_id FROM order_lines WHERE line_id = the_request.line_id))) + ((SELECT quantity FROM order_lines WHERE line_id = the_request.line_id) * (SELECT price FROM order_lines WHERE line_id = the_request.line_id))) AS credit
FROM accepted_2
JOIN return_requests_after_1_1 AS the_request ON the_request.request_id = accepted_2.request_id
""",
    ),
    (
        "customers_after_2_2",
        (),
        """
SELECT old.customer_id, old.name, old.city, old.tier, iif(new.row_key IS NULL, old.credit, new.credit) AS credit
FROM customers AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.customer_id
""",
    ),
    (
        "change_2_3",
        ("row_key", "stock"),
        """
SELECT (SELECT product_id FROM order_lines WHERE line_id = the_request.line_id) AS row_key, ((SELECT stock FROM products WHERE product_id = (SELECT product_id FROM order_lines WHERE line_id = the_request.line_id)) + (SELECT quantity FROM order_lines WHERE line_id = the_request.line_id)) AS stock
FROM accepted_2
JOIN return_requests_after_1_1 AS the_request ON the_request.request_id = accepted_2.request_id
""",
    ),
    (
        "products_after_2_3",
        (),
        """
SELECT old.product_id, old.name, old.category_id, old.status, old.price, old.weight, iif(new.row_key IS NULL, old.stock, new.stock) AS stock
FROM products AS old
LEFT JOIN change_2_3 AS new ON new.row_key = old.product_id
""",
    ),
]
WANTED = """
SELECT (SELECT count(*) FROM products_after_2_3 AS t3 WHERE t3.stock <= 11)
"""
AFTERWARDS = {
    "customers": "SELECT * FROM customers_after_2_2",
    "products": "SELECT * FROM products_after_2_3",
    "return_requests": "SELECT * FROM return_requests_after_2_1",
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
    wanted = [list(row.values()) for row in before.all(after_steps(before) + WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "customers_as_declared": same["customers"],
        "products_as_declared": same["products"],
        "return_requests_as_declared": same["return_requests"],
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
