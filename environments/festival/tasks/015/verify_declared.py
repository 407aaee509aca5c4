"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("ticket_id", "call_key", "place"),
        """
SELECT t1.ticket_id AS ticket_id, t1.ticket_id AS call_key, NULL AS place
FROM tickets AS t1
WHERE t1.visitor_id = (SELECT visitor_id FROM visitors WHERE name = 'Ingrid Ziegler')
""",
    ),
    (
        "accepted_1",
        ("ticket_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN tickets AS the_ticket ON the_ticket.ticket_id = calls_1.ticket_id
WHERE (the_ticket.status = 'valid')
AND ((SELECT day FROM screenings WHERE screening_id = the_ticket.screening_id) > '2026-08-24')
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_ticket.ticket_id AS row_key, 'refunded' AS status
FROM accepted_1
JOIN tickets AS the_ticket ON the_ticket.ticket_id = accepted_1.ticket_id
""",
    ),
    (
        "tickets_after_1_1",
        (),
        """
SELECT old.ticket_id, old.screening_id, old.visitor_id, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM tickets AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.ticket_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "wallet"),
        """
SELECT the_ticket.visitor_id AS row_key, ((SELECT wallet FROM visitors WHERE visitor_id = the_ticket.visitor_id) + iif(((SELECT badge FROM visitors WHERE visitor_id = the_ticket.visitor_id) = 'day'), (the_ticket.price / 2), the_ticket.price)) AS wallet
FROM accepted_1
JOIN tickets AS the_ticket ON the_ticket.ticket_id = accepted_1.ticket_id
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
]
AFTERWARDS = {"tickets": "SELECT * FROM tickets_after_1_1", "visitors": "SELECT * FROM visitors_after_1_2"}
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
