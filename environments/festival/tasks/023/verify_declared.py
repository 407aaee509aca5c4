"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("film_id", "screen_id", "on_day", "at", "entry", "call_key", "place"),
        """
SELECT t1.screen_id AS screen_id, (SELECT film_id FROM screenings WHERE screening_id = (SELECT screening_id FROM tickets WHERE ticket_id = 'TI-0226')) AS film_id, '2026-08-29' AS on_day, '17:00' AS at, 20 AS entry, t1.screen_id AS call_key, t1.seats AS place
FROM screens AS t1
WHERE t1.format = '35 mm'
""",
    ),
    (
        "accepted_1",
        ("film_id", "screen_id", "on_day", "at", "entry", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN films AS the_film ON the_film.film_id = calls_1.film_id
JOIN screens AS the_screen ON the_screen.screen_id = calls_1.screen_id
WHERE (calls_1.on_day > '2026-08-24')
AND ((calls_1.entry >= 5) AND (calls_1.entry <= 20))
AND NOT EXISTS (SELECT 1 FROM screenings AS other WHERE ((other.screen_id = the_screen.screen_id) AND (other.day = calls_1.on_day) AND (other.hour = calls_1.at) AND (other.status <> 'cancelled')))
AND ((calls_1.at <> '22:30') OR (the_film.minutes <= 120))
AND ((SELECT count(*) FROM screenings AS other WHERE ((other.film_id = the_film.film_id) AND (other.status <> 'cancelled'))) < 3)
ORDER BY place LIMIT 1
""",
    ),
    (
        "change_1_1",
        ("screening_id", "film_id", "screen_id", "day", "hour", "price", "status"),
        """
SELECT printf('SG-%04d', (SELECT coalesce(max(CAST(substr(screening_id, 4) AS INTEGER)), 0) FROM screenings) + row_number() OVER ()) AS screening_id, the_film.film_id AS film_id, the_screen.screen_id AS screen_id, accepted_1.on_day AS day, accepted_1.at AS hour, accepted_1.entry AS price, 'scheduled' AS status
FROM accepted_1
JOIN films AS the_film ON the_film.film_id = accepted_1.film_id
JOIN screens AS the_screen ON the_screen.screen_id = accepted_1.screen_id
""",
    ),
    ("screenings_after_1_1", (), "SELECT * FROM screenings UNION ALL SELECT * FROM change_1_1"),
    (
        "calls_2",
        ("juror_id", "film_id", "given", "call_key", "place"),
        "SELECT 'JU-0008' AS juror_id, 'FI-0037' AS film_id, 9 AS given, NULL AS call_key, NULL AS place",
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
AND NOT EXISTS (SELECT 1 FROM votes AS other WHERE ((other.juror_id = the_juror.juror_id) AND (other.film_id = the_film.film_id)))
AND NOT EXISTS (SELECT 1 FROM credits AS other WHERE ((other.film_id = the_film.film_id) AND coalesce((other.director_id IS the_juror.director_id), 0)))
""",
    ),
    (
        "change_2_1",
        ("vote_id", "juror_id", "film_id", "points"),
        """
SELECT printf('VO-%04d', (SELECT coalesce(max(CAST(substr(vote_id, 4) AS INTEGER)), 0) FROM votes) + row_number() OVER ()) AS vote_id, the_juror.juror_id AS juror_id, the_film.film_id AS film_id, accepted_2.given AS points
FROM accepted_2
JOIN jurors AS the_juror ON the_juror.juror_id = accepted_2.juror_id
JOIN films AS the_film ON the_film.film_id = accepted_2.film_id
""",
    ),
    ("votes_after_2_1", (), "SELECT * FROM votes UNION ALL SELECT * FROM change_2_1"),
]
AFTERWARDS = {"screenings": "SELECT * FROM screenings_after_1_1", "votes": "SELECT * FROM votes_after_2_1"}
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
    steps = after_steps(before)
    old, expected, found = {}, {}, {}
    for table in KEYS:
        plain = f"SELECT * FROM {table}"
        old[table] = before.all(plain)
        expected[table] = before.all(steps + AFTERWARDS[table]) if table in AFTERWARDS else old[table]
        found[table] = after.all(plain)
    before_keys = {row[key] for table, key in KEYS.items() for row in old[table]}
    same = {}
    for table, key in KEYS.items():
        same[table] = expected[table] == found[table]  # then keys of new rows need no second look
        sides = []
        for tables in () if same[table] else (expected, found):
            new = {row[one] for name, one in KEYS.items() for row in tables[name]} - before_keys
            sides.append(content(tables[table], key, {"old": before_keys, "new": new}))
        same[table] = same[table] or sides[0] == sides[1]
    return {
        "screenings_as_declared": same["screenings"],
        "votes_as_declared": same["votes"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


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


def content(rows, key, known):
    """Rows that can be compared: what was not there before has no key of its own."""
    return sorted(
        repr([(name, "new" if value in known["new"] else value) for name, value in row.items()])
        if row[key] in known["old"]
        else repr([(name, "new" if value in known["new"] else value) for name, value in row.items() if name != key])
        for row in rows
    )
