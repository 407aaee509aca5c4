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
ANSWER = 693500
CLAIMS_CHANGED = [{"claim_id": "CL-0005", "status": "accepted"}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "right_answer": _number(answer) == ANSWER,
        "claims_changed": seen.pop("claims_changed", None) == CLAIMS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _number(value):
    """A number, also one in a text such as "1,250"; None for anything else."""
    if isinstance(value, str):
        value = value.strip().replace(",", "")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


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
