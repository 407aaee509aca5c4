"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("pay_fees", "place_hold")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    (
        "calls_1",
        ("book_id", "member_id", "call_key", "place"),
        "SELECT 'B-0017' AS book_id, 'M-0003' AS member_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("book_id", "member_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN books AS the_book ON the_book.book_id = calls_1.book_id
JOIN members AS the_member ON the_member.member_id = calls_1.member_id
WHERE NOT EXISTS (SELECT 1 FROM copies AS other WHERE ((other.book_id = the_book.book_id) AND (other.status = 'available')))
AND NOT EXISTS (SELECT 1 FROM holds AS other WHERE ((other.book_id = the_book.book_id) AND (other.member_id = the_member.member_id) AND (other.status = 'waiting')))
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_1_1",
        ("hold_id", "book_id", "member_id", "placed", "status"),
        """
SELECT printf('H-%04d', (SELECT coalesce(max(CAST(substr(hold_id, 3) AS INTEGER)), 0) FROM holds) + row_number() OVER ()) AS hold_id, the_book.book_id AS book_id, the_member.member_id AS member_id, '2026-03-14' AS placed, 'waiting' AS status
FROM accepted_1
JOIN books AS the_book ON the_book.book_id = accepted_1.book_id
JOIN members AS the_member ON the_member.member_id = accepted_1.member_id
""",
    ),
    ("holds_after_1_1", (), "SELECT * FROM holds UNION ALL SELECT * FROM change_1_1"),
    (
        "calls_2",
        ("member_id", "amount", "call_key", "place"),
        "SELECT 'M-0003' AS member_id, 9 AS amount, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_1)",
    ),
    (
        "accepted_2",
        ("member_id", "amount", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN members AS the_member ON the_member.member_id = calls_2.member_id
WHERE ((calls_2.amount > 0) AND (calls_2.amount <= the_member.fees))
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_2_1",
        ("row_key", "fees"),
        """
SELECT the_member.member_id AS row_key, (the_member.fees - accepted_2.amount) AS fees
FROM accepted_2
JOIN members AS the_member ON the_member.member_id = accepted_2.member_id
""",
    ),
    (
        "members_after_2_1",
        (),
        """
SELECT old.member_id, old.name, old.tier, old.joined, iif(new.row_key IS NULL, old.fees, new.fees) AS fees
FROM members AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.member_id
""",
    ),
    ("calls_3", ("hold_id", "call_key", "place"), "SELECT 'H-0036' AS hold_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_3",
        ("hold_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN holds_after_1_1 AS the_hold ON the_hold.hold_id = calls_3.hold_id
WHERE (the_hold.status = 'waiting')
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_3_1",
        ("row_key", "status"),
        """
SELECT the_hold.hold_id AS row_key, 'cancelled' AS status
FROM accepted_3
JOIN holds_after_1_1 AS the_hold ON the_hold.hold_id = accepted_3.hold_id
""",
    ),
    (
        "holds_after_3_1",
        (),
        """
SELECT old.hold_id, old.book_id, old.member_id, old.placed, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM holds_after_1_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.hold_id
""",
    ),
    (
        "calls_4",
        ("book_id", "member_id", "call_key", "place"),
        """
SELECT 'B-0031' AS book_id, 'M-0021' AS member_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("book_id", "member_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN books AS the_book ON the_book.book_id = calls_4.book_id
JOIN members_after_2_1 AS the_member ON the_member.member_id = calls_4.member_id
WHERE NOT EXISTS (SELECT 1 FROM copies AS other WHERE ((other.book_id = the_book.book_id) AND (other.status = 'available')))
AND NOT EXISTS (SELECT 1 FROM holds_after_3_1 AS other WHERE ((other.book_id = the_book.book_id) AND (other.member_id = the_member.member_id) AND (other.status = 'waiting')))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_4_1",
        ("hold_id", "book_id", "member_id", "placed", "status"),
        """
SELECT printf('H-%04d', (SELECT coalesce(max(CAST(substr(hold_id, 3) AS INTEGER)), 0) FROM holds_after_3_1) + row_number() OVER ()) AS hold_id, the_book.book_id AS book_id, the_member.member_id AS member_id, '2026-03-14' AS placed, 'waiting' AS status
FROM accepted_4
JOIN books AS the_book ON the_book.book_id = accepted_4.book_id
JOIN members_after_2_1 AS the_member ON the_member.member_id = accepted_4.member_id
""",
    ),
    ("holds_after_4_1", (), "SELECT * FROM holds_after_3_1 UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {"holds": "SELECT * FROM holds_after_4_1", "members": "SELECT * FROM members_after_2_1"}
KEYS = {
    "branches": "branch_id",
    "books": "book_id",
    "copies": "copy_id",
    "members": "member_id",
    "loans": "loan_id",
    "holds": "hold_id",
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
