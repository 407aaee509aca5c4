WANTED = "SELECT AVG(weight) AS mean FROM crates JOIN rooms USING (room_id) WHERE floor = 0"


def verify(answer, before, after):
    wanted = before.one(WANTED)["mean"]
    if isinstance(answer, bool) or not isinstance(answer, (int, float)):
        return {"declared": False, "nothing_else": same(before, after)}
    return {"declared": wanted - 0.0151 < answer < wanted + 0.0151, "nothing_else": same(before, after)}


def same(before, after):
    return [before.all(f"SELECT * FROM {one} ORDER BY 1") for one in ("rooms", "crates", "orders")] == [
        after.all(f"SELECT * FROM {one} ORDER BY 1") for one in ("rooms", "crates", "orders")
    ]
