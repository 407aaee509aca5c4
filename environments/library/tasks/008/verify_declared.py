"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.book_id, t1.pages, t1.price
    FROM books AS t1
    WHERE t1.genre <> 'novel'
    AND t1.year >= 1989
    AND t1.price IS NOT NULL
),
sets AS (
    SELECT c1.book_id AS c1, c2.book_id AS c2, c1.price + c2.price AS gain
    FROM candidates AS c1, candidates AS c2
    WHERE c1.book_id < c2.book_id
    AND c1.pages + c2.pages <= 545
)
SELECT c1, c2 FROM sets WHERE gain = (SELECT max(gain) FROM sets)
"""
KEYS = {
    "branches": "branch_id",
    "books": "book_id",
    "copies": "copy_id",
    "members": "member_id",
    "loans": "loan_id",
    "holds": "hold_id",
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
