"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.line_id, t1.order_id, t1.price, t1.quantity
    FROM order_lines AS t1
    WHERE t1.status = 'cancelled'
    AND t1.quantity >= 2
    AND t1.price IS NOT NULL
),
sets AS (
    SELECT c1.line_id AS c1, c2.line_id AS c2, c3.line_id AS c3, c1.price + c2.price + c3.price AS gain
    FROM candidates AS c1, candidates AS c2, candidates AS c3
    WHERE c1.line_id < c2.line_id
    AND c2.line_id < c3.line_id
    AND c1.quantity + c2.quantity + c3.quantity <= 8
    AND c1.order_id <> c2.order_id
    AND c1.order_id <> c3.order_id
    AND c2.order_id <> c3.order_id
)
SELECT c1, c2, c3 FROM sets WHERE gain = (SELECT max(gain) FROM sets)
"""
KEYS = {
    "categories": "category_id",
    "products": "product_id",
    "customers": "customer_id",
    "orders": "order_id",
    "order_lines": "line_id",
    "return_requests": "request_id",
}


def verify(answer, before, after):
    wanted = [list(row.values()) for row in before.all(WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "state_untouched": all(same.values()),
    }


def matches(answer, wanted):
    """The ids of the one set, in any order."""
    return len(wanted) == 1 and sorted(ids(answer)) == sorted(str(one).lower() for one in wanted[0])


def ids(answer):
    """The ids that were given, one text with commas included."""
    parts = answer.split(",") if isinstance(answer, str) else answer if isinstance(answer, list) else ()
    return [one.strip().lower() if isinstance(one, str) else "?" for one in parts]


def same_tables(before, after):
    """Which tables hold what they should."""
    return {
        table: before.all(f"SELECT * FROM {table} ORDER BY {key}") == after.all(f"SELECT * FROM {table} ORDER BY {key}")
        for table, key in KEYS.items()
    }
