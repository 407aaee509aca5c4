"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("loan_id", "call_key", "place"),
        """
SELECT t1.loan_id AS loan_id, t1.loan_id AS call_key, t1.lent AS place
FROM loans AS t1
WHERE t1.member_id = (SELECT member_id FROM members WHERE name = 'Amara Nagy')
""",
    ),
    (
        "accepted_1",
        ("loan_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN loans AS the_loan ON the_loan.loan_id = calls_1.loan_id
WHERE (the_loan.returned IS NULL)
AND (the_loan.renewals < 2)
AND NOT EXISTS (SELECT 1 FROM holds AS other WHERE ((other.book_id = (SELECT book_id FROM copies WHERE copy_id = the_loan.copy_id)) AND (other.status = 'waiting')))
ORDER BY place DESC LIMIT 1
""",
    ),
    (
        "change_1_1",
        ("row_key", "due", "renewals"),
        """
SELECT the_loan.loan_id AS row_key, date(the_loan.due, (+(14)) || ' days') AS due, (the_loan.renewals + 1) AS renewals
FROM accepted_1
JOIN loans AS the_loan ON the_loan.loan_id = accepted_1.loan_id
""",
    ),
    (
        "loans_after_1_1",
        (),
        """
SELECT old.loan_id, old.copy_id, old.member_id, old.lent, iif(new.row_key IS NULL, old.due, new.due) AS due, old.returned, iif(new.row_key IS NULL, old.renewals, new.renewals) AS renewals
FROM loans AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.loan_id
""",
    ),
]
AFTERWARDS = {"loans": "SELECT * FROM loans_after_1_1"}
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
        "loans_as_declared": same["loans"],
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
