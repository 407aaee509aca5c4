AFTERWARDS = """
SELECT order_id, crate_id, customer, placed,
       CASE WHEN order_id = (SELECT order_id FROM orders WHERE customer = 'Dev Ekholm' AND status = 'open'
                             ORDER BY placed LIMIT 1)
            THEN 'cancelled' ELSE status END AS status
FROM orders ORDER BY order_id
"""


def verify(answer, before, after):
    known = {row["order_id"] for row in before.all("SELECT order_id FROM orders")}
    rows = after.all("SELECT * FROM orders ORDER BY order_id")
    fresh = [
        [value for name, value in row.items() if name != "order_id"] for row in rows if row["order_id"] not in known
    ]
    others = ("rooms", "crates")
    return {
        "old_as_declared": [row for row in rows if row["order_id"] in known] == before.all(AFTERWARDS),
        "new_as_declared": fresh == [["C-122", "Ada Bloom", before.today.isoformat(), "open"]],
        "others_untouched": [before.all(f"SELECT * FROM {one} ORDER BY 1") for one in others]
        == [after.all(f"SELECT * FROM {one} ORDER BY 1") for one in others],
    }
