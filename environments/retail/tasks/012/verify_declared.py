"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("line_id", "call_key", "place"),
        """
SELECT t1.line_id AS line_id, t1.line_id AS call_key, NULL AS place
FROM order_lines AS t1
WHERE t1.product_id = (SELECT product_id FROM products WHERE name = 'Dunmore Blanket')
""",
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
]
AFTERWARDS = {"order_lines": "SELECT * FROM order_lines_after_1_1", "products": "SELECT * FROM products_after_1_2"}
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
        "products_as_declared": same["products"],
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
