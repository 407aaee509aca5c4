"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

STEPS = [
    ("calls_1", ("vote_id", "call_key", "place"), "SELECT 'VO-0073' AS vote_id, NULL AS call_key, NULL AS place"),
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
        ("ticket_id", "call_key", "place"),
        """
SELECT (SELECT t1.ticket_id FROM tickets AS t1 WHERE t1.status = 'valid' AND t1.visitor_id = (SELECT visitor_id FROM visitors WHERE name = 'Ingrid Ricci') AND t1.price IS NOT NULL ORDER BY t1.price DESC LIMIT 1) AS ticket_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("ticket_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN tickets AS the_ticket ON the_ticket.ticket_id = calls_2.ticket_id
WHERE (the_ticket.status = 'valid')
AND ((SELECT day FROM screenings WHERE screening_id = the_ticket.screening_id) > '2026-08-24')
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_ticket.ticket_id AS row_key, 'refunded' AS status
FROM accepted_2
JOIN tickets AS the_ticket ON the_ticket.ticket_id = accepted_2.ticket_id
""",
    ),
    (
        "tickets_after_2_1",
        (),
        """
SELECT old.ticket_id, old.screening_id, old.visitor_id, old.price, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM tickets AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.ticket_id
""",
    ),
    (
        "change_2_2",
        ("row_key", "wallet"),
        """
SELECT the_ticket.visitor_id AS row_key, ((SELECT wallet FROM visitors WHERE visitor_id = the_ticket.visitor_id) + iif(((SELECT badge FROM visitors WHERE visitor_id = the_ticket.visitor_id) = 'day'), (the_ticket.price / 2), the_ticket.price)) AS wallet
FROM accepted_2
JOIN tickets AS the_ticket ON the_ticket.ticket_id = accepted_2.ticket_id
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
]
WANTED = """
SELECT (SELECT count(*) FROM directors AS t2 WHERE t2.country = 'Japan')
"""
AFTERWARDS = {
    "tickets": "SELECT * FROM tickets_after_2_1",
    "visitors": "SELECT * FROM visitors_after_2_2",
    "votes": "SELECT * FROM votes_after_1_1",
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
    wanted = [list(row.values()) for row in before.all(steps + WANTED)]
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
        "answer_as_declared": matches(answer, wanted),
        "tickets_as_declared": same["tickets"],
        "visitors_as_declared": same["visitors"],
        "votes_as_declared": same["votes"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """One whole number, also as digits in a text."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        return Fraction(answer.replace(",", "") if isinstance(answer, str) else answer) == Fraction(str(wanted[0][0]))
    except (ValueError, OverflowError, ZeroDivisionError):
        return False


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
