"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("blocker_id", "blocked_id", "call_key", "place"),
        "SELECT 'IS-0087' AS blocker_id, 'IS-0101' AS blocked_id, NULL AS call_key, NULL AS place",
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
    (
        "calls_2",
        ("issue_id", "call_key", "place"),
        "SELECT 'IS-0087' AS issue_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_1)",
    ),
    (
        "accepted_2",
        ("issue_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN issues AS the_issue ON the_issue.issue_id = calls_2.issue_id
WHERE (the_issue.status = 'open')
AND (the_issue.assignee_id IS NOT NULL)
AND NOT EXISTS (SELECT 1 FROM blocks_after_1_1 AS other WHERE ((other.blocked_id = the_issue.issue_id) AND ((SELECT status FROM issues WHERE issue_id = other.blocker_id) <> 'closed')))
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_issue.issue_id AS row_key, 'in progress' AS status
FROM accepted_2
JOIN issues AS the_issue ON the_issue.issue_id = accepted_2.issue_id
""",
    ),
    (
        "issues_after_2_1",
        (),
        """
SELECT old.issue_id, old.title, old.project_id, old.reporter_id, old.assignee_id, old.milestone_id, old.parent_id, old.severity, old.points, iif(new.row_key IS NULL, old.status, new.status) AS status, old.opened
FROM issues AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.issue_id
""",
    ),
    (
        "calls_3",
        ("issue_id", "label_id", "call_key", "place"),
        "SELECT 'IS-0021' AS issue_id, 'LB-0002' AS label_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("issue_id", "label_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN issues_after_2_1 AS the_issue ON the_issue.issue_id = calls_3.issue_id
JOIN labels AS the_label ON the_label.label_id = calls_3.label_id
WHERE NOT EXISTS (SELECT 1 FROM issue_labels AS other WHERE ((other.issue_id = the_issue.issue_id) AND (other.label_id = the_label.label_id)))
AND ((SELECT count(*) FROM issue_labels AS other WHERE (other.issue_id = the_issue.issue_id)) < 3)
""",
    ),
    (
        "change_3_1",
        ("mark_id", "issue_id", "label_id"),
        """
SELECT printf('MK-%04d', (SELECT coalesce(max(CAST(substr(mark_id, 4) AS INTEGER)), 0) FROM issue_labels) + row_number() OVER ()) AS mark_id, the_issue.issue_id AS issue_id, the_label.label_id AS label_id
FROM accepted_3
JOIN issues_after_2_1 AS the_issue ON the_issue.issue_id = accepted_3.issue_id
JOIN labels AS the_label ON the_label.label_id = accepted_3.label_id
""",
    ),
    ("issue_labels_after_3_1", (), "SELECT * FROM issue_labels UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("issue_id", "label_id", "call_key", "place"),
        """
SELECT 'IS-0078' AS issue_id, 'LB-0002' AS label_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("issue_id", "label_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN issues_after_2_1 AS the_issue ON the_issue.issue_id = calls_4.issue_id
JOIN labels AS the_label ON the_label.label_id = calls_4.label_id
WHERE NOT EXISTS (SELECT 1 FROM issue_labels_after_3_1 AS other WHERE ((other.issue_id = the_issue.issue_id) AND (other.label_id = the_label.label_id)))
AND ((SELECT count(*) FROM issue_labels_after_3_1 AS other WHERE (other.issue_id = the_issue.issue_id)) < 3)
""",
    ),
    (
        "change_4_1",
        ("mark_id", "issue_id", "label_id"),
        """
SELECT printf('MK-%04d', (SELECT coalesce(max(CAST(substr(mark_id, 4) AS INTEGER)), 0) FROM issue_labels_after_3_1) + row_number() OVER ()) AS mark_id, the_issue.issue_id AS issue_id, the_label.label_id AS label_id
FROM accepted_4
JOIN issues_after_2_1 AS the_issue ON the_issue.issue_id = accepted_4.issue_id
JOIN labels AS the_label ON the_label.label_id = accepted_4.label_id
""",
    ),
    ("issue_labels_after_4_1", (), "SELECT * FROM issue_labels_after_3_1 UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {
    "blocks": "SELECT * FROM blocks_after_1_1",
    "issue_labels": "SELECT * FROM issue_labels_after_4_1",
    "issues": "SELECT * FROM issues_after_2_1",
}
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
        "issue_labels_as_declared": same["issue_labels"],
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
