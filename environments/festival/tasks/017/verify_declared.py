"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("screening_id", "call_key", "place"),
        """
SELECT t1.screening_id AS screening_id, t1.screening_id AS call_key, NULL AS place
FROM screenings AS t1
WHERE t1.screen_id = 'SN-0006'
""",
    ),
    (
        "accepted_1",
        ("screening_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN screenings AS the_screening ON the_screening.screening_id = calls_1.screening_id
WHERE (the_screening.status = 'scheduled')
AND (((SELECT section FROM films WHERE film_id = the_screening.film_id) <> 'competition') OR ((SELECT count(*) FROM screenings AS other WHERE ((other.film_id = the_screening.film_id) AND (other.status <> 'cancelled'))) > 1))
AND ((SELECT count(*) FROM tickets AS other WHERE ((other.screening_id = the_screening.screening_id) AND (other.status = 'valid'))) <= 4)
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_screening.screening_id AS row_key, 'cancelled' AS status
FROM accepted_1
JOIN screenings AS the_screening ON the_screening.screening_id = accepted_1.screening_id
""",
    ),
    (
        "screenings_after_1_1",
        (),
        """
SELECT old.screening_id, old.film_id, old.screen_id, old.day, old.hour, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM screenings AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.screening_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "status"),
        """
SELECT other.ticket_id AS row_key, 'refunded' AS status
FROM accepted_1
JOIN screenings AS the_screening ON the_screening.screening_id = accepted_1.screening_id
JOIN tickets AS other ON (other.screening_id = the_screening.screening_id)
""",
    ),
    (
        "tickets_after_1_2",
        (),
        """
SELECT old.ticket_id, old.screening_id, old.visitor_id, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM tickets AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.ticket_id
""",
    ),
]
AFTERWARDS = {"screenings": "SELECT * FROM screenings_after_1_1", "tickets": "SELECT * FROM tickets_after_1_2"}
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
