def verify(answer, before, after):
    old = {one["order_id"]: one for one in before.all("SELECT * FROM orders")}
    new = {one["order_id"]: one for one in after.all("SELECT * FROM orders")}
    mine = [one for one in old.values() if one["customer"] == "Dev Ekholm" and one["status"] == "open"]
    oldest = min(mine, key=lambda order: order["placed"])["order_id"]
    added = [one for name, one in new.items() if name not in old]
    kept = all(new.get(name) == one for name, one in old.items() if name != oldest)
    clean = kept and same(before, after, "rooms") and same(before, after, "crates")
    wanted = [("C-122", "Ada Bloom", before.today.isoformat(), "open")]
    placed = [(one["crate_id"], one["customer"], one["placed"], one["status"]) for one in added]
    return {
        "cancelled": clean and placed in ([], wanted) and new.get(oldest) == {**old[oldest], "status": "cancelled"},
        "ordered": clean and placed == wanted,
    }


def same(before, after, table):
    query = f"SELECT * FROM {table} ORDER BY 1"
    return before.all(query) == after.all(query)
