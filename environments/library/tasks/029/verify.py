"""Which steps were done: a criterion for each, and none holds if anything else changed."""

TABLES = {
    "branches": "branch_id",
    "books": "book_id",
    "copies": "copy_id",
    "members": "member_id",
    "loans": "loan_id",
    "holds": "hold_id",
}
STEPS = ("lend_copy_1", "lend_copy_2")
OUTCOMES = [
    (
        ("lend_copy_1", "lend_copy_2"),
        {
            "copies_changed": [{"copy_id": "C-0009", "status": "lent"}, {"copy_id": "C-0076", "status": "lent"}],
            "loans_added": [
                {
                    "loan_id": "new loans",
                    "copy_id": "C-0009",
                    "member_id": "M-0031",
                    "lent": "2026-03-14",
                    "due": "2026-04-04",
                    "returned": None,
                    "renewals": 0,
                },
                {
                    "loan_id": "new loans",
                    "copy_id": "C-0076",
                    "member_id": "M-0010",
                    "lent": "2026-03-14",
                    "due": "2026-04-04",
                    "returned": None,
                    "renewals": 0,
                },
            ],
        },
    ),
    (
        ("lend_copy_1",),
        {
            "copies_changed": [{"copy_id": "C-0009", "status": "lent"}],
            "loans_added": [
                {
                    "loan_id": "new loans",
                    "copy_id": "C-0009",
                    "member_id": "M-0031",
                    "lent": "2026-03-14",
                    "due": "2026-04-04",
                    "returned": None,
                    "renewals": 0,
                }
            ],
        },
    ),
    (
        ("lend_copy_2",),
        {
            "copies_changed": [{"copy_id": "C-0076", "status": "lent"}],
            "loans_added": [
                {
                    "loan_id": "new loans",
                    "copy_id": "C-0076",
                    "member_id": "M-0010",
                    "lent": "2026-03-14",
                    "due": "2026-04-04",
                    "returned": None,
                    "renewals": 0,
                }
            ],
        },
    ),
]


def verify(answer, before, after):
    seen = _difference(before, after)
    done = next((steps for steps, changes in OUTCOMES if changes == seen), ())
    return {step: step in done for step in STEPS}


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
