"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("visitor_id", "screening_id", "call_key", "place"),
        "SELECT 'VI-0004' AS visitor_id, 'SG-0024' AS screening_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("visitor_id", "screening_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN visitors AS the_visitor ON the_visitor.visitor_id = calls_1.visitor_id
JOIN screenings AS the_screening ON the_screening.screening_id = calls_1.screening_id
WHERE (the_screening.status = 'scheduled')
AND (the_visitor.age >= (SELECT age FROM films WHERE film_id = the_screening.film_id))
AND NOT EXISTS (SELECT 1 FROM tickets AS other WHERE ((other.visitor_id = the_visitor.visitor_id) AND (other.status = 'valid') AND ((SELECT day FROM screenings WHERE screening_id = other.screening_id) = the_screening.day) AND ((SELECT hour FROM screenings WHERE screening_id = other.screening_id) = the_screening.hour)))
AND ((SELECT count(*) FROM tickets AS other WHERE ((other.screening_id = the_screening.screening_id) AND (other.status = 'valid'))) < (SELECT seats FROM screens WHERE screen_id = the_screening.screen_id))
AND (the_screening.price <= the_visitor.wallet)
""",
    ),
    (
        "change_1_1",
        ("ticket_id", "screening_id", "visitor_id", "price", "status"),
        """
SELECT printf('TI-%04d', (SELECT coalesce(max(CAST(substr(ticket_id, 4) AS INTEGER)), 0) FROM tickets) + row_number() OVER ()) AS ticket_id, the_screening.screening_id AS screening_id, the_visitor.visitor_id AS visitor_id, the_screening.price AS price, 'valid' AS status
FROM accepted_1
JOIN visitors AS the_visitor ON the_visitor.visitor_id = accepted_1.visitor_id
JOIN screenings AS the_screening ON the_screening.screening_id = accepted_1.screening_id
""",
    ),
    ("tickets_after_1_1", (), "SELECT * FROM tickets UNION ALL SELECT * FROM change_1_1"),
    (
        "change_1_2",
        ("row_key", "wallet"),
        """
SELECT the_visitor.visitor_id AS row_key, (the_visitor.wallet - the_screening.price) AS wallet
FROM accepted_1
JOIN visitors AS the_visitor ON the_visitor.visitor_id = accepted_1.visitor_id
JOIN screenings AS the_screening ON the_screening.screening_id = accepted_1.screening_id
""",
    ),
    (
        "visitors_after_1_2",
        (),
        """
SELECT old.visitor_id, old.name, old.age, old.badge, iif(new.row_key IS NULL, old.wallet, new.wallet) AS wallet
FROM visitors AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.visitor_id
""",
    ),
    (
        "calls_2",
        ("juror_id", "film_id", "given", "call_key", "place"),
        """
SELECT 'JU-0001' AS juror_id, 'FI-0033' AS film_id, 8 AS given, NULL AS call_key, NULL AS place
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
    ("calls_3", ("ticket_id", "call_key", "place"), "SELECT 'TI-0176' AS ticket_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_3",
        ("ticket_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN tickets_after_1_1 AS the_ticket ON the_ticket.ticket_id = calls_3.ticket_id
WHERE (the_ticket.status = 'valid')
AND ((SELECT day FROM screenings WHERE screening_id = the_ticket.screening_id) > '2026-08-24')
""",
    ),
    (
        "change_3_1",
        ("row_key", "status"),
        """
SELECT the_ticket.ticket_id AS row_key, 'refunded' AS status
FROM accepted_3
JOIN tickets_after_1_1 AS the_ticket ON the_ticket.ticket_id = accepted_3.ticket_id
""",
    ),
    (
        "tickets_after_3_1",
        (),
        """
SELECT old.ticket_id, old.screening_id, old.visitor_id, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM tickets_after_1_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.ticket_id
""",
    ),
    (
        "change_3_2",
        ("row_key", "wallet"),
        """
SELECT the_ticket.visitor_id AS row_key, ((SELECT wallet FROM visitors_after_1_2 WHERE visitor_id = the_ticket.visitor_id) + iif(((SELECT badge FROM visitors_after_1_2 WHERE visitor_id = the_ticket.visitor_id) = 'day'), (the_ticket.price / 2), the_ticket.price)) AS wallet
FROM accepted_3
JOIN tickets_after_1_1 AS the_ticket ON the_ticket.ticket_id = accepted_3.ticket_id
""",
    ),
    (
        "visitors_after_3_2",
        (),
        """
SELECT old.visitor_id, old.name, old.age, old.badge, iif(new.row_key IS NULL, old.wallet, new.wallet) AS wallet
FROM visitors_after_1_2 AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.visitor_id
""",
    ),
    (
        "calls_4",
        ("screening_id", "call_key", "place"),
        "SELECT 'SG-0023' AS screening_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("screening_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN screenings AS the_screening ON the_screening.screening_id = calls_4.screening_id
WHERE (the_screening.status = 'scheduled')
AND (((SELECT section FROM films WHERE film_id = the_screening.film_id) <> 'competition') OR ((SELECT count(*) FROM screenings AS other WHERE ((other.film_id = the_screening.film_id) AND (other.status <> 'cancelled'))) > 1))
AND ((SELECT count(*) FROM tickets_after_3_1 AS other WHERE ((other.screening_id = the_screening.screening_id) AND (other.status = 'valid'))) <= 4)
""",
    ),
    (
        "change_4_1",
        ("row_key", "status"),
        """
SELECT the_screening.screening_id AS row_key, 'cancelled' AS status
FROM accepted_4
JOIN screenings AS the_screening ON the_screening.screening_id = accepted_4.screening_id
""",
    ),
    (
        "screenings_after_4_1",
        (),
        """
SELECT old.screening_id, old.film_id, old.screen_id, old.day, old.hour, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM screenings AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.screening_id
""",
    ),
    (
        "change_4_2",
        ("row_key", "status"),
        """
SELECT other.ticket_id AS row_key, 'refunded' AS status
FROM accepted_4
JOIN screenings AS the_screening ON the_screening.screening_id = accepted_4.screening_id
JOIN tickets_after_3_1 AS other ON (other.screening_id = the_screening.screening_id)
""",
    ),
    (
        "tickets_after_4_2",
        (),
        """
SELECT old.ticket_id, old.screening_id, old.visitor_id, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM tickets_after_3_1 AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.ticket_id
""",
    ),
]
AFTERWARDS = {
    "screenings": "SELECT * FROM screenings_after_4_1",
    "tickets": "SELECT * FROM tickets_after_4_2",
    "visitors": "SELECT * FROM visitors_after_3_2",
    "votes": "SELECT * FROM votes_after_2_1",
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
