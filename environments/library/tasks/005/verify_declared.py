"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    ("calls_1", ("loan_id", "call_key", "place"), "SELECT 'L-0082' AS loan_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_1",
        ("loan_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN loans AS the_loan ON the_loan.loan_id = calls_1.loan_id
WHERE (the_loan.returned IS NULL)
""",
    ),
    (
        "change_1_1",
        ("row_key", "returned"),
        """
SELECT the_loan.loan_id AS row_key, '2026-03-14' AS returned
FROM accepted_1
JOIN loans AS the_loan ON the_loan.loan_id = accepted_1.loan_id
""",
    ),
    (
        "loans_after_1_1",
        (),
        """
SELECT old.loan_id, old.copy_id, old.member_id, old.lent, old.due, iif(new.row_key IS NULL, old.returned, new.returned) AS returned, old.renewals
FROM loans AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.loan_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "status"),
        """
SELECT the_loan.copy_id AS row_key, 'available' AS status
FROM accepted_1
JOIN loans AS the_loan ON the_loan.loan_id = accepted_1.loan_id
""",
    ),
    (
        "copies_after_1_2",
        (),
        """
SELECT old.copy_id, old.book_id, old.branch_id, iif(new.row_key IS NULL, old.status, new.status) AS status, old.wear
FROM copies AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.copy_id
""",
    ),
    (
        "change_1_3",
        ("row_key", "fees"),
        """
SELECT the_loan.member_id AS row_key, iif((the_loan.due < '2026-03-14'), ((SELECT fees FROM members WHERE member_id = the_loan.member_id) + ((CAST(julianday('2026-03-14') - julianday(the_loan.due) AS INTEGER) + 6) / 7)), (SELECT fees FROM members WHERE member_id = the_loan.member_id)) AS fees
FROM accepted_1
JOIN loans AS the_loan ON the_loan.loan_id = accepted_1.loan_id
""",
    ),
    (
        "members_after_1_3",
        (),
        """
SELECT old.member_id, old.name, old.tier, old.joined, iif(new.row_key IS NULL, old.fees, new.fees) AS fees
FROM members AS old
LEFT JOIN change_1_3 AS new ON new.row_key = old.member_id
""",
    ),
    ("calls_2", ("hold_id", "call_key", "place"), "SELECT 'H-0009' AS hold_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_2",
        ("hold_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN holds AS the_hold ON the_hold.hold_id = calls_2.hold_id
WHERE (the_hold.status = 'waiting')
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_hold.hold_id AS row_key, 'cancelled' AS status
FROM accepted_2
JOIN holds AS the_hold ON the_hold.hold_id = accepted_2.hold_id
""",
    ),
    (
        "holds_after_2_1",
        (),
        """
SELECT old.hold_id, old.book_id, old.member_id, old.placed, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM holds AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.hold_id
""",
    ),
]
AFTERWARDS = {
    "copies": "SELECT * FROM copies_after_1_2",
    "holds": "SELECT * FROM holds_after_2_1",
    "loans": "SELECT * FROM loans_after_1_1",
    "members": "SELECT * FROM members_after_1_3",
}
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
        "copies_as_declared": same["copies"],
        "holds_as_declared": same["holds"],
        "loans_as_declared": same["loans"],
        "members_as_declared": same["members"],
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
