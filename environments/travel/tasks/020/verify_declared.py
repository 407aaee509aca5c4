"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
SELECT (SELECT t1.stay_id FROM stays AS t1 WHERE t1.hotel_id = (SELECT t2.hotel_id FROM hotels AS t2 WHERE t2.city_id = (SELECT city_id FROM travellers WHERE traveller_id = 'TV-0014') AND t2.stars IS NOT NULL ORDER BY t2.stars DESC LIMIT 1) AND t1.arrival <= '2026-04-13' AND t1.arrival IS NOT NULL ORDER BY t1.arrival DESC LIMIT 1)
"""
KEYS = {
    "cities": "city_id",
    "hotels": "hotel_id",
    "sights": "sight_id",
    "trains": "train_id",
    "travellers": "traveller_id",
    "stays": "stay_id",
    "rides": "ride_id",
}


def verify(answer, before, after):
    wanted = [list(row.values()) for row in before.all(WANTED)]
    same = {}
    for table, key in KEYS.items():
        rows = f"SELECT * FROM {table} ORDER BY {key}"
        same[table] = before.all(rows) == after.all(rows)
    return {
        "answer_as_declared": matches(answer, wanted),
        "state_untouched": all(same.values()),
    }


def matches(answer, wanted):
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()
