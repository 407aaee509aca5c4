"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("hold_id", "call_key", "place"),
        "SELECT (SELECT t1.hold_id FROM holds AS t1 WHERE t1.book_id = 'B-0014' AND t1.placed IS NOT NULL ORDER BY t1.placed LIMIT 1) AS hold_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("hold_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN holds AS the_hold ON the_hold.hold_id = calls_1.hold_id
WHERE (the_hold.status = 'waiting')
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_hold.hold_id AS row_key, 'cancelled' AS status
FROM accepted_1
JOIN holds AS the_hold ON the_hold.hold_id = accepted_1.hold_id
""",
    ),
    (
        "holds_after_1_1",
        (),
        """
SELECT old.hold_id, old.book_id, old.member_id, old.placed, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM holds AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.hold_id
""",
    ),
    ("calls_2", ("loan_id", "call_key", "place"), "SELECT 'L-0079' AS loan_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_2",
        ("loan_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN loans AS the_loan ON the_loan.loan_id = calls_2.loan_id
WHERE (the_loan.returned IS NULL)
AND (the_loan.renewals < 2)
AND NOT EXISTS (SELECT 1 FROM holds_after_1_1 AS other WHERE ((other.book_id = (SELECT book_id FROM copies WHERE copy_id = the_loan.copy_id)) AND (other.status = 'waiting')))
""",
    ),
    (
        "change_2_1",
        ("row_key", "due", "renewals"),
        """
SELECT the_loan.loan_id AS row_key, date(the_loan.due, (+(14)) || ' days') AS due, (the_loan.renewals + 1) AS renewals
FROM accepted_2
JOIN loans AS the_loan ON the_loan.loan_id = accepted_2.loan_id
""",
    ),
    (
        "loans_after_2_1",
        (),
        """
SELECT old.loan_id, old.copy_id, old.member_id, old.lent, iif(new.row_key IS NULL, old.due, new.due) AS due, old.returned, iif(new.row_key IS NULL, old.renewals, new.renewals) AS renewals
FROM loans AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.loan_id
""",
    ),
    (
        "calls_3",
        ("book_id", "member_id", "call_key", "place"),
        """
SELECT (SELECT book_id FROM books WHERE title = 'The Hidden Lantern') AS book_id, 'M-0029' AS member_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_2)
""",
    ),
    (
        "accepted_3",
        ("book_id", "member_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN books AS the_book ON the_book.book_id = calls_3.book_id
JOIN members AS the_member ON the_member.member_id = calls_3.member_id
WHERE NOT EXISTS (SELECT 1 FROM copies AS other WHERE ((other.book_id = the_book.book_id) AND (other.status = 'available')))
AND NOT EXISTS (SELECT 1 FROM holds_after_1_1 AS other WHERE ((other.book_id = the_book.book_id) AND (other.member_id = the_member.member_id) AND (other.status = 'waiting')))
""",
    ),
    (
        "change_3_1",
        ("hold_id", "book_id", "member_id", "placed", "status"),
        """
SELECT printf('H-%04d', (SELECT coalesce(max(CAST(substr(hold_id, 3) AS INTEGER)), 0) FROM holds_after_1_1) + row_number() OVER ()) AS hold_id, the_book.book_id AS book_id, the_member.member_id AS member_id, '2026-03-14' AS placed, 'waiting' AS status
FROM accepted_3
JOIN books AS the_book ON the_book.book_id = accepted_3.book_id
JOIN members AS the_member ON the_member.member_id = accepted_3.member_id
""",
    ),
    ("holds_after_3_1", (), "SELECT * FROM holds_after_1_1 UNION ALL SELECT * FROM change_3_1"),
]
AFTERWARDS = {"holds": "SELECT * FROM holds_after_3_1", "loans": "SELECT * FROM loans_after_2_1"}
KEYS = {
    "branches": "branch_id",
    "books": "book_id",
    "copies": "copy_id",
    "members": "member_id",
    "loans": "loan_id",
    "holds": "hold_id",
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
        "holds_as_declared": same["holds"],
        "loans_as_declared": same["loans"],
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
