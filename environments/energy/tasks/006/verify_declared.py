"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.substation_id, t1.capacity, t1.zone_id
    FROM substations AS t1
    WHERE (SELECT reserve FROM zones WHERE zone_id = t1.zone_id) <= 40
    AND t1.capacity IS NOT NULL
),
sets AS (
    SELECT c1.substation_id AS c1, c2.substation_id AS c2, c1.capacity + c2.capacity AS gain
    FROM candidates AS c1, candidates AS c2
    WHERE c1.substation_id < c2.substation_id
    AND c1.zone_id <> c2.zone_id
)
SELECT c1, c2 FROM sets WHERE gain = (SELECT max(gain) FROM sets)
"""
KEYS = {
    "zones": "zone_id",
    "substations": "substation_id",
    "power_lines": "line_id",
    "plants": "plant_id",
    "consumers": "consumer_id",
    "crews": "crew_id",
    "outages": "outage_id",
    "jobs": "job_id",
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
