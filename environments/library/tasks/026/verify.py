"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "branches": "branch_id",
    "books": "book_id",
    "copies": "copy_id",
    "members": "member_id",
    "loans": "loan_id",
    "holds": "hold_id",
}
ANSWER = [
    "M-0001",
    "M-0006",
    "M-0012",
    "M-0013",
    "M-0014",
    "M-0015",
    "M-0020",
    "M-0022",
    "M-0023",
    "M-0026",
    "M-0029",
    "M-0033",
    "M-0035",
    "M-0039",
]
COPIES_CHANGED = [{"copy_id": "C-0061", "status": "available"}]
LOANS_CHANGED = [{"loan_id": "L-0045", "returned": "2026-03-14"}]
MEMBERS_CHANGED = [{"member_id": "M-0016", "fees": 5}]


def verify(answer, before, after):
    given = _listed(answer)
    seen = _difference(before, after)
    return {
        "complete": all(one in given for one in ANSWER),
        "nothing_more": len(given) == len(ANSWER),
        "copies_changed": seen.pop("copies_changed", None) == COPIES_CHANGED,
        "loans_changed": seen.pop("loans_changed", None) == LOANS_CHANGED,
        "members_changed": seen.pop("members_changed", None) == MEMBERS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _listed(value):
    """Texts in a list, or in one text with commas, without regard to case and space."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return []
    return [" ".join(one.upper().split()) for one in value]


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
