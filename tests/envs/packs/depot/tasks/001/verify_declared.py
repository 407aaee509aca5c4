WANTED = """
SELECT crates.label FROM crates JOIN rooms ON rooms.room_id = crates.room_id
WHERE rooms.name = 'Tower Loft' ORDER BY crates.weight DESC LIMIT 1
"""


def verify(answer, before, after):
    wanted = before.one(WANTED)["label"]
    given = answer.casefold().split() if isinstance(answer, str) else None
    return {"declared": given == wanted.casefold().split(), "nothing_else": same(before, after)}


def same(before, after):
    return [before.all(f"SELECT * FROM {one} ORDER BY 1") for one in ("rooms", "crates", "orders")] == [
        after.all(f"SELECT * FROM {one} ORDER BY 1") for one in ("rooms", "crates", "orders")
    ]
