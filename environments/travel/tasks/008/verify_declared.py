"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.stay_id, t1.nights, t1.total
    FROM stays AS t1
    WHERE t1.total <= 188
    AND t1.arrival >= '2026-05-06'
    AND t1.total IS NOT NULL
),
sets AS (
    SELECT c1.stay_id AS c1, c2.stay_id AS c2, c3.stay_id AS c3, c1.total + c2.total + c3.total AS gain
    FROM candidates AS c1, candidates AS c2, candidates AS c3
    WHERE c1.stay_id < c2.stay_id
    AND c2.stay_id < c3.stay_id
    AND c1.nights + c2.nights + c3.nights <= 4
)
SELECT c1, c2, c3 FROM sets WHERE gain = (SELECT max(gain) FROM sets)
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
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "state_untouched": all(same.values()),
    }


def matches(answer, wanted):
    """The ids of the one set, in any order."""
    return len(wanted) == 1 and sorted(ids(answer)) == sorted(str(one).lower() for one in wanted[0])


def ids(answer):
    """The ids that were given, one text with commas included."""
    parts = answer.split(",") if isinstance(answer, str) else answer if isinstance(answer, list) else ()
    return [one.strip().lower() if isinstance(one, str) else "?" for one in parts]


def same_tables(before, after):
    """Which tables hold what they should."""
    return {
        table: before.all(f"SELECT * FROM {table} ORDER BY {key}") == after.all(f"SELECT * FROM {table} ORDER BY {key}")
        for table, key in KEYS.items()
    }
