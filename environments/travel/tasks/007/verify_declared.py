"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.sight_id, t1.ticket, t1.visit
    FROM sights AS t1
    WHERE (SELECT region FROM cities WHERE city_id = t1.city_id) = 'north'
    AND t1.visit IS NOT NULL
),
sets AS (
    SELECT c1.sight_id AS c1, c2.sight_id AS c2, c3.sight_id AS c3, c1.visit + c2.visit + c3.visit AS gain
    FROM candidates AS c1, candidates AS c2, candidates AS c3
    WHERE c1.sight_id < c2.sight_id
    AND c2.sight_id < c3.sight_id
    AND c1.ticket + c2.ticket + c3.ticket <= 56
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
