WANTED = """
SELECT DISTINCT orders.customer AS customer FROM orders, crates
WHERE crates.crate_id = orders.crate_id AND crates.fragile = 1 AND orders.status = 'open'
"""


def verify(answer, before, after):
    wanted = sorted(row["customer"].casefold() for row in before.all(WANTED))
    given = answer if isinstance(answer, list) else []
    given = [" ".join(one.split()).casefold() if isinstance(one, str) else "" for one in given]
    return {"declared": sorted(given) == wanted, "nothing_else": same(before, after)}


def same(before, after):
    return [before.all(f"SELECT * FROM {one} ORDER BY 1") for one in ("rooms", "crates", "orders")] == [
        after.all(f"SELECT * FROM {one} ORDER BY 1") for one in ("rooms", "crates", "orders")
    ]
