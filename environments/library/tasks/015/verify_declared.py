"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("loan_id", "call_key", "place"),
        "SELECT t1.loan_id AS loan_id, t1.loan_id AS call_key, NULL AS place FROM loans AS t1 WHERE t1.copy_id = 'C-0112'",
    ),
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
]
AFTERWARDS = {
    "copies": "SELECT * FROM copies_after_1_2",
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
    same = same_tables(before, after)
    return {
        "copies_as_declared": same["copies"],
        "loans_as_declared": same["loans"],
        "members_as_declared": same["members"],
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
