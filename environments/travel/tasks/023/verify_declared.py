"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

WANTED = """
SELECT round(avg(t1.free_seats), 2)
FROM trains AS t1
WHERE t1.from_city_id = (SELECT city_id FROM sights WHERE sight_id = (SELECT sight_id FROM sights WHERE name = 'Maritime Museum'))
AND t1.minutes >= 450
AND t1.fare >= 56
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
    """One number, to a hundredth."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        given = Fraction(answer.replace(",", "") if isinstance(answer, str) else answer)
    except (ValueError, OverflowError, ZeroDivisionError):
        return False
    return abs(given - Fraction(str(wanted[0][0]))) <= Fraction(11, 1000)
