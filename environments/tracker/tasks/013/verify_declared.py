"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("issue_id", "call_key", "place"),
        """
SELECT t1.issue_id AS issue_id, t1.issue_id AS call_key, NULL AS place
FROM issues AS t1
WHERE (SELECT due FROM milestones WHERE milestone_id = t1.milestone_id) <= '2026-09-22'
AND (SELECT status FROM milestones WHERE milestone_id = t1.milestone_id) = 'planned'
""",
    ),
    (
        "accepted_1",
        ("issue_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN issues AS the_issue ON the_issue.issue_id = calls_1.issue_id
WHERE (the_issue.status = 'in review')
AND NOT EXISTS (SELECT 1 FROM issues AS other WHERE (coalesce((other.parent_id IS the_issue.issue_id), 0) AND (other.status <> 'closed')))
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_issue.issue_id AS row_key, 'closed' AS status
FROM accepted_1
JOIN issues AS the_issue ON the_issue.issue_id = accepted_1.issue_id
""",
    ),
    (
        "issues_after_1_1",
        (),
        """
SELECT old.issue_id, old.title, old.project_id, old.reporter_id, old.assignee_id, old.milestone_id, old.parent_id, old.severity, old.points, iif(new.row_key IS NULL, old.status, new.status) AS status, old.opened
FROM issues AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.issue_id
""",
    ),
]
AFTERWARDS = {"issues": "SELECT * FROM issues_after_1_1"}
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
        "issues_as_declared": same["issues"],
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
