def verify(answer, before, after):
    fragile = before.all("SELECT * FROM crates WHERE fragile = 1")
    lightest = min(fragile, key=lambda crate: crate["weight"])
    gallery = before.one("SELECT room_id FROM rooms WHERE name = 'Green Gallery'")["room_id"]
    old = {one["crate_id"]: one for one in before.all("SELECT * FROM crates")}
    new = {one["crate_id"]: one for one in after.all("SELECT * FROM crates")}
    moved = new.pop(lightest["crate_id"], None)
    still = old.pop(lightest["crate_id"])
    return {
        "label": isinstance(answer, str) and answer.strip().lower() == lightest["label"].lower(),
        "moved": moved == {**still, "room_id": gallery},
        "nothing_else_changed": old == new and same(before, after, "rooms") and same(before, after, "orders"),
    }


def same(before, after, table):
    query = f"SELECT * FROM {table} ORDER BY 1"
    return before.all(query) == after.all(query)
