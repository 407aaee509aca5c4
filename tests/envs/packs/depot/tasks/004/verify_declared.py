AFTERWARDS = """
SELECT order_id, crate_id, customer, placed,
       CASE WHEN customer = 'Finn Grau' AND status = 'open' THEN 'cancelled' ELSE status END AS status
FROM orders ORDER BY order_id
"""


def verify(answer, before, after):
    others = ("rooms", "crates")
    return {
        "orders_as_declared": before.all(AFTERWARDS) == after.all("SELECT * FROM orders ORDER BY order_id"),
        "others_untouched": [before.all(f"SELECT * FROM {one} ORDER BY 1") for one in others]
        == [after.all(f"SELECT * FROM {one} ORDER BY 1") for one in others],
    }
