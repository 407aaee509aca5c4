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
CLAIMS_ADDED = [
    {
        "claim_id": "new claims",
        "policy_id": "PO-0047",
        "garage_id": None,
        "cause": "collision",
        "happened": "2026-06-18",
        "amount": 600,
        "status": "open",
    }
]
CLAIMS_CHANGED = [{"claim_id": "CL-0068", "garage_id": "GA-0002"}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "claims_added": seen.pop("claims_added", None) == CLAIMS_ADDED,
        "claims_changed": seen.pop("claims_changed", None) == CLAIMS_CHANGED,
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
