"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.product_id, t1.stock, t1.weight
    FROM products AS t1
    WHERE t1.category_id = (SELECT parent_id FROM categories WHERE category_id = (SELECT category_id FROM products WHERE product_id = (SELECT product_id FROM order_lines WHERE line_id = 'OL-0017')))
    AND t1.weight IS NOT NULL
),
sets AS (
    SELECT c1.product_id AS c1, c2.product_id AS c2, c3.product_id AS c3, c1.weight + c2.weight + c3.weight AS gain
    FROM candidates AS c1, candidates AS c2, candidates AS c3
    WHERE c1.product_id < c2.product_id
    AND c2.product_id < c3.product_id
    AND c1.stock + c2.stock + c3.stock <= 40
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
