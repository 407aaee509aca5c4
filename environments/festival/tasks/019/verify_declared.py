"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("cancel_screening", "sell_ticket")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    (
        "calls_1",
        ("visitor_id", "screening_id", "call_key", "place"),
        "SELECT 'VI-0021' AS visitor_id, 'SG-0006' AS screening_id, NULL AS call_key, NULL AS place",
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
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
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
        ("screening_id", "call_key", "place"),
        "SELECT 'SG-0006' AS screening_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_1)",
    ),
    (
        "accepted_2",
        ("screening_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN screenings AS the_screening ON the_screening.screening_id = calls_2.screening_id
WHERE (the_screening.status = 'scheduled')
AND (((SELECT section FROM films WHERE film_id = the_screening.film_id) <> 'competition') OR ((SELECT count(*) FROM screenings AS other WHERE ((other.film_id = the_screening.film_id) AND (other.status <> 'cancelled'))) > 1))
AND ((SELECT count(*) FROM tickets_after_1_1 AS other WHERE ((other.screening_id = the_screening.screening_id) AND (other.status = 'valid'))) <= 4)
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_screening.screening_id AS row_key, 'cancelled' AS status
FROM accepted_2
JOIN screenings AS the_screening ON the_screening.screening_id = accepted_2.screening_id
""",
    ),
    (
        "screenings_after_2_1",
        (),
        """
SELECT old.screening_id, old.film_id, old.screen_id, old.day, old.hour, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM screenings AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.screening_id
""",
    ),
    (
        "change_2_2",
        ("row_key", "status"),
        """
SELECT other.ticket_id AS row_key, 'refunded' AS status
FROM accepted_2
JOIN screenings AS the_screening ON the_screening.screening_id = accepted_2.screening_id
JOIN tickets_after_1_1 AS other ON (other.screening_id = the_screening.screening_id)
""",
    ),
    (
        "tickets_after_2_2",
        (),
        """
SELECT old.ticket_id, old.screening_id, old.visitor_id, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM tickets_after_1_1 AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.ticket_id
""",
    ),
    (
        "calls_3",
        ("visitor_id", "screening_id", "call_key", "place"),
        "SELECT 'VI-0028' AS visitor_id, 'SG-0080' AS screening_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("visitor_id", "screening_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN visitors_after_1_2 AS the_visitor ON the_visitor.visitor_id = calls_3.visitor_id
JOIN screenings_after_2_1 AS the_screening ON the_screening.screening_id = calls_3.screening_id
WHERE (the_screening.status = 'scheduled')
AND (the_visitor.age >= (SELECT age FROM films WHERE film_id = the_screening.film_id))
AND NOT EXISTS (SELECT 1 FROM tickets_after_2_2 AS other WHERE ((other.visitor_id = the_visitor.visitor_id) AND (other.status = 'valid') AND ((SELECT day FROM screenings_after_2_1 WHERE screening_id = other.screening_id) = the_screening.day) AND ((SELECT hour FROM screenings_after_2_1 WHERE screening_id = other.screening_id) = the_screening.hour)))
AND ((SELECT count(*) FROM tickets_after_2_2 AS other WHERE ((other.screening_id = the_screening.screening_id) AND (other.status = 'valid'))) < (SELECT seats FROM screens WHERE screen_id = the_screening.screen_id))
AND (the_screening.price <= the_visitor.wallet)
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_3_1",
        ("ticket_id", "screening_id", "visitor_id", "price", "status"),
        """
SELECT printf('TI-%04d', (SELECT coalesce(max(CAST(substr(ticket_id, 4) AS INTEGER)), 0) FROM tickets_after_2_2) + row_number() OVER ()) AS ticket_id, the_screening.screening_id AS screening_id, the_visitor.visitor_id AS visitor_id, the_screening.price AS price, 'valid' AS status
FROM accepted_3
JOIN visitors_after_1_2 AS the_visitor ON the_visitor.visitor_id = accepted_3.visitor_id
JOIN screenings_after_2_1 AS the_screening ON the_screening.screening_id = accepted_3.screening_id
""",
    ),
    ("tickets_after_3_1", (), "SELECT * FROM tickets_after_2_2 UNION ALL SELECT * FROM change_3_1"),
    (
        "change_3_2",
        ("row_key", "wallet"),
        """
SELECT the_visitor.visitor_id AS row_key, (the_visitor.wallet - the_screening.price) AS wallet
FROM accepted_3
JOIN visitors_after_1_2 AS the_visitor ON the_visitor.visitor_id = accepted_3.visitor_id
JOIN screenings_after_2_1 AS the_screening ON the_screening.screening_id = accepted_3.screening_id
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
        ("visitor_id", "screening_id", "call_key", "place"),
        """
SELECT 'VI-0028' AS visitor_id, 'SG-0075' AS screening_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("visitor_id", "screening_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN visitors_after_3_2 AS the_visitor ON the_visitor.visitor_id = calls_4.visitor_id
JOIN screenings_after_2_1 AS the_screening ON the_screening.screening_id = calls_4.screening_id
WHERE (the_screening.status = 'scheduled')
AND (the_visitor.age >= (SELECT age FROM films WHERE film_id = the_screening.film_id))
AND NOT EXISTS (SELECT 1 FROM tickets_after_3_1 AS other WHERE ((other.visitor_id = the_visitor.visitor_id) AND (other.status = 'valid') AND ((SELECT day FROM screenings_after_2_1 WHERE screening_id = other.screening_id) = the_screening.day) AND ((SELECT hour FROM screenings_after_2_1 WHERE screening_id = other.screening_id) = the_screening.hour)))
AND ((SELECT count(*) FROM tickets_after_3_1 AS other WHERE ((other.screening_id = the_screening.screening_id) AND (other.status = 'valid'))) < (SELECT seats FROM screens WHERE screen_id = the_screening.screen_id))
AND (the_screening.price <= the_visitor.wallet)
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_4_1",
        ("ticket_id", "screening_id", "visitor_id", "price", "status"),
        """
SELECT printf('TI-%04d', (SELECT coalesce(max(CAST(substr(ticket_id, 4) AS INTEGER)), 0) FROM tickets_after_3_1) + row_number() OVER ()) AS ticket_id, the_screening.screening_id AS screening_id, the_visitor.visitor_id AS visitor_id, the_screening.price AS price, 'valid' AS status
FROM accepted_4
JOIN visitors_after_3_2 AS the_visitor ON the_visitor.visitor_id = accepted_4.visitor_id
JOIN screenings_after_2_1 AS the_screening ON the_screening.screening_id = accepted_4.screening_id
""",
    ),
    ("tickets_after_4_1", (), "SELECT * FROM tickets_after_3_1 UNION ALL SELECT * FROM change_4_1"),
    (
        "change_4_2",
        ("row_key", "wallet"),
        """
SELECT the_visitor.visitor_id AS row_key, (the_visitor.wallet - the_screening.price) AS wallet
FROM accepted_4
JOIN visitors_after_3_2 AS the_visitor ON the_visitor.visitor_id = accepted_4.visitor_id
JOIN screenings_after_2_1 AS the_screening ON the_screening.screening_id = accepted_4.screening_id
""",
    ),
    (
        "visitors_after_4_2",
        (),
        """
SELECT old.visitor_id, old.name, old.age, old.badge, iif(new.row_key IS NULL, old.wallet, new.wallet) AS wallet
FROM visitors_after_3_2 AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.visitor_id
""",
    ),
]
AFTERWARDS = {
    "screenings": "SELECT * FROM screenings_after_2_1",
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
