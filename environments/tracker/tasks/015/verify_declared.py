"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("blocker_id", "blocked_id", "call_key", "place"),
        "SELECT 'IS-0085' AS blocker_id, 'IS-0094' AS blocked_id, NULL AS call_key, NULL AS place",
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
        "SELECT 'IS-0114' AS issue_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_1)",
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
        ("blocker_id", "blocked_id", "call_key", "place"),
        "SELECT 'IS-0009' AS blocker_id, 'IS-0062' AS blocked_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("blocker_id", "blocked_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN issues_after_2_1 AS the_blocker ON the_blocker.issue_id = calls_3.blocker_id
JOIN issues_after_2_1 AS the_blocked ON the_blocked.issue_id = calls_3.blocked_id
WHERE (the_blocker.issue_id <> the_blocked.issue_id)
AND (the_blocker.project_id = the_blocked.project_id)
AND (the_blocker.status <> 'closed')
AND NOT EXISTS (SELECT 1 FROM blocks_after_1_1 AS other WHERE ((other.blocker_id = the_blocked.issue_id) AND (other.blocked_id = the_blocker.issue_id)))
AND NOT EXISTS (SELECT 1 FROM blocks_after_1_1 AS other WHERE ((other.blocker_id = the_blocker.issue_id) AND (other.blocked_id = the_blocked.issue_id)))
""",
    ),
    (
        "change_3_1",
        ("block_id", "blocker_id", "blocked_id"),
        """
SELECT printf('BK-%04d', (SELECT coalesce(max(CAST(substr(block_id, 4) AS INTEGER)), 0) FROM blocks_after_1_1) + row_number() OVER ()) AS block_id, the_blocker.issue_id AS blocker_id, the_blocked.issue_id AS blocked_id
FROM accepted_3
JOIN issues_after_2_1 AS the_blocker ON the_blocker.issue_id = accepted_3.blocker_id
JOIN issues_after_2_1 AS the_blocked ON the_blocked.issue_id = accepted_3.blocked_id
""",
    ),
    ("blocks_after_3_1", (), "SELECT * FROM blocks_after_1_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("issue_id", "user_id", "call_key", "place"),
        """
SELECT 'IS-0032' AS issue_id, 'U-0018' AS user_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("issue_id", "user_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN issues_after_2_1 AS the_issue ON the_issue.issue_id = calls_4.issue_id
JOIN users AS the_user ON the_user.user_id = calls_4.user_id
WHERE (the_issue.status <> 'closed')
AND (the_issue.assignee_id IS NOT the_user.user_id)
AND (the_user.role <> 'reporter')
AND ((the_issue.severity <> 'critical') OR (the_user.role = 'maintainer'))
AND (((SELECT coalesce(sum(other.points), 0) FROM issues_after_2_1 AS other WHERE (coalesce((other.assignee_id IS the_user.user_id), 0) AND (other.status <> 'closed'))) + the_issue.points) <= the_user.capacity)
""",
    ),
    (
        "change_4_1",
        ("row_key", "assignee_id"),
        """
SELECT the_issue.issue_id AS row_key, the_user.user_id AS assignee_id
FROM accepted_4
JOIN issues_after_2_1 AS the_issue ON the_issue.issue_id = accepted_4.issue_id
JOIN users AS the_user ON the_user.user_id = accepted_4.user_id
""",
    ),
    (
        "issues_after_4_1",
        (),
        """
SELECT old.issue_id, old.title, old.project_id, old.reporter_id, iif(new.row_key IS NULL, old.assignee_id, new.assignee_id) AS assignee_id, old.milestone_id, old.parent_id, old.severity, old.points, old.status, old.opened
FROM issues_after_2_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.issue_id
""",
    ),
]
AFTERWARDS = {"blocks": "SELECT * FROM blocks_after_3_1", "issues": "SELECT * FROM issues_after_4_1"}
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
        "blocks_as_declared": same["blocks"],
        "issues_as_declared": same["issues"],
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
