"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("issue_id", "label_id", "call_key", "place"),
        """
SELECT t1.issue_id AS issue_id, 'LB-0004' AS label_id, t1.issue_id AS call_key, t1.opened AS place
FROM issues AS t1
WHERE t1.reporter_id = (SELECT user_id FROM users WHERE name = 'Anton Schmidt')
""",
    ),
    (
        "accepted_1",
        ("issue_id", "label_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN issues AS the_issue ON the_issue.issue_id = calls_1.issue_id
JOIN labels AS the_label ON the_label.label_id = calls_1.label_id
WHERE NOT EXISTS (SELECT 1 FROM issue_labels AS other WHERE ((other.issue_id = the_issue.issue_id) AND (other.label_id = the_label.label_id)))
AND ((SELECT count(*) FROM issue_labels AS other WHERE (other.issue_id = the_issue.issue_id)) < 3)
ORDER BY place DESC LIMIT 1
""",
    ),
    (
        "change_1_1",
        ("mark_id", "issue_id", "label_id"),
        """
SELECT printf('MK-%04d', (SELECT coalesce(max(CAST(substr(mark_id, 4) AS INTEGER)), 0) FROM issue_labels) + row_number() OVER ()) AS mark_id, the_issue.issue_id AS issue_id, the_label.label_id AS label_id
FROM accepted_1
JOIN issues AS the_issue ON the_issue.issue_id = accepted_1.issue_id
JOIN labels AS the_label ON the_label.label_id = accepted_1.label_id
""",
    ),
    ("issue_labels_after_1_1", (), "SELECT * FROM issue_labels UNION ALL SELECT * FROM change_1_1"),
]
WANTED = """
SELECT call_key FROM accepted_1
"""
AFTERWARDS = {"issue_labels": "SELECT * FROM issue_labels_after_1_1"}
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
    wanted = [list(row.values()) for row in before.all(after_steps(before) + WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "issue_labels_as_declared": same["issue_labels"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()


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
