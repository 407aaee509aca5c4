"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("customer_id", "method", "call_key", "place"),
        """
SELECT t1.customer_id AS customer_id, 'express' AS method, t1.customer_id AS call_key, NULL AS place
FROM customers AS t1
WHERE t1.tier = 'plus'
AND t1.credit <= 42
""",
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
]
AFTERWARDS = {"orders": "SELECT * FROM orders_after_1_1"}
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
        "orders_as_declared": same["orders"],
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
