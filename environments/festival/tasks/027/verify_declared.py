"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("vote_id", "call_key", "place"),
        """
SELECT 'VO-0006' AS vote_id, NULL AS call_key, NULL AS place
WHERE (SELECT coalesce(sum(t1.price), 0) FROM screenings AS t1 WHERE t1.day >= '2026-08-23' AND t1.price <= 13) > 432
""",
    ),
    (
        "accepted_1",
        ("vote_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN votes AS the_vote ON the_vote.vote_id = calls_1.vote_id
WHERE ((SELECT count(*) FROM votes AS other WHERE (other.film_id = the_vote.film_id)) > 3)
""",
    ),
    (
        "change_1_1",
        ("row_key",),
        """
SELECT the_vote.vote_id AS row_key
FROM accepted_1
JOIN votes AS the_vote ON the_vote.vote_id = accepted_1.vote_id
""",
    ),
    ("votes_after_1_1", (), "SELECT * FROM votes WHERE vote_id NOT IN (SELECT row_key FROM change_1_1)"),
    (
        "calls_2",
        ("juror_id", "film_id", "given", "call_key", "place"),
        """
SELECT 'JU-0006' AS juror_id, (SELECT film_id FROM screenings WHERE screening_id = (SELECT screening_id FROM tickets WHERE ticket_id = 'TI-0045')) AS film_id, 2 AS given, NULL AS call_key, NULL AS place
WHERE NOT ((SELECT coalesce(sum(t1.price), 0) FROM screenings AS t1 WHERE t1.day >= '2026-08-23' AND t1.price <= 13) > 432)
""",
    ),
    (
        "accepted_2",
        ("juror_id", "film_id", "given", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN jurors AS the_juror ON the_juror.juror_id = calls_2.juror_id
JOIN films AS the_film ON the_film.film_id = calls_2.film_id
WHERE ((calls_2.given >= 1) AND (calls_2.given <= 10))
AND (the_film.section = 'competition')
AND NOT EXISTS (SELECT 1 FROM votes_after_1_1 AS other WHERE ((other.juror_id = the_juror.juror_id) AND (other.film_id = the_film.film_id)))
AND NOT EXISTS (SELECT 1 FROM credits AS other WHERE ((other.film_id = the_film.film_id) AND coalesce((other.director_id IS the_juror.director_id), 0)))
""",
    ),
    (
        "change_2_1",
        ("vote_id", "juror_id", "film_id", "points"),
        """
SELECT printf('VO-%04d', (SELECT coalesce(max(CAST(substr(vote_id, 4) AS INTEGER)), 0) FROM votes_after_1_1) + row_number() OVER ()) AS vote_id, the_juror.juror_id AS juror_id, the_film.film_id AS film_id, accepted_2.given AS points
FROM accepted_2
JOIN jurors AS the_juror ON the_juror.juror_id = accepted_2.juror_id
JOIN films AS the_film ON the_film.film_id = accepted_2.film_id
""",
    ),
    ("votes_after_2_1", (), "SELECT * FROM votes_after_1_1 UNION ALL SELECT * FROM change_2_1"),
]
WANTED = """
SELECT (SELECT t2.director_id FROM directors AS t2 WHERE t2.country <> 'France' AND t2.born IS NOT NULL ORDER BY t2.born LIMIT 1)
"""
AFTERWARDS = {"votes": "SELECT * FROM votes_after_2_1"}
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
    wanted = [list(row.values()) for row in before.all(after_steps(before) + WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "votes_as_declared": same["votes"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()


def same_tables(before, after):
    """Which tables hold what they should."""
    steps = after_steps(before)
    old = {table: before.all(f"SELECT * FROM {table}") for table in KEYS}
    found = {table: after.all(f"SELECT * FROM {table}") for table in KEYS}
    expected = old | {table: before.all(steps + query) for table, query in AFTERWARDS.items()}
    return {table: alike(table, old, expected, found) for table in KEYS}


def alike(table, old, expected, found):
    """Whether a table holds what it should. Ids of new rows are nobody's choice: any will do, everywhere."""
    if expected[table] == found[table]:
        return True
    return odd_rows(table, old, expected, found) == odd_rows(table, old, found, expected)


def odd_rows(table, old, here, there):
    """A table's rows that the other side has not got alike, as text; the id of a new row is "new"."""
    others = {row[KEYS[table]]: row for row in there[table]}
    odd = [row for row in here[table] if others.get(row[KEYS[table]]) != row]
    new = {row[key] for one, key in KEYS.items() if here[one] != old[one] for row in here[one]}
    new -= {row[key] for one, key in KEYS.items() for row in old[one]}
    return sorted(repr([(name, "new" if value in new else value) for name, value in row.items()]) for row in odd)


def after_steps(before):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = []
    for name, columns, query in STEPS:
        if columns:
            so_far = f"WITH {', '.join(known)} " if known else ""
            rows = [", ".join(quoted(row[one]) for one in columns) for row in before.all(so_far + query)]
            nothing = f"SELECT {', '.join('NULL' for _ in columns)} WHERE 0"
            query = f"VALUES ({'), ('.join(rows)})" if rows else nothing
            name = f"{name} ({', '.join(columns)})"
        known.append(f"{name} AS ({query})")
    return f"WITH {', '.join(known)} "


def quoted(value):
    """A value in SQL."""
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)
