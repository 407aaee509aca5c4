"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

WANTED = """
SELECT (SELECT coalesce(sum(t1.capacity), 0) FROM trucks AS t1 WHERE t1.depot_id = (SELECT depot_id FROM parcels WHERE parcel_id = 'PC-0052') AND t1.capacity <= 1500) - (SELECT coalesce(sum(t2.capacity), 0) FROM trucks AS t2 WHERE t2.depot_id = (SELECT to_depot_id FROM lanes WHERE lane_id = 'LA-0022') AND t2.capacity <= 1500)
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
    """One whole number, also as digits in a text."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        return Fraction(answer.replace(",", "") if isinstance(answer, str) else answer) == Fraction(str(wanted[0][0]))
    except (ValueError, OverflowError, ZeroDivisionError):
        return False
