"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.reservation_id, t1.guest_id, t1.party
    FROM reservations AS t1
    WHERE t1.day <= '2026-10-22'
    AND (SELECT standing FROM guests WHERE guest_id = t1.guest_id) = 'new'
    AND t1.sitting = 'early dinner'
    AND t1.party IS NOT NULL
),
sets AS (
    SELECT c1.reservation_id AS c1, c2.reservation_id AS c2, c1.party + c2.party AS gain
    FROM candidates AS c1, candidates AS c2
    WHERE c1.reservation_id < c2.reservation_id
    AND c1.guest_id <> c2.guest_id
)
SELECT c1, c2 FROM sets WHERE gain = (SELECT max(gain) FROM sets)
"""
KEYS = {
    "dining_tables": "table_id",
    "guests": "guest_id",
    "reservations": "reservation_id",
    "suppliers": "supplier_id",
    "ingredients": "ingredient_id",
    "dishes": "dish_id",
    "recipes": "recipe_id",
    "bills": "bill_id",
    "bill_lines": "line_id",
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
