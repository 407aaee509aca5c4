"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
SELECT (SELECT order_id FROM order_lines WHERE line_id = (SELECT line_id FROM return_requests WHERE request_id = 'RR-0024'))
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
    same = {}
    for table, key in KEYS.items():
        rows = f"SELECT * FROM {table} ORDER BY {key}"
        same[table] = before.all(rows) == after.all(rows)
    return {
        "answer_as_declared": matches(answer, wanted),
        "state_untouched": all(same.values()),
    }


def matches(answer, wanted):
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()
