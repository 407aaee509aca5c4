"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.screen_id, t1.cinema_id, t1.seats FROM screens AS t1 WHERE t1.seats >= 5 AND t1.seats IS NOT NULL
),
sets AS (
    SELECT c1.screen_id AS c1, c2.screen_id AS c2, c3.screen_id AS c3, c1.seats + c2.seats + c3.seats AS gain
    FROM candidates AS c1, candidates AS c2, candidates AS c3
    WHERE c1.screen_id < c2.screen_id
    AND c2.screen_id < c3.screen_id
    AND c1.cinema_id <> c2.cinema_id
    AND c1.cinema_id <> c3.cinema_id
    AND c2.cinema_id <> c3.cinema_id
)
SELECT c1, c2, c3 FROM sets WHERE gain = (SELECT min(gain) FROM sets)
"""
KEYS = {
    "directors": "director_id",
    "films": "film_id",
    "credits": "credit_id",
    "cinemas": "cinema_id",
    "screens": "screen_id",
    "screenings": "screening_id",
    "visitors": "visitor_id",
    "tickets": "ticket_id",
    "jurors": "juror_id",
    "votes": "vote_id",
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
