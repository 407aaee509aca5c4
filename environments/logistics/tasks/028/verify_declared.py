"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
SELECT (SELECT t1.driver_id FROM drivers AS t1 WHERE t1.depot_id = (SELECT depot_id FROM parcels WHERE parcel_id = (SELECT t2.parcel_id FROM parcels AS t2 WHERE t2.depot_id = (SELECT to_depot_id FROM lanes WHERE lane_id = 'LA-0011') AND t2.destination_id = (SELECT to_depot_id FROM lanes WHERE lane_id = 'LA-0011') AND t2.weight IS NOT NULL ORDER BY t2.weight LIMIT 1)) AND t1.hours_left <= 23 AND t1.hours_left IS NOT NULL ORDER BY t1.hours_left DESC LIMIT 1)
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
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "state_untouched": all(same.values()),
    }


def matches(answer, wanted):
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()


def same_tables(before, after):
    """Which tables hold what they should."""
    return {
        table: before.all(f"SELECT * FROM {table} ORDER BY {key}") == after.all(f"SELECT * FROM {table} ORDER BY {key}")
        for table, key in KEYS.items()
    }
