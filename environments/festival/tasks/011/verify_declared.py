"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("film_id", "screen_id", "on_day", "at", "entry", "call_key", "place"),
        "SELECT 'FI-0041' AS film_id, 'SN-0004' AS screen_id, '2026-08-27' AS on_day, '17:00' AS at, 21 AS entry, NULL AS call_key, NULL AS place",
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
        ("visitor_id", "screening_id", "call_key", "place"),
        """
SELECT 'VI-0019' AS visitor_id, 'SG-0031' AS screening_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("visitor_id", "screening_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN visitors AS the_visitor ON the_visitor.visitor_id = calls_2.visitor_id
JOIN screenings_after_1_1 AS the_screening ON the_screening.screening_id = calls_2.screening_id
WHERE (the_screening.status = 'scheduled')
AND (the_visitor.age >= (SELECT age FROM films WHERE film_id = the_screening.film_id))
AND NOT EXISTS (SELECT 1 FROM tickets AS other WHERE ((other.visitor_id = the_visitor.visitor_id) AND (other.status = 'valid') AND ((SELECT day FROM screenings_after_1_1 WHERE screening_id = other.screening_id) = the_screening.day) AND ((SELECT hour FROM screenings_after_1_1 WHERE screening_id = other.screening_id) = the_screening.hour)))
AND ((SELECT count(*) FROM tickets AS other WHERE ((other.screening_id = the_screening.screening_id) AND (other.status = 'valid'))) < (SELECT seats FROM screens WHERE screen_id = the_screening.screen_id))
AND (the_screening.price <= the_visitor.wallet)
""",
    ),
    (
        "change_2_1",
        ("ticket_id", "screening_id", "visitor_id", "price", "status"),
        """
SELECT printf('TI-%04d', (SELECT coalesce(max(CAST(substr(ticket_id, 4) AS INTEGER)), 0) FROM tickets) + row_number() OVER ()) AS ticket_id, the_screening.screening_id AS screening_id, the_visitor.visitor_id AS visitor_id, the_screening.price AS price, 'valid' AS status
FROM accepted_2
JOIN visitors AS the_visitor ON the_visitor.visitor_id = accepted_2.visitor_id
JOIN screenings_after_1_1 AS the_screening ON the_screening.screening_id = accepted_2.screening_id
""",
    ),
    ("tickets_after_2_1", (), "SELECT * FROM tickets UNION ALL SELECT * FROM change_2_1"),
    (
        "change_2_2",
        ("row_key", "wallet"),
        """
SELECT the_visitor.visitor_id AS row_key, (the_visitor.wallet - the_screening.price) AS wallet
FROM accepted_2
JOIN visitors AS the_visitor ON the_visitor.visitor_id = accepted_2.visitor_id
JOIN screenings_after_1_1 AS the_screening ON the_screening.screening_id = accepted_2.screening_id
""",
    ),
    (
        "visitors_after_2_2",
        (),
        """
SELECT old.visitor_id, old.name, old.age, old.badge, iif(new.row_key IS NULL, old.wallet, new.wallet) AS wallet
FROM visitors AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.visitor_id
""",
    ),
    (
        "calls_3",
        ("film_id", "screen_id", "on_day", "at", "entry", "call_key", "place"),
        "SELECT 'FI-0044' AS film_id, 'SN-0004' AS screen_id, '2026-08-30' AS on_day, '20:00' AS at, 17 AS entry, NULL AS call_key, NULL AS place",
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
        ("vote_id", "call_key", "place"),
        "SELECT 'VO-0004' AS vote_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("vote_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN votes AS the_vote ON the_vote.vote_id = calls_4.vote_id
WHERE ((SELECT count(*) FROM votes AS other WHERE (other.film_id = the_vote.film_id)) > 3)
""",
    ),
    (
        "change_4_1",
        ("row_key",),
        """
SELECT the_vote.vote_id AS row_key
FROM accepted_4
JOIN votes AS the_vote ON the_vote.vote_id = accepted_4.vote_id
""",
    ),
    ("votes_after_4_1", (), "SELECT * FROM votes WHERE vote_id NOT IN (SELECT row_key FROM change_4_1)"),
]
AFTERWARDS = {
    "screenings": "SELECT * FROM screenings_after_3_1",
    "tickets": "SELECT * FROM tickets_after_2_1",
    "visitors": "SELECT * FROM visitors_after_2_2",
    "votes": "SELECT * FROM votes_after_4_1",
}
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
        "tickets_as_declared": same["tickets"],
        "visitors_as_declared": same["visitors"],
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
