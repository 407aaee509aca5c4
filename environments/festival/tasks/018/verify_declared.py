"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("juror_id", "film_id", "given", "call_key", "place"),
        """
SELECT t1.film_id AS film_id, 'JU-0001' AS juror_id, 3 AS given, t1.film_id AS call_key, t1.minutes AS place
FROM films AS t1
WHERE t1.fee <= 350
""",
    ),
    (
        "accepted_1",
        ("juror_id", "film_id", "given", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN jurors AS the_juror ON the_juror.juror_id = calls_1.juror_id
JOIN films AS the_film ON the_film.film_id = calls_1.film_id
WHERE ((calls_1.given >= 1) AND (calls_1.given <= 10))
AND (the_film.section = 'competition')
AND NOT EXISTS (SELECT 1 FROM votes AS other WHERE ((other.juror_id = the_juror.juror_id) AND (other.film_id = the_film.film_id)))
AND NOT EXISTS (SELECT 1 FROM credits AS other WHERE ((other.film_id = the_film.film_id) AND coalesce((other.director_id IS the_juror.director_id), 0)))
ORDER BY place DESC LIMIT 1
""",
    ),
    (
        "change_1_1",
        ("vote_id", "juror_id", "film_id", "points"),
        """
SELECT printf('VO-%04d', (SELECT coalesce(max(CAST(substr(vote_id, 4) AS INTEGER)), 0) FROM votes) + row_number() OVER ()) AS vote_id, the_juror.juror_id AS juror_id, the_film.film_id AS film_id, accepted_1.given AS points
FROM accepted_1
JOIN jurors AS the_juror ON the_juror.juror_id = accepted_1.juror_id
JOIN films AS the_film ON the_film.film_id = accepted_1.film_id
""",
    ),
    ("votes_after_1_1", (), "SELECT * FROM votes UNION ALL SELECT * FROM change_1_1"),
]
AFTERWARDS = {"votes": "SELECT * FROM votes_after_1_1"}
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
    same = same_tables(before, after)
    return {
        "votes_as_declared": same["votes"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


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
