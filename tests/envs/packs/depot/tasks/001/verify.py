def verify(answer, before, after):
    room = before.one("SELECT room_id FROM rooms WHERE name = 'Tower Loft'")
    crates = before.all("SELECT label, weight FROM crates WHERE room_id = ?", room["room_id"])
    heaviest = max(crates, key=lambda crate: crate["weight"])
    return {
        "label": isinstance(answer, str) and answer.strip().lower() == heaviest["label"].lower(),
        "state_unchanged": unchanged(before, after),
    }


def unchanged(before, after):
    tables = ("rooms", "crates", "orders")
    return all(before.all(f"SELECT * FROM {one}") == after.all(f"SELECT * FROM {one}") for one in tables)
