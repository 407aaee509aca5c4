"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.vehicle_id, t1.kind, t1.worth
    FROM vehicles AS t1
    WHERE NOT EXISTS (SELECT 1 FROM policies AS t2 WHERE t2.excess >= 250 AND t2.vehicle_id = t1.vehicle_id)
    AND t1.worth IS NOT NULL
),
sets AS (
    SELECT c1.vehicle_id AS c1, c2.vehicle_id AS c2, c3.vehicle_id AS c3, c1.worth + c2.worth + c3.worth AS gain
    FROM candidates AS c1, candidates AS c2, candidates AS c3
    WHERE c1.vehicle_id < c2.vehicle_id
    AND c2.vehicle_id < c3.vehicle_id
    AND c1.kind <> c2.kind
    AND c1.kind <> c3.kind
    AND c2.kind <> c3.kind
)
SELECT c1, c2, c3 FROM sets WHERE gain = (SELECT min(gain) FROM sets)
"""
KEYS = {
    "holders": "holder_id",
    "vehicles": "vehicle_id",
    "policies": "policy_id",
    "garages": "garage_id",
    "claims": "claim_id",
    "assessors": "assessor_id",
    "reports": "report_id",
    "payments": "payment_id",
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
