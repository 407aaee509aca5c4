"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
SELECT (SELECT t1.parcel_id FROM parcels AS t1 WHERE t1.destination_id = (SELECT destination_id FROM parcels WHERE parcel_id = (SELECT t2.parcel_id FROM parcels AS t2 WHERE t2.priority = 'urgent' AND t2.depot_id = (SELECT depot_id FROM depots WHERE name = 'Depot Budapest') AND t2.weight IS NOT NULL ORDER BY t2.weight DESC LIMIT 1)) AND t1.weight IS NOT NULL ORDER BY t1.weight DESC LIMIT 1)
"""
KEYS = {
    "depots": "depot_id",
    "lanes": "lane_id",
    "trucks": "truck_id",
    "drivers": "driver_id",
    "trips": "trip_id",
    "parcels": "parcel_id",
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
