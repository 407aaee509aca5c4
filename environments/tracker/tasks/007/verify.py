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
ISSUE_LABELS_ADDED = [{"issue_id": "IS-0012", "label_id": "LB-0005"}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "issue_labels_added": seen.pop("issue_labels_added", None) == ISSUE_LABELS_ADDED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added (without their keys), changed and removed."""
    old, new, fresh, found = {}, {}, {}, {}
    for table, key in TABLES.items():
        old[table] = {row[key]: row for row in before.all(f"SELECT * FROM {table}")}
        new[table] = {row[key]: row for row in after.all(f"SELECT * FROM {table}")}
        fresh.update({one: f"new {table}" for one in new[table] if one not in old[table]})
    for table, key in TABLES.items():
        added = [
            {name: fresh.get(value, value) for name, value in row.items() if name != key}
            for one, row in new[table].items()
            if one not in old[table]
        ]
        changed = {
            one: {name: value for name, value in row.items() if value != old[table][one][name]}
            for one, row in new[table].items()
            if one in old[table] and row != old[table][one]
        }
        removed = sorted(one for one in old[table] if one not in new[table])
        found[f"{table}_added"] = sorted(added, key=repr)
        found[f"{table}_changed"] = changed
        found[f"{table}_removed"] = removed
    return {name: one for name, one in found.items() if one}
