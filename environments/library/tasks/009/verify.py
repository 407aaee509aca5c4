"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "branches": "branch_id",
    "books": "book_id",
    "copies": "copy_id",
    "members": "member_id",
    "loans": "loan_id",
    "holds": "hold_id",
}
COPIES_CHANGED = [{"copy_id": "C-0018", "status": "lent"}]
LOANS_ADDED = [
    {
        "loan_id": "new loans",
        "copy_id": "C-0018",
        "member_id": "M-0020",
        "lent": "2026-03-14",
        "due": "2026-04-04",
        "returned": None,
        "renewals": 0,
    }
]
LOANS_CHANGED = [{"loan_id": "L-0035", "due": "2026-01-01", "renewals": 2}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "copies_changed": seen.pop("copies_changed", None) == COPIES_CHANGED,
        "loans_added": seen.pop("loans_added", None) == LOANS_ADDED,
        "loans_changed": seen.pop("loans_changed", None) == LOANS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added, new values of changed rows, ids of removed ones. New ids are "new TABLE"."""
    names = [(one, key, f"SELECT * FROM {one}") for one, key in TABLES.items()]
    old = {(one, row[key]): tuple(row.items()) for one, key, rows in names for row in before.all(rows)}
    new = {(one, row[key]): tuple(row.items()) for one, key, rows in names for row in after.all(rows)}
    fresh = {key: f"new {table}" for table, key in new.keys() - old.keys()}
    found = {}
    for (table, key), row in new.items() - old.items():
        known = old.get((table, key), ())
        values = {name: fresh.get(one, one) for name, one in row if name == TABLES[table] or (name, one) not in known}
        found.setdefault(f"{table}_changed" if known else f"{table}_added", []).append(values)
    for table, key in old.keys() - new.keys():
        found.setdefault(f"{table}_removed", []).append(key)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
