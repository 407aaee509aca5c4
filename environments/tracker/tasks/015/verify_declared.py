"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("blocker_id", "blocked_id", "call_key", "place"),
        """
SELECT t1.issue_id AS blocked_id, 'IS-0022' AS blocker_id, t1.issue_id AS call_key, t1.opened AS place
FROM issues AS t1
WHERE t1.points <= 2
AND t1.status = 'in review'
""",
    ),
    (
        "accepted_1",
        ("blocker_id", "blocked_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN issues AS the_blocker ON the_blocker.issue_id = calls_1.blocker_id
JOIN issues AS the_blocked ON the_blocked.issue_id = calls_1.blocked_id
WHERE (the_blocker.issue_id <> the_blocked.issue_id)
AND (the_blocker.project_id = the_blocked.project_id)
AND (the_blocker.status <> 'closed')
AND NOT EXISTS (SELECT 1 FROM blocks AS other WHERE ((other.blocker_id = the_blocked.issue_id) AND (other.blocked_id = the_blocker.issue_id)))
AND NOT EXISTS (SELECT 1 FROM blocks AS other WHERE ((other.blocker_id = the_blocker.issue_id) AND (other.blocked_id = the_blocked.issue_id)))
ORDER BY place ASC LIMIT 1
""",
    ),
    (
        "change_1_1",
        ("block_id", "blocker_id", "blocked_id"),
        """
SELECT printf('BK-%04d', (SELECT coalesce(max(CAST(substr(block_id, 4) AS INTEGER)), 0) FROM blocks) + row_number() OVER ()) AS block_id, the_blocker.issue_id AS blocker_id, the_blocked.issue_id AS blocked_id
FROM accepted_1
JOIN issues AS the_blocker ON the_blocker.issue_id = accepted_1.blocker_id
JOIN issues AS the_blocked ON the_blocked.issue_id = accepted_1.blocked_id
""",
    ),
    ("blocks_after_1_1", (), "SELECT * FROM blocks UNION ALL SELECT * FROM change_1_1"),
]
AFTERWARDS = {"blocks": "SELECT * FROM blocks_after_1_1"}
KEYS = {
    "users": "user_id",
    "projects": "project_id",
    "milestones": "milestone_id",
    "labels": "label_id",
    "issues": "issue_id",
    "blocks": "block_id",
    "issue_labels": "mark_id",
    "comments": "comment_id",
}


def verify(answer, before, after):
    same = same_tables(before, after)
    return {
        "blocks_as_declared": same["blocks"],
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
