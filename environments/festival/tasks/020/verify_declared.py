"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("cast_vote_1", "cast_vote_2")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    (
        "calls_1",
        ("film_id", "screen_id", "on_day", "at", "entry", "call_key", "place"),
        "SELECT 'FI-0033' AS film_id, 'SN-0003' AS screen_id, '2026-08-24' AS on_day, '20:00' AS at, 8 AS entry, NULL AS call_key, NULL AS place",
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
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
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
        """
SELECT 'JU-0001' AS juror_id, 'FI-0033' AS film_id, 6 AS given, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
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
AND NOT EXISTS (SELECT 1 FROM votes AS other WHERE ((other.juror_id = the_juror.juror_id) AND (other.film_id = the_film.film_id)))
AND NOT EXISTS (SELECT 1 FROM credits AS other WHERE ((other.film_id = the_film.film_id) AND coalesce((other.director_id IS the_juror.director_id), 0)))
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
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
    (
        "calls_3",
        ("film_id", "screen_id", "on_day", "at", "entry", "call_key", "place"),
        "SELECT 'FI-0033' AS film_id, 'SN-0008' AS screen_id, '2026-08-27' AS on_day, '20:00' AS at, 22 AS entry, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("film_id", "screen_id", "on_day", "at", "entry", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN films AS the_film ON the_film.film_id = calls_3.film_id
JOIN screens AS the_screen ON the_screen.screen_id = calls_3.screen_id
WHERE (calls_3.on_day > '2026-08-24')
AND ((calls_3.entry >= 5) AND (calls_3.entry <= 20))
AND NOT EXISTS (SELECT 1 FROM screenings_after_1_1 AS other WHERE ((other.screen_id = the_screen.screen_id) AND (other.day = calls_3.on_day) AND (other.hour = calls_3.at) AND (other.status <> 'cancelled')))
AND ((calls_3.at <> '22:30') OR (the_film.minutes <= 120))
AND ((SELECT count(*) FROM screenings_after_1_1 AS other WHERE ((other.film_id = the_film.film_id) AND (other.status <> 'cancelled'))) < 3)
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_3_1",
        ("screening_id", "film_id", "screen_id", "day", "hour", "price", "status"),
        """
SELECT printf('SG-%04d', (SELECT coalesce(max(CAST(substr(screening_id, 4) AS INTEGER)), 0) FROM screenings_after_1_1) + row_number() OVER ()) AS screening_id, the_film.film_id AS film_id, the_screen.screen_id AS screen_id, accepted_3.on_day AS day, accepted_3.at AS hour, accepted_3.entry AS price, 'scheduled' AS status
FROM accepted_3
JOIN films AS the_film ON the_film.film_id = accepted_3.film_id
JOIN screens AS the_screen ON the_screen.screen_id = accepted_3.screen_id
""",
    ),
    ("screenings_after_3_1", (), "SELECT * FROM screenings_after_1_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("juror_id", "film_id", "given", "call_key", "place"),
        """
SELECT 'JU-0008' AS juror_id, 'FI-0033' AS film_id, 9 AS given, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("juror_id", "film_id", "given", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN jurors AS the_juror ON the_juror.juror_id = calls_4.juror_id
JOIN films AS the_film ON the_film.film_id = calls_4.film_id
WHERE ((calls_4.given >= 1) AND (calls_4.given <= 10))
AND (the_film.section = 'competition')
AND NOT EXISTS (SELECT 1 FROM votes_after_2_1 AS other WHERE ((other.juror_id = the_juror.juror_id) AND (other.film_id = the_film.film_id)))
AND NOT EXISTS (SELECT 1 FROM credits AS other WHERE ((other.film_id = the_film.film_id) AND coalesce((other.director_id IS the_juror.director_id), 0)))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_4_1",
        ("vote_id", "juror_id", "film_id", "points"),
        """
SELECT printf('VO-%04d', (SELECT coalesce(max(CAST(substr(vote_id, 4) AS INTEGER)), 0) FROM votes_after_2_1) + row_number() OVER ()) AS vote_id, the_juror.juror_id AS juror_id, the_film.film_id AS film_id, accepted_4.given AS points
FROM accepted_4
JOIN jurors AS the_juror ON the_juror.juror_id = accepted_4.juror_id
JOIN films AS the_film ON the_film.film_id = accepted_4.film_id
""",
    ),
    ("votes_after_4_1", (), "SELECT * FROM votes_after_2_1 UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {"screenings": "SELECT * FROM screenings_after_3_1", "votes": "SELECT * FROM votes_after_4_1"}
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
    asked = asked_for(before, after)
    return {name: place in asked for place, name in enumerate(CRITERIA, 1)}


def asked_for(before, after):
    """Numbers of the steps that would leave what is there, if they alone had been asked for; () if none would."""
    return next((some for some in SUBSETS if all(same_tables(before, after, some).values())), ())


def same_tables(before, after, some):
    """Which tables hold what they should."""
    steps = after_steps(before, some)
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


def after_steps(before, some):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = [f"asked (step) AS (VALUES ({'), ('.join(map(str, some))}))"]
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
