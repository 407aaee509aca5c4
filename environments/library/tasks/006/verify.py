"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "branches": "branch_id",
    "books": "book_id",
    "copies": "copy_id",
    "members": "member_id",
    "loans": "loan_id",
    "holds": "hold_id",
}
COPIES_CHANGED = {"C-0011": {"status": "available"}, "C-0103": {"status": "available"}}
LOANS_CHANGED = {"L-0030": {"returned": "2026-03-14"}, "L-0089": {"returned": "2026-03-14"}}
MEMBERS_CHANGED = {"M-0005": {"fees": 10}, "M-0028": {"fees": 22}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "copies_changed": seen.pop("copies_changed", None) == COPIES_CHANGED,
        "loans_changed": seen.pop("loans_changed", None) == LOANS_CHANGED,
        "members_changed": seen.pop("members_changed", None) == MEMBERS_CHANGED,
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
