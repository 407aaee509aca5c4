"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "branches": "branch_id",
    "books": "book_id",
    "copies": "copy_id",
    "members": "member_id",
    "loans": "loan_id",
    "holds": "hold_id",
}
HOLDS_ADDED = [
    {"hold_id": "new holds", "book_id": "B-0036", "member_id": "M-0005", "placed": "2026-03-14", "status": "waiting"}
]
HOLDS_CHANGED = [{"hold_id": "H-0031", "status": "cancelled"}, {"hold_id": "H-0033", "status": "cancelled"}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "holds_added": seen.pop("holds_added", None) == HOLDS_ADDED,
        "holds_changed": seen.pop("holds_changed", None) == HOLDS_CHANGED,
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
