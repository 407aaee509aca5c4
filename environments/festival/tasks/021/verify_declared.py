"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("film_id", "screen_id", "on_day", "at", "entry", "call_key", "place"),
        "SELECT 'FI-0011' AS film_id, 'SN-0002' AS screen_id, '2026-08-28' AS on_day, '14:00' AS at, 6 AS entry, NULL AS call_key, NULL AS place",
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
        ("film_id", "screen_id", "on_day", "at", "entry", "call_key", "place"),
        """
SELECT 'FI-0034' AS film_id, 'SN-0002' AS screen_id, '2026-08-26' AS on_day, '22:30' AS at, 7 AS entry, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("film_id", "screen_id", "on_day", "at", "entry", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN films AS the_film ON the_film.film_id = calls_2.film_id
JOIN screens AS the_screen ON the_screen.screen_id = calls_2.screen_id
WHERE (calls_2.on_day > '2026-08-24')
AND ((calls_2.entry >= 5) AND (calls_2.entry <= 20))
AND NOT EXISTS (SELECT 1 FROM screenings_after_1_1 AS other WHERE ((other.screen_id = the_screen.screen_id) AND (other.day = calls_2.on_day) AND (other.hour = calls_2.at) AND (other.status <> 'cancelled')))
AND ((calls_2.at <> '22:30') OR (the_film.minutes <= 120))
AND ((SELECT count(*) FROM screenings_after_1_1 AS other WHERE ((other.film_id = the_film.film_id) AND (other.status <> 'cancelled'))) < 3)
""",
    ),
    (
        "change_2_1",
        ("screening_id", "film_id", "screen_id", "day", "hour", "price", "status"),
        """
SELECT printf('SG-%04d', (SELECT coalesce(max(CAST(substr(screening_id, 4) AS INTEGER)), 0) FROM screenings_after_1_1) + row_number() OVER ()) AS screening_id, the_film.film_id AS film_id, the_screen.screen_id AS screen_id, accepted_2.on_day AS day, accepted_2.at AS hour, accepted_2.entry AS price, 'scheduled' AS status
FROM accepted_2
JOIN films AS the_film ON the_film.film_id = accepted_2.film_id
JOIN screens AS the_screen ON the_screen.screen_id = accepted_2.screen_id
""",
    ),
    ("screenings_after_2_1", (), "SELECT * FROM screenings_after_1_1 UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("screening_id", "call_key", "place"),
        "SELECT 'SG-0045' AS screening_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("screening_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN screenings_after_2_1 AS the_screening ON the_screening.screening_id = calls_3.screening_id
WHERE (the_screening.status = 'scheduled')
AND (((SELECT section FROM films WHERE film_id = the_screening.film_id) <> 'competition') OR ((SELECT count(*) FROM screenings_after_2_1 AS other WHERE ((other.film_id = the_screening.film_id) AND (other.status <> 'cancelled'))) > 1))
AND ((SELECT count(*) FROM tickets AS other WHERE ((other.screening_id = the_screening.screening_id) AND (other.status = 'valid'))) <= 4)
""",
    ),
    (
        "change_3_1",
        ("row_key", "status"),
        """
SELECT the_screening.screening_id AS row_key, 'cancelled' AS status
FROM accepted_3
JOIN screenings_after_2_1 AS the_screening ON the_screening.screening_id = accepted_3.screening_id
""",
    ),
    (
        "screenings_after_3_1",
        (),
        """
SELECT old.screening_id, old.film_id, old.screen_id, old.day, old.hour, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM screenings_after_2_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.screening_id
""",
    ),
    (
        "change_3_2",
        ("row_key", "status"),
        """
SELECT other.ticket_id AS row_key, 'refunded' AS status
FROM accepted_3
JOIN screenings_after_2_1 AS the_screening ON the_screening.screening_id = accepted_3.screening_id
JOIN tickets AS other ON (other.screening_id = the_screening.screening_id)
""",
    ),
    (
        "tickets_after_3_2",
        (),
        """
SELECT old.ticket_id, old.screening_id, old.visitor_id, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM tickets AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.ticket_id
""",
    ),
    (
        "calls_4",
        ("ticket_id", "call_key", "place"),
        "SELECT 'TI-0148' AS ticket_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("ticket_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN tickets_after_3_2 AS the_ticket ON the_ticket.ticket_id = calls_4.ticket_id
WHERE (the_ticket.status = 'valid')
AND ((SELECT day FROM screenings_after_3_1 WHERE screening_id = the_ticket.screening_id) > '2026-08-24')
""",
    ),
    (
        "change_4_1",
        ("row_key", "status"),
        """
SELECT the_ticket.ticket_id AS row_key, 'refunded' AS status
FROM accepted_4
JOIN tickets_after_3_2 AS the_ticket ON the_ticket.ticket_id = accepted_4.ticket_id
""",
    ),
    (
        "tickets_after_4_1",
        (),
        """
SELECT old.ticket_id, old.screening_id, old.visitor_id, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM tickets_after_3_2 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.ticket_id
""",
    ),
    (
        "change_4_2",
        ("row_key", "wallet"),
        """
SELECT the_ticket.visitor_id AS row_key, ((SELECT wallet FROM visitors WHERE visitor_id = the_ticket.visitor_id) + iif(((SELECT badge FROM visitors WHERE visitor_id = the_ticket.visitor_id) = 'day'), (the_ticket.price / 2), the_ticket.price)) AS wallet
FROM accepted_4
JOIN tickets_after_3_2 AS the_ticket ON the_ticket.ticket_id = accepted_4.ticket_id
""",
    ),
    (
        "visitors_after_4_2",
        (),
        """
SELECT old.visitor_id, old.name, old.age, old.badge, iif(new.row_key IS NULL, old.wallet, new.wallet) AS wallet
FROM visitors AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.visitor_id
""",
    ),
]
AFTERWARDS = {
    "screenings": "SELECT * FROM screenings_after_3_1",
    "tickets": "SELECT * FROM tickets_after_4_1",
    "visitors": "SELECT * FROM visitors_after_4_2",
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
    same = same_tables(before, after)
    return {
        "screenings_as_declared": same["screenings"],
        "tickets_as_declared": same["tickets"],
        "visitors_as_declared": same["visitors"],
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
