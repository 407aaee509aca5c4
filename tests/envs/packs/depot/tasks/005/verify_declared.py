LIGHTEST = "SELECT crate_id, label FROM crates WHERE fragile = 1 ORDER BY weight LIMIT 1"
AFTERWARDS = """
SELECT crate_id, label,
       CASE WHEN crate_id = ? THEN (SELECT room_id FROM rooms WHERE name = 'Green Gallery') ELSE room_id END AS room_id,
       weight, worth, fragile
FROM crates ORDER BY crate_id
"""


def verify(answer, before, after):
    wanted = before.one(LIGHTEST)
    given = answer.casefold().split() if isinstance(answer, str) else None
    others = ("rooms", "orders")
    return {
        "label_as_declared": given == wanted["label"].casefold().split(),
        "crates_as_declared": before.all(AFTERWARDS, wanted["crate_id"])
        == after.all("SELECT * FROM crates ORDER BY crate_id"),
        "others_untouched": [before.all(f"SELECT * FROM {one} ORDER BY 1") for one in others]
        == [after.all(f"SELECT * FROM {one} ORDER BY 1") for one in others],
    }
