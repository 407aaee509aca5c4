def verify(answer, before, after):
    ground = {one["room_id"] for one in before.all("SELECT room_id FROM rooms WHERE floor = 0")}
    weights = [one["weight"] for one in before.all("SELECT * FROM crates") if one["room_id"] in ground]
    mean = sum(weights) / len(weights)
    number = isinstance(answer, (int, float)) and not isinstance(answer, bool)
    return {"mean": number and mean - 0.0151 < answer < mean + 0.0151, "state_unchanged": unchanged(before, after)}


def unchanged(before, after):
    tables = ("rooms", "crates", "orders")
    return all(before.all(f"SELECT * FROM {one}") == after.all(f"SELECT * FROM {one}") for one in tables)
