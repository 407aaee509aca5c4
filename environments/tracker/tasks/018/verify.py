"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "users": "user_id",
    "projects": "project_id",
    "milestones": "milestone_id",
    "labels": "label_id",
    "issues": "issue_id",
    "blocks": "block_id",
    "issue_labels": "mark_id",
    "comments": "comment_id",
}
BLOCKS_ADDED = [{"block_id": "new blocks", "blocker_id": "IS-0002", "blocked_id": "IS-0066"}]
ISSUE_LABELS_ADDED = [{"mark_id": "new issue_labels", "issue_id": "IS-0087", "label_id": "LB-0002"}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "blocks_added": seen.pop("blocks_added", None) == BLOCKS_ADDED,
        "issue_labels_added": seen.pop("issue_labels_added", None) == ISSUE_LABELS_ADDED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added, new values of changed rows, ids of removed ones. New ids are "new TABLE"."""
    tables = [(one, key, f"SELECT * FROM {one}") for one, key in TABLES.items()]
    touched = [(one, key, rows) for one, key, rows in tables if before.all(rows) != after.all(rows)]
    old = {(one, row[key]): row for one, key, rows in touched for row in before.all(rows)}
    new = {(one, row[key]): row for one, key, rows in touched for row in after.all(rows)}
    fresh = {key: f"new {table}" for table, key in new.keys() - old.keys()}
    found = {}
    for (table, key), row in new.items():
        known = old.get((table, key), {})
        if row != known:
            unlike = {name for name, one in row.items() if (name, one) not in known.items()} | {TABLES[table]}
            values = {name: fresh.get(one, one) for name, one in row.items() if name in unlike}
            found.setdefault(f"{table}_changed" if known else f"{table}_added", []).append(values)
    for table, key in old.keys() - new.keys():
        found.setdefault(f"{table}_removed", []).append(key)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
