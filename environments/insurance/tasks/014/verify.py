"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "holders": "holder_id",
    "vehicles": "vehicle_id",
    "policies": "policy_id",
    "garages": "garage_id",
    "claims": "claim_id",
    "assessors": "assessor_id",
    "reports": "report_id",
    "payments": "payment_id",
}
REPORTS_ADDED = [
    {
        "report_id": "new reports",
        "claim_id": "CL-0015",
        "assessor_id": "AS-0003",
        "estimate": 1800,
        "written": "2026-07-15",
    },
    {
        "report_id": "new reports",
        "claim_id": "CL-0050",
        "assessor_id": "AS-0003",
        "estimate": 1800,
        "written": "2026-07-15",
    },
    {
        "report_id": "new reports",
        "claim_id": "CL-0075",
        "assessor_id": "AS-0003",
        "estimate": 1800,
        "written": "2026-07-15",
    },
    {
        "report_id": "new reports",
        "claim_id": "CL-0094",
        "assessor_id": "AS-0003",
        "estimate": 1800,
        "written": "2026-07-15",
    },
]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "reports_added": seen.pop("reports_added", None) == REPORTS_ADDED,
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
