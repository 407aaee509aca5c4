"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("book_id", "member_id", "call_key", "place"),
        "SELECT 'B-0020' AS book_id, 'M-0030' AS member_id, NULL AS call_key, NULL AS place",
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
        ("book_id", "member_id", "call_key", "place"),
        "SELECT 'B-0005' AS book_id, (SELECT member_id FROM loans WHERE loan_id = 'L-0032') AS member_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_2",
        ("book_id", "member_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN books AS the_book ON the_book.book_id = calls_2.book_id
JOIN members AS the_member ON the_member.member_id = calls_2.member_id
WHERE NOT EXISTS (SELECT 1 FROM copies AS other WHERE ((other.book_id = the_book.book_id) AND (other.status = 'available')))
AND NOT EXISTS (SELECT 1 FROM holds_after_1_1 AS other WHERE ((other.book_id = the_book.book_id) AND (other.member_id = the_member.member_id) AND (other.status = 'waiting')))
""",
    ),
    (
        "change_2_1",
        ("hold_id", "book_id", "member_id", "placed", "status"),
        """
SELECT printf('H-%04d', (SELECT coalesce(max(CAST(substr(hold_id, 3) AS INTEGER)), 0) FROM holds_after_1_1) + row_number() OVER ()) AS hold_id, the_book.book_id AS book_id, the_member.member_id AS member_id, '2026-03-14' AS placed, 'waiting' AS status
FROM accepted_2
JOIN books AS the_book ON the_book.book_id = accepted_2.book_id
JOIN members AS the_member ON the_member.member_id = accepted_2.member_id
""",
    ),
    ("holds_after_2_1", (), "SELECT * FROM holds_after_1_1 UNION ALL SELECT * FROM change_2_1"),
]
AFTERWARDS = {"holds": "SELECT * FROM holds_after_2_1"}
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
