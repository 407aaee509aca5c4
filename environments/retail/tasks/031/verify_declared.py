"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("line_id", "cause", "call_key", "place"),
        "SELECT 'OL-0127' AS line_id, 'not needed' AS cause, NULL AS call_key, NULL AS place",
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
]
AFTERWARDS = {"return_requests": "SELECT * FROM return_requests_after_1_1"}
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
