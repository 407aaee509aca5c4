def verify(answer, before, after):
    old = {one["order_id"]: one for one in before.all("SELECT * FROM orders")}
    new = {one["order_id"]: one for one in after.all("SELECT * FROM orders")}
    mine = [name for name, one in old.items() if one["customer"] == "Finn Grau" and one["status"] == "open"]
    return {
        "cancelled": all(new.get(name) == {**old[name], "status": "cancelled"} for name in mine),
        "nothing_else_changed": {name: one for name, one in new.items() if name not in mine}
        == {name: one for name, one in old.items() if name not in mine}
        and same(before, after, "rooms")
        and same(before, after, "crates"),
    }


def same(before, after, table):
    query = f"SELECT * FROM {table} ORDER BY 1"
    return before.all(query) == after.all(query)
